"""The organisation's time, kept by SimPy: what has a duration, a deadline or an interruption (M21, M26, M31, M33, M39).

A year before the end the contracts that run are noted. Quota periods end and begin, members decide to stay or leave,
vacant seats are filled after their delay, a firm that steers by money looks at it, departments meet to tell what became
of customers, the revenue office looks and decides, workshops are held, a decline of business is answered. Each is
one process; at one instant they come due in the order of ``PRIORITY``. None of them loops over customers.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import numpy as np
import simpy

from sim.kernels.books import note_contracts, post_organisation, to_cents
from sim.kinds import Kind
from sim.organisation.definitions import hold_workshops
from sim.organisation.feedback import STREAMS, meet
from sim.organisation.people import reconsider
from sim.organisation.revenue_office import steer
from sim.organisation.seats import start_in
from sim.organisation.shortfall import NOTHING, answer_shortfalls
from sim.organisation.steering import RULES, review
from sim.organisation.strategy import widen

if TYPE_CHECKING:
    from sim.engine.model import Model

PRIORITY = ("record", "quota", "people", "market", "money", "feedback", "revenue office", "workshops", "shortfalls")
Process = Generator[simpy.Event, Any, None]


def open_calendar(model: Model) -> simpy.Environment:
    """An environment with every process of the organisation started, in the order of ``PRIORITY``."""
    environment = simpy.Environment()
    environment.process(_look_back(environment, model))
    environment.process(_quota(environment, model))
    environment.process(_reviews(environment, model))
    if model.company.market_shift.week > 0:
        environment.process(_shift(environment, model))
    if model.company.finance.steering.rule != RULES[0]:
        environment.process(review(model))
    strategy = model.company.organisation.strategy
    if strategy.enabled and strategy.both_from_week:
        environment.process(widen(environment, model))
    environment.process(meet(environment, model, STREAMS))
    if model.company.organisation.revenue_office.enabled:
        environment.process(steer(environment, model))
    if model.company.organisation.definitions.enabled and model.company.organisation.definitions.workshop_weeks:
        environment.process(hold_workshops(environment, model))
    if model.company.organisation.shortfall.answer != NOTHING:
        environment.process(answer_shortfalls(environment, model))
    return environment


def _look_back(environment: simpy.Environment, model: Model) -> Process:
    """A year before the end, or at the start of a shorter run: whom retention of the last year is measured on."""
    yield environment.timeout(max(model.weeks - 52, 0))
    note_contracts(model.accounts)


def _quota(environment: simpy.Environment, model: Model) -> Process:
    """Quota periods: at the end of each, what was attained is closed and counting starts again."""
    while True:
        yield environment.timeout(model.company.organisation.quota_weeks)
        model.close_quota_period()


def _reviews(environment: simpy.Environment, model: Model) -> Process:
    """At every review each member reconsiders whether to stay; a seat that is left is filled after its delay."""
    people = model.company.organisation.people
    leavers = np.zeros(len(model.members), np.int64)
    while True:
        yield environment.timeout(people.review_weeks)
        count = reconsider(model.members, leavers, model.rules)
        for seat in leavers[:count].tolist():
            environment.process(vacancy(environment, model, seat))


def vacancy(environment: simpy.Environment, model: Model, seat: int) -> Process:
    """A vacant seat, until somebody is found who then ramps up."""
    people = model.company.organisation.people
    yield environment.timeout(people.hiring_weeks)
    while model.purse.hiring_frozen:
        yield environment.timeout(1)
    start_in(model, seat, environment.now)
    post_organisation(int(Kind.HIRING), -to_cents(people.hiring_cost), int(environment.now), model.books.pages)


def _shift(environment: simpy.Environment, model: Model) -> Process:
    """The one shift of the market."""
    yield environment.timeout(model.company.market_shift.week)
    model.shift_market()
