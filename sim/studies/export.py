"""``tasuki export``: the log of a stored run or of a scenario, as its CRM knows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sim import conduct
from sim.crm.export import export
from sim.crm.write import START
from sim.errors import ScenarioError, StoreError
from sim.request import RESULTS, Watcher
from sim.scenario import load
from sim.store.catalogue import find


@dataclass(frozen=True)
class Exported:
    """Where the files are, and how many rows each has."""

    path: Path
    rows: dict[str, int]


def export_log(
    source: str | Path, *, to: Path | None = None, replicate: int = 0, arm: str | None = None, start: date = START,
    overrides: Sequence[str] = (), out: Path = RESULTS, watcher: Watcher | None = None,
) -> Exported:  # fmt: skip
    """Write the log of one replicate of a scenario file, or of a run in ``out``, into a new folder.

    ``to``: the folder; beside where one stands, named after the scenario, if left out. ``arm``: of a comparison.
    Raises ScenarioError and StoreError.
    """
    engine = conduct.load_engine()
    path = scenario_file(source, out, arm)
    scenario: Any = load(path, engine.schema, overrides)
    conduct.warm_up(scenario, 1, watcher or Watcher())
    folder = to or Path(f"{scenario.name}-crm")
    return Exported(folder, export(scenario, replicate, folder, start))


def scenario_file(source: str | Path, out: Path, arm: str | None) -> Path:
    """The scenario that a file, or a run, is about. Raises ScenarioError and StoreError where there is none."""
    if Path(source).is_file():
        return Path(source)
    stored = find(out, str(source))
    whole = stored.path / "scenario.yaml"
    if whole.exists():
        return whole
    arms = {path.stem: path for path in sorted((stored.path / "scenarios").glob("*.yaml"))}
    if not arms:
        raise StoreError(f"{stored.path} has no scenario", remedy="name a scenario file")
    if arm not in arms:
        raise ScenarioError(
            "is no arm of this run" if arm else "has several arms", file=str(stored.path), value=arm,
            remedy=f"say --arm with one of {', '.join(arms)}",
        )  # fmt: skip
    return arms[arm]
