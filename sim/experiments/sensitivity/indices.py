"""Sensitivity indices of simulated points, and how much of them is simulation error.

``values`` are (points, replicates) of one metric at the points of `plans`. Indices are SALib's, of the points' means
over replicates. Simulation error inflates what is squared or taken without sign, mean absolute effects and total
orders, even of an axis without effect; from how replicates disagree about a difference it is known how much.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.experiments.sensitivity.plans import LEVELS, problem
from sim.experiments.space import Floats
from sim.experiments.statistics import LEVEL, difference, student_quantile

Mask = NDArray[np.bool_]

RESAMPLES = 500
STEP = LEVELS / (2 * (LEVELS - 1))


@dataclass(frozen=True)
class Screening:
    """Elementary effects by axis, in the metric's unit over the whole range; all (axes,).

    star: mean size; star_half: half-width of its 95 % interval. mean: with sign. spread: standard deviation over
    trajectories, from curvature and interaction. floor: mean size that luck alone would give. chance: how likely luck
    alone moves the mean effect as far, or the difference between the lower and the upper part of the range, over
    replicates and for all axes together; NaN for one replicate.
    blocks: trajectories used, of ``planned``.
    """

    star: Floats
    star_half: Floats
    mean: Floats
    spread: Floats
    floor: Floats
    chance: Floats
    blocks: int
    planned: int

    @property
    def clear(self) -> Mask:
        """(axes,) Which axes stand out: from the mean size of luck over trajectories, and from luck over replicates,
        which all trajectories may have in common.
        """
        found: Mask = (self.star - self.star_half > self.floor) & (self.chance < 1.0 - LEVEL)
        return found


@dataclass(frozen=True)
class Indices:
    """Shares of the metric's variance by axis, (axes,), with half-widths of 95 % intervals.

    first: alone. total: with all interactions. error: the part of ``total`` that is simulation error, not the axis.
    pairs: (axes, axes) of two axes together beyond each alone, NaN below the diagonal; None if not asked for.
    variance: of the points' means. blocks: base points used, of ``planned``.
    """

    first: Floats
    first_half: Floats
    total: Floats
    total_half: Floats
    error: Floats
    pairs: Floats | None
    pairs_half: Floats | None
    variance: float
    blocks: int
    planned: int

    @property
    def clear(self) -> Mask:
        """(axes,) Which axes have a total order that stands out from simulation error."""
        found: Mask = self.total - self.total_half > self.error
        return found


def screen(points: Floats, values: Floats, seed: int) -> Screening:
    """Elementary effects. Trajectories with a point that has no replicate are left out.

    Raises ValueError where fewer than two are left.
    """
    from SALib.analyze import morris

    axes = points.shape[1]
    whole = _whole(values, axes + 1)
    points, values, planned = points[whole], values[whole], len(values) // (axes + 1)
    found = morris.analyze(
        problem(axes), points, _means(values), num_resamples=RESAMPLES, conf_level=LEVEL, num_levels=LEVELS,
        seed=np.random.default_rng(seed),
    )  # fmt: skip
    star, half, mean, spread = (
        np.asarray(found[key], dtype=np.float64) for key in ("mu_star", "mu_star_conf", "mu", "sigma")
    )
    blocks = len(values) // (axes + 1)
    effects, lower = _effects(points, values)
    return Screening(
        star, half * _widening(blocks), mean, spread, _floor(effects), _chance(effects, lower), blocks, planned
    )  # fmt: skip


def _widening(blocks: int) -> float:
    """What a bootstrap of few values lacks of Student's interval: its quantile, and the bias of its spread."""
    few, many = (student_quantile((1 + LEVEL) / 2, freedom) for freedom in (blocks - 1, 10**9))
    return few / many * math.sqrt(blocks / (blocks - 1))


