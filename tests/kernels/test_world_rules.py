"""The world's rules against plain formulas beside them: interest, deciding, renewing, use, responding, remembering."""

from __future__ import annotations

import numpy as np
import pytest

from sim.draws import exponential_quantile, four, normal_quantile, uniform
from sim.engine.week import customers_live, market_responds
from sim.world import contracts, customers, prospects, talk
from tests.kernels.rows import company, numbers, shaken

CLOSE = 1e-12  # a few last bits of sums and products of a dozen factors


def odds(chance: float) -> float:
    return chance / (1.0 - chance)


def test_interest_halves_in_the_stated_hours() -> None:
    """Hyperbolic: interest · half / (half + hours waited), with 40 working hours a week, and never a gain."""
    model = company()
    p, half = numbers(model.company.prospects), model.company.prospects.cooling_half_hours
    for a in shaken(model, interest=(0, 1), touched=(0, 5))[:50]:
        assert prospects.interest_at(a, a["touched"] + half / 40.0, p) == pytest.approx(a["interest"] / 2.0, rel=CLOSE)
        assert prospects.interest_at(a, 0.0, p) == a["interest"]
        hours = 40.0 * (7.5 - a["touched"])
        assert prospects.interest_at(a, 7.5, p) == pytest.approx(a["interest"] * half / (half + hours), rel=CLOSE)


def test_calls_reach_less_with_every_attempt() -> None:
    section = company().company.prospects
    for attempts in range(9):
        expected = section.reach_chance * 0.7 / (1.0 + section.persistence_decay * attempts)
        assert prospects.reach_chance(0.7, attempts, numbers(section)) == pytest.approx(expected, rel=CLOSE)


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
    levels = [customers.maturity(x) for x in (0.0, 0.249, 0.25, 0.499, 0.5, 0.749, 0.75, 1.0)]
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


def test_a_week_of_use() -> None:
    """Every customer of a company at once: adoption, success, satisfaction, expectation and requests after one week."""
    model = company("contracts.outside_churn=0", "opening.customers=400")
    rows = shaken(model, care=(0, 6), tickets=(0, 4), satisfaction=(-0.5, 0.5), expectation=(0, 1), adoption=(0, 1))
    rows["won_week"], rows["renewal_week"] = np.arange(len(rows)) % 40 - 40, 1000
    market_responds(model)
    mine = np.flatnonzero(rows["lives"] > 0)
    before = rows[mine].copy()
    customers_live(model)

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
    model = company("market.accounts=3000")
    model.channel_hours[:] = (10.0, 0.0, 25.0, 80.0)
    market_responds(model)
    channels = list(model.company.market.channels.values())
    hours = [10.0, 0.0, 25.0, 80.0]
    leads = np.array(
        [
            c.weekly_leads + c.leads_per_hour * h / (1 + h / c.saturation_hours)
            for c, h in zip(channels, hours, strict=True)
        ]
    )
    leads *= model.bursts * 3000 / 20_000
    number = np.bincount(model.accounts["appeal"][:3000], minlength=8)
    quartile = np.array([-1.271, -0.325, 0.325, 1.271])
    pull = np.array([np.exp(c.selectivity * quartile) / np.exp(c.selectivity * quartile).mean() for c in channels]).T
    pull = np.concatenate([pull, pull * np.array([c.curiosity for c in channels])])
    chance = pull * leads / (number @ pull)
    np.testing.assert_allclose(model.rates, chance.sum(axis=1), rtol=1e-12)
    np.testing.assert_allclose(model.mix, np.cumsum(chance, axis=1) / chance.sum(axis=1, keepdims=True), rtol=1e-12)
    assert number @ model.rates == pytest.approx(leads.sum(), rel=1e-12)
    assert (model.bursts != 1.0).all()


def test_reputation_moves_towards_what_is_said() -> None:
    model = company()
    speed = model.company.talk.reputation_speed
    assert talk.remember(0.4, 0.0, 0.0, model.world) == 0.4
    for praise, complaints in ((3.0, 0.0), (2.0, 6.0), (0.0, 40.0)):
        said = praise + complaints
        weight = speed * said / (said + 5.0)
        expected = (1 - weight) * 0.4 + weight * praise / said
        assert talk.remember(0.4, praise, complaints, model.world) == pytest.approx(expected, rel=CLOSE)
