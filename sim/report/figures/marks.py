"""What the figures draw their data with: lines with bands, texts at places, labels at the ends of lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.text import Annotation

from sim.report.figures.canvas import HEIGHT, LINE_WIDTH, Look
from sim.report.reading import Array, Bundle, Estimate, Series, months
from sim.report.words import Style, style


def time_axis(axes: Axes, bundle: Bundle, lang: str, *, named: bool = True) -> None:
    """Months on the x axis, a tick each year (or each quarter of a short run)."""
    last = months(bundle)[-1]
    axes.set_xlim(0, last)
    axes.set_xticks(np.arange(0, last + 0.5, 12 if last > 18 else 3))
    if named:
        axes.set_xlabel({"en": "months since the start", "ja": "開始からの月数"}[lang])


def line(axes: Axes, x: Array, series: Series, look: Look, scale: float = 1.0) -> None:
    """A mean with its band."""
    axes.fill_between(x, series.low / scale, series.high / scale, color=look.pale, alpha=0.55, linewidth=0)
    axes.plot(x, series.mean / scale, color=look.colour, linestyle=look.dash, linewidth=LINE_WIDTH)


def thousands(axes: Axes) -> None:
    """Counts on the y axis with a separator of thousands and without sign."""
    axes.yaxis.set_major_formatter(lambda value, _: f"{abs(value):,.0f}")


def note(
    axes: Axes,
    text: str,
    place: tuple[float, float],
    shift: tuple[float, float],
    colour: str,
    size: float = 12,
    **more: Any,
) -> Annotation:
    """A text at a place (in the axes' data, if ``xycoords`` does not say else), shifted by points."""
    look: dict[str, Any] = {
        "va": "center",
        "linespacing": 1.15,
        "annotation_clip": False,
        "textcoords": "offset points",
    }
    return axes.annotate(text, place, xytext=shift, color=colour, fontsize=size, **(look | more))


def end_labels(
    axes: Axes,
    labels: Sequence[tuple[float, str, str]],
    size: float = 12,
    *,
    at: float | None = None,
    gap: float = 7,
) -> list[Annotation]:
    """Labels (y, text, colour) where lines end, moved apart where they would touch: ``gap`` points to the
    right of the axes, or of x = ``at``. Returns them from the lowest up. Call it when the limits of y are
    final.
    """
    low, high = axes.get_ylim()
    inches = axes.get_position().height * HEIGHT * 0.8  # titles and ticks take the rest
    apart = (high - low) * size * 1.32 / 72 / inches
    ordered = sorted((label for label in labels if np.isfinite(label[0])), key=lambda label: label[0])
    wanted = np.array([label[0] for label in ordered])
    tall = np.array([label[1].count("\n") + 1 for label in ordered]) * apart
    x, frame = (1.0, ("axes fraction", "data")) if at is None else (at, ("data", "data"))
    return [
        note(axes, text, (x, y), (gap, 0), colour, size, xycoords=frame)
        for y, (_, text, colour) in zip(within(spread(wanted, tall), tall, low, high), ordered, strict=True)
    ]


def within(placed: Array, tall: Array, low: float, high: float) -> Array:
    """The same heights (ascending), pushed down from the upper limit and then up from the lower one."""
    found = placed.copy()
    for index in range(len(found) - 1, -1, -1):
        found[index] = min(found[index], high - tall[index] / 2)
        high = found[index] - tall[index] / 2
    for index in range(len(found)):
        found[index] = max(found[index], low + tall[index] / 2)
        low = found[index] + tall[index] / 2
    return found


def spread(wanted: Array, tall: Array) -> Array:
    """Heights near the wanted ones (ascending) at which labels of the given heights do not overlap: runs of
    labels that touch are centred on the mean of what they want.
    """
    groups: list[tuple[float, float, int]] = []  # centre, height, number of labels
    for centre, height in zip(wanted, tall, strict=True):
        group = (float(centre), float(height), 1)
        while groups and groups[-1][0] + groups[-1][1] / 2 > group[0] - group[1] / 2:
            before = groups.pop()
            count = before[2] + group[2]
            group = ((before[0] * before[2] + group[0] * group[2]) / count, before[1] + group[1], count)
        groups.append(group)
    found: list[float] = []
    first = 0
    for centre, height, count in groups:
        bottom = centre - height / 2
        ends = bottom + np.cumsum(tall[first : first + count])
        found.extend(ends - tall[first : first + count] / 2)
        first += count
    return np.array(found)


def money(values: Array, lang: str) -> Style:
    """One scale for all money on an axis."""
    return style(Estimate(float(np.nanmax(np.abs(values)))), "USD", lang)
