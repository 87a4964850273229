"""Explaining or solving, skill that stays, and the change of a customer's organisation (M20, M41)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.stages import Stage
from sim.world import change, support
from tests.laws.companies import RICH, behaviour, company, lived
from tests.mechanisms.worlds import model, nature

CHANGING = {"change.enabled": True}


def test_explaining_is_the_same_for_everybody_and_solving_follows_fit_and_knowledge() -> None:
    started = model()
    p = nature(started)["support"]
    for a in started.accounts[:50]:
        support.explain(a, 2.0, p)
        assert a["care"] == 2.0 * 0.5
        support.solve(a, 5.0, 0.4, 0.0, p)
        assert a["care"] == pytest.approx(1.0 + 5.0 * 3.0 * 0.4 * a["fit"], rel=1e-12)
        assert a["skill"] == pytest.approx(5.0 * 0.04 * 0.4 * a["fit"], rel=1e-6)


def test_help_beyond_the_product_does_not_need_the_product_to_fit() -> None:
    p = nature(model())["support"]
    assert support.solving(0.0, 0.5, 0.0, p) == (0.0, 0.0)
    use, skill = support.solving(0.0, 0.5, 0.3, p)
    assert (use, skill) == (0.0, pytest.approx(0.04 * 0.3 * 0.5))
    assert support.solving(1.0, 1.0, 1.0, p)[0] == 0.0


def test_skill_learns_faster_forgets_less_and_is_worth_something() -> None:
    started = model()
    a, p = started.accounts[0], nature(started)["support"]
    assert (support.learning_alone(a, p), support.fading_of_use(a, p), support.with_skill(a, 0.4, p)) == (1.0, 1.0, 0.4)
    a["skill"] = 0.5
    assert support.learning_alone(a, p) == pytest.approx(1.5)
    assert support.fading_of_use(a, p) == pytest.approx(0.7)
    assert support.with_skill(a, 0.4, p) == pytest.approx(0.4 + 0.15 * 0.5 * 0.6)


def test_a_large_account_needs_more_than_its_share_of_change() -> None:
    started = model(change__enabled=True)
    p = nature(started)["change"]
    small, large = started.accounts[0], started.accounts[1]
    small["scale"], large["scale"] = 1.0, 4.0
    assert change.hours_needed(large, p) == pytest.approx(8.0 * change.hours_needed(small, p))
    assert change.reach(small, p) == pytest.approx(0.3)
    for each in (small, large):
        change.lead_change(each, 4.0, p)
    assert change.reach(small, p) == pytest.approx(0.3 + 0.7 * 0.5)
    assert change.reach(large, p) == pytest.approx(0.3 + 0.7 * 4.0 / 64.0)
    change.lead_change(small, 4.0, p)
    assert (change.reach(small, p), small["has_changed"], large["has_changed"]) == (1.0, 1, 0)
    change.begin_unchanged(small)
    assert change.reach(small, p) == pytest.approx(0.3)


def _customers(**changes: Any) -> Any:
    rows = lived(company(CHANGING, {key.replace("__", "."): value for key, value in changes.items()})).accounts
    new = rows[(rows["lives"] > 0) & (rows["inherited"] == 0) & (rows["stage"] != Stage.CHURNED)]
    return new[(new["stage"] >= Stage.ONBOARDING) & (new["stage"] <= Stage.ADVOCATE)]


def test_a_plan_changes_customers_that_would_stall_alone() -> None:
    alone, led = _customers(), _customers(policies__care__change_led_by="plan")
    for rows in (alone, led):
        assert len(rows) > 5
    share = [np.minimum(rows["changed"] / (8.0 * rows["scale"] ** 1.5), 1.0).mean() for rows in (alone, led)]
    assert share[1] > share[0] + 0.1


WAYS = "policies.care.way_of_helping"
SILENT: list[tuple[dict[str, Any], dict[str, Any]]] = [
    (
        {WAYS: "usual"},
        {"support.explained": 2.0, "support.solved": 9.0, "support.skill_value": 0.9, "policies.care.beyond_share": 0.9,
         "departments.customer_success.sessions.solve_hours": 1.0, "organisation.beliefs.retention_of_skill": 3.0},
    ),
    (
        {"change.enabled": False},
        {"change.hours_needed": 900.0, "change.own_hours": 9.0, "change.stalled_share": 0.0,
         "policies.care.change_led_by": "plan", "policies.care.change_every_weeks": 1},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("off", "changes"), SILENT, ids=["way of helping", "change"])
def test_what_is_off_says_nothing(off: dict[str, Any], changes: dict[str, Any]) -> None:
    assert behaviour(lived(company(RICH, off, changes))) == behaviour(lived(company(RICH, off)))
