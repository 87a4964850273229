"""Nurture: what mail does to contacts who were given back, who stopped evaluating or who never buy (M15, M17).

Mail keeps the company remembered until a contact's own time comes, and mail that nobody asked for annoys. What counts
is what was really sent: ``now`` has the mails of each kind, and no rule here knows why they were sent.
"""

from __future__ import annotations

import math

from sim.compiled import kernel
from sim.draws import decision, uniform
from sim.population.tables import columns
from sim.scenario import Section, parameter
from sim.stages import Stage
from sim.world.talk import turned_away, warn

COLUMNS = columns(
    "world.nurture",
    mailed_before=("f4", "mails", "mails that nurtured contacts had been sent when this one was given back"),
)
GRUMBLES = decision("nurture.grumbles")
RECYCLED, FORGOTTEN, STRUCK_OFF = 0, 1, 2  # what becomes of a lost contact
NEVER = 1_000_000  # a week that no run reaches


class Nurture(Section):
    """How contacts remember, and when mail annoys them."""

    enabled: bool = parameter(
        False,
        unit="switch",
        source="mission M15",
        meaning="whether it matters that contacts are mailed; off: all remember us, and mail to them costs one a week",
    )
    forgetting: float = parameter(
        0.03,
        unit="share per week",
        low=0,
        high=1,
        source="assumption: half a year leaves half",
        meaning="how fast a contact who hears nothing forgets the company",
    )
    refresh: float = parameter(
        0.10,
        unit="share of the gap per mail",
        low=0,
        high=1,
        source="assumption",
        meaning="how much of what was forgotten one mail to a nurtured contact brings back",
    )
    interest_of_memory: float = parameter(
        0.5,
        unit="share",
        low=0,
        high=1,
        source="assumption",
        meaning="share of the interest at a return that hangs on being remembered",
    )
    annoyance: float = parameter(
        0.002,
        unit="share per mail",
        low=0,
        high=1,
        source="assumption",
        meaning="how far one mail turns a nurtured contact away",
    )
    unwanted_annoyance: float = parameter(
        0.02,
        unit="share per mail",
        low=0,
        high=1,
        source="assumption",
        meaning="how far one mail turns somebody away who has stopped evaluating or never buys",
    )
    unwanted_talk: float = parameter(
        0.01,
        unit="chance per mail",
        low=0,
        high=1,
        source="assumption",
        meaning="chance that such a mail makes its reader warn an acquaintance",
    )
    pooled_return_share: float = parameter(
        0.10,
        unit="share",
        low=0,
        high=1,
        source="assumption",
        meaning="accounts that stopped evaluating and yet come back if mail has kept the company remembered",
    )


@kernel
def remembered(weeks, mails, p):
    """How far the company is remembered after ``weeks`` with ``mails`` spread over them: 1 at first.

    The solution of memory' = refresh · mails per week · (1 − memory) − forgetting · memory.
    """
    if weeks <= 0.0:
        return 1.0
    gained = p.refresh * mails / weeks
    speed = gained + p.forgetting
    if speed <= 0.0:
        return 1.0
    level = gained / speed
    return level + (1.0 - level) * math.exp(-speed * weeks)


@kernel
def memory_at_return(a, world):
    """How far a nurtured contact whose time has come remembers the company, and what its mails cost in goodwill."""
    p, now = world.nurture, world.now
    if not p.enabled:
        return 1.0
    mails = now.mails - a.mailed_before
    _turn_away(a, p.annoyance, mails, world)
    return remembered(now.week - a.moved, mails, p)


@kernel
def interest_at_return(memory, world):
    """Mean interest of somebody who comes back and remembers the company so far."""
    return world.market.returning_interest * (1.0 - world.nurture.interest_of_memory * (1.0 - memory))


@kernel
def memory_of_pooled(a, world):
    """How far somebody who stopped evaluating, and was mailed all the same, remembers the company; 0 without mail."""
    weeks, mails = world.now.week - a.moved, world.now.pooled_mails
    return remembered(weeks, mails * weeks, world.nurture) if mails > 0.0 else 0.0


@kernel
def unwanted_mails(stage, now):
    """Mails that this week go to a contact in a stage in which nobody wants any."""
    if stage == Stage.POOLED:
        return now.pooled_mails
    return now.dead_mails if stage == Stage.DEAD_END else 0.0


@kernel
def _turn_away(a, annoyance, mails, world):
    if mails > 0.0:
        a.spoilt = 1.0 - (1.0 - turned_away(a, world.now.week, world.market)) * (1.0 - annoyance) ** mails
        a.warned_week = world.now.week


@kernel
def annoy(accounts, i, mails, world):
    """A week of mail that nobody asked for: returns 1.0 where its reader warned somebody."""
    p, now = world.nurture, world.now
    _turn_away(accounts[i], p.unwanted_annoyance, mails, world)
    if not world.talk.enabled or uniform(now.key, GRUMBLES, i, now.week) >= 1.0 - (1.0 - p.unwanted_talk) ** mails:
        return 0.0
    warn(accounts, i, now.week, world, now.key)
    return 1.0
