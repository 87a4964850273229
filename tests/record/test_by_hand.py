"""Metrics that decide claims, of tables small enough to work the number out by hand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from sim.engine.model import Model
from sim.kinds import CHURN_EXTERNAL, CHURN_RENEWAL, FIXED_POINT
from sim.record.metrics import summarise
from sim.record.series import PLACE
from sim.stages import Department
from sim.world.market import REFERRAL, RETURN
from tests.laws.companies import company

YEARS, WEEKS = 3, 156
STAYS = {"ended_week": -1, "ended_why": 0}


def _blank(**changes: Any) -> Model:
    """Three years in which nothing is written yet: nobody was won, no hour paid."""
    layer = {key.replace("__", "."): value for key, value in changes.items()}
    return Model(company({"run.years": YEARS, "opening.customers": 0, "market.born_per_year": 0.0}, layer))


def _every_week(model: Model, **series: float) -> None:
    """The same amount in each week, which together make the named sums."""
    for name, amount in series.items():
        model.weekly[:, PLACE[name]] = amount / WEEKS


def _customers(model: Model, *groups: tuple[int, dict[str, Any]]) -> None:
    """Customers won once, so many with these columns; all but the given ones were won in week 0 and stay."""
    row = 0
    for count, columns in groups:
        for name, value in {"lives": 1, "won_week": 0, "fit": 0.8, "curious": 0, **STAYS, **columns}.items():
            model.accounts[name][row : row + count] = value
        row += count


def _left(week: int, why: int = CHURN_RENEWAL, **columns: Any) -> dict[str, Any]:
    return {"ended_week": week, "ended_why": why, **columns}


def test_projected_value_carries_the_last_years_gross_profit_forward() -> None:
    model = _blank(finance__discount_rate=0.1, contracts__gross_margin=0.75, contracts__future_years=2.0)
    model.office["value"], model.now["recurring"] = 1000 * 100 * FIXED_POINT, 200.0
    found = summarise(model)
    assert found["total_value"] == 1000.0
    assert found["projected_value"] == pytest.approx(1000.0 + 200.0 * 0.75 * 2.0 / 1.331)


def test_months_below_opening_cash_are_those_weeks_and_no_others() -> None:
    model = _blank(finance__opening_cash=500.0)
    cash = model.weekly[:, PLACE["cash_balance"]]
    cash[:] = 500.0
    cash[26:52], cash[78:91] = 499.0, -10.0
    found = summarise(model)
    assert found["months_below_opening_cash"] == pytest.approx(6.0 + 3.0)
    assert found["money_back_month"] == pytest.approx(21.0)
    cash[:] = 501.0
    assert summarise(model)["months_below_opening_cash"] == 0.0


def test_growth_costs_more_from_new_customers_by_the_gap() -> None:
    model = _blank()
    _every_week(model, payroll_marketing=100.0, payroll_inside_sales=50.0, payroll_field_sales=150.0, bookings=200.0,
                money_lead=-60.0, money_channel=-40.0, offer_cost=30.0, expansion=60.0,
                payroll_customer_success=90.0)  # fmt: skip
    found = summarise(model)
    assert found["growth_cost_offers"] == pytest.approx(0.5)
    assert found["growth_cost_gap"] == pytest.approx(400.0 / 200.0 - 0.5)
    assert found["growth_cost_gap_full"] == pytest.approx(400.0 / 200.0 - 90.0 / 60.0)


def test_churn_is_outside_the_unfits_excess_or_the_rest() -> None:
    """Of twelve who left, three for outside reasons; of ten unfit ones five left, where a fifth of the others did."""
    model, unfit = _blank(reporting__unfit_below=0.3), {"fit": 0.1}
    _customers(
        model,
        (14, {}), (4, _left(52)), (2, _left(30, CHURN_EXTERNAL)),
        (4, unfit), (5, _left(53, **unfit)), (1, _left(9, CHURN_EXTERNAL, **unfit)),
    )  # fmt: skip
    found = [summarise(model)[f"churn_share_{name}"] for name in ("outside", "unfit", "rest")]
    assert found == pytest.approx([3 / 12, (5 - 10 * 4 / 20) / 12, 1.0 - 3 / 12 - 3 / 12])


def test_who_left_after_the_first_renewal_or_was_won_lately_has_no_part_in_it() -> None:
    model, unfit = _blank(reporting__unfit_below=0.3), {"fit": 0.1}
    _customers(model, (9, {}), (1, _left(40, CHURN_EXTERNAL)), (5, _left(60, **unfit)),
               (5, _left(150, CHURN_EXTERNAL, won_week=104)))  # fmt: skip
    found = summarise(model)
    assert [found[f"churn_share_{name}"] for name in ("outside", "unfit", "rest")] == [1.0, 0.0, 0.0]
    assert found["churn_first_year"] == pytest.approx(1 / 15)


def test_churn_drops_are_from_each_level_of_maturity_to_the_next() -> None:
    model = _blank()
    model.now["due_by_level"], model.now["lost_by_level"] = (10, 20, 40, 0), (5, 6, 4, 0)
    found = summarise(model)
    assert [found[f"churn_at_maturity_{k}"] for k in (1, 2, 3)] == pytest.approx([0.5, 0.3, 0.1])
    assert [found[f"churn_drop_{k}_{k + 1}"] for k in (1, 2)] == pytest.approx([0.2, 0.2])
    assert math.isnan(found["churn_drop_3_4"])


def test_seller_spread_is_over_the_seats_of_field_sales_alone() -> None:
    """Of 0, 3, 3 and 6 contracts: mean 3, standard deviation √4.5; a seat of another department is no seller's."""
    model = _blank(departments__field_sales__headcount=4)
    first = int(model.office["first"][0, Department.FIELD_SALES])
    _customers(model, (3, {"seller": first + 1}), (3, {"seller": first + 2}), (6, {"seller": first + 3}),
               (5, {"seller": first - 1}), (2, {"seller": -1}))  # fmt: skip
    assert summarise(model)["seller_spread"] == pytest.approx(4.5**0.5 / 3.0)


