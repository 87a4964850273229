"""Two parameters together: a triangle of fields, each the share of variance of one pair beyond what each does alone.

data: ``names``, ``value`` and ``half``: square matrices, NaN below the diagonal.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from sim.report.figures.canvas import INK, PAPER, SOLID
from sim.report.figures.lines import wrap
from sim.report.words import MINUS

COLOURS = LinearSegmentedColormap.from_list("share", ["#F5F7F9", SOLID.pale, SOLID.colour, "#062F57"])
FULL = 0.25  # a share that is drawn darkest unless one is larger


def draw(sheet: Figure, data: Mapping[str, Any], lang: str) -> None:
    """Draw the upper triangle: a row and a column for each parameter."""
    del lang
    axes = sheet.add_subplot()
    value, half = (np.array(data[key], dtype=np.float64)[:-1, 1:] for key in ("value", "half"))
    most = max(FULL, float(np.nanmax(value)))
    axes.imshow(np.clip(value, 0.0, None), cmap=COLOURS, vmin=0.0, vmax=most, aspect="auto")
    axes.set_xticks(range(len(value)), ["\n".join(wrap(name, 18)) for name in data["names"][1:]], fontsize=9)
    axes.set_yticks(range(len(value)), ["\n".join(wrap(name, 30)) for name in data["names"][:-1]], fontsize=9)
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)
    for (row, column), share in np.ndenumerate(value):
        if np.isfinite(share):
            text = f"{100 * share:.1f} %\n±{100 * half[row, column]:.1f}".replace("-", MINUS)
            colour = PAPER if share > 0.55 * most else INK
            axes.text(column, row, text, ha="center", va="center", fontsize=9.5, color=colour)
