"""Replicates of many companies, each simulated once, whoever asks for it: claims that share an arm share its runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.experiments.claims.verdicts import Metrics
from sim.experiments.compare import MetricsOnly, Simulate, simulate_all
from sim.experiments.executors import Failure, Progress, Task, Workers
from sim.scenario import digest


class Memory(Protocol):
    """Keeps metrics beyond the life of this process."""

    def recall(self, company: str) -> dict[int, Metrics]:
        """Metrics of a company by number of replicate."""

    def keep(self, company: str, replicate: int, metrics: Metrics) -> None:
        """Remember one replicate, at the latest when flushed."""

    def flush(self) -> None:
        """Make sure that nothing kept is lost."""


class Forgetful:
    """A memory that keeps nothing."""

    def recall(self, company: str) -> dict[int, Metrics]:
        """Nothing."""
        return {}

    def keep(self, company: str, replicate: int, metrics: Metrics) -> None:
        """Nothing."""

    def flush(self) -> None:
        """Nothing."""


class Laboratory:
    """Simulates companies and remembers their metrics. A company is a scenario with its seed, called by a key."""

    def __init__(self, simulate: Simulate, jobs: Workers, memory: Memory | None = None) -> None:
        self._simulate, self._jobs = simulate, jobs
        self._memory: Memory = memory or Forgetful()
        self._scenarios: dict[str, Any] = {}
        self._known: dict[str, dict[int, Metrics | None]] = {}
        self.simulated = 0
        self.failures: list[Failure] = []

    def admit(self, scenario: Any) -> str:
        """The key of a scenario's company, by which everything else is asked."""
        key = f"{digest(scenario)}-{scenario.run.seed}"
        if key not in self._scenarios:
            self._scenarios[key] = scenario
            self._known[key] = dict(self._memory.recall(key))
        return key

    @property
    def first_failure(self) -> Failure | None:
        """The first replicate that failed."""
        return self.failures[0] if self.failures else None

    def missing(self, wanted: Mapping[str, int]) -> list[Task]:
        """What is left to simulate so that every company has so many replicates."""
        return [Task(key, i) for key, count in wanted.items() for i in range(count) if i not in self._known[key]]

    def simulate(self, wanted: Mapping[str, int], progress: Progress) -> None:
        """Simulate what is missing, all of it in one go, so that no core waits for another claim's last replicate."""
        tasks = self.missing(wanted)
        companies = {key: self._scenarios[key] for key in {task.arm for task in tasks}}
        outcomes = simulate_all(MetricsOnly(self._simulate), companies, tasks, self._jobs, progress)
        try:
            for task, outcome in zip(tasks, outcomes, strict=True):
                self._note(task, outcome)
        finally:
            self._memory.flush()

    def _note(self, task: Task, outcome: Any) -> None:
        self.simulated += 1
        if isinstance(outcome, Failure):
            self.failures.append(outcome)
            self._known[task.arm][task.replicate] = None  # tried again by the next process, not by this one
        else:
            self._known[task.arm][task.replicate] = outcome[1].metrics
            self._memory.keep(task.arm, task.replicate, outcome[1].metrics)

    def known(self, key: str) -> dict[int, Metrics]:
        """Metrics of a company's replicates by their number, in its order; those that failed are left out."""
        found = {index: metrics for index, metrics in self._known[key].items() if metrics is not None}
        return dict(sorted(found.items()))

    def paired(self, companies: Mapping[str, str], count: int) -> tuple[dict[str, list[Metrics]], int]:
        """Metrics by arm of the first ``count`` replicates that no arm failed in, and how many are left out.

        ``companies``: key of each arm's company.
        """
        whole = [i for i in range(count) if all(self._known[key][i] is not None for key in companies.values())]
        columns = {arm: [self._known[key][i] or {} for i in whole] for arm, key in companies.items()}
        return columns, count - len(whole)

    def values(self, companies: Sequence[str], count: int, names: Sequence[str]) -> NDArray[np.float64]:
        """(companies, replicates, metrics) of the first ``count`` replicates; NaN where one failed or is missing.

        ``companies``: keys. ``names``: metrics.
        """
        nothing = [np.nan] * len(names)
        rows = [[self._row(key, i, names) or nothing for i in range(count)] for key in companies]
        return np.array(rows, dtype=np.float64).reshape(len(companies), count, len(names))

    def _row(self, key: str, replicate: int, names: Sequence[str]) -> list[float] | None:
        found = self._known[key].get(replicate)
        return None if found is None else [found[name] for name in names]
