"""Value over strictness: every arm again over a grid of one parameter, with the same luck at every point."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.errors import ScenarioError, TasukiError
from sim.experiments import statistics
from sim.experiments.executors import Progress
from sim.experiments.laboratory import Laboratory
from sim.scenario import Section, declared, vary

PARAMETER = "policies.unfit_customers.refuse_below"
METRICS = ("total_value", "ltv_per_customer", "customers_won")
MOST_REPLICATIONS = 20
HIGHEST = 0.6  # of estimated fit: beyond it hardly anybody is left to sell to


@dataclass(frozen=True)
class Sample:
    """Metrics of one replicate, by its number."""

    index: int
    metrics: Mapping[str, float]


def grid(schema: type[Section], points: int, parameter: str = PARAMETER) -> list[float]:
    """``points`` equally spaced values over the declared range of a parameter, up to ``HIGHEST``.

    Raises ScenarioError where the parameter is not declared or has no range.
    """
    for declaration in declared(schema):
        if declaration.path == parameter and declaration.low is not None and declaration.high is not None:
            return [
                round(value, 6)
                for value in np.linspace(declaration.low, min(declaration.high, HIGHEST), points).tolist()
            ]
    raise ScenarioError("is not a number with a declared range", key=parameter, remedy="see `tasuki schema`")


def scan(
    laboratory: Laboratory, arms: Mapping[str, Any], values: Sequence[float], progress: Progress
) -> dict[str, Any]:
    """The bundle's strictness section: {parameter, points, arms: {arm: {metric: [{mean, low, high} by
    point]}}}.

    arms: scenarios by arm. At most `MOST_REPLICATIONS` replicates at each point. Raises TasukiError if a point has no
    replicate at all.
    """
    replications = next(iter(arms.values())).run.replications
    count = min(replications, MOST_REPLICATIONS)
    return section(PARAMETER, values, simulate_grid(laboratory, arms, PARAMETER, values, count, progress))


def simulate_grid(
    laboratory: Laboratory,
    arms: Mapping[str, Any],
    parameter: str,
    values: Sequence[float],
    replications: int,
    progress: Progress,
) -> dict[str, list[list[Sample]]]:
    """Samples by arm and point; those that failed are left out."""
    grid = {arm: [laboratory.admit(vary(one, {parameter: value})) for value in values] for arm, one in arms.items()}
    wanted = {key: replications for points in grid.values() for key in points}
    laboratory.simulate(wanted, progress)
    return {arm: [_samples(laboratory, key, replications) for key in points] for arm, points in grid.items()}


def _samples(laboratory: Laboratory, key: str, count: int) -> list[Sample]:
    return [Sample(index, metrics) for index, metrics in laboratory.known(key).items() if index < count]


def section(parameter: str, values: Sequence[float], found: Mapping[str, Sequence[Sequence[Sample]]]) -> dict[str, Any]:
    """The bundle's strictness section of simulated points. Raises TasukiError for a point without replicates."""
    return {
        "parameter": parameter,
        "points": list(values),
        "arms": {arm: _curves(points) for arm, points in found.items()},
    }


@dataclass(frozen=True)
class Shape:
    """The shape of one curve over replicates that all points share.

    ``best``: the point of the highest mean. ``peaks``: by point, how many replicates have their own best there.
    ``interior``: the share of replicates whose best is at neither end. ``loose``, ``strict``: by how much the first
    and the last point lie below the best, as a share of the value at the best. The best is chosen on one half of the
    replicates and measured on the other, for a best chosen and measured on the same ones looks better than it is.
    """

    best: float
    peaks: tuple[int, ...]
    interior: float
    loose: statistics.Estimate
    strict: statistics.Estimate


def shape(values: Sequence[float], points: Sequence[Sequence[Sample]], metric: str = "total_value") -> Shape:
    """Raises TasukiError where fewer than four replicates are common to all points."""
    return shape_of(values, _common(points, metric))


def shape_of(values: Sequence[float], table: NDArray[np.float64]) -> Shape:
    """The shape of a table (points, replicates) of one metric."""
    own = np.argmax(table, axis=0)
    peaks = np.bincount(own, minlength=len(values))
    best = at_chosen(table, np.argmax, table)
    loose, strict = (statistics.ratio(best - table[end], best) for end in (0, -1))
    return Shape(
        best=values[int(np.argmax(table.mean(axis=1)))],
        peaks=tuple(int(peak) for peak in peaks),
        interior=float(peaks[1:-1].sum()) / table.shape[1],
        loose=loose,
        strict=strict,
    )


def at_chosen(
    judged: NDArray[np.float64], choose: Callable[[NDArray[np.float64]], Any], measured: NDArray[np.float64]
) -> NDArray[np.float64]:
    """``measured`` (points, replicates) at the point that ``choose`` takes from the means of ``judged``.

    Each half of the replicates is measured at the point chosen on the other half.
    """
    halves = np.arange(judged.shape[1]) % 2
    points = [int(choose(judged[:, halves != half].mean(axis=1))) for half in (0, 1)]
    values: NDArray[np.float64] = measured[np.take(points, halves), np.arange(judged.shape[1])]
    return values


def _common(points: Sequence[Sequence[Sample]], metric: str) -> NDArray[np.float64]:
    """(points, replicates) of the replicates that every point has."""
    by_index = [{replicate.index: replicate.metrics[metric] for replicate in replicates} for replicates in points]
    common = sorted(set.intersection(*(set(found) for found in by_index)))
    if len(common) < 4:
        raise TasukiError("the points of the strictness grid have fewer than four replicates in common")
    return np.array([[found[index] for index in common] for found in by_index], dtype=np.float64)


def _curves(points: Sequence[Sequence[Sample]]) -> Mapping[str, Any]:
    return {metric: [_point(replicates, metric) for replicates in points] for metric in METRICS}


def _point(replicates: Sequence[Sample], metric: str) -> dict[str, float | None]:
    if not replicates:
        raise TasukiError("every replicate of a point of the strictness grid failed")
    return statistics.estimate([replicate.metrics[metric] for replicate in replicates]).plain()
