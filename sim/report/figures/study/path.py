"""Differences along a path, stage by stage, each in units of its own interval.

data: {rows: [{stage, label, text, mean, low, high}, ...]}; stage, label and text in both languages.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report.figures.canvas import FAINT, INK, PAPER, QUIET, SOLID
from sim.report.figures.lines import wrap

Data = Mapping[str, Any]

FALL = "#C2570C"
LEFT, RIGHT = -4.6, 2.9  # of a column whose intervals lie between -1 and 1
LABEL_UNITS = 46


def draw(sheet: Figure, data: Data, lang: str) -> None:
    """Draw on an empty sheet: two columns of stages."""
    stages = list(dict.fromkeys(row["stage"][lang] for row in data["rows"]))
    rows = data["rows"]
    half = _half(rows, lang)
    for axes, part in zip(sheet.subplots(1, 2), (rows[:half], rows[half:]), strict=True):
        _column(axes, part, lang, [stage for stage in stages if any(row["stage"][lang] == stage for row in part)])


def _half(rows: list[Data], lang: str) -> int:
    """Where the second column begins: at the stage nearest to the middle."""
    starts = [i for i in range(1, len(rows)) if rows[i]["stage"][lang] != rows[i - 1]["stage"][lang]]
    return min(starts, key=lambda i: abs(i - len(rows) / 2))


def _column(axes: Axes, rows: list[Data], lang: str, stages: list[str]) -> None:
    labels: list[str] = []
    place = 0.0
    for stage in stages:
        axes.text(LEFT, place, stage, fontsize=11.5, fontweight="bold", va="center", color=INK, clip_on=False)
        labels.append(stage)
        for row in (one for one in rows if one["stage"][lang] == stage):
            place += 1
            _row(axes, place, row, lang)
        place += 1.5
    axes.axvline(0, 0.0, 1.0, color=QUIET, linewidth=0.9, zorder=0)
    axes.set(xlim=(LEFT, RIGHT), ylim=(place - 0.6, -0.8), xticks=[], yticks=[])
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)


def _row(axes: Axes, place: float, row: Data, lang: str) -> None:
    """The label on the left, the interval in the middle, and the amount on the right."""
    ends = np.array([row[key] for key in ("mean", "low", "high")], dtype=np.float64)
    axes.text(LEFT, place, "\n".join(wrap(row["label"][lang], LABEL_UNITS)), fontsize=8.5, va="center", color=QUIET)
    if np.isnan(ends).any():
        return
    axes.text(RIGHT, place, row["text"][lang], fontsize=8.5, va="center", ha="right", color=INK)
    mean, low, high = ends / (np.abs(ends).max() or 1.0)
    clear = low * high > 0
    colour = (SOLID.colour if mean > 0 else FALL) if clear else FAINT
    axes.plot((low, high), (place, place), color=colour, linewidth=2.2, solid_capstyle="butt")
    face = colour if clear else PAPER
    marker = "^" if clear and mean > 0 else "v" if clear else "o"
    axes.plot(mean, place, marker, color=colour, markerfacecolor=face, markersize=7)
