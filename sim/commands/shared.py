"""What all commands share: the app, the options they have in common, and how an error becomes one message.

What a command needs is imported inside it, so that `--help` answers at once.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from pathlib import Path
from typing import Annotated, NoReturn, ParamSpec

import typer

from sim import interrupts
from sim.errors import ScenarioError, TasukiError

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
Executor = Annotated[
    str | None, typer.Option(metavar="dask://HOST:PORT", help="Simulate on this cluster instead of this machine.")
]
Anew = Annotated[bool, typer.Option("--anew", help="Simulate again what is stored.")]
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
            stop("interrupted; `tasuki resume` goes on from here", INTERRUPTED)
        except TasukiError as error:
            stop(str(error), error.exit_status)
        except Exception as error:
            message = f"{type(error).__name__}: {error}"
            stop(f"{message} (this is a fault of tasuki; --debug shows where)", FAILED)

    app.command()(guarded)
    return guarded


def named_file(scenario: str) -> str:
    """The path of a scenario given as a path or as the bare name of a shipped one."""
    named = Path("scenarios") / f"{scenario}.yaml"
    return str(named) if not Path(scenario).exists() and named.is_file() else scenario


def workers(jobs: int | None, executor: str | None) -> int | str | None:
    """Who simulates: processes of this machine, or a cluster.

    Raises ScenarioError where both are given, and for a wrong address.
    """
    if executor is None:
        return jobs
    if jobs is not None:
        raise ScenarioError("--jobs is for this machine and --executor for a cluster", remedy="give one of them")
    from sim.experiments.executors import check_address

    return check_address(executor)


def end(lost: str | None) -> None:
    """End a command whose results are printed: with an error if replicates were lost."""
    if lost is not None:
        stop(lost, FAILED)


def stop(message: str, status: int) -> NoReturn:
    """End the command with one message."""
    if "--debug" in sys.argv:
        import traceback

        traceback.print_exc()
    print(f"tasuki: {message}", file=sys.stderr)
    raise typer.Exit(status)
