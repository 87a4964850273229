"""Claims: statements about the company as files under ``scenarios/claims``, each with its arms, its checks and the
conditions under which it may turn. Their form is in `sim.experiments.claim_form`.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from functools import reduce
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sim.errors import ScenarioError
from sim.experiments.claim_form import (
    ArmDifference,
    Check,
    Claim,
    Condition,
    Evidence,
    Replications,
    nearest,
)
from sim.scenario import ScenarioBase, digest, load
from sim.scenario.layers import overlay, read_layers
from sim.scenario.nodes import Node

CLAIMS = Path("scenarios") / "claims"
Arms = dict[str, Any]
"""Resolved scenarios by arm."""

_KEYS = [
    key for part in (Claim, ArmDifference, Check, Condition, Evidence, Replications) for key in part.model_fields
]  # fmt: skip
_JUDGED = {"id", "base", "arms", "checks", "conditions", "observed", "placebo_of", "replications"}


def order(name: str) -> tuple[bool, str]:
    """Sorts ids of claims: placebos last."""
    return name.startswith("P-"), name


def find(ids: Sequence[str], folder: Path = CLAIMS) -> list[Path]:
    """Files of the claims with these ids, or of all claims, placebos last. Raises ScenarioError for an
    unknown id.
    """
    known = {path.stem: path for path in folder.glob("*.yaml")}
    if not known:
        raise ScenarioError("holds no claims", file=str(folder), remedy="run from the project's folder")
    for name in ids:
        if name not in known:
            raise ScenarioError("is no claim", file=str(folder), value=name, remedy=nearest(name, sorted(known)))
    return [known[name] for name in ids or sorted(known, key=order)]


def read(path: Path) -> Claim:
    """Read a claim's file. Raises ScenarioError with file and line."""
    tree = reduce(overlay, read_layers(path))
    try:
        return Claim.model_validate(tree.plain())
    except ValidationError as error:
        raise _located(tree, error) from None


def scenarios(claim: Claim, path: Path, schema: type[ScenarioBase], overrides: Sequence[str]) -> Arms:
    """The resolved scenario of every arm; ``overrides`` are laid over each."""
    return {name: _arm(claim, path, schema, name, overrides, {}, "arms.{arm}.set") for name in claim.arms}


def under(
    claim: Claim, path: Path, schema: type[ScenarioBase], overrides: Sequence[str], condition: Condition
) -> list[Arms]:
    """The scenarios of a condition's check at every value of the condition, which lies over everything else.

    Raises ScenarioError where it makes the arms that are compared one and the same.
    """
    sides, found = claim.check_of(condition).sides, []
    for value in condition.values:
        settings = {arm: condition.settings(value, arm) for arm in sides}
        arms = {arm: _arm(claim, path, schema, arm, overrides, settings[arm], "conditions.set") for arm in sides}
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


def _arm(
    claim: Claim,
    path: Path,
    schema: type[ScenarioBase],
    name: str,
    overrides: Sequence[str],
    more: Mapping[str, Any],
    place: str,
) -> Any:
    """The resolved scenario of one arm; ``more`` lies over the overrides. ``place``: the claim's key to blame."""
    arm = claim.arms[name]
    source = Path(os.path.normpath(path.parent / (arm.extends or claim.base)))
    below, above = ([f"{key}={json.dumps(value)}" for key, value in values.items()] for values in (arm.set, more))
    try:
        return load(source, schema, [*below, *overrides, *above])
    except ScenarioError as error:
        own = error.file in [f"--set {setting}" for setting in [*below, *above]]
        if not own:
            raise
        # The error of a value of the claim points at the claim, not at the argument it was turned into.
        key = f"{place.format(arm=name)}: {error.key}"
        raise ScenarioError(
            error.message, file=str(path), key=key, value=error.value, remedy=error.remedy
        ) from None  # fmt: skip


def _located(tree: Node, error: ValidationError) -> ScenarioError:
    # A key written wrongly is also a key missing: the former says what to do.
    first = min(error.errors(), key=lambda found: found["type"] == "missing")
    node = tree
    for part in first["loc"]:
        node = node.child(part) or node
    key = ".".join(map(str, first["loc"])) or None
    if first["type"] == "extra_forbidden":
        return node.place.error("is not a known key", nearest(str(first["loc"][-1]), _KEYS), key=key)
    message = str(first["msg"]).removeprefix("Value error, ")
    return node.place.error(message, "see the claims beside it for the form", key=key)
