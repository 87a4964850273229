"""What each axis of a sweep does to the metric: groups of points compared if balanced, else a regression."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.experiments.design import effects, regression
from sim.experiments.design.regression import Fit
from sim.experiments.space import Axis, Floats
from sim.experiments.statistics import LEVEL, Difference, Estimate, estimate
from sim.studies import telling
from sim.studies.swept import FILLING, Grouping, Swept, span


@dataclass(frozen=True)
class Effect:
    """How the metric changes between two values of an axis, from ``start`` to ``end``.

    labels, shown: values of the axis, and the metric at each against the mean of all points.
    """

    axis: Axis
    start: str
    end: str
    gap: Difference
    labels: tuple[str, ...]
    shown: tuple[Estimate, ...]


@dataclass(frozen=True)
class Effects:
    """What the axes do. way: ``compared`` (balanced groups of points), ``fitted`` (a regression over all axes at once),
    ``listed`` (points of a list, in which axes change together) or ``small`` (too few points to say: no effects).
    """

    way: str
    found: tuple[Effect, ...]

    @property
    def by_size(self) -> list[Effect]:
        """The effects, the largest first."""
        return sorted(self.found, key=lambda one: -abs(np.nan_to_num(one.gap.mean)))


def effects_of(swept: Swept) -> Effects:
    """The effects of all axes of a sweep."""
    filled = swept.plan["design"] in FILLING
    groups = [one.groups for one in swept.groupings]
    if len(groups) == 1 or (not filled and regression.balanced(groups)):
        return Effects("compared", _compared(swept))
    columns = [_columns(one, shares) for one, shares in zip(swept.groupings, swept.shares.T, strict=True)]
    fit = regression.fit(swept.values, np.column_stack(columns))
    if fit is not None:
        return Effects("fitted", _fitted(swept, fit, columns))
    return Effects("listed", _compared(swept)) if swept.plan["design"] == "list" else Effects("small", ())


def _compared(swept: Swept) -> tuple[Effect, ...]:
    found = []
    for one in swept.groupings:
        change = span(swept, one)
        shown = tuple(estimate(row) for row in effects.main_effects(swept.values, one.groups))
        found.append(Effect(one.axis, one.labels[change.start], one.labels[change.end], change.gap, one.labels, shown))
    return tuple(found)


def _columns(one: Grouping, shares: Floats) -> Floats:
    """(points, columns) of an axis: how far a point stands between its ends, or which level but the first it has."""
    if one.axis.levels is None:
        return _place(one.axis, shares)[:, None]
    if _is_line(one):
        values = np.array(one.values, dtype=np.float64)
        placed: Floats = ((values - values[0]) / (values[-1] - values[0]))[one.groups]
        return placed[:, None]
    levels: Floats = (one.groups[:, None] == np.arange(1, len(one.labels))).astype(np.float64)
    return levels


def _is_line(one: Grouping) -> bool:
    """Whether the regression draws a straight line along an axis, from its first value to its last."""
    return one.axis.levels is None or (one.ordered and len(one.labels) > 1)


def _place(axis: Axis, shares: Floats) -> Floats:
    """From 0 to 1, where the value of each share lies in the range."""
    if not axis.whole:
        return shares
    scale: Any = math.log if axis.logarithmic else float
    low, high = scale(axis.low), scale(axis.high)
    return np.array([(scale(axis.value(float(share))) - low) / (high - low) for share in shares])


def _fitted(swept: Swept, fit: Fit, columns: Sequence[Floats]) -> tuple[Effect, ...]:
    found, begin = [], 0
    for one, part in zip(swept.groupings, columns, strict=True):
        end = begin + part.shape[1]
        rows = np.zeros((2 if _is_line(one) else part.shape[1] + 1, len(fit.slopes)))  # a value of the axis each
        rows[1:, begin:end] = np.eye(part.shape[1])
        mean = np.zeros(len(fit.slopes))
        mean[begin:end] = part.mean(axis=0)
        found.append(_along(one, fit, rows, mean))
        begin = end
    return tuple(found)


def _along(one: Grouping, fit: Fit, rows: Floats, mean: Floats) -> Effect:
    """The effect of an axis whose values are ``rows`` (values, columns), and the ``mean`` of all points."""
    line, pairs = _is_line(one), len(rows) * (len(rows) - 1) // 2
    shown = tuple(fit.contrast(row - mean) for row in rows)
    means = [found.mean for found in shown]
    start, end = (0, 1) if line else (int(np.argmin(means)), int(np.argmax(means)))
    gap = fit.contrast(rows[end] - rows[start], LEVEL if line else 1 - (1 - LEVEL) / max(1, pairs))
    labels = _ends(one) if line else one.labels
    return Effect(one.axis, labels[start], labels[end], gap, labels, shown)


def _ends(one: Grouping) -> tuple[str, str]:
    if one.axis.levels is not None:
        return one.labels[0], one.labels[-1]
    return telling.number(one.axis.value(0.0)), telling.number(one.axis.value(1.0))
