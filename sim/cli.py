"""The command line. What a command needs is imported inside it, so that `--help` answers at once."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from sim import interrupts
from sim.commands import questions, store, studies  # noqa: F401  (their commands join the app when imported)
from sim.commands.shared import (
    Anew,
    AsJson,
    Executor,
    Jobs,
    Lang,
    Language,
    Out,
    Replications,
    Run,
    Scenario,
    Seed,
    Set,
    Strictness,
    app,
    command,
    end,
    named_file,
    workers,
)
from sim.errors import ScenarioError
from sim.request import RESULTS, Request


@command
def run(
    scenario: Scenario, set_: Set = None, replications: Replications = None, seed: Seed = None,
    jobs: Jobs = None, executor: Executor = None, out: Out = RESULTS, json: AsJson = False, lang: Language = Lang.en,
    anew: Anew = False,
) -> None:  # fmt: skip
    """Run a scenario and store its results; one that is stored already is answered from the store."""
    by = workers(jobs, executor)
    _experiment(Request([named_file(scenario)], replications, seed, set_ or [], by, out, lang.value, anew=anew), json)


@command
def compare(
    scenarios: Annotated[list[str], typer.Argument(help="Two or more; differences are against the first.")],
    set_: Set = None, replications: Replications = None, seed: Seed = None, jobs: Jobs = None,
    executor: Executor = None, out: Out = RESULTS, json: AsJson = False, lang: Language = Lang.en,
    strictness: Strictness = 0, anew: Anew = False,
) -> None:  # fmt: skip
    """Run scenarios with the same luck and compare them with the first."""
    if len(scenarios) < 2:
        raise ScenarioError("a comparison needs two scenarios or more")
    paths, by = [named_file(scenario) for scenario in scenarios], workers(jobs, executor)
    _experiment(Request(paths, replications, seed, set_ or [], by, out, lang.value, strictness, anew), json)


@command
def claims(
    ids: Annotated[list[str] | None, typer.Argument(help="Ids such as C01 P-C01 [default: all].")] = None,
    set_: Set = None,
    replications: Annotated[int | None, typer.Option(min=2, help="Exactly so many, and one look.")] = None,
    seed: Seed = None, jobs: Jobs = None, executor: Executor = None, out: Out = RESULTS, json: AsJson = False,
    lang: Language = Lang.en,
) -> None:  # fmt: skip
    """Judge the claims of the project by simulation."""
    from sim.terminal import judging

    overrides = [*(set_ or []), *([] if seed is None else [f"run.seed={seed}"])]
    order = judging.Order(ids or [], overrides, replications)
    end(judging.judge_claims(order, workers(jobs, executor), out, as_json=json, lang=lang.value))


@command
def validate(
    ids: Annotated[list[str] | None, typer.Argument(help="Ids such as P01 P02 [default: all].")] = None,
    patterns: Annotated[bool, typer.Option("--patterns", help="The patterns a credible model must show.")] = False,
    replications: Annotated[int | None, typer.Option(min=4, help="Exactly so many for every pattern.")] = None,
    jobs: Jobs = None, executor: Executor = None, out: Out = RESULTS, json: AsJson = False,
    lang: Language = Lang.en,
) -> None:  # fmt: skip
    """Measure whether the model shows known patterns of real companies, at its base parameters."""
    if not patterns:
        raise ScenarioError("there is nothing to validate", remedy="say --patterns")
    from sim.terminal import validating

    order, by = validating.Order(ids or [], replications), workers(jobs, executor)
    end(validating.validate_patterns(order, by, out, as_json=json, lang=lang.value))


@command
def check(scenario: Scenario, set_: Set = None, json: AsJson = False) -> None:
    """Validate a scenario and list how it differs from the base."""
    from sim.terminal import inspection

    inspection.check(named_file(scenario), set_ or [], as_json=json)


@command
def schema(
    table: Annotated[bool, typer.Option("--table", help="A table for readers instead.")] = False,
) -> None:
    """Print the JSON Schema of scenario files, for editors."""
    from sim.terminal import inspection

    inspection.schema(as_table=table)


@command
def new(name: Annotated[str, typer.Argument(help="Name of the scenario.")]) -> None:
    """Write scenarios/NAME.yaml, a commented start for a scenario of your own."""
    from sim.terminal import starter

    print(starter.write(name))


@command
def show(run: Run, out: Out = RESULTS, json: AsJson = False, lang: Language = Lang.en) -> None:
    """Print the summary of a stored run."""
    from sim.store.catalogue import find
    from sim.terminal import outcome, studying

    stored = find(out, run)
    (studying.show if stored.is_study else outcome.summary)(stored, as_json=json, lang=lang.value)


@command
def life(
    run: Run,
    customer: Annotated[int | None, typer.Option(min=0, help="Its number [default: a typical one].")] = None,
    against: Annotated[str | None, typer.Option(help="Another run to set beside it.")] = None,
    out: Out = RESULTS, json: AsJson = False, lang: Language = Lang.en,
) -> None:  # fmt: skip
    """Follow one customer's life, under one policy or two."""
    from sim.store.catalogue import find
    from sim.terminal import inspection

    runs = [find(out, reference) for reference in (run, against) if reference is not None]
    inspection.life(runs, customer, as_json=json, lang=lang.value)


@command
def report(run: Run, out: Out = RESULTS, lang: Language = Lang.en) -> None:
    """Draw the figures and write the report of a stored run again, perhaps in another language."""
    from sim.conduct import redraw
    from sim.experiments.executors import available_cores
    from sim.store.catalogue import find

    print(redraw(find(out, run), lang.value, available_cores()))


def main() -> None:
    """Entry point of `tasuki`."""
    interrupts.listen()
    # Wherever it stands on the line, as users write it; removed, so that commands need not know it.
    arguments = [argument for argument in sys.argv[1:] if argument != "--debug"]
    app(args=arguments, prog_name="tasuki")


def _experiment(request: Request, as_json: bool) -> None:
    from sim.conduct import conduct
    from sim.terminal import outcome
    from sim.terminal.progress import TerminalWatcher

    watcher = TerminalWatcher()
    try:
        stored = conduct(request, watcher)
    finally:
        watcher.close()
    end(outcome.show(stored, as_json=as_json, lang=request.lang))


if __name__ == "__main__":
    main()
