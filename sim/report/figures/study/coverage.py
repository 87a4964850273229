"""Coverage of intervals: how often they held the true value, against how often they should, by parameter.

data: ``levels``, ``rows``: [{name, coverage, low, high}], lists by level.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from sim.report.figures.canvas import INK, QUIET, SOLID

NOMINAL = {"en": "should hold", "ja": "名目"}
AXIS = {"en": "share of logs whose interval holds the true value", "ja": "区間が真の値を含んだ記録の割合"}


def draw(sheet: Figure, data: Mapping[str, Any], lang: str) -> None:
    """Draw a panel for each level, with a row for each parameter."""
    grid = sheet.add_gridspec(1, len(data["levels"]))
    names = [row["name"] for row in data["rows"]]
    places = np.arange(len(names))[::-1]
    for column, level in enumerate(data["levels"]):
        axes = sheet.add_subplot(grid[0, column])
        found, low, high = (np.array([row[key][column] for row in data["rows"]]) for key in ("coverage", "low", "high"))
        axes.errorbar(found, places, xerr=[found - low, high - found], fmt="o", color=SOLID.colour, capsize=4)
        axes.axvline(level, color=INK, linestyle=(0, (4, 2)), linewidth=1.3)
        axes.set_title(f"{100 * level:.0f} %  ({NOMINAL[lang]} {100 * level:.0f} %)", fontsize=12)
        axes.set_xlim(0, 1.02)
        axes.set_ylim(-0.7, len(names) - 0.3)
        axes.set_yticks(places, names if column == 0 else [""] * len(names), fontsize=10)
        axes.set_xlabel(AXIS[lang] if column == 1 else "", color=QUIET)
        axes.grid(visible=True, axis="x")
