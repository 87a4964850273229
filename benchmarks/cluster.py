"""What it costs to hand work out, against what the work itself costs: to this machine's processes, and to a cluster."""

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
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.command import ROOT
from benchmarks.measure import Measurement, summary

COMPANIES, ROUNDS = 600, 3
CALM = {"DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False", "DASK_DISTRIBUTED__ADMIN__TICK__INTERVAL": "1s"}
"""As docs/cluster.md starts workers: without Dask's profiler, and with fewer looks at itself."""
PATIENCE = 60  # seconds until the cluster stands


@dataclass(frozen=True)
class Timed:
    """A work that hands back the seconds of processor time that it took."""

    work: Any

    def __call__(self, task: Any) -> float:
        """Seconds of the task."""
        start = time.thread_time()
        self.work(task)
        return time.thread_time() - start

    def narrowed(self, tasks: Sequence[Any]) -> Timed:
        """The same of these tasks alone."""
        return Timed(self.work.narrowed(tasks))


def handing_out(full: bool) -> Iterator[Measurement]:
    """Processor time of whoever hands out and of a worker of a cluster beyond its simulations, as a share of theirs.

    Small companies, each with a scenario of its own. Processor time, because a machine that others use too tells little
    by the clock.
    """
    del full
    own = _process(os.getpid())
    work, tasks = _small_companies()
    mine = [_beyond(work, tasks, 2, own)[1] for _ in range(ROUNDS)]
    yield summary("cluster", f"supervisor of two processes, {COMPANIES} small companies", mine, "%", 5)
    with _cluster() as (address, worker):
        _beyond(work, tasks[:40], address, worker)  # the worker loads the model
        there = [_beyond(work, tasks, address, worker)[0] for _ in range(ROUNDS)]
    yield summary("cluster", f"worker of a cluster beyond {COMPANIES} small companies", there, "%", 5)


def _beyond(work: Timed, tasks: Sequence[Any], jobs: Any, process: Any) -> tuple[float, float]:
    """Processor time of a process beyond that of the tasks, and all of it, as percentages of the tasks'."""
    from sim.experiments.executors import execute

    before = sum(process.cpu_times()[:2])
    simulating = sum(seconds for seconds in execute(tasks, work, jobs) if isinstance(seconds, float))
    spent = 100 * (sum(process.cpu_times()[:2]) - before) / simulating
    return spent - 100, spent


def _small_companies() -> tuple[Timed, list[Any]]:
    from sim.conduct import load_engine
    from sim.experiments.compare import MetricsOnly, Simulation
    from sim.experiments.executors import Task
    from sim.scenario import load, vary

    engine = load_engine()
    base: Any = load(ROOT / "scenarios" / "base.yaml", engine.schema, ["market.accounts=2000", "run.years=3"])
    companies = {str(i): vary(base, {"market.interest_spread": 0.5 + i / 1000}) for i in range(COMPANIES)}
    return Timed(Simulation(MetricsOnly(engine.simulate), companies)), [Task(name, 0) for name in companies]


@contextmanager
def _cluster() -> Iterator[tuple[str, Any]]:
    """The address of a scheduler with one worker, each a process of its own, and the worker's process."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "scheduler.json"
        options = ("--no-dashboard", "--scheduler-file", str(file))
        running = [
            _start(folder, "dask_scheduler", "--port", "0", "--no-show", *options),
            _start(folder, "dask_worker", "--nthreads", "1", "--no-nanny", *options),
        ]
        try:
            yield _address(file), _process(running[1].pid)
        finally:
            for process in running:
                process.kill()
                process.wait()


def _process(number: int) -> Any:
    return import_module("psutil").Process(number)


def _start(folder: str, name: str, *options: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", f"distributed.cli.{name}", *options]
    variables = {**os.environ, "PYTHONPATH": str(ROOT), **CALM}
    return subprocess.Popen(command, cwd=folder, env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


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
