"""Forecasts as samples, what simple statistics would have said instead, and scores of both (lower is better)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.experiments.calibration.posterior import Floats
from sim.experiments.statistics import LEVEL, Difference, difference

SAMPLES: Final = 500
LEAST_KNOWN: Final = 4  # periods from which a baseline can learn


@dataclass(frozen=True)
class Scores:
    """Means over the periods forecast: continuous ranked probability score, score of the 95 % interval (Gneiting and
    Raftery 2007), mean absolute error of the median, all in the unit counted; share of periods within the interval.
    """

    crps: float
    interval: float
    error: float
    inside: float


def score(samples: Floats, came: Floats) -> Scores:
    """Score samples (samples, periods) against what came (periods,)."""
    low, middle, high = np.quantile(samples, [0.025, 0.5, 0.975], axis=0)
    missed = np.maximum(low - came, 0.0) + np.maximum(came - high, 0.0)
    return Scores(
        crps=float(by_period(samples, came).mean()),
        interval=float(np.mean(high - low + 2.0 / 0.05 * missed)),
        error=float(np.abs(middle - came).mean()),
        inside=float((missed == 0.0).mean()),
    )


def by_period(samples: Floats, came: Floats) -> Floats:
    """(periods,) continuous ranked probability score of each."""
    return np.array([crps(column, float(y)) for column, y in zip(samples.T, came, strict=True)])


def ahead_of(samples: Floats, rival: Floats, came: Floats) -> Difference:
    """Mean score of a baseline's samples less that of ``samples``, period by period: above zero where these are better.

    Periods are taken as independent, and the interval holds for both baselines together (Bonferroni).
    """
    return difference(by_period(rival, came), by_period(samples, came), 1.0 - (1.0 - LEVEL) / 2)


def crps(sample: Floats, came: float) -> float:
    """Continuous ranked probability score of an ensemble: E|X − y| − E|X − X'| / 2, the second over distinct pairs."""
    ordered, count = np.sort(sample), len(sample)
    ranks = 2.0 * np.arange(1, count + 1) - count - 1.0
    spread = 2.0 * float((ranks * ordered).sum()) / (count * max(count - 1, 1))
    return float(np.abs(sample - came).mean()) - spread / 2.0


def as_before(known: Floats, ahead: int) -> Floats:
    """Baseline: every period ahead is one of those known, drawn with equal chance; (samples, periods)."""
    places = np.random.default_rng(1).integers(len(known), size=(SAMPLES, ahead))
    return np.asarray(known[places])


def trend(known: Floats, ahead: int) -> Floats:
    """Baseline: a straight line through the periods known, with normal errors; (samples, periods)."""
    time = np.arange(len(known), dtype=np.float64)
    future = np.arange(len(known), len(known) + ahead, dtype=np.float64)
    slope, level = np.polyfit(time, known, 1)
    residual = known - (level + slope * time)
    sigma = np.sqrt((residual**2).sum() / max(len(known) - 2, 1))
    lever = 1.0 / len(known) + (future - time.mean()) ** 2 / ((time - time.mean()) ** 2).sum()
    noise = np.random.default_rng(2).standard_normal((SAMPLES, ahead))
    drawn: Floats = np.maximum(level + slope * future + noise * sigma * np.sqrt(1.0 + lever), 0.0)
    return drawn
