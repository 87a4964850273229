"""A quarter as departments know it agrees with the weekly record, and pay follows the line of the contract."""

from __future__ import annotations

from typing import Any

import pytest

from sim.engine.model import Model
from sim.record.quarters import FLOWS, quarter
from sim.record.series import PLACE
from sim.stages import Department
from tests.laws.companies import company, term

WEEKS = 13


def _lived(changes: dict[str, Any] | None = None, quarters: int = 2) -> tuple[Model, dict[str, Any]]:
    model = Model(company(changes or {}))
    model.live_until(quarters * WEEKS)
    return model, quarter(model, (quarters - 1) * WEEKS)


def test_flows_and_loads_are_those_of_the_weeks() -> None:
    model, found = _lived()
    rows = model.weekly[WEEKS : 2 * WEEKS]
    for department, flows in FLOWS.items():
        name = department.name.lower()
        told = found["departments"][name]
        assert told["flows"] == {flow: rows[:, PLACE[flow]].sum() for flow in flows}
        worked, available = (rows[:, PLACE[f"hours_{kind}_{name}"]] for kind in ("worked", "available"))
        assert told["utilisation"] == pytest.approx(worked.sum() / available.sum())
        assert told["queue_weeks"] == pytest.approx(rows[-1, PLACE[f"queue_{name}"]] / available.mean())
    assert found["company"]["value_cumulative"] == rows[-1, PLACE["value_cumulative"]]
    assert found["company"]["orders"] == rows[:, PLACE["orders"]].sum()


def test_a_department_attains_what_its_members_did_on_average() -> None:
    model, found = _lived({"departments.marketing.kpis": [term("mqls")]})
    told, heads = found["departments"]["marketing"], model.company.headcount[Department.MARKETING]
    target = told["terms"][0]["target"]
    assert told["attained"] == pytest.approx(told["flows"]["mqls"] / heads / target)


def test_pay_follows_the_line_and_is_never_less_than_nothing() -> None:
    low, high = ([term("mqls") | {"target": target}] for target in (1e6, 1e-3))
    for kpis, above in ((low, 0.6), (high, 0.6), (high, 0.0)):
        changes = {"departments.marketing.kpis": kpis, "organisation.above_target": above}
        told = _lived(changes)[1]["departments"]["marketing"]
        attained, expected = told["attained"], told["attained"]
        if attained > 1.0:
            expected = 1.0 + above * (attained - 1.0)
        assert told["paid"] == pytest.approx(expected)
        assert (attained > 1.0) == (kpis is high)


def test_terms_stand_in_the_order_of_the_contract_and_weigh_as_they_say() -> None:
    kpis = [term("retention", weight=3.0), term("onboarded", scope="company", weight=1.0)]
    told = _lived({"departments.customer_success.kpis": kpis}, quarters=5)[1]["departments"]["customer_success"]
    first, second = told["terms"]
    assert [(one["metric"], one["scope"]) for one in told["terms"]] == [("retention", "own"), ("onboarded", "company")]
    assert told["attained"] == pytest.approx((3 * first["attained"] + second["attained"]) / 4)


def test_a_share_without_a_case_is_attained_by_nobody() -> None:
    told = _lived({"departments.customer_success.kpis": [term("retention")], "opening.customers": 0}, quarters=1)[1]
    assert told["departments"]["customer_success"]["attained"] is None
    assert told["departments"]["customer_success"]["paid"] is None
