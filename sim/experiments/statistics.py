"""Honest uncertainty: intervals of means, paired differences, quantile bands and the crossover of two curves.

Intervals are Student's t; bootstrap-t where the sample is skewed and small, up to the level that the resamples can
tell, and beyond it the wider of both. NaN means "not defined in this replicate" and is left out. SciPy is imported when
first needed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LEVEL = 0.95
SKEWED = 1.0
SMALL = 100
TOO_FEW_TO_RESAMPLE = 10  # below it a resample's spread is often zero and bootstrap-t says nothing
RESAMPLES = 2000
RESAMPLED_LEVEL = 0.99  # beyond it fewer than ten resamples lie in a tail and the extreme one would be the bound
CROSSOVER_RESAMPLES = 500
WEEKS_PER_MONTH = 52 / 12


@dataclass(frozen=True)
class Estimate:
    """A mean with its interval; NaN bounds where fewer than two values are defined. ``count`` values went
    in.
    """

    mean: float
    low: float
    high: float
    count: int

    def plain(self) -> dict[str, float | None]:
        """Mean and bounds for JSON: None where a number is not defined."""
        return {"mean": finite(self.mean), "low": finite(self.low), "high": finite(self.high)}


@dataclass(frozen=True)
class Difference(Estimate):
    """A paired difference; ``p`` is two-sided against zero and agrees with the interval."""

    p: float

    def plain(self) -> dict[str, float | None]:
        """Mean, bounds and p for JSON."""
        return {**super().plain(), "p": finite(self.p)}


@dataclass(frozen=True)
class Crossover:
    """First month (from 1) from which a curve stays above zero after having been below, with its 95 %
    interval.

    None where it never happens (or, for a bound, where it does not happen in enough resamples). ``share`` is
    the share of replicates whose own curve crosses.
    """

    month: int | None
    low: int | None
    high: int | None
    share: float


def estimate(values: Sequence[float] | Floats, level: float = LEVEL) -> Estimate:
    """Mean of ``values`` with an interval at ``level``."""
    defined = _defined(values)
    count = len(defined)
    if count < 2:
        return Estimate(float(defined[0]) if count else math.nan, math.nan, math.nan, count)
    mean, error = float(defined.mean()), _standard_error(defined)
    if error == 0.0:
        return Estimate(mean, mean, mean, count)
    lower, upper = _quantiles(defined, level)
    return Estimate(mean, mean - upper * error, mean - lower * error, count)


def ratio(parts: Floats, wholes: Floats, level: float = LEVEL) -> Estimate:
    """Mean of ``parts`` over the mean of ``wholes``, both (replicates,) and paired; neither mean is taken for certain.

    The interval is that of what the parts lie above their share of the wholes (linearised: Cochran 1977, section 2.11).
    """
    whole = float(wholes.mean())
    share = float(parts.mean()) / whole
    left = estimate(parts - share * wholes, level)
    low, high = sorted((left.low / whole, left.high / whole))
    return Estimate(share, share + low, share + high, left.count)


def difference(arm: Sequence[float] | Floats, baseline: Sequence[float] | Floats, level: float = LEVEL) -> Difference:
    """Mean of arm minus baseline over replicates paired by position; a pair with a NaN is left out."""
    gaps = _defined(np.asarray(arm, dtype=np.float64) - np.asarray(baseline, dtype=np.float64))
    found = estimate(gaps, level)
    return Difference(found.mean, found.low, found.high, found.count, _p_value(gaps))


def quantile_band(curves: Floats, low: float = 0.1, high: float = 0.9) -> tuple[Floats, Floats, Floats]:
    """Mean and two quantiles over replicates of ``curves`` (replicates, weeks), each (weeks,)."""
    if len(curves) == 1:
        only = curves[0]
        return only, only, only
    if not np.isnan(curves).any():
        # Replicates side by side in memory: several times faster to order.
        bounds = np.quantile(np.ascontiguousarray(curves.T), [low, high], axis=1)
        return curves.mean(axis=0), bounds[0], bounds[1]
    columns = [_defined(column) for column in curves.T]
    means = [column.mean() if len(column) else math.nan for column in columns]
    pairs = [np.quantile(column, [low, high]) if len(column) else (math.nan, math.nan) for column in columns]
    bounds = np.array(pairs).T
    return np.array(means), bounds[0], bounds[1]


def mean_band(curves: Floats, level: float = LEVEL) -> tuple[Floats, Floats, Floats]:
    """Mean over replicates with the Student t interval of each week, each (weeks,); NaN bounds for one
    replicate.
    """
    count = len(curves)
    mean = curves.mean(axis=0)
    if count < 2:
        nothing = np.full_like(mean, math.nan)
        return mean, nothing, nothing
    half = student_quantile((1 + level) / 2, count - 1) * curves.std(axis=0, ddof=1) / math.sqrt(count)
    return mean, mean - half, mean + half


def crossover(gaps: Floats) -> Crossover:
    """When the mean of ``gaps`` (replicates, weeks; cumulative value, arm minus baseline) turns positive for
    good.
    """
    month = month_of(_turning_week(gaps.mean(axis=0)))
    share = float(np.mean([_turning_week(curve) is not None for curve in gaps]))
    if month is None:
        return Crossover(None, None, None, share)
    if len(gaps) == 1:
        return Crossover(month, month, month, share)  # every resample is the same
    draws = np.random.default_rng(0).integers(len(gaps), size=(CROSSOVER_RESAMPLES, len(gaps)))
    weights = np.array([np.bincount(row, minlength=len(gaps)) for row in draws]) / len(gaps)
    weeks = [_turning_week(curve) for curve in weights @ gaps]
    ordered = sorted(math.inf if week is None else float(week) for week in weeks)
    low, high = (ordered[round(share_of * (len(ordered) - 1))] for share_of in ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    return Crossover(month, _month_or_none(low), _month_or_none(high), share)


def finite(value: float) -> float | None:
    """The number for JSON: None instead of NaN or infinity."""
    return float(value) if math.isfinite(value) else None


def month_of(week: int | None) -> int | None:
    """Month (from 1) in which a week (from 0) lies; None for None."""
    return None if week is None else int(week / WEEKS_PER_MONTH) + 1


def student_quantile(probability: float, freedom: int) -> float:
    """Quantile of Student's t with ``freedom`` degrees of freedom."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, probability))


