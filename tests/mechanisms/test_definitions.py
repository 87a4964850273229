"""Where readings of a bar differ, hand-overs come back, work is done twice and notes are misread (M39)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.engine.model import Model
from sim.organisation import definitions
from sim.record.series import PLACE
from sim.stages import Department
from tests.laws.companies import RICH, behaviour, company, lived

KEY = "organisation.definitions"
ON = {f"{KEY}.enabled": True}
BARS = {
    "policies.qualification.marketing_to_inside_sales": 0.36,
    "policies.qualification.inside_sales_to_field_sales": 0.38,
    "policies.qualification.compliance": 1.0,
    "policies.unfit_customers.pressure_effect": 0.0,
}
ALIKE = {f"{KEY}.{department.name.lower()}": 0.0 for department in Department}
MARKETING, INSIDE, FIELD, SUCCESS = Department


def total(model: Model, name: str) -> float:
    return float(model.weekly[:, PLACE[name]].sum())


def test_the_same_reading_rejects_nothing_and_different_ones_do() -> None:
    differing, alike = lived(company(BARS, ON)), lived(company(BARS, ON, ALIKE))
    assert total(differing, "rejected") > 0
    assert total(differing, "rework") > 0
    assert total(alike, "rejected") == total(alike, "rework") == 0.0
    assert behaviour(alike) == behaviour(lived(company(BARS))), "definitions that do not differ are as if not there"


def test_generalists_read_a_bar_in_one_way() -> None:
    alone = {"organisation.division": "generalists", "run.years": 1.0}
    assert behaviour(lived(company(BARS, ON, alone))) == behaviour(lived(company(BARS, alone)))


def test_a_receiver_rejects_what_the_sender_calls_ready_and_it_does_not() -> None:
    model = Model(company(ON))
    p, rules = model.company.organisation.definitions, model.rules[0]
    office = rules["office"]
    assert definitions.as_read_by(INSIDE, 0.4, office) == pytest.approx(0.4 + p.inside_sales)
    assert definitions.as_read_by(INSIDE, 0.0, office) == 0.0
    assert definitions.rejects(INSIDE, FIELD, 0.4, 0.4 + p.field_sales - 1e-9, rules)
    assert not definitions.rejects(INSIDE, FIELD, 0.4, 0.4 + p.field_sales + 1e-9, rules)
    assert not definitions.rejects(INSIDE, FIELD, 0.4, 0.1, Model(company()).rules[0])


def test_what_is_read_differently_is_misread() -> None:
    model = Model(company(ON))
    p, understood = model.company.organisation.definitions, model.office["understood"][0]
    assert understood[FIELD, SUCCESS] == pytest.approx(1 - p.misreading * (p.customer_success - p.field_sales))
    assert (np.diag(understood) == 1.0).all()
    handed = [lived(company(change)).accounts["handed"] for change in (ON, {})]
    assert handed[0][handed[0] > 0].mean() < handed[1][handed[1] > 0].mean()


def test_a_workshop_brings_readings_together_for_everybodys_hours_and_they_part_again() -> None:
    model = Model(company(ON, {f"{KEY}.workshop_weeks": 26}))
    p = model.company.organisation.definitions
    own = model.office["own_reading"][0].copy()
    model.step()
    after = own * (1 - p.agreed)
    np.testing.assert_allclose(model.office["reading"][0], after + p.relapse * (own - after), rtol=1e-12)
    o = model.company.organisation.people
    assert model.members["hours"].max() <= o.contract_hours * o.customer_share - p.workshop_hours
    model.step()
    assert model.members["hours"].max() > o.contract_hours * o.customer_share - p.workshop_hours
    np.testing.assert_allclose(model.office["reading"][0], own - (own - after) * (1 - p.relapse) ** 2, rtol=1e-12)


def test_off_is_absent() -> None:
    off: dict[str, Any] = {f"{KEY}.enabled": False}
    changes = {f"{KEY}.workshop_weeks": 4, f"{KEY}.rework_hours": 9.0, f"{KEY}.misreading": 50.0, f"{KEY}.agreed": 0.1}
    assert behaviour(lived(company(RICH, off, changes))) == behaviour(lived(company(RICH, off)))
