"""Concentrating turns the channels to a segment; a company learns of a segment from its customers alone (M36)."""

from __future__ import annotations

import numpy as np
import pytest

from sim.engine.model import Model
from sim.organisation import belief, strategy
from sim.world import channels
from tests.laws.companies import RICH, behaviour, company, lived

KEY = "organisation.strategy"
ON = {f"{KEY}.enabled": True}


def plan(**values: object) -> strategy.Strategy:
    return company(ON, {f"{KEY}.{name}": value for name, value in values.items()}).organisation.strategy


@pytest.mark.parametrize("aim", ["small", "large", "two_tracks"])
def test_concentrating_shifts_the_channels_reach_and_does_not_enlarge_it(aim: str) -> None:
    sizes = np.array([0.2, 0.3, 0.5, 1.0, 2.0])
    found = strategy.reach(plan(aim=aim, focus=0.9), sizes)
    small, large = found["reach_small"], found["reach_large"]
    assert 0.6 * small + 0.4 * large == pytest.approx(1.0)
    assert found["reach_most"] == max(small, large)
    if aim == "large":
        assert 0.4 * large == pytest.approx(0.9)


BY_HOURS = {
    **{f"market.channels.{c}.weekly_leads": 0.0 for c in ("search", "advertising", "events", "targeted")},
    "organisation.effort": 0.1,  # at more, a market as small as this is hardly worth an hour of campaigns
}
BY_THEMSELVES = {f"market.channels.{c}.leads_per_hour": 0.0 for c in ("search", "advertising", "events", "targeted")}
QUIET = {f"{KEY}.focus": 1.0, "opening.customers": 0, "talk.enabled": False}


def test_leads_that_hours_buy_come_from_the_chosen_segment() -> None:
    share = {}
    for aim in ("small", "large"):
        model = lived(company(ON, BY_HOURS, QUIET, {f"{KEY}.aim": aim}))
        asked = model.accounts[model.accounts["quote"] > 0]
        assert len(asked) > 20
        share[aim] = float((asked["scale"] >= model.company.organisation.strategy.boundary).mean())
    assert share == {"small": 0.0, "large": 1.0}


def test_who_responds_without_hours_was_sought_out_by_nobody() -> None:
    """Deciding to concentrate changes nothing that nobody works for (law 1)."""
    aims = [behaviour(lived(company(ON, BY_THEMSELVES, QUIET, {f"{KEY}.aim": aim}))) for aim in strategy.AIMS]
    assert aims[0] == aims[1] == aims[2]


@pytest.mark.parametrize("addressed", [1.0, 0.4])
def test_each_channel_is_turned_as_far_as_hours_bought_its_leads(addressed: float) -> None:
    """Chance of a response from each channel: by itself as before, bought by hours times how far they are turned."""
    picks, chance = (np.arange(4000) + 0.5) / 4000, {}
    for aim in ("two_tracks", "small"):
        model = Model(company(ON, {f"{KEY}.aim": aim, f"{KEY}.focus": 0.8}))
        model.channels["hours"], model.now["addressed"] = (5.0, 0.0, 20.0, 40.0), addressed
        table, weights, rates, mix = model.market[:4]
        channels.respond(table, weights, rates, mix, 0, model.now[0])
        for i in range(30):
            a, now = model.accounts[i], model.now[0]
            found = [channels.channel_of(a, pick, mix, table, now) for pick in picks]
            share = np.bincount(found, minlength=len(table)) / len(picks)
            chance[aim, i] = rates[a["appeal"]] * channels.reached(a, now) * share
    bought = model.channels["bought"] * addressed / (1.0 + model.channels["bought"] * (addressed - 1.0))
    assert bought[1] == 0.0 < bought[3]
    for i in range(30):
        turned = channels.turned_to(model.accounts[i], model.now[0])
        expected = chance["two_tracks", i] * (1.0 + bought * (turned - 1.0))
        np.testing.assert_allclose(chance["small", i], expected, atol=2.0 * expected.sum() / len(picks))


def test_customers_whose_window_closes_teach_about_their_segment() -> None:
    model = lived(company(ON, {"run.years": 1.0}))
    p, rows, weeks = model.company.organisation.strategy, model.accounts, model.week
    window = model.company.usage.window_weeks
    lived_with = rows[(rows["onboarded"] > 0) & (rows["ended_week"] < 0) & (rows["won_week"] + window < weeks)]
    assert len(lived_with) > 20
    known = model.office["known_of"][0]
    np.testing.assert_allclose(known, p.units * model.office["cases"][0] / (model.office["cases"][0] + p.half_cases))
    assert (known > 0).all()


def test_what_is_known_of_a_segment_sharpens_estimates_and_prepares_no_meeting() -> None:
    """As so many units of information; what the world reads is what was learned in hours, and stays as it is."""
    model = Model(company(ON))
    a = model.accounts[0]
    for scale, information, known in ((0.5, 1.0, 0.5), (2.0, 1.0, 2.0), (2.0, 7.0, 2.0)):
        a["scale"], a["information"] = scale, information + known
        model.office["known_of"][0] = 0.0
        expected = belief.estimate(a, 0.5, model.rules[0])
        a["information"], model.office["known_of"][0] = information, (0.5, 2.0)
        assert belief.estimate(a, 0.5, model.rules[0]) == pytest.approx(expected)
        assert a["information"] == information


def test_a_company_that_concentrated_may_step_on_the_accelerator_later() -> None:
    """Until that week it lives as if it went on concentrating; from then on it reaches the whole market."""
    small = {f"{KEY}.aim": "small", f"{KEY}.focus": 1.0}
    going_on, widening = (lived(company(ON, BY_HOURS, small, {f"{KEY}.both_from_week": week})) for week in (0, 40))
    assert widening.weekly[:40].tobytes() == going_on.weekly[:40].tobytes()
    assert [widening.now[f"reach_{name}"][0] for name in ("small", "large", "most")] == [1.0, 1.0, 1.0]
    large = going_on.accounts["scale"] >= going_on.company.organisation.strategy.boundary
    asked = [int(((model.accounts["quote"] > 0) & large).sum()) for model in (going_on, widening)]
    assert asked[1] > asked[0]


def test_off_is_absent() -> None:
    off = {f"{KEY}.enabled": False}
    changes = {f"{KEY}.aim": "small", f"{KEY}.focus": 1.0, f"{KEY}.units": 50.0, f"{KEY}.boundary": 2.0}
    assert behaviour(lived(company(RICH, off, changes))) == behaviour(lived(company(RICH, off)))
