"""Word of mouth over a network of accounts, and what the market remembers (M13).

Advocates tell acquaintances, who then respond more readily; customers that failed warn theirs. Reputation is a slow
average of what is said.
"""

from __future__ import annotations

from sim.compiled import kernel
from sim.draws import decision, uniform
from sim.population.tables import columns
from sim.population.traits import acquaintance
from sim.scenario import Section, parameter
from sim.stages import Stage
from sim.world.referrals import eagerness

COLUMNS = columns(
    "world.talk",
    spoilt=("f8", "0–1", "how far the latest warning turned this account away; it fades from then on"),
    warned_week=("i2", "week", "when that was"),
    complains_until=("i4", "week", "until when a failed customer goes on warning others"),
)

LOOK_CLOSELY = 8  # what the market's glance at an account says once somebody spoke to it

SPEAKS = decision("talk.speaks")


class Talk(Section):
    """Who speaks to whom, and what it does."""

    enabled: bool = parameter(True, unit="switch", source="mission M13", meaning="whether customers talk at all")
    advocate_rate: float = parameter(
        0.12,
        unit="chance per week",
        low=0,
        high=1,
        source="assumption",
        meaning="chance that an advocate recommends the product to an acquaintance",
    )
    referral_chance: float = parameter(
        0.15,
        unit="chance per week",
        low=0,
        high=1,
        source="order of magnitude: Implisit 2014, referral lead to deal 3.6 %",
        meaning="added chance of responding, for somebody who was just told",
    )
    complaint_rate: float = parameter(
        0.06,
        unit="chance per week",
        low=0,
        high=1,
        source="assumption",
        meaning="chance that a failed customer warns an acquaintance",
    )
    complaint_weeks: float = parameter(
        52.0, unit="weeks", low=0, high=520, source="assumption", meaning="how long a failed customer goes on warning"
    )
    reassurance: float = parameter(
        0.8,
        unit="share",
        low=0,
        high=1,
        source="assumption",
        meaning="how much of an earlier warning is left after a recommendation",
    )
    harm: float = parameter(
        0.5, unit="share", low=0, high=1, source="assumption", meaning="how far one warning turns an acquaintance away"
    )
    local_share: float = parameter(
        0.7,
        unit="share",
        low=0,
        high=1,
        source="assumption",
        meaning="talk that stays in the own neighbourhood; the rest reaches anybody",
    )
    advocate_from: float = parameter(
        0.50,
        unit="0–1",
        low=0,
        high=1,
        source="assumption",
        meaning="success from which a customer becomes an advocate",
    )
    failed_below: float = parameter(
        0.25,
        unit="0–1",
        low=0,
        high=1,
        source="assumption",
        meaning="success below which a customer that leaves counts itself as failed",
    )
    reputation_speed: float = parameter(
        0.02,
        unit="share per week",
        low=0,
        high=1,
        source="assumption",
        meaning="how fast reputation follows what is said",
    )


@kernel
def turned_away(a, week, market):
    """How far an account is turned away by now."""
    if a.spoilt == 0.0:
        return 0.0
    return a.spoilt * (1.0 - market.spoilt_recovery) ** (week - a.warned_week)


@kernel
def recommend(accounts, glance, i, week, world, key):
    """An advocate's week: returns 1.0 where a recommendation was made."""
    p = world.talk
    if not p.enabled or uniform(key, SPEAKS, i, week) >= p.advocate_rate * eagerness(accounts[i], world):
        return 0.0
    told = acquaintance(key, i, week, world.now.visible, p.local_share, world.customers.neighbours)
    other = accounts[told]
    if other.stage == Stage.MARKET:
        glance[told] = LOOK_CLOSELY
        other.heard = min(other.heard + p.referral_chance, 1.0)
        other.spoilt = p.reassurance * turned_away(other, week, world.market)
        other.warned_week = week
    return 1.0


@kernel
def complain(accounts, i, week, world, key):
    """A failed customer's week: returns 1.0 where somebody was warned."""
    p = world.talk
    if not p.enabled or uniform(key, SPEAKS, i, week) >= p.complaint_rate:
        return 0.0
    warn(accounts, i, week, world, key)
    return 1.0


@kernel
def warn(accounts, i, week, world, key):
    """Account ``i`` turns an acquaintance away."""
    p = world.talk
    other = accounts[acquaintance(key, i, week, world.now.visible, p.local_share, world.customers.neighbours)]
    other.spoilt = 1.0 - (1.0 - turned_away(other, week, world.market)) * (1.0 - p.harm)
    other.warned_week = week


@kernel
def remember(world):
    """Reputation follows what was said this week; without talk it stays."""
    now = world.now
    said = now.praise + now.complaints
    if said > 0.0:
        weight = world.talk.reputation_speed * said / (said + 5.0)
        now.reputation += weight * (now.praise / said - now.reputation)
