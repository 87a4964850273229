"""Claims: statements about the company as files under ``scenarios/claims``, each with its arms, its checks and the
conditions under which it may turn. Their form is in `sim.experiments.claims.form`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.errors import ScenarioError
from sim.experiments import arm_files
from sim.experiments.arm_files import Arms, scenarios
from sim.experiments.claims.form import (
    ArmDifference,
    Check,
    Claim,
    Condition,
    Evidence,
    Replications,
)
from sim.scenario import ScenarioBase, digest

__all__ = ["CLAIMS", "Arms", "find", "fingerprint", "order", "read", "scenarios", "under"]

CLAIMS = Path("scenarios") / "claims"

_PARTS = (Claim, ArmDifference, Check, Condition, Evidence, Replications)
_JUDGED = {"id", "base", "arms", "checks", "conditions", "observed", "placebo_of", "replications"}


def order(name: str) -> tuple[bool, str]:
    """Sorts ids of claims: placebos last."""
    return name.startswith("P-"), name


def find(ids: Sequence[str], folder: Path = CLAIMS) -> list[Path]:
    """Files of the claims with these ids, or of all claims, placebos last. Raises ScenarioError for an
    unknown id.
    """
    return arm_files.find(ids, folder, "claim", order)


def read(path: Path) -> Claim:
    """Read a claim's file. Raises ScenarioError with file and line."""
    return arm_files.read(path, Claim, _PARTS, "claim")


def under(
    claim: Claim, path: Path, schema: type[ScenarioBase], overrides: Sequence[str], condition: Condition
) -> list[Arms]:
    """The scenarios of a condition's check at every value of the condition, which lies over everything else.

    Raises ScenarioError where it makes the arms that are compared one and the same.
    """
    sides, found = claim.check_of(condition).sides, []
    for value in condition.values:
        settings = {arm: condition.settings(value, arm) for arm in sides}
        arms = {
            arm: arm_files.scenario(claim, path, schema, arm, overrides, settings[arm], "conditions.set")
            for arm in sides
        }
        if len({digest(scenario) for scenario in arms.values()}) < len(sides):
            raise ScenarioError(
                "sets what the arms differ in, so that they are the same", file=str(path), value=str(value),
                key=f"conditions.set: {', '.join(condition.keys)}", remedy="vary something that the arms share",
            )  # fmt: skip
        found.append(arms)
    return found


def fingerprint(claim: Claim, arms: Mapping[str, Any]) -> str:
    """A digest of all that a verdict on the claim depends on beside the code and its words."""
    facts = {"claim": claim.model_dump(mode="json", include=_JUDGED), "arms": {k: digest(v) for k, v in arms.items()}}
    for condition in facts["claim"]["conditions"]:
        del condition["en"], condition["ja"]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()
