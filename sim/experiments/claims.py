"""Claims: statements about the company as files under ``scenarios/claims``, each with its arms and its
checks.

    id: C01
    seed_source: ["002", "003"]
    claim: {en: "...", ja: "..."}
    base: ../siloed.yaml                     # relative to this file
    arms:
      siloed: {}
      shared: {extends: ../shared.yaml, set: {market.accounts: 10000}}
    checks:
      - {metric: total_value, arm: shared, against: siloed, expect: "+", smallest_effect: 5%}
    observed:                                # optional: measured beside the checks, and never judged
      - {metric: customers_won, arm: shared, against: siloed}
    look_at: {en: "...", ja: "..."}          # optional: what to show a room
    note: {en: "...", ja: "..."}             # optional: why the arms are as they are, how to read the verdict
    outside_evidence: {en: "...", ja: "..."} # optional: what studies outside this model found
    replications: {start: 20, step: 20, most: 100}

A check expects ``+``, ``-`` or ``0`` of arm minus ``against``, or of the arm's own level where ``against``
is left out. ``smallest_effect`` is in the metric's unit, or a percentage of the mean of ``against``. A
placebo names the real claim in ``placebo_of``.
"""

from __future__ import annotations

import difflib
import json
import os
import re
from collections.abc import Mapping, Sequence
from functools import reduce
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from sim.errors import ScenarioError
from sim.record.specifications import METRICS
from sim.scenario import ScenarioBase, load
from sim.scenario.layers import overlay, read_layers
from sim.scenario.nodes import Node

CLAIMS = Path("scenarios") / "claims"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Words(_Part):
    """The same text in English and Japanese."""

    en: str
    ja: str

    @field_validator("ja")
    @classmethod
    def _without_the_spaces_of_folded_lines(cls, text: str) -> str:
        # YAML joins lines with a space, which Japanese does not have.
        return re.sub(r"(?<=[^\x00-\x7F]) | (?=[^\x00-\x7F])", "", text)


class ArmDifference(_Part):
    """An arm: the file it extends (the claim's base if left out) and the values it sets, by dotted key."""

    extends: str | None = None
    set: dict[str, Any] = Field(default_factory=dict)


class Contrast(_Part):
    """A metric of an arm minus that of another arm; its own level where there is no other."""

    metric: str
    arm: str
    against: str | None = None

    @field_validator("metric")
    @classmethod
    def _is_a_metric(cls, value: str) -> str:
        if value not in METRICS:
            raise ValueError(f"{value!r} is no metric; {_nearest(value, METRICS)}")
        return value


class Check(Contrast):
    """One expected sign."""

    expect: Literal["+", "-", "0"]
    smallest_effect: float | str = 0.0

    @field_validator("expect", mode="before")
    @classmethod
    def _zero_may_be_a_number(cls, value: object) -> object:
        return "0" if value == 0 else value

    @model_validator(mode="after")
    def _effect_can_be_read(self) -> Check:
        if isinstance(self.smallest_effect, str):
            if self.against is None or not self.smallest_effect.endswith("%"):
                raise ValueError("smallest_effect is a number, or a percentage such as 5% of the arm in `against`")
            float(self.smallest_effect[:-1])
        return self

    def threshold(self, reference: float) -> float:
        """The smallest effect in the metric's unit, ``reference`` being the mean of the arm compared with."""
        if isinstance(self.smallest_effect, str):
            return abs(reference) * float(self.smallest_effect[:-1]) / 100
        return self.smallest_effect


class Replications(_Part):
    """When to look: after ``start`` replicates, then every ``step`` up to ``most``."""

    start: int = Field(20, ge=2)
    step: int = Field(20, ge=1)
    most: int = Field(100, ge=2)

    def looks(self) -> list[int]:
        """Numbers of replicates at which the claim is judged."""
        return [*range(min(self.start, self.most), self.most, self.step), self.most]


class Claim(_Part):
    """One claim of the mission, or a placebo of one."""

    id: str
    seed_source: tuple[str, ...]
    claim: Words
    base: str
    arms: dict[str, ArmDifference] = Field(min_length=1)
    checks: tuple[Check, ...] = Field(min_length=1)
    observed: tuple[Contrast, ...] = ()
    look_at: Words | None = None
    note: Words | None = None
    outside_evidence: Words | None = None
    placebo_of: str | None = None
    replications: Replications = Replications()

    @model_validator(mode="after")
    def _checks_name_arms(self) -> Claim:
        for contrast in (*self.checks, *self.observed):
            for arm in (contrast.arm, contrast.against):
                if arm is not None and arm not in self.arms:
                    raise ValueError(f"{arm!r} is no arm of this claim; {_nearest(arm, self.arms)}")
        return self


_KEYS = [key for part in (Claim, ArmDifference, Check, Replications, Words) for key in part.model_fields]


def find(ids: Sequence[str], folder: Path = CLAIMS) -> list[Path]:
    """Files of the claims with these ids, or of all claims, placebos last. Raises ScenarioError for an
    unknown id.
    """
    known = {path.stem: path for path in folder.glob("*.yaml")}
    if not known:
        raise ScenarioError("holds no claims", file=str(folder), remedy="run from the project's folder")
    for name in ids:
        if name not in known:
            raise ScenarioError("is no claim", file=str(folder), value=name, remedy=_nearest(name, sorted(known)))
    everything = sorted(known, key=lambda name: (name.startswith("P-"), name))
    return [known[name] for name in ids or everything]


def read(path: Path) -> Claim:
    """Read a claim's file. Raises ScenarioError with file and line."""
    tree = reduce(overlay, read_layers(path))
    try:
        return Claim.model_validate(tree.plain())
    except ValidationError as error:
        raise _located(tree, error) from None


def scenarios(claim: Claim, path: Path, schema: type[ScenarioBase], overrides: Sequence[str]) -> dict[str, Any]:
    """The resolved scenario of every arm; ``overrides`` are laid over each."""
    found = {}
    for name, arm in claim.arms.items():
        source = Path(os.path.normpath(path.parent / (arm.extends or claim.base)))
        settings = [f"{key}={json.dumps(value)}" for key, value in arm.set.items()]
        try:
            found[name] = load(source, schema, [*settings, *overrides])
        except ScenarioError as error:
            own = error.file in [f"--set {setting}" for setting in settings]
            raise _in_arm(error, path, name) if own else error from None
    return found


def _in_arm(error: ScenarioError, path: Path, arm: str) -> ScenarioError:
    """The error of an arm's value, pointing at the claim instead of the argument it was turned into."""
    return ScenarioError(
        error.message,
        file=str(path),
        key=f"arms.{arm}.set: {error.key}",
        value=error.value,
        remedy=error.remedy,
    )


def _located(tree: Node, error: ValidationError) -> ScenarioError:
    # A key written wrongly is also a key missing: the former says what to do.
    first = min(error.errors(), key=lambda found: found["type"] == "missing")
    node = tree
    for part in first["loc"]:
        node = node.child(part) or node
    key = ".".join(map(str, first["loc"])) or None
    if first["type"] == "extra_forbidden":
        return node.place.error("is not a known key", _nearest(str(first["loc"][-1]), _KEYS), key=key)
    message = str(first["msg"]).removeprefix("Value error, ")
    return node.place.error(message, "see the claims beside it for the form", key=key)


def _nearest(name: str, known: Mapping[str, object] | Sequence[str]) -> str:
    near = difflib.get_close_matches(name, list(known), n=1)
    return f"did you mean {near[0]}?" if near else f"known: {', '.join(known)}"
