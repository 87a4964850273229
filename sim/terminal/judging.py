"""Judging claims: all of them together, in batches over claims, a placebo beside the claim it belongs to."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sim import conduct
from sim.experiments.claims import files as claims
from sim.experiments.claims.docket import Budget, Docket
from sim.experiments.claims.form import Claim
from sim.experiments.executors import Workers, available_cores
from sim.experiments.laboratory import Laboratory, Memory
from sim.report.claim_record import Record, record
from sim.request import Watcher
from sim.scenario import load
from sim.store import judgements
from sim.store.runs import StoredRun
from sim.store.samples import Samples
from sim.studies.workbench import failure
from sim.terminal import folders, output, verdicts
from sim.terminal.progress import TerminalWatcher


@dataclass(frozen=True)
class Order:
    """What is to be judged, as the manifest keeps it: claims by id, and ``fixed``: so many replicates and one look."""

    ids: Sequence[str]
    overrides: Sequence[str]
    fixed: int | None


def judge_claims(
    order: Order, jobs: Workers | None, out: Path, *, as_json: bool, lang: str, goes_on: StoredRun | None = None
) -> str | None:
    """Judge, store and print the claims; returns what is to be said of replicates that failed, if any did.

    Each verdict is stored as soon as it is reached, and each replicate once it is simulated: after an interruption
    the same command simulates only what is missing. ``goes_on``: the judging that this is to be the rest of.
    """
    watcher = TerminalWatcher()
    asked = [path.stem for path in claims.find(order.ids)]
    bench = Bench(order, jobs or available_cores(), watcher, Samples(out))
    try:
        bench.enter(asked)
        with folders.judging(out, judgements.FOLDER, asdict(order), bench.fingerprints(), lang, goes_on) as folder:
            try:
                bench.judge(asked, out)
            finally:
                folder.manifest["failures"] += bench.failures()
    except KeyboardInterrupt:
        watcher.note(f"{len(bench.records)} of {len(asked)} claims are judged; the same command goes on from here")
        raise
    finally:
        watcher.close()
    found = [(bench.claims[name], bench.records[name]) for name in asked]
    if as_json:
        output.print_json([record for _, record in found])
    else:
        (verdicts.show_each if order.ids else verdicts.show_all)(found, lang)
    return folders.lost(sum(int(record["failed"]) for _, record in found))


class Bench:
    """Judges claims with the model's engine and keeps what is found."""

    def __init__(self, order: Order, jobs: Workers, watcher: Watcher, memory: Memory | None = None) -> None:
        self._engine, self._overrides, self._watcher = conduct.load_engine(), order.overrides, watcher
        self._jobs, self._laboratory = jobs, Laboratory(self._engine.simulate, jobs, memory)
        self._docket = Docket(self._laboratory, order.fixed)
        self._fingerprints: dict[str, str] = {}
        self.claims: dict[str, Claim] = {}
        self.records: dict[str, Record] = {}

    def enter(self, asked: Sequence[str]) -> None:
        """Read the claims with these ids; a placebo's real claim too, asked for or not.

        Raises ScenarioError for a wrong file.
        """
        for name in asked:
            self._enter(name, conditions=True)
        for real in {claim.placebo_of for claim in self.claims.values()} - {None, *asked}:
            self._enter(str(real), conditions=False)

    def judge(self, asked: Sequence[str], out: Path) -> None:
        """Judge the claims that were entered, and store the verdicts that were asked for."""
        self._warm_up(asked[0])
        began = time.monotonic()
        self._watcher.note(budget_words(self._docket.budget()))
        for found in self._docket.judge(self._watcher.progress("runs")):
            name = found.verdict.claim.id
            if name in asked:
                self.records[name] = record(found, self._fingerprints[name])
                judgements.write(out, [self.records[name]], self._overrides)
        self._watcher.note(f"{self._laboratory.simulated:,} runs in {time.monotonic() - began:.0f} s")
        if self._laboratory.first_failure is not None:
            self._watcher.note(f"the first that failed: {self._laboratory.first_failure.error}")

    def fingerprints(self) -> list[str]:
        """Of every claim with its scenarios, in a fixed order."""
        return [self._fingerprints[name] for name in sorted(self._fingerprints)]

    def failures(self) -> list[dict[str, Any]]:
        """Replicates that failed, for the manifest."""
        return [failure(found) for found in self._laboratory.failures]

    def _enter(self, name: str, *, conditions: bool) -> None:
        (path,) = claims.find([name])
        claim, schema = claims.read(path), self._engine.schema
        arms = claims.scenarios(claim, path, schema, self._overrides)
        varied = claim.conditions if conditions else ()
        under = [(one, claims.under(claim, path, schema, self._overrides, one)) for one in varied]
        self._docket.enter(claim, arms, under)
        self.claims[name], self._fingerprints[name] = claim, claims.fingerprint(claim, arms)

    def _warm_up(self, name: str) -> None:
        """Compile before there are workers, which would each compile for themselves."""
        base = load(claims.CLAIMS / self.claims[name].base, self._engine.schema, self._overrides)
        conduct.warm_up(base, self._jobs, self._watcher)


def budget_words(budget: Budget) -> str:
    """What judging will cost, on one line."""
    stored = f"; {budget.stored:,} of them are stored" if budget.stored else ""
    each = (budget.first + budget.conditions) / budget.claims
    return (
        f"{budget.claims} claims with {budget.companies:,} companies: {budget.first:,} runs for a first look and "
        f"{budget.conditions:,} under conditions ({each:.0f} a claim){stored}; "
        f"at most {budget.most:,} where nothing is decided"
    )
