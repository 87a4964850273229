"""Proposals of points to try: Optuna's sampler, asked and told in batches of one size.

The sampler (a tree-structured Parzen estimator over all dimensions together, Bergstra et al. 2011, for several
objectives Ozaki et al. 2022) sees nothing but what it is told, and its seed is given: with the same metrics it proposes
the same points. So a search that was interrupted proposes them again, finds their replicates in the memory, and goes
on.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.experiments.space import Axis, Space
from sim.experiments.statistics import Floats

if TYPE_CHECKING:
    from optuna.trial import FrozenTrial, Trial

BATCH = 8
FIRST = 16  # points that fill the space before anything is learned from them
_BROKEN = "broken"

Judge = Callable[[Floats], tuple[Floats, Floats]]
"""From points (points, axes) of the unit cube to scores (points, objectives), more being better, NaN where a point has
none, and to excesses over constraints (points, constraints).
"""


def search(space: Space, judge: Judge, objectives: int, trials: int, seed: int) -> Floats:
    """All points that were tried, (trials, axes) of the unit cube, in the order of their proposal."""
    from optuna.trial import TrialState

    study = _study(objectives, seed)
    points: list[list[float]] = []
    while len(points) < trials:
        asked = [study.ask() for _ in range(min(BATCH, trials - len(points)))]
        batch = [[_share(trial, axis) for axis in space.axes] for trial in asked]
        scores, excesses = judge(np.array(batch))
        for trial, mine, broken in zip(asked, scores, excesses, strict=True):
            trial.set_user_attr(_BROKEN, [float(one) for one in broken])
            failed = bool(np.isnan([*mine, *broken]).any())  # the sampler takes no NaN, of a constraint neither
            study.tell(trial, None if failed else mine.tolist(), TrialState.FAIL if failed else None)
        points += batch
    return np.array(points)


def _study(objectives: int, seed: int) -> Any:
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    with warnings.catch_warnings():
        # What is experimental in it is its interface, which the range of versions in pyproject.toml covers.
        warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
        sampler = optuna.samplers.TPESampler(
            n_startup_trials=FIRST, multivariate=True, constant_liar=True, seed=seed, constraints_func=_constraints
        )
    return optuna.create_study(sampler=sampler, directions=["maximize"] * objectives)


def _constraints(trial: FrozenTrial) -> Sequence[float]:
    broken: Sequence[float] = trial.user_attrs[_BROKEN]
    return broken


def _share(trial: Trial, axis: Axis) -> float:
    """Where on an axis to try, from 0 to 1; a level or a whole number is the middle of its part."""
    if axis.levels is not None:
        parts = len(axis.levels)
        return (trial.suggest_categorical(axis.name, list(range(parts))) + 0.5) / parts
    if axis.whole and not axis.logarithmic:
        low, high = int(axis.low), int(axis.high)
        return (trial.suggest_int(axis.name, low, high) - low + 0.5) / (high - low + 1)
    return trial.suggest_float(axis.name, 0.0, 1.0)
