"""What was promised and what came of it, row by row, each with its interval.

data: {rows: [{label (both languages), promised, gained: {mean, low, high}}, ...], unit}.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report.figures.canvas import BASELINE, INK, PAPER, QUIET, SOLID
from sim.report.figures.lines import wrap
from sim.report.reading import Estimate
from sim.report.words import Style, style

Data = Mapping[str, Any]

LABEL_UNITS, LABEL_LINES = 52, 3
APART = 0.16  # of the two marks of a row


def draw(sheet: Figure, data: Data, lang: str) -> None:
    """Draw on an empty sheet, the first row on top."""
    axes, rows = sheet.subplots(), data["rows"]
    largest = max(abs(row[side]["mean"]) for row in rows for side in ("promised", "gained"))
    form = style(Estimate(largest), data["unit"], lang)
    for place, row in enumerate(rows):
        _mark(axes, place - APART, row["promised"], form, BASELINE.colour, PAPER)
        _mark(axes, place + APART, row["gained"], form, SOLID.colour, SOLID.colour)
    labels = ["\n".join(wrap(row["label"][lang], LABEL_UNITS)[:LABEL_LINES]) for row in rows]
    axes.set_yticks(range(len(rows)), labels, fontsize=8.5, color=INK)
    axes.axvline(0, color=QUIET, linewidth=0.9)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlabel(form.unit.strip())
    axes.grid(visible=True, axis="x")


def _mark(axes: Axes, place: float, found: Data, form: Style, colour: str, face: str) -> None:
    mean, low, high = (np.nan if found[key] is None else found[key] / form.divisor for key in ("mean", "low", "high"))
    axes.plot((low, high), (place, place), color=colour, linewidth=2)
    axes.plot(mean, place, "o", color=colour, markerfacecolor=face, markersize=8)
