"""One experiment from beginning to end: load, simulate, store, summarise, tell, draw."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim import interrupts, orders
from sim.errors import ScenarioError, TasukiError
from sim.experiments import doubt, strictness
from sim.experiments.compare import Arm, Simulate, paired, plan, simulate_all
from sim.experiments.executors import Failure, Task, Workers, available_cores
from sim.experiments.laboratory import Laboratory
from sim.orders import Order
from sim.record.results import Replicate
from sim.request import Request, Watcher
from sim.scenario import vary
from sim.store import bundle, identity, lives
from sim.store.basis import basis
from sim.store.catalogue import latest_study
from sim.store.files import replace_json, writing
from sim.store.parts import Key, Parts
from sim.store.runs import COMPLETE, Manifest, RunFolder, StoredRun
from sim.store.samples import Samples
from sim.store.tables import Tables, write_metrics

_SMALL = {"market.accounts": 1000, "run.years": 1}
Outcome = tuple[str, Replicate] | Failure


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
    """Carry out a request and return the stored run; one that is stored already is not carried out again.

    A replicate that fails is recorded in the manifest, and the run's state is then `failed`; the rest is
    stored.

    Raises:
        ScenarioError: a scenario is wrong.
        StoreError: the results folder cannot be written, or another process works on the run.
        TasukiError: an arm has no replicate, or no two arms have one in common.
    """
    engine = load_engine()
    order = orders.asked(request, engine.schema)
    stored = None if request.anew else order.answer()
    if stored is None:
        return _carry_out(order, engine, watcher, anew=request.anew)
    watcher.note(f"Answered from the store; --anew simulates it again: {stored.path}")
    if stored.manifest["order"] != order.manifest()["order"]:  # of another language, or worded by earlier code
        redraw(stored, order.lang, cores(request.jobs))
    return stored


def resume(run: StoredRun, jobs: Workers | None, watcher: Watcher) -> StoredRun:
    """Go on with a stored run or comparison from where it was ended, to the same bytes; a whole one is left as it is.

    Raises what `conduct` does, and StoreError for a run that other code began.
    """
    if run.state == COMPLETE:
        return run
    engine = load_engine()
    return _carry_out(orders.kept(run, engine.schema, jobs), engine, watcher)


def _carry_out(order: Order, engine: Engine, watcher: Watcher, *, anew: bool = False) -> StoredRun:
    arms = {name: Arm(name, scenario) for name, scenario in order.scenarios.items()}
    warm_up(next(iter(order.scenarios.values())), order.jobs, watcher)
    with (
        interrupts.held(),
        RunFolder(order.out, order.name, order.manifest(), order.texts(), anew=anew) as folder,
        interrupts.released(),
    ):
        _simulate(folder, arms, engine, order.jobs or available_cores(), watcher)
        _require_replicates(list(arms.values()), folder.manifest)
        _summarise(folder, arms, engine, order, watcher)
    interrupts.check()
    return StoredRun(folder.path)


def _simulate(folder: RunFolder, arms: dict[str, Arm], engine: Engine, workers: Workers, watcher: Watcher) -> None:
    """Simulate every replicate of every arm that has no part yet; keep it in its arm and write the folder's tables."""
    scenarios = {name: arm.scenario for name, arm in arms.items()}
    run = next(iter(scenarios.values())).run
    tasks = plan(list(arms), range(run.replications), range(run.detailed))
    parts, tables = Parts(folder.path), Tables(folder.path)
    known = _stored(parts, watcher)
    missing = [task for task in tasks if (task.arm, task.replicate) not in known]
    outcomes = simulate_all(engine.simulate, scenarios, missing, workers, watcher.progress("replicates"))
    with ExitStack() as stack:
        stack.callback(tables.abandon)
        stack.callback(parts.save)
        for outcome in _in_order(tasks, known, outcomes):
            if isinstance(outcome, Failure):
                _record_failure(folder.manifest, outcome)
                continue
            arm, replicate = outcome
            arms[arm].add(replicate)
            with writing(folder.path):
                tables.add(arm, replicate)
                if (arm, replicate.index) not in known:
                    parts.add(arm, replicate)
        with writing(folder.path):
            tables.close()


def _stored(parts: Parts, watcher: Watcher) -> dict[Key, Replicate]:
    known = parts.read()
    if known:
        watcher.note(f"{len(known)} replicates are stored, and the run goes on from there")
    if parts.unreadable:
        watcher.note(f"{parts.unreadable} parts of the run cannot be read; their replicates are simulated again")
    return known


