"""Every parameter of a loaded scenario by the key under which it can be changed, with its declaration and value."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from typing import Any

from sim.errors import ScenarioError
from sim.scenario.identity import IDENTITY, ScenarioBase
from sim.scenario.parameter import Parameter, Section, contained_section, described


def parameters(scenario: ScenarioBase) -> dict[str, Parameter]:
    """The parameters by dotted key, entries of names and lists by their own; ``default`` is the scenario's value."""
    return {found.path: found for found in _walk(scenario, "") if found.path.split(".")[0] not in IDENTITY}


def parameter_of(scenario: ScenarioBase, key: str) -> Parameter:
    """The parameter with this key. Raises ScenarioError for an unknown one."""
    known = parameters(scenario)
    if key not in known:
        near = difflib.get_close_matches(key, list(known), n=1)
        raise ScenarioError(
            "is not a parameter of this scenario", key=key,
            remedy=f"did you mean {near[0]}?" if near else "`tasuki schema --table` lists all",
        )  # fmt: skip
    return known[key]


def _walk(section: Section, prefix: str) -> Iterator[Parameter]:
    for name, field in type(section).model_fields.items():
        value, path = getattr(section, name), prefix + name
        if contained_section(field.annotation) is None:
            yield described(path, field, value)
            continue
        for below, entry in _sections(value):
            yield from _walk(entry, f"{path}.{below}." if below else f"{path}.")


def _sections(value: Any) -> Iterator[tuple[str, Section]]:
    if isinstance(value, Section):
        yield "", value
    elif isinstance(value, Mapping):
        yield from value.items()
    else:
        yield from ((str(place), entry) for place, entry in enumerate(value))
