"""Rivals come in: who is first in a segment is its name there, and what a rival has taken is hard to win back (M36).

A rival enters both segments in one week and grows in each as innovations spread: by its own selling, and by imitation
of those it has (Bass 1969). How much of a segment it can take at most depends on how far the company is the segment's
name by then: brand comes from customers there, and a part of it from customers of the other segment. So a segment that
nobody worked for is open to a rival. Segments are those of ``organisation.strategy.boundary``.

What it takes is a share of a segment's interest, and not accounts one by one: by the same luck it falls on accounts
that are the company's customers or under way, too. They go on as they are, at worse odds of a yes and of a renewal;
only once they are back in the market do they no longer respond.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.compiled import kernel, request
from sim.draws import decision, uniform
from sim.scenario import Section, parameter
from sim.stages import Stage
from sim.world.contacts import at_other_odds

SIDE = decision("competition.side")


class Competition(Section):
    """A rival, and what the company's name keeps from it."""

    enabled: bool = parameter(
        False,
        unit="switch",
        source="the notes: M36",
        meaning="whether segments know the company's name and a rival comes",
    )
    entry_week: int = parameter(
        52, unit="week", low=0, high=10_000, source="assumption", meaning="week from which the rival sells"
    )
    innovation: float = parameter(
        0.0006,
        unit="share per week",
        low=0,
        high=1,
        source="Sultan et al. 1990: 0.03 a year on average over 213 innovations",
        meaning="how fast a rival wins what it can still win of a segment by its own selling",
    )
    imitation: float = parameter(
        0.0073,
        unit="share per week",
        low=0,
        high=1,
        source="Sultan et al. 1990: 0.38 a year on average over 213 innovations",
        meaning="how much faster for those it has: accounts buy what others bought",
    )
    largest_share: float = parameter(
        0.6,
        unit="share of the segment",
        low=0,
        high=1,
        source="assumption",
        meaning="what a rival takes in the end of a segment in which nobody knows the company",
    )
    guard: float = parameter(
        0.8,
        unit="share",
        low=0,
        high=1,
        source="assumption; direction: the notes, countering rivals' entry",
        meaning="how much of that the company keeps from it where it is the segment's name",
    )
    half_customers: float = parameter(
        100.0,
        unit="customers per 20,000 accounts",
        low=0.1,
        high=20_000,
        source="assumption",
        meaning="customers of a segment that make the company half its name",
    )
    extension: float = parameter(
        0.3,
        unit="share",
        low=0,
        high=1,
        source="assumption; direction: the notes, extending the brand's image",
        meaning="how much a customer of one segment counts in the other",
    )
    brand_lift: float = parameter(
        0.3,
        unit="ratio",
        low=0,
        high=10,
        source="assumption",
        meaning="how much more readily accounts respond where the company is the segment's name",
    )
    win_pull: float = parameter(
        1.0,
        unit="logit",
        low=0,
        high=20,
        source="assumption",
        meaning="how much a rival that has the whole segment would hold back a yes",
    )
    renewal_pull: float = parameter(
        0.5,
        unit="logit",
        low=0,
        high=20,
        source="assumption",
        meaning="the same at a renewal",
    )


def at_the_start() -> dict[str, Any]:
    """The state of the world by segment (small, large).

    renown: how far the company is the segment's name, 0–1; taken: share of its interest that a rival has; best_known:
    by how much renown makes accounts respond more readily where it is highest.
    """
    return {"renown": np.zeros(2), "taken": np.zeros(2), "best_known": 1.0}


@kernel
def segment(a, now):
    """0 of a small account, 1 of a large one."""
    return int(a.scale >= now.large_from)


@kernel
def is_with_a_rival(a, i, world):
    """Whether a rival has the interest of this account, customer or not; whose is taken first is its own luck."""
    taken = world.now.taken[segment(a, world.now)]
    return taken > 0.0 and uniform(world.now.key, SIDE, i, 0) < taken


@kernel
def readiness(a, i, world):
    """How much more readily an account responds for the company's name; not at all where a rival has it."""
    if is_with_a_rival(a, i, world):
        return 0.0
    return 1.0 + world.competition.brand_lift * world.now.renown[segment(a, world.now)]


@kernel
def chance_against_rivals(a, chance, pull, world):
    """A chance of a yes or a renewal, given what else the segment buys by now."""
    if not world.competition.enabled:
        return chance
    return at_other_odds(chance, -pull * world.now.taken[segment(a, world.now)])


@kernel
def renown(own, others, p):
    """How far the company is a segment's name; ``own``, ``others``: customers per 20,000 accounts, here and there."""
    met = own + p.extension * others
    return met / (met + p.half_customers)


@kernel
def taken_a_week_later(taken, known, p):
    """A rival's share of a segment: it grows into what the company's name leaves it, and gives nothing back."""
    room = p.largest_share * (1.0 - p.guard * known) - taken
    return taken + (p.innovation + p.imitation * taken) * max(room, 0.0)


@kernel
def compete(accounts, active, world):
    """At the end of a week the company's name follows its customers, and a rival goes on."""
    p, now = world.competition, world.now
    if not p.enabled:
        return
    customers = np.zeros(2)
    for k in range(now.active):
        request(accounts, active, k, now.active)
        a = accounts[active[k]]
        if Stage.ONBOARDING <= a.stage <= Stage.ADVOCATE:
            customers[segment(a, now)] += 20_000.0 / now.visible
    for s in range(2):
        now.renown[s] = renown(customers[s], customers[1 - s], p)
        if now.week >= p.entry_week:
            now.taken[s] = taken_a_week_later(now.taken[s], now.renown[s], p)
    now.best_known = 1.0 + p.brand_lift * max(now.renown[0], now.renown[1])
