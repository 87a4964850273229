"""Commands that answer a question about scenarios by many simulations: explain."""

from __future__ import annotations

from typing import Annotated

import typer

from sim.commands.shared import (
    FAILED,
    AsJson,
    Jobs,
    Lang,
    Language,
    Out,
    Replications,
    Seed,
    Set,
    command,
    named_file,
    stop,
)
from sim.commands.studies import Metric
from sim.request import RESULTS


@command
def explain(
    source: Annotated[str, typer.Argument(metavar="A", help="Experiment file, or the scenario to start from.")],
    against: Annotated[str | None, typer.Argument(metavar="B", help="The scenario to arrive at.")] = None,
    metric: Metric = None,
    group: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=PATTERN,...", help="Keys that are turned together, such as people=*.headcount."),
    ] = None,
    each: Annotated[bool, typer.Option("--each", help="Turn every key by itself that no group takes.")] = False,
    pairs: Annotated[
        int | None, typer.Option(min=2, help="Orders drawn, each with its reverse, if there are too many switches.")
    ] = None,
    set_: Set = None, replications: Replications = None, seed: Seed = None, jobs: Jobs = None,
    out: Out = RESULTS, json: AsJson = False, lang: Language = Lang.en,
) -> None:  # fmt: skip
    """Explain the difference between two scenarios by what they differ in."""
    from sim.studies import explain as study
    from sim.studies.files import flags
    from sim.terminal import studying

    given = flags(metric=metric, each=each or None, pairs=pairs, seed=seed, replications=replications)
    given += [study.group_flag(text) for text in group or []]
    other = None if against is None else named_file(against)
    order = study.prepare(
        named_file(source), other, overrides=set_ or [], flags=given, jobs=jobs, out=out, lang=lang.value
    )
    _end(studying.carry_out(order, as_json=json))


def _end(lost: int) -> None:
    if lost:
        stop(f"{lost} replicates failed and are left out", FAILED)
