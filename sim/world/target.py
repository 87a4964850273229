"""The customer's success as a target: spoken about at the sale and made clear, or left vague (M44).

A target can be no clearer than the success that the customer can have. It shows customer success what to work for, and
use that is aimed at it turns into more success.
"""

from __future__ import annotations

import numpy as np

from sim.compiled import kernel
from sim.population.tables import columns
from sim.scenario import Section, parameter
from sim.stages import Stage
from sim.world.usage import experience

_FULL = 255.0

COLUMNS = columns(
    "world.target",
    goal=("u1", "1/255", "how much of what was agreed on as success still stands; 0 where nobody spoke about it"),
)


class SuccessTarget(Section):
    """What a clear target does."""

    clarity_floor: float = parameter(
        0.3,
        unit="0–1",
        low=0,
        high=1,
        source="assumption",
        meaning="clarity that talking brings even where the customer can hardly succeed",
    )
    aim: float = parameter(
        0.2,
        unit="share",
        low=0,
        high=2,
        source="assumption",
        meaning="how much more success comes of the same use where it is aimed at a clear target",
    )


@kernel
def agree_on_success(a):
    """Seller and customer speak about what the customer wants to have reached in a year."""
    a.goal = np.uint8(_FULL)


@kernel
def clarity_at(a, fit, p):
    """How clear the target of a customer of such a fit is, 0–1: members take fit as they see it."""
    return a.goal / _FULL * (p.clarity_floor + (1.0 - p.clarity_floor) * fit)


@kernel
def clarity(a, p):
    """How clear the target is, 0–1."""
    return clarity_at(a, a.fit, p)


@kernel
def hand_on_target(a, crossed):
    """A hand-over: what does not cross is vague again."""
    a.goal = np.uint8(a.goal * crossed + 0.5)


@kernel
def work_towards(accounts, active, world):
    """At the end of the week, use that was aimed at a target brought more success."""
    for k in range(world.now.active):
        a = accounts[active[k]]
        if a.goal > 0 and Stage.ONBOARDING <= a.stage <= Stage.ADVOCATE:
            more = world.success_target.aim * clarity(a, world.success_target) * experience(a, world.usage)
            a.success = min(a.success + world.usage.success_speed * more, 1.0)
