"""Posterior against prior: a panel for each parameter, the draws as a histogram over the flat prior.

data: ``panels``: [{name, unit, low, high, logarithmic, draws, centre}].
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report.figures.canvas import FAINT, INK, QUIET, SOLID

BINS: Final = 24
COLUMNS: Final = 4
PRIOR = {"en": "before the data", "ja": "データ前"}


def draw(sheet: Figure, data: Mapping[str, Any], lang: str) -> None:
    """Draw the panels, row by row."""
    panels = data["panels"]
    columns = min(COLUMNS, len(panels))
    grid = sheet.add_gridspec(-(-len(panels) // columns), columns)
    for place, panel in enumerate(panels):
        _panel(sheet.add_subplot(grid[divmod(place, columns)]), panel, PRIOR[lang] if place == 0 else "")


def _panel(axes: Axes, panel: Mapping[str, Any], prior: str) -> None:
    edges = np.linspace(panel["low"], panel["high"], BINS + 1)
    if panel["logarithmic"]:
        edges = np.geomspace(panel["low"], panel["high"], BINS + 1)
        axes.set_xscale("log")
        axes.minorticks_off()
        axes.set_xticks(np.geomspace(panel["low"], panel["high"], 3), [_number(x) for x in edges[[0, BINS // 2, -1]]])
    shares = np.histogram(panel["draws"], edges)[0] / len(panel["draws"])
    axes.stairs(np.full(BINS, 1.0 / BINS), edges, fill=True, facecolor=FAINT, edgecolor=QUIET, linewidth=0.8)
    axes.stairs(shares, edges, fill=True, facecolor=SOLID.pale, edgecolor=SOLID.colour, linewidth=1.4, alpha=0.85)
    axes.axvline(panel["centre"], color=INK, linewidth=1.2, linestyle=(0, (4, 2)))
    axes.set_yticks([])
    axes.set_title(_broken(panel["name"]), fontsize=10.5)
    axes.set_xlabel(panel["unit"], fontsize=9.5)
    if prior:
        axes.text(0.03, 1.0 / BINS, prior, transform=axes.get_yaxis_transform(), color=QUIET, fontsize=9.5, va="bottom")


def _broken(name: str) -> str:
    """A dotted key on two lines."""
    section, _, last = name.rpartition(".")
    return f"{section}.\n{last}" if section else last


def _number(value: float) -> str:
    return f"{value:.3g}"
