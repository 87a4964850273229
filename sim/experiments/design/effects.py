"""What the differences between points say: main effects, how much of them is simulation error, and which point is best.

``values`` are (points, replicates) of one metric. Luck is paired, so every number is first computed within a replicate,
where what all points have in common cancels, and its interval is over replicates. A replicate counts where all points
that a number compares have it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.experiments.statistics import LEVEL, Difference, Floats, difference, estimate
from sim.experiments.strictness import at_chosen


@dataclass(frozen=True)
class Split:
    """Where the variance of single values comes from, in squares of the metric's unit.

    between: of the points' means as they were measured. error: what simulation error adds to that; it falls with
    replicates. luck: of what all points of a replicate have in common, which cancels from differences.
    """

    between: float
    error: float
    luck: float

    @property
    def error_share(self) -> float:
        """Simulation error's share of the variance between points."""
        return min(1.0, self.error / self.between) if self.between > 0 else 0.0


def complete(values: Floats) -> Floats:
    """The replicates that every point has."""
    return values[:, ~np.isnan(values).any(axis=0)]


def split(values: Floats) -> Split:
    """Analysis of variance of points and replicates, without interaction. NaN for one point or one replicate."""
    table = complete(values)
    points, replicates = table.shape
    if points < 2 or replicates < 2:
        return Split(float("nan"), float("nan"), float("nan"))
    within = table - table.mean(axis=0)
    rest = within - within.mean(axis=1, keepdims=True)
    error = float((rest**2).sum()) / ((points - 1) * (replicates - 1))
    between, common = float(table.mean(axis=1).var(ddof=1)), float(table.mean(axis=0).var(ddof=1))
    return Split(between, error / replicates, max(0.0, common - error / points))


def group_means(values: Floats, groups: NDArray[np.int64]) -> Floats:
    """(groups, replicates): mean of the points in each group, NaN where one of them is missing; ``groups`` numbers the
    points'.
    """
    means = [values[groups == group].mean(axis=0) for group in range(int(groups.max()) + 1)]
    return np.array(means)


def main_effects(values: Floats, groups: NDArray[np.int64]) -> Floats:
    """(groups, replicates): means of the groups less the mean of all, over the replicates that every point has."""
    table = complete(values)
    effects: Floats = group_means(table, groups) - table.mean(axis=0)
    return effects


def additive(values: Floats, groupings: Sequence[NDArray[np.int64]]) -> float:
    """The share of the true variance between points that main effects explain, added up: 1 where axes do not interact.

    Simulation error is taken off both sides. Meant for designs in which the axes are not correlated. NaN where points
    do not differ beyond simulation error.
    """
    table = complete(values)
    if not table.shape[1]:
        return float("nan")
    means = table.mean(axis=1)
    columns = np.concatenate([groups[:, None] == np.arange(int(groups.max()) + 1) for groups in groupings], axis=1)
    design = np.column_stack([np.ones(len(means)), columns]).astype(np.float64)
    fitted = design @ np.linalg.lstsq(design, means, rcond=None)[0]
    freedom = int(np.linalg.matrix_rank(design)) - 1
    error, total = split(values).error, float(((means - means.mean()) ** 2).sum())
    explained = float(((fitted - means.mean()) ** 2).sum()) - freedom * error
    true = total - (len(means) - 1) * error
    return float(np.clip(explained / true, 0.0, 1.0)) if true > 0 else float("nan")


@dataclass(frozen=True)
class Best:
    """The best point, and those that cannot be told from it. ``measured``: by replicate, at the point that the other
    half of the replicates chose, so that being chosen does not flatter it.
    """

    point: int
    rivals: tuple[int, ...]
    measured: Floats


def best(values: Floats, *, lower: bool = False) -> Best | None:
    """The point of the highest mean (lowest where ``lower`` is better); None with fewer than four common replicates.

    Rivals are points whose paired difference from it includes zero, over all replicates that both have, at a level
    shared among all comparisons (Bonferroni).
    """
    table = complete(values)
    if table.shape[1] < 4:
        return None
    sign = -1.0 if lower else 1.0
    point = int(np.argmax(sign * table.mean(axis=1)))
    level = 1 - (1 - LEVEL) / max(1, len(table) - 1)
    rows = sign * values
    gaps = {other: difference(rows[point], rows[other], level) for other in range(len(rows)) if other != point}
    rivals = tuple(other for other, gap in gaps.items() if gap.low <= 0)
    return Best(point, rivals, at_chosen(sign * table, np.argmax, table))


@dataclass(frozen=True)
class Change:
    """From one group of points to another: the paired difference of their means, ``end`` minus ``start``, and the means
    of both by replicate, of the replicates that both have.
    """

    start: int
    end: int
    before: Floats
    after: Floats
    gap: Difference


def change(means: Floats, *, ordered: bool) -> Change:
    """The change from the first group to the last; from the lowest to the highest where groups have no order.

    The interval holds for all pairs of groups together (Bonferroni) where the pair was chosen by what was measured.
    """
    count = len(means)
    start, end = (0, count - 1) if ordered else _extremes(means)
    level = LEVEL if ordered else 1 - (1 - LEVEL) / max(1, count * (count - 1) // 2)
    before, after = complete(means[[start, end]])
    return Change(start, end, before, after, difference(after, before, level))


def _extremes(means: Floats) -> tuple[int, int]:
    common = complete(means)
    seen = [estimate(row).mean for row in (common if common.size else means)]
    return int(np.argmin(seen)), int(np.argmax(seen))
