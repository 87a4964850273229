"""How busy each department is, and how much work waits for it."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report.figures.canvas import LINE_WIDTH, QUIET, drawing, head, names, sheet
from sim.report.figures.marks import end_labels, line, thousands, time_axis
from sim.report.reading import Array, Bundle, months, series
from sim.report.words import DEPARTMENTS, first_upper, term

MEASURE = {
    "en": "Hours worked as % of hours available (above), and hours of work left waiting at the week's end (below)",
    "ja": "部門別：上は稼働率（稼働時間÷利用可能時間、％）、下は週末に残った仕事（時間）",
}
MEANING = {
    "en": "bands of the queues: 10th to 90th percentile of replicates; utilisation: mean, four-week average",
    "ja": "残った仕事の帯：反復の10〜90パーセンタイル、稼働率：平均、四週移動平均",
}
PEOPLE = {"en": "{name}, {count} people", "ja": "{name}（{count}人）"}
SMOOTHED_WEEKS = 4


@drawing
def load(bundle: Bundle, lang: str) -> Figure:
    """One column per department."""
    figure = sheet(bundle, lang, head(bundle, "load", lang), MEASURE[lang], MEANING[lang])
    grid = figure.subplots(2, len(DEPARTMENTS), sharex=True, squeeze=False)
    for column, department in enumerate(DEPARTMENTS):
        upper, lower = grid[0, column], grid[1, column]
        upper.set_title(_people(bundle, department, lang), fontsize=11.5)
        last = column == len(DEPARTMENTS) - 1
        _utilisation(upper, bundle, department, lang, labelled=last)
        _queue(lower, bundle, department)
        upper.tick_params(labelleft=column == 0)
        time_axis(lower, bundle, lang)
    grid[0, 0].set_ylabel({"en": "utilisation, %", "ja": "稼働率、％"}[lang])
    grid[1, 0].set_ylabel({"en": "work waiting, hours", "ja": "残った仕事、時間"}[lang])
    return figure


def _people(bundle: Bundle, department: str, lang: str) -> str:
    count = bundle["arms"][bundle["baseline"]]["headcount"][department]
    return PEOPLE[lang].format(name=first_upper(term(department, lang)), count=count)


def _smooth(values: Array) -> Array:
    """Centred average, over what there is at the ends."""
    window = np.ones(SMOOTHED_WEEKS)
    return np.asarray(np.convolve(values, window, "same") / np.convolve(np.ones(len(values)), window, "same"))


def _utilisation(axes: Axes, bundle: Bundle, department: str, lang: str, *, labelled: bool) -> None:
    labels = []
    for arm, title, style in names(bundle, lang):
        worked, available = (series(bundle, arm, f"hours_{kind}_{department}").mean for kind in ("worked", "available"))
        share = 100 * _smooth(worked) / np.maximum(_smooth(available), 1e-9)
        axes.plot(months(bundle), share, color=style.colour, linestyle=style.dash, linewidth=LINE_WIDTH)
        labels.append((float(share[-1]), title, style.colour))
    axes.axhline(100, color=QUIET, linewidth=1.1)
    axes.set_ylim(0, max(112.0, 1.04 * axes.dataLim.y1))
    if labelled:
        end_labels(axes, labels)


def _queue(axes: Axes, bundle: Bundle, department: str) -> None:
    labels = []
    for arm, _, style in names(bundle, "en"):
        queue = series(bundle, arm, f"queue_{department}")
        line(axes, months(bundle), queue, style)
        labels.append((float(queue.mean[-1]), f"{queue.mean[-1]:,.0f}", style.colour))
    axes.set_ylim(bottom=0)
    thousands(axes)
    end_labels(axes, labels, 11)
