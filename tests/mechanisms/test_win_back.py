"""Winning back former customers: by how the first life ended, how long it was, and what it brought (M14, M15)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.engine.company import Scenario
from sim.engine.model import Model
from sim.kinds import CHURN_EXTERNAL, CHURN_RENEWAL, USED_UP
from sim.stages import Stage
from sim.world.prospects import apparent_chance, win_chance
from sim.world.win_back import WinBack, pause
from tests.kernels.rows import company as model
from tests.kernels.rows import numbers, scenario
from tests.laws.companies import behaviour, company, lived

ON = "prospects.win_back.enabled=true"
KEY = "prospects.win_back"
BURNED: dict[str, Any] = {  # most customers leave soon, and are asked again soon
    "opening.customers": 600,
    "market.accounts": 1500,
    "market.forgiving_weeks": 8.0,
    "contracts.outside_churn": 0.8,
    "market.channels.search.weekly_leads": 600.0,
}


def former(why: int, years: float = 1.0, success: float = 0.25) -> Any:
    a = model().accounts[0]
    a["lives"], a["ended_why"], a["success"], a["curious"] = 1, why, success, 0
    a["won_week"], a["ended_week"], a["complains_until"] = 0, round(52 * years), 0
    return a


def prospects(*changes: str) -> tuple[Any, WinBack]:
    """The section as kernels read it, and its part of winning back as declared."""
    declared = scenario(*changes).prospects
    return numbers(declared), declared.win_back


def logit(chance: float) -> float:
    return float(np.log(chance / (1.0 - chance)))


def seen(a: Any, p: Any) -> float:
    return logit(apparent_chance(a, 0.5, 0.0, 0.0, p))


def test_the_reason_of_leaving_and_the_length_of_the_first_life_move_the_odds_as_declared() -> None:
    p, back = prospects(ON)
    new = former(USED_UP)
    new["lives"] = 0
    plain = seen(new, p)
    for why, shift in ((CHURN_RENEWAL, back.after_decision), (CHURN_EXTERNAL, back.after_event), (USED_UP, 0.0)):
        assert seen(former(why, 3.0), p) - plain == pytest.approx(shift + 3.0 * back.of_years)


def test_success_of_the_first_life_counts_and_the_seller_does_not_see_it() -> None:
    p, back = prospects(ON)
    failed, content = former(CHURN_EXTERNAL, success=0.05), former(CHURN_EXTERNAL, success=0.65)
    assert seen(failed, p) == seen(content, p)
    answers = [logit(win_chance(a, 0.5, 0.0, 0.0, p)) for a in (failed, content)]
    assert answers[1] - answers[0] == pytest.approx(0.6 * back.of_success, rel=1e-6)


def test_without_it_only_failing_counts() -> None:
    (p, _), declared = prospects(), Scenario().prospects
    a = former(CHURN_RENEWAL, 4.0, 0.9)
    assert seen(a, p) == pytest.approx(declared.win_intercept + 0.5 * declared.win_interest)
    assert win_chance(a, 0.5, 0.0, 0.0, p) == apparent_chance(a, 0.5, 0.0, 0.0, p)
    before = seen(a, p)
    a["complains_until"] = a["ended_week"] + 10
    assert seen(a, p) - before == pytest.approx(declared.win_failed_before)


def test_who_left_for_an_outside_reason_can_be_asked_sooner() -> None:
    market, weeks = Scenario().market, Scenario().market.forgiving_weeks
    (_, on), (_, off) = prospects(ON), prospects()
    for p in (on, off):
        assert pause(True, CHURN_RENEWAL, numbers(market), numbers(p)) == weeks
        assert pause(False, CHURN_RENEWAL, numbers(market), numbers(p)) == 0.5 * weeks
    assert pause(True, CHURN_EXTERNAL, numbers(market), numbers(on)) == pytest.approx(0.3 * weeks)
    assert pause(True, CHURN_EXTERNAL, numbers(market), numbers(off)) == weeks


def test_companies_win_more_back_whose_customers_left_for_outside_reasons() -> None:
    def second_lives(*layers: dict[str, Any]) -> int:
        a = lived(company(BURNED, {f"{KEY}.enabled": True}, *layers)).accounts
        return int((a["lives"] > 1).sum())

    bitter = second_lives({f"{KEY}.after_event": -3.0})
    assert bitter < 0.7 * second_lives({f"{KEY}.after_event": 1.0})


def test_off_is_absent() -> None:
    loud = {f"{KEY}.after_decision": 5.0, f"{KEY}.after_event": 5.0, f"{KEY}.of_years": 5.0,
            f"{KEY}.of_success": 20.0, f"{KEY}.neutral": 1.0, f"{KEY}.pause_after_event": 2.0}  # fmt: skip
    assert behaviour(lived(company(BURNED, loud))) == behaviour(lived(company(BURNED)))


def test_a_company_that_lives_long_prices_nobody_without_a_number() -> None:
    """Accounts that shrink for fifteen years keep a price."""
    started = Model(scenario("market.accounts=600", "run.years=15", "organisation.choice=random"))
    started.run()
    assert started.week == 780
    assert np.isfinite(started.accounts["quote"]).all()
    assert np.isfinite(started.weekly).all()
    assert (started.accounts["stage"] == Stage.CHURNED).any()
