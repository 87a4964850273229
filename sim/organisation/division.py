"""Division of labour (M23): specialised departments that hand over, or generalists who keep a customer all the way.

A generalist does the work of every department, each for the share of the week that the departments have of all heads,
on the customers that are theirs; hours left over go to what comes next on the customer's way. Nothing is lost between
two hands that are one person's. Each kind of work is practised for a part of the time only (``focus``).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.compiled import kernel
from sim.population.tables import Table, columns, nest

DIVISIONS = ("specialists", "generalists")
GENERALISTS = DIVISIONS.index("generalists")
COLUMNS = columns(
    "organisation.division",
    reached_over=("(4,)f8", "hours", "of a generalist, by department: work that reached over its share of last week"),
)


def desks(division: str, heads: Sequence[int], hourly: Sequence[float], room: int) -> Table:
    """Who sits at the departments' desks, as a row.

    desk_first, desk_heads: by department the first seat and the seats that work there; until: share of a member's week
    that is over when the department's work ends; hourly: USD per paid hour; focus: share of a week that a member has
    for one kind of work, the mean over hours. ``room``: closed seats after those of each department; generalists have
    none.
    """
    first = np.concatenate([[0], np.cumsum(np.array(heads) + room)[:-1]])
    if division != DIVISIONS[GENERALISTS]:
        return nest(desk_first=first, desk_heads=np.array(heads), until=np.ones(4), hourly=np.array(hourly), focus=1.0)
    shares = np.array(heads) / sum(heads)
    until = np.append(np.cumsum(shares)[:-1], 1.0)
    return nest(desk_first=np.zeros(4, np.int64), desk_heads=np.full(4, sum(heads)), until=until,
                hourly=np.full(4, float(shares @ np.array(hourly))), focus=float(shares @ shares))  # fmt: skip


@kernel
def sit_down(member, department, rules):
    """A generalist begins a department's work: hours until which it may last.

    What is left of the work before is added. What that work reached over its time is its own next week's, and not this
    work's: else what comes last would pay for all.
    """
    until = rules.office.until
    if rules.office.focus == 1.0:
        return
    start, planned = 0.0, member.free * until[0]
    if department > 0:
        get_up(member, department - 1, rules)
        start, planned = member.hours, member.free * (until[department] - until[department - 1])
    paid_back = min(member.reached_over[department], planned)
    member.reached_over[department] -= paid_back
    member.hours = start + planned - paid_back


@kernel
def get_up(member, department, rules):
    """A generalist ends a department's work: what it reached over its time is noted as its own."""
    if rules.office.focus != 1.0:
        member.reached_over[department] += max(member.worked - member.hours, 0.0)
        member.hours = max(member.worked, member.hours)
