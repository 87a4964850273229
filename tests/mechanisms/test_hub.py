"""Customer success calls colleagues to the table; they come for a reason, and bring what they know (M41)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.departments import hub, keeping
from sim.departments.sessions import COACH, EXPLAIN, hold
from sim.engine.model import Model
from sim.flows import Flow
from sim.kernels.choose import RANDOM
from sim.organisation import seats
from sim.stages import Department
from tests.laws.companies import CARE_SWITCHED_ON, RICH, behaviour, company, lived, term

KEY = "departments.customer_success.hub"
ON = {f"{KEY}.enabled": True}
M, F, S = Department.MARKETING, Department.FIELD_SALES, Department.CUSTOMER_SUCCESS
SELLERS_PAID = {"departments.field_sales.kpis": [term("bookings", weight=0.7), term("retention", weight=0.3)]}


def with_customers(*layers: dict[str, Any], weeks: int = 30) -> Model:
    model = Model(company(ON, *layers))
    model.live_until(weeks)
    return model


def handed_on(model: Model) -> Any:
    rows = model.accounts
    return np.flatnonzero((rows["handed"] > 1.0) & (rows["stage"] >= 5) & (rows["stage"] <= 9))


def test_who_has_a_reason_comes() -> None:
    """1 − (1 − share of pay from success' work)(1 − culture); all who have to; random members by culture."""
    model = Model(company(ON, SELLERS_PAID, {f"{KEY}.culture": 0.2}))
    rules = model.rules[0]
    assert hub.reason(F, rules) == pytest.approx(1.0 - 0.7 * 0.8)
    assert hub.reason(M, rules) == pytest.approx(0.2)
    model.rules["organisation"]["choice"] = RANDOM
    assert hub.reason(F, rules) == pytest.approx(0.2)
    model.rules["departments"]["customer_success"]["hub"]["guests"] = hub.HAVE_TO
    assert hub.reason(M, rules) == 1.0


def test_generalists_have_nobody_to_call() -> None:
    model = Model(company(ON, {f"{KEY}.guests": "must", "organisation.division": "generalists"}))
    assert hub.are_willing(model.accounts[0], 0, model.rules[0]) == (False, False)


def test_what_was_lost_at_the_hand_over_comes_back_as_far_as_it_is_believed() -> None:
    model = with_customers()
    p = model.company.organisation.handover
    for i in handed_on(model):
        a = model.accounts[i]
        written = p.full_share if a["handed_in_full"] else p.thin_share
        before = 1.0 + (a["handed"] - 1.0) / (written * p.trust)
        found = hub.regained(a, model.rules[0])
        assert found == pytest.approx(a["information"] + p.trust * max(before - a["information"], 0.0), rel=1e-5)
        assert found >= a["information"]


@pytest.mark.parametrize("thin_share", [0.0, 1e-9, 0.01])
def test_where_next_to_nothing_is_written_down_the_seller_still_tells_what_was_known(thin_share: float) -> None:
    """What the seller knew is what came of the same weeks where all is written down and believed."""
    thin = {"organisation.handover.rule": "thin", "organisation.handover.thin_share": thin_share}
    model = with_customers(thin)
    rows = model.accounts
    new = np.flatnonzero((rows["knew"] > 1.0) & (rows["stage"] >= 5) & (rows["stage"] <= 9))
    assert len(new) > 0
    np.testing.assert_allclose(rows["handed"][new], 1.0 + (rows["knew"][new] - 1.0) * thin_share * 0.7, rtol=1e-6)
    i = new[np.argmax(rows["knew"][new] - rows["information"][new])]
    a = rows[i]
    gap = float(a["knew"] - a["information"])
    assert gap > 0.1
    assert hub.regained(a, model.rules[0]) == pytest.approx(a["information"] + 0.7 * gap)
    assert keeping.known_to_seller(a) == pytest.approx(a["information"] + float(a["knew"]) - float(a["handed"]))


def test_nobody_tells_more_than_was_known_however_trust_moves() -> None:
    model = with_customers()
    i = int(handed_on(model)[0])
    told = [float(model.accounts["information"][i])]
    most = max(told[0], float(model.accounts["knew"][i]))
    for trust in (0.1, 0.4, 1.0):
        model.office["trust"][0, F, S] = trust
        for _ in range(20):
            model.accounts["information"][i] = hub.regained(model.accounts[i], model.rules[0])
        told.append(float(model.accounts["information"][i]))
    assert told == sorted(told)
    assert told[-1] == pytest.approx(most)


def session(model: Model, i: int, usual: int = COACH) -> tuple[float, dict[str, float]]:
    """Hours of a joint session with this customer, and what it changed."""
    row, books = model.accounts[i], model.books.pages
    before = {name: float(row[name]) for name in ("information", "care", "skill", "serving_cost")}
    hours = hub.hold_together(row, i, usual, model.members, model.rules[0], books)
    return hours, {name: float(row[name]) - value for name, value in before.items()}


def test_a_joint_session_costs_guests_an_hour_and_leaves_knowledge_and_skill() -> None:
    model = with_customers({f"{KEY}.guests": "must", f"{KEY}.most_hours": 40.0})
    p, staff = model.company.departments.customer_success, model.members
    i = int(handed_on(model)[0])
    seller, marketer = int(model.accounts["seller"][i]), i % 2
    assert staff["department"][[seller, marketer]].tolist() == [F, M]
    staff["at_table"], worked = 0.0, staff["worked"].copy()
    gap = hub.regained(model.accounts[i], model.rules[0]) - model.accounts["information"][i]
    hours, change = session(model, i)
    assert hours == p.session_hours
    gained = np.flatnonzero(staff["worked"] != worked)
    assert sorted(gained) == sorted([seller, marketer])
    np.testing.assert_allclose((staff["worked"] - worked)[gained], p.hub.guest_hours)
    assert change["information"] == pytest.approx(
        gap + p.session_hours * model.company.organisation.perception.hour_of_meeting
    )
    assert change["care"] > 0.0
    assert change["skill"] > 0.0
    rates = sum(getattr(model.company.departments, d.name.lower()).cost_per_hour for d in (M, F))
    assert change["serving_cost"] == pytest.approx(100.0 * rates * p.hub.guest_hours)


def test_a_seller_who_came_after_the_sale_has_nothing_to_tell() -> None:
    model = with_customers({f"{KEY}.guests": "must", f"{KEY}.most_hours": 40.0})
    i, staff = int(handed_on(model)[0]), model.members
    seller = int(model.accounts["seller"][i])
    assert hub.are_willing(model.accounts[i], i, model.rules[0])[0]
    seats.start_in(model, seller, float(model.week))
    assert not hub.are_willing(model.accounts[i], i, model.rules[0])[0]
    staff["at_table"] = 0.0
    _, change = session(model, i)
    p = model.company
    expected = p.departments.customer_success.session_hours * p.organisation.perception.hour_of_meeting
    assert change["information"] == pytest.approx(expected)
    assert staff["at_table"][seller] == 0.0


def test_a_colleague_who_took_the_customer_over_has_nothing_to_tell_either() -> None:
    """The revenue office closes the seat of who sold: the colleague was there before the sale, and did not sell."""
    model = with_customers({f"{KEY}.guests": "must", f"{KEY}.most_hours": 40.0})
    rows, staff = model.accounts, model.members
    last = int(model.office["first"][0, F] + model.office["heads"][0, F]) - 1
    mine = [int(i) for i in handed_on(model) if rows["seller"][i] == last]
    theirs = [int(i) for i in handed_on(model) if rows["seller"][i] != last]
    assert mine
    assert theirs
    gaps = {i: keeping.left_behind(rows[i]) for i in theirs}
    seats.close_last_seat(model, F)
    i = mine[0]
    colleague = int(rows["seller"][i])
    assert staff["hired_week"][colleague] <= rows["won_week"][i]
    staff["at_table"] = 0.0
    _, change = session(model, i)
    p = model.company
    hours = p.departments.customer_success.session_hours * p.organisation.perception.hour_of_meeting
    assert change["information"] == pytest.approx(hours)
    assert staff["at_table"][colleague] == 0.0
    assert keeping.known_to_seller(rows[i]) == rows["information"][i]
    assert {i: keeping.left_behind(rows[i]) for i in theirs} == gaps, "what others sold they go on knowing"


def test_a_successor_knows_of_a_customer_no_more_than_customer_success() -> None:
    """A seller who keeps customers leaves: the successor in the seat does not know what only that seller knew."""
    model = with_customers({"policies.care.expansion_by": "field_sales"})
    rows, left = model.accounts, int(model.office["first"][0, F])
    kept = [int(i) for i in handed_on(model) if keeping.kept_by_seller(rows[i]) >= 0]
    mine, theirs = ([i for i in kept if (rows["keeper"][i] == left) == own] for own in (True, False))
    gaps = {i: keeping.left_behind(rows[i]) for i in kept}
    assert min(max(gaps[i] for i in own) for own in (mine, theirs)) > 0.1
    model.members["absent"][left] = 1
    model.refill([left])
    model.live_until(model.week + 20)
    assert model.members["hires"][left] == 1
    assert [keeping.left_behind(rows[i]) for i in mine] == [0.0] * len(mine)
    assert {i: keeping.left_behind(rows[i]) for i in theirs} == {i: gaps[i] for i in theirs}


def test_where_nobody_has_an_hour_the_company_is_the_one_without_a_hub() -> None:
    """Calling is free, so a company in which nobody can ever come lives as if nobody could be called."""
    none = {f"{KEY}.guests": "must", f"{KEY}.guest_hours": 2.0, f"{KEY}.most_hours": 1.0}
    assert behaviour(lived(company(RICH, ON, none))) == behaviour(lived(company(RICH)))


def test_a_session_without_guests_is_the_usual_one() -> None:
    for usual in (COACH, EXPLAIN):
        alone, called = (with_customers({f"{KEY}.guests": "must"}) for _ in range(2))
        i = int(handed_on(alone)[0])
        called.members["absent"] = 1
        hours, change = session(called, i, usual)
        row, books = alone.accounts[i], alone.books.pages
        before = {name: float(row[name]) for name in change}
        assert hold(row, i, usual, alone.rules[0], books) == hours
        assert {name: float(row[name]) - value for name, value in before.items()} == pytest.approx(change)


def test_nobody_gives_more_than_the_most() -> None:
    model = with_customers({f"{KEY}.guests": "must", f"{KEY}.most_hours": 1.5})
    i = int(handed_on(model)[0])
    model.members["at_table"] = 0.0
    for _ in range(3):
        session(model, i)
    assert model.members["at_table"].max() == 1.0


def test_others_hours_count_for_those_who_are_paid_on_value() -> None:
    """Guests add less by their dollars times what a dollar is worth to the member, per hour of the session."""
    model = with_customers({f"{KEY}.guests": "must", "organisation.temperature": 0.0})
    i, rules = int(handed_on(model)[0]), model.rules[0]
    w = np.zeros(model.worth.shape[1])
    w[Flow.RENEWED] = 1.0
    plain = hub.pace_of_guests(model.accounts[i], i, 0.5, 0.0, COACH, 1.0, w, rules)
    w[Flow.GROSS_PROFIT] = 1e-3
    paid_on_value = hub.pace_of_guests(model.accounts[i], i, 0.5, 0.0, COACH, 1.0, w, rules)
    p, desks = model.company.departments.customer_success, model.company.departments
    dollars = p.hub.guest_hours * (desks.marketing.cost_per_hour + desks.field_sales.cost_per_hour)
    assert plain - paid_on_value == pytest.approx(1e-3 * dollars / p.session_hours)


def test_in_a_company_that_must_come_customers_are_known_better_and_keep_skill() -> None:
    known, skill = [], []
    for change in ({}, ON, {**ON, f"{KEY}.guests": "must"}):
        model = lived(company(change))
        kept = model.accounts[handed_on(model)]
        known.append(kept["information"].mean())
        skill.append(kept["skill"].mean())
    assert known[2] > known[0]
    assert skill[2] > skill[1] > skill[0] == 0.0


def hours_at_the_table(*layers: dict[str, Any], of: int = F) -> float:
    """What sellers, or members of another department, gave to joint sessions in a year."""
    model, given = Model(company(ON, {"run.years": 1.0}, *layers)), 0.0
    while model.week < model.weeks:
        model.step()
        given += model.members["at_table"][model.members["department"] == of].sum()
    return given


def test_contracts_bring_sellers_to_the_table_and_random_members_do_not_ask() -> None:
    little = {f"{KEY}.culture": 0.05}  # else who comes of friendship alone has soon told all there is to tell
    assert hours_at_the_table(SELLERS_PAID, little) > 2.0 * hours_at_the_table(little) > 0.0
    random = {**ON, "organisation.choice": "random"}
    plain, paid = (lived(company(random, change)) for change in ({}, SELLERS_PAID))
    assert behaviour(plain) == behaviour(paid)


def test_no_contract_moves_random_members_to_call_guests() -> None:
    """The placebo of law 1: what customer success is paid on does not tell whom it calls either.

    Members who choose at random win next to nobody, so the guests at their table are marketing's.
    """
    random = {**ON, f"{KEY}.guests": "must", f"{KEY}.most_hours": 40.0, "organisation.choice": "random"}
    on_value = {"departments.customer_success.kpis": [term("gross_profit", scope="company")]}
    assert hours_at_the_table(random, of=M) > 0.0
    plain, paid = (lived(company(random, change)) for change in ({}, on_value))
    assert behaviour(plain) == behaviour(paid)


def test_every_week_adds_up_with_guests_at_the_table() -> None:
    """Hours, stocks and money, by the checks of every week; and sellers did sit at the table."""
    checked = {"run.checks": True, "run.years": 1.0, f"{KEY}.guests": "must"}
    model, given = Model(company(RICH, CARE_SWITCHED_ON, ON, checked)), np.zeros(4)
    while model.week < model.weeks:
        model.step()
        given += [model.members["at_table"][model.members["department"] == d].sum() for d in range(4)]
    assert given[F] > 0.0
    assert given[M] > 0.0
    assert given[[1, S]].sum() == 0.0


def test_off_is_absent() -> None:
    off, changes = {f"{KEY}.enabled": False}, {f"{KEY}.guests": "must", f"{KEY}.culture": 1.0}
    assert behaviour(lived(company(RICH, off, changes))) == behaviour(lived(company(RICH, off)))
