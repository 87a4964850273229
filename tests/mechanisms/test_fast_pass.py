"""Scores, the fast pass and automation (M17, M18)."""

from __future__ import annotations

import numpy as np
import pytest

from sim.departments import handover
from sim.engine.model import Model
from sim.flows import Flow
from sim.organisation import people
from sim.organisation.scoring import visible_score
from sim.record.metrics import summarise
from sim.record.series import PLACE
from sim.stages import Stage
from tests.laws.companies import behaviour, company, lived

SCORING = "policies.scoring."
AUTOMATION = "organisation.automation."


def _total(model: Model, name: str) -> float:
    return float(model.weekly[:, PLACE[name]].sum())


def _steps(model: Model, source: Stage, to: Stage) -> int:
    moves = model.books.move_log()
    return int(((moves["from_stage"] == source) & (moves["to_stage"] == to)).sum())


def test_a_hot_lead_goes_past_inside_sales_and_must_still_be_reached() -> None:
    plain = Model(company(), detail=True).run()
    fast = Model(company({SCORING + "fast_pass": True, SCORING + "fast_pass_from": 0.6}), detail=True).run()
    assert _steps(plain, Stage.LEAD, Stage.SQL) == 0
    passed = _steps(fast, Stage.LEAD, Stage.SQL)
    assert passed > 0
    assert _steps(fast, Stage.SQL, Stage.DEAD_END) > 0, "students look hot too, for a while"
    assert not fast.accounts["unreached"][np.isin(fast.accounts["stage"], (Stage.OPPORTUNITY, Stage.ONBOARDING))].any()


def test_what_was_told_is_lost_on_the_way_past_inside_sales_too() -> None:
    model = Model(company({"value_stack.enabled": True, "value_stack.handover_loss": 1.0,
                           "organisation.handover.thin_share": 0.4, "organisation.handover.trust": 0.5}))  # fmt: skip
    a, rules = model.accounts[0], model.rules[0]
    a["stage"], a["stack"] = Stage.LEAD, 200
    handover.past_inside_sales(a, 0, 0, 1.0, model.members, rules, model.books.pages)
    assert (a["stack"] == 40).all()


def test_leads_below_the_score_are_given_back() -> None:
    plain, scored = lived(company()), lived(company({SCORING + "mql_needs_score": True, SCORING + "mql_from": 0.6}))
    assert _total(scored, "mqls") < _total(plain, "mqls")
    assert _total(scored, "recycled") > _total(plain, "recycled")


def test_a_hot_lead_is_reached_with_the_chance_of_any_call() -> None:
    """Passing it on fast saves the wait and nothing else."""
    model = Model(company())
    rules, rows, member = model.rules[0], model.accounts[:1500], model.members[0]
    people.begin_week(model.members, rules)
    rows["stage"], rows["interest"], rows["unreached"], rows["information"] = Stage.SQL, 0.6, 1, 1.0
    rows["touched"] = 1.0  # nothing cools meanwhile
    for i, a in enumerate(rows):
        agreed, hours = handover.reach(a, i, 0, 0.0, member, rules, model.books.pages)
        assert agreed == (not a["unreached"])
        assert hours == pytest.approx(rules["departments"]["inside_sales"]["call_hours"] / member["speed"])
    chance = 0.55 * 0.6
    error = 4.0 * (chance * (1.0 - chance) / 1500) ** 0.5  # fails once in 16,000 seeds
    assert abs(1.0 - rows["unreached"].mean() - chance) < error
    taught = rules["departments"]["inside_sales"]["call_hours"] * 0.4
    np.testing.assert_allclose(rows["information"], 1.0 + taught * (rows["unreached"] == 0))


def test_the_score_knows_actions_and_not_fit() -> None:
    """Without noise it is what was done; of accounts alike in that, fit decides nothing."""
    model = Model(company({SCORING + "noise": 0.0}))
    rows = model.accounts[:1500]
    rows["interest"] = 0.2 + 0.6 * (np.arange(1500) % 2)
    found = np.array([visible_score(a, i, model.rules[0]) for i, a in enumerate(rows)])
    np.testing.assert_array_equal(found, rows["interest"])
    rows["interest"] = 0.5
    noisy = Model(company())
    noisy.accounts["interest"] = 0.5
    scores = np.array([visible_score(a, i, noisy.rules[0]) for i, a in enumerate(noisy.accounts[:1500])])
    z = np.corrcoef(scores, noisy.accounts["fit"][:1500])[0, 1] * 1500**0.5
    assert abs(z) < 4.0  # fails once in 16,000 seeds
    assert scores.std() > 0.1


def test_a_threshold_of_zero_holds_nobody_back() -> None:
    assert behaviour(lived(company({SCORING + "mql_needs_score": True, SCORING + "mql_from": 0.0}))) == behaviour(
        lived(company())
    )


def test_automation_lets_one_person_book_more_and_costs_its_licences() -> None:
    busy = {"departments.inside_sales.headcount": 1, "market.channels.search.weekly_leads": 300.0}
    hands, machine = lived(company(busy)), lived(company(busy, {AUTOMATION + "enabled": True}))
    free = lived(company(busy, {AUTOMATION + "enabled": True, AUTOMATION + "cost_per_seat": 0.0}))
    assert _total(machine, Flow.CALLS.name.lower()) > _total(hands, "calls")
    assert summarise(machine)["meetings_per_inside_seat"] > summarise(hands)["meetings_per_inside_seat"]
    assert _total(free, "money_overhead") - _total(machine, "money_overhead") == pytest.approx(100.0 * machine.weeks)


def test_what_is_tracked_changes_nothing_where_nobody_chooses_by_it() -> None:
    """Recorded visits are a machine's, not hours with the customer: they sharpen estimates and prepare no meeting."""
    random = {"organisation.choice": "random", AUTOMATION + "enabled": True}
    none, much = ({AUTOMATION + "tracking": units} for units in (0.0, 50.0))
    assert behaviour(lived(company(random, none))) == behaviour(lived(company(random, much)))
    chosen = {AUTOMATION + "enabled": True, "policies.qualification.inside_sales_to_field_sales": 0.4}
    assert behaviour(lived(company(chosen, none))) != behaviour(lived(company(chosen, much)))


def test_off_their_parameters_say_nothing() -> None:
    other = {
        SCORING + "mql_from": 0.9,
        SCORING + "fast_pass_from": 0.1,
        SCORING + "noise": 1.0,
        AUTOMATION + "speed_up": 9.0,
        AUTOMATION + "tracking": 9.0,
        AUTOMATION + "cost_per_seat": 9.0,
    }
    assert behaviour(lived(company(other))) == behaviour(lived(company()))
