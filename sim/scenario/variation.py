"""A scenario with some values changed, validated anew only where it changed: a hundred times faster than loading it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from sim.scenario.files import AnyScenario, load_anew
from sim.scenario.parameter import Section

Changes = Mapping[str, Any]
"""Values by dotted key, list elements by their number: ``{"departments.marketing.headcount": 8}``."""


def vary(scenario: AnyScenario, changes: Changes) -> AnyScenario:
    """The scenario with ``changes``; parts that did not change are shared with the original.

    Raises ScenarioError, as `load` does of an override, for an unknown key and a value that its declaration refuses.
    """
    if any(isinstance(value, Mapping) for value in changes.values()):
        return load_anew(scenario, _as_overrides(changes))  # a mapping is laid over what is there, entry by entry
    try:
        varied: AnyScenario = _vary(scenario, [(key.split("."), value) for key, value in changes.items()])
    except (ValidationError, KeyError):
        return load_anew(scenario, _as_overrides(changes))
    return varied


def _as_overrides(changes: Changes) -> list[str]:
    return [f"{key}={json.dumps(value)}" for key, value in changes.items()]


def _vary(value: Any, changes: Sequence[tuple[list[str], Any]]) -> Any:
    """A part of a scenario with changes below it, each a path and a value. KeyError for a part that is not there."""
    below: dict[str, list[tuple[list[str], Any]]] = defaultdict(list)
    for (name, *rest), new in changes:
        below[name].append((rest, new))
    parts = _parts(value)
    for name, inner in below.items():
        if name not in parts:
            raise KeyError(name)
        replaced = [new for rest, new in inner if not rest]
        parts[name] = replaced[-1] if replaced else _vary(parts[name], inner)
    if isinstance(value, Section):
        return type(value).model_validate(parts)
    return parts if isinstance(value, dict) else tuple(parts.values())


def _parts(value: Any) -> dict[str, Any]:
    """What lies directly beneath a part of a scenario, by name or number."""
    if isinstance(value, Section):
        return {name: getattr(value, name) for name in type(value).model_fields}
    if isinstance(value, dict):
        return dict(value)
    return {str(place): each for place, each in enumerate(value)} if isinstance(value, tuple) else {}
