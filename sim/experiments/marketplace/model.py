"""A simulated run seen through the window of the marketplace data: a `Funnel` like the one of the files.

A lead's day is known but not its hour, a deal counts within 120 days, an account is watched for 120 days. A
lead is an account's first response; it counts as won whether at the first attempt or after it came back.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.company import Scenario
from sim.engine.model import Model
from sim.experiments.marketplace.data import WINDOW_DAYS, Funnel
from sim.kernels.books import MOVES
from sim.stages import Cause, Stage
from sim.world.market import REFERRAL

WATCH_WEEKS = 2 * -(-WINDOW_DAYS // 7)  # for the deal, and then for the first sale
FIRST_HOUR = 9.0  # working days of eight hours from nine o'clock
REFERRED = "referral"  # the channel of the data under which leads sent by customers are counted


def weeks_needed(warm_up: int, cohort: int) -> int:
    """Weeks to simulate so that every lead of the cohort is watched to the end."""
    return warm_up + cohort + WATCH_WEEKS


def simulated_funnel(scenario: Scenario, replicate: int, warm_up: int, cohort: int) -> Funnel:
    """Leads of ``cohort`` weeks after ``warm_up`` weeks, with their deals and first sales."""
    model = Model(scenario, replicate, detail=True)
    known = model.accounts["inherited"] > 0
    channel = np.full(len(model.accounts), -1)
    while model.week < weeks_needed(warm_up, cohort):
        seen = int(model.books.counts[MOVES])
        model.step()
        new = model.books.moves[seen : int(model.books.counts[MOVES])]
        came = (new["from_stage"] == Stage.MARKET) & (new["to_stage"] == Stage.LEAD)
        first = np.unique(new["account"][came])
        first = first[~known[first]]
        known[first] = True
        if warm_up <= model.week - 1 < warm_up + cohort:
            channel[first] = model.accounts["channel"][first]
    moves = model.books.move_log()
    return _funnel(scenario, moves, channel, warm_up, cohort)


def _funnel(scenario: Scenario, moves: NDArray[Any], channel: NDArray[Any], warm_up: int, cohort: int) -> Funnel:
    accounts = np.flatnonzero(channel >= 0)
    names = list(scenario.market.channels)
    code = np.where(channel[accounts] == REFERRAL, names.index(REFERRED), channel[accounts])
    moment, nothing = _days(moves), np.full(len(channel), np.nan)
    signed, met = moves["to_stage"] == Stage.ONBOARDING, moves["cause"] == Cause.CRITERION_MET
    lead = np.floor(_first(moves["to_stage"] == Stage.LEAD, moves, moment, nothing)[accounts])
    closed = _first(signed, moves, moment, nothing)[accounts]
    active = _first((moves["to_stage"] == Stage.ADOPTION) & met, moves, moment, nothing)[accounts]
    nobody = np.full(len(channel), -1.0)
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


def _days(moves: NDArray[Any]) -> NDArray[np.float64]:
    """When each move happened, in days since the first midnight; hours 0 … 40 fall on Monday to Friday."""
    hour = np.minimum(moves["hour"].astype(np.float64), 39.999)
    return np.asarray(7.0 * moves["week"] + np.floor(hour / 8.0) + (FIRST_HOUR + hour % 8.0) / 24.0)


def _first(
    which: NDArray[np.bool_], moves: NDArray[Any], value: NDArray[Any], otherwise: NDArray[np.float64]
) -> NDArray[np.float64]:
    """By account, the value of its first such move; ``otherwise`` where there was none."""
    found = otherwise.copy()
    rows = np.flatnonzero(which)[::-1]  # the earliest is written last
    found[moves["account"][rows]] = value[rows]
    return found
