"""Helping across the border, or "only my job" (M43): spare hours go to the next department's queue, given a reason.

A reason is pay that follows from the next department's work too, or a culture of covering for each other. The helper
does what the colleague would do next, at a lower speed; the account and its credit stay with the colleague.
"""

from __future__ import annotations

from sim.compiled import kernel
from sim.kernels.choose import RANDOM
from sim.scenario import Section, parameter


class Helping(Section):
    """Whether members help the next department."""

    enabled: bool = parameter(
        False, unit="switch", source="mission: off is absent", meaning="whether anybody may work across the border"
    )
    speed: float = parameter(
        0.6,
        unit="ratio",
        low=0.01,
        high=2,
        source="assumption",
        meaning="speed of work in a trade that is not one's own",
    )
    culture: float = parameter(
        0.0,
        unit="share",
        low=0,
        high=1,
        source="assumption",
        meaning="how much a colleague's gain counts as one's own, whatever the contract says",
    )


@kernel
def helper_of(place, department, office):
    """The seat of the department before that helps the seat at this place; −1 where nobody does."""
    if department == 0 or office.focus < 1.0:
        return -1
    return office.first[department - 1] + place % office.heads[department - 1]


@kernel
def gain(pace, helper, department, rules):
    """What a colleague's next action of that pace is worth to the helper: a share of it, at a lower speed."""
    motives, p = rules.organisation, rules.organisation.helping
    if motives.choice == RANDOM:
        return pace * p.culture
    reason = 1.0 - (1.0 - rules.office.stakes[department - 1]) * (1.0 - p.culture)
    return (pace + motives.effort) * reason * p.speed * helper.speed - motives.effort
