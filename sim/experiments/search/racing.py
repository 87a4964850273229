"""Replicates where the decision is close: candidates that are clearly beaten leave the race, the others run on.

All candidates are measured on the same replicates, so that what is compared is a paired difference. One leaves when
another that keeps the constraints is clearly better in an objective and as clearly no worse in the others (a headcount
may be equal), or when it clearly breaks a constraint.
"Clearly" holds over all looks and all rivals together: the level of each look is Pocock's (`sequential.level`), and the
error is divided by the number of rivals and constraints (Bonferroni). A race ends when one is left, or after the last
look: those that are left then cannot be told apart by so many replicates.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.experiments import sequential
from sim.experiments.search.goals import Goals
from sim.experiments.statistics import Floats

Mask = NDArray[np.bool_]

Measure = Callable[[Sequence[int], int], Mapping[str, Floats]]
"""From candidates and a number of replicates to metrics, each (candidates, replicates)."""


@dataclass(frozen=True)
class Round:
    """One look: who was measured with how many replicates, and who left, with the reason."""

    replicates: int
    entered: tuple[int, ...]
    beaten: tuple[int, ...]
    infeasible: tuple[int, ...]

    @property
    def left(self) -> tuple[int, ...]:
        """Who runs on."""
        return tuple(one for one in self.entered if one not in (*self.beaten, *self.infeasible))


def race(candidates: Sequence[int], measure: Measure, goals: Goals, looks: Sequence[int]) -> list[Round]:
    """The rounds of a race of candidates; looks: numbers of replicates, ascending."""
    reasons = len(candidates) - 1 + len(goals.constraints)
    level = 1.0 - (1.0 - sequential.level(tuple(looks))) / max(reasons, 1)
    rounds: list[Round] = []
    running = tuple(candidates)
    for count in looks:
        metrics = measure(running, count)
        excesses = goals.excesses(metrics)
        infeasible = _clearly_broken(excesses, level)
        keeps = keeping(excesses)
        beaten = _clearly_beaten(goals.scores(metrics), keeps, level)
        rounds.append(Round(count, running, _where(running, beaten & ~infeasible), _where(running, infeasible)))
        running = rounds[-1].left
        if len(running) <= 1:
            break
    return rounds


def means(values: Floats) -> Floats:
    """Means over replicates, the last axis; NaN where none is defined."""
    defined = np.maximum((~np.isnan(values)).sum(axis=-1), 1)
    found: Floats = np.where(np.isnan(values).all(axis=-1), np.nan, np.nansum(values, axis=-1) / defined)
    return found


def keeping(excesses: Floats) -> Mask:
    """(candidates,) whether the means of all constraints' metrics, (constraints, candidates, replicates), keep their
    bounds; one that is not defined does not.
    """
    found: Mask = np.all(means(excesses) <= 0.0, axis=0)
    return found


def _where(names: Sequence[int], mask: Mask) -> tuple[int, ...]:
    return tuple(name for name, yes in zip(names, mask, strict=True) if yes)


def _lower(gaps: Floats, level: float) -> Floats:
    """Lower end of the interval of the mean over the last axis; NaN is left out, too few values give no bound."""
    from scipy.special import stdtrit

    if gaps.shape[-1] < 2:
        return np.full(gaps.shape[:-1], -np.inf)
    count = np.sum(~np.isnan(gaps), axis=-1)
    usable = np.where((count >= 2)[..., None], gaps, 0.0)  # so that no mean is taken of nothing
    errors = np.nanstd(usable, axis=-1, ddof=1) / np.sqrt(np.maximum(count, 1))
    ends = np.nanmean(usable, axis=-1) - stdtrit(np.maximum(count - 1, 1), (1 + level) / 2) * errors
    found: Floats = np.where(count >= 2, ends, -np.inf)
    return found


def _clearly_broken(excesses: Floats, level: float) -> Mask:
    """(candidates,) from (constraints, candidates, replicates)."""
    broken: Mask = np.any(_lower(excesses, level) > 0.0, axis=0)
    return broken


def _clearly_beaten(scores: Floats, keeps: Mask, level: float) -> Mask:
    """(candidates,) from (objectives, candidates, replicates): whether a rival that keeps to the constraints is better
    in something and no worse in anything.
    """
    count = scores.shape[1]
    beaten = np.zeros(count, dtype=np.bool_)
    for rival in np.flatnonzero(keeps):
        ahead = _lower(scores[:, rival, None, :] - scores, level)
        beaten |= (ahead >= 0.0).all(axis=0) & (ahead > 0.0).any(axis=0)
    return beaten
