"""The desks: who has what on the desk, what is done first until the hours are gone, and what others then wait for."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.compiled import kernel
from sim.departments import desk
from sim.departments.customer_success import answer_requests
from sim.draws import four
from sim.engine import week
from sim.engine.model import Model
from sim.engine.phases import live
from sim.flows import FLOW_COUNT
from sim.kinds import Kind
from sim.stages import Department, Stage
from tests.kernels.rows import company, shaken

SEATS, DESK = 4, Department.FIELD_SALES
FIRST = 16  # the first of them: six of marketing and ten of inside sales come before
PAY = 100.0  # USD per hour


@kernel
def seller_of(a):
    return a.seller


@kernel
def two_hours(accounts, member, lo, hi, space, rules, books):
    return 2.0 if hi > lo else 0.0


@kernel
def by_interest(a, i, luck, member, w, rules):
    return i % 3, a.interest - 0.25


@kernel
def by_luck(a, i, luck, member, w, rules):
    return 0, luck[3]


@kernel
def for_as_long_as_the_account_is_large(a, i, action, m, w, clock, members, rules, books):
    a.promise = clock
    a.attempts = action + 1
    return a.scale / members[m].speed


@kernel
def as_long_as_it_takes(a, rules):
    return a.scale if a.interest > 0.1 else 0.0


queue = desk.queueing(DESK, seller_of)
WHAT = np.uint64(0xC0FFEE)
rank, rank_by_luck = desk.ranking(WHAT, by_interest), desk.ranking(WHAT, by_luck)
work = desk.working(
    DESK,
    Kind.SERVING,
    seller_of,
    two_hours,
    WHAT,
    by_interest,
    for_as_long_as_the_account_is_large,
    as_long_as_it_takes,
)


def office(size: int = 300) -> tuple[Model, np.ndarray]:
    """A company whose active accounts are ``size`` rows in a jumble, each with a seat of field sales or with none."""
    model = company(f"departments.field_sales.headcount={SEATS}", f"departments.field_sales.cost_per_hour={PAY}")
    luck = np.random.default_rng(1)
    owner = luck.integers(FIRST - 1, FIRST + SEATS, len(model.accounts))
    owner[(owner < FIRST) | (owner == FIRST + 2)] = -1  # an empty desk
    rows = shaken(model, interest=(0, 1), scale=(0.5, 3))
    rows["interest"] = np.round(rows["interest"], 1)  # many ties
    rows["seller"] = owner
    active = luck.permutation(len(rows))[:size].astype(np.int32)
    model.space[0][:size], model.now["active"] = active, size
    model.members["hours"], model.members["speed"] = 40.0, np.linspace(0.5, 1.5, len(model.members))
    return model, active


def test_a_desk_holds_its_owners_accounts_in_order() -> None:
    model, active = office()
    queue(model.accounts, model.space, model.rules[0])
    _, _, starts, order = model.space[:4]
    owners = model.accounts["seller"][active]
    for s in range(SEATS):
        assert order[starts[s] : starts[s + 1]].tolist() == active[owners == FIRST + s].tolist()
    assert starts[SEATS] == (owners >= 0).sum() > 100


def test_everything_on_a_desk_is_weighed_and_the_best_lies_on_top() -> None:
    model, active = office()
    queue(model.accounts, model.space, model.rules[0])
    scores, picks, heap = model.space[4:7]
    n = rank(1, FIRST + 1, model.accounts, model.members, model.worth[FIRST + 1], model.space, model.rules[0])
    mine = active[model.accounts["seller"][active] == FIRST + 1]
    assert n == len(mine)
    assert picks[:n].tolist() == [i % 3 for i in mine]
    assert scores[:n].tolist() == [model.accounts["interest"][i] - 0.25 for i in mine]
    assert heap[0] == np.argmax(scores[:n])


def test_everything_on_a_desk_is_weighed_with_luck_of_its_own() -> None:
    model, active = office()
    queue(model.accounts, model.space, model.rules[0])
    n = rank_by_luck(1, FIRST + 1, model.accounts, model.members, model.worth[0], model.space, model.rules[0])
    mine = active[model.accounts["seller"][active] == FIRST + 1]
    assert model.space[4][:n].tolist() == [four(model.key, WHAT, i, model.week)[3] for i in mine]


def test_a_week_is_worked_from_the_best_down_until_the_hours_are_gone() -> None:
    """Against plain sorting: what is begun is finished, nothing is done that loses, the rest waits by its own rule."""
    model, active = office()
    before = model.accounts.copy()
    work(model.accounts, model.members, model.worth, model.space, model.rules[0], model.books.pages)
    all_done = np.zeros(len(before), bool)
    cents = 0
    for seat in range(FIRST, FIRST + SEATS):
        mine = [i for i in active if before["seller"][i] == seat]
        best_first = sorted(range(len(mine)), key=lambda k: (-before["interest"][mine[k]], k))
        speed, clock, done = model.members["speed"][seat], 2.0 if mine else 0.0, set()
        for i in (mine[k] for k in best_first):
            if clock < 40.0 and before["interest"][i] > 0.25:
                done.add(i)
                assert model.accounts["promise"][i] == pytest.approx(clock, rel=1e-12)
                assert model.accounts["attempts"][i] == i % 3 + 1
                hours = before["scale"][i] / speed
                clock += hours
                cents += int(np.floor(hours * PAY * 100 + 0.5))
        waiting = sum(before["scale"][i] for i in mine if i not in done and before["interest"][i] > 0.1)
        assert model.members["worked"][seat] == pytest.approx(clock, rel=1e-12)
        assert model.members["backlog"][seat] == pytest.approx(waiting / speed, rel=1e-12)
        assert not mine or waiting > 0
        all_done[list(done)] = True
    assert 50 < all_done.sum() < 200
    assert (model.accounts["attempts"][~all_done] == before["attempts"][~all_done]).all()
    assert model.accounts["serving_cost"].sum() == cents == -model.books.money[0, Kind.SERVING]


def test_an_account_goes_to_its_own_seat_or_the_next_that_is_filled() -> None:
    model = company()
    rules, inside = model.office[0], Department.INSIDE_SALES
    first, heads = int(rules["first"][inside]), int(rules["heads"][inside])
    found = [desk.seat_for(i, inside, model.members, rules) for i in range(heads)]
    assert found == list(range(first, first + heads))
    model.members["absent"][first : first + 2] = 1
    assert desk.seat_for(0, inside, model.members, rules) == first + 2
    model.members["absent"][first : first + heads] = 1
    assert desk.seat_for(3, inside, model.members, rules) == first + 3


# What is left on each desk when nobody has an hour, in hours of a member of full speed: others wait for it or they do
# not, by a rule that no contract enters.


def leads(model: Model) -> Any:
    """Every lead that waits to be scored."""
    plan = model.company.departments.marketing
    return (model.accounts["stage"] == Stage.LEAD) * plan.scoring_hours


def uncalled(model: Model) -> Any:
    """MQLs that nobody has called yet."""
    rows, plan = model.accounts, model.company.departments.inside_sales
    return ((rows["stage"] == Stage.MQL) & (rows["attempts"] == 0)) * plan.call_hours


def booked_or_ready(model: Model) -> Any:
    """Meetings that are booked, and customers who are ready to decide; larger accounts take longer."""
    rows, plan = model.accounts, model.company.departments.field_sales
    ready = (rows["stage"] == Stage.OPPORTUNITY) & (rows["ready_week"] <= model.week)
    ready &= rows["meetings"] >= plan.least_meetings
    hours = (rows["stage"] == Stage.SQL) * plan.meeting_hours + ready * plan.closing_hours
    return hours * rows["scale"] ** plan.hours_of_size


def new_customers(model: Model) -> Any:
    """Customers whose onboarding is open, and everybody's requests for help."""
    rows, plan = model.accounts, model.company.departments.customer_success
    customers = (rows["stage"] >= Stage.ONBOARDING) & (rows["stage"] <= Stage.ADVOCATE)
    return (customers & (rows["onboarded"] == 0)) * plan.session_hours + customers * rows["tickets"]


