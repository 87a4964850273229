"""The world's rules against plain formulas beside them: interest, deciding, renewing, use, responding, remembering."""

from __future__ import annotations

import numpy as np
import pytest

from sim.draws import exponential_quantile, four, gamma_quantile, normal_quantile, uniform
from sim.engine.phases import live
from sim.engine.week import customers_live, market_responds
from sim.world import approval, channels, contracts, customers, leads, prospects, talk
from sim.world.market import RETURN
from tests.kernels.rows import company, numbers, shaken

CLOSE = 1e-12  # a few last bits of sums and products of a dozen factors


def odds(chance: float) -> float:
    return chance / (1.0 - chance)


def test_interest_halves_in_the_stated_hours() -> None:
    """Hyperbolic: interest · half / (half + hours waited), with 40 working hours a week, and never a gain."""
    model = company()
    p, half = numbers(model.company.prospects), model.company.prospects.cooling_half_hours
    never = numbers(company("prospects.cools=false").company.prospects)
    for a in shaken(model, interest=(0, 1), touched=(0, 5))[:50]:
        assert prospects.interest_at(a, a["touched"] + half / 40.0, p) == pytest.approx(a["interest"] / 2.0, rel=CLOSE)
        assert prospects.interest_at(a, 0.0, p) == a["interest"]
        assert prospects.interest_at(a, 900.0, never) == a["interest"]
        hours = 40.0 * (7.5 - a["touched"])
        assert prospects.interest_at(a, 7.5, p) == pytest.approx(a["interest"] * half / (half + hours), rel=CLOSE)


def test_calls_reach_less_with_every_attempt() -> None:
    section = company().company.prospects
    for attempts in range(9):
        expected = section.reach_chance * 0.7 / (1.0 + section.persistence_decay * attempts)
        assert prospects.reach_chance(0.7, attempts, numbers(section)) == pytest.approx(expected, rel=CLOSE)


def test_large_and_slow_buyers_take_longer_to_decide() -> None:
    """Lognormal over buyers, times the root of size; a decision is due in the week after that time."""
    model = company("prospects.decision_median_weeks=8", "prospects.decision_spread=0.5")
    p = numbers(model.company.prospects)
    for a in shaken(model, deliberation=(-2, 2), scale=(0.3, 4))[:60]:
        expected = 8.0 * np.exp(float(a["deliberation"])) ** 0.5 * float(a["scale"]) ** 0.5
        assert approval.deliberation_weeks(a, p) == pytest.approx(expected, rel=CLOSE)
        approval.begin_deliberation(a, 11, p)
        assert expected <= a["ready_week"] - 11 < expected + 1.0


def test_win_chance_is_a_product_of_odds() -> None:
    model = company()
    s = model.company.prospects
    rows = shaken(model, complains_until=(0, 3), lives=(0, 3), curious=(0, 2))[:200]
    rows["ended_week"] = 1
    seen = set()
    for k, a in enumerate(rows):
        interest, promise, discount = k / 200, (k % 5) / 4, (k % 3) / 10
        burned = a["lives"] > 0 and a["complains_until"] > 1  # it failed, and warned others
        seen.add((bool(burned), bool(a["curious"])))
        expected = np.exp(s.win_intercept) * np.exp(s.win_interest) ** interest * np.exp(s.win_promise) ** promise
        expected *= np.exp(s.win_discount) ** discount * np.exp(s.win_curiosity) ** float(a["curious"])
        expected *= np.exp(s.win_failed_before) if burned else 1.0
        chance = prospects.win_chance(a, interest, promise, discount, numbers(s))
        assert odds(chance) == pytest.approx(expected, rel=1e-10)
        seen_from_outside = prospects.apparent_chance(a, interest, promise, discount, numbers(s))
        hidden = np.exp(s.win_curiosity) ** float(a["curious"])  # nobody sees the motive
        assert odds(seen_from_outside) == pytest.approx(expected / hidden, rel=1e-10)
    assert len(seen) == 4


def test_renewal_chance_is_a_product_of_odds() -> None:
    model = company()
    s = model.company.contracts
    for a in shaken(model, success=(0, 0.6), satisfaction=(-0.6, 0.4))[:100]:
        for level in (1, 2, 3, 4):
            expected = np.exp(s.renewal_intercept + s.renewal_maturity * (level - 1))
            expected *= np.exp(s.renewal_success * a["success"]) * np.exp(s.renewal_satisfaction * a["satisfaction"])
            assert odds(contracts.renewal_chance(a, level, numbers(s))) == pytest.approx(expected, rel=1e-10)


def test_innate_risk_alone_decides_where_it_is_chosen() -> None:
    model = company("contracts.innate_risk.enabled=true")
    p = numbers(model.company.contracts)
    for a in shaken(model, success=(0, 1))[:50]:
        assert 0.0 < a["innate_risk"] < 1.0
        assert contracts.renewal_chance(a, 1, p) == 1.0 - float(a["innate_risk"])


