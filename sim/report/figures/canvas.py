"""The sheet every figure is drawn on: look of the arms, title, measure, footnote, labels at the end of
lines.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from matplotlib import rc_context
from matplotlib.figure import Figure

from sim.record.specifications import METRICS
from sim.report.figures import fonts
from sim.report.figures.lines import wrap
from sim.report.findings import write
from sim.report.reading import Bundle, Estimate, arms, title, uncertain
from sim.report.words import Amount

WIDTH, HEIGHT, DPI = 13.4, 8.4, 120  # inches; about 1600 x 1000 pixels
INK, QUIET, FAINT, PAPER = "#1F2933", "#5B6670", "#D5DAE0", "#FFFFFF"
LINE_WIDTH = 2.4
GRID = 6  # digits of places on the sheet: below a hundredth of a pixel
NOTE_UNITS = 190
TITLE_UNITS = 88  # text units (a Latin letter is one, a kanji two) that fit in a line of the title
DIFFER = {
    "en": "replicates differ by luck and by draws of uncertain parameters",
    "ja": "反復は偶然と不確かなパラメータの抽出とで異なる",
}
APART = {
    "en": ", which make up {share:all} of the variance of {metric} in the scenario as it stands; the rest is luck",
    "ja": "（シナリオのままの{metric}の分散のうち抽出によるもの{share:all}、残りは偶然）",
}

SETTINGS: dict[Any, Any] = {
    "figure.facecolor": PAPER,
    "savefig.facecolor": PAPER,
    "axes.facecolor": PAPER,
    "axes.edgecolor": FAINT,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.axisbelow": True,
    "axes.unicode_minus": True,
    "axes.labelcolor": QUIET,
    "axes.labelsize": 12,
    "axes.titlesize": 13,
    "axes.titlelocation": "left",
    "axes.titlecolor": INK,
    "axes.titlepad": 8,
    "grid.color": "#E9ECEF",
    "grid.linewidth": 0.9,
    "text.color": INK,
    "font.size": 12,
    "hatch.linewidth": 0.7,
    "text.parse_math": False,
    "xtick.color": FAINT,
    "ytick.color": FAINT,
    "xtick.labelcolor": QUIET,
    "ytick.labelcolor": QUIET,
    "xtick.labelsize": 11,
    "ytick.labelsize": 11,
    "ytick.major.size": 0,
    "lines.solid_capstyle": "round",
}


@dataclass(frozen=True)
class Look:
    """How an arm is drawn; never told apart by colour alone."""

    colour: str
    dash: Any
    pale: str


BASELINE = Look("#6B7280", (0, (4.5, 1.8)), "#D9DCE1")
SOLID = Look("#0B5CAD", "solid", "#BBD3EC")
_MORE = (
    Look("#C2570C", (0, (9, 1.6, 1.6, 1.6)), "#F2CFB4"),
    Look("#6D3FA0", (0, (1.4, 1.2)), "#D8C8EA"),
    Look("#0F766E", (0, (6, 1.5, 1.5, 1.5, 1.5, 1.5)), "#B6DDD9"),
)


def look(bundle: Bundle, arm: str) -> Look:
    """Baseline grey and dashed, the first other arm (or a single run) blue and solid, then orange, violet,
    teal.
    """
    order = arms(bundle)
    looks = (BASELINE, SOLID, *_MORE) if len(order) > 1 else (SOLID,)
    return looks[order.index(arm) % len(looks)]


def settings(lang: str) -> dict[Any, Any]:
    """Matplotlib's settings for a figure in a language."""
    return SETTINGS | {"font.family": fonts.families(lang)}


def drawing(function: Callable[[Bundle, str], Figure]) -> Callable[[Bundle, str], Figure]:
    """Wraps a function ``(bundle, lang) -> Figure``: the settings hold while it draws, and the layout is
    then frozen, so that whoever saves the figure needs no settings.
    """

    @wraps(function)
    def drawn(bundle: Bundle, lang: str = "en") -> Figure:
        lang = fonts.language(lang)
        with rc_context(rc=settings(lang)):
            figure = function(bundle, lang)
            settle(figure)
        return figure

    return drawn


def settle(figure: Figure) -> None:
    """Lay a figure out for good, on a grid so fine that nobody sees it.

    The layout's solver goes by addresses in memory, so that places differ in the last digits from one process to
    another, and with them shades of single pixels.
    """
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    for axes in figure.axes:
        x, y, width, height = (round(float(edge), GRID) for edge in axes.get_position(original=True).bounds)
        axes.set_position((x, y, width, height))


def sheet(bundle: Bundle, lang: str, head: str, measure: str, meaning: str) -> Figure:
    """An empty figure with its texts: head says the finding, measure what is drawn and its unit, meaning how
    to read bands and intervals.
    """
    lines = wrap(head, TITLE_UNITS)
    figure = Figure(figsize=(WIDTH, HEIGHT), dpi=DPI)
    room = 0.095 + 0.045 * len(lines)
    figure.set_layout_engine("constrained", rect=(0.022, 0.052, 0.956, 1 - 0.052 - room), w_pad=0.09, h_pad=0.09)
    figure.text(0.03, 0.967, "\n".join(lines), fontsize=19, va="top", linespacing=1.25)
    figure.text(0.03, 1 - room + 0.016, measure, fontsize=12.5, color=QUIET, va="bottom")
    note = "\n".join(wrap(footnote(bundle, lang, meaning), NOTE_UNITS))
    figure.text(0.03, 0.012, note, fontsize=9.5, color=QUIET, va="bottom", linespacing=1.3)
    return figure


def footnote(bundle: Bundle, lang: str, meaning: str) -> str:
    """Seed, replicates and the meaning of bands: what makes the figure reproducible."""
    seed, count, version = bundle["seed"], bundle["replications"], bundle["tasuki"]
    if uncertain(bundle):
        meaning = f"{meaning}  ·  {differ(bundle, lang)}"
    if lang == "ja":
        return f"{meaning}  ·  シード{seed}、反復{count}回  ·  Tasuki {version}  ·  例示であり予測ではない"
    runs = "replicate" if count == 1 else "replicates"
    return f"{meaning}  ·  seed {seed}, {count} {runs}  ·  Tasuki {version}  ·  illustrative, not a forecast"


def differ(content: Mapping[str, Any], lang: str) -> str:
    """By what replicates differ where parameters are drawn; the shares of both, where a study has told them apart."""
    found = content.get("doubt")
    if found is None:
        return DIFFER[lang]
    share = Estimate(*(found[key] for key in ("share_of_parameters", "share_low", "share_high")))
    named = getattr(METRICS[found["metric"]], lang)
    return DIFFER[lang] + APART[lang].format(share=Amount(share, "share", lang), metric=named)


def names(bundle: Bundle, lang: str) -> list[tuple[str, str, Look]]:
    """Every arm with its title and look, the baseline first."""
    return [(arm, title(bundle, arm, lang), look(bundle, arm)) for arm in arms(bundle)]


def head(bundle: Bundle, figure: str, lang: str) -> str:
    """The title of a figure: its first finding."""
    found = bundle["findings"] or write(bundle)
    return next((str(one[lang]) for one in found if one["figure"] == figure), "").rstrip(".。")
