"""Effects by size and unevenness: one point for each parameter, the strongest with their names, hollow where it does
not stand out from simulation error.

data: ``unit``, ``points``: [{name, star, spread, named, clear}].
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from sim.report.figures.canvas import INK, PAPER, QUIET, SOLID
from sim.report.figures.marks import end_labels
from sim.report.figures.study.curves import scale
from sim.report.reading import numbers

_X = {"en": "mean size of the effect", "ja": "効果の平均の大きさ"}
_Y = {"en": "spread over trajectories", "ja": "経路間のばらつき"}


def draw(sheet: Figure, data: Mapping[str, Any], lang: str) -> None:
    """Draw the points, the line of equal size and spread, and names at the right of the axes."""
    axes, points = sheet.add_subplot(), data["points"]
    star, spread = (numbers([point[key] for point in points]) for key in ("star", "spread"))
    form = scale(np.concatenate([star, spread]), data["unit"], lang)
    star, spread = star / form.divisor, spread / form.divisor
    most = float(max(star.max(), spread.max())) or 1.0
    axes.plot([0, most], [0, most], color=QUIET, linewidth=0.9, linestyle=(0, (4, 3)))
    # A study stored by an earlier version names those alone that stand out.
    clear = np.array([point.get("clear", point["named"]) for point in points])
    for chosen, face in ((clear, SOLID.colour), (~clear, PAPER)):
        axes.plot(
            star[chosen], spread[chosen], "o", color=SOLID.colour, markerfacecolor=face, markersize=6.5, alpha=0.8,
            clip_on=False, zorder=3,
        )  # fmt: skip
    axes.set(xlim=(0, star.max() * 1.06 or 1.0), ylim=(0, spread.max() * 1.08 or 1.0))
    unit = f" [{form.unit.strip()}]" if form.unit.strip() else ""
    axes.set(xlabel=_X[lang] + unit, ylabel=_Y[lang] + unit)
    named = [place for place, point in enumerate(points) if point["named"]]
    labels = end_labels(axes, [(float(spread[place]), points[place]["name"], INK) for place in named], 10)
    for label, place in zip(labels, sorted(named, key=lambda place: float(spread[place])), strict=True):
        axes.annotate(
            "", (star[place], spread[place]), xytext=(0, 0.5), textcoords=label, annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": QUIET, "linewidth": 0.6, "alpha": 0.6},
        )  # fmt: skip
