"""Response curves: a panel for each metric, its mean over one axis with the band of its interval.

data: ``axis`` {name, unit, logarithmic, labels or None}, ``x`` (positions: values, or 0, 1, ... for labels),
``panels``: [{name, unit, words by language, mean, low, high}].
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report.figures.canvas import QUIET, SOLID
from sim.report.figures.lines import wrap
from sim.report.figures.marks import line
from sim.report.reading import Estimate, Series, numbers
from sim.report.words import Style, first_upper, style

COLUMNS = 2


def draw(sheet: Figure, data: Mapping[str, Any], lang: str) -> None:
    """Draw the panels, the first one largest if there are several."""
    panels = data["panels"]
    if len(panels) == 1:
        places = [sheet.add_subplot()]
    else:
        grid = sheet.add_gridspec(len(panels) - 1, COLUMNS, width_ratios=(1.7, 1))
        places = [sheet.add_subplot(grid[:, 0])]
        places += [sheet.add_subplot(grid[row, 1]) for row in range(len(panels) - 1)]
    for axes, panel in zip(places, panels, strict=True):
        _panel(axes, data, panel, lang)


def _panel(axes: Axes, data: Mapping[str, Any], panel: Mapping[str, Any], lang: str) -> None:
    curve = Series(*(numbers(panel[key]) for key in ("mean", "low", "high")))
    form = scale(curve.mean, panel["unit"], lang)
    x = np.array(data["x"], dtype=np.float64)
    if data["axis"]["labels"] is None:
        line(axes, x, curve, SOLID, form.divisor)
        axes.plot(x, curve.mean / form.divisor, "o", color=SOLID.colour, markersize=4.5)
    else:
        low, high = ((curve.mean - curve.low) / form.divisor, (curve.high - curve.mean) / form.divisor)
        axes.errorbar(x, curve.mean / form.divisor, [low, high], fmt="o", color=SOLID.colour, capsize=4, markersize=8)
        axes.set_xticks(x, ["\n".join(wrap(str(label), 16)) for label in data["axis"]["labels"]])
        axes.set_xlim(-0.5, len(x) - 0.5)
    if data["axis"]["logarithmic"]:
        axes.set_xscale("log")
    axes.set_title("\n".join(wrap(panel_title(panel, form, lang), 60)), fontsize=12, color=QUIET)
    axes.set_xlabel(axis_title(data["axis"]))


def scale(values: np.ndarray[Any, np.dtype[np.float64]], unit: str, lang: str) -> Style:
    """One scale for all values of a metric on an axis."""
    largest = float(np.nanmax(np.abs(values))) if np.isfinite(values).any() else 1.0
    return style(Estimate(largest), unit, lang)


def panel_title(panel: Mapping[str, Any], form: Style, lang: str) -> str:
    """What a panel shows, with its unit."""
    unit = form.unit.strip()
    return first_upper(panel["words"][lang]) + (f", {unit}" if unit else "")


def axis_title(axis: Mapping[str, Any]) -> str:
    """The name of an axis, with its unit."""
    return axis["name"] if axis["unit"] in ("", "-") else f"{axis['name']} [{axis['unit']}]"