def _in_order(tasks: Sequence[Task], known: dict[Key, Replicate], outcomes: Iterator[Outcome]) -> Iterator[Outcome]:
    """One outcome per task: what is known, and what comes in for the others."""
    for task in tasks:
        key = task.arm, task.replicate
        yield (task.arm, known[key]) if key in known else next(outcomes)
    yield from outcomes  # none is left, and whoever simulates may end


def cores(jobs: Workers | None) -> int:
    """Processes to use on this machine."""
    return jobs if isinstance(jobs, int) else available_cores()


def warm_up(scenario: Any, jobs: Workers | None, watcher: Watcher) -> None:
    """Compile the kernels once, before workers start, if no earlier run of this version has.

    ``scenario``: one of those to be simulated; a small copy of it is run. Workers of a cluster compile for themselves.
    """
    from sim.experiments import first_run

    if isinstance(jobs, str) or not first_run.is_due():
        return
    watcher.note("Compiling the model for its first run on this machine: about a minute, once")
    try:
        small = vary(scenario, _SMALL)
    except ScenarioError:
        return  # something in it does not fit a small copy; the workers compile
    first_run.compile_week(small, cores(jobs), watcher.progress("phases"))


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


def _summarise(folder: RunFolder, arms: dict[str, Arm], engine: Engine, order: Order, watcher: Watcher) -> None:
    from sim.report import findings

    content = bundle.build(list(arms.values()), folder.manifest, folder.manifest["hash"])
    content["basis"] = basis(order.scenarios)
    laboratory = Laboratory(engine.simulate, order.jobs or available_cores(), Samples(order.out))
    content["strictness"] = _strictness(arms, engine, order, laboratory, watcher)
    content["doubt"] = _doubt(arms, content, laboratory, watcher)
    content["life"] = _life(StoredRun(folder.path), content)
    content["findings"] = findings.write(content)
    with writing(folder.path):
        write_metrics(folder.path, content)
    folder.write_json("bundle.json", content)
    watcher.note("Drawing the figures")
    draw(folder.path, content, order.lang, cores(order.jobs))


def redraw(stored: StoredRun, lang: str, jobs: int) -> Path:
    """Draw figures and report of a stored run or study again, in a language; returns the report's path.

    The findings of a run are worded again too, and those of a study are what it was told.
    """
    from sim.report import study

    if stored.is_study:
        with writing(stored.path):
            report = study.draw(stored.path, stored.study, lang, jobs)
    else:
        _reword(stored)
        report = draw(stored.path, stored.bundle, lang, jobs)
        stored.change_order(report=identity.report_digest())
    stored.change_order(lang=lang)
    return report


def _reword(stored: StoredRun) -> None:
    from sim.report import findings

    content = stored.bundle
    content["life"] = _life(stored, content) or content["life"]  # the logs may have been cleared away
    content["findings"] = findings.write(content)
    with writing(stored.path):
        replace_json(stored.path / "bundle.json", content)


def draw(folder: Path, content: dict[str, Any], lang: str, jobs: int) -> Path:
    """Draw the figures of a bundle into a run's folder, and write its report; returns the report's path."""
    from sim.report import figures, html

    report = folder / "report.html"
    with writing(folder):
        drawn = folder / "figures"
        drawn.mkdir(exist_ok=True)
        html.write(content, figures.draw_all(content, drawn, lang, jobs), report, lang, _sensitivity(folder, content))
    return report


def _sensitivity(folder: Path, content: dict[str, Any]) -> dict[str, Any] | None:
    """What is stored beside a run about the sensitivity of total value on the same ground."""
    found = latest_study(folder.parents[1], "sensitivity", "total_value", content.get("basis", {}).get("hashes", ()))
    return None if found is None else found.study


def _strictness(
    arms: dict[str, Arm], engine: Engine, order: Order, laboratory: Laboratory, watcher: Watcher
) -> dict[str, Any] | None:
    if not order.strictness:
        return None
    return strictness.scan(
        laboratory,
        {name: arm.scenario for name, arm in arms.items()},
        strictness.grid(engine.schema, order.strictness),
        watcher.progress("strictness"),
    )


def _doubt(
    arms: dict[str, Arm], content: dict[str, Any], laboratory: Laboratory, watcher: Watcher
) -> dict[str, Any] | None:
    """Simulation error apart from doubt about parameters, in the first arm that takes draws."""
    drawn = next((arm for name, arm in arms.items() if content["arms"][name]["uncertain"]), None)
    return None if drawn is None else doubt.of_arm(laboratory, drawn, watcher.progress("without the draws"))


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
