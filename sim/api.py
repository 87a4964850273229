"""From scenario files to a stored run: what the command line and Python users call.

import sim
results = sim.run("scenarios/siloed.yaml", replications=20)
results.metrics             # tidy pandas frames: also .weekly .replicates .customers .moves .ledger
compared = sim.compare(["scenarios/siloed.yaml", "scenarios/shared.yaml"])
compared.bundle["differences"]
sim.resume("latest")        # goes on with what was interrupted or killed
sim.query("SELECT name, avg(total_value) FROM replicates JOIN runs USING (run) GROUP BY name")
swept = sim.sweep("scenarios/base.yaml", space={"market.accounts": [2000, 4000]})
swept.points                # also .replicates, and .indices of sim.sensitivity
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim import conduct, orders
from sim.errors import ScenarioError, StoreError
from sim.experiments.executors import Workers
from sim.request import RESULTS, Request, Watcher
from sim.store.catalogue import find
from sim.store.results import Results
from sim.store.runs import JUDGED
from sim.studies.export import export_log as export
from sim.studies.files import said
from sim.studies.order import kept, perform
from sim.studies.patterns import base_of
from sim.studies.results import Study

__all__ = [
    "Results",
    "Study",
    "calibrate",
    "compare",
    "conditions",
    "explain",
    "export",
    "optimise",
    "query",
    "resume",
    "run",
    "sensitivity",
    "sweep",
    "validate",
]

if TYPE_CHECKING:
    import pandas as pd


def run(
    path: str | Path,
    *,
    replications: int | None = None,
    seed: int | None = None,
    overrides: Sequence[str] = (),
    jobs: Workers | None = None,
    out: str | Path = RESULTS,
) -> Results:
    """Run a scenario file and store it beneath ``out``. Raises TasukiError and its children."""
    return compare([path], replications=replications, seed=seed, overrides=overrides, jobs=jobs, out=out)


def compare(
    paths: Sequence[str | Path],
    *,
    replications: int | None = None,
    seed: int | None = None,
    overrides: Sequence[str] = (),
    jobs: Workers | None = None,
    out: str | Path = RESULTS,
    strictness: int = 0,
) -> Results:
    """Run scenario files with paired luck, compare them with the first and store the comparison beneath
    ``out``.

    Raises TasukiError and its children.
    """
    return Results(
        conduct.conduct(
            Request(paths, replications, seed, overrides, jobs, Path(out), strictness=strictness), Watcher()
        )
    )


def resume(run: str = "latest", *, jobs: Workers | None = None, out: str | Path = RESULTS) -> Results | Study:
    """Go on with a run, comparison or study beneath ``out`` that was ended before it was whole.

    ``run``: as `tasuki resume` takes it. Raises TasukiError and its children; claims are resumed on the command line.
    """
    stored = find(Path(out), run, unfinished=True)
    if stored.kind in JUDGED:
        raise StoreError(f"{stored.path} is of kind {stored.kind}", remedy=f"say `tasuki resume {stored.id}`")
    orders.order_of(stored)
    if stored.is_study:
        return Study(perform(kept(stored, jobs), Watcher()))
    return Results(conduct.resume(stored, jobs, Watcher()))


def query(sql: str, *, out: str | Path = RESULTS) -> pd.DataFrame:
    """The answer of an SQL query over all runs beneath ``out``; `sim.store.query` says which views there are.

    Raises QueryError for what is no SQL, does more than read, or asks for what is not there.
    """
    from sim.store.query import answered

    with answered(Path(out), sql) as found:
        return found.df()


def sweep(
    path: str | Path,
    *,
    space: Mapping[str, Any] | None = None,
    overrides: Sequence[str] = (),
    jobs: Workers | None = None,
    out: str | Path = RESULTS,
    **settings: Any,
) -> Study:
    """Run a scenario at many points of a space, or carry out an experiment file, and store the study beneath ``out``.

    ``space`` and ``settings`` (design, points, metric, replications, seed, ...) are those of experiment files, and lie
    over what a file says. Raises TasukiError and its children.
    """
    return _study("sweep", path, space, overrides, jobs, out, settings)


def sensitivity(
    path: str | Path,
    *,
    space: Mapping[str, Any] | None = None,
    overrides: Sequence[str] = (),
    jobs: Workers | None = None,
    out: str | Path = RESULTS,
    **settings: Any,
) -> Study:
    """Find which parameters move a metric; like `sweep`. Without a space, every parameter that has a plausible range.

    Raises TasukiError and its children.
    """
    return _study("sensitivity", path, space, overrides, jobs, out, settings)


def calibrate(
    path: str | Path,
    data: str | Path,
    *,
    space: Mapping[str, Any] | None = None,
    overrides: Sequence[str] = (),
    jobs: Workers | None = None,
    out: str | Path = RESULTS,
    **settings: Any,
) -> Study:
    """Fit a scenario's parameters to the CRM export in the folder ``data``; like `sweep`.

    ``content["scenario_file"]`` is the scenario with draws that was written, ``frame("posterior")`` has the draws.
    ``settings``: mapping, simulations, rounds, draws, warm_up_weeks, seed, replications. Raises TasukiError and its
    children.
    """
    return _study("calibrate", path, space, overrides, jobs, out, _from_here(data=data, **settings))


def validate(
    what: str,
    path: str | Path | None = None,
    *,
    space: Mapping[str, Any] | None = None,
    overrides: Sequence[str] = (),
    jobs: Workers | None = None,
    out: str | Path = RESULTS,
    **settings: Any,
) -> Study:
    """Validate by ``what``: `patterns` (those of ``ids``, or all), `recovery`, `forecast` or `marketplace`; like
    `calibrate`. Only patterns need no path.

    ``settings``: also data, logs, days, split, period_days. Raises TasukiError and its children.
    """
    if path is None and what != "patterns":
        raise ScenarioError("needs a scenario", file=what, remedy="give the path of a scenario or an experiment file")
    source = base_of(settings.get("ids", ())) if path is None else path
    return _study("validate", source, space, overrides, jobs, out, _from_here(what=what, **settings))


def optimise(
    path: str | Path,
    *,
    space: Mapping[str, Any] | None = None,
    overrides: Sequence[str] = (),
    jobs: Workers | None = None,
    out: str | Path = RESULTS,
    **settings: Any,
) -> Study:
    """Search for the best policies of a space under constraints; like `sweep`, with ``objectives`` and ``constraints``.

    Raises TasukiError and its children.
    """
    return _study("optimise", path, space, overrides, jobs, out, settings)


def explain(
    path: str | Path,
    against: str | Path | None = None,
    *,
    overrides: Sequence[str] = (),
    jobs: Workers | None = None,
    out: str | Path = RESULTS,
    **settings: Any,
) -> Study:
    """Explain the difference between two scenarios by what they differ in, or carry out an experiment file.

    ``settings`` (metric, groups, each, pairs, replications, seed) are those of experiment files. Raises TasukiError and
    its children.
    """
    second = {} if against is None else {"against": str(Path(against).absolute())}
    return _study("explain", path, None, overrides, jobs, out, second | settings)


def conditions(
    claim: str | Path,
    *,
    space: Mapping[str, Any] | None = None,
    overrides: Sequence[str] = (),
    jobs: Workers | None = None,
    out: str | Path = RESULTS,
    **settings: Any,
) -> Study:
    """Find where in a space a claim, named by its id or its file, holds and where it fails; like `sweep`.

    Without a space, plausible ranges of parameters that no arm sets. Raises TasukiError and its children.
    """
    return _study("conditions", claim, space, overrides, jobs, out, settings)


def _from_here(**settings: Any) -> dict[str, Any]:
    """Settings whose paths are seen from here and not from the experiment file."""
    paths = {key: str(Path(settings[key]).absolute()) for key in ("data", "mapping") if settings.get(key)}
    return settings | paths


def _study(
    kind: str, path: str | Path, space: Mapping[str, Any] | None, overrides: Sequence[str], jobs: Workers | None,
    out: str | Path, settings: Mapping[str, Any],
) -> Study:  # fmt: skip
    """Prepare and carry out a study of any kind."""
    given = [said((name,), value) for name, value in settings.items()]
    given += [said(("space", key), value) for key, value in (space or {}).items()]
    order = import_module(f"sim.studies.{kind}").prepare(path, given, overrides, jobs=jobs, out=Path(out))
    return Study(perform(order, Watcher()))
