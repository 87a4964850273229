"""Talk follows an estimated state, prospects arrive informed (M40), and success is spoken about or left vague (M44)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.departments import dialogue, sessions
from sim.engine.model import Model
from sim.organisation import belief, state_estimation
from sim.stages import Stage
from sim.world import research, target, value
from tests.laws.companies import behaviour, company, lived
from tests.mechanisms.worlds import RICH_WITHOUT, design, nature

STACK = {"value_stack.enabled": True}
ESTIMATED = {"organisation.state_estimation.enabled": True}
SPOKEN = {"departments.field_sales.inquiry.success": "always"}


@pytest.mark.parametrize(("information", "people"), [(1.0, 1), (4.0, 1), (1.0, 4)])
def test_the_error_of_a_state_shrinks_with_data_and_contacts(information: float, people: int) -> None:
    model = Model(company(STACK, ESTIMATED))
    model.accounts["information"], model.accounts["contacts"] = information, people
    p, now = model.rules[0]["organisation"]["state_estimation"], nature(model)["now"]
    found = [state_estimation.believed_state(model.accounts[i], i, 2, p, now) for i in range(1500)]
    expected = 1.5 / (information + people - 1) ** 0.5
    assert abs(np.mean(found) - 2.0) < 4.0 * expected / 1500**0.5  # fails once in 16,000 seeds
    assert np.std(found) == pytest.approx(expected, rel=4.0 / 3000**0.5)


def test_talk_aimed_at_the_true_state_is_received_better_than_aimed_elsewhere() -> None:
    model = Model(company(STACK, design(field_sales=dict.fromkeys(("awareness", "consideration", "use"), 1 / 3))))
    world = nature(model)
    model.accounts["stack"][5] = (255, 255, 0, 0, 0, 0)
    received = [value.hear(model.accounts[5].copy(), 5, 2, 2, 4.0, guess, focus, world)
                for guess, focus in ((2.0, 0.5), (0.0, 0.0), (4.0, 0.5))]  # fmt: skip
    assert received[0] > received[1] > received[2]


def test_estimation_matters_where_value_stacks_up_and_nowhere_else() -> None:
    assert behaviour(lived(company(RICH_WITHOUT, ESTIMATED))) == behaviour(lived(company(RICH_WITHOUT)))
    assert behaviour(lived(company(RICH_WITHOUT, STACK, ESTIMATED))) != behaviour(lived(company(RICH_WITHOUT, STACK)))


def test_own_research_fills_the_first_layers_and_raises_expectation() -> None:
    model = Model(company(STACK, {"own_research.depth": 0.8, "own_research.expectation": 0.5}))
    world = nature(model)
    known = np.array([research.own_knowledge(i, world) for i in range(1500)])
    assert 0.0 < known.min() < known.max() <= 0.8
    assert abs(known.mean() - 0.4) < 4.0 * 0.8 / (12 * 1500) ** 0.5
    for i in range(20):
        a = model.accounts[i]
        a["expectation"] = 0.3
        research.arrive_informed(a, i, world)
        research.expect_more(a, i, world)
        assert a["stack"][:3] / 255.0 == pytest.approx(known[i] * np.array([1.0, 2 / 3, 1 / 3]), abs=1 / 255)
        assert not a["stack"][3:].any()
        assert a["expectation"] == pytest.approx(0.3 + 0.5 * known[i])


def test_a_target_is_as_clear_as_success_can_be_and_as_what_crosses() -> None:
    model = Model(company())
    a, p = model.accounts[0], nature(model)["success_target"]
    for fit in (0.0, 0.5, 1.0):
        a["fit"] = fit
        target.agree_on_success(a)
        assert target.clarity(a, p) == pytest.approx(0.3 + 0.7 * fit)
    target.hand_on_target(a, 0.14)
    assert target.clarity(a, p) == pytest.approx(0.14, abs=1 / 255)


def test_members_weigh_sessions_by_fit_as_they_see_it_and_not_as_it_is() -> None:
    """What was agreed on makes a target, and how clear that is the customer's fit decides, which nobody sees."""
    model = Model(company({"change.enabled": True}))
    a, w = model.accounts[0], np.ones(model.worth.shape[1])
    a["information"], a["scale"] = 2.0, 1.0
    target.agree_on_success(a)
    found = []
    for fit in (0.1, 0.9):
        a["fit"] = fit
        ceiling = sessions.believed_ceiling(a, 0.5, model.rules[0])
        found.append((sessions._gain_of_solving(a, 0.5, ceiling, 1.0, w, model.rules[0]),
                      sessions._gain_of_change(a, 0.5, 1.0, model.rules[0])))  # fmt: skip
    assert found[0] == found[1]


