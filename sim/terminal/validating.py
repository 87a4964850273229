"""Measuring patterns: all of them together, and what is found kept and printed."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim import conduct
from sim.experiments.executors import available_cores
from sim.experiments.laboratory import Laboratory
from sim.experiments.patterns import files as patterns
from sim.experiments.patterns.form import Pattern
from sim.experiments.patterns.theory import Computed
from sim.report.pattern_record import Record, not_measured, record
from sim.request import Request, Watcher
from sim.store import judgements
from sim.store.samples import Samples
from sim.terminal import output, validated
from sim.terminal.progress import TerminalWatcher

COMPANY = "the company"  # what is simulated where a pattern names no experiment


def validate_patterns(
    ids: Sequence[str], fixed: int | None, jobs: int | None, out: Path, *, as_json: bool, lang: str
) -> int:
    """Measure, store and print the patterns; returns how many replicates failed.

    Replicates of companies are shared with the claims, each once and for all until the code changes.
    """
    watcher = TerminalWatcher()
    bench = Bench(fixed, jobs or available_cores(), watcher, out)
    try:
        found = bench.measure([path.stem for path in patterns.find(ids)])
    except KeyboardInterrupt:
        watcher.note("companies simulated so far are kept; the same command goes on from here")
        raise
    finally:
        watcher.close()
    judgements.write(out, found, kind=judgements.PATTERNS)
    if as_json:
        output.print_json(found)
    else:
        validated.show(found, lang)
    return sum(int(one.get("failed", 0)) for one in found)


@dataclass(frozen=True)
class _Case:
    pattern: Pattern
    companies: dict[str, str]  # keys of the laboratory by arm
    replications: int
    seed: int
    fingerprint: str


class Bench:
    """Measures patterns with the model's engine: one laboratory for companies, and one for each experiment."""

    def __init__(self, fixed: int | None, jobs: int, watcher: Watcher, out: Path) -> None:
        """``fixed``: so many replicates, instead of those in the patterns."""
        self._engine, self._fixed, self._jobs, self._watcher = conduct.load_engine(), fixed, jobs, watcher
        samples = Samples(out)
        self._laboratories = {COMPANY: Laboratory(self._engine.simulate, jobs, samples)}

    def measure(self, ids: Sequence[str]) -> list[Record]:
        """The records of the patterns with these ids. Raises ScenarioError for a wrong file."""
        asked = {name: self._enter(name) for name in ids}
        cases = [case for case in asked.values() if isinstance(case, _Case)]
        if cases:
            self._simulate(cases)
        return [self._record(one) for one in asked.values()]

    def _enter(self, name: str) -> _Case | Pattern:
        (path,) = patterns.find([name])
        pattern = patterns.read(path)
        if pattern.elsewhere is not None:
            return pattern
        schema: Any = self._engine.schema
        arms = patterns.scenarios(pattern, path, schema)
        laboratory = self._laboratory(pattern)
        keys = {arm: laboratory.admit(scenario) for arm, scenario in arms.items()}
        seed = next(iter(arms.values())).run.seed
        return _Case(pattern, keys, self._fixed or pattern.replications, seed, patterns.fingerprint(pattern, arms))

    def _laboratory(self, pattern: Pattern) -> Laboratory:
        name = pattern.experiment or COMPANY
        if name not in self._laboratories:
            self._laboratories[name] = Laboratory(Computed(name), self._jobs)
        return self._laboratories[name]

    def _simulate(self, cases: Sequence[_Case]) -> None:
        """Compile before there are workers, which would each compile for themselves; then simulate what is missing."""
        base = patterns.PATTERNS / cases[0].pattern.base
        conduct.warm_up(self._engine, Request([base]), self._watcher)
        began, runs = time.monotonic(), 0
        for name, laboratory in self._laboratories.items():
            wanted: dict[str, int] = {}
            for case in cases:
                if (case.pattern.experiment or COMPANY) == name:
                    for key in case.companies.values():
                        wanted[key] = max(case.replications, wanted.get(key, 0))
            laboratory.simulate(wanted, self._watcher.progress(name))
            runs += laboratory.simulated
            if laboratory.first_failure is not None:
                self._watcher.note(f"the first that failed: {laboratory.first_failure.error}")
        self._watcher.note(f"{runs:,} runs in {time.monotonic() - began:.0f} s")

    def _record(self, case: _Case | Pattern) -> Record:
        if isinstance(case, Pattern):
            return not_measured(case)
        columns, failed = self._laboratory(case.pattern).paired(case.companies, case.replications)
        return record(patterns.conclude(case.pattern, columns, failed, case.seed), case.fingerprint)
