"""All claims judged together, look by look: what they need next is simulated in one batch, so that every core has work
until the last claim is decided.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from sim.experiments import sequential
from sim.experiments.claims import turning
from sim.experiments.claims.form import Claim, Condition, Looks
from sim.experiments.claims.turning import Curve
from sim.experiments.claims.verdicts import Judged, Verdict, conclude, judge, real_effect
from sim.experiments.executors import Progress
from sim.experiments.laboratory import Laboratory

STILL_OPEN = 0.5  # share of claims expected to be open after a look, for the time left
_LAST_LOOK = 1_000_000  # further ahead than any look

Found = TypeVar("Found")
Arms = Mapping[str, Any]
"""Scenarios by arm."""
Companies = Mapping[str, str]
"""Keys of the laboratory by arm."""
Wanted = dict[str, int]
"""Replicates by key."""


@dataclass(frozen=True)
class Finding:
    """What was found of a claim. ``runs``: replicates of all its arms and conditions, shared ones too."""

    verdict: Verdict
    curves: tuple[Curve, ...]
    seed: int
    runs: int
    looks: tuple[int, ...]

    @property
    def failures(self) -> int:
        """Replicates left out because one of their arms failed."""
        return self.verdict.failures + sum(curve.failures for curve in self.curves)


@dataclass(frozen=True)
class Budget:
    """What judging costs, in runs: one replicate of one company. ``stored``: of ``first`` and ``conditions``, those
    that need not be simulated again.
    """

    claims: int
    companies: int
    first: int
    conditions: int
    most: int
    stored: int


@dataclass
class _Sample(Generic[Found]):
    """Companies that are looked at, at growing numbers of replicates, until something is decided."""

    arms: Companies
    looks: tuple[int, ...]
    at: int = 0  # the look to come, or the last one
    found: Found | None = None

    @property
    def count(self) -> int:
        """Replicates at the look to come, or at the last one."""
        return self.looks[self.at]

    def wanted(self, ahead: int) -> Iterator[tuple[str, int]]:
        at = self.at if self.found is not None else min(self.at + ahead, len(self.looks) - 1)
        yield from ((key, self.looks[at]) for key in self.arms.values())

    def take(self, found: Found, *, done: bool) -> None:
        """What was found at this look: kept if more replicates would hardly say more, or there are none."""
        if done or self.at + 1 == len(self.looks):
            self.found = found
        else:
            self.at += 1


@dataclass
class _Case:
    claim: Claim
    seed: int
    main: _Sample[Verdict]
    conditions: Sequence[tuple[Condition, Sequence[_Sample[Judged]]]]
    finding: Finding | None = None

    @property
    def points(self) -> list[_Sample[Judged]]:
        return [point for _, points in self.conditions for point in points]

    def wanted(self, ahead: int, *, conditions: bool) -> Iterator[tuple[str, int]]:
        yield from self.main.wanted(ahead)
        for point in self.points if conditions else ():
            yield from point.wanted(ahead)


@dataclass
class Docket:
    """The claims to be judged, with the laboratory that simulates their companies.

    ``fixed``: so many replicates and one look, instead of those in the claims.
    """

    laboratory: Laboratory
    fixed: int | None = None
    _cases: dict[str, _Case] = field(default_factory=dict)
    _before: tuple[int, int] = (0, 0)  # done and failed in earlier rounds

    def enter(self, claim: Claim, arms: Arms, under: Sequence[tuple[Condition, Sequence[Arms]]] = ()) -> None:
        """Enter a claim with its scenarios by arm, and each condition to be measured with those at its values.

        A placebo's real claim must have been entered too, sooner or later.
        """
        plan = claim.replications
        conditions = [(condition, [self._sample(arms, plan.conditions) for arms in at]) for condition, at in under]
        seed = next(iter(arms.values())).run.seed
        self._cases[claim.id] = _Case(claim, seed, self._sample(arms, plan), conditions)

    def _sample(self, arms: Arms, plan: Looks) -> _Sample[Any]:
        companies = {arm: self.laboratory.admit(scenario) for arm, scenario in arms.items()}
        return _Sample(companies, (self.fixed,) if self.fixed else plan.looks())

    def budget(self) -> Budget:
        """What is to be simulated."""
        early = sum(self._wanted(0).values())
        wanted = self._wanted(0, conditions=True)
        runs, most = sum(wanted.values()), sum(self._wanted(_LAST_LOOK, conditions=True).values())
        stored = runs - len(self.laboratory.missing(wanted))
        return Budget(len(self._cases), len(wanted), early, runs - early, most, stored)

    def judge(self, report: Progress) -> Iterator[Finding]:
        """Judge every claim, yielding each as soon as it is decided, would hardly be, or has taken its most replicates.

        ``report``: called with (done, failed, planned) over all of it; ``planned`` is an expectation until the end.
        """
        while any(case.finding is None for case in self._cases.values()):
            self._simulate(report)
            for case in self._open():
                self._judge(case)
                if case.finding is not None:
                    yield case.finding

    def _open(self) -> list[_Case]:
        """Cases without a finding, placebos last, so that one finds its real claim judged."""
        found = [case for case in self._cases.values() if case.finding is None]
        return sorted(found, key=lambda case: case.claim.placebo_of is not None)

    def _judge(self, case: _Case) -> None:
        """Judge what is open of a case at its look, and write down what was found when nothing is."""
        real = self._real_verdict(case.claim)
        if case.claim.placebo_of and real is None:
            return  # waits for its real claim
        if case.main.found is None:
            columns, failed = self.laboratory.paired(case.main.arms, case.main.count)
            looks = case.main.looks
            verdict = conclude(case.claim, columns, failed, sequential.level(looks), real, looks[-1])
            case.main.take(verdict, done=verdict.done)
        for condition, points in case.conditions:
            self._judge_points(case.claim, condition, points, real)
        if case.main.found is not None and all(point.found is not None for point in case.points):
            case.finding = self._finding(case, case.main.found)

    def _real_verdict(self, claim: Claim) -> Verdict | None:
        real = self._cases[claim.placebo_of].main if claim.placebo_of else None
        return real.found if real else None

    def _judge_points(
        self, claim: Claim, condition: Condition, points: Sequence[_Sample[Judged]], real: Verdict | None
    ) -> None:
        check = claim.check_of(condition)
        effect = real_effect(claim, check, real)
        for point in points:
            if point.found is None:
                columns, _ = self.laboratory.paired(point.arms, point.count)
                judged = judge(check, columns, turning.level(condition, point.looks), effect, most=point.looks[-1])
                point.take(judged, done=judged.done)

    def _finding(self, case: _Case, verdict: Verdict) -> Finding:
        curves = tuple(self._curve(case.claim, *one) for one in case.conditions)
        runs = sum(count for _, count in case.wanted(0, conditions=True))
        return Finding(verdict, curves, case.seed, runs, case.main.looks)

    def _curve(self, claim: Claim, condition: Condition, points: Sequence[_Sample[Judged]]) -> Curve:
        judged = tuple(point.found for point in points if point.found is not None)
        counts = tuple(point.count for point in points)
        failures = max(self.laboratory.paired(point.arms, point.count)[1] for point in points)
        level = turning.level(condition, points[0].looks)
        return Curve(condition, claim.check_of(condition), judged, counts, failures, level)

    def _wanted(self, ahead: int, *, conditions: bool = False) -> Wanted:
        """Replicates that open cases need at their next look, or at one further ``ahead``."""
        wanted: Wanted = {}
        for case in self._open():
            for key, count in case.wanted(ahead, conditions=conditions):
                wanted[key] = max(count, wanted.get(key, 0))
        return wanted

    def _simulate(self, report: Progress) -> None:
        wanted = self._wanted(0, conditions=True)
        ahead, (done_before, failed_before) = self._expected_later(len(self.laboratory.missing(wanted))), self._before

        def add(done: int, failed: int, planned: int) -> None:
            self._before = done_before + done, failed_before + failed
            report(*self._before, done_before + planned + ahead)

        self.laboratory.simulate(wanted, add)

    def _expected_later(self, now: int) -> int:
        """Runs that looks after this one are expected to need."""
        expected, weight = 0.0, 1.0
        for ahead in range(1, max(len(case.main.looks) for case in self._open())):
            later = len(self.laboratory.missing(self._wanted(ahead, conditions=True)))
            weight *= STILL_OPEN
            expected, now = expected + weight * (later - now), later
        return round(expected)
