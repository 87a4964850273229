"""Sums over weekly rows and accounts that several metrics share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.errors import TasukiError
from sim.kinds import FIXED_POINT, FIXED_POINT_BITS, NOT_CONVERTED, USED_UP
from sim.record.series import PLACE

if TYPE_CHECKING:
    from sim.engine.model import Model

Weekly = NDArray[np.float64]
WEEKS_PER_MONTH = 52.0 / 12.0
_FIRST_TERM = 53  # weeks from the win until a first renewal after a year has shown
_SELLING = ("marketing", "inside_sales", "field_sales")
MOST_IN_CENTS = 1 << (63 - FIXED_POINT_BITS)  # a discounted sum is cents × 2²⁰ in 64 bits: 88 billion USD
_WRAPPED = 2 * MOST_IN_CENTS / 100.0  # USD by which a sum is wrong that has outgrown them


def ratio(over: float, under: float) -> float:
    """``over / under``, NaN where ``under`` is zero."""
    return float(over / under) if under else float("nan")


def mean(values: NDArray[Any]) -> float:
    """The mean, NaN of nothing."""
    return float(values.mean()) if len(values) else float("nan")


def total(weekly: Weekly, name: str, weeks: int | None = None) -> float:
    """Sum of a series over the first ``weeks``, or all."""
    return float(weekly[:weeks, PLACE[name]].sum())


def value_in_dollars(model: Model) -> float:
    """Discounted sum of all entries in USD, exact; raises TasukiError where it has outgrown the ledger's 64 bits."""
    value = int(model.office["value"][0]) / (100.0 * FIXED_POINT)
    cash = model.weekly[: model.week, PLACE["cash"]]
    discount = (1.0 + model.company.finance.discount_rate) ** (-np.arange(len(cash)) / 52.0)
    if abs(float(cash @ discount) - value) > _WRAPPED / 4.0:
        raise TasukiError(
            f"replicate {model.replicate}: discounted money has outgrown the ledger, which holds 88 billion USD",
            remedy="Make prices, costs or headcounts smaller",
        )
    return value


def selling(weekly: Weekly) -> float:
    """USD paid to win customers: all paid hours of the selling departments, leads, and channels' fixed cost."""
    hours = sum(total(weekly, f"payroll_{name}") for name in _SELLING)
    return hours - total(weekly, "money_lead") - total(weekly, "money_channel")


def cost_per_win(weekly: Weekly) -> float:
    """The same per contract signed."""
    return ratio(selling(weekly), total(weekly, "orders"))


def first_renewals(won: Any, weeks: int) -> tuple[Any, NDArray[np.bool_]]:
    """Customers won a year and more before the end, and which of them left at or before the first renewal.

    A trial that ended without a contract is neither; what was bought once and is used up did not leave.
    """
    first = won[(won["won_week"] + _FIRST_TERM <= weeks) & (won["ended_why"] != NOT_CONVERTED)]
    ended = (first["ended_week"] >= 0) & (first["ended_week"] <= first["won_week"] + _FIRST_TERM)
    return first, ended & (first["ended_why"] != USED_UP)
