"""Tasks, mostly replicates, on local processes, under a supervisor that loses none of them.

Every planned task ends as a result or as a `Failure` that names it: one failing replicate or one killed
worker does not stop the others. Outcomes come in the order of the plan, whatever finished first, so results
do not depend on ``jobs``.
"""

from __future__ import annotations

import os
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

from sim import interrupts
from sim.errors import ScenarioError

Given = TypeVar("Given")
T = TypeVar("T")


@dataclass(frozen=True)
class Task:
    """One replicate of one arm; ``detail`` asks for its full logs."""

    arm: str
    replicate: int
    detail: bool = False


@dataclass(frozen=True)
class Failure:
    """A task that gave no result, and why; ``trace`` is for whoever debugs it."""

    task: Any
    error: str
    trace: str = ""


Workers = int | str
"""Who works: so many processes of this machine, or the cluster at this address, ``dask://HOST:PORT``."""

CLUSTER = "dask"

Progress = Callable[[int, int, int], None]
"""Called with (done, failed, planned) after every task; ``done`` includes ``failed``."""


def available_cores() -> int:
    """Processor cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def check_address(address: str) -> str:
    """The address of a cluster, if it has the form of one. Raises ScenarioError for any other."""
    try:
        parts = urlsplit(address)
        whole = parts.scheme == CLUSTER and bool(parts.hostname and parts.port) and not (parts.path or parts.query)
    except ValueError:  # a port that is no number, or too large
        whole = False
    if not whole:
        remedy = f"give {CLUSTER}://HOST:PORT, such as {CLUSTER}://head.example:8786"
        raise ScenarioError(f"{address!r} is no address of a cluster", remedy=remedy)
    return address


def execute(
    tasks: Sequence[Given], work: Callable[[Given], T], jobs: Workers, progress: Progress | None = None
) -> Iterator[T | Failure]:
    """Yield the outcome of every task, in the order of ``tasks``, whoever works.

    Raises ScenarioError for a cluster's address of a wrong form.
    ``work`` must be picklable where processes cannot be forked (another system, threads are running, a cluster).
    Closing the iterator, or an exception in its consumer such as KeyboardInterrupt, ends the workers at once.
    """
    report = progress or (lambda done, failed, planned: None)
    if isinstance(jobs, str):
        from sim.experiments import cluster

        return cluster.outcomes(tasks, work, check_address(jobs), report)
    if min(jobs, len(tasks)) <= 1:
        return _in_process(tasks, work, report)
    from sim.experiments.supervisor import Supervisor

    return Supervisor(tasks, work, min(jobs, len(tasks)), report).outcomes()


def attempt(work: Callable[[Given], T], task: Given) -> T | Failure:
    """The task's result, or its failure if it raised."""
    try:
        return work(task)
    except Exception as error:
        text = str(error).strip() or "no message"
        return Failure(task, f"{type(error).__name__}: {text}", traceback.format_exc())


def start_method() -> str:
    """How to start workers: ``fork`` where nothing of this program runs beside it, else what the system
    offers.

    Fork costs 0.1 s and hands over loaded modules and compiled kernels, but copies locks that another thread
    may hold.
    """
    import multiprocessing
    import sys

    if sys.platform == "linux" and threading.active_count() == 1:
        return "fork"
    return "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"


def _in_process(tasks: Sequence[Given], work: Callable[[Given], T], report: Progress) -> Iterator[T | Failure]:
    failed = 0
    for done, task in enumerate(tasks, start=1):
        interrupts.check()
        outcome = attempt(work, task)
        failed += isinstance(outcome, Failure)
        report(done, failed, len(tasks))
        yield outcome
