"""The week: one visible list, ``WEEK``.

What has a duration or a deadline came due before (SimPy); then customers and departments meet in the order of the
relay; at the end the week is written down. Every phase takes the same tables and can be called alone. Whole stretches
of weeks are one compiled function: calling eight from Python would take as long as a small company's week. Each phase
is compiled for itself and borrows its tables anew.
"""

from __future__ import annotations

from typing import Any

from sim.compiled import borrowed, jump, kernel, phase
from sim.departments import customer_success as success_desk
from sim.departments import field_sales as field_desk
from sim.departments import hub
from sim.departments import inside_sales as inside_desk
from sim.departments import marketing as marketing_desk
from sim.incentives import claw_back, pipeline
from sim.incentives import worth as worth_rules
from sim.kernels.books import open_page
from sim.organisation import costs, definitions, feedback, health, learning, people, revenue_office, strategy, trust
from sim.record.series import write_row
from sim.stages import FIRST_CUSTOMER_STAGE, LAST_CUSTOMER_STAGE, Department
from sim.world import channels, competition, contacts, customers, opening, product, prospects, stacking, talk, target
from sim.world import market as market_rules


@phase
def clock(accounts, members, market, contracts, space, weekly, rules, books):
    """Contracts are weighed anew; members get their hours."""
    accounts, members, contracts, space, rules, books = borrowed((accounts, members, contracts, space, rules, books))
    worth, terms, period, _, usual, ahead = contracts
    if rules[0].office.stale > 0.0:
        learning.forget(rules[0])
    people.begin_week(members, rules[0])
    if rules[0].organisation.reckoning.enabled:
        pipeline.count_on(accounts, space[0], members, rules[0])
    worth_rules.weigh(worth, members, terms, usual, ahead, period, rules[0], books)


@phase
def market_responds(accounts, members, market, contracts, space, weekly, rules, books):
    """New accounts are born, the market responds, the time of old contacts comes."""
    accounts, market, space, rules, books = borrowed((accounts, market, space, rules, books))
    world = rules[0].nature
    table, class_weights, rates, mix, glance, _, _ = market
    opening.enter_market(accounts, glance, world, books[0])
    customers_now = books[0][FIRST_CUSTOMER_STAGE : LAST_CUSTOMER_STAGE + 1].sum()
    channels.respond(table, class_weights, rates, mix, customers_now, world.now)
    channels.imitate(rates, customers_now, world)
    market_rules.arrivals(accounts, market, space, rules[0].office.desk_heads[Department.MARKETING], world, books)


@phase
def marketing(accounts, members, market, contracts, space, weekly, rules, books):
    """Marketing works on channels and leads."""
    accounts, members, contracts, space, rules, books = borrowed((accounts, members, contracts, space, rules, books))
    marketing_desk.work(accounts, market[0], members, contracts[0], space, rules[0], books)


@phase
def inside_sales(accounts, members, market, contracts, space, weekly, rules, books):
    """Inside sales works on MQLs."""
    accounts, members, contracts, space, rules, books = borrowed((accounts, members, contracts, space, rules, books))
    inside_desk.work(accounts, members, contracts[0], space, rules[0], books)


@phase
def field_sales(accounts, members, market, contracts, space, weekly, rules, books):
    """Field sales works on opportunities."""
    accounts, members, contracts, space, rules, books = borrowed((accounts, members, contracts, space, rules, books))
    field_desk.work(accounts, members, contracts[0], space, rules[0], books)


@phase
def customer_success(accounts, members, market, contracts, space, weekly, rules, books):
    """Customer success works on customers."""
    accounts, members, contracts, space, rules, books = borrowed((accounts, members, contracts, space, rules, books))
    hub.clear_the_table(members, rules[0])
    success_desk.work(accounts, members, contracts[0], space, rules[0], books)
    if rules[0].office.adopters > 0:
        success_desk.work_apart(accounts, members, contracts[0], space, rules[0], books)


@phase
def customers_live(accounts, members, market, contracts, space, weekly, rules, books):
    """Prospects cool; customers use, succeed or fail, pay, talk, renew or leave; the market remembers; rivals go on;
    the product is developed.
    """
    accounts, market, space, rules, books = borrowed((accounts, market, space, rules, books))
    world = rules[0].nature
    prospects.cool(accounts, space[0], world, books)
    stacking.widen_use(accounts, space[0], world)
    contacts.people_change(accounts, space[0], space[7], world)
    target.work_towards(accounts, space[0], world)
    customers.live(accounts, space[0], space[7], market[4], world, books)
    talk.remember(world)
    competition.compete(accounts, space[0], world)
    product.develop(world, books)


@phase
def record(accounts, members, market, contracts, space, weekly, rules, books):
    """Pay for the week, let morale follow overload, write the week down."""
    accounts, members, contracts, space, rules, books = borrowed((accounts, members, contracts, space, rules, books))
    _, _, period, totals, _, _ = contracts
    if rules[0].organisation.claw_back.share > 0.0:
        claw_back.take_back(accounts, space[0], members, rules[0], books)
    health.compare_with_renewals(accounts, space[0], rules[0])
    people.end_week(members, rules[0])
    people.add_up(members, totals)
    revenue_office.read_the_week(totals, rules[0])
    costs.post_week(totals, rules[0], books)
    trust.follow(rules[0], books[1][0])
    feedback.remember(rules[0], books[1][0])
    definitions.part(rules[0])
    strategy.learn_by_segment(accounts, space[0], rules[0])
    write_row(weekly[rules[0].nature.now.week], totals, rules[0], books)
    period += books[1][0]
    _, hours, _, backlog, _, _ = totals[Department.CUSTOMER_SUCCESS]
    rules[0].office.load = 1.0 + min(backlog / hours, 2.0) if hours > 0.0 else 3.0


WEEK: tuple[Any, ...] = (
    clock,
    market_responds,
    marketing,
    inside_sales,
    field_sales,
    customer_success,
    customers_live,
    record,
)
"""The week: its phases, in the order in which they happen."""


@kernel
def live_weeks(count, phases, tables):
    """Live ``count`` weeks in which nothing of the organisation's calendar comes due; the first is open already.

    phases: those of ``WEEK``, as ``addresses`` gives them for these tables.
    """
    lent = borrowed(tables)
    _, _, _, _, _, _, rules, books = lent
    now = rules[0].nature.now
    for k in range(count):
        if k > 0:
            open_page(rules, books)
        for each in phases:
            jump(each, lent)
        now.week += 1
