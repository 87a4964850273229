"""The cash curve: how deep the trough, when the money is back, and how long one customer takes to pay
back.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import blended_transform_factory

from sim.report.figures.canvas import PAPER, QUIET, Look, drawing, head, names, sheet
from sim.report.figures.marks import end_labels, line, money, note, time_axis
from sim.report.reading import Bundle, Estimate, metric, months, series, title
from sim.report.words import Amount, Style

MEASURE = {
    "en": "Cash balance at the end of the week, {unit}; crosses: trough and its month; rings: back at the start",
    "ja": "週末の現金残高、{unit}。十字は底の額と月、白丸は開始時の残高に戻った時点",
}
MEANING = {
    "en": "band: 10th to 90th percentile of replicates; crosses and bars: 95 % interval of the mean",
    "ja": "帯：反復の10〜90パーセンタイル、十字と横棒：平均の95％区間",
}
TROUGH = {"en": "{arm}: {depth} in month {month:.0f}", "ja": "{arm}：{month:.0f}か月目に{depth}"}
START = {"en": "cash at the start", "ja": "開始時の現金"}
PAYBACK = {
    "en": "Months until a customer has paid back what it cost to win",
    "ja": "一社の獲得費用を回収するまでの月数",
}


@drawing
def cash(bundle: Bundle, lang: str) -> Figure:
    """Cash balances above; payback of acquisition cost below."""
    order = names(bundle, lang)
    form = money(np.concatenate([series(bundle, arm, "cash_balance").mean for arm, _, _ in order]), lang)
    figure = sheet(bundle, lang, head(bundle, "cash", lang), MEASURE[lang].format(unit=form.unit), MEANING[lang])
    upper, lower = figure.subplots(2, 1, height_ratios=(5, 0.55 + 0.3 * len(order)))
    labels = []
    for arm, name, style in order:
        curve = series(bundle, arm, "cash_balance")
        line(upper, months(bundle), curve, style, form.divisor)
        labels.append((curve.mean[-1] / form.divisor, f"{name}\n{form.full(curve.mean[-1])}", style.colour))
    for rank, (arm, _, style) in enumerate(order):
        _trough(upper, bundle, arm, style, form, lang, 0.62 - 0.075 * rank)
    _start(upper, bundle, form, lang)
    time_axis(upper, bundle, lang)
    end_labels(upper, labels, 12.5)
    _payback(lower, bundle, lang)
    return figure


def _trough(axes: Axes, bundle: Bundle, arm: str, style: Look, form: Style, lang: str, height: float) -> None:
    """A cross with the intervals of depth and month, and its text above at a height of the axes."""
    depth, month = metric(bundle, arm, "cash_trough"), metric(bundle, arm, "cash_trough_month")
    if depth is None or month is None:
        return
    y = depth.over(form.divisor)
    look: dict[str, Any] = {
        "color": style.colour,
        "elinewidth": 1.6,
        "capsize": 3,
        "markersize": 6,
        "zorder": 5,
    }
    axes.errorbar(month.mean, y.mean, xerr=month.half, yerr=y.half, fmt="o", **look)
    above = blended_transform_factory(axes.transData, axes.transAxes)
    stroke = {"arrowstyle": "-", "color": style.colour, "linewidth": 0.8}
    top = (month.mean, height - 0.04)
    note(axes, "", (month.mean, y.mean), top, style.colour, textcoords=above, arrowprops=stroke)
    worth = Amount(depth, "USD", lang)
    text = TROUGH[lang].format(arm=title(bundle, arm, lang), depth=worth, month=month.mean)
    paper = {"facecolor": PAPER, "edgecolor": "none", "pad": 1.5}
    note(axes, text, (month.mean, height), (0, 0), style.colour, ha="center", bbox=paper, xycoords=above)


def _start(axes: Axes, bundle: Bundle, form: Style, lang: str) -> None:
    """The level of cash at the start, and where each mean curve is back at it."""
    axes.axhline(0, color=QUIET, linewidth=0.9)
    for arm, _, style in names(bundle, lang):
        mean = series(bundle, arm, "cash_balance").mean
        below = np.flatnonzero(mean < mean[0])
        axes.axhline(mean[0] / form.divisor, color=QUIET, linewidth=0.9, linestyle=(0, (1, 2)))
        if len(below) and below[-1] + 1 < len(mean):
            back = below[-1] + 1
            axes.plot(
                months(bundle)[back],
                mean[back] / form.divisor,
                "o",
                color=style.colour,
                markerfacecolor="white",
                markersize=7,
                markeredgewidth=1.8,
                zorder=5,
            )
    note(axes, START[lang], (0, mean[0] / form.divisor), (8, 12), QUIET, 11)


def _payback(axes: Axes, bundle: Bundle, lang: str) -> None:
    order = names(bundle, lang)
    found: list[Estimate | None] = [metric(bundle, arm, "payback_months") for arm, _, _ in order]
    for row, (value, (_, name, style)) in enumerate(zip(found, order, strict=True)):
        if value is not None:
            axes.errorbar(
                value.mean,
                -row,
                xerr=value.half,
                fmt="o",
                color=style.colour,
                markersize=7,
                elinewidth=2,
                capsize=4,
            )
            text = f"{name}: {Amount(value, 'months', lang):all}"
            note(axes, text, (value.mean + value.half, -row), (9, 0), style.colour, 11.5)
    axes.set_xlim(0, max([value.mean + value.half for value in found if value is not None], default=12) * 1.9)
    axes.set_ylim(-len(order) + 0.4, 0.6)
    axes.set_yticks([])
    axes.grid(visible=False)
    axes.set_title(PAYBACK[lang], color=QUIET, fontsize=12)
    axes.spines["left"].set_visible(True)
