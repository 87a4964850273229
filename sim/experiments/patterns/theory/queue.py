"""Waiting for a busy member against queueing theory (pattern P21).

What the engine can claim: a department is a bank of single-server queues. An account is given to one seat and never
goes over to a colleague, so the theory of a seat is M/M/1 (M/M/c with c = 1), and a department of c seats is c such
queues side by side, not one pooled M/M/c: its waits are longer than Erlang's C formula says, as with named owners.

Besides, a seat sees only at the start of a week who is new. Arrivals of a week of T hours then wait behind a gate, and
from the gate on the mean wait in the queue is, exactly (Spitzer's identity for the workload, plus those ahead in one's
own week),

    W(T) = Σ_{k ≥ 1} E[(work of k weeks − k T)⁺] / k + ρ T / 2  →  ρ S / (1 − ρ)  as T / S → 0,

which is the M/M/1 wait, at load ρ with exponential work of mean S. Both are held against the real desk of field sales:
its week, its choice of whom to meet first (which is random here, and as random order does not look at an account's
length, leaves the mean wait alone), and its hours that reach into the next week.

The scenario says how many seats there are and how long a meeting takes; its horizon is how long the desk is watched.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.model import Model
from sim.engine.phases import live
from sim.engine.week import field_sales
from sim.flows import Flow
from sim.kernels.books import ENTRIES, MOVES
from sim.organisation import people
from sim.stages import Department, Stage

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

WEEK_HOURS, LOAD = 40.0, 0.6
WARM_UP = 0.25  # share of the weeks that are not counted
PACE = 100.0  # gain per hour of every meeting: far above refusing, and equal for short and long ones


def measures(scenario: Any, replicate: int) -> dict[str, float]:
    """Mean wait against both formulas."""
    mean, _ = mean_waits_of_seats(scenario, replicate)
    return deviations(mean, scenario.departments.field_sales.meeting_hours)


def deviations(mean: float, hours: float) -> dict[str, float]:
    """A mean wait against both formulas, where a meeting takes ``hours`` on average."""
    return {
        "wait_deviation_gate": mean / wait_behind_a_gate(hours) - 1.0,
        "wait_deviation_textbook": mean / wait_of_the_textbook(hours) - 1.0,
    }


@dataclass
class Desk:
    """Field sales alone, to which accounts are handed."""

    scenario: Any
    replicate: int

    def __post_init__(self) -> None:
        self.model = Model(self.scenario, self.replicate, detail=True)
        self.first = int(self.model.office["first"][0, Department.FIELD_SALES])
        self.mean_hours = float(self.scenario.departments.field_sales.meeting_hours)
        self.model.worth[:, Flow.PIPELINE] = 1.0
        rows = self.model.visible_accounts
        self.free: Rows = np.arange(rows)
        self.waiting: Rows = np.zeros(0, np.int64)
        self.seen: Floats = np.zeros(rows)

    def receive(self, seats: Rows, work: Floats) -> None:
        """Accounts arrive that will take ``work`` times the mean hours of a meeting."""
        rows, self.free = self.free[: len(seats)], self.free[len(seats) :]
        accounts = self.model.accounts
        accounts["stage"][rows], accounts["seller"][rows] = Stage.SQL, self.first + seats
        accounts["scale"][rows], accounts["quote"][rows] = work, PACE * self.mean_hours * work
        accounts["interest"][rows], accounts["meetings"][rows] = 0.5, 0
        self.seen[rows] = self.model.week
        self.waiting = np.concatenate([self.waiting, rows])

    def work(self) -> tuple[Rows, Floats]:
        """One week of the desk: (seats, hours from the gate to the start of the meeting) of those who were met."""
        m = self.model
        people.begin_week(m.members, m.rules[0])
        m.books.counts[[MOVES, ENTRIES]] = 0  # the logs of one week are enough
        m.open_week()
        m.now["active"] = len(self.waiting)
        m.space[0][: len(self.waiting)] = self.waiting
        live(m, field_sales)
        met = m.books.move_log()
        assert (met["to_stage"] == Stage.OPPORTUNITY).all()
        rows, member = met["account"], m.members[met["member"]]
        ended = np.where(met["hour"] < 40, met["hour"] / 40.0 * member["hours"], member["worked"]) + member["overrun"]
        started = ended - self.mean_hours * m.accounts["scale"][rows]
        waited = (m.week - self.seen[rows]) * WEEK_HOURS + started
        self.waiting = self.waiting[m.accounts["stage"][self.waiting] == Stage.SQL]
        self.free = np.concatenate([self.free, rows])
        m.now["week"] += 1
        return met["member"] - self.first, waited


def mean_waits_of_seats(scenario: Any, replicate: int) -> tuple[float, float]:
    """Mean wait over all accounts, and its standard error from seats, which are independent of each other."""
    desk, luck = Desk(scenario, replicate), np.random.default_rng([20, replicate])
    count, weeks = scenario.departments.field_sales.headcount, scenario.run.weeks
    total, number = np.zeros(count), np.zeros(count)
    for week in range(weeks):
        arriving = luck.poisson(LOAD * WEEK_HOURS / desk.mean_hours * count)
        desk.receive(luck.integers(count, size=arriving), luck.exponential(size=arriving))
        seats, waited = desk.work()
        if week >= WARM_UP * weeks:
            np.add.at(total, seats, waited)
            np.add.at(number, seats, 1.0)
    mean = total.sum() / number.sum()
    return float(mean), float(np.std(total - mean * number) / number.mean() / np.sqrt(count))


def wait_of_the_textbook(mean_hours: float) -> float:
    """M/M/1."""
    return LOAD * mean_hours / (1.0 - LOAD)


def wait_behind_a_gate(mean_hours: float) -> float:
    """W(T) of the module's formula; the sum of n exponentials is a gamma variable."""
    from scipy.special import gammaincc
    from scipy.stats import poisson

    total = 0.0
    for k in range(1, 4000):
        limit, mean = k * WEEK_HOURS / mean_hours, LOAD * k * WEEK_HOURS / mean_hours
        n = np.arange(1, int(mean + 12 * np.sqrt(mean) + 40))
        excess = n * gammaincc(n + 1, limit) - limit * gammaincc(n, limit)
        term = float(poisson.pmf(n, mean) @ excess) / k
        total += term
        if term < 1e-9:
            break
    return mean_hours * total + LOAD * WEEK_HOURS / 2.0
