"""What a search has to tell: the winner on fresh luck, how optimistic the search was, who could not be told apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from sim.experiments import statistics
from sim.experiments.search.campaign import Final
from sim.experiments.search.goals import Constraint
from sim.report.told import StudyTable, Told, plain
from sim.report.words import LANGUAGES, Amount, Finding
from sim.studies import naming, telling
from sim.studies import optimise_words as words
from sim.studies.naming import Words
from sim.studies.optimise_figures import figures
from sim.studies.optimise_found import Search, amount, unit_of


def tell(search: Search) -> Told:
    """The story of a search."""
    findings = [*_findings(search)]
    return Told(
        question=telling.filled(words.QUESTION, {"objectives": search.metrics()}),
        findings=findings,
        figures=[*figures(search, findings)],
        tables=[*_table(search), telling.space_table(search.space, search.scenario)],
        method=[words.METHOD],
        limits=[words.LIMITS],
        content=_content(search),
    )


def _findings(search: Search) -> Iterator[Finding]:
    winner = search.outcome.winner
    if winner is None:
        bounds = ", ".join(map(str, search.goals.constraints))
        names = {"trials": str(len(search.outcome.trials)), "constraints": bounds}
        yield telling.said("winner", "ranking", words.NOBODY, {}, names)
    else:
        yield from _of_winner(search, winner)
    if len(search.outcome.finals) > 1:
        names = {"count": str(len(search.outcome.finals)), "replicates": str(search.outcome.rounds[-1].replicates)}
        phrase = words.LEFT if len(search.goals.objectives) > 1 else words.EQUALS
        yield telling.said("equals", "ranking", phrase, {}, names)
    if len(search.goals.objectives) > 1 and len(search.front) > 1:
        yield from (_front(search, place) for place in range(1, len(search.goals.objectives)))
    yield _effort(search)


def _of_winner(search: Search, winner: Final) -> Iterator[Finding]:
    metric = search.goals.objectives[0].metric
    unit, change = unit_of(metric), naming.unit(metric)
    gained, promised, optimism = winner.gained[0], winner.promised[0], winner.optimism[0]
    names: telling.Named = {"metric": naming.metric(metric), "point": search.point(winner)}
    better = search.goals.objectives[0].sign * gained.mean > 0 and _clear(gained)
    amounts = {"level": amount(winner.level[0], unit), "gain": amount(gained, change)}
    yield telling.said("winner", "ranking", words.WINNER if better else words.NO_GAIN, amounts, names)
    way = "unclear" if not _clear(optimism) else "clear" if optimism.mean > 0 else "pessimistic"
    amounts = {"promised": amount(promised, change), "optimism": amount(optimism, change)}
    yield telling.said("optimism", "ranking", words.OPTIMISM[way], amounts, {})
    for place, bound in enumerate(search.goals.constraints):
        found = winner.kept[place]
        shown = {"value": amount(found, unit_of(bound.metric))}
        yield telling.said(f"bound-{place}", "ranking", words.KEPT[status(bound, found)], shown, {"bound": str(bound)})


def _clear(found: statistics.Estimate) -> bool:
    return bool(found.low * found.high > 0)


def status(bound: Constraint, found: statistics.Estimate) -> str:
    """Whether a bound is kept: clearly, or by a margin that may be luck; missed by such a margin, or clearly."""
    mean, *ends = (float(bound.excess(np.array(value))) for value in (found.mean, found.low, found.high))
    if mean <= 0:
        return "kept" if max(ends) <= 0 else "close"
    return "broken" if min(ends) > 0 else "open"


def _front(search: Search, place: int) -> Finding:
    """What one objective costs in another along the front."""
    front, objectives = search.front, search.goals.objectives
    first, other = objectives[0].metric, objectives[place].metric

    def at(final: Final, which: int, metric: str) -> Words:
        shown = amount(final.level[which], unit_of(metric))
        return {lang: f"{Amount(*shown, lang):all}" for lang in LANGUAGES}

    names: telling.Named = {
        "count": str(len(front)), "first": naming.metric(first), "other": naming.metric(other),
        "best": at(front[0], 0, first), "worst": at(front[-1], 0, first),
        "from": at(front[0], place, other), "to": at(front[-1], place, other),
    }  # fmt: skip
    return telling.said(f"front-{other}", "pareto", words.FRONT, {}, names)


def _effort(search: Search) -> Finding:
    rounds = search.outcome.rounds
    names = {
        "trials": str(len(search.outcome.trials)), "start": str(search.effort.looks[0]),
        "finalists": str(len(rounds[0].entered)),
        "most": str(rounds[-1].replicates),
    }  # fmt: skip
    return telling.said("effort", "ranking", words.EFFORT, {}, names)


def _table(search: Search) -> Iterator[StudyTable]:
    if not search.outcome.finals:
        return
    objectives, constraints = search.goals.objectives, search.goals.constraints
    gain = telling.filled(words.GAIN, {"metric": naming.metric(objectives[0].metric)})
    metrics = [*(one.metric for one in objectives), *(one.metric for one in constraints)]
    columns = [words.POINT, *(naming.metric(name) for name in metrics), gain, words.PROMISED]
    rows: list[list[str | Words]] = []
    for one in search.outcome.finals:
        change = naming.unit(objectives[0].metric)
        found = zip((*one.level, *one.kept), metrics, strict=True)
        levels = [_cell(level, unit_of(name), "all") for level, name in found]
        gains = [_cell(found, change, "signed") for found in (one.gained[0], one.promised[0])]
        rows.append([search.point(one), *levels, *gains])
    yield StudyTable(words.TABLE, columns, rows)


def _cell(found: statistics.Estimate, unit: str, form: str) -> Words:
    shown = amount(found, unit)
    return {lang: f"{Amount(*shown, lang):{form}}" for lang in LANGUAGES}


def _content(search: Search) -> dict[str, Any]:
    outcome, names = search.outcome, [one.metric for one in search.goals.objectives]
    winner = None if outcome.winner is None else _final(search, outcome.winner)
    found: dict[str, Any] = plain({
        "trials": len(outcome.trials),
        "rounds": [{"replicates": one.replicates, "entered": one.entered, "left": one.left} for one in outcome.rounds],
        "base": {name: one.plain() for name, one in zip(names, outcome.base, strict=True)},
        "winner": winner,
        "left": [_final(search, one) for one in outcome.finals],
    })  # fmt: skip
    return found


def _final(search: Search, final: Final) -> dict[str, Any]:
    names = [one.metric for one in search.goals.objectives]
    sides = {
        side: {name: one.plain() for name, one in zip(names, getattr(final, side), strict=True)}
        for side in ("level", "gained", "promised", "optimism")
    }
    bounds = [
        {"bound": str(bound), **found.plain(), "status": status(bound, found)}
        for bound, found in zip(search.goals.constraints, final.kept, strict=True)
    ]
    trial = search.outcome.trials[final.trial]
    return {
        "trial": final.trial, "changes": dict(trial.changes), **sides, "constraints": bounds,
        "on_front": final in search.front,
    }  # fmt: skip
