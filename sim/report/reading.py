"""Reading a bundle: arms in order, estimates with their intervals, weekly series as arrays."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Bundle = dict[str, Any]
Array = NDArray[np.float64]

MONTHS_PER_WEEK = 12 / 52
HEADLINES = (
    "total_value", "value_per_account", "ltv_per_customer", "bookings_year_1", "customers_won", "unfit_share_won",
    "onboarding_failed_share", "churn_12m", "grr_12m", "nrr_12m", "cac", "payback_months", "cash_trough",
    "cash_trough_month", "advocates", "reputation", "utilisation_marketing", "utilisation_inside_sales",
    "utilisation_field_sales", "utilisation_customer_success",
)  # fmt: skip
"""Metrics that stand first wherever a run is summarised."""


@dataclass(frozen=True)
class Estimate:
    """A mean over replicates with its 95 % interval; without an interval (one replicate) low and high are
    None.
    """

    mean: float
    low: float | None = None
    high: float | None = None

    @property
    def clear(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.low is not None and self.high is not None and self.low * self.high > 0

    @property
    def half(self) -> float:
        """Half the width of the interval; 0 where there is none."""
        return 0.0 if self.low is None or self.high is None else (self.high - self.low) / 2

    def over(self, divisor: float) -> Estimate:
        """The same estimate in units of a positive divisor."""
        low, high = (None if end is None else end / divisor for end in (self.low, self.high))
        return Estimate(self.mean / divisor, low, high)


@dataclass(frozen=True)
class Series:
    """One weekly series: mean and band, each of shape (weeks,); nan where the bundle has null."""

    mean: Array
    low: Array
    high: Array


def arms(bundle: Bundle) -> list[str]:
    """All arms, the baseline first."""
    return [bundle["baseline"], *others(bundle)]


def others(bundle: Bundle) -> list[str]:
    """The arms that are compared with the baseline."""
    return [arm for arm in bundle["arms"] if arm != bundle["baseline"]]


def title(bundle: Bundle, arm: str, lang: str) -> str:
    """The arm's title in a language."""
    return str(bundle["arms"][arm]["title"][lang])


def uncertain(content: Mapping[str, Any]) -> bool:
    """Whether replicates of a bundle or of a study take parameters from the draws of a calibration."""
    return bool(content.get("uncertain")) or any(arm.get("uncertain") for arm in content.get("arms", {}).values())


def estimate(entry: dict[str, Any] | None) -> Estimate | None:
    """An entry ``{"mean", "low", "high"}`` of the bundle; None where the mean is null."""
    if entry is None or entry["mean"] is None:
        return None
    return Estimate(entry["mean"], entry["low"], entry["high"])


def metric(bundle: Bundle, arm: str, name: str) -> Estimate | None:
    """An arm's metric."""
    return estimate(bundle["arms"][arm]["metrics"].get(name))


def difference(bundle: Bundle, arm: str, name: str) -> Estimate | None:
    """The paired difference of a metric, arm minus baseline."""
    return estimate(bundle["differences"][arm].get(name))


def relative(bundle: Bundle, arm: str, name: str) -> Estimate | None:
    """The paired difference as a share of the baseline's mean; None where that mean is not clearly above
    zero.
    """
    gap, base = difference(bundle, arm, name), metric(bundle, bundle["baseline"], name)
    if gap is None or base is None or base.mean <= 0 or (base.low is not None and base.low <= 0):
        return None
    return gap.over(base.mean)


def numbers(values: list[float | None]) -> Array:
    """A list of the bundle as floats; null becomes nan."""
    return np.array([math.nan if value is None else value for value in values], dtype=np.float64)


def series(bundle: Bundle, arm: str, name: str) -> Series:
    """A weekly series of an arm."""
    return band(bundle["arms"][arm]["series"][name])


def band(entry: dict[str, Any]) -> Series:
    """An entry ``{"mean": [...], "low": [...], "high": [...]}`` as arrays."""
    return Series(*(numbers(entry[key]) for key in ("mean", "low", "high")))


def months(bundle: Bundle) -> Array:
    """The end of each week, in months since the start; shape (weeks,)."""
    return np.arange(1, bundle["weeks"] + 1, dtype=np.float64) * np.float64(MONTHS_PER_WEEK)


def month_of(week: int) -> int:
    """The month, counted from 1, in which a week (counted from 0) begins."""
    return int(week * MONTHS_PER_WEEK) + 1
