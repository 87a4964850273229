"""Data against the range of simulated companies: a row for each moment, drawn so that all ranges are equally wide.

data: ``rows``: [{words by language, data, low, high, inside, shown (text)}]; ``luck``, where parameters are drawn: low
and high by luck alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report.figures.canvas import INK, QUIET, SOLID

ACCENT: Final = "#C2570C"
FARTHEST: Final = 3.0
LARGEST, ROOM = 9.5, 360.0  # size of the letters, and the points that all rows share
TEXTS = {
    "luck": {"en": "by luck alone", "ja": "偶然のみ"},
    "range": {"en": "middle 95 % of simulated companies", "ja": "模擬した会社の中央95％"},
    "inside": {"en": "data, inside", "ja": "データ（範囲内）"},
    "outside": {"en": "data, outside", "ja": "データ（範囲外）"},
}


def draw(sheet: Figure, data: Mapping[str, Any], lang: str) -> None:
    """Draw one axis with a row for each moment."""
    rows = data["rows"]
    axes, size = sheet.add_subplot(), min(LARGEST, ROOM / len(rows))
    places = range(len(rows) - 1, -1, -1)
    axes.barh(list(places), 2.0, left=-1.0, height=0.6, color=SOLID.pale, label=TEXTS["range"][lang])
    _luck(axes, places, rows, TEXTS["luck"][lang])
    for wanted, marker, colour in ((True, "o", INK), (False, "D", ACCENT)):
        mine = [(place, row) for place, row in zip(places, rows, strict=True) if row["inside"] is wanted]
        at = [_relative(row, row["data"]) for _, row in mine]
        word = TEXTS["inside" if wanted else "outside"][lang]
        axes.plot(at, [place for place, _ in mine], marker, color=colour, markersize=min(7.0, size), label=word)
    for place, row in zip(places, rows, strict=True):
        axes.text(FARTHEST + 0.15, place, row["shown"], va="center", fontsize=size, color=QUIET)
    axes.set_yticks(list(places), [row["words"][lang] for row in rows], fontsize=size)
    axes.set_xlim(-FARTHEST, FARTHEST + 2.2)
    axes.set_xticks([-1, 0, 1], ["2.5 %", "", "97.5 %"])
    axes.grid(visible=False)
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.04), ncols=4, frameon=False, fontsize=10)


def _luck(axes: Axes, places: Sequence[int], rows: Sequence[Mapping[str, Any]], label: str) -> None:
    """A darker bar inside the range, where it is known what luck alone does."""
    known = [(place, row) for place, row in zip(places, rows, strict=True) if row.get("luck")]
    if known:
        low, high = ([_relative(row, row["luck"][end]) for _, row in known] for end in (0, 1))
        wide = [b - a for a, b in zip(low, high, strict=True)]
        axes.barh([p for p, _ in known], wide, left=low, height=0.3, color=SOLID.colour, alpha=0.45, label=label)


def _relative(row: Mapping[str, Any], value: float) -> float:
    """Where a value lies when the range is drawn from −1 to 1; what is farther is drawn at the edge."""
    half = max((row["high"] - row["low"]) / 2.0, 1e-12)
    return float(min(max((value - (row["high"] + row["low"]) / 2.0) / half, -FARTHEST), FARTHEST))
