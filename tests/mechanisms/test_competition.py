"""A rival grows in the segment where nobody knows the company, and keeps what it has taken (M36)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from sim.engine.model import Model
from sim.world import competition
from tests.kernels.rows import numbers
from tests.laws.companies import RICH, behaviour, company, lived
from tests.mechanisms.worlds import nature

KEY = "competition"
ON = {f"{KEY}.enabled": True}
SMALL, LARGE = 0, 1
FAST = {f"{KEY}.entry_week": 26, f"{KEY}.innovation": 0.01, f"{KEY}.imitation": 0.05}
CHANNELS = ("search", "advertising", "events", "targeted")
BY_HOURS = {f"market.channels.{c}.weekly_leads": 0.0 for c in CHANNELS}


def taken(model: Model) -> Any:
    return model.now["taken"][0]


def test_a_rival_that_meets_nobody_spreads_as_innovations_do() -> None:
    """In an unguarded segment: Bass (1969), dF/dt = (p + q F)(m − F), against its closed form in small steps."""
    p = company(ON, {f"{KEY}.largest_share": 1.0}).competition
    share, weeks = 0.0, 520
    for _ in range(weeks):
        share = competition.taken_a_week_later(share, 0.0, numbers(p))
    grown = math.exp(-(p.innovation + p.imitation) * weeks)
    assert share == pytest.approx((1 - grown) / (1 + p.imitation / p.innovation * grown), rel=0.02)


def test_the_first_in_a_segment_keeps_it_and_a_late_one_wins_nothing_back() -> None:
    plan = company(ON).competition
    p = numbers(plan)
    never, first, late = 0.0, 0.0, 0.0
    for week in range(1500):
        never = competition.taken_a_week_later(never, 0.0, p)
        first = competition.taken_a_week_later(first, 0.9, p)
        late = competition.taken_a_week_later(late, 0.9 if week > 750 else 0.0, p)
    assert first < plan.largest_share * (1.0 - plan.guard * 0.9) + 1e-9
    assert first < late < never <= plan.largest_share


def test_the_name_follows_customers_and_extends_to_the_other_segment_in_part() -> None:
    p = numbers(company(ON, {f"{KEY}.half_customers": 50.0, f"{KEY}.extension": 0.2}).competition)
    assert competition.renown(50.0, 0.0, p) == 0.5
    assert competition.renown(0.0, 250.0, p) == 0.5
    assert competition.renown(0.0, 0.0, p) == 0.0


def test_at_the_end_of_a_week_customers_are_counted_by_segment() -> None:
    model = lived(company(ON, {"run.years": 1.0}))
    rows, boundary = model.accounts, model.company.organisation.strategy.boundary
    customers = (rows["stage"] >= 5) & (rows["stage"] <= 9)
    counts = [np.sum(customers & (large == (rows["scale"] >= boundary))) for large in (False, True)]
    per_market = 20_000.0 / model.visible_accounts
    for s in (SMALL, LARGE):
        expected = competition.renown(counts[s] * per_market, counts[1 - s] * per_market, nature(model)["competition"])
        assert model.now["renown"][0, s] == pytest.approx(expected)


def test_whom_a_rival_has_does_not_respond_and_who_knows_the_name_does_so_more_readily() -> None:
    model = Model(company(ON))
    model.now["taken"][0], model.now["renown"][0] = (0.3, 0.6), (0.5, 0.2)
    world, p = nature(model), model.company.competition
    large = model.accounts["scale"] >= model.company.organisation.strategy.boundary
    found = np.array([competition.readiness(a, i, world) for i, a in enumerate(model.accounts)])
    for s, share, known in ((SMALL, 0.3, 0.5), (LARGE, 0.6, 0.2)):
        segment = found[large == s]
        assert abs((segment == 0.0).mean() - share) < 4.0 * math.sqrt(share * (1 - share) / len(segment))
        assert (segment[segment > 0.0] == 1.0 + p.brand_lift * known).all()


def test_odds_fall_with_what_the_rival_has_of_the_segment() -> None:
    model = Model(company(ON))
    model.now["taken"][0] = (0.5, 0.25)
    world = nature(model)
    for a in model.accounts[:40]:
        share = 0.25 if a["scale"] >= model.company.organisation.strategy.boundary else 0.5
        odds = 0.4 / 0.6 * math.exp(-2.0 * share)
        assert competition.chance_against_rivals(a, 0.4, 2.0, world) == pytest.approx(odds / (1.0 + odds))


def test_before_the_rival_comes_it_has_nobody() -> None:
    model = Model(company(ON, FAST))
    model.live_until(26)
    assert (taken(model) == 0.0).all()
    model.live_until(28)
    assert (taken(model) > 0.0).all()


def test_concentrating_leaves_the_other_segment_to_the_rival() -> None:
    """Against two tracks, under the same luck: less of the own segment is taken, and more of the one left alone."""
    found = {}
    for aim in ("two_tracks", "large"):
        strategy = {"organisation.strategy.enabled": True, "organisation.strategy.aim": aim, f"{KEY}.extension": 0.0}
        models = [
            lived(company(ON, FAST, BY_HOURS, strategy, {"organisation.strategy.focus": 1.0}), k) for k in range(3)
        ]
        found[aim] = np.mean([taken(model) for model in models], axis=0)
    assert found["large"][SMALL] > found["two_tracks"][SMALL]
    assert found["large"][LARGE] < found["two_tracks"][LARGE]


def test_the_brand_reaches_into_the_segment_left_alone() -> None:
    strategy = {
        "organisation.strategy.enabled": True,
        "organisation.strategy.aim": "large",
        "organisation.strategy.focus": 1.0,
    }
    alone, reaching = (
        lived(company(ON, FAST, BY_HOURS, strategy, {f"{KEY}.extension": extension})) for extension in (0.0, 1.0)
    )
    assert taken(reaching)[SMALL] < taken(alone)[SMALL]


def test_off_is_absent() -> None:
    changes = {
        f"{KEY}.entry_week": 0, f"{KEY}.innovation": 1.0, f"{KEY}.brand_lift": 5.0, f"{KEY}.win_pull": 9.0,
        f"{KEY}.renewal_pull": 9.0, f"{KEY}.extension": 1.0,
    }  # fmt: skip
    off = {f"{KEY}.enabled": False}
    assert behaviour(lived(company(RICH, off, changes))) == behaviour(lived(company(RICH, off)))
