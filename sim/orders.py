"""A run or comparison with nothing left open: from a request's files and flags, or as a stored run keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.errors import ScenarioError, StoreError
from sim.experiments.executors import Workers
from sim.request import Request
from sim.scenario import ScenarioBase, digest, dump, load
from sim.store import identity
from sim.store.files import reading
from sim.store.runs import COMPLETE, Manifest, StoredRun

RUN, COMPARISON = "run", "comparison"


@dataclass(frozen=True)
class Order:
    """Scenarios by arm, the baseline first, all with its seed and number of replicates; and what else is asked for."""

    scenarios: Mapping[str, Any]
    strictness: int
    lang: str
    jobs: Workers | None
    out: Path

    @property
    def name(self) -> str:
        """The folder of all runs of these arms."""
        return "-vs-".join(self.scenarios)

    def manifest(self) -> Manifest:
        """What a run's manifest says from the start; with `texts`, all it takes to do the run."""
        first = next(iter(self.scenarios.values()))
        digests = {arm: digest(scenario) for arm, scenario in self.scenarios.items()}
        seed, replications = first.run.seed, first.run.replications
        return {
            "run": identity.run_id(list(digests.values()), seed, replications, self.strictness),
            "kind": COMPARISON if len(digests) > 1 else RUN,
            "tasuki": identity.own_version(),
            "code": identity.code_digest(),
            "hash": digests,
            "seed": seed,
            "replications": replications,
            "order": {"strictness": self.strictness, "lang": self.lang},
            "versions": identity.versions(),
            "failures": [],
        }

    def texts(self) -> dict[str, str]:
        """The scenarios with every value resolved, by the name of their file."""
        return {_file(self.scenarios, arm): dump(scenario) for arm, scenario in self.scenarios.items()}

    def answer(self) -> StoredRun | None:
        """The whole run of this order, if it is stored."""
        path = self.out / self.name / self.manifest()["run"]
        stored = StoredRun(path) if path.exists() else None
        return stored if stored is not None and stored.state == COMPLETE else None


def asked(request: Request, schema: type[ScenarioBase]) -> Order:
    """The order that a request gives.

    Raises ScenarioError where a scenario is wrong, or they do not run equally long.
    """
    flags = {"run.replications": request.replications, "run.seed": request.seed}
    overrides = [*request.overrides, *(f"{key}={value}" for key, value in flags.items() if value is not None)]
    first: Any = load(request.paths[0], schema, overrides)
    overrides += [f"run.replications={first.run.replications}", f"run.seed={first.run.seed}"]
    arms: dict[str, Any] = {}
    for path in request.paths:
        scenario: Any = load(path, schema, overrides)
        if scenario.run.years != first.run.years:
            raise ScenarioError(
                f"runs {scenario.run.years} years, and {request.paths[0]} {first.run.years}",
                file=str(path), key="run.years", remedy="give both the same with --set run.years=...",
            )  # fmt: skip
        arms[_free_name(scenario.name, arms)] = scenario
    return Order(arms, request.strictness, request.lang, request.jobs, request.out)


def kept(run: StoredRun, schema: type[ScenarioBase], jobs: Workers | None) -> Order:
    """The order that a stored run keeps.

    Raises StoreError where it keeps none, or was begun by other code, whose replicates must not be mixed with ours.
    """
    facts = order_of(run)
    with reading(run.path):
        scenarios = {arm: load(run.path / _file(run.manifest["hash"], arm), schema) for arm in run.manifest["hash"]}
    order = Order(scenarios, facts["strictness"], facts["lang"], jobs, run.path.parents[1])
    if order.manifest()["run"] != run.id:
        raise StoreError(f"the scenarios in {run.path} are not those that the run was begun with")
    return order


def order_of(run: StoredRun) -> Mapping[str, Any]:
    """What the manifest keeps of the order. Raises StoreError where it keeps none, or other code began the run."""
    remedy = f"run the command again; {run.path} keeps its scenarios"
    if "order" not in run.manifest:
        raise StoreError(f"{run.path} does not say what was asked for", remedy=remedy)
    if run.manifest["code"] != identity.code_digest():
        raise StoreError(f"{run.path} was begun by other code, and results of two versions do not mix", remedy=remedy)
    facts: Mapping[str, Any] = run.manifest["order"]
    return facts


def _file(arms: Mapping[str, Any], arm: str) -> str:
    return "scenario.yaml" if len(arms) == 1 else f"scenarios/{arm}.yaml"


def _free_name(name: str, taken: Mapping[str, Any]) -> str:
    names = [name, *(f"{name}-{number}" for number in range(2, len(taken) + 2))]
    return next(candidate for candidate in names if candidate not in taken)
