"""The marketplace scenario beside the real leads that it was fitted to, through the same window."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from sim.errors import ScenarioError, TasukiError
from sim.experiments.executors import Failure, execute
from sim.experiments.marketplace import data, table
from sim.experiments.marketplace.targets import RESAMPLES, Targets, targets
from sim.report import marketplace_words as words
from sim.report.told import Told
from sim.studies.workbench import Bench


def plan(folder: str, given: str) -> dict[str, Any]:
    """The part of a plan that says which data. Raises ScenarioError where they cannot be read."""
    if not given or not Path(folder).is_dir():
        raise ScenarioError("is no folder of data", file=given or "--data", remedy="say --data DIR")
    data.read(Path(folder))
    return {"data": folder, "digest": digest_of(folder)}


def digest_of(folder: str) -> str:
    """SHA-256 of the marketplace's files."""
    digest = hashlib.sha256()
    for name in data.COLUMNS:
        digest.update(name.encode() + b"\0" + (Path(folder) / name).read_bytes() + b"\0")
    return digest.hexdigest()


def tell(bench: Bench, plan: Mapping[str, Any]) -> Told:
    """Simulate the scenario, set it beside the data, and tell. Raises ScenarioError for data that cannot be read."""
    if digest_of(plan["data"]) != plan["digest"]:
        raise ScenarioError("has changed since this was begun", file=plan["data"], remedy="begin anew with these data")
    real = targets(Path(plan["data"]), RESAMPLES)
    scenario = table.whole_window(bench.scenario)
    model: list[Targets] = []
    work = partial(table.simulated, scenario)
    for found in execute(range(bench.replications), work, bench.jobs, bench.watcher.progress("quarters")):
        if isinstance(found, Failure):
            raise TasukiError(f"a simulated quarter failed: {found.error}")
        model.append(found)
    groups = table.groups(real, model)
    rows = [(title, row) for title, group in groups.items() for row in group]
    columns: dict[str, list[Any]] = {
        "group": [title for title, _ in rows], "row": [row.label for _, row in rows],
        "role": [row.role for _, row in rows], "fits": [row.fits for _, row in rows],
        **{name: [getattr(row.data, part) for _, row in rows]
           for name, part in (("data", "value"), ("data_low", "low"), ("data_high", "high"))},
        **{f"model_{part}": [getattr(row, part) for _, row in rows] for part in ("mean", "low", "high")},
    }  # fmt: skip
    bench.table("marketplace", columns)
    return words.tell(groups, real.leads, real.deals)
