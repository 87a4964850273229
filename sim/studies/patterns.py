"""``tasuki validate --patterns``: all patterns measured together, each at the settings of its own file."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim import conduct
from sim.errors import ScenarioError
from sim.experiments.laboratory import Laboratory
from sim.experiments.patterns import files as patterns
from sim.experiments.patterns.form import LEAST_REPLICATIONS, Pattern
from sim.experiments.patterns.theory import Computed
from sim.report import pattern_story
from sim.report.pattern_record import Record, not_measured, record
from sim.report.told import Told
from sim.store import judgements
from sim.studies.files import Flag, Stated
from sim.studies.workbench import Bench

COMPANY = "the company"  # what is simulated where a pattern names no experiment
_TAKEN = ("kind", "scenario", "what", "ids", "replications")  # all else a pattern's own file says, or it has nothing of


@dataclass(frozen=True)
class _Case:
    pattern: Pattern
    scenarios: Mapping[str, Any]
    replications: int
    fingerprint: str

    @property
    def place(self) -> str:
        """Where it is simulated: an experiment's name, or the company."""
        return self.pattern.experiment or COMPANY


def base_of(ids: Sequence[str]) -> str:
    """The scenario from which the first of these patterns differs. Raises ScenarioError for an unknown id."""
    return os.path.normpath(patterns.PATTERNS / patterns.read(patterns.find(ids)[0]).base)


def is_pattern(name: str) -> bool:
    """Whether this is the id of a pattern."""
    return (patterns.PATTERNS / f"{name}.yaml").is_file()


def ids_flag(ids: Sequence[str]) -> Flag:
    """Patterns by id as a flag."""
    return Flag(("ids",), json.dumps(list(ids)), " ".join(ids))


def plan(stated: Stated[Any], overrides: Sequence[str]) -> dict[str, Any]:
    """The plan of measuring the patterns that a form names, or all. Raises ScenarioError for a wrong file, and for
    settings, which patterns have of their own.
    """
    form = stated.form
    _refuse_settings(stated, overrides)
    if form.replications is not None and form.replications < LEAST_REPLICATIONS:
        remedy = f"at least {LEAST_REPLICATIONS}: two halves of two"
        raise stated.error(["replications"], "is too small", remedy, str(form.replications))
    try:
        ids = [path.stem for path in patterns.find(form.ids)]
    except ScenarioError as error:
        raise stated.blame(["ids"], error) from None
    base = base_of(ids)
    if os.path.realpath(stated.scenario) != os.path.realpath(base):
        remedy = f"say {os.path.relpath(base, stated.folder)}: their own files say what differs from it"
        raise stated.error(["scenario"], "is not what patterns differ from", remedy, form.scenario)
    prints = [one.fingerprint for one in _read(ids, form.replications) if isinstance(one, _Case)]
    return {"ids": ids, "fixed": form.replications, "fingerprints": prints}


def _refuse_settings(stated: Stated[Any], overrides: Sequence[str]) -> None:
    """Refuse whatever patterns would pass over."""
    said, remedy = "is nothing that patterns take", "leave it out: their own files say it"
    for name in type(stated.form).model_fields:
        if name in stated.form.model_fields_set and name not in _TAKEN and getattr(stated.form, name) is not None:
            raise stated.error([name], said, remedy)
    if overrides:
        raise ScenarioError(said, file=f"--set {overrides[0]}", remedy=remedy)


def most(plan: Mapping[str, Any]) -> int:
    """The largest number of replicates of a pattern."""
    return max((one.replications for one in _read(plan["ids"], plan["fixed"]) if isinstance(one, _Case)), default=1)


def tell(bench: Bench, plan: Mapping[str, Any]) -> Told:
    """Measure, keep a record of each pattern beneath the results, and tell. Raises ScenarioError where a pattern has
    changed since this was begun.
    """
    asked = _read(plan["ids"], plan["fixed"])
    cases = [one for one in asked if isinstance(one, _Case)]
    if [case.fingerprint for case in cases] != plan["fingerprints"]:
        raise ScenarioError("patterns have changed since this was begun", remedy="begin anew; what is known is kept")
    laboratories = _simulate(bench, cases)
    found = [one if isinstance(one, Pattern) else _measured(one, laboratories[one.place]) for one in asked]
    records = [not_measured(one) if isinstance(one, Pattern) else one for one in found]
    judgements.write(bench.order.out, records, kind=judgements.PATTERNS)
    return pattern_story.tell(records)


def _read(ids: Sequence[str], fixed: int | None) -> list[_Case | Pattern]:
    """Patterns with the companies of their arms; those that are measured elsewhere as they are."""
    return [_case(path, fixed) for path in patterns.find(ids)]


def _case(path: Path, fixed: int | None) -> _Case | Pattern:
    pattern = patterns.read(path)
    if pattern.elsewhere is not None:
        return pattern
    arms = patterns.scenarios(pattern, path, conduct.load_engine().schema)
    return _Case(pattern, arms, fixed or pattern.replications, patterns.fingerprint(pattern, arms))


def _simulate(bench: Bench, cases: Sequence[_Case]) -> dict[str, Laboratory]:
    """Laboratories by place, in which all companies of the cases there have been simulated in one go."""
    began, runs = time.monotonic(), 0
    found: dict[str, Laboratory] = {}
    for place in dict.fromkeys(case.place for case in cases):
        laboratory = bench.laboratory if place == COMPANY else Laboratory(Computed(place), bench.jobs)
        wanted: dict[str, int] = {}
        for case in cases:
            for scenario in case.scenarios.values() if case.place == place else ():
                key = laboratory.admit(scenario)
                wanted[key] = max(case.replications, wanted.get(key, 0))
        laboratory.simulate(wanted, bench.watcher.progress(place))
        bench.note_failures(laboratory)
        found[place], runs = laboratory, runs + laboratory.simulated
    if cases:
        bench.watcher.note(f"{runs:,} runs in {time.monotonic() - began:.0f} s")
    return found


def _measured(case: _Case, laboratory: Laboratory) -> Record:
    companies = {arm: laboratory.admit(scenario) for arm, scenario in case.scenarios.items()}
    columns, failed = laboratory.paired(companies, case.replications)
    seed = next(iter(case.scenarios.values())).run.seed
    return record(patterns.conclude(case.pattern, columns, failed, seed), case.fingerprint)
