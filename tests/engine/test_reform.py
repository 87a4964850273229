"""A company that changes in mid-run: no week before differs, and a change to nothing new changes nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.engine.model import Model
from sim.engine.reform import CHANGEABLE, plan
from sim.errors import ScenarioError
from sim.experiments.replicate import simulate
from sim.incentives import worth
from sim.scenario import vary
from sim.stages import Department
from tests.laws.companies import RICH, company, term

WEEK, LATER = 26, 40
SHARED = [term("cohort_ltv", scope="company"), term("onboarded", scope="company")]
REFORMS: dict[str, dict[str, Any]] = {
    "departments.*.kpis": {"departments.marketing.kpis": SHARED},
    "departments.field_sales.pitch": {"departments.field_sales.pitch": "over_promise"},
    "policies.qualification.*": {"policies.qualification.inside_sales_to_field_sales": 0.6},
    "policies.unfit_customers.*": {"policies.unfit_customers.refuse_below": 0.6},
    "policies.scoring.*": {"policies.scoring.fast_pass": True, "policies.scoring.fast_pass_from": 0.0},
    "policies.care.way_of_helping": {"policies.care.way_of_helping": "solve"},
    **{key: {key: True} for key in CHANGEABLE if key.startswith("organisation.feedback.")},
}


def _weekly(first: Any, later: dict[int, Any] | None = None) -> Any:
    return simulate(first, 0, later=later or {}).weekly


@pytest.mark.parametrize("layer", [{}, RICH], ids=["plain", "rich"])
def test_going_on_as_before_changes_not_a_byte(layer: dict[str, Any]) -> None:
    before = company(layer)
    assert _weekly(before, {WEEK: before, LATER: before}).tobytes() == _weekly(before).tobytes()


@pytest.mark.parametrize("changes", REFORMS.values(), ids=REFORMS)
def test_a_change_acts_from_its_week_on_and_not_before(changes: dict[str, Any]) -> None:
    before = company()
    plain, changed = _weekly(before), _weekly(before, {WEEK: vary(before, changes)})
    assert changed[:WEEK].tobytes() == plain[:WEEK].tobytes()
    assert (changed[WEEK:] != plain[WEEK:]).any()


def test_every_changeable_parameter_is_tried() -> None:
    assert set(REFORMS) == set(CHANGEABLE)


def test_a_change_may_be_taken_back() -> None:
    before = company()
    promised = vary(before, {"departments.field_sales.pitch": "over_promise"})
    model = Model(before)
    plan(model, {WEEK: promised, LATER: before})
    model.live_until(WEEK + 1)
    ruled = model.rules["departments"]["field_sales"]
    assert (model.company, ruled["pitch"][0]) == (promised, 2)
    model.live_until(LATER + 1)
    assert (model.company, ruled["pitch"][0]) == (before, 0)


def test_a_period_is_closed_under_the_contracts_it_was_worked_under() -> None:
    before = company({"organisation.pay_curve.enabled": True})
    model = Model(before)
    plan(model, {WEEK: vary(before, {"departments.marketing.kpis": SHARED})})
    model.live_until(WEEK)
    terms, usual, memory = model.contracts[1], model.usual, model.company.organisation.pay_curve.memory
    found, counted = worth.ended_with(model.members, terms, model.period_flows, model.books.credits)
    expected = usual + np.where(counted, memory * (found - usual), 0.0)
    model.live_until(WEEK + 1)
    kept = [k for k, row in enumerate(terms) if row["department"] != Department.MARKETING]
    assert len(model.contracts[1]) == len(kept) + len(SHARED)
    for place, k in enumerate(kept, start=len(SHARED)):
        np.testing.assert_array_equal(model.usual[:, place], expected[:, k])
    assert (model.usual[:, : len(SHARED)] == 1.0).all()


def test_feedback_that_is_switched_off_falls_silent() -> None:
    switch = "organisation.feedback.success_to_sales"
    told, quiet = company({switch: True}), company({switch: False})
    model = Model(told)
    plan(model, {WEEK: quiet})
    model.live_until(WEEK)
    taught = model.office["taught"][0, Department.FIELD_SALES]
    model.live_until(model.weeks)
    assert 0.0 < model.office["taught"][0, Department.FIELD_SALES] < taught
    assert (model.office["away"][0] == 0.0).all()


@pytest.mark.parametrize("changes", [{"departments.marketing.headcount": 3}, {"market.accounts": 1600}])
def test_what_cannot_change_in_mid_run_is_named(changes: dict[str, Any]) -> None:
    before = company()
    with pytest.raises(ScenarioError) as raised:
        plan(Model(before), {WEEK: vary(before, changes)})
    assert raised.value.key == next(iter(changes))


@pytest.mark.parametrize("week", [0, 104])
def test_a_week_outside_of_the_run_is_refused(week: int) -> None:
    before = company()
    with pytest.raises(ScenarioError, match=f"week {week} of 104"):
        plan(Model(before), {week: before})


def test_a_new_name_is_no_change() -> None:
    before = company()
    renamed = vary(before, {"name": "other", "title.en": "Other"})
    assert _weekly(before, {WEEK: renamed}).tobytes() == _weekly(before).tobytes()