def test_a_customers_skill_is_misread_and_less_so_the_better_it_is_known() -> None:
    model = Model(company())
    a, noise = model.accounts[0], model.company.organisation.perception.noise
    a["skill"], a["misreading"] = 0.5, 0.2
    for information in (1.0, 4.0):
        a["information"] = information
        assert belief.skill_seen(a, model.rules[0]) == pytest.approx(0.5 + 0.2 * noise / information**0.5)


def test_use_that_is_aimed_at_a_target_turns_into_more_success() -> None:
    model = Model(company())
    world: Any = nature(model)
    world["now"]["active"] = 2
    for i, clear in ((0, 0), (1, 255)):
        a = model.accounts[i]
        a["stage"], a["fit"], a["adoption"], a["success"], a["goal"] = Stage.ADOPTION, 1.0, 0.5, 0.2, clear
    target.work_towards(model.accounts, np.arange(2, dtype=np.int32), world)
    assert model.accounts["success"][:2] == pytest.approx([0.2, 0.2 + 0.04 * 0.2 * 0.5])


@pytest.mark.parametrize(("way", "asks"), [("never", False), ("always", True)])
@pytest.mark.parametrize("speed", [1.0, 0.5])
def test_speaking_about_success_takes_its_hours_and_leaves_a_target(way: str, asks: bool, speed: float) -> None:
    """Once: who has agreed on a target is not asked again. The hours tell about the customer, as every meeting does."""
    told = {"organisation.perception.hour_of_meeting": 0.4, "departments.field_sales.inquiry.success_hours": 3.0}
    model = Model(company(told, {"departments.field_sales.inquiry.success": way}))
    a, member = model.accounts[4], model.members[0]
    a["stage"], a["information"], member["speed"] = Stage.OPPORTUNITY, 2.0, speed
    took = [dialogue.ask_for_success(a, 4, model.worth[0], member, model.rules[0]) for _ in range(2)]
    assert took == [3.0 / speed if asks else 0.0, 0.0]
    assert (a["goal"] > 0) == asks
    assert a["information"] == pytest.approx(2.0 + 3.0 * 0.4 * asks)


def test_whoever_must_speak_about_success_leaves_a_target_with_those_who_decide() -> None:
    vague, spoken = lived(company()), lived(company(SPOKEN))
    assert not vague.accounts["goal"].any()
    won = (spoken.accounts["lives"] > 0) & (spoken.accounts["inherited"] == 0)
    assert won.sum() > 10
    assert (spoken.accounts["goal"][won] > 0).all()


def test_members_paid_on_value_speak_about_success_more_often_than_those_paid_on_bookings() -> None:
    choosing = {"departments.field_sales.inquiry.success": "free", "prospects.win_intercept": -2.5}
    paid = {"departments.field_sales.kpis": [{"metric": "cohort_ltv", "target": 6e4, "scope": "own"}]}
    shares = [(lived(company(choosing, more)).accounts["goal"] > 0).sum() for more in ({}, paid)]
    assert shares[1] > 1.5 * shares[0]


def test_what_is_never_spoken_about_is_absent() -> None:
    loud = {"success_target.aim": 2.0, "departments.field_sales.inquiry.success_hours": 40.0}
    assert behaviour(lived(company(RICH_WITHOUT, loud))) == behaviour(lived(company(RICH_WITHOUT)))
