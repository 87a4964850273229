"""Commands that look and simulate nothing: scenarios, their schema, stored runs, lives."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from sim.errors import ScenarioError
from sim.experiments.claims.form import nearest
from sim.report import telling
from sim.store import catalogue, lives
from sim.store.catalogue import Entry
from sim.store.runs import JUDGED, WITH_BUNDLE, StoredRun
from sim.studies.order import KINDS
from sim.terminal import output, tables


def check(path: str, overrides: Sequence[str], *, as_json: bool) -> None:
    """Validate a scenario and print the values that differ from the declared defaults."""
    from sim.conduct import load_engine
    from sim.scenario import by_key, digest, load

    schema = load_engine().schema
    scenario = load(path, schema, overrides)
    base, ours = by_key(schema()), by_key(scenario)
    differences = {
        key: {"value": ours.get(key), "base": base.get(key)}
        for key in [*ours, *(key for key in base if key not in ours)]
        if ours.get(key) != base.get(key)
    }
    if as_json:
        found = {
            "scenario": scenario.name,
            "hash": digest(scenario),
            "valid": True,
            "differences": differences,
        }
        output.print_json(found)
        return
    tables.show_differences(scenario.name, differences)


def schema(*, as_table: bool) -> None:
    """Print the JSON Schema, or the table of parameters."""
    from sim.conduct import load_engine
    from sim.scenario import document

    found = load_engine().schema
    if as_table:
        print(document.markdown_table(found))
    else:
        print(json.dumps(document.json_schema(found), indent=2, ensure_ascii=False))


def list_runs(
    root: Path, name: str, kind: str | None, state: str | None, last: int | None, *, as_json: bool
) -> None:  # fmt: skip
    """Print the runs beneath a results folder: those whose name or id has ``name`` in it, and so on.

    Raises ScenarioError for a kind that no run can be of.
    """
    known = catalogue.entries(root)
    if kind is not None:
        _require_kind(kind, known)
    found = [
        entry
        for entry in known
        if name in f"{entry.path.parent.name}/{entry.path.name}"
        and kind in (None, entry.manifest.get("kind"))
        and state in (None, entry.state)
    ][-(last or 0) :]
    if not as_json:
        tables.show_entries(found)
        return
    kept = ("kind", "hash", "seed", "replications", "started", "finished")
    output.print_json(
        [
            {"run": entry.id, "path": str(entry.path), "state": entry.state}
            | {key: entry.manifest.get(key) for key in kept}
            for entry in found
        ]
    )


def _require_kind(kind: str, known: Sequence[Entry]) -> None:
    found = [str(entry.manifest["kind"]) for entry in known if "kind" in entry.manifest]
    kinds = list(dict.fromkeys([*WITH_BUNDLE, *JUDGED, *KINDS, *found]))
    if kind not in kinds:
        raise ScenarioError("is no kind of run", file="--kind", value=kind, remedy=nearest(kind, kinds))


def life(runs: Sequence[StoredRun], customer: int | None, *, as_json: bool, lang: str) -> None:
    """Print one customer's life in the first arm of each run, or in the first two arms of a comparison."""
    arms = _arms(runs)
    titles = {name: run.bundle["arms"][arm]["title"] for name, (run, arm) in arms.items()}
    told = telling.tell({name: lives.logs(run, arm) for name, (run, arm) in arms.items()}, titles, customer)
    if as_json:
        output.print_json(told)
    else:
        tables.show_life(told, lang)


def _arms(runs: Sequence[StoredRun]) -> dict[str, tuple[StoredRun, str]]:
    """Arms to show, by a name of their own: arm and run."""
    each = 1 if len(runs) > 1 else 2
    chosen = [(run, arm) for run in runs for arm in list(run.bundle["arms"])[:each]]
    names = [arm for _, arm in chosen]
    clash = len(set(names)) < len(names)
    return {f"{arm} {run.id}" if clash else arm: (run, arm) for run, arm in chosen}
