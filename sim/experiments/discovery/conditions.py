"""Where something holds and where it fails, over points of a space: found on some of them, checked on the others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.experiments.claims.verdicts import Judged
from sim.experiments.discovery import prim
from sim.experiments.discovery.box import Box, Mask
from sim.experiments.statistics import LEVEL, Estimate, Floats

HOLDS, FAILS = "holds", "fails"
HELD_OUT = 3  # every third point
LEAST_CASES = 8  # fewer points of interest say nothing of where they lie
_SURE = 1.0 - LEVEL


@dataclass(frozen=True)
class Checked:
    """A box on the points held out.

    coverage: share of the cases there that lie inside. density: share of the points inside that are of interest, with
    Wilson's interval. chance: how probable so many cases would be if the box told nothing (binomial, one-sided).
    """

    inside: int
    cases: int
    coverage: float
    density: Estimate
    chance: float

    @property
    def confirmed(self) -> bool:
        """Whether points that played no part in finding it show that cases are denser inside."""
        return self.chance <= _SURE


@dataclass(frozen=True)
class Discovered:
    """of: what was of interest, HOLDS or FAILS. boxes: each with what the points held out say of it."""

    of: str
    boxes: tuple[tuple[prim.Found, Checked], ...]
    train: Mask


def discover(points: Floats, holds: Mask, whole: Box, of: str | None = None) -> Discovered:
    """Boxes where a claim fails or holds, whichever is rarer if ``of`` does not say.

    points: (points, dimensions); holds: (points,). None are found where fewer than ``LEAST_CASES`` are of
    interest.
    """
    of = of or (FAILS if holds.mean() >= 0.5 else HOLDS)
    of_interest = holds if of == HOLDS else ~holds
    train = np.arange(len(points)) % HELD_OUT != HELD_OUT - 1
    if of_interest[train].sum() < LEAST_CASES:
        return Discovered(of, (), train)
    unseen, cases = points[~train], of_interest[~train]
    found = prim.boxes(points[train], of_interest[train], whole)
    return Discovered(of, tuple((one, check(one.seen.box, unseen, cases)) for one in found), train)


def check(box: Box, points: Floats, of_interest: Mask) -> Checked:
    """What points held out say of a box."""
    from scipy.stats import binom

    seen = prim.look(box, points, of_interest)
    chance = float(binom.sf(seen.cases - 1, seen.inside, of_interest.mean()))
    return Checked(seen.inside, seen.cases, seen.coverage, share(seen.cases, seen.inside), chance)


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
    return gap > 0 if judged.check.expect == "+" else gap < 0
