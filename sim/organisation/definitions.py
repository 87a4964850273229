"""Shared understanding: what departments take a written bar, and a customer's success, to mean (M39).

Every department reads the bar at a hand-over in its own way. Where the readings differ, a receiver rejects what the
sender thought ready and the work is redone; what is handed over is misread; and customer success asks the new customer
again. A workshop brings the readings together, for hours of everybody, and they part again with time.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import numpy as np
import simpy

from sim.compiled import kernel
from sim.scenario import Section, parameter
from sim.stages import Department

if TYPE_CHECKING:
    from sim.engine.model import Model

Process = Generator[simpy.Event, Any, None]
_SOURCE = "assumption: who is judged on volume reads a bar more easily"
_COUNT = len(Department)


class Definitions(Section):
    """How departments read stages and success; off, all read what is written."""

    enabled: bool = parameter(False, unit="switch", source="the notes: M39", meaning="whether readings may differ")
    marketing: float = parameter(
        -0.06,
        unit="estimated fit",
        low=-1,
        high=1,
        source=_SOURCE,
        meaning="how far above what is written marketing reads a bar, left alone",
    )
    inside_sales: float = parameter(
        -0.02, unit="estimated fit", low=-1, high=1, source=_SOURCE, meaning="the same of inside sales"
    )
    field_sales: float = parameter(
        0.02, unit="estimated fit", low=-1, high=1, source=_SOURCE, meaning="the same of field sales"
    )
    customer_success: float = parameter(
        0.06, unit="estimated fit", low=-1, high=1, source=_SOURCE, meaning="the same of customer success"
    )
    misreading: float = parameter(
        5.0,
        unit="share per unit of fit",
        low=0,
        high=100,
        source="assumption",
        meaning="how much of a hand-over is misread where two departments' readings differ",
    )
    rework_hours: float = parameter(
        1.0,
        unit="hours",
        low=0,
        high=40,
        source="assumption",
        meaning="looking again, of a sender who was rejected; asking again, of customer success at most",
    )
    review_hours: float = parameter(
        0.3,
        unit="hours",
        low=0,
        high=40,
        source="assumption",
        meaning="what rejecting a hand-over takes of the receiver",
    )
    workshop_weeks: int = parameter(
        0, unit="weeks", low=0, high=520, source="assumption", meaning="time between two workshops; 0: there are none"
    )
    workshop_hours: float = parameter(
        4.0, unit="hours", low=0, high=40, source="assumption", meaning="what a workshop takes of every member"
    )
    agreed: float = parameter(
        0.9, unit="share", low=0, high=1, source="assumption", meaning="share of a difference that a workshop removes"
    )
    relapse: float = parameter(
        0.01, unit="share per week", low=0, high=1, source="assumption", meaning="how fast old readings come back"
    )


def at_the_start(p: Definitions, *, apart: bool) -> dict[str, Any]:
    """The office's state: how far above what is written each department reads a bar; all of that, left alone; and the
    share of a hand-over that is understood, (sender, receiver). apart: whether departments are different people; who
    does everything reads a bar in one way.
    """
    own = np.array([getattr(p, d.name.lower()) for d in Department]) if p.enabled and apart else np.zeros(_COUNT)
    return {"reading": own, "own_reading": own, "understood": _understood(own, p.misreading)}


def _understood(reading: Any, misreading: float) -> Any:
    return np.maximum(1.0 - misreading * np.abs(np.subtract.outer(reading, reading)), 0.0)


def hold_workshops(environment: simpy.Environment, model: Model) -> Process:
    """Workshops, the first in the first week: everybody's hours for one definition."""
    p, office = model.company.organisation.definitions, model.office[0]
    while True:
        office["away"] += p.workshop_hours
        office["reading"] *= 1.0 - p.agreed
        yield environment.timeout(1)
        office["away"] -= p.workshop_hours
        yield environment.timeout(p.workshop_weeks - 1)


@kernel
def part(rules):
    """At the end of a week readings drift back to what they were, and hand-overs are understood accordingly."""
    p, office = rules.organisation.definitions, rules.office
    if not p.enabled:
        return
    for d in range(_COUNT):
        office.reading[d] += p.relapse * (office.own_reading[d] - office.reading[d])
    for s in range(_COUNT):
        for r in range(_COUNT):
            office.understood[s, r] = max(1.0 - p.misreading * abs(office.reading[s] - office.reading[r]), 0.0)


@kernel
def as_read_by(department, written, office):
    """A written bar as a department reads it; what is not written cannot be read."""
    return written + office.reading[department] if written > 0.0 else written


@kernel
def rejects(sender, receiver, written, estimate, rules):
    """Whether a receiver sends back at once what the sender calls ready: the two read what is written differently."""
    if not rules.organisation.definitions.enabled:
        return False
    ready = estimate >= as_read_by(sender, written, rules.office)
    return ready and estimate < as_read_by(receiver, written, rules.office)
