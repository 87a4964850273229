"""Whom customer success serves first, one role or two, and the seller who stays on (M20, M41)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.departments import keeping
from sim.draws import normal_quantile, uniform
from sim.organisation import care, roles
from sim.record.series import PLACE
from sim.stages import Department, Stage
from tests.laws.companies import RICH, behaviour, company, lived
from tests.mechanisms.worlds import model

SUCCESS = int(Department.CUSTOMER_SUCCESS)
BUSY = {"opening.customers": 300, "departments.customer_success.headcount": 4}
SPLIT = {"policies.care.adoption_share": 0.5}
KEPT = {"policies.care.expansion_by": "field_sales"}


def _order(serve_first: str) -> tuple[Any, np.ndarray]:
    started = model(policies__care__serve_first=serve_first)
    luck = np.random.default_rng(3)
    started.accounts["price_cents"] = luck.integers(500_000, 9_000_000, len(started.accounts))
    started.accounts["onboarded"] = luck.integers(0, 3, len(started.accounts))
    scores = [care.in_order(started.accounts[i], i, 0.5, 0.0, i / 300.0, started.rules[0]) for i in range(300)]
    return started, np.argsort(-np.array(scores), kind="stable")


def test_customers_are_served_in_the_order_of_the_policy() -> None:
    for name in ("size", "growth", "growth_rate", "new", "established", "at_risk"):
        started, found = _order(name)
        rows = started.accounts[:300]
        noise = [0.06 * normal_quantile(uniform(started.key, care.SEEN, i, 0)) for i in range(300)]
        seen = rows["growth"].astype(float) + noise
        keys = {"size": rows["price_cents"], "growth": rows["price_cents"] * seen, "growth_rate": seen,
                "new": rows["onboarded"] == 0, "established": rows["onboarded"] != 0,
                "at_risk": -np.arange(300)}  # fmt: skip  # health is i / 300
        assert (np.diff(np.asarray(keys[name], float)[found]) <= 1e-9).all(), name


def test_what_is_not_worth_doing_stays_so_and_what_a_rule_demands_stays_first() -> None:
    started = model(policies__care__serve_first="size")
    a, rules = started.accounts[0], started.rules[0]
    assert care.in_order(a, 0, -0.3, 0.0, 0.5, rules) == -0.3
    a["price_cents"] = 10**12
    assert 1.0 < care.in_order(a, 0, 50.0, 0.0, 0.5, rules) < 1e9


def test_by_growth_who_has_more_to_buy_comes_first_and_by_size_it_does_not() -> None:
    large_trial, small = 1e4, 0.0  # missing, USD a year; both pay the same now
    for name, first in (("growth", True), ("size", False), ("growth_rate", False)):
        started = model(policies__care__serve_first=name, policies__care__growth_error=0.0)
        a, rules = started.accounts[0], started.rules[0]
        a["price_cents"] = 10**6
        scores = [care.in_order(a, 0, 0.5, missing, 0.5, rules) for missing in (large_trial, small)]
        assert (scores[0] > scores[1]) is first, name


def _customers(lived_through: Any) -> Any:
    stages = lived_through.accounts["stage"]
    return lived_through.accounts[(stages >= Stage.ONBOARDING) & (stages <= Stage.ADVOCATE)]


def test_two_roles_share_every_customer() -> None:
    lived_through = lived(company(BUSY, SPLIT))
    rows, first = _customers(lived_through), int(lived_through.office["first"][0, SUCCESS])
    assert set(np.unique(rows["carer"])) == {first, first + 1}
    assert set(np.unique(rows["keeper"])) == {first + 2, first + 3}
    assert (lived_through.members["worked"][first : first + 4] > 0).all()
    assert lived_through.members["role"].tolist()[first : first + 4] == [1, 1, 2, 2]


@pytest.mark.parametrize(
    ("heads", "share", "found"), [(10, 0.0, 0), (10, 0.7, 7), (10, 1.0, 9), (10, 0.01, 1), (1, 0.5, 0)]
)
def test_there_is_at_least_one_in_each_role(heads: int, share: float, found: int) -> None:
    assert roles.adopters(heads, share) == found


def test_with_two_roles_people_are_put_where_they_are_strong() -> None:
    talent = {"organisation.roles.talent_spread": 0.3, "departments.customer_success.headcount": 40}
    one, two = (lived(company(talent, each, {"run.years": 0.25})) for each in ({}, SPLIT))
    mine = two.members["department"] == SUCCESS
    strong = two.members["strength"][mine]
    assert (strong[:20] >= 1.0).all()
    assert (strong[20:] <= 1.0).all()
    assert np.abs(np.log(strong)) == pytest.approx(np.abs(np.log(one.members["strength"][mine])))
    assert (two.members["strength"][~mine] == 1.0).all()


def test_a_role_is_paid_on_its_own_terms() -> None:
    kpis = [
        {"metric": "onboarded", "target": 5.0, "role": "adoption"},
        {"metric": "retention", "target": 0.8, "role": "renewal"},
    ]
    both = [{key: value for key, value in each.items() if key != "role"} for each in kpis]
    contracts = ({"departments.customer_success.kpis": each} for each in (kpis, both))
    apart, alike = (lived(company(BUSY, SPLIT, each)) for each in contracts)
    assert behaviour(apart) != behaviour(alike)
    contracts = ({"departments.customer_success.kpis": each} for each in (kpis, both))
    one, other = (lived(company(BUSY, each)) for each in contracts)
    assert behaviour(one) == behaviour(other), "where all do all, everybody is paid on every term"


PAID = {"departments.field_sales.kpis": [{"metric": "expansion", "target": 2e4}, {"metric": "bookings", "target": 5e4}]}


def test_a_seller_who_stays_on_spends_own_hours_on_expansion() -> None:
    lived_through = lived(company(BUSY, KEPT, PAID))
    rows, first = _customers(lived_through), lived_through.office["first"][0]
    assert (rows["keeper"] >= first[Department.FIELD_SALES]).all()
    assert (rows["keeper"] < first[SUCCESS]).all()
    new = rows[rows["inherited"] == 0]
    assert (new["keeper"] == new["seller"]).all()
    assert rows["offered_week"].max() > 0
    assert lived_through.weekly[:, PLACE["offer_cost"]].sum() > 0


def test_nobody_is_left_without_expansion() -> None:
    with pytest.raises(ValueError, match="without expansion"):
        company(SPLIT, KEPT)


def test_offers_by_who_knows_the_customer_are_taken_more_often() -> None:
    aimless = {"usage.expansion_of_knowledge": 1.0, "departments.customer_success.knowledge_half": 100.0}
    paid = {
        "departments.customer_success.kpis": [{"metric": "expansion", "target": 2e4}],
        "contracts.seats_of_success": 0.0,
    }
    plain, lost = (lived(company(BUSY, paid, each)).weekly[:, PLACE["expansion"]].sum() for each in ({}, aimless))
    assert lost < 0.5 * plain


def test_who_is_at_risk_gets_more_of_the_hours_where_they_come_first() -> None:
    def care_of_the_healthy(order: str) -> float:
        rows = _customers(lived(company(BUSY, {"policies.care.serve_first": order, "contracts.term_weeks": 104})))
        healthy = rows["adoption"] > np.median(rows["adoption"])
        return float(rows["serving_cost"][healthy].sum() / rows["serving_cost"].sum())

    assert care_of_the_healthy("at_risk") < care_of_the_healthy("expected_gain")


def test_where_nothing_is_to_be_gained_no_offer_and_no_rescue_is_made() -> None:
    paid = {"departments.customer_success.kpis": [{"metric": "expansion", "target": 2e4}]}
    offers = (
        lived(company(BUSY, paid, each)).weekly[:, PLACE["offer_cost"]].sum()
        for each in ({}, {"usage.expansion_chance": 0.0}, {"departments.customer_success.expansion_share": 0.0})
    )
    some, none, nothing = offers
    assert some > 0
    assert none == nothing == 0
    for step, worth_it in ((0.0, False), (0.1, True)):
        started = model(usage__rescue_step=step)
        a = started.accounts[0]
        a["stage"], a["adoption"], a["success"] = Stage.RENEWAL, 0.5, 0.5
        assert (keeping.of_rescue(a, 0, 1e6, 1.0, 0.5, started.rules[0]) > 0.0) is worth_it


def test_use_comes_to_its_ceiling_and_not_beyond_however_fast_customers_learn() -> None:
    fast = lived(company({"usage.care_learning": 1.0, "usage.window_bonus": 20.0, "usage.self_learning": 1.0}))
    assert 0.8 < fast.accounts["adoption"].max() <= 1.0


def test_what_is_off_says_nothing() -> None:
    changes = {"policies.care.growth_error": 2.0}
    assert behaviour(lived(company(RICH, changes))) == behaviour(lived(company(RICH)))
