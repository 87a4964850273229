"""The patient rule induction method (Friedman and Fisher 1999): boxes in which cases of interest are dense.

From the whole space a thin slice is peeled off again and again, always the one whose loss raises the density most for
the points it costs (the lenient criterion of Kwakkel and Jaxa-Rozen 2016, which treats ranges and levels alike). The
boxes on the way are the trajectory: ever denser, covering ever fewer of the cases. From each of them bounds that could
be chance are taken away (Bryant and Lempert 2010), and it is pasted back as far as that costs no density; the best of
what results is chosen, and further boxes are sought among the points that it leaves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.experiments.discovery.box import Bound, Box, Limit, Mask
from sim.experiments.statistics import Floats

PEEL = 0.05  # share of the points in the box that a slice takes
LEAST_MASS = 0.05  # share of all points below which nothing is peeled
DENSE = 0.8  # density that is enough to speak of: boxes beyond it come first
MOST_BY_CHANCE = 0.05  # quasi-p above which a bound is taken away


@dataclass(frozen=True)
class Seen:
    """A box on points. inside: how many lie in it, ``cases`` of them of interest.

    coverage: share of all cases of interest that lie inside. density: share of the points inside that are of interest.
    """

    box: Box
    inside: int
    cases: int
    coverage: float
    density: float

    @property
    def balance(self) -> float:
        """Harmonic mean of coverage and density."""
        both = self.coverage + self.density
        return 2.0 * self.coverage * self.density / both if both > 0 else 0.0


@dataclass(frozen=True)
class Found:
    """A box with its bounds' quasi-p, the peeling that led to it, first the whole space, and where on it it began."""

    seen: Seen
    chances: tuple[tuple[Bound, float], ...]
    trajectory: tuple[Seen, ...]
    chosen: int


def look(box: Box, points: Floats, of_interest: Mask) -> Seen:
    """What a box holds of points (points, dimensions), of which a mask (points,) is of interest."""
    inside = box.holds(points)
    count, cases, all_cases = int(inside.sum()), int((inside & of_interest).sum()), int(of_interest.sum())
    return Seen(box, count, cases, cases / all_cases if all_cases else 0.0, cases / count if count else 0.0)


def boxes(points: Floats, of_interest: Mask, whole: Box, most: int = 3) -> list[Found]:
    """Boxes in which points of interest are dense, one after another among those that earlier ones leave.

    Stops when nothing of interest is left, or a box has no bound that is more than chance.
    """
    found: list[Found] = []
    left = np.ones(len(points), dtype=np.bool_)
    while len(found) < most and (left & of_interest).any() and not of_interest[left].all():
        one = _one(points[left], of_interest[left], whole, len(points))
        if not one.chances:
            break
        # Coverage is of all cases, those in earlier boxes included.
        found.append(replace(one, seen=replace(one.seen, coverage=one.seen.cases / int(of_interest.sum()))))
        left &= ~one.seen.box.holds(points)
    return found


def _one(points: Floats, of_interest: Mask, whole: Box, planned: int) -> Found:
    trajectory = peel(points, of_interest, whole, LEAST_MASS * planned)

    def finished(box: Box) -> Seen:
        kept = _without_chance(box, points, of_interest, whole)
        wider = paste(kept, points, of_interest, whole)
        return look(_without_chance(wider, points, of_interest, whole), points, of_interest)

    finals = [finished(one.box) for one in trajectory]
    chosen = choose(finals)
    best = finals[chosen]
    return Found(best, chances(best.box, points, of_interest, whole), tuple(trajectory), chosen)


def choose(seen: Sequence[Seen]) -> int:
    """The place of the best balance among boxes that are dense enough, or among all where none is."""
    dense = [place for place, one in enumerate(seen) if one.density >= DENSE]
    return max(dense or range(len(seen)), key=lambda place: seen[place].balance)


