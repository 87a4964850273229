"""The referral programme as customers meet it: an offer of money makes advocates speak more often (M17, M13)."""

from __future__ import annotations

from sim.compiled import kernel
from sim.population.tables import columns
from sim.scenario import Section, parameter

COLUMNS = columns(
    "world.referrals",
    invited_until=("i2", "week", "until when an offer of the referral programme, made to this customer, is open"),
)


class Referrals(Section):
    """What an offer of money does to advocates."""

    reward_lift: float = parameter(
        1.5,
        unit="ratio",
        low=0,
        high=20,
        source="assumption",
        meaning="how much more often an advocate with a very generous offer recommends",
    )
    reward_half: float = parameter(
        500.0,
        unit="USD",
        low=1,
        high=1e6,
        source="assumption",
        meaning="money per referred lead that brings half of it",
    )
    offer_weeks: int = parameter(
        26, unit="weeks", low=1, high=520, source="assumption", meaning="how long an advocate keeps an offer in mind"
    )


@kernel
def eagerness(a, world):
    """How much more often this advocate recommends, for the offer it has: 1 without one."""
    if world.now.week >= a.invited_until:
        return 1.0
    reward = world.now.reward
    return 1.0 + world.referrals.reward_lift * reward / (reward + world.referrals.reward_half)


@kernel
def receive_offer(a, world):
    """An advocate is told of the programme."""
    a.invited_until = world.now.week + world.referrals.offer_weeks
