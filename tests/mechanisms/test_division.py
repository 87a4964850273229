"""Generalists (M23), and helping across the border (M43)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.engine.company import Scenario
from sim.engine.model import Model
from sim.incentives.division import merged, stakes
from sim.organisation import helping, people
from sim.record.series import PLACE
from sim.stages import Department
from tests.laws.companies import behaviour, company, lived, term

GENERAL: dict[str, Any] = {"organisation.division": "generalists", "run.checks": True}
HELP: dict[str, Any] = {"organisation.helping.enabled": True}


def test_a_generalist_keeps_the_customer_and_nothing_is_lost() -> None:
    alone = {"organisation.people.yearly_leaving": 0.0, "organisation.people.overload_leaving": 0.0}
    model = lived(company(GENERAL, alone))
    won = model.accounts[(model.accounts["lives"] == 1) & (model.accounts["inherited"] == 0)]
    assert len(won) > 5
    for other in ("marketer", "qualifier", "carer"):
        assert (won["seller"] == won[other]).all()
    assert (won["handed_in_full"] == 1).all()
    specialists = lived(company(alone)).accounts
    sold = specialists[(specialists["lives"] == 1) & (specialists["inherited"] == 0)]
    assert won["handed"].mean() > sold["handed"].mean()


@pytest.mark.parametrize("fast_pass", [False, True])
def test_a_generalist_who_passes_an_account_to_herself_loses_nothing_of_what_was_told(fast_pass: bool) -> None:
    """How much a hand-over loses says nothing where there is none, and everything where there is one."""
    stack = {"value_stack.enabled": True, "policies.scoring.fast_pass": fast_pass, "run.years": 1.0,
             "organisation.people.yearly_leaving": 0.0, "organisation.people.overload_leaving": 0.0}  # fmt: skip
    lossy, lossless = {"value_stack.handover_loss": 1.0}, {"value_stack.handover_loss": 0.0}
    assert behaviour(lived(company(GENERAL, stack, lossy))) == behaviour(lived(company(GENERAL, stack, lossless)))
    assert behaviour(lived(company(stack, lossy))) != behaviour(lived(company(stack, lossless)))


def test_a_generalist_has_less_practice_in_each_trade() -> None:
    layer = {"organisation.learning.rate": 0.15}
    special, general = Model(company(layer)), Model(company(layer, GENERAL))
    for model in (special, general):
        people.begin_week(model.members, model.rules[0])
    ratio = general.members["speed"] / special.members["speed"]
    np.testing.assert_allclose(ratio, 0.25**0.15, rtol=1e-12)  # four trades, each for a quarter of the week


def test_a_generalist_gives_every_trade_its_share_of_the_week() -> None:
    """Where every trade has enough to do, long meetings do not eat the hours of success: a quarter of heads here."""
    busy = {"opening.customers": 400, "market.accounts": 12_000, "organisation.people.yearly_leaving": 0.0,
            "run.years": 3.0, "market.channels.search.weekly_leads": 200.0}  # fmt: skip
    weekly = lived(company(GENERAL, busy)).weekly
    worked = sum(weekly[:, PLACE[f"hours_worked_{d.name.lower()}"]].sum() for d in Department)
    serving = -weekly[:, PLACE["money_serving"]].sum() / float(np.mean([75.0, 60.0, 115.0, 70.0]))
    assert serving / worked == pytest.approx(0.25, abs=0.02)


def test_contracts_of_generalists_are_worth_per_unit_what_specialists_have() -> None:
    scenario = Scenario()
    heads = dict.fromkeys(Department, 5)
    (contract,) = set(merged(scenario.contracts_of_staff, heads).values())
    whole = [kpi for kpis in scenario.contracts_of_staff.values() for kpi in kpis]
    assert len(contract) == len(whole)
    assert sum(kpi.weight for kpi in contract) == pytest.approx(1.0)
    for part, kpi in zip(contract, whole, strict=True):
        same = kpi.target == part.target and kpi.volume == 4 * part.volume
        assert same or part.weight / part.target == pytest.approx(kpi.weight / kpi.target)


def test_who_has_a_stake_in_the_next_departments_work() -> None:
    paid = {"departments.inside_sales.kpis": [term("meetings", weight=0.7), term("accepted_meetings", weight=0.3)],
            "departments.field_sales.kpis": [term("bookings")]}  # fmt: skip
    np.testing.assert_allclose(stakes(company(paid).contracts_of_staff), [0, 0.3, 0, 0])


def test_a_colleagues_work_is_worth_a_share_at_a_lower_speed() -> None:
    model = Model(company(HELP, {"organisation.helping.culture": 0.5}))
    model.office["stakes"] = 0.2
    model.members["speed"][0] = 1.5
    effort = model.company.organisation.effort
    found = helping.gain(2.0, model.members[0], 2, model.rules[0])
    assert found == pytest.approx((2.0 + effort) * (1 - 0.8 * 0.5) * 0.6 * 1.5 - effort)


def test_helpers_take_over_what_colleagues_have_no_hours_for() -> None:
    short = {"departments.customer_success.headcount": 1, "departments.field_sales.headcount": 4,
             "opening.customers": 200}  # fmt: skip
    model = lived(company(short, HELP, {"organisation.helping.culture": 1.0, "run.checks": True}))
    plain = lived(company(short))
    worked = [each.weekly[:, PLACE["hours_worked_field_sales"]].sum() for each in (model, plain)]
    assert worked[0] > worked[1]


def test_random_members_help_whatever_their_contract_says() -> None:
    random = {"organisation.choice": "random", "organisation.helping.culture": 0.5, **HELP}
    paid = {"departments.field_sales.kpis": [term("retention")]}
    assert behaviour(lived(company(random, paid))) == behaviour(lived(company(random)))
    assert behaviour(lived(company(random))) != behaviour(lived(company({"organisation.choice": "random"})))


def test_without_a_reason_it_is_only_my_job() -> None:
    """Siloed contracts and no culture: the switch alone changes nothing."""
    assert behaviour(lived(company(HELP))) == behaviour(lived(company()))
    assert behaviour(lived(company({"organisation.helping.culture": 1.0}))) == behaviour(lived(company()))
    assert behaviour(lived(company(HELP, {"organisation.helping.culture": 1.0}))) != behaviour(lived(company()))


def test_whom_to_serve_first_is_no_reason_to_help() -> None:
    short = {"departments.customer_success.headcount": 1, "departments.field_sales.headcount": 4, "run.years": 1.0,
             "opening.customers": 200, "policies.care.serve_first": "size"}  # fmt: skip
    little = {"organisation.helping.culture": 0.01}
    assert behaviour(lived(company(short, HELP, little))) == behaviour(lived(company(short, little)))
