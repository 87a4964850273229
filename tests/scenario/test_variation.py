"""Varying a loaded scenario gives what loading it with the same overrides gives, faults too."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim.engine.company import Scenario
from sim.errors import ScenarioError
from sim.scenario import digest, load, vary

SHARED = Path(__file__).parents[2] / "scenarios" / "shared.yaml"
CHANGES: list[dict[str, Any]] = [
    {},
    {"market.accounts": 2_000, "departments.marketing.headcount": 3, "organisation.trust.enabled": True},
    {"policies.qualification.marketing_to_inside_sales": 0.25},
]


def _overrides(changes: dict[str, Any]) -> list[str]:
    return [f"{key}={str(value).replace(chr(39), '').lower()}" for key, value in changes.items()]


@pytest.fixture(scope="module")
def shared() -> Scenario:
    return load(SHARED, Scenario)


@pytest.mark.parametrize("changes", CHANGES)
def test_varying_equals_loading_with_overrides(shared: Scenario, changes: dict[str, Any]) -> None:
    varied = vary(shared, changes)
    assert digest(varied) == digest(load(SHARED, Scenario, _overrides(changes)))
    assert hash(varied.market) is not None


def test_the_original_and_its_unchanged_parts_stay(shared: Scenario) -> None:
    varied = vary(shared, {"market.accounts": 123})
    assert (shared.market.accounts, varied.market.accounts) == (20_000, 123)
    assert varied.departments is shared.departments


@pytest.mark.parametrize(
    "changes",
    [{"market.acounts": 3}, {"market.accounts": -3}, {"market.accounts": 2.5}, {"market": 3}, {"market.accounts.x": 3}],
)
def test_a_fault_is_told_as_that_of_an_override(shared: Scenario, changes: dict[str, Any]) -> None:
    with pytest.raises(ScenarioError) as varied:
        vary(shared, changes)
    with pytest.raises(ScenarioError) as loaded:
        load(SHARED, Scenario, _overrides(changes))
    assert str(varied.value) == str(loaded.value)
