"""The peeling of a box: coverage against density, from all points to the densest box.

data: {trajectory: [{coverage, density, bounds}, ...], chosen, held_out: {coverage, mean, low, high}, base}.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from matplotlib.figure import Figure

from sim.report.figures.canvas import BASELINE, INK, PAPER, QUIET, SOLID

Data = Mapping[str, Any]

_COVERAGE = {"en": "coverage: share of the cases that lie in the box", "ja": "網羅率：箱に入る該当点の割合"}
_DENSITY = {"en": "density: share of cases among the points in the box", "ja": "密度：箱の中の該当点の割合"}
HELD_OUT = "#C2570C"


def draw(sheet: Figure, data: Data, lang: str) -> None:
    """Draw on an empty sheet."""
    axes = sheet.subplots()
    steps = data["trajectory"]
    x, y = ([step[key] for step in steps] for key in ("coverage", "density"))
    axes.plot(x, y, "o-", color=SOLID.colour, markersize=5, linewidth=1.4)
    last = None
    for step in steps:
        if step["bounds"] != last:
            last = step["bounds"]
            at = (step["coverage"], step["density"])
            axes.annotate(str(last), at, (10, 0), textcoords="offset points", va="center")
    chosen = steps[data["chosen"]]
    axes.plot(chosen["coverage"], chosen["density"], "o", color=SOLID.colour, markersize=14, markeredgecolor=INK)
    _held_out(axes, data["held_out"])
    axes.axhline(data["base"], color=BASELINE.colour, linewidth=1.2, linestyle=BASELINE.dash)
    axes.set(xlim=(1.04, -0.04), ylim=(0, 1.06))
    axes.set_xlabel(_COVERAGE[lang])
    axes.set_ylabel(_DENSITY[lang], color=QUIET)


def _held_out(axes: Any, found: Data) -> None:
    """The final box on points held out, with its interval."""
    if found["low"] is None:
        return
    axes.plot([found["coverage"]] * 2, [found["low"], found["high"]], color=HELD_OUT, linewidth=2)
    axes.plot(found["coverage"], found["mean"], "s", color=HELD_OUT, markerfacecolor=PAPER, markersize=11)