def skewness(values: Floats) -> float:
    """Sample skewness (third standardised moment); zero for a constant sample."""
    centred = values - values.mean()
    spread = float(np.sqrt((centred**2).mean()))
    return float((centred**3).mean()) / spread**3 if spread > 0.0 else 0.0


def _quantiles(values: Floats, level: float) -> tuple[float, float]:
    """Both quantiles of the studentised mean. They are never nearer to zero than those of a lower level."""
    student = student_quantile((1 + level) / 2, len(values) - 1)
    if not _needs_resampling(values):
        return -student, student
    told = min(level, RESAMPLED_LEVEL)
    low, high = (float(end) for end in np.quantile(_bootstrap_t(values), [(1 - told) / 2, (1 + told) / 2]))
    return (low, high) if level == told else (min(low, -student), max(high, student))


def _defined(values: Sequence[float] | Floats) -> Floats:
    array = np.asarray(values, dtype=np.float64)
    return array[~np.isnan(array)]


def _standard_error(values: Floats) -> float:
    # Equal values may leave a rounding residue in the standard deviation: it is no spread.
    if float(np.ptp(values)) == 0.0:
        return 0.0
    return float(values.std(ddof=1)) / math.sqrt(len(values))


def _needs_resampling(values: Floats) -> bool:
    return TOO_FEW_TO_RESAMPLE <= len(values) < SMALL and abs(skewness(values)) > SKEWED


@lru_cache(maxsize=8)
def _resamples(count: int) -> NDArray[np.int64]:
    return np.random.default_rng(0).integers(count, size=(RESAMPLES, count))


def _bootstrap_t(values: Floats) -> Floats:
    """Studentised means of resamples; resamples without spread are left out."""
    samples = values[_resamples(len(values))]
    errors = samples.std(axis=1, ddof=1) / math.sqrt(len(values))
    usable = errors > 0.0
    studentised: Floats = (samples.mean(axis=1)[usable] - values.mean()) / errors[usable]
    return studentised


def _p_value(gaps: Floats) -> float:
    if len(gaps) < 2:
        return math.nan
    error = _standard_error(gaps)
    if error == 0.0:
        return 1.0 if gaps[0] == 0.0 else 0.0
    t = float(gaps.mean()) / error
    student = _student_p_value(t, len(gaps) - 1)
    if not _needs_resampling(gaps):
        return student
    resampled = _bootstrap_t(gaps)
    p = 2.0 * min(float((resampled <= t).mean()), float((resampled >= t).mean()))
    beyond = 1.0 - RESAMPLED_LEVEL
    return min(1.0, p) if p >= beyond else min(beyond, student)


def _student_p_value(t: float, freedom: int) -> float:
    from scipy.special import stdtr

    return 2.0 * float(stdtr(freedom, -abs(t)))


def _turning_week(curve: Floats) -> int | None:
    """First week of the final stretch above zero, if the curve was below zero before it."""
    not_above = np.flatnonzero(curve <= 0.0)
    if not (curve < 0.0).any() or len(not_above) == 0 or not_above[-1] == len(curve) - 1:
        return None
    return int(not_above[-1]) + 1


def _month_or_none(week: float) -> int | None:
    return None if math.isinf(week) else month_of(int(week))
