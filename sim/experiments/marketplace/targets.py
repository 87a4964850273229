"""Aggregates of a marketplace's funnel with their uncertainty: what the marketplace scenario is fitted to.

Shares carry exact (Clopper-Pearson) 95 % intervals, variances of weekly counts chi-square ones, all else
percentile bootstrap ones over leads, accounts or weeks, drawn from a generator of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.experiments.estimates import (
    Estimate,
    Floats,
    bootstrap,
    burst_variance,
    dispersion,
    share,
    trend,
    truncated_exponential,
    truncated_lognormal,
)
from sim.experiments.marketplace.data import WINDOW_DAYS, Funnel, read
from sim.record.inequality import gini, top_tenth

WON_WITHIN_DAYS: Final = (7, 14, 30, 60, 90, 120)
ACTIVE_WITHIN_DAYS: Final = (30, 60, 90, 120)
EARLY_DAYS: Final = 7.0
LATE_DAYS: Final = (60.0, 90.0)
RESAMPLES: Final = 2000
REGULAR_FROM: Final = 5
"""Deals from which somebody counts as doing this job regularly."""


@dataclass(frozen=True)
class People:
    """Who brought the deals: people seen, their shares, largest first, and inequality.

    ``gini``: over all people seen; ``gini_of_regulars``: over those with five deals or more.
    """

    seen: int
    regulars: int
    gini: Estimate
    gini_of_regulars: Estimate
    shares: tuple[float, ...]


@dataclass(frozen=True)
class Targets:
    """Everything measured on one funnel. Times in days, counts a week, shares of 1."""

    leads: int
    deals: int
    arrivals: dict[str, Estimate]
    channel_shares: dict[str, Estimate]
    won_within: dict[int, Estimate]
    won_within_by_channel: dict[str, dict[int, Estimate]]
    close: dict[str, Estimate]
    active_within: dict[int, Estimate]
    active_seen: Estimate
    use: dict[str, Estimate]
    inside_sales: People
    field_sales: People
    oddities: dict[str, int]

    def flat(self) -> Iterator[tuple[str, Estimate]]:
        """Every estimate under one dotted name."""
        for group in ("arrivals", "channel_shares", "won_within", "close", "active_within", "use"):
            yield from ((f"{group}.{name}", estimate) for name, estimate in getattr(self, group).items())
        yield "active_seen", self.active_seen
        for channel, shares in self.won_within_by_channel.items():
            yield from ((f"won_within_by_channel.{channel}.{days}", share) for days, share in shares.items())
        for desk in ("inside_sales", "field_sales"):
            yield f"{desk}.gini", getattr(self, desk).gini
            yield f"{desk}.gini_of_regulars", getattr(self, desk).gini_of_regulars


def targets(folder: Path | str, resamples: int = RESAMPLES) -> Targets:
    """Aggregates of the data in `folder`. Raises `ScenarioError` where they cannot be read."""
    funnel, oddities = read(Path(folder))
    return measure(funnel, resamples, oddities)


def measure(funnel: Funnel, resamples: int = 0, oddities: dict[str, int] | None = None) -> Targets:
    """Aggregates of one funnel, real or simulated; without resamples the bootstrap intervals are nan."""
    won = funnel.won
    by_channel = {name: funnel.channel == code for code, name in enumerate(funnel.channels)}
    return Targets(
        leads=won.size,
        deals=int(won.sum()),
        arrivals=_arrivals(funnel, resamples),
        channel_shares={name: share(int(among.sum()), won.size) for name, among in by_channel.items()},
        won_within=_won_within(funnel, np.ones_like(won)),
        won_within_by_channel={name: _won_within(funnel, among) for name, among in by_channel.items()},
        close=_close(funnel, resamples),
        active_within=_active_within(funnel),
        active_seen=share(int(np.isfinite(funnel.first_use_days[won]).sum()), int(won.sum())),
        use=_use(funnel, resamples),
        inside_sales=_people(funnel.inside_sales[won], resamples),
        field_sales=_people(funnel.field_sales[won], resamples),
        oddities=oddities or {},
    )


def weekly_counts(funnel: Funnel) -> Floats:
    """Leads by complete Monday-to-Sunday week and channel: (weeks, channels)."""
    weeks = funnel.days // 7
    inside = funnel.arrival_day < 7 * weeks
    counts = np.zeros((weeks, len(funnel.channels)))
    np.add.at(counts, ((funnel.arrival_day[inside] // 7).astype(np.int64), funnel.channel[inside]), 1.0)
    return counts


def _mean(values: Floats) -> float:
    return float(values.mean())


def _median(values: Floats) -> float:
    return float(np.median(values))


def _arrivals(funnel: Funnel, resamples: int) -> dict[str, Estimate]:
    counts = weekly_counts(funnel)
    weekly = counts.sum(axis=1)
    daily = np.bincount(funnel.arrival_day.astype(np.int64), minlength=funnel.days).astype(np.float64)
    week = np.arange(weekly.size, dtype=np.float64)
    line = np.polyval(np.polyfit(week, weekly, 1), week).astype(np.float64)
    return {
        "weekly_mean": bootstrap(weekly, _mean, resamples),
        "weekly_variance_over_mean": dispersion(weekly, np.full_like(weekly, weekly.mean()), 1),
        "weekly_variance_over_mean_without_trend": dispersion(weekly, line, 2),
        "weekly_trend": trend(weekly),
        "daily_variance_over_mean": dispersion(daily, np.full_like(daily, daily.mean()), 1),
        "daily_variance_over_mean_within_weekday": dispersion(daily, _weekday_means(daily), 7),
        "weekend_share": share(int(daily[np.arange(daily.size) % 7 >= 5].sum()), int(daily.sum())),
        "burst_variance": bootstrap(counts, burst_variance, resamples),
    }


def _weekday_means(daily: Floats) -> Floats:
    weekday = np.arange(daily.size) % 7
    return (np.bincount(weekday, daily) / np.bincount(weekday))[weekday]


def _won_within(funnel: Funnel, among: NDArray[np.bool_]) -> dict[int, Estimate]:
    # A win whose time cannot be used (dated before its lead) counts as won at once.
    won, days = funnel.won & among, np.nan_to_num(funnel.close_days, nan=0.0)
    return {limit: share(int((won & (days <= limit)).sum()), int(among.sum())) for limit in WON_WITHIN_DAYS}


def _close(funnel: Funnel, resamples: int) -> dict[str, Estimate]:
    days = funnel.close_days[np.isfinite(funnel.close_days) & (funnel.close_days > 0)]
    logs, few = np.log(days), resamples // 10
    return {
        "median_days": bootstrap(days, _median, resamples),
        "mean_days": bootstrap(days, _mean, resamples),
        "mean_over_median": bootstrap(days, lambda sample: _mean(sample) / _median(sample), resamples),
        "log_mean": bootstrap(logs, _mean, resamples),
        "log_sigma": bootstrap(logs, lambda sample: float(sample.std()), resamples),
        "untruncated_log_mean": bootstrap(days, lambda sample: _lognormal(sample)[0], few),
        "untruncated_log_sigma": bootstrap(days, lambda sample: _lognormal(sample)[1], few),
        "lognormal_over_exponential": bootstrap(days, _lognormal_gain, few),
        "early_over_late_hazard": bootstrap(_exits(funnel), _hazard_ratio, resamples),
    }


def _lognormal(days: Floats) -> tuple[float, float, float]:
    return truncated_lognormal(days, WINDOW_DAYS)


def _lognormal_gain(days: Floats) -> float:
    """Log-likelihood a deal by which the lognormal beats the exponential, both cut at the window (P09)."""
    return _lognormal(days)[2] - truncated_exponential(days, WINDOW_DAYS)


def _exits(funnel: Funnel) -> Floats:
    return np.where(funnel.won, np.nan_to_num(funnel.close_days, nan=0.0), np.inf)


def _hazard_ratio(exits: Floats) -> float:
    """Win hazard a day of leads 0-7 days old over that of leads 60-90 days old (P10)."""
    early, late = (exits <= EARLY_DAYS).sum() / EARLY_DAYS / exits.size, _hazard(exits, *LATE_DAYS)
    return float(early / late) if late > 0 else np.nan


def _hazard(exits: Floats, start: float, end: float) -> float:
    at_risk = (exits > start).sum()
    return float(((exits > start) & (exits <= end)).sum() / (end - start) / at_risk) if at_risk else 0.0


def _active_within(funnel: Funnel) -> dict[int, Estimate]:
    """Share of won accounts with a first sale by each horizon, among those watched that long."""
    shares = {}
    for limit in ACTIVE_WITHIN_DAYS:
        watched = funnel.won & (funnel.watched_days >= limit)
        shares[limit] = share(int((watched & (funnel.first_use_days <= limit)).sum()), int(watched.sum()))
    return shares


def _use(funnel: Funnel, resamples: int) -> dict[str, Estimate]:
    first = funnel.first_use_days[np.isfinite(funnel.first_use_days)]
    amounts = funnel.use[funnel.use > 0]
    return {
        "first_use_median_days": bootstrap(first, _median, resamples),
        "first_use_mean_days": bootstrap(first, _mean, resamples),
        "gini": bootstrap(amounts, gini, resamples),
        "top_tenth_share": bootstrap(amounts, top_tenth, resamples),
    }


def _people(codes: NDArray[np.int64], resamples: int) -> People:
    """Deals over people. Somebody who won nothing is not seen, so the inequality is a lower bound."""
    seen = codes[codes >= 0]
    _, person, counts = np.unique(seen, return_inverse=True, return_counts=True)
    shares = tuple(float(count / person.size) for count in np.sort(counts)[::-1])
    regular = person[counts[person] >= REGULAR_FROM]
    regulars = int((counts >= REGULAR_FROM).sum())
    return People(counts.size, regulars, _inequality(person, resamples), _inequality(regular, resamples), shares)


def _inequality(person: NDArray[np.int64], resamples: int) -> Estimate:
    """Gini of the deals of the people in ``person``, one entry a deal."""
    _, who = np.unique(person, return_inverse=True)

    def statistic(sample: Floats) -> float:
        return gini(np.bincount(sample.astype(np.int64), minlength=int(who.max()) + 1).astype(np.float64))

    return bootstrap(who.astype(np.float64), statistic, resamples)
