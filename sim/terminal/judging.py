"""Judging claims one after another, a placebo after the claim it belongs to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from sim.conduct import Engine, load_engine
from sim.experiments import claims
from sim.experiments.executors import Progress, available_cores
from sim.experiments.verdicts import Laboratory, Verdict, evaluate
from sim.store import judgements
from sim.terminal import output, tables
from sim.terminal.progress import TerminalWatcher


def judge_claims(
    ids: Sequence[str],
    overrides: Sequence[str],
    fixed: int | None,
    jobs: int | None,
    out: Path,
    *,
    as_json: bool,
    lang: str,
) -> int:
    """Judge, store and print the claims; returns how many replicates failed."""
    watcher = TerminalWatcher()
    try:
        found = verdicts(ids, overrides, fixed, jobs or available_cores(), watcher.progress)
    finally:
        watcher.close()
    records = output.verdicts(found)
    judgements.write(out, records, overrides)
    if as_json:
        output.print_json(records)
    else:
        tables.show_verdicts(found, lang)
    return sum(verdict.failures for verdict in found)


def verdicts(
    ids: Sequence[str],
    overrides: Sequence[str],
    fixed: int | None,
    jobs: int,
    progress: Callable[[str], Progress],
) -> list[Verdict]:
    """The verdicts in the order asked for. A placebo's real claim is judged first, asked for or not.

    Raises ScenarioError for an unknown id or a wrong file.
    """
    engine = load_engine()
    laboratory = Laboratory(engine.simulate, jobs, progress)
    done: dict[str, Verdict] = {}
    asked = [path.stem for path in claims.find(ids)]
    for name in asked:
        _judge(name, engine, laboratory, overrides, fixed, done)
    return [done[name] for name in asked]


def _judge(
    name: str,
    engine: Engine,
    laboratory: Laboratory,
    overrides: Sequence[str],
    fixed: int | None,
    done: dict[str, Verdict],
) -> Verdict:
    if name not in done:
        (path,) = claims.find([name])
        claim = claims.read(path)
        real = claim.placebo_of
        verdict_of_real = None if real is None else _judge(real, engine, laboratory, overrides, fixed, done)
        scenarios = claims.scenarios(claim, path, engine.schema, overrides)
        done[name] = evaluate(claim, scenarios, laboratory, verdict_of_real, fixed)
    return done[name]
