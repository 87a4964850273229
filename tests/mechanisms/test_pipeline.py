"""Steering by win rate and lead time: what sellers count on, and what follows for their pressure (M19)."""

from __future__ import annotations

from typing import Any

import pytest

from sim.engine.model import Model
from sim.engine.phases import live
from sim.engine.week import clock
from sim.flows import Flow
from sim.stages import Department, Stage
from tests.kernels.rows import company

ON = "organisation.reckoning.enabled=true"
TARGET = 10.0


def seller(*changes: str, opportunities: tuple[tuple[int, int], ...] = (), signed: float = 0.0, week: int = 4) -> Any:
    """The first seller at the beginning of a week, with (stage, week of the decision) of opportunities in hand."""
    model: Model = company(
        f"departments.field_sales.kpis=[{{metric: orders, target: {TARGET}}}]", "opening.customers=0",
        "departments.field_sales.usual_deliberation=6", *changes,
    )  # fmt: skip
    first = int(model.office["first"][0, Department.FIELD_SALES])
    for i, (stage, ready) in enumerate(opportunities):
        model.accounts["stage"][i], model.accounts["ready_week"][i] = stage, ready
        model.accounts["seller"][i], model.accounts["quote"][i] = first, 1000.0 * (i + 1)
        model.space[0][i] = i
    model.now["active"], model.now["week"] = len(opportunities), week
    model.books.credits[first, Flow.ORDERS] = signed
    live(model, clock)
    return model.members[first]


IN_HAND = ((Stage.OPPORTUNITY, 12), (Stage.OPPORTUNITY, 13), (Stage.SQL, 0), (Stage.MQL, 0))


def test_what_is_decided_before_the_period_ends_counts_with_the_usual_chance() -> None:
    """Week 13 begins the next period; an SQL of week 4 is decided in week 10, one of week 7 only in the next."""
    staff = seller(ON, opportunities=IN_HAND)
    assert (staff["coming_orders"], staff["coming_bookings"]) == (0.25 * 2, 0.25 * (1000 + 3000))
    assert seller(ON, opportunities=IN_HAND, week=7)["coming_orders"] == 0.25
    assert seller(opportunities=IN_HAND)["coming_orders"] == 0.0


@pytest.mark.parametrize(("week", "signed", "opportunities"), [(0, 0.0, 8), (4, 2.0, 20), (9, 6.0, 8), (12, 9.0, 0)])
def test_pressure_is_what_signatures_pipeline_and_the_time_to_begin_leave_open(
    week: int, signed: float, opportunities: int
) -> None:
    staff = seller(ON, opportunities=((Stage.OPPORTUNITY, 12),) * opportunities, signed=signed, week=week)
    foretold = signed / TARGET + 0.25 * opportunities / TARGET + max(1 - week / 13 - 6 / 13, 0)
    assert staff["attainment"] == pytest.approx(foretold, rel=1e-12)
    assert staff["pressure"] == pytest.approx(max(1 - foretold, 0), abs=1e-12)


def test_a_full_pipeline_calms_only_those_who_reckon_with_it() -> None:
    full = ((Stage.OPPORTUNITY, 12),) * 40
    assert seller(ON, opportunities=full)["pressure"] == 0.0 < seller(opportunities=full)["pressure"]
    assert seller(ON)["pressure"] > seller(ON, opportunities=full)["pressure"]


@pytest.mark.parametrize("terms", ["{metric: win_rate, target: 0.3}", "{metric: orders, target: 10, scope: company}"])
def test_only_sums_of_ones_own_orders_are_reckoned(terms: str) -> None:
    changes = f"departments.field_sales.kpis=[{terms}]"
    full = ((Stage.OPPORTUNITY, 12),) * 40
    assert seller(ON, changes, opportunities=full)["attainment"] == seller(changes, opportunities=full)["attainment"]
