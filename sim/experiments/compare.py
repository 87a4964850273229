"""Arms of an experiment, run with paired luck: the same seed and the same replicate numbers in every arm (law
6).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.experiments.executors import Failure, Progress, Task, Workers, execute
from sim.record.results import FIT_BINS, PERCENTILES, Replicate

Simulate = Callable[..., Replicate]
"""``simulate(scenario, replicate, *, detail=False)``; its scenario carries the seed."""


@dataclass(frozen=True)
class Simulation:
    """The work of one task: simulate its replicate of its arm's scenario."""

    simulate: Simulate
    scenarios: Mapping[str, Any]

    def __call__(self, task: Task) -> tuple[str, Replicate]:
        """The task's arm and its replicate."""
        return task.arm, self.simulate(self.scenarios[task.arm], task.replicate, detail=task.detail)

    def narrowed(self, tasks: Sequence[Task]) -> Simulation:
        """The work with no other scenarios than these tasks need, to be sent to another machine."""
        return Simulation(self.simulate, {task.arm: self.scenarios[task.arm] for task in tasks})


@dataclass(frozen=True)
class MetricsOnly:
    """A `Simulate` that leaves out series and histograms, for experiments that judge metrics of many
    replicates.
    """

    simulate: Simulate

    def __call__(self, scenario: Any, replicate: int, *, detail: bool = False) -> Replicate:
        """The replicate with its metrics alone."""
        found = self.simulate(scenario, replicate, detail=detail)
        numbers, counts = np.empty(0, dtype=np.float64), np.empty(0, dtype=np.int64)
        return Replicate(found.index, found.metrics, numbers, counts, counts, numbers)


@dataclass
class Arm:
    """The replicates of one arm that were simulated, in order of their numbers."""

    name: str
    scenario: Any
    replicates: list[Replicate] = field(default_factory=list)

    def add(self, replicate: Replicate) -> None:
        """Keep a replicate without its logs, which only the store needs."""
        self.replicates.append(
            Replicate(
                replicate.index, replicate.metrics, replicate.weekly, replicate.cohorts,
                replicate.fit_histogram, replicate.ltv_quantiles,
            )
        )  # fmt: skip

    @cached_property
    def indices(self) -> NDArray[np.int64]:
        """Numbers of the replicates."""
        return np.array([replicate.index for replicate in self.replicates], dtype=np.int64)

    def metric(self, name: str) -> NDArray[np.float64]:
        """(replicates,) values of a metric."""
        return np.array([replicate.metrics[name] for replicate in self.replicates], dtype=np.float64)

    def series(self, column: int) -> NDArray[np.float64]:
        """(replicates, weeks) values of one weekly series, by its place in SERIES."""
        return np.stack([replicate.weekly[:, column] for replicate in self.replicates])

    def cohorts(self) -> NDArray[np.int64]:
        """(years, 2, weeks + 1), summed over replicates."""
        summed: NDArray[np.int64] = np.sum([replicate.cohorts for replicate in self.replicates], axis=0, dtype=np.int64)
        return summed

    def fit_histogram(self) -> NDArray[np.float64]:
        """(2, bins), mean over replicates."""
        stacked = np.stack([replicate.fit_histogram for replicate in self.replicates])
        shares: NDArray[np.float64] = stacked.reshape(-1, 2, FIT_BINS).mean(axis=0)
        return shares

    def ltv_quantiles(self) -> NDArray[np.float64]:
        """(replicates, percentiles) of realised LTV, USD."""
        return np.stack([replicate.ltv_quantiles for replicate in self.replicates]).reshape(-1, PERCENTILES)


def plan(arms: Sequence[str], replicates: Sequence[int], detailed: Sequence[int] = ()) -> list[Task]:
    """Every replicate of every arm, arm by arm; full logs for the ``detailed`` replicates."""
    return [Task(arm, replicate, replicate in detailed) for arm in arms for replicate in replicates]


def simulate_all(
    simulate: Simulate,
    scenarios: Mapping[str, Any],
    tasks: Sequence[Task],
    jobs: Workers,
    progress: Progress | None = None,
) -> Iterator[tuple[str, Replicate] | Failure]:
    """Run the tasks and yield (arm, replicate) or a failure for each, in order."""
    return execute(tasks, Simulation(simulate, scenarios), jobs, progress)


def paired(arm: Arm, baseline: Arm) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Positions, in each arm, of the replicates that both have."""
    _, ours, theirs = np.intersect1d(arm.indices, baseline.indices, return_indices=True)
    return ours, theirs
