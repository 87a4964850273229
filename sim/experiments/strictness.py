"""Value over strictness: every arm again over a grid of one parameter, with the same luck at every point."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from sim.errors import ScenarioError, TasukiError
from sim.experiments import statistics
from sim.experiments.compare import MetricsOnly, Simulate, plan, simulate_all
from sim.experiments.executors import Failure, Progress
from sim.record.results import Replicate
from sim.scenario import Section, declared

PARAMETER = "policies.unfit_customers.refuse_below"
METRICS = ("total_value", "ltv_per_customer", "customers_won")
MOST_REPLICATIONS = 20

Vary = Callable[[str, str], Any]
"""From an arm and a ``key=value`` argument to the arm's scenario with that value."""


def grid(schema: type[Section], points: int, parameter: str = PARAMETER) -> list[float]:
    """``points`` equally spaced values over the declared range of a parameter.

    Raises ScenarioError where the parameter is not declared or has no range.
    """
    for declaration in declared(schema):
        if declaration.path == parameter and declaration.low is not None and declaration.high is not None:
            return [round(value, 6) for value in np.linspace(declaration.low, declaration.high, points).tolist()]
    raise ScenarioError("is not a number with a declared range", key=parameter, remedy="see `tasuki schema`")


def scan(
    simulate: Simulate,
    arms: Sequence[str],
    vary: Vary,
    values: Sequence[float],
    replications: int,
    jobs: int,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """The bundle's strictness section: {parameter, points, arms: {arm: {metric: [{mean, low, high} by
    point]}}}.

    At most `MOST_REPLICATIONS` replicates at each point. Raises TasukiError if a point has no replicate at
    all.
    """
    scenarios = {f"{arm} {value}": vary(arm, f"{PARAMETER}={value}") for arm in arms for value in values}
    tasks = plan(list(scenarios), range(min(replications, MOST_REPLICATIONS)))
    found: dict[str, list[Replicate]] = {point: [] for point in scenarios}
    for outcome in simulate_all(MetricsOnly(simulate), scenarios, tasks, jobs, progress):
        if not isinstance(outcome, Failure):
            found[outcome[0]].append(outcome[1])
    return {
        "parameter": PARAMETER,
        "points": list(values),
        "arms": {arm: _curves([found[f"{arm} {value}"] for value in values]) for arm in arms},
    }


def _curves(points: Sequence[Sequence[Replicate]]) -> Mapping[str, Any]:
    return {metric: [_point(replicates, metric) for replicates in points] for metric in METRICS}


def _point(replicates: Sequence[Replicate], metric: str) -> dict[str, float | None]:
    if not replicates:
        raise TasukiError("every replicate of a point of the strictness grid failed")
    return statistics.estimate([replicate.metrics[metric] for replicate in replicates]).plain()
