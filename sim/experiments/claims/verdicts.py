"""What the simulation says of a claim: supported, contradicted or undecided, never what was hoped.

A check of sign is supported when its interval lies wholly on the expected side of ``beyond`` (of zero, where none is
given), contradicted when it lies wholly on the other side, else undecided. Beside that, and whatever the sign, the
effect is called negligible when the interval lies within the smallest effect of interest: no effect larger than that. A
check that expects zero is supported exactly then, and contradicted when the interval lies wholly outside; one that
expects a difference of either sign is supported when the interval leaves out ``beyond``, and contradicted when it lies
within the smallest effect. Differences that are exactly zero in every replicate are no effect, which contradicts an
expected sign.

A claim is supported only if all its checks hold, which needs no correction (intersection-union). It is contradicted if
any check is, so that a check's interval must lie on the wrong side even when it is widened for the number of the
claim's checks (Bonferroni). Replicates are added until one check is contradicted or each is decided: supported, or
negligible; or until that would hardly come about with all replicates that the claim allows.

A placebo is supported when its interval contains zero and lies within a tenth of the real claim's effect; its own
smallest effect is not used.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.errors import ScenarioError
from sim.experiments import sequential, statistics
from sim.experiments.claims.form import Check, Claim, Contrast
from sim.experiments.statistics import Floats

PLACEBO_SHARE = 0.1
SUPPORTED, CONTRADICTED, UNDECIDED = "supported", "contradicted", "undecided"

Metrics = Mapping[str, float]
Columns = Mapping[str, Sequence[Metrics]]
"""Metrics of paired replicates by arm, equally many in each."""


@dataclass(frozen=True)
class Judged:
    """One check with its effect, interval and verdict; ``beyond`` and ``smallest`` in the metric's unit.

    ``hope``: the chances that all replicates allowed would decide it, and that they would contradict it.
    """

    check: Check
    effect: float
    low: float
    high: float
    verdict: str
    negligible: bool = False
    beyond: float = 0.0
    smallest: float = 0.0
    hope: tuple[float, float] = (1.0, 1.0)

    @property
    def decided(self) -> bool:
        """Whether more replicates could say nothing more."""
        return self.verdict != UNDECIDED or self.negligible

    @property
    def done(self) -> bool:
        """Whether it is decided, or would hardly ever be."""
        return self.decided or self.hope[0] < sequential.FUTILE


@dataclass(frozen=True)
class Observed:
    """A contrast that is measured and not judged."""

    contrast: Contrast
    effect: float
    low: float
    high: float


@dataclass(frozen=True)
class Verdict:
    """A claim's verdict after ``replications`` paired replicates, of which ``failures`` more gave no result; its first
    check is the headline. ``level`` is that of every interval.
    """

    claim: Claim
    checks: tuple[Judged, ...]
    observed: tuple[Observed, ...]
    replications: int
    failures: int
    level: float

    @property
    def verdict(self) -> str:
        """Supported only if every check is, contradicted if any is."""
        found = {judged.verdict for judged in self.checks}
        if CONTRADICTED in found:
            return CONTRADICTED
        return SUPPORTED if found == {SUPPORTED} else UNDECIDED

    @property
    def negligible(self) -> bool:
        """Whether it is open only because effects are too small to be of interest."""
        return self.verdict == UNDECIDED and self.decided

    @property
    def decided(self) -> bool:
        """Whether more replicates could say nothing more."""
        return self.verdict != UNDECIDED or all(judged.decided for judged in self.checks)

    @property
    def done(self) -> bool:
        """Whether it is decided, or would hardly ever be: all that is open has to be decided, or one contradicted."""
        hopes = [judged.hope for judged in self.checks if not judged.decided]
        return self.decided or min(hope for hope, _ in hopes) + sum(wrong for _, wrong in hopes) < sequential.FUTILE


def conclude(
    claim: Claim, columns: Columns, failures: int, level: float, real: Verdict | None = None, most: int = 0
) -> Verdict:
    """The verdict on the replicates there are. ``real``: that of the claim that a placebo belongs to.

    most: as many replicates as there may be.
    """
    parts = len(claim.checks)
    checks = tuple(judge(check, columns, level, real_effect(claim, check, real), parts, most) for check in claim.checks)
    observed = tuple(observe(contrast, columns, level) for contrast in claim.observed)
    count = len(next(iter(columns.values())))
    return Verdict(claim, checks, observed, count, failures, level)


def judge(
    check: Check, columns: Columns, level: float, real: float | None = None, parts: int = 1, most: int = 0
) -> Judged:
    """Judge one check of ``parts``; ``real``, the real claim's effect, only for a placebo; ``most`` as in conclude."""
    arm, against = _sides(check, columns)
    beyond, smallest = check.amounts(statistics.estimate(against).mean)

    def verdict(found: statistics.Estimate) -> str:
        return _sign(found, check.expect, beyond, smallest) if real is None else _placebo(found, real)

    gaps = arm - against
    found, wider = (statistics.estimate(gaps, at) for at in (level, 1.0 - (1.0 - level) / parts))
    if math.isnan(found.low):
        return Judged(check, found.mean, found.low, found.high, UNDECIDED, False, beyond, smallest)
    said = verdict(found)
    if said == CONTRADICTED and verdict(wider) != CONTRADICTED:
        said = UNDECIDED
    small = real is None and _within(found, beyond, smallest)
    hope = (1.0, 1.0)
    # Placebos, and checks that expect nothing, go on to the end: there a narrow interval is the finding.
    if said == UNDECIDED and not small and real is None and check.expect != "0" and found.count < most:
        above, below, within = sequential.prospect(gaps[~np.isnan(gaps)], most, level, beyond, smallest)
        wrong = {"+": below, "-": above, "±": within}[check.expect]
        hope = min(above + below + within, 1.0), wrong
    return Judged(check, found.mean, found.low, found.high, said, small, beyond, smallest, hope)


