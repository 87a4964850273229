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
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from scipy.special import gammaincc
from scipy.stats import poisson

from sim.engine.model import Model
from sim.engine.week import field_sales
from sim.flows import Flow
from sim.kernels.books import ENTRIES, MOVES
from sim.organisation import people
from sim.stages import Department, Stage
from tests.phases import live
from tests.theory.small_company import scenario

SEATS, ROWS, WEEK_HOURS, LOAD = 4000, 60_000, 40.0, 0.6
ALONE = {
    "market__accounts": ROWS, "market__born_per_year": 0, "opening__customers": 0, "run__years": 0.25,
    "departments__field_sales__headcount": SEATS, "departments__field_sales__pitch": "honest",
    "departments__field_sales__hours_of_size": 1,
    "organisation__temperature": 1.0, "organisation__people__skill_spread": 0, "organisation__people__ramp_weeks": 0,
    "organisation__people__customer_share": 1, "organisation__people__contract_hours": WEEK_HOURS,
    "organisation__people__yearly_leaving": 0, "organisation__people__overload_leaving": 0,
}  # fmt: skip
PACE = 100.0  # gain per hour of every meeting: far above refusing, and equal for short and long ones


@dataclass
class Desk:
    """Field sales alone, to which the test hands accounts."""

    mean_hours: float

    def __post_init__(self) -> None:
        self.model = Model(scenario(departments__field_sales__meeting_hours=self.mean_hours, **ALONE), detail=True)
        self.first = int(self.model.office["first"][0, Department.FIELD_SALES])
        self.model.worth[:, Flow.PIPELINE] = 1.0
        self.free = np.arange(ROWS)
        self.waiting = np.zeros(0, np.int64)
        self.seen = np.zeros(ROWS)

    def receive(self, seats: np.ndarray, work: np.ndarray) -> None:
        """Accounts arrive that will take ``work`` times the mean hours of a meeting."""
        rows, self.free = self.free[: len(seats)], self.free[len(seats) :]
        accounts = self.model.accounts
        accounts["stage"][rows], accounts["seller"][rows] = Stage.SQL, self.first + seats
        accounts["scale"][rows], accounts["quote"][rows] = work, PACE * self.mean_hours * work
        accounts["interest"][rows], accounts["meetings"][rows] = 0.5, 0
        self.seen[rows] = self.model.week
        self.waiting = np.concatenate([self.waiting, rows])

    def work(self) -> tuple[np.ndarray, np.ndarray]:
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


def mean_waits_of_seats(mean_hours: float, weeks: int, warm_up: int) -> tuple[float, float]:
    """Mean wait over all accounts, and its standard error from seats, which are independent of each other."""
    desk, luck = Desk(mean_hours), np.random.default_rng(20)
    total, number = np.zeros(SEATS), np.zeros(SEATS)
    for week in range(weeks):
        arriving = luck.poisson(LOAD * WEEK_HOURS / mean_hours * SEATS)
        desk.receive(luck.integers(SEATS, size=arriving), luck.exponential(size=arriving))
        seats, waited = desk.work()
        if week >= warm_up:
            np.add.at(total, seats, waited)
            np.add.at(number, seats, 1.0)
    mean = total.sum() / number.sum()
    return mean, float(np.std(total - mean * number) / number.mean() / np.sqrt(SEATS))


def wait_behind_a_gate(mean_hours: float) -> float:
    """W(T) of the module's formula; the sum of n exponentials is a gamma variable."""
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


@pytest.mark.parametrize(("mean_hours", "weeks", "warm_up"), [(80.0, 450, 110), (6.0, 70, 20)])
def test_a_seat_is_a_single_queue_behind_a_weekly_gate(mean_hours: float, weeks: int, warm_up: int) -> None:
    mean, error = mean_waits_of_seats(mean_hours, weeks, warm_up)
    exact = wait_behind_a_gate(mean_hours)
    assert error / exact < 0.01  # so a right engine fails a bound of 3 % with a chance below 0.3 %
    assert mean == pytest.approx(exact, rel=0.03)
    if mean_hours > WEEK_HOURS:  # the gate hardly matters: the single queue of the textbook
        assert mean == pytest.approx(LOAD * mean_hours / (1.0 - LOAD), rel=0.03)


def test_the_gate_alone_explains_the_difference_from_the_textbook() -> None:
    assert wait_behind_a_gate(80.0) == pytest.approx(LOAD * 80.0 / (1.0 - LOAD), rel=0.01)
    assert wait_behind_a_gate(6.0) > 1.15 * LOAD * 6.0 / (1.0 - LOAD)
