"""What the layer of experiments adds to simulating: the workbench against the bare engine, and a whole screening."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.command import ROOT, tasuki
from benchmarks.measure import Measurement, seconds, summary

BASE = "scenarios/base.yaml"
COMPANIES, ROUNDS = 20, 5
PARAMETERS = (
    "market.interest_spread", "market.falling_reach", "contracts.price", "contracts.gross_margin",
    "departments.inside_sales.headcount", "departments.field_sales.headcount", "departments.customer_success.headcount",
    "organisation.people.yearly_leaving", "organisation.perception.noise",
)  # fmt: skip
TRAJECTORIES = 1000  # of ten companies each


def layer(full: bool) -> Iterator[Measurement]:
    """Processor time that a study takes beyond that of its companies, at 10,000 accounts, as a share of theirs."""
    del full
    shares = [_beyond() for _ in range(ROUNDS + 1)]
    yield summary("layer", f"a study beyond its {COMPANIES} companies, 10,000 accounts", shares[1:], "%", 10)


def _beyond() -> float:
    from sim.conduct import load_engine
    from sim.request import Watcher
    from sim.scenario import vary
    from sim.studies.order import Order
    from sim.studies.workbench import workbench

    engine = load_engine()
    points = [{"market.interest_spread": 0.5 + place / 100} for place in range(COMPANIES)]
    with tempfile.TemporaryDirectory() as folder:
        sets = ["market.accounts=10000", "run.years=3"]
        with workbench(Order("sweep", str(ROOT / BASE), sets, 1, jobs=1, out=Path(folder)), Watcher()) as bench:
            scenarios = [vary(bench.scenario, point) for point in points]
            simulated = _processor(lambda: [engine.simulate(scenario, 0) for scenario in scenarios])
            whole = _processor(lambda: bench.evaluate(points, 1))
            again = _processor(lambda: [engine.simulate(scenario, 0) for scenario in scenarios])
    return 100 * (2 * whole / (simulated + again) - 1)


def _processor(action: Callable[[], object]) -> float:
    """Processor time of an action: a machine that others use too tells little by the clock."""
    began = time.process_time()
    action()
    return time.process_time() - began


def screening(full: bool, trajectories: int = TRAJECTORIES) -> Iterator[Measurement]:
    """Screening with 10,000 companies of 2,000 accounts over three years on two processes. Only with --full."""
    if not full:
        return
    vary = [argument for name in PARAMETERS for argument in ("--vary", f"{name}=around")]
    with tempfile.TemporaryDirectory() as folder:
        arguments = [
            "sensitivity", BASE, *vary, "--trajectories", str(trajectories), "--replications", "1", "--jobs", "2",
            "--set", "market.accounts=2000", "--set", "run.years=3", "--out", folder,
        ]  # fmt: skip
        times = seconds(lambda: tasuki(*arguments), 1, warm_up=0)
    count = trajectories * (len(PARAMETERS) + 1)
    yield summary("screening", f"{count:,} companies of 2,000 accounts, 2 processes", times, "s", 600)
