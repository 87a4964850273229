"""When lost accounts come back, how many do, and what becomes of those who do not (M15)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.draws import normal_quantile, uniform
from sim.engine.model import Model
from sim.engine.phases import live
from sim.engine.week import market_responds
from sim.stages import Cause, Stage
from sim.world import leads, nurture
from sim.world.market import RETURN
from sim.world.talk import LOOK_CLOSELY
from tests.laws.companies import company
from tests.mechanisms.worlds import nature

MANY, WEEK = 1500, 30
NOBODY_RESPONDS_UNASKED = {f"market.channels.{name}.weekly_leads": 0.0 for name in company().market.channels}


def _asleep(stage: Stage, *changes: dict[str, Any]) -> Model:
    """A market whose accounts are all in one stage since week 0; the time of all but the last ten has come."""
    model = Model(company({"opening.customers": 0}, NOBODY_RESPONDS_UNASKED, *changes))
    rows, seen = model.accounts[:MANY], len(model.accounts)
    model.now["week"] = WEEK
    model.books.stocks[Stage.MARKET] -= seen
    model.books.stocks[stage] += seen
    model.accounts["stage"], model.accounts["returns_week"] = stage, WEEK + 1
    rows["returns_week"][:-10] = WEEK
    model.market[4][:] = LOOK_CLOSELY
    return model


def _share(came: Any, expected: float) -> None:
    """Within four standard errors: a right share fails in one of 16,000 seeds."""
    assert abs(came.mean() - expected) <= 4.0 * (expected * (1.0 - expected) / len(came)) ** 0.5


def test_the_time_until_a_lost_account_returns_is_lognormal() -> None:
    """From the week after: return_median_weeks · exp(return_spread · z), by own luck."""
    model = Model(company({"market.return_median_weeks": 20.0, "market.return_spread": 0.5}))
    rows, world = model.accounts, nature(model)
    waits = []
    for i in range(MANY):
        model.books.stocks[rows["stage"][i]] -= 1
        rows["stage"][i] = Stage.LEAD
        model.books.stocks[Stage.LEAD] += 1
        leads.send_back(rows[i], i, Stage.RECYCLED, Cause.REFUSED, WEEK, 0.0, -1, world, model.books.pages)
        z = normal_quantile(uniform(model.key, leads.PAUSE, i, 100_000 + WEEK))
        waits.append(int(20.0 * np.exp(0.5 * z)))
    assert (rows["returns_week"][:MANY] - WEEK - 1).tolist() == waits
    _share(np.array(waits) < 20, 0.5)
    _share(np.array(waits) < 10, 0.0829)  # the normal distribution at log(½) / ½


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_the_stated_share_comes_back_and_the_others_are_left_alone(share: float) -> None:
    """Off is ``market.return_share: 0``: nobody comes back."""
    model = _asleep(Stage.RECYCLED, {"market.return_share": share, "market.pooled_weeks": 17.0})
    live(model, market_responds)
    due, waiting = np.split(model.accounts[:MANY], [MANY - 10])
    came = due["stage"] == Stage.LEAD
    _share(came, share)
    assert came.any() == (share > 0.0)
    assert (due["channel"][came] == RETURN).all()
    assert (due["stage"][~came] == Stage.POOLED).all()
    assert (due["returns_week"][~came] == WEEK + 17).all()
    assert (waiting["stage"] == Stage.RECYCLED).all()


@pytest.mark.parametrize("stage", [Stage.POOLED, Stage.CHURNED])
def test_who_was_left_alone_is_new_in_the_market_when_the_time_has_come(stage: Stage) -> None:
    model = _asleep(stage, {"market.return_share": 1.0})
    live(model, market_responds)
    due, waiting = np.split(model.accounts[:MANY], [MANY - 10])
    assert (due["stage"] == Stage.MARKET).all()
    assert (waiting["stage"] == stage).all()


@pytest.mark.parametrize("mails", [0.0, 1.0])
def test_mail_to_the_pooled_brings_back_those_who_remember(mails: float) -> None:
    model = _asleep(Stage.POOLED, {"nurture.enabled": True, "nurture.pooled_return_share": 0.5, "talk.enabled": False})
    model.now["pooled_mails"] = mails
    live(model, market_responds)
    due = model.accounts[: MANY - 10]
    memory = nurture.remembered(float(WEEK), WEEK * mails, nature(model)["nurture"]) if mails else 0.0
    _share(due["stage"] == Stage.LEAD, 0.5 * memory)
    assert (due["stage"] == Stage.LEAD).any() == (mails > 0.0)


def test_who_remembers_comes_back_the_more_eager() -> None:
    """Mean interest at a return falls by ``interest_of_memory`` of it where nothing is remembered."""
    world = nature(Model(company({"nurture.interest_of_memory": 0.6, "market.returning_interest": 0.5})))
    found = [nurture.interest_at_return(memory, world) for memory in (0.0, 0.5, 1.0)]
    assert found == pytest.approx([0.5 * 0.4, 0.5 * 0.7, 0.5])
