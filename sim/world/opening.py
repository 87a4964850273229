"""The customers that the company already has in week 0."""

from __future__ import annotations

import numpy as np

from sim.compiled import kernel
from sim.draws import decision, four
from sim.population.tables import columns
from sim.scenario import Section, parameter
from sim.stages import Stage
from sim.world.contracts import list_price, sign
from sim.world.customers import start
from sim.world.talk import LOOK_CLOSELY

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
        source="assumption: a company some years old",
        meaning="customers at the start, won one at a time over the year before",
    )
    selection: float = parameter(
        1.0,
        unit="exponent",
        low=0,
        high=5,
        source="assumption",
        meaning="how strongly those who stayed until now are the fitting ones; 0: not at all",
    )


@kernel
def enter_market(accounts, first, last, glance, stocks):
    """Accounts ``first`` … ``last`` − 1 enter the market: those of week 0, and the newborn of a later week."""
    for i in range(first, last):
        a = accounts[i]
        a.ended_week = -1
        a.marketer, a.qualifier, a.seller, a.carer = np.int16(-1), np.int16(-1), np.int16(-1), np.int16(-1)
        a.information = 1.0
        a.offered_week = -1000
        glance[i] = a.appeal
        stocks[Stage.MARKET] += 1


@kernel
def open_with_customers(accounts, visible, glance, plan, nature, first_carer, carers, stocks, key):
    """Make about ``p.customers`` accounts of the market customers, each at its own point of the first contract year."""
    p, world = plan[0], nature[0]
    total = 0.0
    for i in range(visible):
        total += accounts[i].fit ** p.selection
    for i in range(visible):
        a = accounts[i]
        u_chosen, u_when, _, _ = four(key, CHOSEN, i, 0)
        if u_chosen >= p.customers * a.fit**p.selection / total:
            continue
        term = world.contracts.term_weeks
        won = -1 - int(u_when * (term - 1))
        sign(a, list_price(a, i, 0, world.contracts, key), won, world.contracts)
        start(a, won, world.usage)
        usage = world.usage
        a.adoption = 0.7 * usage.product_ceiling * (usage.ceiling_floor + (1.0 - usage.ceiling_floor) * a.fit)
        a.success = a.adoption * (usage.experience_floor + (1.0 - usage.experience_floor) * a.fit)
        a.onboarded = np.uint8(1 if a.adoption >= usage.onboarded_from else 2)
        a.carer = np.int16(first_carer + i % carers)
        a.inherited = np.uint8(1)
        a.information = 3.0
        glance[i] = LOOK_CLOSELY
        stocks[Stage.MARKET] -= 1
        to = Stage.ADOPTION if a.adoption >= usage.adoption_from else Stage.IMPLEMENTATION
        stocks[to] += 1
        a.stage = np.uint8(to)
