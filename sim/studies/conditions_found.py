"""What `conditions` found, and the bounds of its boxes in words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from sim.experiments import statistics
from sim.experiments.claims.form import Check
from sim.experiments.claims.verdicts import UNDECIDED, Judged
from sim.experiments.discovery.box import Box, Mask, whole_space
from sim.experiments.discovery.conditions import HOLDS, Discovered, holds
from sim.experiments.space import Axis, Floats, Space
from sim.report.reading import Estimate
from sim.report.words import LANGUAGES
from sim.studies import conditions_words as words
from sim.studies import naming, telling
from sim.studies.naming import Words


@dataclass(frozen=True)
class Discovery:
    """What was found. values: (points, axes); judged: by point. Boxes are over the points at which the check is
    defined.
    """

    plan: Mapping[str, Any]
    space: Space
    check: Check
    values: Floats
    judged: Sequence[Judged]
    found: Discovered
    scenario: Any
    replications: int

    @cached_property
    def defined(self) -> Mask:
        """Points at which the check is defined."""
        return np.array([not math.isnan(one.effect) for one in self.judged])

    @cached_property
    def holds(self) -> Mask:
        """(defined points,) whether it holds there."""
        return np.array([holds(one) for one in self.judged if not math.isnan(one.effect)])

    @cached_property
    def clear(self) -> Mask:
        """(defined points,) whether its sign is clear there."""
        return np.array([one.verdict != UNDECIDED for one in self.judged if not math.isnan(one.effect)])

    @cached_property
    def base(self) -> float:
        """Share of the points held out that are of interest."""
        held_out = self.holds[~self.found.train]
        return float(held_out.mean() if self.found.of == HOLDS else 1.0 - held_out.mean())

    @cached_property
    def whole(self) -> Box:
        """The box of everything."""
        return whole_space([None if axis.levels is None else len(axis.levels) for axis in self.space.axes])


def bounds(story: Discovery, box: Box) -> Words:
    """The bounds of a box in words."""
    said = [_bound(axis, box, place) for place, axis in enumerate(story.space.axes) if is_bounded(story, box, place)]
    return {lang: words.AND[lang].join(one[lang] for one in said) for lang in LANGUAGES}


def is_bounded(story: Discovery, box: Box, place: int) -> bool:
    """Whether a box leaves something out along an axis."""
    return box.limits[place] != story.whole.limits[place]


def _bound(axis: Axis, box: Box, place: int) -> Words:
    limit = box.limits[place]
    name: dict[str, str | Words] = {"name": naming.key(axis.name)}
    if limit.levels is not None and axis.levels is not None:
        labels = [axis.levels[number][0] for number in sorted(limit.levels)]
        levels = {lang: words.OR[lang].join(labels) for lang in LANGUAGES}
        return dict(telling.filled(words.LIMIT["levels"], name | {"levels": levels}))
    low, high = _number(axis, limit.low, up=True), _number(axis, limit.high, up=False)
    kind = "both" if low and high else "low" if low else "high"
    return dict(telling.filled(words.LIMIT[kind], name | {"low": low, "high": high}))


def _number(axis: Axis, value: float, *, up: bool) -> str:
    """A bound for readers: whole numbers as the first, or the last, that lies inside; nothing where there is none."""
    if math.isinf(value):
        return ""
    if axis.whole:
        return telling.number(math.ceil(value) if up else math.floor(value))
    return telling.number(float(f"{value:.3g}"))


def readable(found: statistics.Estimate) -> Estimate:
    """A share of points held out, for readers: zero of none."""
    if math.isnan(found.mean):
        return Estimate(0.0)
    return Estimate(found.mean, found.low, found.high)
