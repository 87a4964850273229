"""Summary metrics of one replicate: small functions of the weekly rows and of the accounts' final state.

Every metric is NaN where its denominator is zero; nothing is clipped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.kinds import FIXED_POINT
from sim.record.series import PLACE
from sim.stages import Department, Stage

if TYPE_CHECKING:
    from sim.engine.model import Model

Weekly = NDArray[np.float64]
_WEEKS_PER_MONTH = 52.0 / 12.0


def ratio(over: float, under: float) -> float:
    """``over / under``, NaN where ``under`` is zero."""
    return float(over / under) if under else float("nan")


def mean(values: NDArray[Any]) -> float:
    """The mean, NaN of nothing."""
    return float(values.mean()) if len(values) else float("nan")


def summarise(model: Model) -> dict[str, float]:
    """All metrics of ``sim.record.specifications.METRICS``."""
    weekly = model.weekly
    accounts = model.accounts[: model.visible_accounts]
    won = accounts[(accounts["lives"] > accounts["inherited"])]
    return {
        **_value(model, weekly, won),
        **_sales(weekly),
        **_retention(weekly, won, model.weeks),
        **_cost(weekly, won, model),
        **_market(accounts, weekly),
        **_contrasts(won, model),
        **{f"utilisation_{d.name.lower()}": _utilisation(weekly, d) for d in Department},
    }


def _total(weekly: Weekly, name: str, weeks: int | None = None) -> float:
    return float(weekly[:weeks, PLACE[name]].sum())


def _value(model: Model, weekly: Weekly, won: Any) -> dict[str, float]:
    total = model.value / (100.0 * FIXED_POINT)
    finance, contracts = model.company.finance, model.company.contracts
    factor = 1.0 / (1.0 + finance.discount_rate) ** (model.weeks / 52.0)
    carried = model.recurring * contracts.gross_margin * contracts.future_years * factor
    return {
        "total_value": total,
        "projected_value": total + carried,
        "value_per_account": total / model.visible_accounts,
        "ltv_per_customer": mean(won["worth"] / (100.0 * FIXED_POINT)),
        "revenue": _total(weekly, "revenue"),
        "recurring_revenue_end": float(weekly[-1, PLACE["recurring_revenue"]]),
        "cash_trough": float(weekly[:, PLACE["cash_balance"]].min()),
        "cash_trough_month": float((weekly[:, PLACE["cash_balance"]].argmin() + 1) / _WEEKS_PER_MONTH),
        "cash_end": float(weekly[-1, PLACE["cash_balance"]]),
    }


def _sales(weekly: Weekly) -> dict[str, float]:
    orders = _total(weekly, "orders")
    return {
        "bookings_year_1": _total(weekly, "bookings", 52),
        "customers_won": orders,
        "customers_won_year_1": _total(weekly, "orders", 52),
        "unfit_share_won": ratio(_total(weekly, "unfit_won"), orders),
        "onboarding_failed_share": ratio(
            _total(weekly, "onboarding_failed"), _total(weekly, "onboarding_failed") + _total(weekly, "onboarded")
        ),
        "referred_share": ratio(_total(weekly, "referrals"), _total(weekly, "leads")),
    }


def _retention(weekly: Weekly, won: Any, weeks: int) -> dict[str, float]:
    last = weekly[-52:]
    before = weekly[-53] if weeks > 52 else weekly[0]
    revenue_before = float(before[PLACE["recurring_revenue"]])
    lost_revenue = _total(last, "churned_revenue")
    expanded = _total(last, "expansion")
    first = won[won["won_week"] + 53 <= weeks]
    left_early = (first["ended_week"] >= 0) & (first["ended_week"] <= first["won_week"] + 53)
    return {
        "customers_end": float(weekly[-1, PLACE["customers"]]),
        "churn_12m": ratio(_total(last, "churned"), float(before[PLACE["customers"]])),
        "grr_12m": 1.0 - ratio(lost_revenue, revenue_before),
        "nrr_12m": 1.0 - ratio(lost_revenue - expanded, revenue_before),
        "churn_first_year": mean(left_early),
    }


def _acquisition_per_win(weekly: Weekly, orders: float) -> float:
    """Everything paid to win customers, per win: all paid hours of the three selling departments, and the leads."""
    payroll = sum(_total(weekly, f"payroll_{d.name.lower()}") for d in Department if d != Department.CUSTOMER_SUCCESS)
    return ratio(payroll - _total(weekly, "money_lead"), orders)


def _cost(weekly: Weekly, won: Any, model: Model) -> dict[str, float]:
    orders = _total(weekly, "orders")
    cac = _acquisition_per_win(weekly, orders)
    price = mean(won["first_price_cents"] / 100.0)
    monthly = price * model.company.contracts.gross_margin / 12.0
    return {"cac": cac, "payback_months": ratio(cac, monthly)}


def _market(accounts: Any, weekly: Weekly) -> dict[str, float]:
    in_market = accounts["stage"] == Stage.MARKET
    return {
        "advocates": float(weekly[-1, PLACE["stage_advocate"]]),
        "reputation": float(weekly[-1, PLACE["reputation"]]),
        "spoilt_share": ratio(float((accounts["spoilt"][in_market] > 0.1).sum()), float(in_market.sum())),
    }


def _contrasts(won: Any, model: Model) -> dict[str, float]:
    cac = _cost(model.weekly, won, model)["cac"]
    curious, problem = won[won["curious"] == 1], won[won["curious"] == 0]
    own = (won["revenue"] - won["serving_cost"]) / 100.0
    again = won[won["lives"] > 1 + won["inherited"]]
    return {
        "curiosity_share_won": ratio(len(curious), len(won)),
        "curiosity_ltv": mean(own[won["curious"] == 1]) - cac,
        "curiosity_months": _months(curious, model) - _months(problem, model),
        "win_back_cost_ratio": ratio(mean(again["acquisition_cost"]), mean(won["acquisition_cost"])),
        "promise_mean": mean(won["promise"]),
        "handed_information": mean(won["handed"]),
        "full_handover_share": mean(won["handed_in_full"]),
    }


def _months(won: Any, model: Model) -> float:
    """Mean months with us of customers won at least two years before the end; running contracts count until now."""
    old = won[won["won_week"] + 104 <= model.weeks]
    end = np.where(old["ended_week"] >= 0, old["ended_week"], model.weeks)
    return mean((end - old["won_week"]) / _WEEKS_PER_MONTH)


def _utilisation(weekly: Weekly, department: Department) -> float:
    name = department.name.lower()
    return ratio(_total(weekly, f"hours_worked_{name}"), _total(weekly, f"hours_available_{name}"))


def cohorts(won: Any, weeks: int) -> NDArray[np.int64]:
    """Per win-year: by weeks since the win, [observed that long, still customer]: (years, 2, weeks + 1)."""
    years = max(-(-weeks // 52), 1)
    table = np.zeros((years, 2, weeks + 1), np.int64)
    ages = np.arange(weeks + 1)
    for year in range(years):
        mine = won[(won["won_week"] // 52) == year]
        observed = weeks - mine["won_week"]
        stayed = np.where(mine["ended_week"] >= 0, mine["ended_week"] - mine["won_week"], weeks + 1)
        at_risk = observed[:, None] >= ages[None, :]
        table[year, 0] = at_risk.sum(axis=0)
        table[year, 1] = (at_risk & (stayed[:, None] > ages[None, :])).sum(axis=0)
    return table
