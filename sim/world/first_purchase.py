"""How much of what it needs a customer buys at first, and when the rest comes: trying out (M12, M19).

Some buy a part of their seats on their own account; others are talked into a trial year, and have not made up their
minds. Either adds the rest at renewals, as far as it succeeds. Who was talked into signing before its approval path was
through has not made up its mind either, until it is.
"""

from __future__ import annotations

import numpy as np

from sim.compiled import kernel
from sim.draws import decision, uniform
from sim.population.tables import columns
from sim.scenario import Section, parameter

COLUMNS = columns(
    "world.first_purchase",
    missing=("f8", "USD per year", "seats that the customer has not bought yet, at the price agreed"),
    trying=("u1", "0/1", "whether the customer took a trial year and has not renewed since"),
)
SEATS = decision("first_purchase.seats")


class FirstPurchase(Section):
    """What customers buy at first."""

    least_share: float = parameter(
        1.0,
        unit="share",
        low=0.01,
        high=1,
        source="assumption: 1, nobody does; the notes: large firms that only try it out",
        meaning="least share of its seats that a customer buys at first, each its own between this and all; 1: all",
    )
    rollout: float = parameter(
        0.5,
        unit="share per term",
        low=0,
        high=1,
        source="assumption",
        meaning="share of the seats not bought yet that a fully successful customer adds at a renewal",
    )
    trial_ease: float = parameter(
        0.3,
        unit="share of the price",
        low=0,
        high=1,
        source="assumption: twice the discount that members may give",
        meaning="the discount that would be as welcome as leaving out all seats, of a trial year for a part of them",
    )
    trial_effort: float = parameter(
        0.6,
        unit="share",
        low=0,
        high=1,
        source="assumption; the notes: who is told to just try it does not take it for the start of work",
        meaning="how far use grows with a customer in a trial year, against one who has made up its mind",
    )
    early_effort: float = parameter(
        0.0,
        unit="share",
        low=0,
        high=1,
        source="assumption, set with P03 in view; the notes: the approval path leads on to the work",
        meaning="how far use grows with a customer who signed early, until its own approval path is through",
    )


@kernel
def own_share(i, p, key):
    """Share of its seats that the account buys at first by itself."""
    return 1.0 if p.least_share >= 1.0 else p.least_share + (1.0 - p.least_share) * uniform(key, SEATS, i, 0)


@kernel
def take(a, i, part, p, key):
    """A contract was signed, for a ``part`` of the seats in a trial year."""
    a.missing = a.booked * (1.0 / (own_share(i, p, key) * part) - 1.0)
    a.trying = np.uint8(part < 1.0)


@kernel
def may_come(a, p):
    """USD a year of the missing seats that the next renewal adds if the customer fully succeeds."""
    return p.rollout * a.missing


@kernel
def comes(a, p):
    """USD a year of them that come at this renewal; whoever renews has made up its mind."""
    more = a.success * may_come(a, p)
    a.missing -= more
    a.trying = np.uint8(0)
    return more


@kernel
def ease(part, p):
    """The discount as which a buyer takes an offer of a ``part`` of the seats: the fewer, the less is at stake."""
    return p.trial_ease * (1.0 - part)


@kernel
def effort(a, week, p):
    """How far use grows with this customer, against one who has made up its mind."""
    if week < a.ready_week:
        return p.early_effort
    return p.trial_effort if a.trying else 1.0
