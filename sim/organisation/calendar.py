"""The organisation's time, kept by SimPy: what has a duration, a deadline or an interruption (M21, M26).

Quota periods end and begin, members decide to stay or leave, vacant seats are filled after their delay, a firm that
steers by money looks at it. Each is one process; at one instant they come due in the order of ``PRIORITY``. None of
them loops over customers.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import numpy as np
import simpy

from sim.kernels.books import post_organisation, to_cents
from sim.kinds import Kind
from sim.organisation.people import draw_skill, reconsider
from sim.organisation.roles import take_seat
from sim.organisation.steering import RULES, review

if TYPE_CHECKING:
    from sim.engine.model import Model

PRIORITY = ("quota", "people", "market", "money")
Process = Generator[simpy.Event, Any, None]


def open_calendar(model: Model) -> simpy.Environment:
    """An environment with every process of the organisation started, in the order of ``PRIORITY``."""
    environment = simpy.Environment()
    environment.process(_quota(environment, model))
    environment.process(_reviews(environment, model))
    if model.company.market_shift.week > 0:
        environment.process(_shift(environment, model))
    if model.company.finance.steering.rule != RULES[0]:
        environment.process(review(model))
    return environment


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
    people, staff = model.company.organisation.people, model.members
    yield environment.timeout(people.hiring_weeks)
    while model.purse.hiring_frozen:
        yield environment.timeout(1)
    staff["absent"][seat], staff["morale"][seat] = 0, 1.0
    model.books.credits[seat] = 0.0  # what a leaver attained is not the newcomer's
    staff["hires"][seat] += 1
    staff["hired_week"][seat] = environment.now
    staff["skill"][seat] = draw_skill(model.key, int(staff["identity"][seat]), int(staff["hires"][seat]), people)
    staff["practice"][seat] = model.company.organisation.learning.brought_hours
    take_seat(staff, seat, model.key, model.company.organisation.roles)
    post_organisation(Kind.HIRING, -to_cents(people.hiring_cost), int(environment.now), model.books.pages)


def _shift(environment: simpy.Environment, model: Model) -> Process:
    """The one shift of the market."""
    yield environment.timeout(model.company.market_shift.week)
    model.shift_market()
