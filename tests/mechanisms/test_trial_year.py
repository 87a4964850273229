"""Trying out: a part of the seats at first, or pushed into a trial year, and the rest with success (M12, M19)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.departments import trial_year
from sim.engine.model import Model
from sim.incentives import expectation
from sim.stages import Department, Stage
from sim.world import contracts, customers, first_purchase, prospects, stacking
from tests.kernels.rows import numbers, weights
from tests.kernels.test_choices import at_work
from tests.laws.companies import RICH, behaviour, company, lived, term

KEY = "departments.field_sales"
OFFERED = {f"{KEY}.trial_year.share": 0.3, "first_purchase.trial_ease": 1.0}
CALM = {"organisation.temperature": 0.0, f"{KEY}.discount": 0.0, "contracts.term_weeks": 520,
        "opening.customers": 0, "talk.enabled": False}  # fmt: skip


def test_who_tries_it_out_buys_the_rest_as_far_as_it_succeeds() -> None:
    whole = Model(company({"contracts.seats_of_success": 0.0}))
    model = Model(company({"contracts.seats_of_success": 0.0, "first_purchase.least_share": 0.2}))
    p, contracts_of = numbers(model.company.first_purchase), numbers(model.company.contracts)
    prices, all_seats = model.accounts["price_cents"] / 100.0, whole.accounts["price_cents"] / 100.0
    now = np.flatnonzero(prices > 0)
    bought = prices[now] / all_seats[now]
    assert 0.2 <= bought.min() < 0.35 < 0.85 < bought.max() <= 1.0
    assert abs(bought.mean() - 0.6) < 4 * 0.8 / np.sqrt(12 * len(bought))  # uniform from 0.2 to 1
    np.testing.assert_allclose(model.accounts["missing"][now], all_seats[now] - prices[now], atol=0.05)
    assert (whole.accounts["missing"] == 0.0).all()
    for i in now:
        a, left = model.accounts[i], all_seats[i] - prices[i]
        a["success"] = 0.5
        for _ in range(2):  # half of the rollout of what is left, at each renewal
            contracts.renew(a, first_purchase.comes(a, p), contracts_of, model.books.pages)
            left *= 1.0 - 0.5 * p["rollout"]
            assert a["missing"] == pytest.approx(left, abs=0.05)
            assert a["price_cents"] / 100.0 == pytest.approx(all_seats[i] - left, abs=0.05)


def share_on_trial(metric: str) -> float:
    """Of contracts signed by sellers paid on this metric: those for a part of the seats."""
    rows = lived(company(OFFERED, CALM, {f"{KEY}.kpis": [term(metric)]})).accounts
    signed = rows[(rows["seller"] >= 0) & (rows["booked"] > 0)]
    assert len(signed) > 30
    part = signed["missing"] > 0.0
    np.testing.assert_allclose(signed["booked"], np.where(part, 0.3, 1.0) * signed["quote"])
    np.testing.assert_allclose(signed["booked"] + signed["missing"], signed["quote"])
    return float(part.mean())


def test_who_counts_orders_pushes_trial_years_and_who_counts_money_does_not() -> None:
    assert share_on_trial("orders") > 0.9
    assert share_on_trial("bookings") < 0.1


def test_what_is_expected_of_it_is_an_order_at_a_part_of_the_price_with_an_eased_yes() -> None:
    model = at_work(Stage.OPPORTUNITY, f"{KEY}.trial_year.share=0.4")
    q, p, rules = model.company.organisation.beliefs, model.company.prospects, model.rules[0]
    ease = model.company.first_purchase.trial_ease
    w, thin = weights(ORDERS=3.0, BOOKINGS=0.002), model.company.organisation.handover.thin_share
    for a in model.accounts[:20]:
        told = prospects.after_meeting(a["interest"], a["information"], 0, numbers(p))
        yes = prospects.apparent_chance(a, told, a["promise"], 0.6 * ease, numbers(p))
        order = expectation.of_order(w, 0.5, 0.4 * a["quote"], a["promise"], thin, rules["office"]["load"], numbers(q))
        assert trial_year.gain(a, a["interest"], 0.5, w, rules) == pytest.approx(yes * order)


def test_use_grows_more_slowly_with_who_only_tries_it() -> None:
    model, growth = Model(company({"first_purchase.trial_effort": 0.25, "usage.forgetting": 0.0})), {}
    for trying in (0, 1):
        a: Any = model.accounts[:1].copy()[0]
        a["adoption"], a["fit"], a["care"], a["trying"] = 0.0, 0.8, 2.0, trying
        customers._learn_and_forget(a, 0, 1, model.rules[0]["nature"])
        growth[trying] = float(a["adoption"])
    assert growth[1] == pytest.approx(0.25 * growth[0])
    assert growth[0] > 0.0


def test_use_does_not_grow_before_the_approval_path_is_through() -> None:
    """What a week brings starts in the week in which the path is through; before it, the share that is set."""
    for share in (0.0, 0.25, 1.0):
        model = Model(company({"first_purchase.early_effort": share, "usage.forgetting": 0.0}))
        growth = {}
        for ready in (-1, 4, 5, 6):
            a: Any = model.accounts[:1].copy()[0]
            a["adoption"], a["fit"], a["care"], a["ready_week"] = 0.0, 0.8, 2.0, ready
            model.now["week"] = 5
            customers._learn_and_forget(a, 0, 1, model.rules[0]["nature"])
            growth[ready] = float(a["adoption"])
        assert growth[-1] == growth[4] == growth[5] > 0.0
        assert growth[6] == pytest.approx(share * growth[5])


def test_what_is_said_does_not_bring_use_forward_either() -> None:
    model = Model(company({"value_stack.enabled": True, "opening.customers": 300}))
    early = int(np.flatnonzero(model.accounts["stage"] >= Stage.ONBOARDING)[0])
    for ready, grows in ((5, True), (6, False)):
        rows: Any = model.accounts[early : early + 1].copy()
        rows["adoption"], rows["fit"], rows["ready_week"], rows["stack"] = 0.0, 0.8, ready, 100
        model.now["week"], model.now["active"] = 5, 1
        stacking.speak(rows[0], early, Department.CUSTOMER_SUCCESS, 2.0, 0.0, 0.0, model.rules[0]["nature"])
        said = float(rows["adoption"][0])
        stacking.widen_use(rows, np.zeros(1, np.int32), model.rules[0]["nature"])
        assert (said > 0.0) == (float(rows["adoption"][0]) > said) == grows


def test_off_is_absent() -> None:
    changes = {"first_purchase.trial_ease": 1.0, "first_purchase.trial_effort": 0.0, "first_purchase.early_effort": 1.0}
    assert behaviour(lived(company(RICH, changes))) == behaviour(lived(company(RICH)))


def test_a_trial_year_of_all_seats_eases_nothing() -> None:
    """Asking for less has to be less: a part near all is as welcome as the whole, and no more is signed."""
    p = numbers(company({"first_purchase.trial_ease": 0.8}).first_purchase)
    assert first_purchase.ease(1.0, p) == 0.0
    assert first_purchase.ease(0.25, p) == pytest.approx(0.6)
