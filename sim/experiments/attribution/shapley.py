"""Contributions of switches to a difference: Shapley values, exact for few switches, over sampled orders for many.

The switches are turned over one after another, from none (the first scenario) to all (the second). What a switch adds
depends on what has been turned before it; its contribution is what it adds on average over the orders (Shapley 1953).
Every order adds up to the whole difference, so the contributions do, in every replicate. With more switches than
`MOST_EXACT` orders are drawn at random, each together with its reverse (Mitchell et al. 2022), and what that leaves
uncertain is told apart from luck.

A coalition is an integer, bit i set where switch i is turned over.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from sim.experiments.statistics import LEVEL, Estimate, Floats, estimate, student_quantile

MOST_EXACT = 7
ROUNDING = 1e-13  # of the values: what is smaller is left over from rounding, and no contribution
Orders = NDArray[np.int64]


@dataclass(frozen=True)
class Contribution:
    """What one switch contributes.

    shapley: the mean over orders, with an interval for luck and, beside it, for the orders that were not drawn.
    sampling_error: standard error from drawing orders; zero where all were taken.
    alone: what it adds to the first scenario. last: what it adds when all others are turned over. bond: last less
    alone, what it gains by the others.
    """

    shapley: Estimate
    sampling_error: float
    alone: Estimate
    last: Estimate
    bond: Estimate


def every_order(count: int) -> Orders:
    """All orders of ``count`` switches, (count!, count)."""
    return np.array(list(permutations(range(count))), dtype=np.int64).reshape(-1, count)


def drawn_orders(count: int, pairs: int, seed: int) -> Orders:
    """``pairs`` random orders, each followed by its reverse: (2 pairs, count)."""
    random = np.random.default_rng(seed)
    drawn = [random.permutation(count) for _ in range(pairs)]
    return np.array([one for order in drawn for one in (order, order[::-1])], dtype=np.int64)


def coalitions(orders: Orders) -> list[int]:
    """Every coalition that is needed: those on the way of an order, each switch alone and each one left out."""
    count = orders.shape[1]
    full = (1 << count) - 1
    ends = {0, full} | {1 << i for i in range(count)} | {full ^ (1 << i) for i in range(count)}
    return sorted(ends | set(_ways(orders).ravel().tolist()))


def _ways(orders: Orders) -> Orders:
    """The coalitions that each order passes, from none to all: (orders, count + 1)."""
    passed = np.cumsum(1 << orders, axis=1)
    return np.concatenate([np.zeros((len(orders), 1), dtype=np.int64), passed], axis=1)


def marginal(orders: Orders, known: Sequence[int], values: Floats) -> Floats:
    """What each switch adds in each order, (orders, count, ...), to ``values`` (coalitions, ...) of ``known``."""
    places = np.searchsorted(np.asarray(known), _ways(orders))
    added = np.diff(values[places], axis=1)
    found = np.empty_like(added)
    np.put_along_axis(found, orders.reshape(*orders.shape, *[1] * (added.ndim - 2)), added, axis=1)
    return found


def contributions(orders: Orders, known: Sequence[int], values: Floats) -> list[Contribution]:
    """Contributions of the switches to a metric. ``values``: (coalitions, replicates), coalitions as in ``known``.

    Intervals of all switches hold together (Bonferroni). Replicates that are NaN anywhere are left out.
    """
    whole = values[:, ~np.isnan(values).any(axis=0)]
    count, places = orders.shape[1], {coalition: place for place, coalition in enumerate(known)}
    by_luck = _mean_over_orders(orders, known, whole)
    errors = _sampling_errors(orders, known, whole)
    level, full = 1.0 - (1.0 - LEVEL) / count, (1 << count) - 1

    def step(turned: int, before: int) -> Floats:
        gap: Floats = whole[places[turned]] - whole[places[before]]
        return gap

    def contribution(i: int) -> Contribution:
        alone, last = step(1 << i, 0), step(full, full ^ (1 << i))
        shapley = _widened(estimate(by_luck[i], level), errors[i], len(orders) // 2, level)
        beside = (estimate(values, level) for values in (alone, last, last - alone))
        return Contribution(shapley, float(errors[i]), *beside)

    return [contribution(i) for i in range(count)]


def _mean_over_orders(orders: Orders, known: Sequence[int], values: Floats) -> Floats:
    """(count, replicates); the same as the mean of `marginal`, without its large table."""
    found: Floats = _weights(orders, known) @ values
    found[np.abs(found) <= ROUNDING * np.abs(values).max(initial=0.0)] = 0.0
    return found


def _weights(orders: Orders, known: Sequence[int]) -> Floats:
    """(count, coalitions) what each coalition's value counts for in the contribution of each switch."""
    places = np.searchsorted(np.asarray(known), _ways(orders))
    found = np.zeros((orders.shape[1], len(known)))
    np.add.at(found, (orders, places[:, 1:]), 1.0)
    np.subtract.at(found, (orders, places[:, :-1]), 1.0)
    found /= len(orders)
    return found


def _sampling_errors(orders: Orders, known: Sequence[int], values: Floats) -> Floats:
    """Standard error of each contribution that comes from drawing orders; pairs of an order and its reverse count."""
    count = orders.shape[1]
    if len(orders) == math.factorial(count):
        return np.zeros(count)
    added = marginal(orders, known, values.mean(axis=1))
    pairs = added.reshape(-1, 2, count).mean(axis=1)
    errors: Floats = pairs.std(axis=0, ddof=1) / math.sqrt(len(pairs))
    return errors


def _widened(found: Estimate, error: float, pairs: int, level: float) -> Estimate:
    """The interval for luck and the one for sampling, added as independent errors are."""
    if error == 0.0:
        return found
    sampling = student_quantile((1 + level) / 2, pairs - 1) * error
    low, high = (math.hypot(end - found.mean, sampling) for end in (found.low, found.high))
    return Estimate(found.mean, found.mean - low, found.mean + high, found.count)
