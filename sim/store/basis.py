"""What a run or comparison is built on: where its arms differ, and how many of its values are assumptions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.errors import ScenarioError
from sim.scenario import ScenarioBase, by_key, digest, parameters, vary

_ASSUMED = "assumption"  # how a declaration's source begins where nobody measured the value
_LUCK = ("run.seed", "run.replications")


def basis(scenarios: Mapping[str, ScenarioBase]) -> dict[str, Any]:
    """Plain facts about the scenarios by arm, the baseline first.

    ``differing``: by dotted key, unit, meaning and each arm's value (null: it has no such entry); a list, such as a KPI
    contract, is one value. ``parameters``: how many values the baseline has. ``sourced``: keys of those that are no
    assumption. ``hashes``: digests of the companies on whose sensitivity the results rest: the arms, and the baseline
    with its declared values where the arms differ.
    """
    baseline = next(iter(scenarios.values()))
    known = parameters(baseline)
    differing = _differing({arm: by_key(scenario) for arm, scenario in scenarios.items()})
    told = {key: (known[key].unit, known[key].meaning) if key in known else ("-", "") for key in differing}
    return {
        "differing": {
            key: {"unit": told[key][0], "meaning": told[key][1], "values": values} for key, values in differing.items()
        },
        "parameters": len(known),
        "sourced": [key for key, parameter in known.items() if not parameter.source.startswith(_ASSUMED)],
        "hashes": [*map(digest, scenarios.values()), *_common_ground(baseline, list(differing))],
    }


def _differing(values: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    keys = [key for key in dict.fromkeys(key for each in values.values() for key in each) if key not in _LUCK]
    by_arm = {key: {arm: each.get(key) for arm, each in values.items()} for key in keys}
    first = next(iter(values.values()))
    return {key: found for key, found in by_arm.items() if any(each != first.get(key) for each in found.values())}


def _common_ground(baseline: ScenarioBase, differing: list[str]) -> list[str]:
    """The digest of what all arms have in common; none where that is no valid company."""
    declared = by_key(type(baseline)())
    try:
        return [digest(vary(baseline, {key: declared[key] for key in differing if key in declared}))]
    except ScenarioError:
        return []
