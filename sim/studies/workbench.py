"""The workbench on which every study is done: loads, simulates with paired luck, remembers, stores, tells and draws.

with workbench(order, watcher) as bench:
found = bench.evaluate([{"market.accounts": 2000}, {"market.accounts": 4000}], bench.replications)
bench.table("points", {"point": [0, 1], "total_value": found.metric("total_value").mean(axis=1)})
bench.finish(Told(question, findings, figures))
return bench.stored()
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim import conduct, interrupts, orders
from sim.errors import TasukiError
from sim.experiments.compare import Simulate
from sim.experiments.executors import Failure, Workers, available_cores
from sim.experiments.laboratory import Laboratory
from sim.experiments.statistics import Floats
from sim.record.specifications import METRICS
from sim.report import study
from sim.report.told import Told
from sim.request import Watcher
from sim.scenario import Changes, digest, dump, parameters, vary
from sim.store import identity, studies
from sim.store.files import writing
from sim.store.runs import RunFolder, StoredRun
from sim.store.samples import Samples
from sim.studies import doubt, spaces, telling
from sim.studies.order import SCENARIO, Order


@dataclass(frozen=True)
class Evaluated:
    """Metrics of every replicate of every point.

    metrics: (points, replicates, metrics); NaN where a replicate failed or the metric is not defined, and beyond the
    replicates asked for at a point.
    """

    metrics: Floats
    names: tuple[str, ...]

    def metric(self, name: str) -> Floats:
        """(points, replicates) values of one metric."""
        values: Floats = self.metrics[:, :, self.names.index(name)]
        return values


class Bench:
    """One study under way. Made by `workbench`."""

    def __init__(
        self, order: Order, scenario: Any, laboratory: Laboratory, folder: RunFolder, watcher: Watcher,
        names: Sequence[str] = tuple(METRICS),
    ) -> None:  # fmt: skip
        self.order, self.scenario, self.laboratory, self._folder = order, scenario, laboratory, folder
        self.names = tuple(names)
        self.seed: int = scenario.run.seed
        self.replications: int = scenario.run.replications
        self.watcher = watcher
        self.jobs: Workers = order.jobs or available_cores()
        self._failed: set[tuple[str, int]] = set()

    def admit(self, changes: Changes) -> str:
        """The laboratory's key of the company with these changes. Raises ScenarioError where they are wrong."""
        return self.laboratory.admit(vary(self.scenario, changes))

    def evaluate(
        self, points: Sequence[Changes], replications: int | Sequence[int], label: str = "companies"
    ) -> Evaluated:
        """Simulate every point, with the same luck at each: replicate i is the same draw of chance at every point.

        replications: as many at every point, or a number for each. label: what the progress is called.
        Nothing is simulated twice, whether in this study or by another that shares the folder of results.

        Raises:
            ScenarioError: a point is no valid scenario.
            TasukiError: every replicate failed.
        """
        keys = [self.admit(changes) for changes in points]
        counts = [replications] * len(keys) if isinstance(replications, int) else list(replications)
        wanted: dict[str, int] = {}
        for key, count in zip(keys, counts, strict=True):
            wanted[key] = max(count, wanted.get(key, 0))
        self.laboratory.simulate(wanted, self.watcher.progress(label))
        self._record_failures(points, keys)
        values = self.laboratory.values(keys, max(counts, default=0), self.names)
        for place, count in enumerate(counts):
            values[place, count:] = np.nan
        self._require_results(values)
        return Evaluated(values, self.names)

    def through(self, instrument: Callable[[Simulate], Simulate], names: Sequence[str], file: str) -> Bench:
        """The same bench, whose replicates are seen through an instrument that makes other numbers of them.

        names: of those numbers. file: where they are remembered; no other names may ever be kept in it.
        """
        memory = Samples(self.order.out, names, file, identity.code_digest())
        laboratory = Laboratory(instrument(conduct.load_engine().simulate), self.jobs, memory)
        seen = Bench(self.order, self.scenario, laboratory, self._folder, self.watcher, names)
        seen._failed = self._failed
        return seen

    def table(self, name: str, columns: studies.Columns, described: studies.Described | None = None) -> None:
        """Write ``<name>.parquet``. Units and meanings of metrics and parameters are known; ``described`` adds more."""
        known = {key: (found.unit, found.meaning) for key, found in parameters(self.scenario).items()}
        with writing(self._folder.path):
            studies.write_table(self._folder.path / f"{name}.parquet", columns, known | dict(described or {}))

    def note_failures(self, laboratory: Laboratory) -> None:
        """Note in the manifest the replicates that failed in a laboratory of the study's own."""
        self._folder.manifest["failures"] += [failure(found) for found in laboratory.failures]

    def text(self, name: str, text: str) -> Path:
        """Write a text file of the study, and return where it will be when the workbench is closed."""
        self._folder.write_text(name, text)
        return self._folder.final / name

    def finish(self, told: Told) -> None:
        """Write ``study.json``, the figures and the report."""
        manifest = self._folder.manifest
        facts = {key: manifest[key] for key in ("schema", "kind", "tasuki", "run", "seed", "replications", "versions")}
        facts |= {
            "scenario": self.scenario.name, "title": dict(self.scenario.title), "hash": digest(self.scenario),
            "plan": dict(self.order.plan), "failed": len(manifest["failures"]),
            "uncertain": telling.drawn(self.scenario, spaces.from_plan(self.order.plan.get("space", ()))),
        }  # fmt: skip
        facts["doubt"] = doubt.of_study(self, facts["uncertain"], self.order.plan)
        content = facts | told.plain()
        self._folder.write_json("study.json", content)
        self.watcher.note("Drawing the figures")
        with writing(self._folder.path):
            study.draw(self._folder.path, content, self.order.lang, conduct.cores(self.order.jobs))

    def stored(self) -> StoredRun:
        """The run on disk, when the workbench is closed."""
        return StoredRun(self._folder.path)

    def _record_failures(self, points: Sequence[Changes], keys: Sequence[str]) -> None:
        for found in self.laboratory.failures:
            task = found.task
            if (task.arm, task.replicate) not in self._failed and task.arm in keys:
                self._failed.add((task.arm, task.replicate))
                changes = {"changes": dict(points[keys.index(task.arm)])}
                self._folder.manifest["failures"].append(failure(found) | changes)

    def _require_results(self, values: Floats) -> None:
        if values.size and np.isnan(values).all():
            first = self._folder.manifest["failures"][0]["error"]
            raise TasukiError(f"every replicate of {len(values)} companies failed; the first: {first}")


