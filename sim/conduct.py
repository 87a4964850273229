"""One experiment from beginning to end: load, simulate, store, summarise, tell, draw."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim import interrupts
from sim.errors import ScenarioError, TasukiError
from sim.experiments import strictness
from sim.experiments.compare import Arm, Simulate, paired, plan, simulate_all
from sim.experiments.executors import Failure, available_cores
from sim.request import Request, Watcher
from sim.scenario import ScenarioBase, digest, dump, load
from sim.store import bundle, identity, lives
from sim.store.runs import Manifest, RunFolder, StoredRun, writing
from sim.store.tables import Tables

_SMALL = ("market.accounts=1000", "run.years=1")


@dataclass(frozen=True)
class Engine:
    """What simulates: the schema of a scenario and the function of one replicate."""

    schema: type[Any]
    simulate: Simulate


def load_engine() -> Engine:
    """The model's own engine; importing it costs seconds, so it waits until something is simulated."""
    from sim.engine.company import Scenario
    from sim.experiments.replicate import simulate

    interrupts.check()
    return Engine(Scenario, simulate)


def conduct(request: Request, watcher: Watcher) -> StoredRun:
    """Carry out a request and return the stored run.

    A replicate that fails is recorded in the manifest, and the run's state is then `failed`; the rest is
    stored.

    Raises:
        ScenarioError: a scenario is wrong.
        StoreError: the results folder cannot be written.
        TasukiError: an arm has no replicate, or no two arms have one in common.
    """
    engine = load_engine()
    scenarios = load_arms(request, engine.schema)
    warm_up(engine, request, watcher)
    name = "-vs-".join(scenarios)
    with (
        interrupts.held(),
        RunFolder(request.out, name, _manifest(scenarios, request)) as folder,
        interrupts.released(),
    ):
        _write_scenarios(folder, scenarios)
        arms = {name: Arm(name, scenario) for name, scenario in scenarios.items()}
        _simulate(folder, arms, engine, cores(request), watcher)
        _require_replicates(list(arms.values()), folder.manifest)
        _summarise(folder, arms, engine, request, watcher)
    interrupts.check()
    return StoredRun(folder.path)


def _simulate(folder: RunFolder, arms: dict[str, Arm], engine: Engine, jobs: int, watcher: Watcher) -> None:
    """Simulate every replicate of every arm; keep it in its arm and write it to the folder's tables."""
    scenarios = {name: arm.scenario for name, arm in arms.items()}
    run = next(iter(scenarios.values())).run
    tasks = plan(list(arms), range(run.replications), range(run.detailed))
    tables = Tables(folder.path)
    with ExitStack() as stack:
        stack.callback(tables.abandon)
        for outcome in simulate_all(engine.simulate, scenarios, tasks, jobs, watcher.progress("replicates")):
            if isinstance(outcome, Failure):
                _record_failure(folder.manifest, outcome)
            else:
                arms[outcome[0]].add(outcome[1])
                with writing(folder.path):
                    tables.add(*outcome)
        with writing(folder.path):
            tables.close()


def cores(request: Request) -> int:
    """Worker processes to use."""
    return request.jobs or available_cores()


