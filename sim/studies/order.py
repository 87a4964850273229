"""What a study is asked to do, in full: with the same order the same study can be done again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from sim.errors import StoreError
from sim.experiments.executors import Workers
from sim.request import RESULTS, Request, Watcher
from sim.store.runs import StoredRun

KINDS = ("sweep", "sensitivity", "explain", "conditions", "optimise", "calibrate", "validate")
"""Kinds of studies: the files of this room that know how."""

SCENARIO = "scenario.yaml"  # in the folder of a study: the scenario with every value resolved


@dataclass(frozen=True)
class Order:
    """A study to carry out.

    kind: the file in `sim.studies` that knows how. scenario, overrides: the company that is varied.
    replications, seed: None for the scenario's own. jobs: processes, None for every core.
    plan: the resolved settings of the study, plain JSON; part of its identity.
    named: of an order taken up again, what was asked for first, where the fields name the resolved scenario.
    """

    kind: str
    scenario: str
    overrides: Sequence[str] = ()
    replications: int | None = None
    seed: int | None = None
    jobs: Workers | None = None
    out: Path = RESULTS
    lang: str = "en"
    plan: Mapping[str, Any] = field(default_factory=dict)
    named: Mapping[str, Any] = field(default_factory=dict)

    @property
    def request(self) -> Request:
        """The scenario of the order as the request of a run."""
        return Request(
            [self.scenario], self.replications, self.seed, self.overrides, self.jobs, self.out, self.lang
        )  # fmt: skip

    def plain(self) -> dict[str, Any]:
        """What the manifest keeps: all but where and on how many processes."""
        facts = asdict(self)
        del facts["jobs"], facts["out"], facts["named"]
        return {**facts, **self.named}


def perform(order: Order, watcher: Watcher) -> StoredRun:
    """Carry out an order of any kind. Raises TasukiError and its children."""
    stored: StoredRun = import_module(f"sim.studies.{order.kind}").conduct(order, watcher)
    return stored


def kept(run: StoredRun, jobs: Workers | None = None) -> Order:
    """The order that a study's folder keeps, with the scenario as it was.

    Raises StoreError where this version has no such study.
    """
    if run.kind not in KINDS:
        raise StoreError(f"{run.path} is of kind {run.kind}, and this version does not know how to go on with it")
    facts = run.manifest["order"]
    own = {"scenario": str(run.path / SCENARIO), "overrides": (), "replications": None, "seed": None}
    named = {key: facts[key] for key in own}
    return Order(**{**facts, **own}, jobs=jobs, out=run.path.parents[1], named=named)
