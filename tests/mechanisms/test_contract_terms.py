"""Claw-back and the credit of expansion (M28): what they make an order worth, and what they take from credits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sim.engine.company import Scenario
from sim.engine.model import Model
from sim.engine.phases import live
from sim.engine.week import clock
from sim.flows import Flow
from sim.incentives import claw_back, expectation, worth
from sim.organisation import seats
from sim.record.series import PLACE
from sim.stages import Department, Stage
from tests.kernels.rows import numbers
from tests.laws.companies import behaviour, company, lived, term

CLAW: dict[str, Any] = {"organisation.claw_back.share": 1.0}
EXPANSION = {"departments.field_sales.kpis": [term("bookings"), term("expansion", weight=0.3)],
             "departments.customer_success.kpis": [term("expansion")]}  # fmt: skip


def test_an_order_is_worth_less_by_the_chance_of_losing_the_credit() -> None:
    q = numbers(Scenario().organisation.beliefs)
    w = np.zeros(worth.WEIGHTS)
    w[Flow.BOOKINGS], w[worth.CARES] = 0.01, 1.0
    plain = expectation.of_order(w, 0.3, 20_000.0, 0.25, 0.2, 1.0, q)
    w[worth.AT_RISK] = 0.7
    stays = expectation.retention(0.3, 0.25, 0.2, q)
    assert plain == pytest.approx(200.0)
    assert expectation.of_order(w, 0.3, 20_000.0, 0.25, 0.2, 1.0, q) == pytest.approx(200.0 * (1 - 0.7 * (1 - stays)))


@pytest.mark.parametrize("mode", ["periodic", "trial"])
def test_credits_fall_by_what_was_credited_for_those_who_left(mode: str) -> None:
    """Without ends of quota periods: bookings credited less prices of all who left early equal the credits."""
    whole = {"organisation.quota_weeks": 104, "organisation.people.yearly_leaving": 0.0, "contracts.term_weeks": 26,
             "organisation.people.overload_leaving": 0.0, "run.years": 1.8,
             "usage.expansion_chance": 0.9, "pricing.mode": mode, "market.forgiving_weeks": 500.0}  # fmt: skip
    model = lived(company(whole, CLAW))
    a = model.accounts
    left = (a["seller"] >= 0) & (a["ended_week"] >= 0) & (a["ended_week"] - a["won_week"] <= 56) & (a["lives"] == 1)
    sold = (a["seller"] >= 0) & (a["lives"] - a["inherited"] == 1) & (a["won_week"] >= 0)
    assert (left & sold).sum() > 3
    sellers = model.books.credits[model.members["department"] == Department.FIELD_SALES]
    assert sellers[:, Flow.ORDERS].sum() == sold.sum() - (left & sold).sum()
    assert sellers[:, Flow.BOOKINGS].sum() == pytest.approx(a["booked"][sold & ~left].sum())


def leave(model: Model, seat: int) -> None:
    model.members["absent"][seat] = 1


def be_succeeded(model: Model, seat: int) -> None:
    leave(model, seat)
    seats.start_in(model, seat, float(model.week))


def be_moved(model: Model, seat: int) -> None:
    """The revenue office closes the seat; its customers go to a colleague."""
    seats.close_last_seat(model, Department.FIELD_SALES)


@pytest.mark.parametrize(
    ("happened", "loses"), [(None, True), (leave, False), (be_succeeded, False), (be_moved, False)]
)
def test_who_signed_loses_and_nobody_in_their_place(happened: Callable[[Model, int], None] | None, loses: bool) -> None:
    """Customers of the last seller's leave within the first term: who is charged, of all members."""
    model = Model(company(CLAW))
    model.live_until(30)
    a, seat = model.accounts, int(model.office["first"][0, Department.FIELD_SALES]) + 1
    mine = np.flatnonzero((a["seller"] == seat) & (a["stage"] >= Stage.ONBOARDING) & (a["stage"] <= Stage.ADVOCATE))
    assert len(mine) > 0
    if happened is not None:
        happened(model, seat)
    a["stage"][mine], a["ended_week"][mine] = Stage.CHURNED, model.week
    before = model.books.credits.copy()
    claw_back.take_back(a, model.space[0], model.members, model.rules[0], model.books.pages)
    lost = before - model.books.credits
    expected = np.zeros_like(lost)
    if loses:
        expected[seat, [Flow.ORDERS, Flow.BOOKINGS]] = len(mine), a["booked"][mine].sum()
    np.testing.assert_allclose(lost, expected)


def test_claw_back_makes_sellers_choose_other_orders_and_off_is_absent() -> None:
    assert behaviour(lived(company(CLAW))) != behaviour(lived(company()))
    assert behaviour(lived(company({"organisation.claw_back.weeks": 10}))) == behaviour(lived(company()))
    late = {**CLAW, "organisation.claw_back.weeks": 1}
    assert np.array_equal(lived(company(late)).accounts["won_week"], lived(company()).accounts["won_week"])


def credited(choice: str) -> dict[Department, float]:
    """By department: the numerator of its term on expansion."""
    scenario = company(EXPANSION, {"organisation.expansion_credit": choice})
    table = worth.terms(scenario.contracts_of_staff, scenario.headcount, scenario.organisation)
    rows = [row for row in table if row["flow"][0] == Flow.EXPANSION]
    return {Department(int(row["department"])): float(row["over"][0]) for row in rows}


@pytest.mark.parametrize(
    ("choice", "sales", "success"), [("relay", 1, 1), ("success", 0, 1), ("sales", 1, 0), ("both", 1, 1)]
)
def test_expansion_is_credited_to_whom_the_plan_says(choice: str, sales: float, success: float) -> None:
    assert credited(choice) == {Department.FIELD_SALES: sales, Department.CUSTOMER_SUCCESS: success}


@pytest.mark.parametrize("choice", ["relay", "success", "sales", "both"])
def test_expansion_is_worth_something_to_whom_it_is_credited_and_nothing_to_others(choice: str) -> None:
    model = Model(company(EXPANSION, {"organisation.expansion_credit": choice}))
    live(model, clock)
    worths = {d: set((model.worth[model.members["department"] == d, Flow.EXPANSION] > 0).tolist())
              for d in (Department.FIELD_SALES, Department.CUSTOMER_SUCCESS)}  # fmt: skip
    assert worths == {department: {over > 0.0} for department, over in credited(choice).items()}


def test_customer_success_makes_offers_where_expansion_is_credited_to_it() -> None:
    """Members without noise who are paid on expansion alone: where sales are credited, nobody makes an offer."""
    sure = {"organisation.temperature": 0.0, "opening.customers": 150}
    offers = {choice: lived(company(EXPANSION, sure, {"organisation.expansion_credit": choice}))
              .weekly[:, PLACE["offer_cost"]].sum() for choice in ("sales", "success", "both", "relay")}  # fmt: skip
    assert offers["sales"] == 0.0 < offers["success"]
    assert min(offers["both"], offers["relay"]) > 0.0
