"""What success does to seats, what a rescue repairs, and what knowing a customer adds to an hour (M12, M20)."""

from __future__ import annotations

from typing import Any

import pytest

from sim.departments import handover, keeping, sessions
from sim.engine.model import Model
from sim.flows import Flow
from sim.stages import Department, Stage
from sim.world import contracts, customers
from tests.laws.companies import company
from tests.mechanisms.worlds import nature

SEATS = {"contracts.seats_of_success": 0.8, "contracts.seats_neutral": 0.4, "contracts.seats_down": 0.2,
         "contracts.seats_up": 0.3}  # fmt: skip


def _renewed(success: float, *changes: dict[str, Any]) -> tuple[float, float, float, int]:
    """Change of a price of 10,000 USD, expansion and lost revenue counted, and weeks until the next date."""
    model = Model(company(SEATS, *changes))
    a, before = model.accounts[3], model.books.flows.copy()
    a["price_cents"], a["success"], a["renewal_week"], a["growth"] = 1_000_000, success, 40, 0.5
    contracts.renew(a, 0.0, nature(model)["contracts"], model.books.pages)
    counted = model.books.flows - before
    change = (int(a["price_cents"]) - 1_000_000) / 100.0
    return change, counted[Flow.EXPANSION], counted[Flow.CHURNED_REVENUE], int(a["renewal_week"]) - 40


@pytest.mark.parametrize(
    ("success", "change"), [(0.0, -2000.0), (0.25, -1200.0), (0.4, 0.0), (0.5, 800.0), (0.7, 2400.0), (1.0, 3000.0)]
)
def test_seats_follow_success_up_and_down_within_their_bounds(success: float, change: float) -> None:
    """By seats_of_success · (success − seats_neutral) of the price: at most 30 % up and 20 % down here."""
    found = _renewed(success)
    assert found == pytest.approx(
        (change, max(change, 0.0), max(-change, 0.0), 52), abs=0.015
    )  # parts of a cent are cut


def test_seats_of_who_grows_follow_growth_as_far_as_it_succeeds() -> None:
    """By seats_of_growth · growth · success · years of the term, besides."""
    assert _renewed(0.4, {"contracts.seats_of_growth": 0.5})[0] == pytest.approx(10_000 * 0.5 * 0.5 * 0.4, abs=0.01)


@pytest.mark.parametrize("success", [0.0, 0.4, 1.0])
def test_without_seats_of_success_the_price_stays(success: float) -> None:
    assert _renewed(success, {"contracts.seats_of_success": 0.0}) == (0.0, 0.0, 0.0, 52)


@pytest.mark.parametrize(("before", "effect", "after"), [(-0.5, 1.0, -0.3), (-0.5, 0.5, -0.4), (0.9, 1.0, 1.0)])
def test_a_rescue_repairs_feelings_and_no_success(before: float, effect: float, after: float) -> None:
    model = Model(company({"usage.rescue_step": 0.2}))
    a = model.accounts[3]
    a["satisfaction"], a["success"], a["adoption"] = before, 0.3, 0.4
    customers.console(a, effect, nature(model)["usage"])
    assert a["satisfaction"] == pytest.approx(after)
    assert (a["success"], a["adoption"]) == (0.3, 0.4)


def test_a_rescue_works_by_what_is_known_and_takes_its_hours() -> None:
    model = Model(company({"usage.rescue_step": 0.2, "departments.customer_success.rescue_hours": 4.0}))
    p, perception = model.company.departments.customer_success, model.company.organisation.perception
    repaired = []
    for known in (1.0, 6.0):
        a = model.accounts[3]
        a["satisfaction"], a["information"] = -0.5, known
        assert keeping.rescue(a, model.rules[0]) == 4.0
        learned = known + 4.0 * perception.hour_of_meeting
        assert a["information"] == pytest.approx(learned)
        effect = p.knowledge_floor + (1.0 - p.knowledge_floor) * learned / (learned + p.knowledge_half)
        repaired.append(float(a["satisfaction"]) + 0.5)
        assert repaired[-1] == pytest.approx(0.2 * effect)
    assert repaired[1] > repaired[0]


def test_a_rescue_is_tried_near_the_renewal_and_where_it_is_open() -> None:
    """Believed gain: rescue_gain · 4 · health · (1 − health) · what staying is worth, per hour, less the effort."""
    sure = {"organisation.temperature": 0.0, "departments.customer_success.health_noise": 0.0,
            "departments.customer_success.health_of_usage": 1.0, "departments.customer_success.health_of_success": 0.0,
            "departments.customer_success.health_of_satisfaction": 0.0}  # fmt: skip
    model = Model(company(sure))
    a, q, p = model.accounts[3], model.company.organisation, model.company.departments.customer_success
    found = {}
    for health in (0.0, 0.2, 0.5, 0.9, 1.0):
        a["adoption"], a["stage"] = health, Stage.RENEWAL
        gain = q.beliefs.rescue_gain * 4.0 * health * (1.0 - health) * 30.0
        found[health] = keeping.of_rescue(a, 3, 30.0, 1.25, 0.5, model.rules[0])
        assert found[health] == pytest.approx(gain * 1.25 / p.rescue_hours - q.effort)
        a["stage"] = Stage.ADOPTION
        assert keeping.of_rescue(a, 3, 30.0, 1.25, 0.5, model.rules[0]) == -1e9
    assert max(found, key=lambda health: found[health]) == 0.5


@pytest.mark.parametrize(("clear", "information"), [(0.0, 0.5), (0.0, 3.0), (0.0, 1e9), (0.5, 3.0), (1.0, 3.0)])
def test_knowing_the_customer_makes_an_hour_worth_more(clear: float, information: float) -> None:
    """From ``knowledge_floor`` to one, half of the way at ``knowledge_half``; an agreed target tells its part."""
    a = Model(company()).accounts[3]
    a["information"] = information
    share = 1.0 - (1.0 - clear) * 3.0 / (information + 3.0)
    assert keeping.effect_of_an_hour(a, clear, 0.4, 3.0) == pytest.approx(0.4 + 0.6 * share, rel=1e-9)


def test_what_a_full_hand_over_tells_makes_the_first_session_worth_more() -> None:
    care = {}
    for full in (False, True):
        model = Model(company())
        a, s = model.accounts[3], model.company
        a["stage"], a["information"], a["care"] = Stage.ONBOARDING, 9.0, 0.0
        sales, success, rules = Department.FIELD_SALES, Department.CUSTOMER_SUCCESS, model.rules[0]
        crossed = handover.cross(a, full, sales, success, rules)
        h = s.organisation.handover
        assert crossed == pytest.approx((h.full_share if full else h.thin_share) * h.trust)
        hours = sessions.hold(a, 3, sessions.COACH, rules, model.books.pages)
        known = 1.0 + 8.0 * crossed + hours * s.organisation.perception.hour_of_meeting
        p = s.departments.customer_success
        effect = p.knowledge_floor + (1.0 - p.knowledge_floor) * known / (known + p.knowledge_half)
        care[full] = float(a["care"])
        assert care[full] == pytest.approx(p.session_hours * effect)
        assert hours == p.session_hours
    assert care[True] > care[False]