def load_arms(request: Request, schema: type[ScenarioBase]) -> dict[str, Any]:
    """The scenarios by arm, all with the first one's seed and number of replicates.

    Raises ScenarioError where one is wrong, or they do not run equally long.
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
    return arms


def warm_up(engine: Engine, request: Request, watcher: Watcher) -> None:
    """Compile the kernels once, before workers start, if no earlier run of this version has."""
    from sim.experiments import first_run

    if not first_run.is_due():
        return
    watcher.note("Compiling the model for its first run on this machine: about a minute, once")
    try:
        small = load(request.paths[0], engine.schema, [*request.overrides, *_SMALL])
    except ScenarioError:
        return  # something in it does not fit a small copy; the workers compile
    first_run.compile_week(small, cores(request), watcher.progress("phases"))


def _free_name(name: str, taken: dict[str, Any]) -> str:
    names = [name, *(f"{name}-{number}" for number in range(2, len(taken) + 2))]
    return next(candidate for candidate in names if candidate not in taken)


def _manifest(scenarios: dict[str, Any], request: Request) -> Manifest:
    first = next(iter(scenarios.values()))
    seed, replications = first.run.seed, first.run.replications
    digests = {name: digest(scenario) for name, scenario in scenarios.items()}
    return {
        "run": identity.run_id(list(digests.values()), seed, replications, request.strictness),
        "kind": "comparison" if len(scenarios) > 1 else "run",
        "tasuki": identity.own_version(),
        "code": identity.code_digest(),
        "hash": digests,
        "seed": seed,
        "replications": replications,
        "versions": identity.versions(),
        "failures": [],
    }


def _write_scenarios(folder: RunFolder, scenarios: dict[str, Any]) -> None:
    if len(scenarios) == 1:
        folder.write_text("scenario.yaml", dump(next(iter(scenarios.values()))))
        return
    for name, scenario in scenarios.items():
        folder.write_text(f"scenarios/{name}.yaml", dump(scenario))


def _record_failure(manifest: Manifest, failure: Failure) -> None:
    task = failure.task
    manifest["failures"].append(
        {"arm": task.arm, "replicate": task.replicate, "error": failure.error, "trace": failure.trace}
    )


def _require_replicates(arms: Sequence[Arm], manifest: Manifest) -> None:
    if all(len(paired(arm, arms[0])[0]) for arm in arms):
        return
    failures = manifest["failures"]
    raise TasukiError(f"{len(failures)} replicates failed and none is left to compare; first {failures[0]['error']}")


def _summarise(folder: RunFolder, arms: dict[str, Arm], engine: Engine, request: Request, watcher: Watcher) -> None:
    from sim.report import findings

    content = bundle.build(list(arms.values()), folder.manifest, folder.manifest["hash"])
    content["strictness"] = _strictness(arms, engine, request, watcher)
    content["life"] = _life(StoredRun(folder.path), content)
    content["findings"] = findings.write(content)
    folder.write_json("bundle.json", content)
    watcher.note("Drawing the figures")
    draw(folder.path, content, request.lang, cores(request))


def draw(folder: Path, content: dict[str, Any], lang: str, jobs: int) -> Path:
    """Draw the figures of a bundle into a run's folder, and write its report; returns the report's path."""
    from sim.report import figures, html

    report = folder / "report.html"
    with writing(folder):
        drawn = folder / "figures"
        drawn.mkdir(exist_ok=True)
        html.write(content, figures.draw_all(content, drawn, lang, jobs), report, lang)
    return report


def _strictness(arms: dict[str, Arm], engine: Engine, request: Request, watcher: Watcher) -> dict[str, Any] | None:
    if not request.strictness:
        return None
    paths = dict(zip(arms, request.paths, strict=True))
    run = next(iter(arms.values())).scenario.run
    fixed = [*request.overrides, f"run.seed={run.seed}"]
    values = strictness.grid(engine.schema, request.strictness)
    return strictness.scan(
        engine.simulate,
        list(arms),
        lambda arm, override: load(paths[arm], engine.schema, [*fixed, override]),
        values,
        run.replications,
        cores(request),
        watcher.progress("strictness"),
    )


def _life(stored: StoredRun, content: dict[str, Any]) -> dict[str, Any] | None:
    """The typical customer of the first two arms, told from the logs just written."""
    from sim.report import telling

    names = list(content["arms"])[:2]
    if not (stored.path / "life.parquet").exists():
        return None  # the detailed replicate failed
    logs = {name: lives.logs(stored, name) for name in names}
    if lives.choose(list(logs.values())) is None:
        return None
    return telling.tell(logs, {name: content["arms"][name]["title"] for name in names})
