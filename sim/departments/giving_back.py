"""Field sales tells a prospect that this is not for them, and what that says about whoever passed it on (M19, M32)."""

from __future__ import annotations

from sim.compiled import kernel
from sim.departments.desk import hour_of
from sim.flows import Flow
from sim.kernels.books import count
from sim.organisation.trust import witness
from sim.stages import Cause, Department, Stage
from sim.world.leads import send_back


@kernel
def _blame_sender(a, rules):
    """A lead that is not wanted speaks against whoever passed it on; one that nobody could reach does not."""
    if a.stage == Stage.SQL and not (a.unreached and a.attempts > 0):
        sender = Department.MARKETING if a.unreached else Department.INSIDE_SALES
        witness(sender, Department.FIELD_SALES, 1.0, rules)


@kernel
def give_back(a, i, refused, m, clock, member, rules, books):
    """Tell a prospect no, by rule or by choice; returns the hours it took."""
    hours = rules.departments.field_sales.refuse_hours / member.speed
    hour, cause = hour_of(clock + hours, member.hours), Cause.REFUSED if refused else Cause.RECYCLED_BY_CHOICE
    _blame_sender(a, rules)
    send_back(a, i, Stage.RECYCLED, cause, rules.nature.now.week, hour, m, rules.nature, books)
    if refused:
        count(Flow.REFUSED, 1.0, m, books)
    return hours
