"""The small funnel on the engine's terms: a table of accounts, keyed luck, one compiled pass a week."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.funnel import (
    ADJUSTMENT,
    BAR,
    CHURN,
    CLOSED,
    CUSTOMER,
    DECIDED,
    FRIENDS,
    HEALTH_NOISE,
    LEAD,
    MARKET,
    PRICE_CENTS,
    QUALIFIED,
    REACHED,
    SIGNAL_NOISE,
    STAGES,
    TOLD,
    WON_AT_LEAST,
    WON_BY_FIT,
    WORKED,
)
from sim.compiled import kernel
from sim.draws import decision, four, luck_key, uniform
from sim.population.tables import Table, allocate

ROW = np.dtype([("stage", "i8"), ("revenue_cents", "i8"), ("fit", "f8"), ("health", "f8")])

FIT = decision("benchmark.fit")
REACH = decision("benchmark.reach")
ACT = decision("benchmark.act")

Stocks = NDArray[np.int64]  # accounts by stage
Rows = NDArray[np.int64]


@kernel
def create(accounts: Any, key: np.uint64) -> None:
    """Draw every account's fit."""
    for row in range(len(accounts)):
        accounts[row].fit = accounts[row].health = uniform(key, FIT, row, 0)


@kernel
def move(account: Any, stage: int, stocks: Stocks) -> None:
    """Move an account to ``stage`` and keep the number of accounts of each stage."""
    stocks[account.stage] -= 1
    stocks[stage] += 1
    account.stage = stage


@kernel
def qualify(account: Any, worked: float, noise: float, stocks: Stocks) -> None:
    """Inside sales works the lead: passes it or closes it by what its fit seems to be."""
    if worked < WORKED:
        signal = account.fit + SIGNAL_NOISE * (noise - 0.5)
        move(account, QUALIFIED if signal >= BAR else CLOSED, stocks)


@kernel
def sell(account: Any, decided: float, won: float, stocks: Stocks) -> None:
    """Field sales gets a decision: won or lost."""
    if decided < DECIDED:
        move(account, CUSTOMER if won < WON_AT_LEAST + WON_BY_FIT * account.fit else CLOSED, stocks)


@kernel
def serve(account: Any, experience: float, leaves: float, tells: float, stocks: Stocks) -> bool:
    """Customer success serves, the customer pays and may leave; whether one who stays tells a friend."""
    account.health += ADJUSTMENT * (account.fit - account.health) + HEALTH_NOISE * (experience - 0.5)
    account.revenue_cents += PRICE_CENTS
    if leaves < CHURN * (1.0 - account.health):
        move(account, CLOSED, stocks)
        return False
    return bool(tells < TOLD * account.health)


@kernel
def work(accounts: Any, week: int, key: np.uint64, stocks: Stocks, told: Rows) -> int:
    """Sales and success work; fills ``told`` with the friends who were told and returns how many."""
    count = 0
    for row in range(len(accounts)):
        account = accounts[row]
        stage = account.stage
        if stage in (MARKET, CLOSED):
            continue
        a, b, c, d = four(key, ACT, row, week)
        if stage == LEAD:
            qualify(account, a, b, stocks)
        elif stage == QUALIFIED:
            sell(account, a, b, stocks)
        elif serve(account, a, b, c, stocks):
            told[count] = (row + 1 + int(FRIENDS * d)) % len(accounts)
            count += 1
    return count


@kernel
def reach(accounts: Any, week: int, key: np.uint64, stocks: Stocks) -> None:
    """Marketing reaches accounts of the market; one block of luck serves four neighbours."""
    for first in range(0, len(accounts), 4):
        luck = four(key, REACH, first // 4, week)
        if min(luck) < REACHED:
            for row in range(first, min(first + 4, len(accounts))):
                if luck[row - first] < REACHED and accounts[row].stage == MARKET:
                    move(accounts[row], LEAD, stocks)


@kernel
def spread_the_word(accounts: Any, told: Rows, stocks: Stocks) -> None:
    """Make leads of the friends who were told of the product last week."""
    for friend in told:
        if accounts[friend].stage == MARKET:
            move(accounts[friend], LEAD, stocks)


def simulate(accounts: int, weeks: int, seed: int = 1) -> tuple[Stocks, Table]:
    """Run the funnel; returns the accounts by stage at each week's end (weeks, stages), and the table."""
    key = luck_key(seed, 0)
    table = allocate(accounts, ROW)
    create(table, key)
    told = np.zeros(accounts, dtype=np.int64)
    count = 0
    stages = np.zeros((weeks, len(STAGES)), dtype=np.int64)
    stocks = np.array([accounts, 0, 0, 0, 0])
    for week in range(weeks):
        spread_the_word(table, told[:count], stocks)
        # Backwards from the customer to the market, so that an account acts once a week.
        count = work(table, week + 1, key, stocks, told)
        reach(table, week + 1, key, stocks)
        stages[week] = stocks
    return stages, table
