"""What every department's desk has in common: staffing, scratch space, who takes an account on, queues by owner."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.compiled import kernel
from sim.incentives.pay import Kpi
from sim.scenario import Section, parameter

FIRST = 1e9  # score of what a rule demands: it is done before anything that is chosen
Scratch = tuple[Any, ...]


class Staffing(Section):
    """Headcount, cost and KPI contract of a department."""

    headcount: int = parameter(
        10, unit="people", low=1, high=5000, source="mission: a mid-size company", meaning="members of the department"
    )
    cost_per_hour: float = parameter(
        60.0,
        unit="USD per paid hour",
        low=0,
        high=10_000,
        source="assumption: loaded cost",
        meaning="what a paid hour costs, with everything",
    )
    kpis: tuple[Kpi, ...] = parameter((), unit="terms", source="scenario", meaning="the department's KPI contract")


def scratch(rows: int) -> Scratch:
    """Space for one department's week: owners, starts, order, scores, picks, heap."""
    return (
        np.zeros(rows, np.int32),
        np.zeros(5002, np.int64),
        np.zeros(rows, np.int32),
        np.zeros(rows, np.float64),
        np.zeros(rows, np.int64),
        np.zeros(rows, np.int32),
    )


@kernel
def seat_for(i, first, headcount, members):
    """Who takes account ``i`` on: a seat that depends on the account alone, or the next one that is filled."""
    start = i % headcount
    for step in range(headcount):
        seat = first + (start + step) % headcount
        if not members[seat].absent:
            return seat
    return first + start


@kernel
def queues(active, size, owner_of, first, headcount, scratch_space):
    """Sort ``active`` by owner: ``owner_of[k]`` is a seat or −1. Returns (starts, order)."""
    _, starts, order, _, _, _ = scratch_space
    for s in range(headcount + 1):
        starts[s] = 0
    for k in range(size):
        if owner_of[k] >= 0:
            starts[owner_of[k] - first + 1] += 1
    for s in range(headcount):
        starts[s + 1] += starts[s]
    for k in range(size):
        seat = owner_of[k]
        if seat >= 0:
            order[starts[seat - first]] = active[k]
            starts[seat - first] += 1
    for s in range(headcount, 0, -1):
        starts[s] = starts[s - 1]
    starts[0] = 0
    return starts, order


@kernel
def hour_of(clock, hours):
    """Working hour of the week (0 … 40) at which a member has used ``clock`` of their ``hours``."""
    return 40.0 * min(clock / hours, 1.0) if hours > 0.0 else 40.0
