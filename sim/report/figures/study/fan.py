"""A forecast: a panel for each thing counted, what was known, what came, and the fans of the forecast and a baseline.

data: ``edges`` (days), ``split`` (first period forecast), ``panels``: [{words by language, known (counts by period),
ranges: {low95, low50, middle, high50, high95} of the periods forecast, luck and baseline: {low95, middle, high95}}].
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report.figures.canvas import BASELINE, INK, LINE_WIDTH, SOLID

TEXTS = {
    "known": {"en": "data the fit knew", "ja": "当てはめに使ったデータ"},
    "came": {"en": "data that came", "ja": "その後のデータ"},
    "model": {"en": "forecast: median, 50 % and 95 %", "ja": "予測：中央値・50％・95％"},
    "baseline": {"en": "baseline: as before", "ja": "基準：これまでどおり"},
    "days": {"en": "days since the data begin", "ja": "データ開始からの日数"},
}


def draw(sheet: Figure, data: Mapping[str, Any], lang: str) -> None:
    """Draw the panels beneath one another."""
    grid = sheet.add_gridspec(len(data["panels"]), 1)
    for place, panel in enumerate(data["panels"]):
        axes = sheet.add_subplot(grid[place, 0])
        _panel(axes, data, panel, lang)
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.3), ncols=4, frameon=False, fontsize=10)
    axes.set_xlabel(TEXTS["days"][lang])


def _panel(axes: Axes, data: Mapping[str, Any], panel: Mapping[str, Any], lang: str) -> None:
    edges, split = np.array(data["edges"]), data["split"]
    middle, known = (edges[1:] + edges[:-1]) / 2.0, np.array(panel["known"])
    ahead, ranges, base = middle[split:], panel["ranges"], panel["baseline"]
    axes.fill_between(ahead, ranges["low95"], ranges["high95"], color=SOLID.pale, alpha=0.6, linewidth=0)
    axes.fill_between(ahead, ranges["low50"], ranges["high50"], color=SOLID.colour, alpha=0.3, linewidth=0)
    axes.plot(ahead, ranges["middle"], color=SOLID.colour, linewidth=LINE_WIDTH, label=TEXTS["model"][lang])
    for bound in ("low95", "high95"):
        axes.plot(ahead, panel["luck"][bound], color=SOLID.colour, linewidth=1.0)
        axes.plot(ahead, base[bound], color=BASELINE.colour, linestyle=(0, (1, 2)), linewidth=1.2)
    axes.plot(ahead, base["middle"], color=BASELINE.colour, linestyle=BASELINE.dash, label=TEXTS["baseline"][lang])
    axes.plot(middle[:split], known[:split], "o-", color=INK, markersize=4, linewidth=1, label=TEXTS["known"][lang])
    axes.plot(ahead, known[split:], "D", color="#C2570C", markersize=6, label=TEXTS["came"][lang])
    axes.axvline(edges[split], color=INK, linewidth=1, linestyle=(0, (4, 2)))
    axes.set_ylim(bottom=0)
    axes.set_title(panel["words"][lang], fontsize=12)
