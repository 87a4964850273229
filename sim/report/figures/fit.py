"""Who was sold to: true fit of the market against that of the customers won."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report.figures.canvas import INK, LINE_WIDTH, QUIET, Look, drawing, head, names, sheet
from sim.report.figures.marks import end_labels, note
from sim.report.reading import Array, Bundle

MEASURE = {
    "en": "Customers won by true fit (mean count; nobody in the company sees it), and as many drawn blindly "
    "from the market",
    "ja": "真の適合度別の獲得顧客数（平均。社内の誰にも見えない）と、市場から無作為に同数を選んだ場合",
}
MEANING = {
    "en": "counts are means over replicates; below: 1 = as often as its share of the market",
    "ja": "数は反復の平均。下段：1＝市場の割合どおり",
}
BLIND = {"en": "drawn blindly", "ja": "無作為"}
MEAN = {"en": "mean {mean:.2f}", "ja": "平均 {mean:.2f}"}
RATIO = {
    "en": "How many times as likely to be sold to as an average account of the market",
    "ja": "市場の平均的な会社に比べ、何倍売られやすいか",
}
FIT = {
    "en": "true fit: the closer to 1, the likelier the customer is to succeed with the product",
    "ja": "真の適合度（1に近いほど製品で成功しやすい）",
}
RARE = 0.002  # bins with less of the market than this say nothing about likelihood


@drawing
def fit(bundle: Bundle, lang: str) -> Figure:
    """Histograms by arm above; below, likelihood of a sale relative to the market."""
    figure = sheet(bundle, lang, head(bundle, "fit", lang), MEASURE[lang], MEANING[lang])
    order = names(bundle, lang)
    grid = figure.add_gridspec(2, len(order), height_ratios=(1.35, 1))
    first: Axes | None = None
    for column, (arm, title, style) in enumerate(order):
        axes = figure.add_subplot(grid[0, column], sharey=first)
        first = first or axes
        edges, market, won = _shares(bundle, arm)
        axes.stairs(won, edges, fill=True, facecolor=style.pale, edgecolor=style.colour, linewidth=1.4)
        _blind(axes, edges, market * won.sum(), BLIND[lang] if column == 0 else "")
        _mean(axes, edges, won, style, lang)
        axes.set_xlim(0, 1)
        axes.set_title(title, color=style.colour, fontsize=14)
        axes.tick_params(labelleft=column == 0)
    _likelihood(figure.add_subplot(grid[1, :]), bundle, lang)
    return figure


def _shares(bundle: Bundle, arm: str) -> tuple[Array, Array, Array]:
    """Edges of the bins, accounts of the market as a share, customers won."""
    found = bundle["arms"][arm]["fit"]
    return np.array(found["edges"]), np.array(found["market"]), np.array(found["won"])


def _blind(axes: Axes, edges: Array, drawn: Array, text: str) -> None:
    """As many customers drawn from the market without looking."""
    axes.stairs(drawn, edges, color=INK, linewidth=1.4, linestyle=(0, (1, 1.5)))
    if text:
        tail = int(np.flatnonzero(drawn > 0.4 * drawn.max())[-1]) + 1
        stroke = {"arrowstyle": "-", "color": QUIET, "linewidth": 0.8}
        note(axes, text, (edges[tail], drawn[tail - 1]), (16, 22), INK, 11.5, arrowprops=stroke)


def _mean(axes: Axes, edges: Array, won: Array, style: Look, lang: str) -> None:
    mean = float((won * (edges[:-1] + edges[1:]) / 2).sum() / max(won.sum(), 1e-9))
    axes.plot(mean, 0, "^", color=style.colour, markersize=10, clip_on=False, zorder=5)
    note(axes, MEAN[lang].format(mean=mean), (mean, 0), (0, 16), style.colour, 11.5, ha="center")


def _likelihood(axes: Axes, bundle: Bundle, lang: str) -> None:
    labels = []
    for arm, title, style in names(bundle, lang):
        edges, market, won = _shares(bundle, arm)
        common = market > RARE
        ratio = np.where(common, won / max(won.sum(), 1e-9) / np.where(common, market, 1), np.nan)
        axes.plot(
            (edges[:-1] + edges[1:]) / 2,
            ratio,
            color=style.colour,
            linestyle=style.dash,
            linewidth=LINE_WIDTH,
        )
        labels.append((float(ratio[np.isfinite(ratio)][-1]), title, style.colour))
    axes.axhline(1, color=QUIET, linewidth=1, linestyle=(0, (1, 1.5)))
    axes.set_xlim(0, 1)
    axes.set_ylim(bottom=0)
    axes.set_title(RATIO[lang], color=QUIET, fontsize=12)
    axes.set_xlabel(FIT[lang])
    end_labels(axes, labels)
