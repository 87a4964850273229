"""A metric over two axes: a field for each pair of values, with its mean and the half-width of its interval.

data: ``x`` and ``y`` {name, unit, labels}, ``panel`` {unit}, ``mean`` and ``half`` (rows of y,
columns of x), ``best``: [row, column] or None.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sim.report.figures.canvas import INK, PAPER, QUIET, SOLID
from sim.report.figures.lines import wrap
from sim.report.figures.study.curves import axis_title, scale
from sim.report.reading import Array
from sim.report.words import Style

COLOURS = LinearSegmentedColormap.from_list("value", ["#F5F7F9", SOLID.pale, SOLID.colour, "#062F57"])
MOST_WRITTEN = 80  # fields whose numbers can still be read


def draw(sheet: Figure, data: Mapping[str, Any], lang: str) -> None:
    """Draw the map."""
    axes = sheet.add_subplot()
    mean, half = (np.array(data[key], dtype=np.float64) for key in ("mean", "half"))
    form = scale(mean, data["panel"]["unit"], lang)
    image = axes.imshow(mean / form.divisor, cmap=COLOURS, aspect="auto", origin="lower")
    bar = sheet.colorbar(image, ax=axes, shrink=0.85, pad=0.015)
    bar.outline.set_visible(False)
    bar.ax.set_title(form.unit.strip(), fontsize=11, color=QUIET)
    axes.set_xticks(range(mean.shape[1]), [_short(label) for label in data["x"]["labels"]])
    axes.set_yticks(range(mean.shape[0]), [_short(label) for label in data["y"]["labels"]])
    axes.set_xlabel(axis_title(data["x"]))
    axes.set_ylabel(axis_title(data["y"]))
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)
    if mean.size <= MOST_WRITTEN:
        _write(axes, mean, half, form)
    if data["best"] is not None:
        row, column = data["best"]
        axes.add_patch(Rectangle((column - 0.5, row - 0.5), 1, 1, fill=False, edgecolor="#C2570C", linewidth=3))


def _write(axes: Axes, mean: Array, half: Array, form: Style) -> None:
    low, high = np.nanmin(mean), np.nanmax(mean)
    for (row, column), value in np.ndenumerate(mean):
        if np.isfinite(value):
            dark = high > low and (value - low) / (high - low) > 0.55
            wide = float(half[row, column])
            text = form.bare(float(value)) + (f"\n±{form.bare(wide)}" if np.isfinite(wide) else "")
            axes.text(column, row, text, ha="center", va="center", fontsize=10, color=PAPER if dark else INK)


def _short(label: object) -> str:
    return "\n".join(wrap(str(label), 16))
