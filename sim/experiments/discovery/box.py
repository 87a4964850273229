"""Boxes: a limit for each dimension of a space, and what lies inside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.experiments.statistics import Floats

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Limit:
    """What a box allows in one dimension: numbers from ``low`` to ``high``, or the ``levels`` named by their number."""

    low: float = -np.inf
    high: float = np.inf
    levels: frozenset[int] | None = None

    def holds(self, values: Floats) -> Mask:
        """Which values lie inside."""
        if self.levels is not None:
            return np.isin(values, sorted(self.levels))
        return (values >= self.low) & (values <= self.high)

    def moved(self, side: str, to: float) -> Limit:
        """The same limit with its ``low`` or ``high`` at another number."""
        return replace(self, low=to) if side == "low" else replace(self, high=to)


@dataclass(frozen=True)
class Bound:
    """One side of a box that leaves something out. side: low, high or levels."""

    axis: int
    side: str


@dataclass(frozen=True)
class Box:
    """A limit for every dimension."""

    limits: tuple[Limit, ...]

    def holds(self, points: Floats) -> Mask:
        """Which of ``points`` (points, dimensions) lie inside."""
        inside = np.ones(len(points), dtype=np.bool_)
        for limit, values in zip(self.limits, points.T, strict=True):
            inside &= limit.holds(values)
        return inside

    def bounds(self, whole: Box) -> Iterator[Bound]:
        """The sides on which it is narrower than ``whole``."""
        for axis, (mine, all_) in enumerate(zip(self.limits, whole.limits, strict=True)):
            if mine.levels != all_.levels:
                yield Bound(axis, "levels")
            if mine.low > all_.low:
                yield Bound(axis, "low")
            if mine.high < all_.high:
                yield Bound(axis, "high")

    def without(self, bound: Bound, whole: Box) -> Box:
        """The same box, open on one side."""
        mine, opened = self.limits[bound.axis], whole.limits[bound.axis]
        if bound.side == "levels":
            return self.with_limit(bound.axis, opened)
        return self.with_limit(bound.axis, mine.moved(bound.side, getattr(opened, bound.side)))

    def with_limit(self, axis: int, limit: Limit) -> Box:
        """The same box with another limit in one dimension."""
        return Box((*self.limits[:axis], limit, *self.limits[axis + 1 :]))


def whole_space(levels: Sequence[int | None]) -> Box:
    """The box that holds everything. levels: by dimension how many levels it has, None for a range of numbers."""
    return Box(tuple(Limit() if count is None else Limit(levels=frozenset(range(count))) for count in levels))
