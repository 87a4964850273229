"""Summary metrics of one replicate: small functions of the weekly rows and of the accounts' final state.

Every metric is NaN where its denominator is zero; nothing is clipped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.kinds import FIXED_POINT
from sim.organisation.health import predictive_power
from sim.record import acquisition, regularities
from sim.record.series import PLACE
from sim.stages import Department, Stage
from sim.world.contracts import CHURN_EXTERNAL

if TYPE_CHECKING:
    from sim.engine.model import Model

Weekly = NDArray[np.float64]
_WEEKS_PER_MONTH = 52.0 / 12.0
_LONG_ENOUGH = 104  # weeks since the win after which customers count in what one group stays and brings


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
        **_market(accounts, weekly, model),
        **_contrasts(won, model),
        **_period_ends(weekly, won, model),
        **regularities.summarise(model, won),
        "seller_spread": _seller_spread(won, model),
        **_maturity(model),
        **_blame(won, model),
        **_growth(weekly),
        "early_hours_share": ratio(
            _total(weekly, "early_hours"), _total(weekly, "early_hours") + _total(weekly, "later_hours")
        ),
        "health_auc": predictive_power(model.office["foretold"][0]),
        **acquisition.summarise(model),
        "win_back_cost_ratio": _win_back_cost_ratio(accounts),
        **{f"utilisation_{d.name.lower()}": _utilisation(weekly, d) for d in Department},
    }


def _total(weekly: Weekly, name: str, weeks: int | None = None) -> float:
    return float(weekly[:weeks, PLACE[name]].sum())


def _value(model: Model, weekly: Weekly, won: Any) -> dict[str, float]:
    total = int(model.office["value"][0]) / (100.0 * FIXED_POINT)
    finance, contracts = model.company.finance, model.company.contracts
    factor = 1.0 / (1.0 + finance.discount_rate) ** (model.weeks / 52.0)
    carried = float(model.now["recurring"][0]) * contracts.gross_margin * contracts.future_years * factor
    return {
        "total_value": total,
        "projected_value": total + carried,
        "value_year_1": _total(weekly, "value", 52),
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
        "win_rate": ratio(orders, orders + _total(weekly, "lost")),
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
    price = ratio(_total(weekly, "bookings"), orders)
    monthly = price * model.company.contracts.gross_margin / 12.0
    return {"cac": cac, "payback_months": ratio(cac, monthly)}


def _market(accounts: Any, weekly: Weekly, model: Model) -> dict[str, float]:
    in_market = accounts["stage"] == Stage.MARKET
    faded = (1.0 - model.company.market.spoilt_recovery) ** (model.weeks - accounts["warned_week"][in_market])
    turned_away = accounts["spoilt"][in_market] * faded > 0.1
    return {
        "leads": _total(weekly, "leads"),
        "advocates": float(weekly[-1, PLACE["stage_advocate"]]),
        "reputation": float(weekly[-1, PLACE["reputation"]]),
        "spoilt_share": ratio(float(turned_away.sum()), float(in_market.sum())),
    }


def _contrasts(won: Any, model: Model) -> dict[str, float]:
    cac = _cost(model.weekly, won, model)["cac"]
    old = won[won["won_week"] + _LONG_ENOUGH <= model.weeks]
    curious, problem = old[old["curious"] == 1], old[old["curious"] == 0]
    return {
        "curiosity_share_won": mean(won["curious"]),
        "curiosity_ltv": _own_value(curious) - cac,
        "problem_ltv": _own_value(problem) - cac,
        "curiosity_months": _months(curious, model) - _months(problem, model),
        "promise_mean": mean(won["promise"]),
        "handed_information": mean(won["handed"]),
        "full_handover_share": mean(won["handed_in_full"]),
    }


def _period_ends(weekly: Weekly, won: Any, model: Model) -> dict[str, float]:
    """Contracts signed in the last weeks of quota periods, and how many more of them leave at the first renewal."""
    length, orders = model.company.organisation.quota_weeks, weekly[:, PLACE["orders"]]
    first = won[won["won_week"] + 53 <= model.weeks]
    left = (first["ended_week"] >= 0) & (first["ended_week"] <= first["won_week"] + 53)
    last = first["won_week"] % length == length - 1
    return {
        "period_end_ratio": ratio(mean(orders[length - 1 :: length]), mean(orders)),
        "period_end_churn": mean(left[last]) - mean(left[~last]),
    }


def _seller_spread(won: Any, model: Model) -> float:
    """Standard deviation over mean of contracts signed, between seats of field sales."""
    mine = regularities.wins_by_seller(won, model)
    return ratio(float(mine.std()), float(mine.mean()))


def _maturity(model: Model) -> dict[str, float]:
    """Contracts not renewed, of those due, by level of maturity, and the drop from each level to the next."""
    lost, due = model.now["lost_by_level"][0], model.now["due_by_level"][0]
    churn = [ratio(float(over), float(under)) for over, under in zip(lost, due, strict=True)]
    levels = {f"churn_at_maturity_{level}": value for level, value in enumerate(churn, start=1)}
    return levels | {f"churn_drop_{k}_{k + 1}": churn[k - 1] - churn[k] for k in range(1, len(churn))}


def _blame(won: Any, model: Model) -> dict[str, float]:
    """Whose doing it is that customers leave at or before the first renewal: outside events, sales, or the rest.

    What unfit customers lost beyond the rate of the others is the doing of those who sold to them (the attributable
    fraction of epidemiology): not all that they lost. What promises did shows only against an honest company.
    """
    first = won[won["won_week"] + 53 <= model.weeks]
    left = (first["ended_week"] >= 0) & (first["ended_week"] <= first["won_week"] + 53)
    outside = left & (first["ended_why"] == CHURN_EXTERNAL)
    disappointed = left & ~outside
    unfit = first["fit"] < model.company.reporting.unfit_below
    excess = float(disappointed[unfit].sum()) - mean(disappointed[~unfit]) * float(unfit.sum())
    by_sales = ratio(excess, float(left.sum()))
    by_outside = ratio(float(outside.sum()), float(left.sum()))
    return {
        "churn_share_outside": by_outside,
        "churn_share_unfit": by_sales,
        "churn_share_rest": 1.0 - by_outside - by_sales,
    }


def _growth(weekly: Weekly) -> dict[str, float]:
    """USD a dollar a year of added revenue costs in hours of offers, and how much more one from new customers costs.

    Once against these hours alone, and once against all of customer success, which does more than add revenue.
    """
    new = ratio(_acquisition_per_win(weekly, 1.0), _total(weekly, "bookings"))
    offers = ratio(_total(weekly, "offer_cost"), _total(weekly, "expansion"))
    everything = ratio(_total(weekly, "payroll_customer_success"), _total(weekly, "expansion"))
    return {"growth_cost_offers": offers, "growth_cost_gap": new - offers, "growth_cost_gap_full": new - everything}


def _own_value(customers: Any) -> float:
    """Mean USD that customers left until now, after serving them; nothing is discounted."""
    return mean((customers["revenue"] - customers["serving_cost"]) / 100.0)


def _months(customers: Any, model: Model) -> float:
    """Mean months with us; running contracts count until now."""
    end = np.where(customers["ended_week"] >= 0, customers["ended_week"], model.weeks)
    return mean((end - customers["won_week"]) / _WEEKS_PER_MONTH)


def _win_back_cost_ratio(accounts: Any) -> float:
    """What was spent on former customers per contract won again, over what was spent on all others per first contract.

    Both count everything spent on such accounts, in vain too.
    """
    lives, inherited = accounts["lives"].astype(np.int64), accounts["inherited"]
    left = (accounts["ended_week"] >= 0) | (lives > 1)
    cost = accounts["acquisition_cost"]
    first_cost = np.where(left, accounts["first_life_cost"], cost)
    again = ratio((cost - first_cost).sum(), np.maximum(lives - 1, 0).sum())
    return ratio(again, ratio(first_cost.sum(), ((lives > 0) & (inherited == 0)).sum()))


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