def test_period_ends_are_the_last_weeks_of_quota_periods() -> None:
    """Three orders in each last week, and one in every other: 3 · 13 / 15 of a usual week's. Two of the four who were
    won in a last week left at the first renewal, of the others two of eight.
    """
    model = _blank(organisation__quota_weeks=13)
    orders = model.weekly[:, PLACE["orders"]]
    orders[:] = 1.0
    orders[12::13] = 3.0
    _customers(model, (2, {"won_week": 12}), (1, _left(64, won_week=12)), (1, _left(77, won_week=25)),
               (6, {"won_week": 13}), (2, _left(52, won_week=11)))  # fmt: skip
    found = summarise(model)
    assert found["period_end_ratio"] == pytest.approx(3.0 * 13.0 / 15.0)
    assert found["period_end_churn"] == pytest.approx(2 / 4 - 2 / 8)


def test_what_curiosity_buyers_bring_and_how_long_they_stay() -> None:
    """Own value less what a win costs, 100 USD here; only customers won two years before the end count."""
    model = _blank()
    _every_week(model, payroll_marketing=400.0, orders=4.0)
    brought, late = {"revenue": 100_000, "serving_cost": 20_000}, {"won_week": 53, "revenue": 10**8}  # cents
    _customers(model, (1, {**_left(26), **brought, "curious": 1}), (1, {**_left(78), "curious": 1}),
               (2, {"revenue": 300_000, "serving_cost": 50_000}),
               (7, {**late, "curious": 1}), (1, late))  # fmt: skip
    found = summarise(model)
    assert found["cac"] == pytest.approx(100.0)
    assert found["curiosity_ltv"] == pytest.approx((800.0 + 0.0) / 2 - 100.0)
    assert found["problem_ltv"] == pytest.approx(2500.0 - 100.0)
    assert found["curiosity_months"] == pytest.approx((6.0 + 18.0) / 2 - 36.0)
    assert found["curiosity_share_won"] == pytest.approx(9 / 12)


def test_a_contract_of_somebody_who_returned_costs_what_was_spent_since() -> None:
    """USD 400 for one win of two leads of a channel; 120 and, in vain, 80 for one win of two who returned."""
    model = _blank()
    rows = model.accounts
    rows["channel"] = 1
    rows["channel"][:6] = 0, 2, RETURN, RETURN, REFERRAL, RETURN
    rows["acquisition_cost"][:6] = 100_00, 300_00, 500_00, 180_00, 900_00, 800_00
    rows["spent_before"][:6] = 0.0, 0.0, 380.0, 100.0, 0.0, 0.0
    rows["lives"][:6] = 0, 1, 1, 0, 1, 2  # the last had been a customer before
    found = summarise(model)
    assert found["cost_per_win_channel"] == pytest.approx(400.0)
    assert found["cost_per_win_returned"] == pytest.approx(200.0)
    assert found["return_cost_ratio"] == pytest.approx(0.5)
    assert found["wins_returned"] == 1.0
    assert np.isnan(summarise(_blank())["return_cost_ratio"])
