"""Skill, ramp and morale make work faster or slower; who leaves, and when somebody follows (M21)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.draws import normal_quantile, uniform
from sim.engine.model import Model
from sim.engine.phases import live
from sim.engine.week import clock
from sim.organisation import people
from sim.record.series import PLACE
from sim.stages import Department
from tests.laws.companies import RICH, behaviour, company, lived

KEY = "organisation.people"
STAYS = {f"{KEY}.yearly_leaving": 0.0, f"{KEY}.overload_leaving": 0.0}
MANY = {f"departments.{name}.headcount": 250 for name in ("marketing", "inside_sales", "field_sales")}


def began(model: Model, week: int) -> Any:
    """The members once this week has begun."""
    model.now["week"] = week
    live(model, clock)
    return model.members


def test_speed_is_skill_times_ramp_times_what_morale_leaves() -> None:
    """Ramp is a straight line from ``ramp_start`` on the first day to one after ``ramp_weeks``."""
    model = Model(company({f"{KEY}.ramp_weeks": 20.0, f"{KEY}.ramp_start": 0.4, f"{KEY}.morale_effect": 0.5}))
    staff = model.members
    staff["skill"] = 2.0
    staff["hired_week"] = 30 - np.array([0, 5, 10, 20, 21, 134, 5, 5])
    staff["morale"] = 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.6
    ramp = np.array([0.4, 0.55, 0.7, 1.0, 1.0, 1.0, 0.55, 0.55])
    kept = np.array([1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.5, 0.8])
    np.testing.assert_allclose(began(model, 30)["speed"], 2.0 * ramp * kept, rtol=1e-12)


def test_without_a_ramp_a_newcomer_works_at_full_speed_on_the_first_day() -> None:
    model = Model(company({f"{KEY}.ramp_weeks": 0.0, f"{KEY}.ramp_start": 0.05}))
    model.members["hired_week"] = 30
    assert began(model, 30)["speed"].tolist() == model.members["skill"].tolist()


@pytest.mark.parametrize("spread", [0.0, 0.25, 0.8])
def test_skill_is_lognormal_of_mean_one(spread: float) -> None:
    """By seat and holder: exp(spread · z − spread² / 2); without spread all are alike."""
    model = Model(company(MANY, {f"{KEY}.skill_spread": spread}))
    z = [normal_quantile(uniform(model.key, people.SKILL, k, 0)) for k in model.members["identity"]]
    np.testing.assert_allclose(model.members["skill"], np.exp(spread * np.array(z) - spread**2 / 2.0), rtol=1e-12)
    assert len(set(z)) == len(z) > 700
    follower = [people.draw_skill(model.key, k, 1, spread) for k in model.members["identity"]]
    assert (np.array(follower) == model.members["skill"]).all() == (spread == 0.0)


def test_who_is_worn_out_leaves_more_often() -> None:
    """Chance at a review: (yearly_leaving + overload_leaving · (1 − morale)) · review_weeks / 52, by own luck."""
    often = {f"{KEY}.yearly_leaving": 0.3, f"{KEY}.overload_leaving": 0.8, f"{KEY}.review_weeks": 26}
    model = Model(company(MANY, often))
    model.now["week"], staff = 26, model.members
    staff["morale"] = np.arange(len(staff)) % 3 / 2.0
    staff["absent"][:30] = 1  # nobody leaves an empty seat
    chance = (0.3 + 0.8 * (1.0 - staff["morale"])) / 2.0
    luck = np.array([uniform(model.key, people.LEAVES, k, 26) for k in staff["identity"]])
    expected = np.flatnonzero((luck < chance) & (staff["absent"] == 0))
    leavers = np.zeros(len(staff), np.int64)
    count = people.reconsider(staff, leavers, model.rules)
    assert leavers[:count].tolist() == expected.tolist()
    assert staff["absent"][expected].all()
    left = [int((staff["morale"][expected] == morale).sum()) for morale in (0.0, 0.5, 1.0)]
    assert left[0] > left[1] > left[2] > 0


@pytest.mark.parametrize("weeks", [0, 3, 9])
def test_a_seat_that_is_left_is_filled_after_the_time_that_hiring_takes(weeks: int) -> None:
    certain = {f"{KEY}.yearly_leaving": 1.0, f"{KEY}.overload_leaving": 3.0, f"{KEY}.hiring_weeks": float(weeks)}
    model = Model(company(certain, {f"{KEY}.hiring_cost": 5000.0}))
    while model.week < 13:
        model.step()
    model.members["morale"] = 0.0  # so everybody goes
    while model.week < 13 + weeks:
        model.step()
        assert model.members["absent"].all()
        assert not model.members["hours"].any()
        assert model.weekly[model.week - 1, PLACE["money_hiring"]] == 0.0
    model.step()
    assert not model.members["absent"].any()
    assert (model.members["hours"] > 0.0).all()
    assert model.members["hired_week"].tolist() == [13 + weeks] * 8
    assert model.members["hires"].tolist() == [1] * 8
    assert model.weekly[model.week - 1, PLACE["money_hiring"]] == -5000.0 * 8


def test_training_takes_its_hours_of_those_who_sell() -> None:
    trained = {"policies.unfit_customers.training": 0.5, "policies.unfit_customers.training_hours": 6.0}
    hours = [began(Model(company(change)), 0)["hours"].copy() for change in ({}, trained)]
    sells = Model(company()).members["department"] != Department.CUSTOMER_SUCCESS
    np.testing.assert_allclose(hours[0] - hours[1], np.where(sells, 3.0, 0.0), atol=1e-12)


BUSY = {"usage.ticket_hours": 0.3, f"{KEY}.overload_from": 0.1, f"{KEY}.yearly_leaving": 0.8}
OFF: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "ramp": ({f"{KEY}.ramp_weeks": 0.0}, {f"{KEY}.ramp_start": 0.05}),
    "leaving": (STAYS | {"organisation.revenue_office.adds": "nothing"},
                {f"{KEY}.review_weeks": 4, f"{KEY}.hiring_weeks": 50.0, f"{KEY}.hiring_cost": 1e5}),
    "morale": ({f"{KEY}.morale_effect": 0.0, f"{KEY}.overload_leaving": 0.0},
               {f"{KEY}.morale_speed": 0.9, f"{KEY}.overload_from": 5.0}),
}  # fmt: skip


@pytest.mark.parametrize("what", OFF)
def test_what_is_switched_off_is_absent(what: str) -> None:
    """Bit for bit, all but morale itself; switched on, the same parameters change what happens."""
    off, changes = OFF[what]
    for layer, same in ((off, True), ({}, False)):
        one, other = (lived(company(RICH, BUSY, layer, more)) for more in ({}, changes))
        assert (one.accounts.tobytes() == other.accounts.tobytes()) == same
        if what != "morale":
            assert (behaviour(one) == behaviour(other)) == same
