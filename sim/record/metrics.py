"""Summary metrics of one replicate: small functions of the weekly rows and of the accounts' final state.

Every metric is NaN where its denominator is zero; nothing is clipped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.kinds import CHURN_EXTERNAL, FIXED_POINT, ONE_TIME
from sim.organisation.health import predictive_power
from sim.record import acquisition, regularities
from sim.record.rows import Rows
from sim.record.series import PLACE
from sim.record.sums import (
    WEEKS_PER_MONTH,
    Weekly,
    cost_per_win,
    first_renewals,
    mean,
    ratio,
    selling,
    total,
    value_in_dollars,
)
from sim.stages import Department, Stage
from sim.world.pricing import MODES, Pricing

if TYPE_CHECKING:
    from sim.engine.model import Model

_HANDED = ("mqls", "meetings", "rejected")  # hand-overs that were tried
_SPOILT = 0.1  # share of its willingness to respond that bad talk has taken from an account that counts as spoilt
_LONG_ENOUGH = 104  # weeks since the win after which customers count in what one group stays and brings


def won_by(model: Model) -> Rows:
    """Accounts won during the run."""
    accounts = model.accounts[: model.visible_accounts]
    return Rows(accounts, accounts["lives"] > accounts["inherited"])


def summarise(model: Model) -> dict[str, float]:
    """All metrics of ``sim.record.specifications.METRICS``."""
    weekly, won = model.weekly, won_by(model)
    accounts = model.accounts[: model.visible_accounts]
    return {
        **_value(model, weekly, won),
        **_sales(weekly),
        **_retention(weekly, accounts, won, model.weeks),
        **_cost(weekly, model),
        **_market(accounts, weekly, model),
        **_contrasts(won, model),
        **_period_ends(weekly, won, model),
        **regularities.summarise(model, won),
        "seller_spread": _seller_spread(won, model),
        **_maturity(model),
        **_blame(won, model),
        **_growth(weekly),
        "early_hours_share": ratio(
            total(weekly, "early_hours"), total(weekly, "early_hours") + total(weekly, "later_hours")
        ),
        "health_auc": predictive_power(model.office["foretold"][0]),
        **acquisition.summarise(model),
        "win_back_cost_ratio": _win_back_cost_ratio(accounts),
        **{f"utilisation_{d.name.lower()}": _utilisation(weekly, d) for d in Department},
    }


def _value(model: Model, weekly: Weekly, won: Any) -> dict[str, float]:
    value = value_in_dollars(model)
    finance, contracts = model.company.finance, model.company.contracts
    factor = 1.0 / (1.0 + finance.discount_rate) ** (model.weeks / 52.0)
    carried = float(model.now["recurring"][0]) * contracts.gross_margin * contracts.future_years * factor
    return {
        "total_value": value,
        "projected_value": value + carried,
        "value_year_1": total(weekly, "value", 52),
        "value_per_account": value / model.visible_accounts,
        "ltv_per_customer": mean(won["worth"] / (100.0 * FIXED_POINT)),
        "revenue": total(weekly, "revenue"),
        "recurring_revenue_end": float(weekly[-1, PLACE["recurring_revenue"]]),
        "cash_trough": float(weekly[:, PLACE["cash_balance"]].min()),
        "cash_trough_month": float((weekly[:, PLACE["cash_balance"]].argmin() + 1) / WEEKS_PER_MONTH),
        "cash_end": float(weekly[-1, PLACE["cash_balance"]]),
    }


def _sales(weekly: Weekly) -> dict[str, float]:
    orders = total(weekly, "orders")
    return {
        "bookings_year_1": total(weekly, "bookings", 52),
        "customers_won": orders,
        "win_rate": ratio(orders, orders + total(weekly, "lost")),
        "customers_won_year_1": total(weekly, "orders", 52),
        "unfit_share_won": ratio(total(weekly, "unfit_won"), orders),
        "onboarding_failed_share": ratio(
            total(weekly, "onboarding_failed"), total(weekly, "onboarding_failed") + total(weekly, "onboarded")
        ),
        "rejected_share": ratio(total(weekly, "rejected"), sum(total(weekly, n) for n in _HANDED)),
        "rework_hours": total(weekly, "rework"),
        "referred_share": ratio(total(weekly, "referrals"), total(weekly, "leads")),
    }


def _retention(weekly: Weekly, accounts: Any, won: Any, weeks: int) -> dict[str, float]:
    """What became of the contracts that ran a year before the end; contracts signed since are left out."""
    there = Rows(accounts, accounts["price_then"] > 0)
    then, same = there["price_then"], there["lives"] == there["lives_then"]
    stayed = same & (there["ended_week"] < 0)
    now = np.where(stayed, there["price_cents"], 0)
    return {
        "customers_end": float(weekly[-1, PLACE["customers"]]),
        "churn_12m": mean(~stayed),
        "grr_12m": ratio(float(np.minimum(now, then).sum()), float(then.sum())),
        "nrr_12m": ratio(float(now.sum()), float(then.sum())),
        "churn_first_year": mean(first_renewals(won, weeks)[1]),
    }


def _cost(weekly: Weekly, model: Model) -> dict[str, float]:
    cac, contracts = cost_per_win(weekly), model.company.contracts
    yearly = ratio(total(weekly, "bookings"), total(weekly, "orders")) * contracts.gross_margin
    return {"cac": cac, "payback_months": _payback(cac, yearly, model.company.pricing)}


def _payback(cac: float, yearly: float, p: Pricing) -> float:
    """Months until gross profit has paid ``cac``; what is sold once has paid it at the win, or never will (NaN)."""
    if p.mode == MODES[ONE_TIME]:
        return 0.0 if yearly * p.one_time_years >= cac else float("nan")
    return ratio(cac, yearly / 12.0)


def _market(accounts: Any, weekly: Weekly, model: Model) -> dict[str, float]:
    in_market = accounts["stage"] == Stage.MARKET
    spoilt = Rows(accounts, in_market & (accounts["spoilt"] > _SPOILT))
    faded = (1.0 - model.company.market.spoilt_recovery) ** (model.weeks - spoilt["warned_week"])
    turned_away = spoilt["spoilt"] * faded > _SPOILT
    return {
        "leads": total(weekly, "leads"),
        "advocates": float(weekly[-1, PLACE["stage_advocate"]]),
        "reputation": float(weekly[-1, PLACE["reputation"]]),
        "spoilt_share": ratio(float(turned_away.sum()), float(in_market.sum())),
    }


def _contrasts(won: Any, model: Model) -> dict[str, float]:
    cac = cost_per_win(model.weekly)
    old = won[won["won_week"] + _LONG_ENOUGH <= model.weeks]
    curious, problem = old[old["curious"] == 1], old[old["curious"] == 0]
    return {
        "curiosity_share_won": mean(won["curious"]),
        "curiosity_ltv": _own_value(curious) - cac,
        "problem_ltv": _own_value(problem) - cac,
        "curiosity_months": _months(curious, model) - _months(problem, model),
        "promise_mean": mean(won["promise"]),
        "handed_information": mean(won["handed"]),
        "trust_mean": float(model.weekly[:, PLACE["trust"]].mean()),
        "picture_mean": float(model.weekly[:, PLACE["picture"]].mean()),
        "full_handover_share": mean(won["handed_in_full"]),
    }


def _period_ends(weekly: Weekly, won: Any, model: Model) -> dict[str, float]:
    """Contracts signed in the last weeks of quota periods, and how many more of them leave at the first renewal."""
    length, orders = model.company.organisation.quota_weeks, weekly[:, PLACE["orders"]]
    first, left = first_renewals(won, model.weeks)
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
    first, left = first_renewals(won, model.weeks)
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
    new = ratio(selling(weekly), total(weekly, "bookings"))
    offers = ratio(total(weekly, "offer_cost"), total(weekly, "expansion"))
    everything = ratio(total(weekly, "payroll_customer_success"), total(weekly, "expansion"))
    return {"growth_cost_offers": offers, "growth_cost_gap": new - offers, "growth_cost_gap_full": new - everything}


def _own_value(customers: Any) -> float:
    """Mean USD that customers left until now, after serving them; nothing is discounted."""
    return mean((customers["revenue"] - customers["serving_cost"]) / 100.0)


def _months(customers: Any, model: Model) -> float:
    """Mean months with us; running contracts count until now."""
    end = np.where(customers["ended_week"] >= 0, customers["ended_week"], model.weeks)
    return mean((end - customers["won_week"]) / WEEKS_PER_MONTH)


def _win_back_cost_ratio(accounts: Any) -> float:
    """What was spent on former customers per contract won again, over what was spent on all others per first contract.

    Both count everything spent on such accounts, in vain too.
    """
    lives, cost = accounts["lives"], accounts["acquisition_cost"]
    former = Rows(accounts, (accounts["ended_week"] >= 0) | (lives > 1))
    spent_again = (former["acquisition_cost"] - former["first_life_cost"]).sum()
    again = ratio(spent_again, np.maximum(former["lives"].astype(np.int64) - 1, 0).sum())
    return ratio(again, ratio(cost.sum() - spent_again, ((lives > 0) & (accounts["inherited"] == 0)).sum()))


def _utilisation(weekly: Weekly, department: Department) -> float:
    name = department.name.lower()
    return ratio(total(weekly, f"hours_worked_{name}"), total(weekly, f"hours_available_{name}"))


def cohorts(won: Any, weeks: int) -> NDArray[np.int64]:
    """Per win-year: by weeks since the win, [observed that long, still customer]: (years, 2, weeks + 1)."""
    years = max(-(-weeks // 52), 1)
    table = np.zeros((years, 2, weeks + 1), np.int64)
    observed = weeks - won["won_week"]
    lived = np.where(won["ended_week"] >= 0, won["ended_week"] - won["won_week"] - 1, weeks)
    for year in range(years):
        mine = won["won_week"] // 52 == year
        table[year, 0] = _at_least(observed[mine], weeks)
        table[year, 1] = _at_least(np.minimum(observed, lived)[mine], weeks)
    return table


def _at_least(ages: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    """(most + 1,) how many of ``ages`` are 0, 1, 2 … weeks or more; one below 0 is none of them."""
    return np.bincount(ages[ages >= 0], minlength=most + 1)[::-1].cumsum()[::-1]
