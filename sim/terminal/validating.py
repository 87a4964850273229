"""Measuring patterns: all of them together, and what is found kept and printed."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sim import conduct
from sim.experiments.executors import Workers, available_cores
from sim.experiments.laboratory import Laboratory
from sim.experiments.patterns import files as patterns
from sim.experiments.patterns.form import Pattern
from sim.experiments.patterns.theory import Computed
from sim.report.pattern_record import Record, not_measured, record
from sim.request import Watcher
from sim.scenario import load
from sim.store import judgements
from sim.store.runs import StoredRun
from sim.store.samples import Samples
from sim.terminal import folders, output, validated
from sim.terminal.progress import TerminalWatcher

COMPANY = "the company"  # what is simulated where a pattern names no experiment


@dataclass(frozen=True)
class Order:
    """What is to be measured, as the manifest keeps it: patterns by id, and ``fixed``: so many replicates for each."""

    ids: Sequence[str]
    fixed: int | None


def validate_patterns(
    order: Order, jobs: Workers | None, out: Path, *, as_json: bool, lang: str, goes_on: StoredRun | None = None
) -> str | None:
    """Measure, store and print the patterns; returns what is to be said of replicates that failed, if any did.

    Replicates of companies are shared with the claims, each once and for all until the code changes. ``goes_on``: the
    measuring that this is to be the rest of.
    """
    watcher = TerminalWatcher()
    bench = Bench(order.fixed, jobs or available_cores(), watcher, out)
    try:
        bench.enter([path.stem for path in patterns.find(order.ids)])
        with folders.judging(out, judgements.PATTERNS, asdict(order), bench.fingerprints(), lang, goes_on) as folder:
            try:
                found = bench.measure()
            finally:
                folder.manifest["failures"] += bench.failures()
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
    return folders.lost(sum(int(one.get("failed", 0)) for one in found))


@dataclass(frozen=True)
class _Case:
    pattern: Pattern
    companies: dict[str, str]  # keys of the laboratory by arm
    replications: int
    seed: int
    fingerprint: str


class Bench:
    """Measures patterns with the model's engine: one laboratory for companies, and one for each experiment."""

    def __init__(self, fixed: int | None, jobs: Workers, watcher: Watcher, out: Path) -> None:
        """``fixed``: so many replicates, instead of those in the patterns."""
        self._engine, self._fixed, self._jobs, self._watcher = conduct.load_engine(), fixed, jobs, watcher
        self._laboratories = {COMPANY: Laboratory(self._engine.simulate, jobs, Samples(out))}
        self._asked: dict[str, _Case | Pattern] = {}

    def enter(self, ids: Sequence[str]) -> None:
        """Read the patterns with these ids. Raises ScenarioError for a wrong file."""
        self._asked = {name: self._enter(name) for name in ids}

    def measure(self) -> list[Record]:
        """The records of the patterns that were entered."""
        if self._cases:
            self._simulate(self._cases)
        return [self._record(one) for one in self._asked.values()]

    def fingerprints(self) -> list[str]:
        """Of every pattern with its scenarios that is measured here."""
        return [case.fingerprint for case in self._cases]

    def failures(self) -> list[dict[str, Any]]:
        """Replicates that failed, for the manifest."""
        return [folders.failure(found) for one in self._laboratories.values() for found in one.failures]

    @property
    def _cases(self) -> list[_Case]:
        return [case for case in self._asked.values() if isinstance(case, _Case)]

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
        base = load(patterns.PATTERNS / cases[0].pattern.base, self._engine.schema)
        conduct.warm_up(self._engine, base, self._jobs, self._watcher)
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
