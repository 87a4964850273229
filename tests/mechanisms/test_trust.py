"""Trust moves by grouping, blame, common goals and results, each against its formula; off, it stands still (M32)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.engine.model import Model
from sim.flows import FLOW_COUNT, Flow
from sim.organisation import trust
from sim.stages import Department
from tests.laws.companies import DEPARTMENTS, RICH, behaviour, company, lived, term

ON = {"organisation.trust.enabled": True}
COMMON = {f"departments.{name}.kpis": [term("cohort_ltv", scope="company")] for name in DEPARTMENTS}
MARKETING, INSIDE, FIELD, SUCCESS = Department


def week(model: Model, **flows: float) -> Any:
    happened = np.zeros(FLOW_COUNT)
    for name, count in flows.items():
        happened[Flow[name]] = count
    trust.follow(model.rules[0], happened)
    return model.office["trust"][0]


@pytest.mark.parametrize(("contracts", "goal"), [({}, 0.0), (COMMON, 1.0)])
def test_without_experience_trust_drifts_to_where_grouping_and_goals_take_it(contracts: Any, goal: float) -> None:
    model = Model(company(ON, contracts))
    p, start = model.company.organisation.trust, model.company.organisation.handover.trust
    rest = p.apart + goal * (p.together - p.apart)
    for k in range(1, 30):
        expected = rest + (start - rest) * (1 - p.drift) ** k
        np.testing.assert_allclose(week(model), expected, rtol=1e-12)


def test_half_a_contract_is_half_a_common_goal() -> None:
    both = [term("orders", weight=1.0), term("cohort_ltv", scope="company", weight=1.0)]
    contracts = company({f"departments.{name}.kpis": both for name in DEPARTMENTS}).contracts_of_staff
    assert (trust.common_goals(contracts, felt=True) == 0.5).all()
    assert (trust.common_goals(contracts, felt=False) == 0.0).all()
    contracts = company({"departments.marketing.kpis": both}).contracts_of_staff
    alone = trust.common_goals(contracts, felt=True)
    np.fill_diagonal(alone, 0.0)
    assert not alone.any(), "a goal of one side is no common goal"


def test_blame_is_answered_in_part_and_contact_alone_does_nothing() -> None:
    model = Model(company(ON, {"organisation.trust.drift": 0.0}))
    p, level = model.company.organisation.trust, model.company.organisation.handover.trust
    for _ in range(4):
        trust.witness(MARKETING, INSIDE, 0.0, model.rules[0])
    assert (week(model) == level).all(), "hand-overs in order are contact, and no more"
    for bad in (1.0, 1.0, 0.0):
        trust.witness(MARKETING, INSIDE, bad, model.rules[0])
    loss = 3 / (3 + 2) * p.blame * (2 / 3) * level  # two members of inside sales lived through three
    found = week(model)
    assert found[MARKETING, INSIDE] == pytest.approx(level - loss, rel=1e-12)
    assert found[INSIDE, MARKETING] == pytest.approx(level - p.answered * loss, rel=1e-12)
    assert found[FIELD, SUCCESS] == level


def test_customers_that_failed_cost_and_joint_results_heal() -> None:
    still = {"organisation.trust.drift": 0.0}
    level = company().organisation.handover.trust
    assert week(Model(company(ON, still)), ONBOARDING_FAILED=3.0)[FIELD, SUCCESS] < level
    assert week(Model(company(ON, still)), ONBOARDED=3.0)[FIELD, SUCCESS] > level
    assert week(Model(company(ON, still)), ORDERS=3.0)[INSIDE, FIELD] > level
    assert week(Model(company(ON, still)), MEETINGS=3.0)[MARKETING, INSIDE] > level


def test_trust_decides_what_crosses() -> None:
    apart = lived(company({"organisation.handover.trust": 0.0}))
    assert np.isclose(apart.accounts["handed"][apart.accounts["handed"] > 0], 1.0).all(), "nothing but a form crosses"


def test_off_is_constant_and_its_parameters_say_nothing() -> None:
    changes = {f"organisation.trust.{name}": 0.9 for name in ("apart", "together", "drift", "blame", "thin_notes",
                                                               "joint_result", "answered")}  # fmt: skip
    off = {"organisation.trust.enabled": False}
    still = lived(company(RICH, off))
    assert (still.office["trust"] == company().organisation.handover.trust).all()
    assert behaviour(lived(company(RICH, off, changes))) == behaviour(still)


def test_contracts_that_move_nobody_unite_nobody() -> None:
    random = {**ON, "organisation.choice": "random"}
    assert behaviour(lived(company(random))) == behaviour(lived(company(random, COMMON)))
