"""Sensitivity indices of simulated points, and how much of them is simulation error.

``values`` are (points, replicates) of one metric at the points of `plans`. Indices are SALib's, of the points' means
over replicates. Simulation error inflates what is squared or taken without sign, mean absolute effects and total
orders, even of an axis without effect; from how replicates disagree about a difference it is known how much.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.experiments.sensitivity.plans import LEVELS, problem
from sim.experiments.space import Floats
from sim.experiments.statistics import LEVEL, student_quantile

RESAMPLES = 500
STEP = LEVELS / (2 * (LEVELS - 1))


@dataclass(frozen=True)
class Screening:
    """Elementary effects by axis, in the metric's unit over the whole range; all (axes,).

    star: mean size; star_half: half-width of its 95 % interval. mean: with sign. spread: standard deviation over
    trajectories, from curvature and interaction. floor: mean size that luck alone would give.
    blocks: trajectories used, of ``planned``.
    """

    star: Floats
    star_half: Floats
    mean: Floats
    spread: Floats
    floor: Floats
    blocks: int
    planned: int


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
    return Screening(star, half * _widening(blocks), mean, spread, _floor(points, values), blocks, planned)


def _widening(blocks: int) -> float:
    """What a bootstrap of few values lacks of Student's interval: its quantile, and the bias of its spread."""
    few, many = (student_quantile((1 + LEVEL) / 2, freedom) for freedom in (blocks - 1, 10**9))
    return few / many * math.sqrt(blocks / (blocks - 1))


def _floor(points: Floats, values: Floats) -> Floats:
    """Mean size of an elementary effect of an axis that does nothing: half-normal, of the standard error of effects."""
    axes = points.shape[1]
    moves = np.diff(points.reshape(-1, axes + 1, axes), axis=1)
    moved = np.abs(moves).argmax(axis=2)  # (trajectories, steps): the axis of each step
    errors = _squared_errors(np.diff(values.reshape(-1, axes + 1, values.shape[1]), axis=1))
    by_axis = np.empty((len(moved), axes))
    np.put_along_axis(by_axis, moved, np.sqrt(errors) / _shrinkage(values.shape[1]), axis=1)
    floor: Floats = by_axis.mean(axis=0) * np.sqrt(2 / np.pi) / STEP
    return floor


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
