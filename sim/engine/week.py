"""The week: one visible list.

Every phase is one verb on the model. What has a duration or a deadline comes due first (SimPy); then customers and
departments meet in the order of the relay; at the end the week is written down.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.departments import customer_success as success_desk
from sim.departments import field_sales as field_desk
from sim.departments import inside_sales as inside_desk
from sim.departments import marketing as marketing_desk
from sim.engine.checks import check_week
from sim.incentives import pay
from sim.organisation import costs, people
from sim.record.series import write_week
from sim.stages import Department
from sim.world import channels, customers, market, opening, prospects, talk

if TYPE_CHECKING:
    from sim.engine.model import Model


def clock(m: Model) -> None:
    """What is due in the organisation comes due; contracts are weighed anew; members get their hours."""
    m.open_week()
    while m.calendar.peek() < m.week + 1:
        m.calendar.step()
    people.begin_week(m.members, m.week, m.training_hours, m.people)
    pay.weigh(m.worth, m.members, m.terms, m.books.credits, m.period_flows, m.elapsed, m.choice, m.weekly_hours)


def market_responds(m: Model) -> None:
    """New accounts are born, the market responds, the time of old contacts comes."""
    opening.enter_market(m.accounts, m.visible_accounts, m.visible_next, m.glance, m.books.stocks)
    m.visible_accounts = m.visible_next
    channels.bursts(m.bursts, m.channels, m.key, m.week)
    channels.response_rates(m.rates, m.mix, m.channels, m.channel_hours, m.bursts, m.class_weights, m.lead_scale)
    m.size = market.arrivals(
        m.accounts,
        m.visible_accounts,
        m.glance,
        m.luck,
        m.space[2],
        m.active,
        m.rates,
        m.mix,
        m.channels,
        m.world,
        m.voices,
        m.reputation,
        m.key,
        m.week,
        m.heads[0],
        m.books.pages,
    )


def marketing(m: Model) -> None:
    """Marketing works on channels and leads."""
    marketing_desk.work(
        m.accounts,
        m.active,
        m.size,
        m.members,
        m.worth,
        m.space,
        m.first[0],
        m.first[1],
        m.heads[1],
        m.channels,
        m.channel_hours,
        m.desks[Department.MARKETING],
        m.rules,
        m.load,
        m.week,
        m.key,
        m.books.pages,
    )


def inside_sales(m: Model) -> None:
    """Inside sales works on MQLs."""
    inside_desk.work(
        m.accounts,
        m.active,
        m.size,
        m.members,
        m.worth,
        m.space,
        m.first[1],
        m.first[2],
        m.heads[2],
        m.desks[Department.INSIDE_SALES],
        m.rules,
        m.load,
        m.week,
        m.key,
        m.books.pages,
    )


def field_sales(m: Model) -> None:
    """Field sales works on opportunities."""
    field_desk.work(
        m.accounts,
        m.active,
        m.size,
        m.members,
        m.worth,
        m.space,
        m.first[2],
        m.first[3],
        m.heads[3],
        m.desks[Department.FIELD_SALES],
        m.pitch,
        m.rules,
        m.load,
        m.week,
        m.key,
        m.books.pages,
    )


def customer_success(m: Model) -> None:
    """Customer success works on customers."""
    success_desk.work(
        m.accounts,
        m.active,
        m.size,
        m.members,
        m.worth,
        m.space,
        m.first[3],
        m.desks[Department.CUSTOMER_SUCCESS],
        m.rules,
        m.patience,
        m.week,
        m.key,
        m.books.pages,
    )


def customers_live(m: Model) -> None:
    """Prospects cool; customers use, succeed or fail, pay, talk, renew or leave; the market remembers."""
    prospects.cool(m.accounts, m.active, m.size, m.week, m.world, m.key, m.books.pages)
    m.recurring = customers.live(
        m.accounts, m.active, m.size, m.visible_accounts, m.glance, m.week, m.world, m.voices, m.key, m.books.pages
    )
    m.reputation = talk.remember(m.reputation, m.voices[0], m.voices[1], m.world)


def record(m: Model) -> None:
    """Pay for the week, let morale follow overload, write the week down."""
    people.end_week(m.members, m.people)
    people.add_up(m.members, m.totals)
    costs.post_week(
        m.totals, m.hourly, m.contract_hours, m.weekly_overhead, m.company.finance.mail_cost, m.week, m.books.pages
    )
    write_week(m)
    if m.company.run.checks:
        check_week(m)
    m.close_week()


WEEK = (clock, market_responds, marketing, inside_sales, field_sales, customer_success, customers_live, record)
