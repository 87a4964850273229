"""All claims judged together, look by look: what they need next is simulated in one batch, so that every core has work
until the last claim is decided.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sim.experiments import sequential
from sim.experiments.claims import turning
from sim.experiments.claims.form import Claim, Condition
from sim.experiments.claims.turning import Curve
from sim.experiments.claims.verdicts import Verdict, conclude, judge, real_effect
from sim.experiments.executors import Progress
from sim.experiments.laboratory import Laboratory

STILL_OPEN = 0.5  # share of claims expected to be open after a look, for the time left
_LAST_LOOK = 1_000_000  # further ahead than any look

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
class _Case:
    claim: Claim
    arms: Companies
    conditions: Sequence[tuple[Condition, Sequence[Companies]]]
    seed: int
    looks: tuple[int, ...]
    each: int  # replicates at each value of a condition
    at: int = 0  # the look to come
    finding: Finding | None = None

    def wanted(self, look: int) -> Iterator[tuple[str, int]]:
        count = self.looks[min(look, len(self.looks) - 1)]
        yield from ((key, count) for key in self.arms.values())

    def wanted_by_conditions(self) -> Iterator[tuple[str, int]]:
        yield from ((key, self.each) for _, at in self.conditions for arms in at for key in arms.values())


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
        conditions = [(condition, [self._admit(each) for each in at]) for condition, at in under]
        looks = (self.fixed,) if self.fixed else tuple(claim.replications.looks())
        each = self.fixed or claim.replications.conditions
        seed = next(iter(arms.values())).run.seed
        self._cases[claim.id] = _Case(claim, self._admit(arms), conditions, seed, looks, each)

    def _admit(self, arms: Arms) -> Companies:
        return {arm: self.laboratory.admit(scenario) for arm, scenario in arms.items()}

    def budget(self) -> Budget:
        """What is to be simulated."""
        early = sum(self._wanted(0).values())
        wanted = self._wanted(0, conditions=True)
        runs, most = sum(wanted.values()), sum(self._wanted(_LAST_LOOK, conditions=True).values())
        stored = runs - len(self.laboratory.missing(wanted))
        return Budget(len(self._cases), len(wanted), early, runs - early, most, stored)

    def judge(self, report: Progress) -> Iterator[Finding]:
        """Judge every claim, yielding each as soon as it is decided or has taken its most replicates.

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
        """Judge a case at its look, and write down what was found if that was the last one it needs."""
        real = self._cases[case.claim.placebo_of].finding if case.claim.placebo_of else None
        if case.claim.placebo_of and real is None:
            return  # waits for its real claim
        columns, failed = self.laboratory.paired(case.arms, case.looks[case.at])
        level = sequential.level(case.looks)
        verdict = conclude(case.claim, columns, failed, level, real.verdict if real else None)
        if not verdict.decided and case.at + 1 < len(case.looks):
            case.at += 1
            return
        curves = tuple(self._curve(case, *one, real.verdict if real else None) for one in case.conditions)
        runs = sum(count for _, count in (*case.wanted(case.at), *case.wanted_by_conditions()))
        case.finding = Finding(verdict, curves, case.seed, runs, case.looks)

    def _curve(self, case: _Case, condition: Condition, at: Sequence[Companies], real: Verdict | None) -> Curve:
        check, level = case.claim.check_of(condition), turning.level(condition)
        samples = [self.laboratory.paired(arms, case.each) for arms in at]
        effect = real_effect(case.claim, check, real)
        points = tuple(judge(check, columns, level, effect) for columns, _ in samples)
        return Curve(condition, check, points, case.each, max(failed for _, failed in samples), level)

    def _wanted(self, ahead: int, *, conditions: bool = False) -> Wanted:
        """Replicates that open cases need at their next look, or at one further ``ahead``."""
        wanted: Wanted = {}
        for case in self._open():
            more = case.wanted_by_conditions() if conditions else ()
            for key, count in (*case.wanted(case.at + ahead), *more):
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
        for ahead in range(1, max(len(case.looks) for case in self._open())):
            later = len(self.laboratory.missing(self._wanted(ahead, conditions=True)))
            weight *= STILL_OPEN
            expected, now = expected + weight * (later - now), later
        return round(expected)
