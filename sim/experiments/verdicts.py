"""What the simulation says of a claim: supported, contradicted or undecided, never what was hoped.

A check of sign is decided when its interval lies wholly beyond the smallest effect (supported) or wholly on
the other side of it (contradicted). A claim is supported only if all its checks hold, which needs no
correction (intersection-union), and contradicted if any is.

Replicates are added until the claim is decided. Looking K times at growing samples finds something by luck
more often, so each look spends an equal part of the error allowed: its intervals have level 1 - 0.05 / K
(Bonferroni; conservative, for the looks are correlated), K being the number of looks planned, whether or not
they are all taken.

A placebo is supported when its interval contains zero and its half width is under a tenth of the real
claim's effect; its own smallest effect is not used. Differences that are exactly zero in every replicate are
an effect of zero.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.errors import ScenarioError
from sim.experiments import statistics
from sim.experiments.claims import Check, Claim, Contrast
from sim.experiments.compare import MetricsOnly, Simulate, plan, simulate_all
from sim.experiments.executors import Failure, Progress
from sim.scenario import digest

ERROR_ALLOWED = 0.05
PLACEBO_SHARE = 0.1
SUPPORTED, CONTRADICTED, UNDECIDED = "supported", "contradicted", "undecided"

Metrics = Mapping[str, float]


@dataclass(frozen=True)
class Judged:
    """One check with its effect, interval and verdict."""

    check: Check
    effect: float
    low: float
    high: float
    verdict: str


@dataclass(frozen=True)
class Observed:
    """A contrast that is measured and not judged."""

    contrast: Contrast
    effect: float
    low: float
    high: float


@dataclass(frozen=True)
class Verdict:
    """A claim's verdict after ``replications`` paired replicates; its first check is the headline."""

    claim: Claim
    checks: tuple[Judged, ...]
    replications: int
    level: float
    failures: int
    observed: tuple[Observed, ...] = ()
    seed: int = 0

    @property
    def verdict(self) -> str:
        """Supported only if every check is, contradicted if any is."""
        found = {judged.verdict for judged in self.checks}
        if CONTRADICTED in found:
            return CONTRADICTED
        return SUPPORTED if found == {SUPPORTED} else UNDECIDED


class Laboratory:
    """Simulates arms of claims and remembers their metrics, so that claims that share an arm share its
    replicates.
    """

    def __init__(self, simulate: Simulate, jobs: int, progress: Callable[[str], Progress]) -> None:
        """``progress``: from a claim's id to the callback of its runs."""
        self._simulate, self._jobs, self._progress = simulate, jobs, progress
        self._known: dict[tuple[str, int], dict[int, Metrics | None]] = {}

    def metrics(self, name: str, scenarios: Mapping[str, Any], count: int) -> dict[str, dict[int, Metrics | None]]:
        """Metrics by arm and replicate number up to ``count``; None for a replicate that failed."""
        keys = {arm: (digest(scenario), scenario.run.seed) for arm, scenario in scenarios.items()}
        missing = [
            task
            for task in plan(list(scenarios), range(count))
            if task.replicate not in self._known.setdefault(keys[task.arm], {})
        ]
        work = {arm: scenarios[arm] for arm in {task.arm for task in missing}}
        outcomes = simulate_all(MetricsOnly(self._simulate), work, missing, self._jobs, self._progress(name))
        for task, outcome in zip(missing, outcomes, strict=True):
            self._known[keys[task.arm]][task.replicate] = None if isinstance(outcome, Failure) else outcome[1].metrics
        return {arm: {i: self._known[key][i] for i in range(count)} for arm, key in keys.items()}


def evaluate(
    claim: Claim,
    scenarios: Mapping[str, Any],
    laboratory: Laboratory,
    real: Verdict | None,
    fixed: int | None = None,
) -> Verdict:
    """Add replicates until the claim is decided or its most is reached.

    ``real``: verdict of the claim that a placebo belongs to. ``fixed``: this many replicates and one look
    instead.
    """
    looks = [fixed] if fixed else claim.replications.looks()
    level = 1.0 - ERROR_ALLOWED / len(looks)
    for count in looks:
        values = laboratory.metrics(claim.id, scenarios, count)
        stored = [i for i in range(count) if all(found[i] is not None for found in values.values())]
        columns = {arm: [found[i] or {} for i in stored] for arm, found in values.items()}
        judged = tuple(judge(check, columns, level, _real_effect(claim, check, real)) for check in claim.checks)
        observed = tuple(observe(contrast, columns, level) for contrast in claim.observed)
        seed = next(iter(scenarios.values())).run.seed
        verdict = Verdict(claim, judged, len(stored), level, count - len(stored), observed, seed)
        if verdict.verdict != UNDECIDED:
            break
    return verdict


def judge(check: Check, values: Mapping[str, list[Metrics]], level: float, real_effect: float | None) -> Judged:
    """Judge one check on paired metrics by arm, equally many in each; ``real_effect`` only for a placebo."""
    arm, against = _sides(check, values)
    found = statistics.estimate(arm - against, level)
    if math.isnan(found.low):
        verdict = UNDECIDED
    elif real_effect is not None:
        verdict = _placebo(found, real_effect)
    else:
        reference = statistics.estimate(against).mean
        verdict = _sign(found, check.expect, check.threshold(reference))
    return Judged(check, found.mean, found.low, found.high, verdict)


def observe(contrast: Contrast, values: Mapping[str, list[Metrics]], level: float) -> Observed:
    """Measure a contrast on paired metrics by arm."""
    arm, against = _sides(contrast, values)
    found = statistics.estimate(arm - against, level)
    return Observed(contrast, found.mean, found.low, found.high)


def _sides(contrast: Contrast, values: Mapping[str, list[Metrics]]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    arm = _column(values[contrast.arm], contrast.metric)
    if contrast.against is None:
        return arm, np.zeros_like(arm)
    return arm, _column(values[contrast.against], contrast.metric)


def _sign(found: statistics.Estimate, expect: str, smallest: float) -> str:
    if expect == "0":
        inside, outside = (
            -smallest <= found.low and found.high <= smallest,
            max(found.low, -found.high) > smallest,
        )
    else:
        low, high = (found.low, found.high) if expect == "+" else (-found.high, -found.low)
        inside, outside = low > smallest, high < smallest or high <= 0.0
    if inside:
        return SUPPORTED
    return CONTRADICTED if outside else UNDECIDED


def _placebo(found: statistics.Estimate, real_effect: float) -> str:
    if not found.low <= 0.0 <= found.high:
        return CONTRADICTED
    narrow = (found.high - found.low) / 2 < PLACEBO_SHARE * abs(real_effect)
    return SUPPORTED if narrow else UNDECIDED


def _real_effect(claim: Claim, check: Check, real: Verdict | None) -> float | None:
    if claim.placebo_of is None:
        return None
    same = (check.metric, check.arm, check.against)
    for judged in real.checks if real else ():
        if (judged.check.metric, judged.check.arm, judged.check.against) == same:
            return judged.effect
    raise ScenarioError(
        f"is a placebo of {claim.placebo_of}, which has no check of {check.metric} with the same arms",
        key=claim.id, remedy="give placebo and claim the same checks",
    )  # fmt: skip


def _column(values: list[Metrics], metric: str) -> NDArray[np.float64]:
    return np.array([metrics[metric] for metrics in values], dtype=np.float64)
