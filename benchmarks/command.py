"""The command as a user meets it, each time in a process of its own."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import Path

from benchmarks.measure import Measurement, seconds, summary

ROOT = Path(__file__).resolve().parent.parent
ARMS = ("scenarios/siloed.yaml", "scenarios/shared.yaml", "scenarios/both.yaml")


def tasuki(*arguments: str, environment: Mapping[str, str] | None = None) -> None:
    """Run the command from the project's folder; raises CalledProcessError if it fails."""
    command = [sys.executable, "-c", "from sim.cli import main; main()", *arguments]
    variables = {**os.environ, **(environment or {})}
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, env=variables)


def help_text(full: bool) -> Iterator[Measurement]:
    """Processor time of ``tasuki --help``."""
    del full
    tasuki("--help")
    times = [_help_processor_time() for _ in range(7)]
    yield summary("help", "tasuki --help, processor time", times, "s", 0.4)


def _help_processor_time() -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    tasuki("--help")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def replicates(full: bool) -> Iterator[Measurement]:
    """A thousand replicates of the base scenario on two processes, results written. Only with --full."""
    if not full:
        return
    with tempfile.TemporaryDirectory() as folder:
        arguments = ("run", "scenarios/base.yaml", "--replications", "1000", "--jobs", "2", "--out", folder)
        times = seconds(lambda: tasuki(*arguments), 1, warm_up=0)
    yield summary("replicates", "1,000 replicates of base on 2 processes, written", times, "s", 100)


def compare(full: bool) -> Iterator[Measurement]:
    """The first and later comparisons of three arms with 20 replicates each. Only with --full."""
    if not full:
        return
    with tempfile.TemporaryDirectory() as cache, tempfile.TemporaryDirectory() as folder:
        seeds = count()  # another one each time: what is stored already would not be simulated again

        def run() -> None:
            arguments = ("compare", *ARMS, "--replications", "20", "--jobs", "2", "--out", folder)
            tasuki(*arguments, "--seed", str(next(seeds)), environment={"TASUKI_CACHE_DIR": cache})

        first = seconds(run, 1, warm_up=0)
        later = seconds(run, 3, warm_up=0)
    yield summary("compare", "first comparison, 3 arms × 20, with compilation", first, "s", 60)
    yield summary("compare", "later comparisons, 3 arms × 20", later, "s", 10)
