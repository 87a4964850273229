"""A sweep as it was simulated: its points, what they gave, and the points along each axis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.errors import TasukiError
from sim.experiments.design import effects
from sim.experiments.design.effects import Change
from sim.experiments.space import Axis, Floats, Space
from sim.studies import spaces, telling
from sim.studies.workbench import Evaluated

FILLING = ("latin", "sobol")
PARTS = 5  # into which a range is cut, at most
POINTS_OF_A_PART = 4  # at least, of a design that fills the space
COLUMNS = 6  # axes that a point shows


@dataclass(frozen=True)
class Grouping:
    """The points of a sweep along one axis: what each group is called, and the group of each point.

    ordered: the groups are values of a number. values: theirs, where each group is one value.
    """

    axis: Axis
    labels: tuple[str, ...]
    groups: NDArray[np.int64]
    ordered: bool
    values: tuple[Any, ...] | None

    @property
    def numeric(self) -> bool:
        """Whether its values can be drawn on a scale."""
        return self.values is not None and self.ordered


@dataclass(frozen=True)
class Swept:
    """A sweep as it was simulated. shares: (points, axes). counts: replicates of each point."""

    space: Space
    shares: Floats
    found: Evaluated
    counts: tuple[int, ...]
    plan: Mapping[str, Any]
    scenario: Any

    @property
    def metric(self) -> str:
        """The metric that findings are about."""
        return str(self.plan["metric"])

    @cached_property
    def values(self) -> Floats:
        """(points, replicates) of it."""
        return self.found.metric(self.metric)

    @property
    def undefined(self) -> list[int]:
        """The points at which no replicate has the metric."""
        return [int(place) for place in np.flatnonzero(np.isnan(self.values).all(axis=1))]

    def defined(self) -> Swept:
        """The points at which the metric is defined, which are all that can be compared.

        Raises TasukiError where it is defined at none.
        """
        kept = np.delete(np.arange(len(self.shares)), self.undefined)
        if not len(kept):
            raise TasukiError(
                f"{self.metric} is defined at no point", remedy="choose another --metric, or other ranges"
            )
        found = replace(self.found, metrics=self.found.metrics[kept])
        return replace(self, shares=self.shares[kept], found=found, counts=tuple(self.counts[place] for place in kept))

    @cached_property
    def groupings(self) -> list[Grouping]:
        """The points along each axis."""
        return [_grouping(axis, self.shares[:, place], self._parts) for place, axis in enumerate(self.space.axes)]

    @property
    def _parts(self) -> int | None:
        """Into how many parts a range is cut where points fill a space, so that a part has several of them."""
        filled = self.plan["design"] in FILLING and len(self.space.axes) > 1
        return max(2, min(PARTS, len(self.shares) // POINTS_OF_A_PART)) if filled else None

    def point(self, place: int) -> str:
        """A point in words."""
        return ", ".join(f"{axis.name} {cell}" for axis, cell in zip(self.space.axes, self.cells(place), strict=False))

    def cells(self, place: int) -> list[str]:
        """The values of a point on the first axes."""
        pairs = zip(self.space.axes[:COLUMNS], self.shares[place], strict=False)
        return [telling.number(spaces.value_at(axis, share)) for axis, share in pairs]


def _grouping(axis: Axis, shares: Floats, parts: int | None) -> Grouping:
    values = [spaces.value_at(axis, share) for share in shares]
    numeric = all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
    if axis.levels is None and len(set(values)) > (parts or 2 * PARTS):
        return _cut(axis, shares, parts or PARTS)
    order = sorted(set(values)) if numeric else list(dict.fromkeys(values))
    groups = np.array([order.index(value) for value in values])
    return Grouping(axis, tuple(telling.number(value) for value in order), groups, numeric, tuple(order))


def _cut(axis: Axis, shares: Floats, parts: int) -> Grouping:
    """A range in equal parts; those without a point are left out."""
    edges = [axis.value(share) for share in np.linspace(0, 1, parts + 1)]
    labels = tuple(f"{telling.number(a)}–{telling.number(b)}" for a, b in pairwise(edges))
    met, groups = np.unique(np.minimum((shares * parts).astype(np.int64), parts - 1), return_inverse=True)
    return Grouping(axis, tuple(labels[part] for part in met), groups, True, None)


def span(swept: Swept, one: Grouping) -> Change:
    """The change between the ends of an axis, or between its lowest and highest group where it has no order."""
    return effects.change(effects.group_means(swept.values, one.groups), ordered=one.ordered)
