"""A plausible bundle without an engine: a small cohort model by hand, with the shapes a true bundle has."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.report import synthetic_extras, synthetic_series
from tests.report.synthetic_series import DEPARTMENTS, HEADCOUNT, Array

Table = dict[str, tuple[float, float, str]]  # mean, half width, unit
WEEKS = 260
# share of unfit customers won, wins a week at the start and at the end, weekly loss of fit customers, load
POLICIES: dict[str, dict[str, Any]] = {
    "siloed": {
        "title": ("Siloed KPIs", "部門別KPI"),
        "unfit": 0.38,
        "wins": (4.6, 2.6),
        "loss": 0.0045,
        "load": 1.06,
    },
    "shared": {
        "title": ("Shared KPIs", "共通KPI"),
        "unfit": 0.22,
        "wins": (3.9, 4.0),
        "loss": 0.0025,
        "load": 0.93,
    },
    "both": {
        "title": ("Own and common goals", "部門別＋共通目標"),
        "unfit": 0.27,
        "wins": (4.3, 3.9),
        "loss": 0.0030,
        "load": 0.97,
    },
    "twin": {
        "title": ("Siloed KPIs, new logo", "部門別KPI・新ロゴ"),
        "unfit": 0.38,
        "wins": (4.62, 2.6),
        "loss": 0.0045,
        "load": 1.06,
    },
}


def bundle(*names: str, weeks: int = WEEKS, extras: bool = True) -> dict[str, Any]:
    """A bundle of the named policies; one name makes a single run. The first is the baseline."""
    arms = {name: _arm(name, weeks) for name in names}
    base = names[0]
    others = names[1:]
    gaps = {name: _gap(arms[name], arms[base]) for name in others}
    return {
        "schema": 1,
        "kind": "comparison" if others else "run",
        "tasuki": "0.1.0",
        "seed": 42,
        "replications": 20,
        "weeks": weeks,
        "baseline": base,
        "arms": arms,
        "differences": {name: _differences(arms[name], arms[base]) for name in others},
        "difference_series": {name: {"value_cumulative": gaps[name]} for name in others},
        "crossover": {name: _crossover(gaps[name]) for name in others},
        "findings": [],
        "strictness": synthetic_extras.strictness(names) if extras else None,
        "life": synthetic_extras.life(names) if extras and len(names) > 1 else None,
    }


def _survival(policy: dict[str, Any], weeks: int) -> Array:
    age = np.arange(weeks + 1)
    renewals = np.floor(age / 52)
    fit = np.exp(-policy["loss"] * age * 0.35) * 0.95**renewals
    unfit = np.exp(-0.006 * age) * 0.45**renewals
    return np.asarray(policy["unfit"] * unfit + (1 - policy["unfit"]) * fit)


def _arm(name: str, weeks: int) -> dict[str, Any]:
    policy = POLICIES[name]
    week = np.arange(weeks)
    survival = _survival(policy, weeks)
    wins = np.linspace(*policy["wins"], weeks) * (1 - np.exp(-(week + 1) / 14))
    customers = np.convolve(wins, survival)[:weeks]
    series = synthetic_series.weekly(policy, week, wins, customers)
    return {
        "scenario": name,
        "hash": f"{hash_of(name)}",
        "run": f"{hash_of(name)[:12]}",
        "title": dict(zip(("en", "ja"), policy["title"], strict=True)),
        "description": {"en": "A company of the synthetic test bundle.", "ja": "試験用の合成データの会社。"},
        "metrics": _metrics(policy, series, survival, wins),
        "series": series,
        "cohorts": _cohorts(policy, survival, weeks),
        "fit": _fit(policy, wins.sum()),
        "ltv": {"percentiles": _ltv(policy).tolist()},
        "headcount": dict(zip(DEPARTMENTS, HEADCOUNT, strict=True)),
    }


def hash_of(name: str) -> str:
    """A stand-in for the scenario's hash."""
    return (name.encode().hex() * 16)[:64]


def _metric(mean: float, half: float, unit: str) -> dict[str, Any]:
    return {"mean": mean, "low": mean - half, "high": mean + half, "unit": unit}


def _metrics(policy: dict[str, Any], series: dict[str, Any], survival: Array, wins: Array) -> dict[str, Any]:
    table = _money(policy, series, wins) | _quality(policy, series, survival)
    for department in DEPARTMENTS:
        worked = np.mean(series[f"hours_worked_{department}"]["mean"])
        share = worked / series[f"hours_available_{department}"]["mean"][0]
        table[f"utilisation_{department}"] = (float(share), 0.008, "share")
    return {name: _metric(*entry) for name, entry in table.items()}


