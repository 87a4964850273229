"""The figures of a sensitivity analysis as data: a tornado, and one of what parameters do together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.record.specifications import METRICS
from sim.report.told import StudyFigure
from sim.report.words import LANGUAGES, Finding
from sim.studies import sensitivity_words as words
from sim.studies import telling

if TYPE_CHECKING:
    from sim.studies.sensitivity_story import Analysed

BARS = 18
NAMED = 10
PAIRED = 8


def figures(analysed: Analysed, findings: Sequence[Finding]) -> list[StudyFigure]:
    """The tornado, and the spread of effects or the pairs."""
    if analysed.method == "morris":
        return [_effects(analysed, findings), _spread(analysed, findings)]
    return [_indices(analysed, findings), *([] if analysed.found.pairs is None else [_pairs(analysed, findings)])]


def _effects(analysed: Analysed, findings: Sequence[Finding]) -> StudyFigure:
    found = analysed.found
    signed = np.where(found.mean < 0, -found.star, found.star)
    rows = [
        {"name": analysed.name(place), "value": signed[place], "half": found.star_half[place],
         "floor": found.floor[place], "inner": None, "inner_half": None}
        for place in analysed.order[:BARS]
    ]  # fmt: skip
    return _figure(analysed, "effects", "tornado", _said(findings, "top"), {"unit": _unit(analysed), "rows": rows})


def _spread(analysed: Analysed, findings: Sequence[Finding]) -> StudyFigure:
    found, named, clear = analysed.found, set(analysed.order[:NAMED]), set(analysed.clear)
    points = [
        {
            "name": analysed.name(place),
            "star": found.star[place],
            "spread": found.spread[place],
            "named": place in named,
            "clear": place in clear,
        }
        for place in range(len(analysed.space.axes))
    ]
    data = {"unit": _unit(analysed), "points": points}
    return _figure(analysed, "spread", "spread", _said(findings, "uneven", "clear"), data)


def _indices(analysed: Analysed, findings: Sequence[Finding]) -> StudyFigure:
    found = analysed.found
    rows = [
        {"name": analysed.name(place), "value": found.total[place], "half": found.total_half[place],
         "floor": found.error[place], "inner": found.first[place], "inner_half": found.first_half[place]}
        for place in analysed.order[:BARS]
    ]  # fmt: skip
    return _figure(analysed, "indices", "tornado", _said(findings, "top"), {"unit": "share", "rows": rows})


def _pairs(analysed: Analysed, findings: Sequence[Finding]) -> StudyFigure:
    chosen = sorted(analysed.order[:PAIRED])
    square = np.ix_(chosen, chosen)
    data = {"names": [analysed.name(place) for place in chosen], "value": analysed.found.pairs[square],
            "half": analysed.found.pairs_half[square]}  # fmt: skip
    return _figure(analysed, "pairs", "pairs", _said(findings, "pair"), data)


def _figure(analysed: Analysed, name: str, form: str, finding: Finding, data: dict[str, Any]) -> StudyFigure:
    title = {lang: str(finding[lang]) for lang in LANGUAGES}
    caption = telling.filled(words.CAPTION[name], {"metric": telling.metric(analysed.metric)})
    return StudyFigure(name, form, title, caption, words.READING[name], data)


def _said(findings: Sequence[Finding], *keys: str) -> Finding:
    """The first of these findings that was made."""
    return next(one for key in keys for one in findings if one["id"] == key)


def _unit(analysed: Analysed) -> str:
    unit = METRICS[analysed.metric].unit
    return "points" if unit == "share" else unit
