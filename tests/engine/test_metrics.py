"""Every metric and series is declared and produced, and is defined where there is nothing to divide by."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np
import pytest

from sim.engine.company import Scenario
from sim.engine.model import Model
from sim.experiments.replicate import simulate
from sim.flows import Flow
from sim.record.metrics import summarise
from sim.record.results import FIT_BINS, PERCENTILES, Replicate
from sim.record.series import PLACE
from sim.record.specifications import METRICS, SERIES
from sim.stages import CUSTOMER_STAGES, Department, Stage

PROMISED_METRICS = (
    "ltv_per_customer", "total_value", "value_per_account", "bookings_year_1", "customers_won", "customers_won_year_1",
    "unfit_share_won", "onboarding_failed_share", "churn_12m", "grr_12m", "nrr_12m", "cac", "payback_months",
    "cash_trough", "cash_trough_month", "cash_end", "advocates", "reputation", "utilisation_marketing",
    "utilisation_inside_sales", "utilisation_field_sales", "utilisation_customer_success", "recurring_revenue_end",
    "curiosity_ltv", "curiosity_months", "win_back_cost_ratio", "spoilt_share",
)  # fmt: skip
PROMISED_SERIES = (
    *(f"stage_{stage.name.lower()}" for stage in Stage),
    "customers", "leads", "mqls", "calls", "meetings", "accepted_meetings", "orders", "bookings", "lost", "recycled",
    "refused", "onboarded", "onboarding_failed", "renewed", "churned", "expansion", "advocates_new", "referrals",
    "win_backs", "revenue", "cost_acquisition", "cost_to_serve", "cost_organisation", "cash", "cash_balance", "value",
    "value_cumulative", "recurring_revenue", "reputation", "unfit_won",
    *(f"{what}_{department.name.lower()}" for department in Department
      for what in ("queue", "hours_worked", "hours_available", "attainment")),
)  # fmt: skip
NEED_A_WIN = {
    "ltv_per_customer", "unfit_share_won", "onboarding_failed_share", "churn_first_year", "cac", "payback_months",
    "curiosity_share_won", "curiosity_ltv", "problem_ltv", "curiosity_months", "win_back_cost_ratio", "promise_mean",
    "full_handover_share", "handed_information", "churn_share_outside", "churn_share_unfit", "churn_share_rest",
    "growth_cost_gap", "growth_cost_gap_full", "cac_year_1", "cac_last_year", "cost_per_new_revenue",
    "cost_per_win_channel", "cost_per_win_referral", "cost_per_win_returned", "return_cost_ratio",
    "period_end_churn", "period_end_ratio",
    "seller_spread", "win_rate", "period_end_discount", "visible_quality_won", "seller_gini", "revenue_gini",
    "revenue_top_tenth", "onboarding_failed_ratio", "few_calls_share",
}  # fmt: skip
NEED_CUSTOMERS = {
    "churn_12m",
    "grr_12m",
    "nrr_12m",
    "early_hours_share",
    "growth_cost_offers",
    "decided_share",
    "cost_per_added_revenue",
}
SELDOM = ("churn_at_maturity_", "churn_drop_", "health_auc")  # need customers of every level, or a score to be kept
NEED_LEADS = {"referred_share", "rejected_share", "lead_dispersion"}


@cache
def _lived(**market: Any) -> Replicate:
    silent = not market.pop("responding", True)
    values: dict[str, Any] = Scenario().model_dump(mode="json")
    values["run"]["years"], values["market"]["accounts"] = market.pop("years", 2.0), 1500
    values["opening"]["customers"] = market.pop("customers", 60)
    for department in values["departments"].values():
        department["headcount"] = 2
    values["talk"]["enabled"] = not silent
    for channel in values["market"]["channels"].values() if silent else ():
        channel["weekly_leads"] = channel["leads_per_hour"] = 0.0
    assert not market
    return simulate(Scenario.model_validate(values), 0)


def test_every_metric_is_declared_and_produced_in_one_order() -> None:
    assert set(_lived().metrics) == set(METRICS)
    assert set(PROMISED_METRICS) <= set(METRICS)
    assert all(type(value) is float for value in _lived().metrics.values())


def test_every_series_is_declared_and_produced_in_one_order() -> None:
    replicate = _lived()
    assert set(PROMISED_SERIES) <= set(SERIES)
    assert replicate.weekly.shape == (104, len(SERIES))
    assert replicate.weekly.dtype == np.float64
    assert list(PLACE) == list(SERIES)
    assert [specification.name for specification in SERIES.values()] == list(SERIES)
    assert np.isfinite(replicate.weekly).all()


def test_columns_are_where_their_names_say() -> None:
    """Identities between columns that a shift by one place would break."""
    weekly = _lived().weekly

    def series(name: str) -> Any:
        return weekly[:, PLACE[name]]

    stages = sum(series(f"stage_{stage.name.lower()}") for stage in Stage)
    assert stages[0] == 1500
    assert (np.diff(stages) >= 0).all(), "accounts are born and never vanish"
    assert (series("customers") == sum(series(f"stage_{stage.name.lower()}") for stage in CUSTOMER_STAGES)).all()
    np.testing.assert_allclose(np.cumsum(series("value")), series("value_cumulative"))
    np.testing.assert_allclose(3e6 + np.cumsum(series("cash")), series("cash_balance"))
    costs = sum(series(name) for name in ("cost_acquisition", "cost_to_serve", "cost_organisation"))
    np.testing.assert_allclose(series("revenue") - costs, series("cash"), atol=0.01)
    for department in Department:
        name = department.name.lower()
        assert (series(f"hours_available_{name}") <= 2 * 40).all()
        assert series(f"payroll_{name}").max() == 2 * 40 * getattr(Scenario().departments, name).cost_per_hour
    assert series("morale").max() <= 1.0
    assert 0.0 < series("reputation").min() <= series("reputation").max() < 1.0


def test_metrics_follow_from_the_weekly_rows() -> None:
    replicate = _lived()
    metrics, weekly = replicate.metrics, replicate.weekly

    def total(name: str, weeks: int | None = None) -> float:
        return float(weekly[:weeks, PLACE[name]].sum())

    assert metrics["total_value"] == pytest.approx(weekly[-1, PLACE["value_cumulative"]])
    assert metrics["customers_won"] == total("orders")
    assert metrics["customers_won_year_1"] == total("orders", 52)
    assert metrics["bookings_year_1"] == pytest.approx(total("bookings", 52))
    assert metrics["unfit_share_won"] == pytest.approx(total("unfit_won") / total("orders"))
    assert metrics["cash_end"] == weekly[-1, PLACE["cash_balance"]]
    assert metrics["cash_trough"] == weekly[:, PLACE["cash_balance"]].min()


def test_everything_that_is_counted_happens() -> None:
    """A flow that never happens is a KPI that nobody can attain."""
    rules = {"unfit_customers": {"refuse_below": 0.3}, "qualification": {"inside_sales_to_field_sales": 0.35}}
    read_differently = {"market": {"accounts": 8000}, "policies": rules,
                        "organisation": {"definitions": {"enabled": True}}}  # fmt: skip
    weekly = simulate(Scenario.model_validate(read_differently), 0).weekly
    assert [flow.name.lower() for flow in Flow if not weekly[:, PLACE[flow.name.lower()]].any()] == []


def _undefined(replicate: Replicate) -> set[str]:
    assert not any(map(math.isinf, replicate.metrics.values()))
    return {name for name, value in replicate.metrics.items() if math.isnan(value) and not name.startswith(SELDOM)}


def test_only_what_needs_two_years_of_customers_is_undefined_in_a_running_company() -> None:
    """Nor is there a ratio of failures where no fitting customer's onboarding failed."""
    assert _undefined(_lived(years=3.0)) <= {"win_back_cost_ratio", "onboarding_failed_ratio"}