def _money(policy: dict[str, Any], series: dict[str, Any], wins: Array) -> Table:
    total = series["value_cumulative"]["mean"][-1]
    balance = np.array(series["cash_balance"]["mean"])
    won = float(wins.sum())
    return {
        "total_value": (total, 900_000, "USD"),
        "ltv_per_customer": (total / won, 900, "USD"),
        "value_per_account": (total / 20_000, 40, "USD"),
        "bookings_year_1": (float(wins[:52].sum()) * 11_000, 90_000, "USD"),
        "customers_won": (won, 16, "customers"),
        "customers_won_year_1": (float(wins[:52].sum()), 5, "customers"),
        "cash_trough": (float(balance.min()), 150_000, "USD"),
        "cash_trough_month": (float(balance.argmin() / 52 * 12), 1.1, "month"),
        "cash_end": (float(balance[-1]), 500_000, "USD"),
        "recurring_revenue_end": (4.1e6, 2e5, "USD per year"),
    }


def _quality(policy: dict[str, Any], series: dict[str, Any], survival: Array) -> Table:
    unfit = policy["unfit"]
    return {
        "unfit_share_won": (unfit, 0.012, "share"),
        "onboarding_failed_share": (0.08 + 0.4 * unfit, 0.01, "share"),
        "churn_12m": (1 - survival[53], 0.011, "share"),
        "grr_12m": (0.99 - 0.4 * unfit, 0.01, "share"),
        "nrr_12m": (1.12 - 0.4 * unfit, 0.012, "share"),
        "cac": (9_800 + 4_000 * unfit, 300, "USD"),
        "payback_months": (14 + 20 * unfit, 0.9, "months"),
        "advocates": (series["stage_advocate"]["mean"][-1], 5, "customers"),
        "reputation": (series["reputation"]["mean"][-1], 0.01, "0–1"),
        "curiosity_ltv": (-4_100 - 3_000 * unfit, 500, "USD"),
        "curiosity_months": (11.0, 0.6, "months"),
        "win_back_cost_ratio": (2.7, 0.4, "ratio"),
        "spoilt_share": (0.02 + 0.16 * unfit, 0.004, "share"),
    }


def _cohorts(policy: dict[str, Any], survival: Array, weeks: int) -> dict[str, Any]:
    cohorts = {"all": {"survival": survival.tolist()}}
    for year in range(weeks // 52):
        seen = np.arange(weeks + 1) <= weeks - 52 * year
        aged = 1 - (1 - survival) * (1 + 0.08 * year * (policy["unfit"] - 0.25) * 10)
        cohorts[f"year_{year + 1}"] = {"survival": [float(x) if ok else None for x, ok in zip(aged, seen, strict=True)]}
    return cohorts


def _fit(policy: dict[str, Any], won: float) -> dict[str, Any]:
    centre = np.arange(0.025, 1, 0.05)
    market = centre**1.2 * (1 - centre) ** 1.6
    tilt = market * (policy["unfit"] + (1 - policy["unfit"]) * centre**0.8)
    return {
        "edges": np.linspace(0, 1, 21).tolist(),
        "market": (market / market.sum()).tolist(),
        "won": (won * tilt / tilt.sum()).tolist(),
    }


def _ltv(policy: dict[str, Any]) -> Array:
    share = np.linspace(0, 1, 101)
    return np.asarray(
        -14_000 * policy["unfit"] / 0.3 + 21_000 * share**1.6 + 60_000 * share**14 - 9_000 * (1 - share) ** 8
    )


def _differences(arm: dict[str, Any], base: dict[str, Any]) -> dict[str, Any]:
    """Paired differences; their interval is half as wide as that of the arm itself: the luck is shared."""
    found = {}
    for name, there in arm["metrics"].items():
        gap, half = there["mean"] - base["metrics"][name]["mean"], (there["high"] - there["mean"]) / 2
        found[name] = {
            "mean": gap,
            "low": gap - half,
            "high": gap + half,
            "p": 0.001 if abs(gap) > half else 0.4,
        }
    return found


def _gap(arm: dict[str, Any], base: dict[str, Any]) -> dict[str, Any]:
    ours, theirs = (np.array(one["series"]["value_cumulative"]["mean"]) for one in (arm, base))
    early = 300_000 * np.exp(-np.arange(len(ours)) / 40) * (np.arange(len(ours)) / 20)
    gap = np.asarray(ours - theirs - early * np.sign(ours[-1] - theirs[-1]))
    band = synthetic_series.band("USD", gap, 4_000 * np.sqrt(np.arange(len(gap)) + 1))
    return {key: band[key] for key in ("mean", "low", "high")}


def _crossover(gap: dict[str, Any]) -> dict[str, Any]:
    behind = np.flatnonzero(np.array(gap["mean"]) <= 0)
    if len(behind) == 0 or behind[-1] == len(gap["mean"]) - 1:
        return {"month": None, "low": None, "high": None, "share": 0.05}
    month = int((behind[-1] + 1) * 12 / 52) + 1
    return {"month": month, "low": max(1, month - 4), "high": month + 5, "share": 0.95}
