"""Numbers with their intervals against bands: a row for each, on a scale of its own.

data: ``rows``: [{words, shown (by language), value, low, high, verdict, band}]; a band is [low, high], an edge may be
None, or a sign, or "0".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report.figures.canvas import INK, PAPER, QUIET, SOLID
from sim.report.figures.lines import wrap

Row = Mapping[str, Any]

FARTHEST: Final = 3.4
LABEL_UNITS, LABEL_LINES = 62, 2
LARGEST, ROOM = 9.5, 200.0  # size of the letters, and the points that all rows share
TEXTS = {
    "band": {"en": "band", "ja": "範囲"},
    "inside": {"en": "inside", "ja": "範囲内"},
    "outside": {"en": "outside", "ja": "範囲外"},
    "open": {"en": "open", "ja": "未決"},
}
LOOKS = {"inside": ("o", SOLID.colour, SOLID.colour), "outside": ("D", "#C2570C", "#C2570C"), "open": ("s", INK, PAPER)}


def draw(sheet: Figure, data: Mapping[str, Any], lang: str) -> None:
    """Draw one axis with a row for each number, the first on top."""
    axes, rows = sheet.add_subplot(), data["rows"]
    size = max(6.5, min(LARGEST, ROOM / len(rows)))
    for place, row in enumerate(rows):
        _mark(axes, place, row)
        axes.text(FARTHEST + 0.15, place, row["shown"][lang], va="center", fontsize=size, color=QUIET)
    labels = ["\n".join(wrap(row["words"][lang], LABEL_UNITS)[:LABEL_LINES]) for row in rows]
    axes.set_yticks(range(len(rows)), labels, fontsize=size, color=INK)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlim(-FARTHEST, FARTHEST + 3.6)
    axes.set_xticks([])
    axes.grid(visible=False)
    _legend(axes, {row["verdict"] for row in rows}, lang)


def scaled(row: Row) -> tuple[tuple[float, float], list[float]]:
    """A row's band, and its low end, value and high end, on the row's scale, on which what is far lies at the edge."""
    low, high = _edges(row["band"])
    numbers = [row["value"] if row[key] is None else row[key] for key in ("low", "value", "high")]
    if low is not None and high is not None and low < high:
        origin, unit, band = (low + high) / 2.0, (high - low) / 2.0, (-1.0, 1.0)
    else:
        edge = low if low is not None else high
        assert edge is not None
        unit = max(abs(number - edge) for number in numbers) / 2.0 or 1.0
        at = 0.0 if low == high else -1.0 if low is not None else 1.0
        origin = edge - at * unit
        band = (-0.03, 0.03) if low == high else (at, FARTHEST) if low is not None else (-FARTHEST, at)
    return band, [min(max((number - origin) / unit, -FARTHEST), FARTHEST) for number in numbers]


def _edges(band: Any) -> tuple[float | None, float | None]:
    if isinstance(band, str):
        return {"+": (0.0, None), "-": (None, 0.0), "0": (0.0, 0.0)}[band]
    return band[0], band[1]


def _mark(axes: Axes, place: int, row: Row) -> None:
    if row["value"] is None:
        return
    band, (low, value, high) = scaled(row)
    marker, colour, face = LOOKS[row["verdict"]]
    axes.barh(place, band[1] - band[0], left=band[0], height=0.66, color=SOLID.pale, alpha=0.7)
    axes.plot((low, high), (place, place), color=colour, linewidth=1.8)
    axes.plot(value, place, marker, color=colour, markerfacecolor=face, markersize=6.5)


def _legend(axes: Axes, verdicts: set[str], lang: str) -> None:
    axes.barh([-9], [0], color=SOLID.pale, label=TEXTS["band"][lang])
    for name, (marker, colour, face) in LOOKS.items():
        if name in verdicts:
            axes.plot([], [], marker, color=colour, markerfacecolor=face, label=TEXTS[name][lang])
    axes.legend(loc="upper center", bbox_to_anchor=(0.3, -0.01), ncols=4, frameon=False, fontsize=10)
