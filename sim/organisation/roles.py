"""One role or two in customer success, and what each member is good at (M20).

With two roles some members do nothing but raise use, the others nothing but renewals and expansion; people are put, and
hired, where they are strong. With one role everybody does both, and is better at one of them.
"""

from __future__ import annotations

import math

from sim.compiled import kernel
from sim.draws import decision, normal_quantile, uniform
from sim.population.tables import Table, columns
from sim.scenario import Section, parameter
from sim.stages import ROLES, Department

ALL, ADOPTION, RENEWAL = range(len(ROLES))
TALENT = decision("roles.talent")

COLUMNS = columns(
    "organisation.roles",
    role=("i8", "0 all, 1 adoption, 2 renewal", "what a member of customer success does"),
    strength=("f8", "ratio", "speed in sessions against the member's usual one; in renewal and expansion its inverse"),
)


class Roles(Section):
    """How unlike members are in what they are good at."""

    talent_spread: float = parameter(
        0.0,
        unit="log",
        low=0,
        high=2,
        source="assumption; the notes: find the field and style that you are good at",
        meaning="standard deviation of the logarithm of a member's speed in raising use; in renewing it is the inverse",
    )


def adopters(heads: int, share: float) -> int:
    """Members that do nothing but raise use: at least one of each role; 0 where there is one role for all."""
    return min(max(round(heads * share), 1), heads - 1) if share > 0.0 and heads > 1 else 0


def give_roles(members: Table, first: int, heads: int, adopting: int) -> None:
    """The first seats of customer success raise use, the others renew and expand; nothing where all do all."""
    if adopting:
        members["role"][first : first + adopting] = ADOPTION
        members["role"][first + adopting : first + heads] = RENEWAL


@kernel
def take_seat(members, seat, key, spread):
    """What the present holder of a seat is good at; spread: `Roles.talent_spread`."""
    member = members[seat]
    member.strength = 1.0
    if spread > 0.0 and member.department == Department.CUSTOMER_SUCCESS:
        talent = spread * normal_quantile(uniform(key, TALENT, member.identity, member.hires))
        if member.role != ALL:
            talent = abs(talent) if member.role == ADOPTION else -abs(talent)
        member.strength = math.exp(talent)
