"""The customers that the company already has in week 0."""

from __future__ import annotations

import numpy as np

from sim.compiled import kernel
from sim.draws import decision, four
from sim.population.tables import columns
from sim.scenario import Section, parameter
from sim.stages import Stage
from sim.world.change import have_changed
from sim.world.contacts import get_in_touch
from sim.world.contracts import list_price, sign
from sim.world.customers import start
from sim.world.first_purchase import own_share, take
from sim.world.stacking import stack_of_old_customers
from sim.world.talk import LOOK_CLOSELY
from sim.world.usage import experience, usual_ceiling

COLUMNS = columns(
    "world.opening",
    inherited=("u1", "0/1", "was a customer before the first week; not counted as won"),
)
CHOSEN = decision("opening.chosen")


class Opening(Section):
    """The installed base."""

    customers: int = parameter(
        250,
        unit="customers",
        low=0,
        high=10_000_000,
        source="assumption: a company two years old",
        meaning="customers at the start, whose contracts were signed one at a time over the year before",
    )
    selection: float = parameter(
        0.15,
        unit="exponent",
        low=0,
        high=5,
        source="assumption: mean fit 0.45, to which two years in silos lead a company that starts with nobody",
        meaning="how strongly those who stayed until now are the fitting ones; 0: not at all",
    )


@kernel
def market_size(week, market):
    """Accounts that the market has in a week, with those born until then."""
    return market.accounts + int(market.accounts * market.born_per_year * week / 52.0)


@kernel
def enter_market(accounts, glance, world, stocks):
    """The accounts of week 0, and later the newborn of the week, enter the market."""
    now = world.now
    first, now.visible = now.visible, market_size(now.week, world.market)
    for i in range(first, now.visible):
        a = accounts[i]
        a.ended_week = -1
        a.marketer, a.qualifier, a.seller, a.carer = np.int16(-1), np.int16(-1), np.int16(-1), np.int16(-1)
        a.keeper = np.int16(-1)
        a.checked_week = np.int16(-1000)
        a.information = 1.0
        a.offered_week = -1000
        glance[i] = a.appeal
        stocks[Stage.MARKET] += 1


@kernel
def people_the_market(accounts, glance, plan, first_carer, carers, nature, stocks):
    """Week 0: the market, in which about ``customers`` accounts are each at a point of their own of the first year."""
    p, world = plan[0], nature[0]
    enter_market(accounts, glance, world, stocks)
    total = 0.0
    for i in range(world.now.visible):
        total += accounts[i].fit ** p.selection
    for i in range(world.now.visible):
        u_chosen, u_when, _, _ = four(world.now.key, CHOSEN, i, 0)
        if u_chosen < p.customers * accounts[i].fit ** p.selection / total:
            _install(accounts[i], i, u_when, first_carer + i % carers, world, stocks)
            glance[i] = LOOK_CLOSELY


@kernel
def _install(a, i, u_when, carer, world, stocks):
    """Make an account of the market a customer who signed within the last term."""
    usage = world.usage
    won = -1 - int(u_when * (world.contracts.term_weeks - 1))
    key, first = world.now.key, world.first_purchase
    sign(a, list_price(a, i, 0, world.contracts, key) * own_share(i, first, key), won, world.contracts)
    take(a, i, 1.0, first, key)
    start(a, won, usage)
    a.adoption = 0.7 * usual_ceiling(a, usage)
    a.success = experience(a, usage)
    stack_of_old_customers(a, world)
    get_in_touch(a, world)
    a.onboarded = np.uint8(1 if a.adoption >= usage.onboarded_from else 2)
    have_changed(a, world.change)
    a.carer = np.int16(carer)
    a.inherited = np.uint8(1)
    a.information = 3.0
    stocks[Stage.MARKET] -= 1
    a.stage = np.uint8(Stage.ADOPTION if a.adoption >= usage.adoption_from else Stage.IMPLEMENTATION)
    stocks[a.stage] += 1