WAITING = {
    Department.MARKETING: ("marketer", leads),
    Department.INSIDE_SALES: ("qualifier", uncalled),
    Department.FIELD_SALES: ("seller", booked_or_ready),
    Department.CUSTOMER_SUCCESS: ("carer", new_customers),
}


def left_undone(department: Department, hours: float, contract: float) -> tuple[Model, np.ndarray]:
    """A company after a desk's week in which members had so many hours; backlog in hours at full speed, by seat."""
    crowded = ("market.accounts=6000", "market.channels.search.weekly_leads=600", "run.years=1")
    model = company(*crowded, "departments.inside_sales.headcount=2")  # who cannot call everybody at once
    for _ in range(12):
        model.step()
    model.open_week()
    live(model, week.clock, week.market_responds)
    model.members["hours"], model.worth[:, :FLOW_COUNT] = hours, contract
    live(model, getattr(week, department.name.lower()))
    mine = model.members["department"] == department
    return model, (model.members["backlog"] * model.members["speed"])[mine]


@pytest.mark.parametrize("contract", [0.0, 1.0, -1.0])
@pytest.mark.parametrize("department", WAITING)
def test_what_others_wait_for_is_backlog_whatever_it_pays(department: Department, contract: float) -> None:
    owner, rule = WAITING[department]
    model, backlog = left_undone(department, 0.0, contract)
    first = int(model.office["first"][0, department])
    rows = model.accounts
    expected = np.zeros(len(model.members))
    hours = rule(model)
    np.add.at(expected, rows[owner][hours > 0], hours[hours > 0])
    assert (hours > 0).sum() > 5
    assert len(np.unique(hours)) > 1
    np.testing.assert_allclose(backlog, expected[first : first + len(backlog)], rtol=1e-12)


def test_work_that_is_done_is_no_backlog() -> None:
    all_of_it, some, nothing = (left_undone(Department.INSIDE_SALES, hours, 1.0)[1].sum() for hours in (0.0, 8.0, 1e4))
    assert all_of_it > some > nothing == 0.0


def test_requests_at_a_vacant_seat_are_overload_too() -> None:
    model = company("departments.customer_success.headcount=2")
    rows, seat = model.accounts, len(model.members) - 1
    model.space[3][:3] = (4, 7, 9)
    rows["tickets"][[4, 7, 9]] = 1.0, 2.0, 0.5
    member = model.members[seat]
    member["hours"], member["worked"], member["speed"], member["backlog"] = 0.0, 0.0, 0.5, 0.0
    used = answer_requests(rows, member, 0, 3, model.space, model.rules[0], model.books.pages)
    assert used == 0.0
    assert model.members["backlog"][seat] == pytest.approx(3.5 / 0.5)
    assert rows["tickets"][[4, 7, 9]].tolist() == [1.0, 2.0, 0.5]


def test_there_is_room_for_every_desk_of_the_largest_company() -> None:
    heads = [f"departments.{name}.headcount=1300" for name in
             ("marketing", "inside_sales", "field_sales", "customer_success")]  # fmt: skip
    model = company("organisation.division=generalists", *heads)
    assert len(model.space[2]) >= model.office["desk_heads"].max() + 1 > 5002
