"""The way from a cause to its effect, as it is measured: hours, queues, waits, wins, health, churn, value.

A link of the path is one number of a replicate, taken from its weekly series or its metrics. Each is compared between
the two scenarios under the same luck. That two links differ does not show that one moved the other: that is for whoever
reads the path, with the switches' contributions to each link beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from sim.experiments.compare import Simulate
from sim.experiments.statistics import LEVEL, Difference, Estimate, Floats, difference, estimate
from sim.record.results import Replicate
from sim.record.series import PLACE
from sim.record.specifications import METRICS
from sim.record.sums import ratio, total
from sim.stages import Department

Measure = Callable[[Replicate], float]


@dataclass(frozen=True)
class Link:
    """One number on the path. about: the department, flow or metric that it is of, for its words."""

    stage: str
    name: str
    unit: str
    measure: Measure
    about: str = ""


@dataclass(frozen=True)
class Step:
    """A link in both scenarios, with the paired difference, second minus first."""

    link: Link
    first: Estimate
    second: Estimate
    gap: Difference


def _free_hours(department: str, found: Replicate) -> float:
    """Hours a week that nobody used."""
    unused = total(found.weekly, f"hours_available_{department}") - total(found.weekly, f"hours_worked_{department}")
    return unused / len(found.weekly)


def _queue(department: str, found: Replicate) -> float:
    """Mean hours of work that waited at the end of a week."""
    return float(found.weekly[:, PLACE[f"queue_{department}"]].mean())


def _wait(department: str, found: Replicate) -> float:
    """Weeks that work waits, by Little's law: what waits over what is worked off a week."""
    return ratio(total(found.weekly, f"queue_{department}"), total(found.weekly, f"hours_worked_{department}"))


def _flow(name: str, found: Replicate) -> float:
    """A flow over the whole horizon."""
    return total(found.weekly, name)


def _share(part: str, whole: str, found: Replicate) -> float:
    """A flow as a share of another."""
    return ratio(total(found.weekly, part), total(found.weekly, whole))


def _metric(name: str, found: Replicate) -> float:
    return found.metrics[name]


def _of_departments() -> list[Link]:
    names = [department.name.lower() for department in Department]
    kinds: tuple[tuple[str, str, str, Callable[[str, Replicate], float]], ...] = (
        ("hours", "free_hours", "hours per week", _free_hours),
        ("queues", "queue", "hours", _queue),
        ("waits", "wait", "weeks", _wait),
    )
    return [
        Link(stage, f"{kind}_{name}", unit, partial(measure, name), name)
        for stage, kind, unit, measure in kinds
        for name in names
    ]


def _of_metrics(stage: str, *names: str) -> list[Link]:
    return [Link(stage, name, METRICS[name].unit, partial(_metric, name), name) for name in names]


def links(metric: str) -> list[Link]:
    """All links of the path to ``metric``, in the order of the path, each once."""
    value = [name for name in ("ltv_per_customer", "revenue", "cac", "total_value") if name != metric]
    found = [
        *_of_departments(),
        *_of_metrics("selling", "leads"),
        Link("selling", "meetings", "meetings", partial(_flow, "meetings"), "meetings"),
        *_of_metrics("selling", "win_rate", "customers_won", "unfit_share_won"),
        *_of_metrics("handover", "promise_mean", "handed_information", "rejected_share", "trust_mean"),
        *_of_metrics("health", "onboarding_failed_share"),
        Link("health", "healthy_share", "share", partial(_share, "healthy", "orders"), "healthy"),
        *_of_metrics("churn", "churn_first_year", "churn_12m"),
        *_of_metrics("talk", "advocates", "reputation", "spoilt_share"),
        *_of_metrics("value", *value),
    ]
    return found if metric in (link.name for link in found) else [*found, *_of_metrics("value", metric)]


@dataclass(frozen=True)
class Traced:
    """A `Simulate` whose metrics are the links' numbers, so that no series travels between processes."""

    links: tuple[Link, ...]
    simulate: Simulate

    def __call__(self, scenario: Any, replicate: int, *, detail: bool = False) -> Replicate:
        """The replicate with the links' numbers for metrics."""
        found = self.simulate(scenario, replicate, detail=detail)
        numbers = {link.name: float(link.measure(found)) for link in self.links}
        nothing, counts = np.empty(0, dtype=np.float64), np.empty(0, dtype=np.int64)
        return Replicate(found.index, numbers, nothing, counts, counts, nothing)


def steps(path: Sequence[Link], first: Floats, second: Floats) -> list[Step]:
    """Every link in both scenarios, from (replicates, links) of each with the same luck, NaN where one failed.

    Intervals of all differences hold together (Bonferroni).
    """
    return [_step(link, first[:, i], second[:, i], len(path)) for i, link in enumerate(path)]


def _step(link: Link, first: Floats, second: Floats, links_in_all: int) -> Step:
    level = 1.0 - (1.0 - LEVEL) / links_in_all
    return Step(link, estimate(first), estimate(second), difference(second, first, level))
