"""A stand-in for the engine: plausible numbers at once, keyed by seed, replicate and the scenario's own
values.
"""

from __future__ import annotations

import os
import signal
import time
from typing import Any

import numpy as np

from sim.record.results import FIT_BINS, PERCENTILES, Detail, Replicate
from sim.record.specifications import METRICS, SERIES
from sim.scenario import ScenarioBase, Section, parameter
from sim.stages import Cause, Stage

NOWHERE: Any = {"unit": "-", "meaning": "for a test", "source": "for a test"}
LIFE = np.dtype([
    ("week", "i4"), ("account", "i4"), ("stage", "i1"), ("owner", "i2"), ("interest", "f8"),
    ("expectation", "f8"),
    ("adoption", "f8"), ("success", "f8"), ("satisfaction", "f8"), ("value_cents", "i8"), ("waiting", "f4"),
])  # fmt: skip
MOVES = np.dtype([
    ("week", "i4"), ("hour", "i1"), ("account", "i4"), ("from_stage", "i1"), ("to_stage", "i1"),
    ("cause", "i1"),
    ("member", "i4"),
])  # fmt: skip
LEDGER = np.dtype([("week", "i4"), ("account", "i4"), ("kind", "i1"), ("cents", "i8"), ("discounted", "i8")])


class Run(Section):
    """How long, how often, with what luck."""

    seed: int = parameter(1, **NOWHERE)
    replications: int = parameter(4, low=1, **NOWHERE)
    years: int = parameter(1, low=1, high=10, **NOWHERE)
    detailed: int = parameter(1, low=0, **NOWHERE)


class Desk(Section):
    """One department."""

    headcount: int = parameter(3, low=0, **NOWHERE)


class Departments(Section):
    """The four departments."""

    marketing: Desk = Desk()
    inside_sales: Desk = Desk()
    field_sales: Desk = Desk()
    customer_success: Desk = Desk()


class Unfit(Section):
    """Refusing the unfit."""

    refuse_below: float = parameter(0.0, low=0.0, high=1.0, **NOWHERE)


class Policies(Section):
    """Policies."""

    unfit_customers: Unfit = Unfit()


class Market(Section):
    """The market, and the faults that a test asks for."""

    accounts: int = parameter(1000, low=1, **NOWHERE)
    lift: float = parameter(0.0, **NOWHERE)
    fails_at: int = parameter(-1, **NOWHERE)
    killed_at: int = parameter(-1, **NOWHERE)
    seconds: float = parameter(0.0, **NOWHERE)


class Scenario(ScenarioBase):
    """A scenario with the few keys that stores and commands look at."""

    run: Run = Run()
    market: Market = Market()
    departments: Departments = Departments()
    policies: Policies = Policies()


def simulate(scenario: Scenario, replicate: int, *, detail: bool = False) -> Replicate:
    """Metrics are 100 + luck + lift; luck is the same in every arm. Fails, dies or dawdles where it is told
    to.
    """
    if replicate == scenario.market.fails_at:
        raise ValueError("as the test asked")
    if replicate == scenario.market.killed_at:
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(scenario.market.seconds)
    random = np.random.default_rng([scenario.run.seed, replicate])
    lift, weeks = scenario.market.lift, 52 * scenario.run.years
    luck = random.normal(size=len(METRICS))
    weekly = random.normal(size=(weeks, len(SERIES))).cumsum(axis=0)
    # Behind at first, ahead in the end: a crossover at half time for every lift above zero.
    weekly[:, list(SERIES).index("value_cumulative")] += lift * (np.arange(weeks) - weeks / 2)
    return Replicate(
        replicate,
        {name: 100.0 + x + lift for name, x in zip(METRICS, luck, strict=True)},
        weekly,
        np.cumsum(np.ones((scenario.run.years, 2, weeks + 1), dtype=np.int64), axis=2)[:, :, ::-1],
        random.integers(1, 50, size=(2, FIT_BINS)),
        np.sort(random.normal(1000.0, 300.0, size=PERCENTILES)),
        _detail(lift) if detail else None,
    )


def _detail(lift: float) -> Detail:
    """Customer 7 buys and, without a lift, leaves; customer 8 never buys."""
    moves = [
        (1, 3, 7, Stage.MARKET, Stage.LEAD, Cause.RESPONDED, 0),
        (9, 1, 7, Stage.OPPORTUNITY, Stage.ONBOARDING, Cause.WON, 4),
        (1, 3, 8, Stage.MARKET, Stage.LEAD, Cause.RESPONDED, 0),
    ]  # fmt: skip
    end = Stage.ADOPTION
    if lift == 0.0:
        end = Stage.CHURNED
        moves.append((30, 0, 7, Stage.ADOPTION, Stage.CHURNED, Cause.NOT_RENEWED, -1))
    life = [
        (9, 7, Stage.ONBOARDING, 4, 0.5, 0.5, 0.1, 0.2, 0.5, -90_000, 1),
        (51, 7, end, -1, 0.5, 0.5, 0.4, 0.3, 0.4, 120_050, 0),
        (51, 8, Stage.LEAD, -1, 0.1, 0.0, 0.0, 0.0, 0.0, 0, 0),
    ]
    return Detail(
        np.array([(7, 9, 120_050)], dtype=[("account", "i4"), ("won_week", "i4"), ("revenue", "i8")]),
        np.array(moves, dtype=MOVES),
        np.array([(9, 7, 0, 120_050, 119_000), (9, -1, 7, -90_000, -89_000)], dtype=LEDGER),
        np.array(life, dtype=LIFE),
    )
