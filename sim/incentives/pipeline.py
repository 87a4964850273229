"""Reckoning with the pipeline: win rate and lead time against the target, instead of what is signed (M19).

Whoever looks at signatures alone is behind until they come. Whoever reckons counts every opportunity in hand with the
usual chance of winning it, if its decision falls into the running quota period, and expects the usual pace only of
that time in which something that begins now can still be decided.
"""

from __future__ import annotations

from sim.compiled import kernel
from sim.flows import Flow
from sim.population.tables import columns
from sim.scenario import Section, parameter
from sim.stages import Stage

COLUMNS = columns(
    "incentives.pipeline",
    coming_orders=("f8", "orders", "expected of the opportunities in hand before the quota period ends"),
    coming_bookings=("f8", "USD a year", "the same at their quoted prices"),
)


class Reckoning(Section):
    """Steering by win rate and lead time."""

    enabled: bool = parameter(
        False,
        unit="switch",
        source="the notes: always mind the attainment that lead time and win rate foretell",
        meaning="whether sellers count the opportunities in hand towards the target",
    )


@kernel
def _decided_by(a, rules):
    """Week in which a decision is to be expected: known once there was a meeting."""
    now = rules.nature.now.week
    return a.ready_week if a.stage == Stage.OPPORTUNITY else now + rules.departments.field_sales.usual_deliberation


@kernel
def count_on(accounts, active, members, rules):
    """Write down what each seller expects of the opportunities in hand."""
    ends = rules.office.period_start + rules.organisation.quota_weeks
    chance = rules.organisation.beliefs.win_rate
    for m in range(members.shape[0]):
        members[m].coming_orders = members[m].coming_bookings = 0.0
    for k in range(rules.nature.now.active):
        a = accounts[active[k]]
        if (a.stage == Stage.SQL or a.stage == Stage.OPPORTUNITY) and _decided_by(a, rules) < ends:
            members[a.seller].coming_orders += chance
            members[a.seller].coming_bookings += chance * a.quote


@kernel
def coming(member, term):
    """What a member counts on of a term's metric, in targets; −1 where the term is no sum of their own orders."""
    if term.scope > 0 or term.is_share:
        return -1.0
    found, ordered = 0.0, False
    for k in range(term.flows):
        if term.flow[k] == Flow.ORDERS:
            found, ordered = found + term.over[k] * member.coming_orders, True
        elif term.flow[k] == Flow.BOOKINGS:
            found, ordered = found + term.over[k] * member.coming_bookings, True
    return found / term.target if ordered else -1.0


@kernel
def time_to_begin(passed, rules):
    """Share of the quota period in which what begins can still be decided before its end."""
    lead = rules.departments.field_sales.usual_deliberation / rules.organisation.quota_weeks
    return max(1.0 - passed - lead, 0.0)
