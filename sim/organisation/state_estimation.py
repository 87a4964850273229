"""Where members believe that a customer stands (M40): the talk follows an estimate, not the truth.

Every contact leaves data, so the estimate's error shrinks with what the department knows and with the number of people
it is in touch with.
"""

from __future__ import annotations

import math

from sim.compiled import kernel
from sim.draws import decision, normal_quantile, uniform
from sim.scenario import Section, parameter

MISPLACED = decision("state_estimation.misplaced")


class StateEstimation(Section):
    """How members place a customer on the journey, and how far their talk follows."""

    enabled: bool = parameter(
        False,
        unit="switch",
        source="mission M40",
        meaning="whether talk leans towards where the customer is believed to stand; else it follows the design alone",
    )
    noise: float = parameter(
        1.5,
        unit="layers",
        low=0,
        high=10,
        source="assumption",
        meaning="standard deviation of the error with one unit of data",
    )
    focus: float = parameter(
        1.0,
        unit="layers",
        low=0.1,
        high=10,
        source="assumption",
        meaning="how narrowly talk gathers around the believed state",
    )


@kernel
def believed_state(a, i, state, p, now):
    """The state where a member believes the customer to stand: an estimate of ``state`` (as a number of layers)."""
    data = a.information + max(a.contacts - 1.0, 0.0)
    return state + p.noise * normal_quantile(uniform(now.key, MISPLACED, i, now.week)) / math.sqrt(data)
