"""The space of an experiment: parameters and what each may be, and from a point of the unit cube to values.

Sweeps, screenings, searches and calibrations all walk the same space, so that a range is checked, drawn and written
down in one way.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.scenario import Changes

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Axis:
    """One dimension: a parameter between two bounds, or one of listed ``levels``.

    name: as figures and tables call it; a parameter's dotted key unless levels change several at once.
    levels: changes that each level makes, by the level's label; None for a range.
    whole: only whole numbers, both bounds included. logarithmic: equal ratios are equally far apart.
    """

    name: str
    low: float = 0.0
    high: float = 1.0
    whole: bool = False
    logarithmic: bool = False
    levels: tuple[tuple[str, Changes], ...] | None = None

    def value(self, share: float) -> float | int:
        """The value at ``share`` (0 to 1) of a range."""
        # Rounding may leave the bounds: exp(log(low)) may lie below low.
        if self.whole:
            found = math.floor(max(self._between(share, self.low, self.high + 1), self.low))
            return int(min(found, self.high))
        return min(max(self._between(share, self.low, self.high), self.low), self.high)

    def _between(self, share: float, low: float, high: float) -> float:
        if self.logarithmic:
            return math.exp(math.log(low) + share * (math.log(high) - math.log(low)))
        return low + share * (high - low)

    def level(self, share: float) -> tuple[str, Changes]:
        """The level at ``share`` (0 to 1): each has the same part of it."""
        assert self.levels is not None
        return self.levels[min(int(share * len(self.levels)), len(self.levels) - 1)]

    def changes(self, share: float) -> Changes:
        """What a scenario's values become at ``share`` (0 to 1) of this axis."""
        return {self.name: self.value(share)} if self.levels is None else self.level(share)[1]

    def label(self, share: float) -> Any:
        """What stands in the column of this axis: the value, or the label of the level."""
        return self.value(share) if self.levels is None else self.level(share)[0]


@dataclass(frozen=True)
class Space:
    """The axes of an experiment."""

    axes: tuple[Axis, ...]

    def changes(self, point: Sequence[float] | Floats) -> dict[str, Any]:
        """Values by dotted key at a point of the unit cube, one share for each axis."""
        changed: dict[str, Any] = {}
        for axis, share in zip(self.axes, point, strict=True):
            changed |= axis.changes(float(share))
        return changed

    def labels(self, point: Sequence[float] | Floats) -> dict[str, Any]:
        """The columns of a point by axis."""
        return {axis.name: axis.label(float(share)) for axis, share in zip(self.axes, point, strict=True)}
