"""Commands that answer a question about scenarios by many simulations: explain, conditions, optimise."""

from __future__ import annotations

from typing import Annotated

import typer

from sim.commands.shared import (
    AsJson,
    Executor,
    Jobs,
    Lang,
    Language,
    Out,
    Replications,
    Seed,
    Set,
    command,
    named_file,
    workers,
)
from sim.commands.studies import Metric, Source, Vary, carry_out
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
    executor: Executor = None, out: Out = RESULTS, json: AsJson = False, lang: Language = Lang.en,
) -> None:  # fmt: skip
    """Explain the difference between two scenarios by what they differ in."""
    from sim.studies import explain as study
    from sim.studies.files import flags

    given = [
        *flags(metric=metric, each=each or None, pairs=pairs, seed=seed, replications=replications),
        *([] if against is None else [study.against_flag(named_file(against))]),
        *(study.group_flag(text) for text in group or []),
    ]
    by = workers(jobs, executor)
    carry_out(study.prepare(named_file(source), given, set_ or [], jobs=by, out=out, lang=lang.value), json)


@command
def conditions(
    source: Annotated[str, typer.Argument(metavar="CLAIM", help="A claim's id or file, or an experiment file.")],
    vary: Vary = None,
    check: Annotated[str | None, typer.Option(help="One of the claim's checks by name [default: the first].")] = None,
    points: Annotated[int | None, typer.Option(help="Points of the space; a third is held out [default: 192].")] = None,
    of: Annotated[str | None, typer.Option(help="Seek where it holds or fails [default: what is rarer].")] = None,
    set_: Set = None, replications: Replications = None, seed: Seed = None, jobs: Jobs = None,
    executor: Executor = None, out: Out = RESULTS, json: AsJson = False, lang: Language = Lang.en,
) -> None:  # fmt: skip
    """Find where in the plausible space of parameters a claim holds, and where it fails."""
    from sim.studies import conditions as study
    from sim.studies.files import flags, vary_flags

    given = [
        *vary_flags(vary or []),
        *flags(check=check, points=points, of=of, seed=seed, replications=replications),
    ]
    by = workers(jobs, executor)
    carry_out(study.prepare(named_file(source), given, set_ or [], jobs=by, out=out, lang=lang.value), json)


@command
def optimise(
    source: Source, vary: Vary = None, set_: Set = None,
    maximise: Annotated[list[str] | None, typer.Option(help="A metric to raise; repeatable, the first counts.")] = None,
    minimise: Annotated[list[str] | None, typer.Option(help="A metric to lower, or `people`; repeatable.")] = None,
    constraint: Annotated[
        list[str] | None, typer.Option(metavar="METRIC>=NUMBER", help="A bound to be kept, >= or <=; repeatable.")
    ] = None,
    trials: Annotated[int | None, typer.Option(help="Policies to try [default: 64].")] = None,
    most: Annotated[int | None, typer.Option(help="Most replicates of a policy in the race [default: 48].")] = None,
    finalists: Annotated[int | None, typer.Option(help="Policies that race [default: 12].")] = None,
    fresh: Annotated[int | None, typer.Option(help="Fresh replicates of those left [default: 24].")] = None,
    replications: Replications = None, seed: Seed = None, jobs: Jobs = None,
    executor: Executor = None, out: Out = RESULTS, json: AsJson = False, lang: Language = Lang.en,
) -> None:  # fmt: skip
    """Search for the best policies under constraints, and confirm them on fresh luck."""
    from sim.studies import optimise as study
    from sim.studies.files import flags, vary_flags

    given = [
        *vary_flags(vary or []),
        *study.goal_flags(maximise or [], minimise or [], constraint or []),
        *flags(trials=trials, most=most, finalists=finalists, fresh=fresh, seed=seed, replications=replications),
    ]
    by = workers(jobs, executor)
    carry_out(study.prepare(named_file(source), given, set_ or [], jobs=by, out=out, lang=lang.value), json)