def failure(found: Failure) -> dict[str, Any]:
    """A replicate that failed, for the manifest: key of its company, number, error."""
    task = found.task
    return {"arm": task.arm, "replicate": task.replicate, "error": found.error, "trace": found.trace}


@contextmanager
def workbench(order: Order, watcher: Watcher) -> Iterator[Bench]:
    """Load what a study needs, compile if that is due, and open the memory of replicates and the run's folder.

    Raises:
        ScenarioError: the scenario is wrong.
        StoreError: the results folder cannot be written.
    """
    engine = conduct.load_engine()
    (scenario,) = orders.asked(order.request, engine.schema).scenarios.values()
    conduct.warm_up(scenario, order.jobs, watcher)
    laboratory = Laboratory(engine.simulate, order.jobs or available_cores(), Samples(order.out))
    name = f"{scenario.name}-{order.kind}"
    with (
        interrupts.held(),
        RunFolder(order.out, name, _manifest(order, scenario), {SCENARIO: dump(scenario)}) as folder,
        interrupts.released(),
    ):
        yield Bench(order, scenario, laboratory, folder, watcher)
    interrupts.check()


def _manifest(order: Order, scenario: Any) -> dict[str, Any]:
    found, seed, replications = digest(scenario), scenario.run.seed, scenario.run.replications
    return {
        "run": studies.study_id(order.kind, found, seed, replications, order.plan),
        "kind": order.kind,
        "order": order.plain(),
        "tasuki": identity.own_version(),
        "code": identity.code_digest(),
        "hash": {scenario.name: found},
        "seed": seed,
        "replications": replications,
        "versions": identity.versions(),
        "failures": [],
    }