def test_maturity_has_four_levels() -> None:
    p = numbers(company().company.usage)
    levels = [customers.maturity(x, p) for x in (0.0, 0.249, 0.25, 0.499, 0.5, 0.749, 0.75, 1.0)]
    assert levels == [1, 1, 2, 2, 3, 3, 4, 4]


def test_list_price_follows_size_growth_and_the_account() -> None:
    model = company()
    s = model.company.contracts
    for i, a in enumerate(model.accounts[:100]):
        z = normal_quantile(uniform(model.key, contracts.LIST_PRICE, i, 0))
        growth = float(a["growth"])  # stored in single precision
        size = a["scale"] * (1.0 + growth * (26 / 52 if growth > -0.2 else 0.0))
        expected = np.exp(np.log(s.price) + s.price_of_size * np.log(size) + s.price_spread * z)
        assert contracts.list_price(a, i, 26, numbers(s), model.key) == pytest.approx(expected, rel=1e-11)
        if growth > -0.2:  # an account that shrinks for long keeps a hundredth
            size = a["scale"] * max(1.0 + growth * 15.0, 0.01)
            expected = np.exp(np.log(s.price) + s.price_of_size * np.log(size) + s.price_spread * z)
            assert contracts.list_price(a, i, 780, numbers(s), model.key) == pytest.approx(expected, rel=1e-11)


def test_who_shrinks_leaves_more_often_for_outside_reasons() -> None:
    plain, s = company(), company("contracts.decline_churn=1.5").company.contracts
    for a in plain.accounts[:100]:
        usual = contracts.outside_chance(a, numbers(plain.company.contracts))
        assert usual == plain.company.contracts.outside_churn / 52.0
        more = 52.0 * (contracts.outside_chance(a, numbers(s)) - usual)
        assert more == pytest.approx(1.5 * max(-float(a["growth"]), 0.0), abs=1e-12)


def test_a_week_of_use() -> None:
    """Every customer of a company at once: adoption, success, satisfaction, expectation and requests after one week."""
    model = company("contracts.outside_churn=0", "opening.customers=400")
    rows = shaken(model, care=(0, 6), tickets=(0, 4), satisfaction=(-0.5, 0.5), expectation=(0, 1), adoption=(0, 1))
    rows["won_week"], rows["renewal_week"] = np.arange(len(rows)) % 40 - 40, 1000
    live(model, market_responds)
    mine = np.flatnonzero(rows["lives"] > 0)
    before = rows[mine].copy()
    live(model, customers_live)

    s, age, fit = model.company.usage, -before["won_week"], before["fit"]
    luck = np.array([four(model.key, customers.LIVING, i, 0) for i in mine])
    shock = [normal_quantile(u) for u in luck[:, 0]]
    request = [exponential_quantile(u) for u in luck[:, 1]]
    ceiling = s.product_ceiling * (s.ceiling_floor * (1 - fit) + fit)
    care = before["care"] / (before["care"] + s.care_half_hours) * np.where(age < s.window_weeks, 1 + s.window_bonus, 1)
    gap = np.maximum(ceiling - before["adoption"], 0)
    learned = before["adoption"] + gap * (s.self_learning * fit + s.care_learning * care)
    adoption = learned * (1 - s.forgetting * (1 - learned))
    experience = adoption * (s.experience_floor * (1 - fit) + fit)
    success = (
        (1 - s.success_speed) * before["success"] + s.success_speed * experience + s.success_shock * np.array(shock)
    )
    annoyed = s.annoyance * before["tickets"] / (before["tickets"] + s.annoyance_half_hours)
    felt = experience - before["expectation"] - annoyed
    new = s.ticket_hours * (1 + s.ticket_newness * s.window_weeks / (s.window_weeks + age)) * request
    expected = {
        "adoption": adoption,
        "success": np.clip(success, 0, 1),
        "satisfaction": (1 - s.satisfaction_speed) * before["satisfaction"] + s.satisfaction_speed * felt,
        "expectation": (1 - s.expectation_speed) * before["expectation"] + s.expectation_speed * experience,
        "tickets": s.ticket_patience * before["tickets"]
        + new * (1 + s.ticket_unfitness * (1 - fit)) * before["scale"] ** 0.5,
        "care": np.zeros(len(mine)),
    }
    assert len(mine) > 200
    for column, values in expected.items():
        np.testing.assert_allclose(rows[column][mine], values, rtol=1e-11, atol=1e-13, err_msg=column)


