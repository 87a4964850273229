"""Law 1: incentives act only through choices. Where nobody chooses by them, they change nothing at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.engine.company import Scenario
from sim.experiments.replicate import simulate
from sim.record.results import Replicate
from sim.record.specifications import SERIES
from sim.scenario import load
from tests.laws.companies import DEPARTMENTS, RICH, SMALL, behaviour, company, lived, put, term

SCENARIOS = Path(__file__).parents[2] / "scenarios"
RULES = {  # rules are kept under pressure, and pressure comes from contracts: it must not leak in here
    "policies.qualification.marketing_to_inside_sales": 0.3,
    "policies.qualification.inside_sales_to_field_sales": 0.35,
    "policies.qualification.field_sales_to_customer_success": 0.4,
    "policies.unfit_customers.refuse_below": 0.3,
}


def _shipped(name: str, *layers: dict[str, Any]) -> Scenario:
    changes = {key: value for layer in (SMALL, *layers) for key, value in layer.items()}
    return load(SCENARIOS / f"{name}.yaml", Scenario, [f"{key}={value}" for key, value in changes.items()])


def _with_logs(name: str, *layers: dict[str, Any]) -> Replicate:
    return simulate(_shipped(name, *layers), 0, detail=True)


def _without_attainment(replicate: Replicate) -> bytes:
    kept = [place for place, name in enumerate(SERIES) if not name.startswith("attainment_")]
    return replicate.weekly[:, kept].tobytes()


def _logs(replicate: Replicate) -> list[bytes]:
    assert replicate.detail is not None
    assert len(replicate.detail.moves) > 1000
    return [getattr(replicate.detail, name).tobytes() for name in ("customers", "moves", "ledger", "life")]


@pytest.mark.parametrize("rules", [{}, RULES], ids=["no rules", "rules"])
def test_contracts_change_nothing_where_members_choose_at_random(rules: dict[str, float]) -> None:
    random = {"organisation.choice": "random", **rules}
    siloed = _with_logs("siloed", random)
    for name in ("shared", "both"):
        other = _with_logs(name, random)
        assert _without_attainment(other) == _without_attainment(siloed)
        assert _logs(other) == _logs(siloed)
        assert other.weekly.tobytes() != siloed.weekly.tobytes(), "attainment is measured by another contract"
        assert behaviour(lived(_shipped(name, random))) == behaviour(lived(_shipped("siloed", random)))


@pytest.mark.parametrize("kpis", [[], [term("onboarding"), term("health")], [term("cohort_ltv", scope="company")]])
def test_no_mechanism_lets_a_contract_past_the_choices(kpis: list[dict[str, Any]]) -> None:
    """Goals in common could heal trust, words could be said for pay, an office could steer by it: none of them does."""
    random = {**RICH, "organisation.choice": "random"}
    others = {f"departments.{name}.kpis": kpis for name in DEPARTMENTS}
    assert behaviour(lived(company(random, others))) == behaviour(lived(company(random)))


@pytest.mark.parametrize("name", ["shared", "both"])
def test_the_same_contracts_matter_where_members_choose_by_them(name: str) -> None:
    assert _without_attainment(_with_logs(name)) != _without_attainment(_with_logs("siloed"))


def test_a_kpi_of_no_weight_is_no_kpi() -> None:
    contract = [term("orders"), term("cohort_ltv", scope="company")]
    for kpis, more in (
        ([], [term("meetings", weight=0.0)]),
        (contract, [term("onboarded", scope="company", weight=0.0)]),
    ):
        without, beside = (
            lived(company({f"departments.{name}.kpis": terms for name in DEPARTMENTS})) for terms in (kpis, kpis + more)
        )
        assert beside.weekly.tobytes() == without.weekly.tobytes()
        assert behaviour(beside) == behaviour(without)


def test_a_policy_of_no_weight_is_no_policy() -> None:
    """Weight 0 of the right-customer metric is a contract without it; any weight is one with it."""
    assert company().contracts_of_staff == company({"policies.unfit_customers.training": 0.5}).contracts_of_staff
    added = company({"policies.unfit_customers.metric_weight": 0.3}).contracts_of_staff
    assert [len(terms) for terms in added.values()] == [2, 2, 2, 2]


def test_both_with_sharing_of_weight_zero_is_siloed() -> None:
    """Bit for bit, once own weights, which are halves in ``both``, are whole again."""
    siloed, both = _shipped("siloed"), _shipped("both")
    values = both.model_dump(mode="json")
    for name in DEPARTMENTS:
        own = {kpi.metric: kpi.weight for kpi in getattr(siloed.departments, name).kpis}
        for place, kpi in enumerate(getattr(both.departments, name).kpis):
            shared = kpi.scope == "company"
            put(values, f"departments.{name}.kpis.{place}.weight", 0.0 if shared else own[kpi.metric])
        assert {kpi.metric for kpi in getattr(both.departments, name).kpis if kpi.scope == "own"} == set(own)
    unshared = Scenario.model_validate(values)
    assert unshared.departments != siloed.departments
    for replicate in range(2):
        one, other = simulate(siloed, replicate, detail=True), simulate(unshared, replicate, detail=True)
        assert other.weekly.tobytes() == one.weekly.tobytes()
        assert _logs(other) == _logs(one)
        np.testing.assert_equal(other.metrics, one.metrics)
