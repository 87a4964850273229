"""Estimates with intervals, for aggregates of leads, deals and use."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, stats

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Estimate:
    """A number with its 95 % interval (nan where there is none) and the count it rests on."""

    value: float
    low: float
    high: float
    n: int


def share(hits: float, n: float) -> Estimate:
    """A share with its exact interval; nan of nothing. Cases that depend on each other count for fewer, perhaps not a
    whole number.
    """
    if n == 0:
        return Estimate(np.nan, np.nan, np.nan, 0)
    low = float(stats.beta.ppf(0.025, hits, n - hits + 1)) if hits else 0.0
    high = float(stats.beta.ppf(0.975, hits + 1, n - hits)) if hits < n else 1.0
    return Estimate(hits / n, low, high, int(n))


def bootstrap(values: Floats, statistic: Callable[[Floats], float], resamples: int) -> Estimate:
    """`statistic` of `values` (first axis: the units drawn) with a percentile interval."""
    n = len(values)
    if n < 2:
        return Estimate(np.nan, np.nan, np.nan, n)
    if resamples == 0:
        return Estimate(statistic(values), np.nan, np.nan, n)
    rows = np.random.default_rng(n).integers(0, n, (resamples, n))
    low, high = np.percentile([statistic(values[row]) for row in rows], (2.5, 97.5))
    return Estimate(statistic(values), float(low), float(high), n)


def truncated_lognormal(days: Floats, until: float) -> tuple[float, float, float]:
    """Mean and sigma of log days by maximum likelihood, given that times beyond `until` are never seen.

    Third: the log-likelihood of one time, on average.
    """
    logs, limit = np.log(days), np.log(until)

    def surprise(point: Floats) -> float:
        mean, sigma = point[0], np.exp(point[1])
        return float(-(stats.norm.logpdf(logs, mean, sigma) - stats.norm.logcdf(limit, mean, sigma)).mean())

    start = np.array([logs.mean(), np.log(max(logs.std(), 0.05))])
    best = optimize.minimize(surprise, start, method="Nelder-Mead", options={"xatol": 1e-4, "fatol": 1e-7})
    return float(best.x[0]), float(np.exp(best.x[1])), float(-best.fun - logs.mean())


def truncated_exponential(days: Floats, until: float) -> float:
    """Log-likelihood of one time, on average, under the best exponential cut at `until`."""
    mean = days.mean()

    def surprise(log_rate: float) -> float:
        rate = np.exp(log_rate)
        return float(rate * mean - log_rate + np.log(-np.expm1(-rate * until)))

    best = optimize.minimize_scalar(surprise, bounds=(-20.0, 5.0), method="bounded")
    return float(-best.fun)


def burst_variance(counts: Floats) -> float:
    """Variance of a channel's weekly burst factor (mean 1), pooled over channels; counts (weeks, channels).

    What the variance of counts has beyond Poisson, over the squared mean.
    """
    mean = counts.mean(axis=0)
    if len(counts) < 2 or not mean.any():
        return np.nan
    return float((counts.var(axis=0, ddof=1) - mean).sum() / (mean**2).sum())


def dispersion(counts: Floats, expected: Floats, fitted: int) -> Estimate:
    """Pearson dispersion (1: Poisson) after `fitted` parameters, with its chi-square interval."""
    free = counts.size - fitted
    if free < 1 or expected.min() <= 0:
        return Estimate(np.nan, np.nan, np.nan, counts.size)
    value = float(((counts - expected) ** 2 / expected).sum() / free)
    low, high = (float(free / stats.chi2.ppf(tail, free)) for tail in (0.975, 0.025))
    return Estimate(value, value * low, value * high, counts.size)


def trend(weekly: Floats) -> Estimate:
    """Growth of arrivals a week, as a share of their mean; t interval."""
    line = stats.linregress(np.arange(weekly.size), weekly)
    half = stats.t.ppf(0.975, weekly.size - 2) * line.stderr / weekly.mean()
    value = line.slope / weekly.mean()
    return Estimate(float(value), float(value - half), float(value + half), weekly.size)
