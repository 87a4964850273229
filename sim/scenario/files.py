"""From a scenario file to a frozen scenario, and back.

Used as follows::

    scenario = load("scenarios/siloed.yaml", Scenario, ["run.seed=7"])
    text = dump(scenario)           # complete, and loads back to an equal scenario
    key = digest(scenario)          # what a run depends on beside its code, seed and number of replicates
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from sim.scenario.explain import explain, refuse_replaced_sections
from sim.scenario.identity import IDENTITY, ScenarioBase
from sim.scenario.layers import apply_override, overlay, read_layers
from sim.scenario.nodes import Node, from_plain
from sim.scenario.parameter import Section
from sim.scenario.writing import Writer

AnyScenario = TypeVar("AnyScenario", bound=ScenarioBase)

# Files that are made of scenarios, by the key that only they have, and the commands that they are for.
_NO_SCENARIOS = {
    "claim": ("is a claim, which compares scenarios", "tasuki claims {id}"),
    "pattern": ("is a pattern, which measures scenarios", "tasuki validate --patterns"),
    "kind": ("is an experiment on a scenario", "tasuki {kind} {file}"),
}


def load(path: str | Path, schema: type[AnyScenario], overrides: Sequence[str] = ()) -> AnyScenario:
    """Read a scenario file, what it extends, and `key=value` overrides, over the schema's defaults.

    Raises ScenarioError for anything wrong, with the place where it was written.
    """
    file = Path(path)
    *lower, top = read_layers(file)
    _refuse_other_files(top, file)
    tree = overlay(_defaults(schema), from_plain(_identity(file, top)))
    for layer in [*map(_without_identity, lower), top]:
        tree = overlay(tree, layer)
    return _validated(schema, tree, overrides)


def _refuse_other_files(top: Node, file: Path) -> None:
    for key, (what, command) in _NO_SCENARIOS.items():
        found = top.child(key)
        if found is not None:
            names = {name: node.shown() for name in ("id", "kind") if (node := top.child(name))}
            said = command.format_map({"id": file.stem, **names, "file": file})
            raise found.place.error(what, f"say `{said}`", key=key)


def load_anew(scenario: AnyScenario, overrides: Sequence[str]) -> AnyScenario:
    """A scenario with `key=value` overrides, validated as a whole. Raises ScenarioError for anything wrong."""
    return _validated(type(scenario), from_plain(plain(scenario)), overrides)


def _validated(schema: type[AnyScenario], tree: Node, overrides: Sequence[str]) -> AnyScenario:
    for ordinal, argument in enumerate(overrides):
        tree = apply_override(tree, argument, ordinal)
    refuse_replaced_sections(schema, tree)
    try:
        return schema.model_validate(tree.plain())
    except ValidationError as error:
        raise explain(error, schema, tree) from None


@cache
def _defaults(schema: type[ScenarioBase]) -> Node:
    return from_plain(plain(schema()))


def _identity(file: Path, top: Node) -> dict[str, Any]:
    named = top.child("name")
    name = named.value if named is not None and isinstance(named.value, str) else file.stem
    return {"name": name, "title": {"en": name, "ja": name}, "description": {"en": "", "ja": ""}}


def _without_identity(layer: Node) -> Node:
    assert isinstance(layer.value, Mapping)
    kept = {key: node for key, node in layer.value.items() if key not in IDENTITY}
    return Node(kept, layer.place)


def plain(section: Section) -> dict[str, Any]:
    """All values of a Section as dicts, lists and scalars, in the order of declaration."""
    values: dict[str, Any] = section.model_dump(mode="json")
    return values


def by_key(scenario: ScenarioBase) -> dict[str, Any]:
    """All values by dotted key but name, title and description; a list counts as one value."""
    return dict(_leaves({key: value for key, value in plain(scenario).items() if key not in IDENTITY}))


def _leaves(values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        if isinstance(value, Mapping) and value:
            yield from _leaves(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value


def dump(scenario: ScenarioBase) -> str:
    """Write a scenario in full as YAML, in the order of declaration; `load` gives back an equal one."""
    writer = Writer()
    writer.section(scenario, type(scenario)())
    return writer.text()


def digest(scenario: ScenarioBase) -> str:
    """SHA-256, in hexadecimal, of all values but name, title, description, run.seed and run.replications.

    The order of named entries counts, since it may count in a simulation.
    """
    values = {key: value for key, value in plain(scenario).items() if key not in IDENTITY}
    if isinstance(values.get("run"), dict):
        values["run"] = {k: v for k, v in values["run"].items() if k not in ("seed", "replications")}
    canonical = json.dumps(values, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()
