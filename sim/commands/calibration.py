"""Commands between a company's own records and the model: export, calibrate, validate."""

from __future__ import annotations

from pathlib import Path
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
from sim.commands.studies import Source, Vary, carry_out
from sim.errors import ScenarioError
from sim.request import RESULTS

Data = Annotated[Path | None, typer.Option(help="Folder of a CRM export.")]
Mapping = Annotated[Path | None, typer.Option(help="Mapping file [default: mapping.yaml in that folder, if any].")]
WarmUp = Annotated[int | None, typer.Option(help="Weeks that companies live before the data begin [default: 26].")]
Simulations = Annotated[int | None, typer.Option(help="Companies to simulate [default: 1000].")]
Rounds = Annotated[int | None, typer.Option(help="Rounds, each closer to the data [default: 2; of validate: 1].")]


@command
def export(
    source: Annotated[str, typer.Argument(help="A run (id, folder or 'latest'), or a scenario.")],
    to: Annotated[Path | None, typer.Option(help="New folder [default: NAME-crm].")] = None,
    replicate: Annotated[int, typer.Option(min=0, help="Number of the replicate.")] = 0,
    arm: Annotated[str | None, typer.Option(help="Arm of a comparison.")] = None,
    start: Annotated[str, typer.Option(help="Date of the first day; a Monday keeps working days.")] = "2024-01-01",
    set_: Set = None, out: Out = RESULTS, json: AsJson = False,
) -> None:  # fmt: skip
    """Write what a simulated company's CRM knows: CSV files that calibrate reads, XES and OCEL for process mining."""
    from sim.crm.dates import day
    from sim.studies.export import export_log
    from sim.terminal import output
    from sim.terminal.progress import TerminalWatcher

    made = export_log(named_file(source), to=to, replicate=replicate, arm=arm, start=day(start, "--start"),
                      overrides=set_ or [], out=out, watcher=TerminalWatcher())  # fmt: skip
    if json:
        output.print_json({"path": str(made.path), "rows": made.rows})
    else:
        print("\n".join(f"{rows:>8,}  {name}" for name, rows in made.rows.items()))
        print(made.path)


@command
def calibrate(
    source: Source, data: Data = None, mapping: Mapping = None, vary: Vary = None, set_: Set = None,
    warm_up_weeks: WarmUp = None, simulations: Simulations = None, rounds: Rounds = None,
    draws: Annotated[int | None, typer.Option(help="Draws to write [default: 200].")] = None,
    replications: Replications = None, seed: Seed = None, jobs: Jobs = None, executor: Executor = None,
    out: Out = RESULTS, json: AsJson = False, lang: Language = Lang.en,
) -> None:  # fmt: skip
    """Fit parameters to a CRM export: what the data tell, what they leave open, and a scenario that carries both."""
    from sim.studies import calibrate as study
    from sim.studies.files import flags, vary_flags

    given = [
        *vary_flags(vary or []),
        *flags(data=_absolute(data), mapping=_absolute(mapping), warm_up_weeks=warm_up_weeks),
        *flags(simulations=simulations, rounds=rounds, draws=draws, replications=replications, seed=seed),
    ]
    by = workers(jobs, executor)
    carry_out(study.prepare(named_file(source), given, set_ or [], jobs=by, out=out, lang=lang.value), json)


@command
def validate(
    ids: Annotated[
        list[str] | None,
        typer.Argument(help="Patterns such as P01 P02 [default: all]; or one scenario or experiment file."),
    ] = None,
    patterns: Annotated[bool, typer.Option("--patterns", help="The patterns a credible model must show.")] = False,
    recovery: Annotated[bool, typer.Option("--recovery", help="Whether fits find known parameters.")] = False,
    forecast: Annotated[bool, typer.Option("--forecast", help="Whether a fit foretells a later period.")] = False,
    marketplace: Annotated[bool, typer.Option("--marketplace", help="The marketplace beside its real leads.")] = False,
    data: Data = None, mapping: Mapping = None, vary: Vary = None, set_: Set = None,
    logs: Annotated[int | None, typer.Option(help="Logs of a recovery [default: 100].")] = None,
    days: Annotated[float | None, typer.Option(help="Days of a recovery's logs [default: 364].")] = None,
    split: Annotated[float | None, typer.Option(help="Share of periods that a forecast knows [default: 0.6].")] = None,
    period_days: Annotated[int | None, typer.Option(help="Days of a forecast's period [default: 7].")] = None,
    warm_up_weeks: WarmUp = None, simulations: Simulations = None, rounds: Rounds = None,
    replications: Annotated[
        int | None, typer.Option(min=1, help="Replicates; of --patterns: exactly so many for each.")
    ] = None,
    seed: Seed = None, jobs: Jobs = None, executor: Executor = None,
    out: Out = RESULTS, json: AsJson = False, lang: Language = Lang.en,
) -> None:  # fmt: skip
    """Validate the model: --patterns of real companies, --recovery of known parameters, --forecast of a later period,
    or the --marketplace beside its data.
    """
    from sim.studies import validate as study
    from sim.studies.files import flags, vary_flags
    from sim.studies.patterns import ids_flag

    what = _one_of(patterns=patterns, recovery=recovery, forecast=forecast, marketplace=marketplace)
    source = _validated(what, ids or [])
    given = [
        *vary_flags(vary or []),
        *([ids_flag(ids)] if patterns and ids else []),
        *flags(what=what, data=_absolute(data), mapping=_absolute(mapping)),
        *flags(logs=logs, days=days, split=split),
        *flags(period_days=period_days, warm_up_weeks=warm_up_weeks, simulations=simulations, rounds=rounds),
        *flags(replications=replications, seed=seed),
    ]
    by = workers(jobs, executor)
    carry_out(study.prepare(source, given, set_ or [], jobs=by, out=out, lang=lang.value), json)


def _validated(what: str | None, ids: list[str]) -> str:
    """The scenario or experiment file that is validated."""
    from sim.studies.patterns import base_of, is_pattern
    from sim.studies.validate import MARKETPLACE, ONE_OF, PATTERNS

    if what == PATTERNS:
        return base_of(ids)
    if what is None and not ids:
        raise ScenarioError("there is nothing to validate", remedy=ONE_OF)
    source = named_file((ids or [MARKETPLACE if what == MARKETPLACE else "base"])[0])
    if is_pattern(source) and not Path(source).exists():
        raise ScenarioError("is a pattern and no scenario", file=source, remedy=f"say --patterns {' '.join(ids)}")
    if len(ids) > 1:
        raise ScenarioError("takes one scenario", value=" ".join(ids), remedy="say --patterns to name patterns")
    return source


def _one_of(**asked: bool) -> str | None:
    from sim.studies.validate import ONE_OF

    what = [name for name, wanted in asked.items() if wanted]
    if len(what) > 1:
        raise ScenarioError(f"cannot do {' and '.join(what)} at once", remedy=ONE_OF)
    return what[0] if what else None


def _absolute(path: Path | None) -> str | None:
    """A path given on the line, which is seen from here and not from the experiment file."""
    return None if path is None else str(path.absolute())
