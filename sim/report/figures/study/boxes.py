"""Points of a space on pairs of axes, where something holds and where it fails, with boxes framed.

data: {panels: [{x, y: {words, labels, logarithmic}, at: (points, 2), boxes: [[[low, high] of x, of y], ...]}, ...],
holds, clear: by point}; an end of None is open.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sim.report.figures.canvas import INK, SOLID
from sim.report.figures.lines import wrap

Data = Mapping[str, Any]

FAILS = "#C2570C"
PALE = 0.28  # of points whose sign is not clear
LABEL_UNITS = 34


def draw(sheet: Figure, data: Data, lang: str) -> None:
    """Draw on an empty sheet."""
    for axes, panel in zip(sheet.subplots(1, len(data["panels"]), squeeze=False)[0], data["panels"], strict=True):
        _points(axes, panel, data)
        _axis(axes, panel, lang)
        axes.autoscale(False)
        for box in panel["boxes"]:
            _frame(axes, box)


def _points(axes: Axes, panel: Data, data: Data) -> None:
    at, holds, clear = np.array(panel["at"], dtype=np.float64), np.array(data["holds"]), np.array(data["clear"])
    for mask, colour, marker in ((holds, SOLID.colour, "o"), (~holds, FAILS, "x")):
        for sure, alpha in ((clear, 0.95), (~clear, PALE)):
            chosen = at[mask & sure]
            axes.scatter(chosen[:, 0], chosen[:, 1], s=30, color=colour, marker=marker, alpha=alpha, linewidths=1.4)


def _axis(axes: Axes, panel: Data, lang: str) -> None:
    for side, axis in (("x", axes.xaxis), ("y", axes.yaxis)):
        of = panel[side]
        axis.set_label_text("\n".join(wrap(of["words"][lang], LABEL_UNITS)))
        if of["labels"] is not None:
            axis.set_ticks(range(len(of["labels"])), of["labels"])
    if panel["x"]["logarithmic"]:
        axes.set_xscale("log")
    if panel["y"]["logarithmic"]:
        axes.set_yscale("log")


def _frame(axes: Axes, box: Any) -> None:
    """A frame around a box, open ends at the edge of the panel."""
    (left, right), (bottom, top) = (
        [edge if end is None else end for end, edge in zip(ends, limits, strict=True)]
        for ends, limits in zip(box, (axes.get_xlim(), axes.get_ylim()), strict=True)
    )
    axes.add_patch(Rectangle((left, bottom), right - left, top - bottom, fill=False, edgecolor=INK, linewidth=2))
