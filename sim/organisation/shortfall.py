"""When business declines: departments look at their own process first, or they blame each other (M43).

A review follows every quota period, and goes by contracts signed: what anybody is paid on has no part in it. Either
answer takes hours of everybody. Order in the own process makes a department's work faster, with less and less left to
find. Blame costs trust, on both sides, between every department and the one before it in the relay.
"""

from __future__ import annotations

from collections.abc import Generator
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import simpy

from sim.flows import Flow
from sim.scenario import Section, parameter
from sim.stages import Department

if TYPE_CHECKING:
    from sim.engine.model import Model

Process = Generator[simpy.Event, Any, None]
NOTHING, OWN_PROCESS, BLAME = ANSWERS = ("nothing", "own_process", "blame")


class Shortfall(Section):
    """What departments do about a quota period in which business declined."""

    answer: str = parameter(
        NOTHING,
        unit="-",
        choices=ANSWERS,
        source="the notes: one's own process first, no blaming of others",
        meaning="what departments do after a period in which business declined",
    )
    below: float = parameter(
        0.9,
        unit="ratio",
        low=0,
        high=2,
        source="assumption",
        meaning="contracts signed in a period over those of the period before, under which business declined",
    )
    hours: float = parameter(
        4.0, unit="hours", low=0, high=40, source="assumption", meaning="what the answer takes of every member"
    )
    room: float = parameter(
        0.15,
        unit="share",
        low=0,
        high=5,
        source="assumption: as one step of automation",
        meaning="how much faster a department's work becomes once its process is in order",
    )
    found: float = parameter(
        0.25,
        unit="share",
        low=0,
        high=1,
        source="assumption",
        meaning="how much of what is left of that a review finds",
    )
    harm: float = parameter(
        0.15, unit="share", low=0, high=1, source="assumption", meaning="trust that blame takes, on both sides"
    )


def answer_shortfalls(environment: simpy.Environment, model: Model) -> Process:
    """A review after every quota period."""
    p, weeks, better = model.company.organisation.shortfall, model.company.organisation.quota_weeks, 0.0
    signed, before = _signed(model), 0.0
    yield environment.timeout(weeks)
    while True:
        now = _signed(model)
        declined, before, signed = now - signed < p.below * before, now - signed, now
        if declined and p.answer == BLAME:
            _blame(model)
        elif declined:
            gained = p.found * (p.room - better)
            model.office["leverage"] *= 1.0 + gained / (1.0 + better)
            better += gained
        model.office["away"] += p.hours * declined
        yield environment.timeout(1)
        model.office["away"] -= p.hours * declined
        yield environment.timeout(weeks - 1)


def _signed(model: Model) -> float:
    """Contracts since the start."""
    return float(model.office["happened"][0, Flow.ORDERS])


def _blame(model: Model) -> None:
    """Trust falls between neighbours in the relay: each blames the one before it."""
    trust = model.office["trust"][0]
    for before, after in pairwise(Department):
        for pair in ((before, after), (after, before)):
            trust[pair] *= 1.0 - model.company.organisation.shortfall.harm
