"""The base scenario's mechanisms in this process, and a million accounts in a process of its own."""

from __future__ import annotations

import json
import math
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Measurement, seconds, summary
from sim.engine.company import Scenario
from sim.experiments.replicate import simulate
from sim.scenario import load, vary
from tests.laws.companies import CARE_SWITCHED_ON, SWITCHED_ON
from tests.laws.market_companies import SHOWING

ROOT = Path(__file__).resolve().parent.parent
BASE = ROOT / "scenarios" / "base.yaml"
REPLICATIONS = 20
MILLION = 1_000_000
SIZES = (5_000, 10_000, 20_000, 40_000, 80_000)
YEARS = (1, 2, 5, 10)
WEEKS_PER_YEAR = 52
# What the companies of the law tests switch on one by one, each in its own surroundings.
BESIDES = {
    "competition.enabled": True,
    "departments.customer_success.hub.enabled": True,
    "organisation.revenue_office.emphasis.share": 0.3,
    "organisation.feedback.promises_known": 0.5,
    "organisation.feedback.channels_known": 0.5,
    "usage.ticket_failure": 1.0,
    "prospects.win_back.enabled": True,
    "policies.sorting.pool_below": 0.15,
    "policies.sorting.reject_below": 0.1,
    **SHOWING,
}


def base_scenario(accounts: int, years: int = 5) -> Scenario:
    """The base scenario with another market or horizon."""
    return load(BASE, Scenario, [f"market.accounts={accounts}", f"run.years={years}"])


def base(full: bool) -> Iterator[Measurement]:
    """A replicate of 10,000 accounts over 260 weeks on one core, without and with its results on disk."""
    del full
    scenario = base_scenario(10_000)
    times = seconds(lambda: simulate(scenario, 0), 11)
    yield summary("base", "10,000 × 260 weeks, simulation", (1e3 * time for time in times), "ms", 60)
    written = seconds(lambda: _run_and_write(scenario), 5)
    yield summary(
        "base", f"10,000 × 260 weeks, written, each of {REPLICATIONS}",
        (1e3 * time / REPLICATIONS for time in written), "ms", 100,
    )  # fmt: skip


def everything(full: bool) -> Iterator[Measurement]:
    """The same replicate, and one of a million accounts, with what the base company leaves off switched on."""
    del full
    scenario = with_everything(base_scenario(10_000))
    times = seconds(lambda: simulate(scenario, 0), 11)
    yield summary("everything", "10,000 × 260 weeks, all mechanisms on", (1e3 * time for time in times), "ms", 100)
    run = _measured_apart("everything")
    yield summary("everything", "1,000,000 × 260 weeks, all mechanisms on", [run["seconds"]], "s", 16)
    above = (run["peak"] - run["warm"]) / MILLION
    yield summary("everything", "peak memory an account, above a small run", [above], "bytes", 500)


def _run_and_write(scenario: Scenario) -> None:
    """A run as the command does it, on one process: tables of all, logs of those kept in detail."""
    from sim.store.tables import Tables  # not at the top, for `memory` imports this module

    with tempfile.TemporaryDirectory() as folder:
        tables = Tables(Path(folder))
        for index in range(REPLICATIONS):
            tables.add("base", simulate(scenario, index, detail=index < scenario.run.detailed))
        tables.close()


def grown(times: int) -> Scenario:
    """The base scenario ``times`` as large in everything: market, customers of the first week and staff.

    A large market left to the few members of the base would drown in leads and win nobody, which costs no time.
    """
    usual = load(BASE, Scenario)
    sizes = {f"departments.{d.name.lower()}.headcount": heads for d, heads in usual.headcount.items()}
    sizes |= {"market.accounts": usual.market.accounts, "opening.customers": usual.opening.customers}
    return load(BASE, Scenario, [f"{key}={size * times}" for key, size in sizes.items()])


def with_everything(scenario: Scenario) -> Scenario:
    """A company with all mechanisms on, and its own contracts and times."""
    return vary(scenario, SWITCHED_ON | CARE_SWITCHED_ON | BESIDES)


def million(full: bool) -> Iterator[Measurement]:
    """A company with a million accounts over 260 weeks: time, and peak memory above that of the bare interpreter."""
    runs = [_measured_apart() for _ in range(3 if full else 1)]
    yield summary("million", "1,000,000 × 260 weeks, staff of 1,900", (run["seconds"] for run in runs), "s", 10)
    for name, start, bar in (("a small run", "warm", 400), ("interpreter's start", "bare", 400)):
        above = [(run["peak"] - run[start]) / MILLION for run in runs]
        yield summary("million", f"peak memory an account, above {name}", above, "bytes", bar)


def _measured_apart(*arguments: str) -> dict[str, float]:
    """What `benchmarks.memory` measures of a million accounts in a process of its own."""
    simulate(base_scenario(1_000), 0)  # compiles what is not compiled yet: that takes memory, too
    command = [sys.executable, "-m", "benchmarks.memory", *arguments]
    found: dict[str, float] = json.loads(
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    )
    return found


def linearity(full: bool) -> Iterator[Measurement]:
    """Time for each account and week, and the exponent of growth (1 is linear), in accounts and in weeks."""
    repetitions = 7 if full else 3
    cases = {
        "accounts": [(accounts, 5) for accounts in SIZES],
        "weeks": [(10_000, years) for years in YEARS],
    }
    for axis, sizes in cases.items():
        rows = [_each_account_week(accounts, years, repetitions) for accounts, years in sizes]
        yield from rows
        growth = [(accounts * years, row) for (accounts, years), row in zip(sizes, rows, strict=True)]
        (small, first), (large, last) = growth[0], growth[-1]
        exponent = 1.0 + math.log(last.median / first.median) / math.log(large / small)
        yield summary("linearity", f"exponent of growth in {axis}", [exponent], "")


def _each_account_week(accounts: int, years: int, repetitions: int) -> Measurement:
    scenario, weeks = base_scenario(accounts, years), years * WEEKS_PER_YEAR
    times = seconds(lambda: simulate(scenario, 0), repetitions)
    each = (1e9 * time / (accounts * weeks) for time in times)
    return summary("linearity", f"{accounts:,} × {weeks} weeks, each account and week", each, "ns")
