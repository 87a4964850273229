"""Which companies are not beaten in everything: fronts, one beneath the other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.experiments.statistics import Floats


def front(scores: Floats) -> NDArray[np.bool_]:
    """Which candidates are on the front. scores: (candidates, objectives), more is better; NaN never is."""
    defined = ~np.isnan(scores).any(axis=1)
    no_worse = (scores[:, None, :] >= scores[None, :, :]).all(axis=2)
    better = (scores[:, None, :] > scores[None, :, :]).any(axis=2)
    on: NDArray[np.bool_] = np.logical_and(defined, ~(no_worse & better).any(axis=0))
    return on


def best(scores: Floats, excess: Floats, count: int) -> list[int]:
    """The ``count`` candidates worth a closer look, best first.

    excess: (candidates,) by how much each breaks the constraints, zero where it keeps them all. Those that keep them
    come first, front by front; within a front those with the widest gaps around them (Deb et al. 2002), so that all
    of a front is represented; then those that break them least.
    """
    places = np.arange(len(scores))
    left, order = places[(excess <= 0) & ~np.isnan(scores).any(axis=1)], list[int]()
    while len(left) and len(order) < count:
        on = front(scores[left])
        members = left[on]
        order += members[np.argsort(-_gaps(scores[members]), kind="stable")].tolist()
        left = left[~on]
    broken = places[(excess > 0) & ~np.isnan(scores).any(axis=1)]
    order += broken[np.argsort(excess[broken], kind="stable")].tolist()
    return order[:count]


def _gaps(scores: Floats) -> Floats:
    """Crowding distance: how far neighbours on both sides are, summed over objectives; infinite at the ends."""
    found = np.zeros(len(scores))
    for column in scores.T:
        order = np.argsort(column, kind="stable")
        width = float(column[order[-1]] - column[order[0]]) or 1.0
        found[order[[0, -1]]] = np.inf
        found[order[1:-1]] += (column[order[2:]] - column[order[:-2]]) / width
    return found
