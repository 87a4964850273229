"""Change of the customer's organisation: without it, use of a large account stalls (M20).

Every customer does a little of it alone; the seller may lead it. The hours needed grow with size.
"""

from __future__ import annotations

import numpy as np

from sim.compiled import kernel
from sim.population.tables import columns
from sim.scenario import Section, parameter

COLUMNS = columns(
    "world.change",
    changed=("f4", "hours", "effective hours of change that the customer's organisation has gone through"),
    has_changed=("u1", "0/1", "whether that was enough; found when hours are added, and for good"),
)


class Change(Section):
    """What the customer's organisation must go through before the product is everybody's."""

    enabled: bool = parameter(
        False, unit="switch", source="the notes: change management", meaning="whether use needs a changed organisation"
    )
    hours_needed: float = parameter(
        8.0,
        unit="hours",
        low=0.1,
        high=10_000,
        source="assumption",
        meaning="effective hours of change that an account of typical size needs",
    )
    needed_of_size: float = parameter(
        1.5,
        unit="exponent",
        low=0,
        high=4,
        source="assumption: more people, and more ties between them",
        meaning="how these hours grow with the account's size",
    )
    own_hours: float = parameter(
        0.4,
        unit="hours per week",
        low=0,
        high=100,
        source="assumption",
        meaning="change that a perfectly fitting customer brings about alone",
    )
    stalled_share: float = parameter(
        0.3,
        unit="share",
        low=0,
        high=1,
        source="assumption",
        meaning="share of its ceiling that use can reach where nothing has changed",
    )


@kernel
def hours_needed(a, p):
    """Effective hours of change that this account needs in all."""
    return p.hours_needed * a.scale**p.needed_of_size


@kernel
def reach(a, p):
    """Share of its ceiling that use can reach after the change so far; 1 where the mechanism is off."""
    if not p.enabled:
        return 1.0
    return reach_with(1.0 if a.has_changed else a.changed / hours_needed(a, p), p)


@kernel
def reach_with(share, p):
    """The same by the share of the needed hours that it went through."""
    return p.stalled_share + (1.0 - p.stalled_share) * min(share, 1.0)


@kernel
def begin_unchanged(a):
    """A new customer has gone through nothing."""
    a.changed = 0.0
    a.has_changed = np.uint8(0)


@kernel
def change_alone(a, p):
    """What the customer brings about in a week without help."""
    if p.enabled:
        lead_change(a, p.own_hours * a.fit, p)


@kernel
def lead_change(a, effective_hours, p):
    """So many hours of change more. What was enough once stays so: the power of size is slow, and asked for weekly."""
    a.changed += effective_hours
    if not a.has_changed:
        a.has_changed = np.uint8(a.changed >= hours_needed(a, p))


@kernel
def have_changed(a, p):
    """A customer of long standing went through it before the first week."""
    if p.enabled:
        lead_change(a, hours_needed(a, p), p)
