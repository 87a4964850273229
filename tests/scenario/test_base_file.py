"""The shipped scenarios: base.yaml is what the declarations write, and the others differ from it as they say."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from sim.engine.company import Scenario
from sim.engine.document import base_scenario
from sim.scenario import REQUIRED, Parameter, Section, declared, digest, load
from sim.scenario.document import yaml_with_sources

SCENARIOS = Path(__file__).parents[2] / "scenarios"
DEPARTMENTS = ("marketing", "inside_sales", "field_sales", "customer_success")
FIXED = (  # names that users and checks rely on
    "run.seed",
    "run.replications",
    "run.years",
    "market.accounts",
    *(f"departments.{name}.{key}" for name in DEPARTMENTS for key in ("headcount", "kpis")),
    "policies.qualification.marketing_to_inside_sales",
    "policies.qualification.inside_sales_to_field_sales",
    "policies.qualification.field_sales_to_customer_success",
    "policies.unfit_customers.refuse_below",
    "policies.unfit_customers.training",
    "policies.unfit_customers.metric_weight",
    "organisation.choice",
    "customers.fit_matters",
)
ISSUE = {  # the complete mid-size company that base.yaml promises
    "run.years": 5.0,
    "market.accounts": 20_000,
    "departments.marketing.headcount": 6,
    "departments.inside_sales.headcount": 10,
    "departments.field_sales.headcount": 12,
    "departments.customer_success.headcount": 10,
}


def _value(scenario: Section, path: str) -> Any:
    found: Any = scenario
    for key in path.split("."):
        found = getattr(found, key)
    return found


def test_the_base_file_is_what_the_declarations_write() -> None:
    """``make docs`` writes it: the values under their sources, beneath a title of its own."""
    text = (SCENARIOS / "base.yaml").read_text(encoding="utf-8")
    assert text == base_scenario()
    values = yaml_with_sources(Scenario).partition("\nrun:")[2]
    assert len(values.splitlines()) > 200
    assert text.endswith("\nrun:" + values)


def test_the_base_file_gives_every_default() -> None:
    base = load(SCENARIOS / "base.yaml", Scenario)
    identity = {"name", "title", "description"}
    assert base.name == "base"
    assert base.model_dump(exclude=identity) == Scenario().model_dump(exclude=identity)


@pytest.mark.parametrize(("path", "value"), ISSUE.items())
def test_the_base_company_is_of_the_promised_size(path: str, value: float) -> None:
    assert _value(load(SCENARIOS / "base.yaml", Scenario), path) == value


@pytest.mark.parametrize("path", FIXED)
def test_names_that_users_rely_on_are_there(path: str) -> None:
    assert _value(Scenario(), path) is not None


def test_siloed_is_the_base_company_under_a_name_of_its_own() -> None:
    """The base company is paid in silos; the file states the contracts that it stands for."""
    siloed, base = (load(SCENARIOS / f"{name}.yaml", Scenario) for name in ("siloed", "base"))
    assert digest(siloed) == digest(base)
    assert (siloed.name, base.name) == ("siloed", "base")


@pytest.mark.parametrize("name", ["siloed", "shared", "both"])
def test_an_arm_differs_from_the_base_in_its_contracts_alone(name: str) -> None:
    arm, base = load(SCENARIOS / f"{name}.yaml", Scenario), Scenario()
    contracts = {department: {"kpis"} for department in DEPARTMENTS}
    without: Any = {"name": True, "title": True, "description": True, "departments": contracts}
    assert arm.model_dump(exclude=without) == base.model_dump(exclude=without)
    for text in (arm.title, arm.description):
        assert text.en
        assert text.ja
    for department in DEPARTMENTS:
        weights = [kpi.weight for kpi in _value(arm, f"departments.{department}.kpis")]
        assert sum(weights) == pytest.approx(1.0), f"{department}'s contract is not one whole"


def test_arms_are_paid_on_what_their_names_say() -> None:
    scopes = {}
    for name in ("siloed", "shared", "both"):
        contracts = load(SCENARIOS / f"{name}.yaml", Scenario).contracts_of_staff
        scopes[name] = {kpi.scope for terms in contracts.values() for kpi in terms}
    assert scopes == {"siloed": {"own"}, "shared": {"company"}, "both": {"own", "company"}}


def _paths(chosen: Iterable[Parameter]) -> list[str]:
    return [parameter.path for parameter in chosen]


def test_every_parameter_says_its_unit_and_meaning() -> None:
    assert not _paths(each for each in declared(Scenario) if not each.unit.strip())
    assert not _paths(each for each in declared(Scenario) if len(each.meaning.split()) < 2)


def test_every_parameter_says_its_source() -> None:
    """A source that only says "scenario" tells nobody where the value in base.yaml comes from."""
    assert not _paths(each for each in declared(Scenario) if len(each.source) < 4 or each.source.strip() == "scenario")


def test_every_number_has_a_range_with_its_default_in_it() -> None:
    numbers = [each for each in declared(Scenario) if each.type in (int, float)]
    assert len(numbers) > 150
    assert not _paths(each for each in numbers if each.low is None or each.high is None or each.low >= each.high)
    given = [each for each in numbers if each.default is not REQUIRED]
    assert not _paths(each for each in given if not float(str(each.low)) <= each.default <= float(str(each.high)))
