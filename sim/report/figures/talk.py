"""Word of mouth: advocates and what they send, what failed customers spoil, and what the market remembers."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report.figures.canvas import LINE_WIDTH, drawing, head, names, sheet
from sim.report.figures.marks import end_labels, line, note, thousands, time_axis
from sim.report.reading import Bundle, metric, months, series
from sim.report.words import Amount

MEASURE = {
    "en": "Word of mouth over time; advocates bring better-fitting leads, failed customers spoil their neighbourhood",
    "ja": "口コミの推移：推奨者は適合度の高いリードを連れて来て、失敗した顧客は周囲を遠ざける",
}
MEANING = {
    "en": "bands: 10th to 90th percentile of replicates; bars: 95 % interval of the mean",
    "ja": "帯：反復の10〜90パーセンタイル、横棒：平均の95％区間",
}
ADVOCATES = {"en": "Advocates, customers", "ja": "推奨者、社"}
REFERRALS = {"en": "Leads referred so far, accounts", "ja": "紹介リードの累計、社"}
REPUTATION = {"en": "Reputation, index", "ja": "評判、指数"}
SPOILT = {
    "en": "Spoilt by bad talk at the end, % of the market",
    "ja": "悪い口コミで失われた市場（期末）、％",
}


@drawing
def talk(bundle: Bundle, lang: str) -> Figure:
    """Four panels."""
    figure = sheet(bundle, lang, head(bundle, "talk", lang), MEASURE[lang], MEANING[lang])
    grid = figure.subplots(2, 2)
    _weekly(grid[0, 0], bundle, lang, "stage_advocate", ADVOCATES, "{:,.0f}")
    _referrals(grid[0, 1], bundle, lang)
    _weekly(grid[1, 0], bundle, lang, "reputation", REPUTATION, "{:.2f}")
    _spoilt(grid[1, 1], bundle, lang)
    for axes in (grid[0, 0], grid[0, 1], grid[1, 0]):
        time_axis(axes, bundle, lang, named=axes is not grid[0, 0])
    return figure


def _weekly(axes: Axes, bundle: Bundle, lang: str, name: str, words: dict[str, str], form: str) -> None:
    labels = []
    for arm, title, style in names(bundle, lang):
        curve = series(bundle, arm, name)
        line(axes, months(bundle), curve, style)
        labels.append((float(curve.mean[-1]), f"{title} {form.format(curve.mean[-1])}", style.colour))
    axes.set_title(words[lang])
    end_labels(axes, labels, 11)


def _referrals(axes: Axes, bundle: Bundle, lang: str) -> None:
    labels = []
    for arm, title, style in names(bundle, lang):
        total = np.cumsum(series(bundle, arm, "referrals").mean)
        axes.plot(months(bundle), total, color=style.colour, linestyle=style.dash, linewidth=LINE_WIDTH)
        labels.append((float(total[-1]), f"{title} {total[-1]:,.0f}", style.colour))
    axes.set_title(REFERRALS[lang])
    thousands(axes)
    end_labels(axes, labels, 11)


def _spoilt(axes: Axes, bundle: Bundle, lang: str) -> None:
    order = names(bundle, lang)
    largest = 0.0
    for row, (arm, title, style) in enumerate(order):
        share = metric(bundle, arm, "spoilt_share")
        if share is None:
            continue
        percent = share.over(0.01)
        largest = max(largest, percent.mean + percent.half)
        edge = {"edgecolor": style.colour, "linestyle": style.dash}
        axes.barh(-row, percent.mean, 0.42, color=style.pale, **edge)
        axes.errorbar(percent.mean, -row, xerr=percent.half, color=style.colour, elinewidth=2, capsize=4)
        text = f"{title}: {Amount(share, 'share', lang):all}"
        note(axes, text, (0, -row + 0.23), (2, 10), style.colour, 11.5)
    axes.set_title(SPOILT[lang])
    axes.set_xlim(0, max(largest * 1.15, 1e-3))
    axes.set_ylim(-len(order) + 0.4, 0.75)
    axes.set_yticks([])
    axes.grid(visible=False)
