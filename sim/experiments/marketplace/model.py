"""A simulated run seen through the window of the marketplace data: a `Funnel` like the one of the files.

A lead's day is known but not its hour, a deal counts within 120 days, an account is watched for 120 days. A
lead is an account's first response; it counts as won whether at the first attempt or after it came back.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.crm.observe import days_of, observe
from sim.crm.records import Records
from sim.engine.company import Scenario
from sim.experiments.marketplace.data import WINDOW_DAYS, Funnel
from sim.stages import Cause, Stage

WATCH_WEEKS = 2 * -(-WINDOW_DAYS // 7)  # for the deal, and then for the first sale
REFERRED = "referral"  # the channel of the data under which leads sent by customers are counted


def weeks_needed(warm_up: int, cohort: int) -> int:
    """Weeks to simulate so that every lead of the cohort is watched to the end."""
    return warm_up + cohort + WATCH_WEEKS


def simulated_funnel(scenario: Scenario, replicate: int, warm_up: int, cohort: int) -> Funnel:
    """Leads of ``cohort`` weeks after ``warm_up`` weeks, with their deals and first sales."""
    records, moves = observe(scenario, replicate, weeks_needed(warm_up, cohort))
    channel = _first_source(records, len(scenario.market.channels), warm_up, cohort)
    return _funnel(scenario, moves, channel, warm_up, cohort)


def _first_source(records: Records, channels: int, warm_up: int, cohort: int) -> dict[int, int]:
    """By account that responded for the first time in the weeks of the cohort, where it came from."""
    ours = set(records.subscriptions["account"][records.subscriptions["deal"] < 0].tolist())
    first: dict[int, tuple[float, int]] = {}
    for account, created, source in records.leads[["account", "created", "source"]].tolist():
        if account not in ours:
            first.setdefault(account, (created, source))
    begin, end = 7.0 * warm_up, 7.0 * (warm_up + cohort)
    return {account: source for account, (created, source) in sorted(first.items()) if begin <= created < end}


def _funnel(scenario: Scenario, moves: NDArray[Any], channel: Mapping[int, int], warm_up: int, cohort: int) -> Funnel:
    accounts = np.array(list(channel), dtype=np.int64)
    source = np.array(list(channel.values()), dtype=np.int64)
    names = list(scenario.market.channels)
    code = np.where(source == len(names), names.index(REFERRED), source)
    size = int(moves["account"].max(initial=0)) + 1
    moment, nothing = days_of(moves), np.full(size, np.nan)
    signed, met = moves["to_stage"] == Stage.ONBOARDING, moves["cause"] == Cause.CRITERION_MET
    lead = np.floor(_first(moves["to_stage"] == Stage.LEAD, moves, moment, nothing)[accounts])
    closed = _first(signed, moves, moment, nothing)[accounts]
    active = _first((moves["to_stage"] == Stage.ADOPTION) & met, moves, moment, nothing)[accounts]
    nobody = np.full(size, -1.0)
    qualifier = _first(moves["to_stage"] == Stage.SQL, moves, moves["member"], nobody)[accounts]
    seller = _first(signed, moves, moves["member"], nobody)[accounts]
    won = closed - lead <= WINDOW_DAYS
    first_use = np.where(won & (active - closed <= WINDOW_DAYS), active - closed, np.nan)
    return Funnel(
        days=7 * cohort,
        channels=tuple(names),
        arrival_day=lead - 7.0 * warm_up,
        channel=code.astype(np.int64),
        won=won,
        close_days=np.where(won, closed - lead, np.nan),
        first_use_days=first_use,
        watched_days=np.where(won, float(WINDOW_DAYS), np.nan),
        use=np.zeros(len(accounts)),
        inside_sales=np.where(won, qualifier, -1).astype(np.int64),
        field_sales=np.where(won, seller, -1).astype(np.int64),
    )


def _first(
    which: NDArray[np.bool_], moves: NDArray[Any], value: NDArray[Any], otherwise: NDArray[np.float64]
) -> NDArray[np.float64]:
    """By account, the value of its first such move; ``otherwise`` where there was none."""
    found = otherwise.copy()
    rows = np.flatnonzero(which)[::-1]  # the earliest is written last
    found[moves["account"][rows]] = value[rows]
    return found
