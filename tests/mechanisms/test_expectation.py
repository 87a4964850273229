"""What was promised is expected, and what is expected beyond what is experienced makes dissatisfied (M09)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.engine.model import Model
from sim.engine.phases import world_alone
from sim.population.tables import record
from sim.world import contracts, customers
from sim.world.usage import Usage, maturity
from tests.laws.companies import company

QUIET = {"contracts.outside_churn": 0.0, "contracts.term_weeks": 200, "opening.customers": 300}


@pytest.mark.parametrize(("promise", "expected"), [(0.0, 0.3), (0.25, 0.4), (1.0, 0.7), (3.0, 1.0)])
def test_a_contract_begins_with_what_was_promised_and_nothing_used(promise: float, expected: float) -> None:
    """Expectation is expectation_start + expectation_of_promise · promise, at most 1; success is half the fit."""
    p = np.atleast_1d(record(Usage(expectation_start=0.3, expectation_of_promise=0.4)))[0]
    a = Model(company()).accounts[9]
    for name in ("adoption", "satisfaction", "care", "tickets", "skill", "success"):
        a[name] = 0.77
    a["promise"], a["fit"] = promise, 0.6
    customers.start(a, 17, p)
    assert a["expectation"] == pytest.approx(expected)
    assert (a["won_week"], a["adoption"], a["success"]) == (17, 0.02, 0.3)
    assert [a[name] for name in ("satisfaction", "care", "tickets", "skill", "onboarded")] == [0.0] * 5


def _after_a_year(promise: float, **changes: float) -> tuple[Model, Any]:
    """Customers who were all promised so much, a year on: nobody works for them, and luck is the same."""
    model = Model(company(QUIET, {f"usage.{name}": value for name, value in changes.items()}))
    mine = np.flatnonzero(model.accounts["lives"] > 0)
    model.accounts["promise"][mine] = promise
    model.accounts["renewal_week"] = 1000
    for i in mine:
        customers.start(model.accounts[i], 0, model.rules[0]["nature"]["usage"])
    for _ in range(52):
        world_alone(model)
    assert len(mine) > 200
    return model, model.accounts[mine].copy()


def _renewing(model: Model, rows: Any) -> list[float]:
    nature = model.rules[0]["nature"]
    levels = (maturity(a["adoption"], nature["usage"]) for a in rows)
    return [contracts.renewal_chance(a, level, nature["contracts"]) for a, level in zip(rows, levels, strict=True)]


def test_over_promising_costs_satisfaction_and_renewals_and_changes_no_use() -> None:
    kept = []
    for promise in (0.0, 0.4, 0.8):
        model, rows = _after_a_year(promise)
        kept.append((rows["adoption"].tolist(), rows["success"].tolist(), rows["satisfaction"], _renewing(model, rows)))
    for less, more in ((kept[0], kept[1]), (kept[1], kept[2])):
        assert less[:2] == more[:2]
        assert (less[2] > more[2]).all()
        assert (np.array(less[3]) > more[3]).all()


def test_a_promise_that_nobody_remembers_costs_nothing() -> None:
    """Off is ``usage.expectation_of_promise: 0``, bit for bit."""
    models = [_after_a_year(promise, expectation_of_promise=0.0)[0] for promise in (0.0, 0.8)]
    for model in models:
        model.accounts["promise"] = 0.0
    assert models[0].accounts.tobytes() == models[1].accounts.tobytes()


def test_expectation_gives_way_to_experience_the_faster_it_learns() -> None:
    """What is left of the gap between what was expected and what is experienced."""
    gaps = []
    for speed in (0.0, 0.02, 0.2):
        _, rows = _after_a_year(0.8, expectation_speed=speed, success_speed=1.0, success_shock=0.0)
        gaps.append(float((rows["expectation"] - rows["success"]).mean()))
    assert gaps[0] > gaps[1] > gaps[2]
