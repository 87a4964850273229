"""What a search is for: objectives to be raised or lowered, and bounds that must be kept."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.errors import ScenarioError
from sim.experiments.claims.form import nearest
from sim.experiments.statistics import Floats

PEOPLE = "people"
"""People needed: the headcount of all departments, which is no metric but stands in the scenario."""

_CONSTRAINT = re.compile(r"\s*(\w+)\s*(<=|>=)\s*(\S+)\s*")


@dataclass(frozen=True)
class Objective:
    """A metric, and whether it shall be high or low."""

    metric: str
    higher: bool

    @property
    def sign(self) -> float:
        """What the metric is multiplied by so that more is better."""
        return 1.0 if self.higher else -1.0


@dataclass(frozen=True)
class Constraint:
    """A bound that the mean of a metric must keep."""

    metric: str
    relation: str
    bound: float

    def excess(self, values: Floats) -> Floats:
        """By how much values break the bound; zero or less where they keep it."""
        return self.bound - values if self.relation == ">=" else values - self.bound

    def __str__(self) -> str:
        return f"{self.metric} {self.relation} {self.bound:,.12g}"


def constraint(text: str, known: Sequence[str]) -> Constraint:
    """A constraint from ``metric >= number`` or ``metric <= number``. Raises ScenarioError for anything else."""
    match = _CONSTRAINT.fullmatch(text)
    if match is None:
        raise ScenarioError("is no constraint", value=text, remedy="write it as 'cash_trough >= -2000000'")
    metric, relation, bound = match.groups()
    try:
        if not math.isfinite(float(bound)):
            raise ValueError(bound)
        return Constraint(metric_named(metric, known), relation, float(bound))
    except ValueError:
        raise ScenarioError("is no number", key=metric, value=bound, remedy="such as 'churn_12m <= 0.3'") from None


def metric_named(name: str, known: Sequence[str]) -> str:
    """The name, if it is a metric or `PEOPLE`. Raises ScenarioError."""
    if name not in known and name != PEOPLE:
        raise ScenarioError("is no metric", value=name, remedy=nearest(name, [*known, PEOPLE]))
    return name


@dataclass(frozen=True)
class Goals:
    """Objectives, the first of which names the winner, and constraints."""

    objectives: tuple[Objective, ...]
    constraints: tuple[Constraint, ...] = ()

    def scores(self, metrics: Mapping[str, Floats]) -> Floats:
        """Objectives with more being better, (objectives, ...), from metrics of any shape."""
        return np.stack([one.sign * metrics[one.metric] for one in self.objectives])

    def excesses(self, metrics: Mapping[str, Floats]) -> Floats:
        """By how much each constraint is broken, (constraints, ...)."""
        broken = [one.excess(metrics[one.metric]) for one in self.constraints]
        return np.stack(broken) if broken else np.zeros((0, *next(iter(metrics.values())).shape))
