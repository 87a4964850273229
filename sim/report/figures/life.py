"""One customer's life under two policies, on one time axis, with the week in which the two lives part."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report.figures.canvas import INK, LINE_WIDTH, PAPER, QUIET, drawing, head, look, sheet
from sim.report.figures.flow import CHURNED, CUSTOMERS, PIPELINE, RESTING
from sim.report.figures.lines import size, wrap
from sim.report.figures.marks import end_labels, note, spread
from sim.report.reading import MONTHS_PER_WEEK, Array, Bundle, Estimate, numbers, title
from sim.report.words import Amount, first_upper, term

MEASURE = {"en": "Customer {customer}: {why}", "ja": "顧客{customer}：{why}"}
MEANING = {
    "en": "one replicate; states from 0 to 1; hatched: a week or more without a touch; "
    "M, IS, FS, CS: marketing, inside sales, field sales, customer success",
    "ja": "一つの反復。状態は0〜1、斜線：一週間以上の放置、"
    "M・IS・FS・CS：マーケティング・インサイドセールス・フィールドセールス・カスタマーサクセス",
}
_BEFORE, _AFTER = dict(PIPELINE), dict(CUSTOMERS)
LINES = {
    "interest": ({"en": "interest", "ja": "関心"}, "#8A6D3B", (0, (1, 1.2)), _BEFORE),
    "expectation": ({"en": "expectation", "ja": "期待"}, "#B45309", (0, (1, 2.2)), _AFTER),
    "adoption": ({"en": "adoption", "ja": "活用度"}, "#0B5CAD", "solid", _AFTER),
    "success": ({"en": "success", "ja": "成功"}, "#1F2933", (0, (5, 1.6)), _AFTER),
}
SHORT = {"marketing": "M", "inside_sales": "IS", "field_sales": "FS", "customer_success": "CS"}
PROMISED = "#B45309"
PROMISE = {"en": "promise", "ja": "約束"}
OWNER = {"en": "owner", "ja": "担当"}
STAGE = {"en": "stage", "ja": "段階"}
PARTING = {"en": "Here the two lives part: ", "ja": "ここで二つの道が分かれる："}
WORTH = {"en": "{arm}: {stage} at the end, worth {value}", "ja": "{arm}：最後は{stage}、価値{value}"}
COLOURS = dict((*PIPELINE, *RESTING, *CUSTOMERS, *CHURNED))
DARK = {"opportunity", "sql", "dead_end", "advocate", "renewal", "adoption", "churned"}
LEAP = 0.08  # a weekly rise of expectation that only a promise makes
LONG_WEEKS = 1.0  # from here on, time without a touch is drawn as waiting
LETTERS = 126  # letters of a label that fit across the axis
APART = 4.5  # letters between slanted names
SENTENCE = 112  # letters in a line of the sentence on top


@drawing
def life(bundle: Bundle, lang: str) -> Figure:
    """A lane per policy: stages and owners as bands, the customer's state as lines. Needs
    ``bundle["life"]``.
    """
    lives = bundle["life"]
    measure = MEASURE[lang].format(customer=lives["customer"], why=lives["why"][lang])
    figure = sheet(bundle, lang, head(bundle, "life", lang), measure, MEANING[lang])
    lanes = list(lives["arms"].items())
    rows = figure.subplots(1 + 2 * len(lanes), 1, sharex=True, height_ratios=[0.34, *([0.62, 2.2] * len(lanes))])
    every = [row["week"] for _, story in lanes for row in story["rows"] if row["stage"] != "market"]
    rows[-1].set_xlim(min(every) * MONTHS_PER_WEEK - 0.3, (max(every) + 1) * MONTHS_PER_WEEK)
    for lane, (arm, story) in enumerate(lanes):
        bands, states = rows[1 + 2 * lane], rows[2 + 2 * lane]
        bands.set_title(_worth(bundle, arm, story, lang), color=look(bundle, arm).colour, pad=44)
        _bands(bands, story["rows"], lang)
        _states(states, story["rows"], lang)
    rows[-1].set_xlabel({"en": "months since the start", "ja": "開始からの月数"}[lang])
    _parting(rows, lives["divergence"], lang)
    return figure


def _worth(bundle: Bundle, arm: str, story: dict[str, Any], lang: str) -> str:
    last = story["rows"][-1]
    value = Amount(Estimate(last["value"]), "USD", lang)
    return WORTH[lang].format(arm=title(bundle, arm, lang), stage=term(last["stage"], lang), value=value)


def _spans(rows: list[dict[str, Any]], key: str) -> list[tuple[Any, float, float]]:
    """Stretches of successive weeks with one value: value, begin and end in months."""
    found = []
    numbered = enumerate(rows)
    for (value, _), stretch in groupby(numbered, key=lambda pair: (pair[1][key], pair[1]["week"] - pair[0])):
        weeks = [row["week"] for _, row in stretch]
        found.append((value, weeks[0] * MONTHS_PER_WEEK, (weeks[-1] + 1) * MONTHS_PER_WEEK))
    return found


def _bands(axes: Axes, rows: list[dict[str, Any]], lang: str) -> None:
    short = []
    for stage, begin, end in _spans(rows, "stage"):
        if stage != "market":
            axes.barh(1, end - begin, left=begin, height=0.9, color=COLOURS[stage], edgecolor=PAPER, linewidth=1)
            text, middle = first_upper(term(stage, lang)), (begin + end) / 2
            if _fits(axes, text, begin, end):
                colour = PAPER if stage in DARK else INK
                axes.text(middle, 0.97, text, ha="center", va="center", fontsize=10.5, color=colour)
            else:
                short.append((middle, text))
    _slanted(axes, short)
    for owner, begin, end in _spans(rows, "owner"):
        if owner:
            axes.barh(0, end - begin, left=begin, height=0.7, color=PAPER, edgecolor=QUIET, linewidth=0.9)
            shown = next((text for text in (term(owner, lang), SHORT[owner]) if _fits(axes, text, begin, end)), "")
            axes.text((begin + end) / 2, -0.03, shown, ha="center", va="center", fontsize=10, color=QUIET)
    axes.set_yticks([0, 1], [OWNER[lang], STAGE[lang]])
    axes.set_ylim(-0.45, 1.5)
    axes.grid(visible=False)
    axes.tick_params(bottom=False, labelbottom=False)
    axes.spines[:].set_visible(False)


def _fits(axes: Axes, text: str, begin: float, end: float) -> bool:
    low, high = axes.get_xlim()
    return (end - begin) / (high - low) * LETTERS > size(text) + 1


def _slanted(axes: Axes, names: list[tuple[float, str]]) -> None:
    """Names of stages whose bands are short, slanted above them and apart from each other."""
    low, high = axes.get_xlim()
    apart = np.full(len(names), APART * (high - low) / LETTERS)
    for at, (_, text) in zip(spread(np.array([at for at, _ in names]), apart), names, strict=True):
        look: dict[str, Any] = {"ha": "left", "va": "bottom", "rotation": 28, "rotation_mode": "anchor"}
        axes.text(at, 1.52, text, fontsize=9, color=QUIET, **look)


def _states(axes: Axes, rows: list[dict[str, Any]], lang: str) -> None:
    month = np.array([row["week"] + 0.5 for row in rows]) * MONTHS_PER_WEEK
    labels = []
    for name, (words, colour, dash, stages) in LINES.items():
        values = numbers([row[name] if row["stage"] in stages else None for row in rows])
        axes.plot(month, values, color=colour, linestyle=dash, linewidth=LINE_WIDTH - 0.4)
        seen = np.flatnonzero(np.isfinite(values))
        if len(seen) and seen[-1] == len(rows) - 1:
            labels.append((float(values[-1]), words[lang], colour))
        elif len(seen):
            note(axes, words[lang], (month[seen[-1]], values[seen[-1]]), (5, 9), colour, 11)
    waits = [row | {"long": row["waiting"] >= LONG_WEEKS} for row in rows]
    for long, begin, end in _spans(waits, "long"):
        if long:
            axes.axvspan(begin, end, facecolor="#F3F4F6", edgecolor="#B9C0C9", hatch="////", linewidth=0, zorder=0)
    _promises(axes, rows, month, lang)
    axes.set_ylim(0, 1.1)
    axes.set_yticks([0, 0.5, 1])
    end_labels(axes, labels, 11, at=float(month[-1]))


def _promises(axes: Axes, rows: list[dict[str, Any]], month: Array, lang: str) -> None:
    """Where expectation leaps: what was promised at a sale, or later."""
    leaps = np.diff(numbers([row["expectation"] for row in rows]), prepend=np.nan) > LEAP
    for place, at in enumerate(month[leaps]):
        axes.plot(at, 1.03, "v", color=PROMISED, markersize=9, clip_on=False)
        if place == 0:
            note(axes, PROMISE[lang], (at, 1.03), (8, 0), PROMISED, 11)


def _parting(rows: Any, divergence: dict[str, Any] | None, lang: str) -> None:
    """The week in which the lives part, through all lanes, with its sentence on top."""
    rows[0].axis("off")
    if divergence is None:
        return
    at = divergence["week"] * MONTHS_PER_WEEK
    low, high = rows[0].get_xlim()
    left = at < low + (high - low) * 0.55
    sentence = "\n".join(wrap(PARTING[lang] + divergence[lang], SENTENCE))
    note(rows[0], sentence, (at, 0.35), (8 if left else -8, 0), INK, ha="left" if left else "right")
    rows[0].plot(at, 0.35, "v", color=INK, markersize=10)
    rows[0].set_ylim(0, 1)
    for axes in rows[1:]:
        axes.axvline(at, color=INK, linewidth=1.3, linestyle=(0, (1, 1.6)), zorder=6)