def peel(points: Floats, of_interest: Mask, whole: Box, least: float) -> list[Seen]:
    """The peeling trajectory from ``whole`` down to boxes of ``least`` points."""
    trajectory = [look(whole, points, of_interest)]
    while True:
        now = trajectory[-1]
        inside = now.box.holds(points)
        slices = [look(box, points, of_interest) for box in _peeled(now.box, points[inside])]
        possible = [one for one in slices if max(least, 1) <= one.inside < now.inside]
        if not possible or now.density == 1.0:
            return trajectory
        trajectory.append(max(possible, key=lambda one: (one.density - now.density) / (now.inside - one.inside)))


def _peeled(box: Box, inside: Floats) -> Iterator[Box]:
    """Every box with one thin slice less; ``inside`` are the points in it."""
    for axis, limit in enumerate(box.limits):
        if limit.levels is not None:
            for level in sorted(limit.levels) if len(limit.levels) > 1 else ():
                yield box.with_limit(axis, Limit(levels=limit.levels - {level}))
            continue
        values = np.unique(inside[:, axis], return_counts=True)
        for side, cut in (("low", _cut(*values)), ("high", _cut(values[0][::-1], values[1][::-1]))):
            if cut is not None:
                yield box.with_limit(axis, limit.moved(side, cut))


def _cut(values: Floats, counts: NDArray[np.int64]) -> float | None:
    """Between the values that a slice takes from one end and the next; None where it would take all."""
    taken = int(np.searchsorted(np.cumsum(counts), max(1, round(PEEL * int(counts.sum()))))) + 1
    return None if taken >= len(values) else float(values[taken - 1] + values[taken]) / 2


def paste(box: Box, points: Floats, of_interest: Mask, whole: Box) -> Box:
    """The box, widened by a slice at a time where that lowers its density nowhere, the densest slice first."""
    now = look(box, points, of_interest)
    while True:
        wider = [look(other, points, of_interest) for other in _pasted(now.box, points, whole)]
        better = [one for one in wider if one.inside > now.inside and one.density >= now.density]
        if not better:
            return now.box
        now = max(better, key=lambda one: (one.density, one.inside))


def _pasted(box: Box, points: Floats, whole: Box) -> Iterator[Box]:
    """Every box with one slice more on a side that is bounded."""
    step = max(1, round(PEEL * int(box.holds(points).sum())))
    for bound in box.bounds(whole):
        if bound.side == "levels":
            limit, all_levels = box.limits[bound.axis], whole.limits[bound.axis].levels or frozenset()
            for level in sorted(all_levels - (limit.levels or frozenset())):
                yield box.with_limit(bound.axis, Limit(levels=(limit.levels or frozenset()) | {level}))
            continue
        opened = box.without(bound, whole)
        values = points[opened.holds(points) & ~box.holds(points), bound.axis]
        ordered = np.unique(values) if bound.side == "high" else np.unique(values)[::-1]
        if len(ordered) > step:
            middle = float(ordered[step - 1] + ordered[step]) / 2
            yield box.with_limit(bound.axis, box.limits[bound.axis].moved(bound.side, middle))
        else:
            yield opened


def chances(box: Box, points: Floats, of_interest: Mask, whole: Box) -> tuple[tuple[Bound, float], ...]:
    """Each bound with its quasi-p: how probable so many cases would be if the bound changed nothing.

    The density without the bound is taken for what chance gives (one-sided binomial). It is called quasi because the
    bound was chosen on the same points, so that it looks better than it is.
    """
    from scipy.stats import binom

    mine = look(box, points, of_interest)
    found = []
    for bound in box.bounds(whole):
        opened = look(box.without(bound, whole), points, of_interest)
        found.append((bound, float(binom.sf(mine.cases - 1, mine.inside, opened.density))))
    return tuple(found)


def _without_chance(box: Box, points: Floats, of_interest: Mask, whole: Box) -> Box:
    """The box without bounds that could be chance, the likeliest of them taken away first."""
    while True:
        found = chances(box, points, of_interest, whole)
        worst = max(found, key=lambda one: one[1], default=None)
        if worst is None or worst[1] <= MOST_BY_CHANCE:
            return box
        box = box.without(worst[0], whole)
