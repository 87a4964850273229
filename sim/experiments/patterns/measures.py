"""Measuring one row of a pattern from paired replicates.

A ratio of means is measured by its first-order expansion: with R = mean(a) / mean(b), the numbers
R + (a − R b) / mean(b) have mean R and the spread that R has, pair by pair.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.experiments import statistics, strictness
from sim.experiments.claims.verdicts import Columns
from sim.experiments.estimates import share
from sim.experiments.patterns.form import Pattern, Point, Row
from sim.experiments.statistics import Estimate, Floats


def measure(row: Row, pattern: Pattern, columns: Columns) -> Estimate:
    """The row's number with its 95 % interval. ``columns``: metrics of paired replicates by arm."""
    return _KINDS[row.kind](row, pattern, columns)


def column(columns: Columns, arm: str, metric: str) -> Floats:
    """(replicates,) of one metric."""
    return np.array([metrics[metric] for metrics in columns[arm]], dtype=np.float64)


def ratio(over: Floats, under: Floats) -> Floats:
    """Values whose mean is the ratio of means, and whose spread is that of the ratio."""
    defined = ~np.isnan(over + under)
    whole = under[defined].mean()
    found = over[defined].mean() / whole
    values: Floats = found + (over - found * under) / whole
    return values


def change(columns: Columns, arm: str, against: str, metric: str) -> Floats:
    """Relative change of a metric."""
    return ratio(column(columns, arm, metric), column(columns, against, metric)) - 1.0


def _level(row: Row, pattern: Pattern, columns: Columns) -> Estimate:
    return statistics.estimate(column(columns, str(row.arm), row.metric))


def _difference(row: Row, pattern: Pattern, columns: Columns) -> Estimate:
    arm, against = (column(columns, str(side), row.metric) for side in (row.arm, row.against))
    return statistics.estimate(arm - against)


def _change(row: Row, pattern: Pattern, columns: Columns) -> Estimate:
    return statistics.estimate(change(columns, str(row.arm), str(row.against), row.metric))


def _elasticity(row: Row, pattern: Pattern, columns: Columns) -> Estimate:
    arm, against = str(row.arm), str(row.against)
    found = change(columns, arm, against, row.metric)
    if isinstance(row.per, str):
        return statistics.estimate(ratio(found, change(columns, arm, against, row.per)))
    return statistics.estimate(found / (float(row.per or 1.0) - 1.0))


def _at_point(point: Point, columns: Columns, metric: str) -> Floats:
    if point.against is None:
        return column(columns, point.arm, metric)
    return change(columns, point.arm, point.against, metric)


def _slope(row: Row, pattern: Pattern, columns: Columns) -> Estimate:
    """Least squares, replicate by replicate."""
    places = np.array([point.at for point in row.points])
    weights = (places - places.mean()) / ((places - places.mean()) ** 2).sum()
    values = np.array([_at_point(point, columns, row.metric) for point in row.points])
    return statistics.estimate(weights @ values)


def _highest(row: Row, pattern: Pattern, columns: Columns) -> Estimate:
    table = np.array([_at_point(point, columns, row.metric) for point in row.points])
    return statistics.estimate(strictness.at_chosen(table, np.argmax, table))


def _ranked(rank: int) -> Callable[[Row, Pattern, Columns], Estimate]:
    def ranked(row: Row, pattern: Pattern, columns: Columns) -> Estimate:
        """The elasticity that is ``rank``-th from the top in the other half of the replicates."""
        table = np.array([_at_point(point, columns, row.metric) / (point.at - 1.0) for point in row.points])
        return statistics.estimate(strictness.at_chosen(table, lambda means: np.argsort(means)[-1 - rank], table))

    return ranked


def _scanned(pattern: Pattern, columns: Columns, metric: str) -> Floats:
    return np.array([column(columns, arm, metric) for arm in pattern.arms], dtype=np.float64)


def _shape(row: Row, pattern: Pattern, columns: Columns) -> strictness.Shape:
    assert pattern.scan is not None
    return strictness.shape_of(pattern.scan.values, _scanned(pattern, columns, row.metric))


def _interior(row: Row, pattern: Pattern, columns: Columns) -> Estimate:
    peaks = _shape(row, pattern, columns).peaks
    found = share(sum(peaks[1:-1]), sum(peaks))
    return Estimate(found.value, found.low, found.high, found.n)


def _loose(row: Row, pattern: Pattern, columns: Columns) -> Estimate:
    return _shape(row, pattern, columns).loose


def _strict(row: Row, pattern: Pattern, columns: Columns) -> Estimate:
    return _shape(row, pattern, columns).strict


def _value_over_churn(row: Row, pattern: Pattern, columns: Columns) -> Estimate:
    value, churn, measured = (_scanned(pattern, columns, metric) for metric in ("total_value", "churn_12m", row.metric))
    most = strictness.at_chosen(value, np.argmax, measured)
    least = strictness.at_chosen(churn, np.argmin, measured)
    return statistics.estimate(most - least)


_KINDS: dict[str, Callable[[Row, Pattern, Columns], Estimate]] = {
    "level": _level,
    "difference": _difference,
    "change": _change,
    "elasticity": _elasticity,
    "slope": _slope,
    "highest": _highest,
    "steepest": _ranked(0),
    "others": _ranked(1),
    "interior": _interior,
    "loose": _loose,
    "strict": _strict,
    "value_over_churn": _value_over_churn,
}