def _effects(points: Floats, values: Floats) -> tuple[Floats, Mask]:
    """Elementary effects, (trajectories, axes, replicates), and whether each was taken in the lower part of the range,
    (trajectories, axes).
    """
    axes = points.shape[1]
    walks, walked = points.reshape(-1, axes + 1, axes), values.reshape(-1, axes + 1, values.shape[1])
    moves = np.diff(walks, axis=1)
    step = np.abs(moves).argmax(axis=1)  # (trajectories, axes): at which step the axis moves
    moved = np.take_along_axis(moves, step[:, None], axis=1)[:, 0]
    effects = np.take_along_axis(np.diff(walked, axis=1), step[:, :, None], axis=1) / moved[:, :, None]
    return effects, walks.min(axis=1) == 0.0


def _floor(effects: Floats) -> Floats:
    """Mean size of an elementary effect of an axis that does nothing: half-normal, of the standard error of effects."""
    errors = np.sqrt(_squared_errors(effects)) / _shrinkage(effects.shape[2])
    floor: Floats = errors.mean(axis=0) * np.sqrt(2 / np.pi)
    return floor


def _chance(effects: Floats, lower: Mask) -> Floats:
    """Paired t-tests over replicates of what an axis does on the whole and of how its parts differ, which shows an
    optimum in between; for both tests of all axes together (Bonferroni).
    """
    part = np.where(lower, 1.0, -1.0)
    part = part - part.mean(axis=0)  # orthogonal to the mean: nothing where all effects are of one part
    shapes = effects, effects * part[:, :, None]
    alone = [[difference(row, np.zeros_like(row)).p for row in shape.mean(axis=0)] for shape in shapes]
    tests = len(shapes) * effects.shape[1]
    chance: Floats = np.minimum(1.0, tests * np.min(np.array(alone), axis=0))
    return chance


def _shrinkage(count: int) -> float:
    """By how much the standard deviation of ``count`` normal values falls short of the true one on average."""
    return (
        math.sqrt(2 / (count - 1)) * math.gamma(count / 2) / math.gamma((count - 1) / 2) if 2 <= count <= 100 else 1.0
    )


def decompose(axes: int, values: Floats, seed: int, *, pairs: bool) -> Indices:
    """First-order and total indices, and those of pairs. Base points with a missing value are left out.

    Raises ValueError where fewer than two are left, or the metric does not vary.
    """
    from SALib.analyze import sobol

    size = 2 * axes + 2 if pairs else axes + 2
    planned, values = len(values) // size, values[_whole(values, size)]
    means = _means(values)
    if np.ptp(means) == 0.0:
        raise ValueError("does not vary over the space")
    found = sobol.analyze(
        problem(axes), means, calc_second_order=pairs, num_resamples=RESAMPLES, conf_level=LEVEL,
        seed=seed + 1,  # its 0 stands for no seed
    )  # fmt: skip
    blocks = values.reshape(-1, size, values.shape[1])
    variance = float(np.var(means.reshape(-1, size)[:, [0, -1]]))
    error = _squared_errors(blocks[:, 1 : axes + 1] - blocks[:, :1]).mean(axis=0) / (2 * variance)
    first, first_half, total, total_half = (
        np.asarray(found[key], dtype=np.float64) for key in ("S1", "S1_conf", "ST", "ST_conf")
    )
    second, second_half = (found["S2"], found["S2_conf"]) if pairs else (None, None)
    return Indices(
        first, first_half, total, total_half, error, second, second_half, variance, len(blocks), planned
    )  # fmt: skip


def _whole(values: Floats, size: int) -> Floats:
    """Which points belong to blocks of ``size`` that have a value everywhere."""
    blocks = ~np.isnan(values).all(axis=1).reshape(-1, size).any(axis=1)
    if blocks.sum() < 2:
        raise ValueError("is not defined at enough points")
    return np.repeat(blocks, size)


def _means(values: Floats) -> Floats:
    means: Floats = np.nanmean(values, axis=1)
    return means


def _squared_errors(gaps: Floats) -> Floats:
    """Squared standard error of the mean over replicates, the last axis, of paired differences; 0 for one replicate,
    of which nothing is known.
    """
    count = np.maximum((~np.isnan(gaps)).sum(axis=-1), 1)
    centred = gaps - np.nanmean(gaps, axis=-1, keepdims=True)
    squares: Floats = np.nansum(centred**2, axis=-1) / np.maximum(count - 1, 1) / count
    return squares
