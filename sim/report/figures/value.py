"""Cumulative value of each arm, where the curves cross, and the paired difference."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report.figures.canvas import INK, QUIET, drawing, head, look, names, sheet
from sim.report.figures.marks import end_labels, line, money, note, time_axis
from sim.report.reading import Bundle, band, months, others, series
from sim.report.words import Style

MEASURE = {
    "en": "Cumulative contribution of the whole company, discounted, {unit}",
    "ja": "会社全体の累積貢献利益（割引後）、{unit}",
}
GAP = {
    "en": "Difference from {base} under the same luck, {unit}",
    "ja": "{base}との差（同じ偶然のもとで）、{unit}",
}
MEANING = {
    "en": "bands above: 10th to 90th percentile of replicates; below: 95 % interval of the mean paired difference",
    "ja": "帯：上は反復の10〜90パーセンタイル、下は対の差の平均の95％区間",
}
MEANING_OF_SEVERAL = {
    "en": "bands above: 10th to 90th percentile of replicates; below: interval of the mean paired difference, 95 % "
    "of all arms together",
    "ja": "帯：上は反復の10〜90パーセンタイル、下は対の差の平均の区間（全体で95％）",
}
MEANING_ALONE = {"en": "band: 10th to 90th percentile of replicates", "ja": "帯：反復の10〜90パーセンタイル"}


@drawing
def value(bundle: Bundle, lang: str) -> Figure:
    """Cumulative value of each arm; below it the paired difference from the baseline."""
    compared = others(bundle)
    form = money(np.concatenate([series(bundle, arm, "value_cumulative").mean for arm in bundle["arms"]]), lang)
    meaning = (MEANING_ALONE, MEANING, MEANING_OF_SEVERAL)[min(len(compared), 2)]
    figure = sheet(bundle, lang, head(bundle, "value", lang), MEASURE[lang].format(unit=form.unit), meaning[lang])
    grid = figure.add_gridspec(2 if compared else 1, 1, height_ratios=(2.3, 1) if compared else None)
    upper = figure.add_subplot(grid[0])
    _levels(upper, bundle, lang, form)
    if compared:
        lower = figure.add_subplot(grid[1], sharex=upper)
        _gaps(lower, bundle, lang)
        _crossings(upper, lower, bundle, lang)
    time_axis(figure.axes[-1], bundle, lang)
    return figure


def _levels(axes: Axes, bundle: Bundle, lang: str, form: Style) -> None:
    labels = []
    for arm, title, style in names(bundle, lang):
        curve = series(bundle, arm, "value_cumulative")
        line(axes, months(bundle), curve, style, form.divisor)
        labels.append((curve.mean[-1] / form.divisor, f"{title}\n{form.full(curve.mean[-1])}", style.colour))
    axes.axhline(0, color=QUIET, linewidth=0.9)
    end_labels(axes, labels, 12.5)


def _gaps(axes: Axes, bundle: Bundle, lang: str) -> None:
    gaps = {arm: band(bundle["difference_series"][arm]["value_cumulative"]) for arm in others(bundle)}
    form = money(np.concatenate([gap.mean for gap in gaps.values()]), lang)
    labels = []
    for arm, gap in gaps.items():
        style = look(bundle, arm)
        line(axes, months(bundle), gap, style, form.divisor)
        labels.append((gap.mean[-1] / form.divisor, form.full(gap.mean[-1]), style.colour))
    axes.axhline(0, color=look(bundle, bundle["baseline"]).colour, linewidth=1.4, linestyle=(0, (4.5, 1.8)))
    axes.set_title(GAP[lang].format(base=names(bundle, lang)[0][1], unit=form.unit), color=QUIET, fontsize=12)
    end_labels(axes, labels)


def _crossings(upper: Axes, lower: Axes, bundle: Bundle, lang: str) -> None:
    """A thin line through both panels in the month in which an arm passes the baseline for good."""
    upper.tick_params(labelbottom=False)
    for rank, arm in enumerate(arm for arm in others(bundle) if bundle["crossover"][arm]["month"] is not None):
        month, style = bundle["crossover"][arm]["month"], look(bundle, arm)
        for axes in (upper, lower):
            axes.axvline(month, color=style.colour, linewidth=1.1, linestyle=(0, (1, 2)))
        text = {"en": f"month {month}", "ja": f"{month}か月目"}[lang]
        place = (month, 0.97 - 0.07 * rank)
        note(upper, text, place, (6, 0), style.colour, va="top", xycoords=("data", "axes fraction"))
        lower.plot(month, 0, "o", color=style.colour, markeredgecolor=INK, markersize=7, zorder=5)