def observe(contrast: Contrast, columns: Columns, level: float) -> Observed:
    """Measure a contrast."""
    arm, against = _sides(contrast, columns)
    found = statistics.estimate(arm - against, level)
    return Observed(contrast, found.mean, found.low, found.high)


def real_effect(claim: Claim, check: Check, real: Verdict | None) -> float | None:
    """The effect of the same check in the real claim; None for a claim that is no placebo."""
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


def _sides(contrast: Contrast, columns: Columns) -> tuple[Floats, Floats]:
    arm = _column(columns[contrast.arm], contrast.metric)
    if contrast.less is not None:
        more, fewer = (_column(columns[other], contrast.metric) for other in contrast.less)
        arm = arm - (more - fewer)
    if contrast.against is None:
        return arm, np.zeros_like(arm)
    return arm, _column(columns[contrast.against], contrast.metric)


def _column(values: Sequence[Metrics], metric: str) -> Floats:
    return np.array([metrics[metric] for metrics in values], dtype=np.float64)


def _within(found: statistics.Estimate, beyond: float, smallest: float) -> bool:
    """Whether no effect larger than the smallest of interest is left."""
    return smallest > 0.0 and beyond - smallest <= found.low and found.high <= beyond + smallest


def _sign(found: statistics.Estimate, expect: str, beyond: float, smallest: float) -> str:
    low, high = found.low - beyond, found.high - beyond
    if expect == "0":
        inside, outside = -smallest <= low and high <= smallest, max(low, -high) > smallest
    elif expect == "±":
        inside, outside = max(low, -high) > 0.0, -smallest <= low and high <= smallest
    else:
        low, high = (low, high) if expect == "+" else (-high, -low)
        inside, outside = low > 0.0, high <= 0.0
    if inside:
        return SUPPORTED
    return CONTRADICTED if outside else UNDECIDED


def _placebo(found: statistics.Estimate, real: float) -> str:
    if not found.low <= 0.0 <= found.high:
        return CONTRADICTED
    return SUPPORTED if max(-found.low, found.high) < PLACEBO_SHARE * abs(real) else UNDECIDED