def test_response_rates() -> None:
    """Class k responds to channel c in proportion to its pull, and all classes together give the declared leads."""
    model, hours = company("market.accounts=3000"), [10.0, 0.0, 25.0, 80.0]
    plans = list(model.company.market.channels.values())
    model.channels["hours"] = hours
    live(model, market_responds)
    bursts = [gamma_quantile(uniform(model.key, channels.BURST, c, 0), 1 / p.dispersion) for c, p in enumerate(plans)]
    bought = [p.leads_per_hour * h / (1 + h / p.saturation_hours) for p, h in zip(plans, hours, strict=True)]
    leads_of_the_week = (np.array([p.weekly_leads for p in plans]) + bought) * bursts * 3000 / 20_000
    number = np.bincount(model.accounts["appeal"][:3000], minlength=8)
    quartile = np.array([-1.271, -0.325, 0.325, 1.271])
    pull = np.array([np.exp(p.selectivity * quartile) / np.exp(p.selectivity * quartile).mean() for p in plans]).T
    pull = np.concatenate([pull, pull * np.array([p.curiosity for p in plans])])
    chance = pull * leads_of_the_week / (number @ pull)
    _, _, rates, mix, _, _, _ = model.market
    np.testing.assert_allclose(rates, chance.sum(axis=1), rtol=1e-12)
    np.testing.assert_allclose(mix, np.cumsum(chance, axis=1) / chance.sum(axis=1, keepdims=True), rtol=1e-12)
    np.testing.assert_allclose(model.channels["strength"], leads_of_the_week / (number @ pull), rtol=1e-12)
    assert number @ rates == pytest.approx(leads_of_the_week.sum(), rel=1e-12)
    assert len(set(bursts)) == len(plans)


def test_reputation_moves_towards_what_is_said() -> None:
    model = company()
    world, now, speed = model.rules["nature"][0], model.now, model.company.talk.reputation_speed
    now["reputation"] = 0.4
    talk.remember(world)
    assert now["reputation"][0] == 0.4
    for praise, complaints in ((3.0, 0.0), (2.0, 6.0), (0.0, 40.0)):
        now["reputation"], now["praise"], now["complaints"] = 0.4, praise, complaints
        talk.remember(world)
        said = praise + complaints
        weight = speed * said / (said + 5.0)
        expected = (1 - weight) * 0.4 + weight * praise / said
        assert now["reputation"][0] == pytest.approx(expected, rel=CLOSE)


def test_a_meeting_lifts_interest_more_the_more_the_seller_knows() -> None:
    """It fills a share of what is missing: meeting_lift · prepared · (1 + promise_lift · promised), at most all of it;
    prepared rises from ``unprepared`` to one, half of the way at ``preparation_half`` units of information.
    """
    model = company()
    s = model.company.prospects
    lifts = []
    for information in (0.0, 1.0, s.preparation_half, 50.0):
        prepared = 1.0 - (1.0 - s.unprepared) * s.preparation_half / (information + s.preparation_half)
        for promised in (0, 1):
            lifts.append(s.meeting_lift * prepared * (1.0 + s.promise_lift * promised))
            found = prospects.after_meeting(0.3, information, promised, numbers(s))
            assert found == pytest.approx(0.3 + 0.7 * lifts[-1], rel=CLOSE)
    assert lifts[0] == s.meeting_lift * s.unprepared
    assert len(set(lifts)) == 8
    eager = numbers(s.model_copy(update={"meeting_lift": 1.0, "promise_lift": 3.0}))
    assert prospects.after_meeting(0.3, 5.0, 1, eager) == 1.0


def test_a_meeting_is_held_on_what_is_left_of_interest() -> None:
    model = company()
    s, p = model.company.prospects, numbers(model.company.prospects)
    rows = shaken(model, interest=(0, 1), touched=(0, 3), information=(1, 6), promise=(0, 1), meetings=(0, 4))
    for before in rows[:60].copy():
        for promised in (0, 1):
            rows[0] = before
            a = rows[0]
            prospects.attend(a, 3.5, promised, p)
            left = prospects.interest_at(before, 3.5, p)
            assert a["interest"] == prospects.after_meeting(left, before["information"], promised, p) > left
            assert (a["touched"], a["meetings"]) == (3.5, before["meetings"] + 1)
            assert a["promise"] == min(before["promise"] + promised * s.promise_step, 1.0)


def test_interest_of_somebody_who_responds() -> None:
    """Logit of the channel's mean, plus curiosity, reputation, what was heard of failures, and luck."""
    model = company("market.not_a_buyer_share=0")
    s = model.company.market
    model.now["week"], model.now["reputation"] = 9, 0.7
    rows = shaken(model, spoilt=(0, 1), curious=(0, 2), warned_week=(0, 9))
    for i in range(120):
        away = rows["spoilt"][i] * (1.0 - s.spoilt_recovery) ** (9 - int(rows["warned_week"][i]))
        z = normal_quantile(four(model.key, leads.MOOD, i, 9)[1])
        odds_of_interest = 0.45 / 0.55 * np.exp(s.curious_interest * float(rows["curious"][i]))
        odds_of_interest *= np.exp(s.reputation_lift * 0.2 - s.warning_weight * away + s.interest_spread * z)
        leads.become_lead(rows[i], i, RETURN, 2, 0.45, 6, model.rules["nature"][0], model.books.pages)
        assert odds(rows["interest"][i]) == pytest.approx(odds_of_interest, rel=1e-9)
        assert rows["marketer"][i] == i % 6
