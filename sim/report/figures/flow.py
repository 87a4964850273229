"""Where the company's accounts stand over time: the pipeline before the sale, the customers after it, and
the losses.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report.figures.canvas import QUIET, drawing, head, look, sheet
from sim.report.figures.marks import end_labels, note, thousands, time_axis
from sim.report.reading import Array, Bundle, arms, months, series, title
from sim.report.words import first_upper, term

MEASURE = {
    "en": "Accounts by stage, mean of replicates; below the line: customers lost",
    "ja": "段階別の社数、反復の平均。線の下は解約した顧客",
}
MEANING = {
    "en": "stages are stacked, each row to its own scale; the untouched market is left out",
    "ja": "段階の積み上げ（行ごとに目盛が異なる）。未接触の市場は除く",
}

Stages = Sequence[tuple[str, str]]
# Stage and colour, from the line outwards.
PIPELINE = (("opportunity", "#B45309"), ("sql", "#D98A2B"), ("mql", "#EDB95E"), ("lead", "#F7DFA8"))
RESTING = (("recycled", "#C9CED6"), ("pooled", "#A9B0BB"), ("dead_end", "#868E9B"))
CUSTOMERS = (
    ("advocate", "#0B3C73"),
    ("renewal", "#1F66B0"),
    ("adoption", "#4C8FD0"),
    ("implementation", "#8DBBE5"),
    ("onboarding", "#C6DEF3"),
)
CHURNED = (("churned", "#B4534F"),)
ROWS: tuple[tuple[dict[str, str], Stages, Stages], ...] = (
    ({"en": "before the sale", "ja": "受注前"}, PIPELINE, ()),
    ({"en": "after the sale", "ja": "受注後"}, CUSTOMERS, CHURNED),
    ({"en": "at rest", "ja": "休止中"}, RESTING, ()),
)


@drawing
def flow(bundle: Bundle, lang: str) -> Figure:
    """One column per arm; a row each for the pipeline, the customers and those at rest."""
    figure = sheet(bundle, lang, head(bundle, "flow", lang), MEASURE[lang], MEANING[lang])
    order = arms(bundle)
    grid = figure.subplots(3, len(order), sharex=True, sharey="row", squeeze=False, height_ratios=(1, 1.5, 0.8))
    for row, (words, up, down) in enumerate(ROWS):
        ends = [_stacks(grid[row, column], bundle, arm, up, down) for column, arm in enumerate(order)]
        grid[row, 0].set_ylabel(words[lang])
        _label(grid[row, -1], ends[-1], [*up, *down], lang)
    for column, arm in enumerate(order):
        grid[0, column].set_title(title(bundle, arm, lang), color=look(bundle, arm).colour, fontsize=14)
        time_axis(grid[-1, column], bundle, lang)
    return figure


def _stacks(axes: Axes, bundle: Bundle, arm: str, up: Stages, down: Stages) -> list[float]:
    """Draws both stacks; returns the height of the middle of each band at the end."""
    middles: list[float] = []
    for stages, side in ((up, 1), (down, -1)):
        inner = np.zeros(bundle["weeks"])
        for name, colour in stages:
            outer = inner + side * series(bundle, arm, f"stage_{name}").mean
            _band(axes, months(bundle), inner, outer, colour, hatched=name == "churned")
            middles.append(float(inner[-1] + outer[-1]) / 2)
            inner = outer
    axes.axhline(0, color="#3B4652", linewidth=1.1)
    thousands(axes)
    return middles


def _band(axes: Axes, x: Array, inner: Array, outer: Array, colour: str, *, hatched: bool) -> None:
    axes.fill_between(x, inner, outer, facecolor=colour, edgecolor="white", linewidth=0.6)
    if hatched:
        axes.fill_between(x, inner, outer, facecolor="none", edgecolor="#F3DAD8", hatch="////", linewidth=0)


def _label(axes: Axes, middles: list[float], stages: list[tuple[str, str]], lang: str) -> None:
    """Names of the bands, each behind a swatch of its colour."""
    labels = [(middle, first_upper(term(name, lang)), QUIET) for middle, (name, _) in zip(middles, stages, strict=True)]
    ordered = sorted(zip(middles, stages, strict=True))
    for text, (_, (_, colour)) in zip(end_labels(axes, labels, 11, gap=22), ordered, strict=True):
        patch = {"facecolor": colour, "edgecolor": "none", "pad": 1.5}
        note(axes, "   ", text.xy, (8, 0), colour, 7, bbox=patch, xycoords=text.xycoords)
