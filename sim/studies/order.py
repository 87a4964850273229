"""What a study is asked to do, in full: with the same order the same study can be done again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sim.errors import StoreError
from sim.experiments.executors import Workers
from sim.request import RESULTS, Request, Watcher
from sim.store.runs import StoredRun

SCENARIO = "scenario.yaml"  # in the folder of a study: the scenario with every value resolved


@dataclass(frozen=True)
class Order:
    """A study to carry out.

    kind: the file in `sim.studies` that knows how. scenario, overrides: the company that is varied.
    replications, seed: None for the scenario's own. jobs: processes, None for every core.
    plan: the resolved settings of the study, plain JSON; part of its identity.
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

    @property
    def request(self) -> Request:
        """The scenario of the order as the request of a run."""
        return Request(
            [self.scenario], self.replications, self.seed, self.overrides, self.jobs, self.out, self.lang
        )  # fmt: skip

    def plain(self) -> dict[str, Any]:
        """What the manifest keeps: all but where and on how many processes."""
        facts = asdict(self)
        del facts["jobs"], facts["out"]
        return facts


def perform(order: Order, watcher: Watcher) -> StoredRun:
    """Carry out an order of any kind. Raises TasukiError and its children."""
    stored: StoredRun = import_module(f"sim.studies.{order.kind}").conduct(order, watcher)
    return stored


def kept(run: StoredRun, jobs: Workers | None = None) -> Order:
    """The order that a study's folder keeps, with the scenario as it was.

    Raises StoreError where this version has no such study.
    """
    if find_spec(f"sim.studies.{run.kind}") is None:
        raise StoreError(f"{run.path} is of kind {run.kind}, and this version does not know how to go on with it")
    own = {"scenario": str(run.path / SCENARIO), "overrides": (), "replications": None, "seed": None}
    return Order(**{**run.manifest["order"], **own}, jobs=jobs, out=run.path.parents[1])
