"""Commands that experiment with many companies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from sim.commands.shared import (
    FAILED,
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
    stop,
    workers,
)
from sim.request import RESULTS

if TYPE_CHECKING:
    from sim.studies.order import Order

Source = Annotated[str, typer.Argument(help="Experiment file, scenario file, or the name of one in scenarios/.")]
Vary = Annotated[
    list[str] | None,
    typer.Option(
        metavar="KEY=...",
        help="Vary a parameter: KEY=LOW:HIGH, KEY=LOW:HIGH:log, KEY=A,B,C, KEY=declared or KEY=around; repeatable.",
    ),
]
Metric = Annotated[str | None, typer.Option(help="The metric to look at [default: total_value].")]
Design = Annotated[str | None, typer.Option(help="full, fractional, latin, sobol or list [default: full].")]


@command
def sweep(
    source: Source, vary: Vary = None, set_: Set = None,
    design: Design = None,
    levels: Annotated[int | None, typer.Option(help="Values of a range in a full design [default: 5].")] = None,
    resolution: Annotated[int | None, typer.Option(help="Of a fractional design: 3, 4 or 5 [default: 4].")] = None,
    points: Annotated[int | None, typer.Option(help="Points of latin and sobol [default: 64].")] = None,
    metric: Metric = None,
    until: Annotated[str | None, typer.Option(help="Replicate until intervals have this half-width, e.g. 5%.")] = None,
    most: Annotated[int | None, typer.Option(help="Most replicates of a point with --until [default: 200].")] = None,
    replications: Replications = None, seed: Seed = None, jobs: Jobs = None,
    executor: Executor = None, out: Out = RESULTS, json: AsJson = False, lang: Language = Lang.en,
) -> None:  # fmt: skip
    """Run a scenario at many points of a space with the same luck: response curves, maps, main effects."""
    from sim.studies import sweep as study
    from sim.studies.files import Flag, flags, vary_flags

    given = [
        *vary_flags(vary or []),
        *flags(design=design, levels=levels, resolution=resolution, points=points, metric=metric),
        *flags(replications=replications, seed=seed),
        *flags(("until",), most=most),
        *([] if until is None else [Flag(("until", "half_width"), until, f"--until {until}")]),
    ]
    by = workers(jobs, executor)
    carry_out(study.prepare(named_file(source), given, set_ or [], jobs=by, out=out, lang=lang.value), json)


@command
def sensitivity(
    source: Source, vary: Vary = None, set_: Set = None,
    method: Annotated[str | None, typer.Option(help="morris: screening; sobol: variance [default: morris].")] = None,
    trajectories: Annotated[int | None, typer.Option(help="Of morris [default: 10].")] = None,
    base: Annotated[int | None, typer.Option(help="Base points of sobol, a power of two [default: 256].")] = None,
    pairs: Annotated[bool | None, typer.Option(help="Second order of sobol too [default: yes].")] = None,
    metric: Metric = None,
    replications: Annotated[int | None, typer.Option(min=1, help="Replicates of each company [default: 4].")] = None,
    seed: Seed = None, jobs: Jobs = None, executor: Executor = None, out: Out = RESULTS, json: AsJson = False,
    lang: Language = Lang.en,
) -> None:  # fmt: skip
    """Find which parameters move a metric: screening, or shares of variance. Without --vary, of all parameters."""
    from sim.studies import sensitivity as study
    from sim.studies.files import flags, vary_flags

    given = [
        *vary_flags(vary or []),
        *flags(method=method, trajectories=trajectories, base=base, metric=metric),
        *flags(pairs=None if pairs is None else str(pairs).lower(), replications=replications, seed=seed),
    ]
    by = workers(jobs, executor)
    carry_out(study.prepare(named_file(source), given, set_ or [], jobs=by, out=out, lang=lang.value), json)


def carry_out(order: Order, as_json: bool) -> None:
    """Carry out an order and print what was found."""
    from sim.terminal import studying

    lost = studying.carry_out(order, as_json=as_json)
    if lost:
        stop(f"{lost} replicates failed and are left out", FAILED)
