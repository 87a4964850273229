"""Main effects: a panel for each axis, the largest first; how the metric's mean moves along it while all others vary.

data: ``panel`` {unit}, ``axes``: [{name, unit, labels, mean, low, high}], effects around 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report.figures.canvas import FAINT, QUIET, SOLID
from sim.report.figures.lines import wrap
from sim.report.figures.study.curves import axis_title, scale
from sim.report.reading import numbers
from sim.report.words import Style

COLUMNS = 4


def draw(sheet: Figure, data: Mapping[str, Any], lang: str) -> None:
    """Draw the panels on one scale."""
    shown = data["axes"]
    ends = np.concatenate([numbers([*one["mean"], *one["low"], *one["high"]]) for one in shown])
    form = scale(ends, data["panel"]["unit"], lang)
    columns = min(COLUMNS, len(shown))
    panels = sheet.subplots(-(-len(shown) // columns), columns, sharey=True, squeeze=False).ravel()
    for axes, one in zip(panels, shown, strict=False):
        _panel(axes, one, form)
        if axes.get_subplotspec().is_first_col():
            axes.set_ylabel(form.unit.strip())
    for axes in panels[len(shown) :]:
        axes.set_visible(False)


def _panel(axes: Axes, one: Mapping[str, Any], form: Style) -> None:
    mean, low, high = (numbers(one[key]) / form.divisor for key in ("mean", "low", "high"))
    x = np.arange(len(mean))
    axes.axhline(0.0, color=QUIET, linewidth=0.9)
    axes.plot(x, mean, color=FAINT, linewidth=1.6, zorder=1)
    axes.errorbar(x, mean, [mean - low, high - mean], fmt="o", color=SOLID.colour, capsize=3, markersize=6)
    axes.set_xticks(x, ["\n".join(wrap(str(label), 11)) for label in one["labels"]], fontsize=8.5)
    axes.set_xlim(-0.5, len(x) - 0.5)
    axes.set_title("\n".join(wrap(axis_title(one), 30)), fontsize=9.5)
