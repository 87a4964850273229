"""Where something holds and where it fails, over points of a space: found on some of them, checked on the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.experiments.claims.verdicts import Judged
from sim.experiments.discovery import prim
from sim.experiments.discovery.box import Box, Mask
from sim.experiments.statistics import LEVEL, Estimate, Floats

HOLDS, FAILS = "holds", "fails"
HELD_OUT = 3  # every third point
LEAST_CASES = 8  # fewer points of interest say nothing of where they lie
ERROR = 1.0 - LEVEL  # allowed of boxes that points held out confirm by chance


@dataclass(frozen=True)
class Checked:
    """A box on the points held out, without those that lie in boxes found before it.

    coverage: share of all cases held out that lie inside. density: share of the points inside that are of interest;
    outside: of those outside; both with Wilson's interval. chance: how probable so many cases would be if the box told
    nothing (hypergeometric, one-sided); allowed: up to where that confirms it.
    """

    inside: int
    cases: int
    coverage: float
    density: Estimate
    outside: Estimate
    chance: float
    allowed: float

    @property
    def confirmed(self) -> bool:
        """Whether points that played no part in finding it show that cases are denser inside."""
        return self.chance <= self.allowed


@dataclass(frozen=True)
class Discovered:
    """of: what was of interest, HOLDS or FAILS. boxes: each with what the points held out say of it. sought: whether
    there were cases enough to look for any.
    """

    of: str
    boxes: tuple[tuple[prim.Found, Checked], ...]
    train: Mask
    sought: bool


def discover(points: Floats, holds: Mask, whole: Box, of: str | None = None) -> Discovered:
    """Boxes where a claim fails or holds, whichever is rarer if ``of`` does not say.

    points: (points, dimensions); holds: (points,). None are found where fewer than ``LEAST_CASES`` are of
    interest.
    """
    of = of or (FAILS if holds.mean() >= 0.5 else HOLDS)
    of_interest = holds if of == HOLDS else ~holds
    train = np.arange(len(points)) % HELD_OUT != HELD_OUT - 1
    if of_interest[train].sum() < LEAST_CASES:
        return Discovered(of, (), train, sought=False)
    found = prim.boxes(points[train], of_interest[train], whole)
    checked = check([one.seen.box for one in found], points[~train], of_interest[~train])
    return Discovered(of, tuple(zip(found, checked, strict=True)), train, sought=True)


def check(boxes: Sequence[Box], points: Floats, of_interest: Mask) -> list[Checked]:
    """What points held out say of boxes that were found one after another: each of those that the earlier ones leave.

    The error allowed is divided by the number of boxes (Bonferroni).
    """
    found, left = [], np.ones(len(points), dtype=np.bool_)
    for box in boxes:
        found.append(_checked(box, points[left], of_interest[left], int(of_interest.sum()), ERROR / len(boxes)))
        left &= ~box.holds(points)
    return found


def _checked(box: Box, points: Floats, of_interest: Mask, all_cases: int, allowed: float) -> Checked:
    from scipy.stats import hypergeom

    seen, count, cases = prim.look(box, points, of_interest), len(points), int(of_interest.sum())
    chance = float(hypergeom.sf(seen.cases - 1, count, cases, seen.inside)) if seen.cases else 1.0
    density, outside = share(seen.cases, seen.inside), share(cases - seen.cases, count - seen.inside)
    return Checked(seen.inside, seen.cases, seen.cases / max(all_cases, 1), density, outside, chance, allowed)


def share(cases: int, count: int) -> Estimate:
    """A share with Wilson's interval; NaN of nothing."""
    from scipy.stats import binomtest

    if not count:
        return Estimate(np.nan, np.nan, np.nan, 0)
    interval = binomtest(cases, count).proportion_ci(LEVEL, method="wilson")
    return Estimate(cases / count, float(interval.low), float(interval.high), count)


def holds(judged: Judged) -> bool:
    """Whether the effect found is on the expected side, be it clear or not."""
    gap = judged.effect - judged.beyond
    if judged.check.expect == "0":
        return abs(gap) <= judged.smallest
    if judged.check.expect == "±":
        return abs(gap) > judged.smallest
    return gap > 0 if judged.check.expect == "+" else gap < 0
