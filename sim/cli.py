"""The command line. What a command needs is imported inside it, so that `--help` answers at once."""

from __future__ import annotations

import sys
from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, NoReturn, ParamSpec

import typer

from sim import interrupts
from sim.errors import ScenarioError, TasukiError
from sim.request import RESULTS, Request

Parameters = ParamSpec("Parameters")

DONE, FAILED, INTERRUPTED = 0, 1, 130

app = typer.Typer(
    name="tasuki",
    help="Simulate what incentive design does to a subscription company's customers and their value.",
    epilog="--debug shows an error's traceback. Exit status: 0 done, 1 failed while running, 2 bad input.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


class Lang(StrEnum):
    """Language of tables, findings, figures and reports."""

    en = "en"
    ja = "ja"


Scenario = Annotated[str, typer.Argument(help="Scenario file, or the name of one in scenarios/.")]
Run = Annotated[str, typer.Argument(help="A run: its id or the beginning of it, its folder, or 'latest'.")]
Set = Annotated[list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Change a parameter; repeatable.")]
Replications = Annotated[int | None, typer.Option(min=1, help="Replicates per arm [default: the scenario's].")]
Seed = Annotated[int | None, typer.Option(help="Seed of all luck [default: the scenario's].")]
Jobs = Annotated[int | None, typer.Option(min=1, help="Processes to use [default: every core].")]
Out = Annotated[Path, typer.Option(help="Folder of results.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")]
Language = Annotated[Lang, typer.Option(help="Language of what is printed and drawn.")]
Strictness = Annotated[
    int,
    typer.Option(min=0, help="Also run every arm at so many strictness values, for the figure of value by strictness."),
]


def command(function: Callable[Parameters, None]) -> Callable[Parameters, None]:
    """Make a command of a function: an error becomes one message and an exit status."""

    @wraps(function)
    def guarded(*args: Parameters.args, **kwargs: Parameters.kwargs) -> None:
        try:
            with interrupts.released():
                function(*args, **kwargs)
        except (typer.Exit, BrokenPipeError):
            raise
        except KeyboardInterrupt:
            _stop("interrupted; an unfinished run is marked so, and the next is not disturbed", INTERRUPTED)
        except TasukiError as error:
            _stop(str(error), error.exit_status)
        except Exception as error:
            message = f"{type(error).__name__}: {error}"
            _stop(f"{message} (this is a fault of tasuki; --debug shows where)", FAILED)

    app.command()(guarded)
    return guarded


@command
def run(
    scenario: Scenario, set_: Set = None, replications: Replications = None, seed: Seed = None,
    jobs: Jobs = None, out: Out = RESULTS, json: AsJson = False, lang: Language = Lang.en,
) -> None:  # fmt: skip
    """Run a scenario and store its results."""
    _experiment(Request([_file(scenario)], replications, seed, set_ or [], jobs, out, lang.value), json)


@command
def compare(
    scenarios: Annotated[list[str], typer.Argument(help="Two or more; differences are against the first.")],
    set_: Set = None, replications: Replications = None, seed: Seed = None, jobs: Jobs = None,
    out: Out = RESULTS, json: AsJson = False, lang: Language = Lang.en, strictness: Strictness = 0,
) -> None:  # fmt: skip
    """Run scenarios with the same luck and compare them with the first."""
    if len(scenarios) < 2:
        raise ScenarioError("a comparison needs two scenarios or more")
    paths = [_file(scenario) for scenario in scenarios]
    _experiment(Request(paths, replications, seed, set_ or [], jobs, out, lang.value, strictness), json)


@command
def claims(
    ids: Annotated[list[str] | None, typer.Argument(help="Ids such as C01 P-C01 [default: all].")] = None,
    set_: Set = None,
    replications: Annotated[int | None, typer.Option(min=2, help="Exactly so many, and one look.")] = None,
    seed: Seed = None, jobs: Jobs = None, out: Out = RESULTS, json: AsJson = False, lang: Language = Lang.en,
) -> None:  # fmt: skip
    """Judge the claims of the project by simulation."""
    from sim.terminal import judging

    overrides = [*(set_ or []), *([] if seed is None else [f"run.seed={seed}"])]
    lost = judging.judge_claims(ids or [], overrides, replications, jobs, out, as_json=json, lang=lang.value)
    if lost:
        _stop(f"{lost} replicates failed and are left out", FAILED)


@command
def validate(
    ids: Annotated[list[str] | None, typer.Argument(help="Ids such as P01 P02 [default: all].")] = None,
    patterns: Annotated[bool, typer.Option("--patterns", help="The patterns a credible model must show.")] = False,
    replications: Annotated[int | None, typer.Option(min=4, help="Exactly so many for every pattern.")] = None,
    jobs: Jobs = None, out: Out = RESULTS, json: AsJson = False, lang: Language = Lang.en,
) -> None:  # fmt: skip
    """Measure whether the model shows known patterns of real companies, at its base parameters."""
    if not patterns:
        raise ScenarioError("there is nothing to validate", remedy="say --patterns")
    from sim.terminal import validating

    lost = validating.validate_patterns(ids or [], replications, jobs, out, as_json=json, lang=lang.value)
    if lost:
        _stop(f"{lost} replicates failed and are left out", FAILED)


@command
def check(scenario: Scenario, set_: Set = None, json: AsJson = False) -> None:
    """Validate a scenario and list how it differs from the base."""
    from sim.terminal import inspection

    inspection.check(_file(scenario), set_ or [], as_json=json)


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
def ls(out: Out = RESULTS, json: AsJson = False) -> None:
    """List the runs, oldest first."""
    from sim.terminal import inspection

    inspection.list_runs(out, as_json=json)


@command
def show(run: Run, out: Out = RESULTS, json: AsJson = False, lang: Language = Lang.en) -> None:
    """Print the summary of a stored run."""
    from sim.store.catalogue import find

    _print(find(out, run).bundle, json, lang.value)


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
    from sim.conduct import draw
    from sim.experiments.executors import available_cores
    from sim.store.catalogue import find

    stored = find(out, run)
    print(draw(stored.path, stored.bundle, lang.value, available_cores()))


@command
def studio(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port on this machine; 0 takes a free one.")] = 8765,
    scenarios: Annotated[Path, typer.Option(help="Folder of the scenarios that the page offers.")] = Path("scenarios"),
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in the browser.")] = True,
) -> None:
    """Open the studio: a page on this machine where a company's incentives are moved."""
    from sim.studio.launch import serve
    from sim.terminal.progress import TerminalWatcher

    watcher = TerminalWatcher()
    try:
        serve(scenarios, port, watcher, browser=browser)
    finally:
        watcher.close()


def main() -> None:
    """Entry point of `tasuki`."""
    interrupts.listen()
    # Wherever it stands on the line, as users write it; removed, so that commands need not know it.
    arguments = [argument for argument in sys.argv[1:] if argument != "--debug"]
    app(args=arguments, prog_name="tasuki")


def _experiment(request: Request, as_json: bool) -> None:
    from sim.conduct import conduct
    from sim.terminal.progress import TerminalWatcher

    watcher = TerminalWatcher()
    try:
        stored = conduct(request, watcher)
    finally:
        watcher.close()
    _print(stored.bundle, as_json, request.lang)
    print(stored.path / "report.html", file=sys.stderr if as_json else sys.stdout)
    failures = stored.manifest["failures"]
    if failures:
        first = f"{failures[0]['arm']} {failures[0]['replicate']}: {failures[0]['error']}"
        _stop(f"{len(failures)} replicates failed and are left out; the first is {first}", FAILED)


def _print(bundle: dict[str, Any], as_json: bool, lang: str) -> None:
    if as_json:
        from sim.terminal import output

        output.print_json(output.summary(bundle))
        return
    from sim.terminal import tables

    tables.show_bundle(bundle, lang)


def _file(scenario: str) -> str:
    """The path of a scenario given as a path or as the bare name of a shipped one."""
    named = Path("scenarios") / f"{scenario}.yaml"
    return str(named) if not Path(scenario).exists() and named.is_file() else scenario


def _stop(message: str, status: int) -> NoReturn:
    if "--debug" in sys.argv:
        import traceback

        traceback.print_exc()
    print(f"tasuki: {message}", file=sys.stderr)
    raise typer.Exit(status)


if __name__ == "__main__":
    main()
