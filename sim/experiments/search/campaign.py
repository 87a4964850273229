"""A whole search: trials, a race of the best of them, and the confirmation of who is left on fresh replicates.

All companies meet the same luck, replicate by replicate. Trials and race use the first replicates; those after them are
fresh: nothing was chosen by them, so what they say of a winner is not the better for its having been chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.errors import TasukiError
from sim.experiments.search import pareto, proposals, racing
from sim.experiments.search.goals import Goals
from sim.experiments.search.racing import Round
from sim.experiments.space import Space
from sim.experiments.statistics import LEVEL, Difference, Estimate, Floats, difference, estimate, student_quantile
from sim.scenario import Changes

Measure = Callable[[Sequence[Changes], int, str], Mapping[str, Floats]]
"""From companies, a number of replicates and what the progress is called to metrics, each (companies, replicates)."""


@dataclass(frozen=True)
class Effort:
    """How much is spent. looks: replicates of a trial, then of every look of the race, ascending. fresh: replicates of
    the confirmation.
    """

    trials: int
    finalists: int
    looks: tuple[int, ...]
    fresh: int


@dataclass(frozen=True)
class Trial:
    """A company that was tried. scores: means of the objectives, more being better; excess: the largest over all
    constraints, in units of its bound.
    """

    point: tuple[float, ...]
    changes: Changes
    scores: tuple[float, ...]
    excess: float


@dataclass(frozen=True)
class Final:
    """A company that was left at the end: what the search said of it, and what fresh luck says.

    By objective, promised and gained: against the scenario as it stands; level: on fresh replicates; optimism: promised
    less gained, more being better. kept: by constraint, its metric on fresh replicates; keeps: whether all are kept.
    """

    trial: int
    promised: tuple[Difference, ...]
    gained: tuple[Difference, ...]
    level: tuple[Estimate, ...]
    optimism: tuple[Estimate, ...]
    kept: tuple[Estimate, ...]
    keeps: bool


@dataclass(frozen=True)
class Outcome:
    """What a search found. finals: who was left, the winner first, if any keeps the constraints. base: the scenario as
    it stands, on fresh replicates.
    """

    trials: tuple[Trial, ...]
    rounds: tuple[Round, ...]
    finals: tuple[Final, ...]
    base: tuple[Estimate, ...]
    winner: Final | None


def seek(space: Space, goals: Goals, effort: Effort, seed: int, measure: Measure) -> Outcome:
    """Search, race and confirm. Raises TasukiError where no trial defines every objective."""
    trials: list[Trial] = []

    def judge(points: Floats) -> tuple[Floats, Floats]:
        companies = [space.changes(point) for point in points]
        found = measure(companies, effort.looks[0], f"trials {len(trials) + 1}–{len(trials) + len(points)}")
        scores, broken = racing.means(goals.scores(found)).T, racing.means(goals.excesses(found)).T
        worst = _worst(goals, broken)
        trials.extend(
            Trial(tuple(point.tolist()), changes, tuple(mine.tolist()), float(excess))
            for point, changes, mine, excess in zip(points, companies, scores, worst, strict=True)
        )
        return scores, broken

    proposals.search(space, judge, len(goals.objectives), effort.trials, seed)
    finalists = _finalists(trials, effort.finalists)
    if not finalists:
        raise TasukiError("no trial defines every objective", remedy="run longer, or name other objectives")
    rounds = racing.race(finalists, _among(trials, measure), goals, effort.looks)
    return _confirm(trials, rounds, goals, effort, measure)


def _worst(goals: Goals, broken: Floats) -> Floats:
    """(points,) the largest excess over any constraint, in units of its bound; zero where all are kept."""
    if not goals.constraints:
        return np.zeros(len(broken))
    units = np.array([abs(one.bound) or 1.0 for one in goals.constraints])
    worst: Floats = np.maximum(np.nan_to_num(broken / units, nan=np.inf).max(axis=1), 0.0)
    return worst


def _finalists(trials: Sequence[Trial], count: int) -> list[int]:
    """The best trials, each company once."""
    first: dict[str, int] = {}
    for place, trial in enumerate(trials):
        first.setdefault(repr(sorted(trial.changes.items())), place)
    places = list(first.values())
    scores = np.array([trials[place].scores for place in places])
    excess = np.array([trials[place].excess for place in places])
    return [places[rank] for rank in pareto.best(scores, excess, count)]


def _among(trials: Sequence[Trial], measure: Measure) -> racing.Measure:
    def measured(candidates: Sequence[int], count: int) -> Mapping[str, Floats]:
        return measure([trials[place].changes for place in candidates], count, f"race at {count} replicates")

    return measured


def _confirm(
    trials: Sequence[Trial], rounds: Sequence[Round], goals: Goals, effort: Effort, measure: Measure
) -> Outcome:  # fmt: skip
    """Fresh replicates for those that are left, if any, and for the scenario as it stands."""
    left, used = rounds[-1].left, rounds[-1].replicates
    companies: list[Changes] = [{}, *(trials[place].changes for place in left)]
    found = measure(companies, used + effort.fresh, "confirmation")
    scores, excesses = goals.scores(found), goals.excesses(found)
    kept = [found[one.metric] for one in goals.constraints]
    kept_before, keeps = racing.keeping(excesses[..., :used]), racing.keeping(excesses[..., used:])
    finals = [
        _final(place, scores[:, [0, i]], used, goals, [estimate(one[i, used:]) for one in kept], bool(keeps[i]))
        for i, place in enumerate(left, start=1)
    ]
    # Whoever wins is chosen by what the search saw, never by the fresh replicates.
    first = racing.means(scores[0, :, :used])
    order = sorted(range(len(left)), key=lambda i: (not kept_before[i + 1], -float(first[i + 1])))
    winner = finals[order[0]] if order and kept_before[order[0] + 1] else None
    base = tuple(estimate(one.sign * row[used:]) for one, row in zip(goals.objectives, scores[:, 0], strict=True))
    return Outcome(tuple(trials), tuple(rounds), tuple(finals[i] for i in order), base, winner)


def _final(trial: int, scores: Floats, used: int, goals: Goals, kept: Sequence[Estimate], keeps: bool) -> Final:
    """From scores (objectives, [the scenario as it stands, the company], replicates)."""
    signs = [one.sign for one in goals.objectives]
    pairs = [sign * own for sign, own in zip(signs, scores, strict=True)]
    gains = scores[:, 1] - scores[:, 0]
    return Final(
        trial,
        promised=tuple(difference(own[1, :used], own[0, :used]) for own in pairs),
        gained=tuple(difference(own[1, used:], own[0, used:]) for own in pairs),
        level=tuple(estimate(own[1, used:]) for own in pairs),
        optimism=tuple(_less(gain[:used], gain[used:]) for gain in gains),
        kept=tuple(kept),
        keeps=keeps,
    )


def _less(promised: Floats, gained: Floats) -> Estimate:
    """Mean promised less mean gained, more being better. They come from different replicates: Welch's interval, with
    NaN bounds where one of them has fewer than two values.
    """
    means, errors, counts = zip(*(_moments(values[~np.isnan(values)]) for values in (promised, gained)), strict=True)
    gap, error = means[0] - means[1], sum(errors)
    if not error > 0.0:  # no spread at all, or an error that is not known
        bound = gap if error == 0.0 else np.nan
        return Estimate(gap, bound, bound, sum(counts))
    freedom = error**2 / sum(one**2 / max(count - 1, 1) for one, count in zip(errors, counts, strict=True))
    half = student_quantile((1 + LEVEL) / 2, freedom) * error**0.5
    return Estimate(gap, gap - half, gap + half, sum(counts))


def _moments(values: Floats) -> tuple[float, float, int]:
    """Mean, squared standard error and number of values."""
    if len(values) < 2:
        return float(values.mean()) if len(values) else np.nan, np.nan, len(values)
    return float(values.mean()), float(values.var(ddof=1)) / len(values), len(values)


def front(finals: Sequence[Final], goals: Goals) -> NDArray[np.bool_]:
    """Which of those that keep the constraints are beaten by none in everything, on fresh replicates."""
    signs = [one.sign for one in goals.objectives]
    scores = np.array([[sign * one.mean for sign, one in zip(signs, final.level, strict=True)] for final in finals])
    scores[[not final.keeps for final in finals]] = np.nan
    return pareto.front(scores)
