"""Advocates recommend and failed customers warn; whom that reaches, and what it does there (M13)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.draws import uniform
from sim.engine.model import Model
from sim.engine.phases import live
from sim.engine.week import market_responds
from sim.population.traits import acquaintance
from sim.stages import Stage
from sim.world import talk
from sim.world.market import REFERRAL
from tests.laws.companies import company
from tests.mechanisms.worlds import nature

MANY, WEEK = 1500, 20
NEIGHBOURS = 12
NOBODY_RESPONDS_UNASKED = {f"market.channels.{name}.weekly_leads": 0.0 for name in company().market.channels}


def _started(*changes: dict[str, Any]) -> tuple[Model, Any]:
    """A market in which nobody is a customer, in week 20."""
    model = Model(company({"opening.customers": 0}, *changes))
    model.now["week"] = WEEK
    return model, nature(model)


def _told(model: Model, i: int, local_share: float, week: int = WEEK) -> int:
    return int(acquaintance(model.key, i, week, model.visible_accounts, local_share, NEIGHBOURS))


@pytest.mark.parametrize(("speaks", "chance"), [("recommend", 0.2), ("complain", 0.1)])
@pytest.mark.parametrize("enabled", [True, False])
def test_who_speaks_is_luck_with_the_stated_chance(speaks: str, chance: float, enabled: bool) -> None:
    model, world = _started({"talk.advocate_rate": 0.2, "talk.complaint_rate": 0.1, "talk.enabled": enabled})
    who = []
    for i in range(MANY):
        if speaks == "recommend":
            who.append(talk.recommend(model.accounts, model.market[4], i, WEEK, world, model.key))
        else:
            who.append(talk.complain(model.accounts, i, WEEK, world, model.key))
    luck = np.array([uniform(model.key, talk.SPEAKS, i, WEEK) for i in range(MANY)])
    assert who == (enabled & (luck < chance)).tolist()
    changed = model.accounts["heard" if speaks == "recommend" else "spoilt"] > 0.0
    assert changed.any() == enabled


def test_a_recommendation_is_heard_and_leaves_its_share_of_a_warning() -> None:
    """Only in the market: heard + referral_chance, at most 1; spoilt · reassurance, of what is not forgotten by now."""
    plan = {
        "talk.advocate_rate": 1.0,
        "talk.referral_chance": 0.3,
        "talk.reassurance": 0.25,
        "market.spoilt_recovery": 0.1,
    }
    model, world = _started(plan)
    rows, (one, other) = model.accounts, (_told(model, i, 0.7) for i in (0, 900))
    assert one != other
    rows["spoilt"], rows["warned_week"], rows["heard"][one] = 0.8, WEEK - 3, 0.2
    rows["stage"][other] = Stage.RECYCLED
    for i in (0, 900):
        assert talk.recommend(rows, model.market[4], i, WEEK, world, model.key) == 1.0
    assert rows["heard"][[one, other]].tolist() == [0.5, 0.0]
    assert rows["spoilt"][[one, other]] == pytest.approx([0.25 * 0.8 * 0.9**3, 0.8])
    assert rows["warned_week"][[one, other]].tolist() == [WEEK, WEEK - 3]
    for _ in range(3):
        talk.recommend(rows, model.market[4], 0, WEEK, world, model.key)
    assert rows["heard"][one] == 1.0
    assert (rows["heard"] > 0.0).sum() == 1


def test_a_warning_takes_its_harm_of_what_is_left_of_goodwill_and_fades() -> None:
    model, world = _started({"talk.harm": 0.4, "market.spoilt_recovery": 0.1})
    rows, told = model.accounts, _told(model, 5, 0.7)
    rows["spoilt"][told], rows["warned_week"][told] = 0.5, WEEK - 2
    talk.warn(rows, 5, WEEK, world, model.key)
    left = 1.0 - 0.5 * 0.9**2
    assert rows["spoilt"][told] == pytest.approx(1.0 - left * (1.0 - 0.4), rel=1e-12)
    assert (rows["spoilt"] > 0.0).sum() == 1
    away = [float(talk.turned_away(rows[told], WEEK + k, world["market"])) for k in range(30)]
    np.testing.assert_allclose(away, rows["spoilt"][told] * 0.9 ** np.arange(30), rtol=1e-12)


@pytest.mark.parametrize(("spoilt", "expected"), [(0.0, 0.5), (0.6, 0.2), (1.0, 0.0)])
def test_who_was_told_responds_and_who_was_warned_too_responds_less(spoilt: float, expected: float) -> None:
    """Chance of a response: heard · (1 − spoilt); what is not acted on fades."""
    model, _ = _started(NOBODY_RESPONDS_UNASKED, {"market.referral_memory": 0.7})
    rows, glance = model.accounts, model.market[4]
    rows["heard"], rows["spoilt"], rows["warned_week"] = 0.5, spoilt, WEEK
    glance[:] = talk.LOOK_CLOSELY
    live(model, market_responds)
    came = (rows["stage"] == Stage.LEAD)[:MANY]
    assert abs(came.mean() - expected) <= 4.0 * (expected * (1.0 - expected) / MANY) ** 0.5
    assert (rows["channel"][:MANY][came] == REFERRAL).all()
    np.testing.assert_allclose(rows["heard"][:MANY][~came], 0.35, rtol=1e-12)


@pytest.mark.parametrize(
    ("local_share", "likeness", "better"), [(1.0, 0.9, True), (0.0, 0.9, False), (1.0, 0.0, False)]
)
def test_advocates_who_fit_reach_others_who_fit_among_neighbours_alike(
    local_share: float, likeness: float, better: bool
) -> None:
    """A recommendation's way is blind; that it reaches a better fit follows from neighbours being alike."""
    model, _ = _started({"customers.likeness": likeness, "customers.curious_share": 0.0, "market.accounts": 6000})
    fit = model.accounts["fit"][:6000]
    told = np.array([_told(model, i, local_share) for i in range(6000)])
    same = told == np.arange(6000)  # who would have been told is not somebody else
    high, low = (fit[told[wanted & ~same]] for wanted in (fit > np.quantile(fit, 0.75), fit < np.quantile(fit, 0.25)))
    gained, error = high.mean() - low.mean(), np.sqrt(high.var() / len(high) + low.var() / len(low))
    if better:
        assert gained > 0.15 > 4.0 * error
    else:
        assert abs(gained) < 4.0 * error < 0.05


@pytest.mark.parametrize("local_share", [1.0, 0.0])
def test_failed_customers_spoil_their_neighbourhood_or_anybody(local_share: float) -> None:
    model, world = _started({"talk.complaint_rate": 0.5, "talk.local_share": local_share})
    for week in range(WEEK, WEEK + 40):
        for i in range(0, NEIGHBOURS, 2):  # half of the first neighbourhood failed
            talk.complain(model.accounts, i, week, world, model.key)
    spoilt = model.accounts["spoilt"][:MANY] > 0.0
    assert spoilt[:NEIGHBOURS].all() == (local_share == 1.0)
    assert spoilt[NEIGHBOURS:].any() == (local_share == 0.0)
