"""Weekly series of the synthetic bundle."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.stages import Stage

Array = NDArray[np.float64]
DEPARTMENTS = ("marketing", "inside_sales", "field_sales", "customer_success")
HEADCOUNT = (6, 10, 12, 10)
SHARES = {"onboarding": 0.10, "implementation": 0.14, "adoption": 0.44, "renewal": 0.12, "advocate": 0.20}


def band(unit: str, mean: Array, spread: Array | float) -> dict[str, Any]:
    return {
        "unit": unit,
        "mean": mean.tolist(),
        "low": (mean - spread).tolist(),
        "high": (mean + spread).tolist(),
    }


def weekly(policy: dict[str, Any], week: Array, wins: Array, customers: Array) -> dict[str, Any]:
    """All series of a policy, from its wins and customers by week."""
    ramp = 1 - np.exp(-(week + 1) / 20)
    cost = 62_000 + 9 * customers**1.15 + 9_000 * policy["unfit"] * ramp
    cash = 300 * customers - cost
    value = cash * 0.9985**week
    spread = 9_000 * np.sqrt(week + 1)
    good = (1 - policy["unfit"]) * customers * ramp
    return {
        "customers": band("customers", customers, 6 * np.sqrt(ramp)),
        "orders": band("customers", wins, 1.5),
        "cash": band("USD", cash, 15_000.0),
        "value": band("USD", value, 15_000.0),
        "cash_balance": band("USD", 3_000_000 + np.cumsum(cash), 2.2 * spread),
        "value_cumulative": band("USD", np.cumsum(value), 2 * spread),
        "reputation": band("0–1", 0.5 + (0.42 - policy["unfit"]) * ramp * np.sqrt((week + 1) / 260), 0.02),
        "referrals": band("accounts", 0.006 * good * ramp, 0.3 * ramp),
        "unfit_won": band("customers", wins * policy["unfit"], 1.0),
        **_stocks(policy, week, wins, customers),
        **_departments(policy, week, customers),
    }


def _stocks(policy: dict[str, Any], week: Array, wins: Array, customers: Array) -> dict[str, Any]:
    ramp = 1 - np.exp(-(week + 1) / 20)
    wave = 1 + 0.05 * np.sin(2 * np.pi * week / 13)
    stocks = {stage: customers * share for stage, share in SHARES.items()}
    stocks |= {
        "lead": 420 * ramp * wave,
        "mql": 190 * ramp * policy["load"],
        "sql": 75 * ramp,
        "opportunity": 110 * ramp * wave,
        "recycled": 900 * ramp,
        "pooled": 1.6 * week,
        "dead_end": 0.9 * week,
        "churned": np.cumsum(wins) - customers,
    }
    stocks["market"] = 20_000 - np.sum(list(stocks.values()), axis=0)
    return {f"stage_{stage.name.lower()}": band("accounts", stocks[stage.name.lower()], 5.0) for stage in Stage}


def _departments(policy: dict[str, Any], week: Array, customers: Array) -> dict[str, Any]:
    ramp = 1 - np.exp(-(week + 1) / 20)
    wave = 1 + 0.05 * np.sin(2 * np.pi * week / 13)
    series: dict[str, Any] = {}
    for index, department in enumerate(DEPARTMENTS):
        available = np.full(len(week), 40.0 * HEADCOUNT[index])
        use = np.clip(policy["load"] * (0.86, 0.97, 0.92, 0.5 + 0.55 * customers[-1] / 600)[index] * ramp * wave, 0, 1)
        series[f"hours_worked_{department}"] = band("hours", available * use, 8.0)
        series[f"hours_available_{department}"] = band("hours", available, 0.0)
        series[f"queue_{department}"] = band(
            "hours", (policy["load"] ** 6) * (40, 260, 70, 25)[index] * ramp * wave, 9.0
        )
        series[f"attainment_{department}"] = band("share", ramp * policy["load"], 0.05)
    return series
