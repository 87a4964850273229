"""Replicates until an interval is narrow enough, without stopping on a lucky streak.

The interval of a mean is looked at after `FIRST` replicates and then every `STEP`; where the wanted half-width is
relative, g, the bar is g / (1 + g) of the mean's size, so that the error relative to the true mean is at most g (Law
2015, 9.4.1). With these looks the intervals cover the mean in about 95 of 100 cases; where values are strongly skewed,
as a lognormal with a standard deviation of 1, in about 91.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.experiments.space import Floats
from sim.experiments.statistics import estimate

FIRST, STEP = 20, 10


@dataclass(frozen=True)
class Until:
    """The wanted half-width of a metric's 95 % interval, in its unit or ``relative`` to its mean, and the ``most``
    replicates.
    """

    metric: str
    half_width: float
    relative: bool
    most: int

    def reached(self, values: Sequence[float] | Floats) -> bool:
        """Whether the interval of these replicates is narrow enough."""
        found = estimate(values)
        wanted = abs(found.mean) * self.half_width / (1 + self.half_width) if self.relative else self.half_width
        return (found.high - found.low) / 2 <= wanted


def replicate(evaluate: Callable[[Sequence[int]], Floats], points: int, until: Until) -> NDArray[np.int64]:
    """Replicates of each point at which its interval was narrow enough, or the most.

    ``evaluate``: from replicates of each point to values (points, replicates) of the metric, NaN beyond.
    """
    counts = np.full(points, min(FIRST, until.most))
    while True:
        values = evaluate(counts.tolist())
        wide = [not until.reached(row[:count]) for row, count in zip(values, counts, strict=True)]
        more = np.array(wide, dtype=bool) & (counts < until.most)
        if not more.any():
            return counts
        counts[more] = np.minimum(counts[more] + STEP, until.most)
