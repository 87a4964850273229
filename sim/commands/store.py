"""Commands that work on stored runs: resume, ls, query."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from sim.commands.shared import AsJson, Executor, Jobs, Out, command, end, workers
from sim.request import RESULTS


class State(StrEnum):
    """How a run stands."""

    running = "running"
    complete = "complete"
    failed = "failed"
    interrupted = "interrupted"


@command
def resume(
    run: Annotated[str, typer.Argument(help="A run; 'latest' is the last that is not whole.")] = "latest",
    jobs: Jobs = None, executor: Executor = None, out: Out = RESULTS, json: AsJson = False,
) -> None:  # fmt: skip
    """Go on with what was interrupted or killed, to the same results; nothing is simulated twice."""
    from sim.terminal import resuming

    end(resuming.resume(out, run, workers(jobs, executor), as_json=json))


@command
def ls(
    name: Annotated[str, typer.Argument(help="Only runs whose name or id has this in it.")] = "",
    kind: Annotated[str | None, typer.Option(help="Only of this kind: run, comparison, claims, sweep, ...")] = None,
    state: Annotated[State | None, typer.Option(help="Only in this state.")] = None,
    last: Annotated[int | None, typer.Option(min=1, help="Only so many, the newest.")] = None,
    out: Out = RESULTS, json: AsJson = False,
) -> None:  # fmt: skip
    """List the runs, oldest first."""
    from sim.terminal import inspection

    inspection.list_runs(out, name, kind, state and state.value, last, as_json=json)


@command
def query(
    sql: Annotated[str, typer.Argument(help="For example: SELECT name, count(*) FROM runs GROUP BY name")],
    out: Out = RESULTS, json: AsJson = False,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV on standard output.")] = False,
) -> None:  # fmt: skip
    """Ask all stored runs in SQL: runs, metrics, replicates, weekly, customers, moves, ledger, life, points, ..."""
    from sim.terminal import asking

    asking.ask(out, sql, as_json=json, as_csv=csv)
