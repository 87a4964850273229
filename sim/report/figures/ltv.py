"""How lifetime value is spread over the customers won: who never pays back, and who carries the rest."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report.figures.canvas import LINE_WIDTH, QUIET, drawing, head, look, names, sheet
from sim.report.figures.marks import end_labels, money, note
from sim.report.reading import Array, Bundle, arms, numbers

MEASURE = {
    "en": "Realised lifetime value of a customer won, {unit}; customers in a row from the worst to the best",
    "ja": "獲得顧客一社あたりの実現LTV、{unit}。顧客を低い順に並べた",
}
MEANING = {
    "en": "mean of each percentile over replicates; best one per cent not shown; triangles: all above zero",
    "ja": "各パーセンタイルの反復平均。上位1％は図の外、三角：黒字の顧客すべて",
}
RANK = {"en": "% of customers, worst first", "ja": "顧客の割合（低い順）、％"}
BELOW = {"en": "{share:.0f} % below zero", "ja": "{share:.0f}％が赤字"}
WHALE = {
    "en": "Adding up from the best: value of 100 customers, {unit}",
    "ja": "高い順に積み上げた100社分の価値、{unit}",
}
BEST = {"en": "% of customers, best first", "ja": "顧客の割合（高い順）、％"}
SHARE = np.arange(101.0)


@drawing
def ltv(bundle: Bundle, lang: str) -> Figure:
    """Quantiles on the left; cumulative value from the best customer down on the right."""
    values = {arm: numbers(bundle["arms"][arm]["ltv"]["percentiles"]) for arm in arms(bundle)}
    form = money(np.concatenate([curve[:-1] for curve in values.values()]), lang)
    figure = sheet(bundle, lang, head(bundle, "ltv", lang), MEASURE[lang].format(unit=form.unit), MEANING[lang])
    left, right = figure.subplots(1, 2, width_ratios=(1.25, 1))
    labels = []
    for arm, title, style in names(bundle, lang):
        curve = values[arm] / form.divisor
        left.plot(SHARE[:-1], curve[:-1], color=style.colour, linestyle=style.dash, linewidth=LINE_WIDTH)
        left.fill_between(
            SHARE[:-1],
            np.minimum(curve[:-1], 0),
            0,
            facecolor="none",
            edgecolor=style.colour,
            hatch="///",
            linewidth=0,
            alpha=0.45,
        )
        labels.append((float(curve[-2]), title, style.colour))
    end_labels(left, labels)
    _below(left, bundle, values, lang)
    left.set_xlabel(RANK[lang])
    _whale(right, bundle, values, lang)
    return figure


def share_below(curve: Array) -> float:
    """Per cent of customers whose value is below zero, interpolated between percentiles."""
    if curve[0] >= 0 or curve[-1] < 0:
        return 0.0 if curve[0] >= 0 else 100.0
    return float(np.interp(0.0, curve, SHARE))


def _below(axes: Axes, bundle: Bundle, values: dict[str, Array], lang: str) -> None:
    """Marks where each curve crosses zero."""
    axes.axhline(0, color=QUIET, linewidth=1)
    axes.set_xlim(0, 100)
    low, high = axes.get_ylim()
    axes.set_ylim(min(low, -0.06 * (len(values) + 1) * high), high)
    found = sorted((share_below(values[arm]), arm) for arm in values)
    many = found[-1][0] > 50  # then there is room above the line on the left, else below it on the right
    for rank, (share, arm) in enumerate(found):
        style = look(bundle, arm)
        axes.plot(share, 0, "o", color=style.colour, markersize=7, zorder=5, clip_on=False)
        shift = (-26, 52 + 22 * rank) if many else (8 + 16 * rank, -16 - 20 * (len(found) - rank))
        side, stroke = (
            "right" if many else "left",
            {"arrowstyle": "-", "color": style.colour, "linewidth": 0.8},
        )
        text = BELOW[lang].format(share=share)
        note(axes, text, (share, 0), shift, style.colour, ha=side, arrowprops=stroke)


def _whale(axes: Axes, bundle: Bundle, values: dict[str, Array], lang: str) -> None:
    """Cumulative value from the best customer down; it turns down where customers cost more than they
    bring.
    """
    sums = {
        arm: np.concatenate([[0], np.cumsum(((curve[1:] + curve[:-1]) / 2)[::-1])]) for arm, curve in values.items()
    }
    form = money(np.concatenate(list(sums.values())), lang)
    labels = []
    for arm, title, style in names(bundle, lang):
        axes.plot(SHARE, sums[arm] / form.divisor, color=style.colour, linestyle=style.dash, linewidth=LINE_WIDTH)
        peak = int(sums[arm].argmax())
        axes.plot(peak, sums[arm][peak] / form.divisor, "^", color=style.colour, markersize=9)
        labels.append(
            (float(sums[arm][-1]) / form.divisor, f"{title}\n{form.full(float(sums[arm][-1]))}", style.colour)
        )
    axes.axhline(0, color=QUIET, linewidth=1)
    axes.set_xlim(0, 100)
    axes.set_xlabel(BEST[lang])
    axes.set_title(WHALE[lang].format(unit=form.unit), fontsize=12, color=QUIET)
    end_labels(axes, labels)
