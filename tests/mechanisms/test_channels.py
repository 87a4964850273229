"""Communities, fixed costs, targeting and the referral programme (M17)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.engine.company import Scenario
from sim.engine.model import Model
from sim.kinds import Kind
from sim.organisation.mailing import addressed
from sim.record.series import PLACE
from sim.stages import Department, Stage
from sim.world import channels
from sim.world.market import REFERRAL
from tests.laws.companies import behaviour, company, lived
from tests.mechanisms.worlds import nature

PROGRAMME = "policies.referral_programme."
MANY_ADVOCATES = {"talk.advocate_from": 0.2, "opening.customers": 300, "run.years": 2.0}


def _total(model: Model, name: str) -> float:
    return float(model.weekly[:, PLACE[name]].sum())


def test_a_community_brings_leads_only_where_there_are_customers() -> None:
    community = {"market.channels.events.of_customers": 50.0}
    lonely = {"opening.customers": 0, "run.years": 0.25, "prospects.win_intercept": -10.0}
    assert _total(lived(company(community)), "leads") > _total(lived(company()), "leads")
    assert (_total(lived(company(lonely, community)), "leads")) == _total(lived(company(lonely)), "leads")


def test_a_channel_may_cost_money_whoever_responds() -> None:
    paid = lived(company({"market.channels.events.fixed_cost": 700.0}))
    free = lived(company())
    assert _total(free, "money_channel") - _total(paid, "money_channel") == pytest.approx(700.0 * paid.weeks)


def test_curiosity_buyers_imitate_those_who_bought() -> None:
    """Their class responds 1 + imitation · share of customers as readily, and no other."""
    found = {}
    for strength in (0.0, 8.0):
        model = Model(company({"market.imitation": strength, "opening.customers": 300}))
        rates, now = model.market[2], model.now[0]
        channels.respond(*model.market[:4], 300, now)
        channels.imitate(rates, 300, nature(model))
        found[strength], visible = rates.copy(), int(now["visible"])
    assert found[8.0][:4] == pytest.approx(found[0.0][:4], rel=0)
    assert found[8.0][4:] == pytest.approx(found[0.0][4:] * (1.0 + 8.0 * 300 / visible))


def test_where_many_have_bought_more_curiosity_buyers_come() -> None:
    def curious(customers: int, strength: float) -> float:
        changes = {"opening.customers": customers, "market.imitation": strength, "prospects.win_intercept": -10.0}
        a = lived(company(changes)).accounts
        came = (a["quote"] > 0) & (a["inherited"] == 0)
        return float(a["curious"][came].mean())

    assert curious(500, 8.0) > 1.3 * curious(500, 0.0)
    assert curious(0, 8.0) == curious(0, 0.0)


def test_everybody_is_addressed_by_default() -> None:
    np.testing.assert_array_equal(addressed(1.0, 0.5), 1.0)


@pytest.mark.parametrize("breadth", [0.1, 0.25, 0.6, 1.0])
def test_a_narrow_campaign_reaches_the_best_and_fewer_in_all(breadth: float) -> None:
    aim = addressed(breadth, 0.5)
    assert aim.mean() == pytest.approx(breadth**0.5)
    assert (np.diff(aim) >= 0).all()
    assert (aim[: int(4 * (1 - breadth))] == 0).all()


def _without_marketers(*layers: dict[str, Any]) -> Model:
    model = Model(company(*layers))
    model.members["absent"][model.members["department"] == Department.MARKETING] = 1
    return model.run()


def test_nobody_is_addressed_without_marketing_hours() -> None:
    """Who responds by itself comes as before, whomever a policy would address."""
    idle, aiming = _without_marketers(), _without_marketers({"policies.targeting.addressed_share": 0.1})
    assert _total(idle, "leads") > 100
    assert behaviour(aiming) == behaviour(idle)


def test_narrow_targeting_brings_fewer_leads_of_better_visible_quality() -> None:
    bought = {f"market.channels.{name}.weekly_leads": 0.0 for name in Scenario().market.channels}
    bought |= {f"market.channels.{name}.leads_per_hour": 2.0 for name in Scenario().market.channels}
    broad, narrow = lived(company(bought)), lived(company(bought, {"policies.targeting.addressed_share": 0.25}))
    assert _total(narrow, "leads") < _total(broad, "leads")
    asked = [m.accounts[(m.accounts["quote"] > 0) & (m.accounts["inherited"] == 0)] for m in (broad, narrow)]
    assert (asked[1]["appeal"] % 4).mean() > (asked[0]["appeal"] % 4).mean()
    assert asked[1]["fit"].mean() > asked[0]["fit"].mean()


def test_an_offer_makes_advocates_speak_and_every_referred_lead_is_paid() -> None:
    without = lived(company(MANY_ADVOCATES))
    money = {PROGRAMME + "running": True, PROGRAMME + "pay_per_lead": 2000.0}
    model = Model(company(MANY_ADVOCATES, money), detail=True).run()
    assert _total(model, "praise") > _total(without, "praise")
    assert _total(model, "referrals") > _total(without, "referrals")
    entries = model.books.entry_log()
    rewards = entries[(entries["kind"] == Kind.LEAD) & (entries["cents"] == -200_000)]
    assert len(rewards) == _total(model, "referrals")
    assert (model.accounts["channel"] == REFERRAL).any()
    assert _total(model, "hours_worked_marketing") > 0


def test_only_advocates_are_offered_money_and_only_where_there_is_a_programme() -> None:
    assert not lived(company(MANY_ADVOCATES)).accounts["invited_until"].any()
    model = lived(company(MANY_ADVOCATES, {PROGRAMME + "running": True, "run.years": 0.25}))
    invited = model.accounts["invited_until"] > 0
    assert invited.any()
    assert np.isin(model.accounts["stage"][invited], (Stage.ADVOCATE, Stage.ADOPTION, Stage.RENEWAL,
                   Stage.CHURNED, Stage.IMPLEMENTATION)).all()  # fmt: skip


def test_without_a_programme_its_parameters_say_nothing() -> None:
    other = {
        PROGRAMME + "pay_per_lead": 9000.0,
        PROGRAMME + "hours_per_week": 0.0,
        "referrals.reward_lift": 9.0,
        "referrals.reward_half": 1.0,
        "market.falling_reach": 1.0,
    }
    assert behaviour(lived(company(other))) == behaviour(lived(company()))
