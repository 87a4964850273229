"""Commands that work on stored runs: resume, ls."""

from __future__ import annotations

from typing import Annotated

import typer

from sim.commands.shared import AsJson, Executor, Jobs, Out, command, end, workers
from sim.request import RESULTS


@command
def resume(
    run: Annotated[str, typer.Argument(help="A run; 'latest' is the last that is not whole.")] = "latest",
    jobs: Jobs = None, executor: Executor = None, out: Out = RESULTS, json: AsJson = False,
) -> None:  # fmt: skip
    """Go on with what was interrupted or killed, to the same results; nothing is simulated twice."""
    from sim.terminal import resuming

    end(resuming.resume(out, run, workers(jobs, executor), as_json=json))


@command
def ls(out: Out = RESULTS, json: AsJson = False) -> None:
    """List the runs, oldest first."""
    from sim.terminal import inspection

    inspection.list_runs(out, as_json=json)