def test_nothing_is_divided_by_zero_where_nobody_buys() -> None:
    nobody = _lived(responding=False)
    assert nobody.metrics["customers_won"] == 0
    assert _undefined(nobody) == NEED_A_WIN | NEED_LEADS
    assert np.isfinite(nobody.weekly).all()


def test_nothing_is_divided_by_zero_in_an_empty_company() -> None:
    empty = _lived(customers=0, responding=False)
    assert empty.weekly[:, PLACE["customers"]].sum() == 0
    assert _undefined(empty) == NEED_A_WIN | NEED_LEADS | NEED_CUSTOMERS
    assert np.isfinite(empty.weekly).all()
    assert np.isnan(empty.ltv_quantiles).all()
    assert empty.cohorts.sum() == 0
    assert empty.metrics["total_value"] < 0, "its people are paid all the same"


def test_the_shortest_horizon_has_every_metric() -> None:
    short = _lived(years=0.25)
    assert set(short.metrics) == set(METRICS)
    assert short.weekly.shape == (13, len(SERIES))
    assert short.cohorts.shape == (1, 2, 14)


def test_shapes_are_as_promised() -> None:
    replicate = _lived(years=3.0)
    assert replicate.cohorts.shape == (3, 2, 157)
    assert (replicate.cohorts[:, 1] <= replicate.cohorts[:, 0]).all()
    assert replicate.fit_histogram.shape == (2, FIT_BINS)
    assert replicate.fit_histogram[0].sum() >= 1500
    assert replicate.ltv_quantiles.shape == (PERCENTILES,)
    assert (np.diff(replicate.ltv_quantiles) >= 0).all()
    assert replicate.detail is None


def test_retention_of_the_last_year_is_that_of_the_contracts_at_its_start() -> None:
    model = Model(Scenario.model_validate({"run": {"years": 1.5}, "market": {"accounts": 1500}}))
    while model.week < 26:
        model.step()
    before = model.accounts.copy()
    model.run()
    after = model.accounts
    there = np.isin(before["stage"], CUSTOMER_STAGES)
    kept = there & (after["ended_week"] < 0) & (after["lives"] == before["lives"])
    metrics = summarise(model)
    assert 0 < metrics["churn_12m"] == pytest.approx(1.0 - kept.sum() / there.sum())
    price = before["price_cents"][there].sum()
    assert metrics["nrr_12m"] == pytest.approx(after["price_cents"][kept].sum() / price)
    assert metrics["nrr_12m"] > metrics["grr_12m"] > 0
