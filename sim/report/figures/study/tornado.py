"""A tornado: one bar for each parameter, the longest on top, with its interval and what simulation error would show.

data: ``unit``, ``rows``: [{name, value, half, floor, inner, inner_half}]. A bar goes from 0 to ``value``; ``inner`` is
a part of it, drawn as a dark bar below, or None; ``floor`` is simulation error: a band around 0 where there is no inner
part, else hatched at the end of the bar.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report.figures.canvas import FAINT, INK, QUIET, SOLID
from sim.report.figures.study.curves import scale
from sim.report.reading import Array, numbers

APART = 0.18  # of the two bars of a row


def draw(sheet: Figure, data: Mapping[str, Any], lang: str) -> None:
    """Draw the bars."""
    axes, rows = sheet.add_subplot(), data["rows"]
    value, half, floor = (numbers([row[key] for row in rows]) for key in ("value", "half", "floor"))
    form = scale(np.abs(value) + half, data["unit"], lang)
    value, half, floor = value / form.divisor, half / form.divisor, floor / form.divisor
    places = np.arange(len(rows), dtype=np.float64)
    if rows[0]["inner"] is None:
        axes.barh(places, 2 * floor, left=-floor, height=0.84, color=FAINT, alpha=0.75, zorder=1)
        axes.barh(places, value, height=0.5, color=SOLID.colour, zorder=2)
    else:
        _pair(axes, rows, value, floor, form.divisor)
        places = places - APART
    _intervals(axes, value, places, half)
    axes.axvline(0.0, color=QUIET, linewidth=0.9)
    axes.set_yticks(range(len(rows)), [row["name"] for row in rows], fontsize=10.5, color=INK)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.grid(visible=True, axis="x")
    axes.grid(visible=False, axis="y")
    axes.set_xlabel(form.unit.strip())


def _intervals(axes: Axes, value: Array, places: Array, half: Array) -> None:
    axes.errorbar(value, places, xerr=half, fmt="none", ecolor=INK, elinewidth=1.3, capsize=3, zorder=4)


def _pair(axes: Axes, rows: Sequence[Mapping[str, Any]], value: Array, floor: Array, divisor: float) -> None:
    """Pale bars with the error hatched at their ends, and dark ones with intervals of their own below them."""
    places = np.arange(len(rows), dtype=np.float64)
    inner, half = (numbers([row.get(key) for row in rows]) / divisor for key in ("inner", "inner_half"))
    error, thick = np.minimum(floor, value), 2 * APART
    axes.barh(places - APART, value, height=thick, color=SOLID.pale, zorder=1)
    axes.barh(places + APART, np.maximum(inner, 0.0), height=thick, color=SOLID.colour, zorder=2)
    axes.barh(
        places - APART, error, left=value - error, height=thick, color="none", edgecolor=QUIET, hatch="////",
        linewidth=0, zorder=3,
    )  # fmt: skip
    _intervals(axes, inner, places + APART, half)
