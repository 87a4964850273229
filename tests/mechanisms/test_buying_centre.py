"""Who decides is not always who has the title; more contacts reach them, and survive a champion's leaving (M16)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.departments import customer_success, dialogue, sessions
from sim.draws import space_for_luck
from sim.engine.model import Model
from sim.stages import Stage
from sim.world import contacts
from tests.laws.companies import behaviour, company, lived
from tests.mechanisms.worlds import RICH_WITHOUT, nature

ON = {"buying_centre.enabled": True}
MANY = 1500


def _started(*changes: dict[str, Any]) -> tuple[Model, Any]:
    model = Model(company(ON, *changes))
    model.accounts["contacts"] = 1
    return model, nature(model)


def _met(model: Model, world: Any) -> float:
    return float(np.mean([contacts.decider_is_met(model.accounts[i], i, world) for i in range(MANY)]))


def _near(share: float, expected: float) -> bool:
    """Within four standard errors of a share of ``MANY``: fails once in 16,000 seeds."""
    return abs(share - expected) < 4.0 * (expected * (1.0 - expected) / MANY) ** 0.5


@pytest.mark.parametrize("people", [1, 2, 5])
def test_further_contacts_reach_the_one_who_decides(people: int) -> None:
    model, world = _started()
    model.accounts["contacts"] = people
    assert _near(_met(model, world), 1.0 - 0.4 * 0.7 ** (people - 1))


@pytest.mark.parametrize("meetings", [1, 4])
def test_looking_who_speaks_finds_them_the_better_the_more_meetings(meetings: int) -> None:
    model, world = _started()
    model.accounts["meetings"] = meetings
    for i in range(MANY):
        contacts.look_for_decider(model.accounts[i], i, world)
    z = 0.6 * meetings**0.5
    assert _near(float((model.accounts["decider"][:MANY] == contacts.FOUND).mean()), {0.6: 0.7257, 1.2: 0.8849}[z])
    assert _met(model, world) > 0.7


def test_a_decision_without_them_is_made_at_lower_odds() -> None:
    model, world = _started({"buying_centre.win_without_decider": -1.0})
    for i in range(200):
        met = contacts.decider_is_met(model.accounts[i], i, world)
        chance = contacts.chance_of_yes(model.accounts[i], i, 0.3, world)
        assert chance / (1.0 - chance) == pytest.approx((0.3 / 0.7) * (1.0 if met else np.exp(-1.0)), rel=1e-12)


def test_both_satisfactions_decide_at_renewal_and_somebody_must_be_left() -> None:
    model, world = _started()
    a, p = model.accounts[0], model.company
    a["satisfaction"], a["decider_satisfaction"] = 0.2, -0.1 * 32767
    chance = contacts.chance_of_staying(a, 0.8, world)
    shift = p.contracts.renewal_satisfaction * p.buying_centre.decider_weight * (-0.1 - 0.2)
    assert np.log(chance / (1 - chance) / 4.0) == pytest.approx(shift, abs=1e-3)
    a["contacts"] = 0
    alone = contacts.chance_of_staying(a, 0.8, world)
    assert np.log(alone / (1 - alone) / 4.0) == pytest.approx(shift - 2.0, abs=1e-3)


@pytest.mark.parametrize("stage", [Stage.SQL, Stage.ADOPTION])
@pytest.mark.parametrize("people", [1, 2, 4])
def test_a_champion_takes_what_one_of_several_carried(people: int, stage: Stage) -> None:
    """A part of every layer; of a prospect's interest, or of a customer's use and satisfaction."""
    model, world = _started({"buying_centre.champion_leaving": 1.0, "value_stack.enabled": True})
    rows, before = model.accounts, {"adoption": 0.8, "satisfaction": 0.4, "interest": 0.9}
    rows["contacts"], rows["stage"], rows["stack"] = people, stage, 200
    for name, value in before.items():
        rows[name] = value
    world["now"]["active"] = MANY
    contacts.people_change(rows, np.arange(MANY, dtype=np.int32), space_for_luck(), world)
    carried = 1.0 / people
    left = (rows["stack"][:MANY] != 200).any(axis=1)
    assert _near(float(left.mean()), 1.0 / 52.0)
    assert (rows["contacts"][:MANY] == np.where(left, people - 1, people)).all()
    assert (rows["stack"][:MANY][left] == round(200.0 * (1.0 - carried))).all()
    kept = {"adoption": 1.0, "satisfaction": 1.0, "interest": 1.0}
    if stage == Stage.SQL:
        kept["interest"] = 1.0 - (1.0 - 0.4) * carried
    else:
        kept |= {"adoption": 1.0 - 0.3 * carried, "satisfaction": 1.0 - carried}
    for name, value in before.items():
        assert rows[name][:MANY][left] == pytest.approx(value * kept[name])
        assert (rows[name][:MANY][~left] == value).all()


def test_where_nobody_is_left_nobody_leaves_and_nobody_decides() -> None:
    model, world = _started({"buying_centre.champion_leaving": 1.0})
    a = model.accounts
    a["contacts"], a["stage"], a["decider"], a["adoption"] = 0, Stage.ADOPTION, contacts.FOUND, 0.8
    world["now"]["active"] = MANY
    contacts.people_change(a, np.arange(MANY, dtype=np.int32), space_for_luck(), world)
    assert (a["contacts"] == 0).all()
    assert (a["adoption"] == 0.8).all()
    assert _met(model, world) == 0.0
    a["contacts"] = 1
    assert _met(model, world) == 1.0


def test_the_decision_makers_satisfaction_follows_success_against_price() -> None:
    model, world = _started({"buying_centre.champion_leaving": 0.0})
    a = model.accounts[0]
    a["stage"], a["success"], a["satisfaction"] = Stage.ADOPTION, 0.65, 0.9
    world["now"]["active"] = 1
    for week in range(1, 200):
        world["now"]["week"] = week
        contacts.people_change(model.accounts, np.zeros(1, np.int32), space_for_luck(), world)
    assert a["decider_satisfaction"] / 32767 == pytest.approx(0.65 - 0.25, abs=0.01)


def test_who_decides_may_leave_and_the_next_one_must_be_found() -> None:
    model, world = _started({"buying_centre.champion_leaving": 0.0, "buying_centre.decider_leaving": 1.0})
    a = model.accounts
    a["stage"], a["decider"], a["decider_satisfaction"] = Stage.OPPORTUNITY, contacts.FOUND, 20_000
    world["now"]["active"] = MANY
    contacts.people_change(a, np.arange(MANY, dtype=np.int32), space_for_luck(), world)
    new = a["decider"][:MANY] == contacts.BY_TITLE
    assert _near(float(new.mean()), 1.0 / 52.0)
    assert (a["decider_satisfaction"][:MANY] == np.where(new, 0, 20_000)).all()
    assert (a["contacts"][:MANY] == 1).all()


def test_contacts_are_won_as_many_as_are_wanted() -> None:
    more = {f"departments.{name}.contact_points": 4 for name in ("inside_sales", "field_sales", "customer_success")}
    few, many = lived(company(ON)), lived(company(ON, more))
    assert many.accounts["contacts"].max() == 4
    assert few.accounts["contacts"].max() == 1


@pytest.mark.parametrize(("known", "chance", "hours", "found"), [(1, 0.0, 3.0, 1), (1, 1.0, 3.0, 2), (4, 1.0, 0.0, 4)])
def test_asking_for_an_introduction_takes_its_hours_also_in_vain(
    known: int, chance: float, hours: float, found: int
) -> None:
    """Of a member of half the usual speed twice as many; who knows enough people asks nobody."""
    model, world = _started({"buying_centre.contact_chance": chance, "buying_centre.contact_hours": 3.0})
    model.accounts["contacts"] = known
    for speed in (1.0, 0.5):
        a, member = model.accounts[0].copy(), model.members[0]
        member["speed"] = speed
        assert dialogue.widen(a, 0, 4, member, world) == pytest.approx(hours / speed)
        assert a["contacts"] == found


@pytest.mark.parametrize("chance", [0.0, 0.5])
def test_introductions_make_a_conversation_with_a_customer_longer(chance: float) -> None:
    """Without a chance of success too: each session of the same week takes ``contact_hours`` more."""
    asking = {"buying_centre.contact_chance": chance, "buying_centre.contact_hours": 0.5}
    quiet, asked = (Model(company(ON, asking, {"departments.customer_success.contact_points": wanted}))
                    for wanted in (0, 4))  # fmt: skip
    took = []
    for model in (quiet, asked):
        model.accounts["contacts"], i = 1, int(np.flatnonzero(model.accounts["lives"] > 0)[0])
        seat = int(model.accounts["carer"][i])
        model.members["speed"] = 0.8
        took.append(customer_success.perform(model.accounts[i], i, sessions.COACH, seat, model.worth[seat], 0.0,
                                             model.members, model.rules[0], model.books.pages))  # fmt: skip
    assert took[1] - took[0] == pytest.approx(0.5 / 0.8)


def test_off_leaves_no_trace_and_its_parameters_say_nothing() -> None:
    loud = {"buying_centre.champion_leaving": 1.0, "departments.field_sales.contact_points": 9,
            "departments.field_sales.inquiry.decision_maker": "find"}  # fmt: skip
    off = lived(company(RICH_WITHOUT))
    assert not any(off.accounts[name].any() for name in ("contacts", "decider", "decider_satisfaction"))
    assert behaviour(lived(company(RICH_WITHOUT, loud))) == behaviour(off)
    assert behaviour(lived(company(RICH_WITHOUT, ON))) != behaviour(off)
