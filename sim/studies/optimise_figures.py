"""Figures of `optimise`: what was promised and what came of it, and objectives against one another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from sim.report.told import StudyFigure
from sim.report.words import LANGUAGES, Finding
from sim.studies import naming, telling
from sim.studies import optimise_words as words
from sim.studies.optimise_found import Search, unit_of


def figures(search: Search, findings: Sequence[Finding]) -> Iterator[StudyFigure]:
    """All figures; none where nobody keeps the constraints."""
    if not search.outcome.finals:
        return
    yield _ranking(search, next((one for one in findings if one["id"] == "optimism"), findings[0]))
    if len(search.goals.objectives) > 1:
        head = next((_title(one) for one in findings if one["figure"] == "pareto"), words.ALONE)
        names = {"first": naming.metric(search.goals.objectives[0].metric), "other": search.metrics(1)}
        caption = telling.filled(words.PARETO_CAPTION, names)
        yield StudyFigure("pareto", "pareto", head, caption, words.PARETO_READING, _pareto(search))


def _title(head: Finding) -> dict[str, str]:
    return {lang: str(head[lang]) for lang in LANGUAGES}


def _ranking(search: Search, head: Finding) -> StudyFigure:
    metric = search.goals.objectives[0].metric
    caption = telling.filled(words.RANKING_CAPTION, {"metric": naming.metric(metric)})
    rows = [
        {"label": search.point(one), "promised": one.promised[0].plain(), "gained": one.gained[0].plain()}
        for one in search.outcome.finals
    ]
    data = {"rows": rows, "unit": naming.unit(metric), "replicates": _replicates(search)}
    return StudyFigure("ranking", "ranking", _title(head), caption, words.RANKING_READING, data)


def _replicates(search: Search) -> list[int]:
    """From those of a trial to all of those that were left: the race's, and the fresh ones."""
    return [search.effort.looks[0], search.outcome.rounds[-1].replicates + search.effort.fresh]


def _pareto(search: Search) -> dict[str, Any]:
    objectives = search.goals.objectives
    signs = np.array([one.sign for one in objectives])
    return {
        "objectives": [{"words": naming.metric(one.metric), "unit": unit_of(one.metric)} for one in objectives],
        "trials": np.array([one.scores for one in search.outcome.trials]) * signs,
        "broken": [one.excess > 0 for one in search.outcome.trials],
        "finals": [[level.plain() for level in one.level] for one in search.outcome.finals],
        "front": [one in search.front for one in search.outcome.finals],
        "base": [one.plain() for one in search.outcome.base], "replicates": _replicates(search),
    }  # fmt: skip
