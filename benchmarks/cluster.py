"""What it costs to hand work out, against the time in which a worker simulates: this machine's processes, a cluster."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.command import ROOT
from benchmarks.measure import Measurement, summary

COMPANIES, ROUNDS = 600, 3
PATIENCE = 60  # seconds until the cluster stands


@dataclass(frozen=True)
class Timed:
    """A work that hands back the seconds it took."""

    work: Any

    def __call__(self, task: Any) -> float:
        """Seconds of the task."""
        start = time.perf_counter()
        self.work(task)
        return time.perf_counter() - start

    def narrowed(self, tasks: Sequence[Any]) -> Timed:
        """The same of these tasks alone."""
        return Timed(self.work.narrowed(tasks))


def handing_out(full: bool) -> Iterator[Measurement]:
    """Time of one worker beyond its simulations, as a share of theirs: small companies, each with its own scenario."""
    del full
    work, tasks = _small_companies()
    here = [_beyond(work, tasks, 1) for _ in range(ROUNDS)]
    yield summary("cluster", f"one process beyond {COMPANIES} small companies", here, "%", 5)
    with _cluster() as address:
        _beyond(work, tasks[:40], address)  # the worker loads the model
        there = [_beyond(work, tasks, address) for _ in range(ROUNDS)]
    yield summary("cluster", f"one worker of a cluster beyond {COMPANIES} small companies", there, "%", 5)


def _small_companies() -> tuple[Timed, list[Any]]:
    from sim.conduct import load_engine
    from sim.experiments.compare import MetricsOnly, Simulation
    from sim.experiments.executors import Task
    from sim.scenario import load, vary

    engine = load_engine()
    base: Any = load(ROOT / "scenarios" / "base.yaml", engine.schema, ["market.accounts=2000", "run.years=3"])
    companies = {str(i): vary(base, {"market.interest_spread": 0.5 + i / 1000}) for i in range(COMPANIES)}
    return Timed(Simulation(MetricsOnly(engine.simulate), companies)), [Task(name, 0) for name in companies]


def _beyond(work: Timed, tasks: Sequence[Any], jobs: Any) -> float:
    from sim.experiments.executors import execute

    outcomes = execute(tasks, work, jobs)
    next(outcomes)  # a cluster is connected to, and the first has come
    start = time.perf_counter()
    simulating = sum(seconds for seconds in outcomes if isinstance(seconds, float))
    return 100 * ((time.perf_counter() - start) / simulating - 1)


@contextmanager
def _cluster() -> Iterator[str]:
    """A scheduler and one worker, each a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "scheduler.json"
        options = ("--no-dashboard", "--scheduler-file", str(file))
        running = [
            _start(folder, "dask_scheduler", "--port", "0", "--no-show", *options),
            _start(folder, "dask_worker", "--nthreads", "1", "--no-nanny", *options),
        ]
        try:
            yield _address(file)
        finally:
            for process in running:
                process.kill()
                process.wait()


def _start(folder: str, name: str, *options: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", f"distributed.cli.{name}", *options]
    variables = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        command, cwd=folder, env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )  # fmt: skip


def _address(file: Path) -> str:
    """The scheduler's address, when a worker is there."""
    from distributed import Client

    deadline = time.monotonic() + PATIENCE
    while not file.exists() or not file.read_text().endswith("}"):
        if time.monotonic() > deadline:
            raise TimeoutError("the scheduler did not start")
        time.sleep(0.1)
    address = str(json.loads(file.read_text())["address"])
    with Client(address, set_as_default=False) as client:
        client.wait_for_workers(1, timeout=PATIENCE)
    return address.replace("tcp", "dask", 1)
