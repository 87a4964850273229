"""What each axis does where a design is not balanced: a least-squares regression over all axes at once.

In few points that fill a space, those with much of one axis have by chance more of another too: comparing them with
the rest would lay at the door of one axis what another does. A regression holds the others equal. What it leaves
unexplained, curvature and what axes do together, is part of its intervals.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from sim.experiments.design.effects import complete
from sim.experiments.statistics import LEVEL, Difference, Floats, student_quantile

DECIDES = 1 - 1e-9  # leverage of a point that a coefficient goes by alone


def balanced(groupings: Sequence[NDArray[np.int64]]) -> bool:
    """Whether the groups of every axis have the same mix of groups of every other axis."""
    for one, other in combinations(groupings, 2):
        counts = np.zeros((int(one.max()) + 1, int(other.max()) + 1))
        np.add.at(counts, (one, other), 1.0)
        if not np.array_equal(counts * len(one), np.outer(counts.sum(axis=1), counts.sum(axis=0))):
            return False
    return True


@dataclass(frozen=True)
class Fit:
    """A regression of points on columns.

    slopes: (columns, replicates), each replicate's own. covariance: (columns, columns) of their means, from what the
    regression leaves unexplained. freedom: points less coefficients.
    """

    slopes: Floats
    covariance: Floats
    freedom: int

    def contrast(self, weights: Floats, level: float = LEVEL) -> Difference:
        """The sum of slopes with ``weights`` (columns,).

        Its variance is that over points (what is left unexplained) and that over replicates (luck), added; the luck
        that is a point's own is in both, so the interval is rather too wide. Degrees of freedom are Welch's.
        """
        values = weights @ self.slopes
        count, mean = len(values), float(values.mean()) if len(values) else math.nan
        if count < 2:
            return Difference(mean, math.nan, math.nan, count, math.nan)
        parts = float(weights @ self.covariance @ weights), float(values.var(ddof=1)) / count
        total = sum(parts)
        if total <= 0.0:
            return Difference(mean, mean, mean, count, float(mean == 0.0))
        shares = parts[0] ** 2 / self.freedom + parts[1] ** 2 / (count - 1)
        freedom = max(1, int(total**2 / shares))
        half = student_quantile((1 + level) / 2, freedom) * math.sqrt(total)
        return Difference(mean, mean - half, mean + half, count, _chance(mean / math.sqrt(total), freedom))


def fit(values: Floats, columns: Floats) -> Fit | None:
    """The regression of ``values`` (points, replicates) on ``columns`` (points, columns) and a constant.

    The covariance is HC3 (MacKinnon and White 1985): it holds for residuals of any kind, and in few points errs on the
    wide side. None where the points are too few or cannot tell the columns apart.
    """
    table = complete(values)
    design = np.column_stack([np.ones(len(columns)), columns])
    points, terms = design.shape
    if points <= terms or int(np.linalg.matrix_rank(design)) < terms:
        return None
    inverse = np.linalg.pinv(design)
    leverage = np.einsum("pt,tp->p", design, inverse)
    if leverage.max() > DECIDES:
        return None
    slopes = inverse @ table
    left = np.zeros(points) if not table.shape[1] else (table - design @ slopes).mean(axis=1)
    spread = inverse * (left / (1 - leverage))
    return Fit(slopes[1:], (spread @ spread.T)[1:, 1:], points - terms)


def _chance(t: float, freedom: int) -> float:
    from scipy.special import stdtr

    return 2.0 * float(stdtr(freedom, -abs(t)))
