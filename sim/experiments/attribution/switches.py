"""What two scenarios differ in, gathered into switches: differences that are turned over together.

By default a switch is the section that a key stands in (``policies.unfit_customers``), so that values which mean
something only together stay together. A department's KPI contract and its headcount are switches of their own. Groups
given by name come first and gather the keys that their patterns match (``policies.*``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from sim.errors import ScenarioError
from sim.scenario import Changes, ScenarioBase
from sim.scenario.files import plain
from sim.scenario.identity import IDENTITY

_NOT_COMPARED = {*IDENTITY, "run"}
_ALONE = ("kpis", "headcount")  # of a department


@dataclass(frozen=True)
class Switch:
    """A part of the difference: ``changes`` turn it over, from the first scenario's values to the second's."""

    name: str
    changes: Changes


def differences(first: ScenarioBase, second: ScenarioBase) -> dict[str, Any]:
    """Values of ``second`` by dotted key where it differs from ``first``; a list counts as one value, and so does an
    entry of a mapping that ``first`` does not have.

    Name, title, description, seed and replicates are no difference. Raises ScenarioError where the two do not run
    equally long or ``second`` lacks an entry of a mapping, which no value can take away.
    """
    ours, theirs = plain(first), plain(second)
    if ours["run"]["years"] != theirs["run"]["years"]:
        raise ScenarioError(
            f"differs between the two: {ours['run']['years']} and {theirs['run']['years']}",
            key="run.years", remedy="give both the same with --set run.years=...",
        )  # fmt: skip
    compared = [name for name in ours if name not in _NOT_COMPARED]
    return {key: value for name in compared for key, value in _differing(ours[name], theirs[name], name)}


def _differing(ours: Any, theirs: Any, key: str) -> Iterator[tuple[str, Any]]:
    if not isinstance(ours, dict):
        if ours != theirs:
            yield key, theirs
        return
    if lacking := set(ours) - set(theirs):
        raise ScenarioError(
            "has entries that the second scenario lacks", key=key, value=", ".join(sorted(lacking)),
            remedy="add them there, or turn the two scenarios round",
        )  # fmt: skip
    for name in theirs:
        if name in ours:
            yield from _differing(ours[name], theirs[name], f"{key}.{name}")
        else:
            yield f"{key}.{name}", theirs[name]


def switches(found: Changes, groups: Mapping[str, Sequence[str]] | None = None, *, each: bool = False) -> list[Switch]:
    """The differences as switches, in the order in which they were found.

    groups: patterns of dotted keys by the name of the switch. each: every key that no group takes is its own switch.
    Raises ScenarioError for a pattern that matches no difference.
    """
    groups = groups or {}
    for name, patterns in groups.items():
        for pattern in patterns:
            if not any(fnmatchcase(key, pattern) for key in found):
                raise ScenarioError(
                    "matches nothing that the scenarios differ in", key=f"groups.{name}", value=pattern,
                    remedy=f"they differ in {', '.join(list(found)[:12])}",
                )  # fmt: skip
    gathered: dict[str, dict[str, Any]] = {}
    for key, value in found.items():
        gathered.setdefault(_switch_of(key, groups, each), {})[key] = value
    return [Switch(name, changes) for name, changes in gathered.items()]


def _switch_of(key: str, groups: Mapping[str, Sequence[str]], each: bool) -> str:
    for name, patterns in groups.items():
        if any(fnmatchcase(key, pattern) for pattern in patterns):
            return name
    section, _, last = key.rpartition(".")
    alone = key.startswith("departments.") and last in _ALONE
    return key if each or alone else section
