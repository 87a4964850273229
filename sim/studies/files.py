"""Experiment files, and flags laid over them: both become one tree, so that every error names the place where a value
was written, be it a line or a flag.

    kind: sweep
    scenario: base.yaml                            # relative to this file
    set: {market.accounts: 5000}                   # values that hold at every point
    seed: 7                                        # seed and replications: the scenario's own if left out
    replications: 20
    space:
      market.accounts: {low: 2000, high: 8000, scale: log}
      departments.field_sales.headcount: [4, 8, 12]
      market.interest_spread: declared             # between the bounds of its declaration
      market.falling_reach: around                 # around the scenario's value
      policy:                                      # named levels, each several changes or a scenario's own differences
        levels: {siloed: siloed.yaml, shared: shared.yaml, small: {departments.field_sales.headcount: 2}}

The form of each kind, a subclass of `StudyForm`, adds its own settings.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, Field, ValidationError, field_validator, model_validator

from sim import conduct, orders
from sim.errors import ScenarioError
from sim.experiments.arm_files import located
from sim.experiments.claims.form import Part, nearest
from sim.experiments.executors import Workers
from sim.record.specifications import METRICS
from sim.scenario.layers import overlay, read_layers
from sim.scenario.nodes import Node, Place, from_plain, parse
from sim.scenario.words import value_text
from sim.studies.order import KINDS, Order

_FLAGS = 1_000_000  # rank of what a flag says: above every file


class AxisForm(Part):
    """What one parameter, or one group of them, may be: a range, values, named levels, or a range to be looked up."""

    low: float | None = None
    high: float | None = None
    scale: Literal["linear", "log"] = "linear"
    values: tuple[Any, ...] | None = Field(None, min_length=1)
    levels: dict[str, str | dict[str, Any]] | None = Field(None, min_length=1)
    range: Literal["declared", "around"] | None = None

    @model_validator(mode="before")
    @classmethod
    def _short_forms(cls, value: Any) -> Any:
        if isinstance(value, list | tuple):
            return {"values": value}
        return {"range": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _one_of_four(self) -> AxisForm:
        if self.values is not None and any(value in self.values[:place] for place, value in enumerate(self.values)):
            raise ValueError("needs values that differ")
        given = [self.low is not None or self.high is not None, self.values, self.levels, self.range]
        if sum(bool(one) for one in given) != 1:
            raise ValueError("needs `low` and `high`, or a list of values, or `levels`, or `declared`, or `around`")
        if (self.low is None) != (self.high is None):
            raise ValueError("needs both `low` and `high`")
        if self.low is not None and self.high is not None and not self.low < self.high:
            raise ValueError("`low` must lie below `high`")
        if self.scale == "log" and (self.low is None or self.low <= 0):
            raise ValueError("a logarithmic scale needs `low` above 0")
        return self


class StudyForm(Part):
    """What the experiment files of all kinds have in common."""

    kind: str
    scenario: str
    set: dict[str, Any] = Field(default_factory=dict)
    seed: int | None = None
    replications: int | None = Field(None, ge=1)
    space: dict[str, AxisForm] = Field(default_factory=dict)


def is_metric(name: str) -> str:
    """The name of a metric. Raises ValueError, for pydantic, with the nearest one."""
    if name not in METRICS:
        raise ValueError(f"{name!r} is no metric; {nearest(name, METRICS)}")
    return name


def metric_field(*names: str) -> Any:
    """A validator for fields of a form that hold the name of a metric, or several."""

    def check(value: Any) -> Any:
        for name in (value,) if isinstance(value, str) else value or ():
            is_metric(name)
        return value

    return field_validator(*names)(check)


Form = TypeVar("Form", bound=StudyForm)


@dataclass(frozen=True)
class Flag:
    """A flag that says what a file could say too: ``text``, read as YAML, at ``path`` in the file."""

    path: tuple[str, ...]
    text: str
    written: str

    def node(self) -> Node:
        """The tree of a file that says this alone, in the place of all that a file says there.

        Raises ScenarioError for what is not YAML.
        """
        place = Place(self.written, None, _FLAGS)
        found = replace(parse(self.text, place) or Node(None, place), replaces=True)
        for name in reversed(self.path):
            found = Node({name: found}, place)
        return found


def flags(prefix: tuple[str, ...] = (), **values: Any) -> list[Flag]:
    """Flags named as the settings of a file are; those of None are left out."""
    given = {name: value for name, value in values.items() if value is not None}
    return [Flag((*prefix, name), str(value), f"--{name.replace('_', '-')} {value}") for name, value in given.items()]


def said(path: tuple[str, ...], value: Any) -> Flag:
    """A value given from Python, as a flag. Raises ScenarioError for what a file could not say."""
    written = ".".join(path)
    try:
        return Flag(path, json.dumps(value), f"{written}={value!r}")
    except TypeError:
        raise ScenarioError(
            "cannot be said in an experiment file", file=written, value=repr(value), remedy="give plain values"
        ) from None  # fmt: skip


def vary_flag(text: str) -> Flag:
    """``KEY=LOW:HIGH``, ``KEY=LOW:HIGH:log``, ``KEY=A,B,C``, ``KEY=declared``, ``KEY=around``, ``KEY=[...]`` as a flag.

    Raises ScenarioError where it is none of them.
    """
    written = f"--vary {text}"
    key, equals, values = (part.strip() for part in text.partition("="))
    if not key or not equals or not values:
        raise ScenarioError(
            "is not of the form KEY=LOW:HIGH or KEY=A,B,C", file=written,
            remedy="write for example --vary market.accounts=2000:8000",
        )  # fmt: skip
    return Flag(("space", key), _axis_text(values), written)


def vary_flags(texts: Sequence[str]) -> list[Flag]:
    """All of them."""
    return [vary_flag(text) for text in texts]


def _axis_text(values: str) -> str:
    if values.startswith(("[", "{")) or values in ("declared", "around"):
        return values
    ends = values.split(":")
    if len(ends) in (2, 3) and "," not in values:
        scale = f", scale: {ends[2]}" if len(ends) == 3 else ""
        return f"{{low: {ends[0]}, high: {ends[1]}{scale}}}"
    return f"[{values}]"


@dataclass(frozen=True)
class Stated(Generic[Form]):
    """An experiment file, with flags over it, in its form; knows where each value was written."""

    form: Form
    tree: Node
    folder: Path

    @property
    def scenario(self) -> str:
        """Path of the scenario that is varied. Raises ScenarioError where no such file is."""
        path = self.path(self.form.scenario)
        if Path(path).is_file():
            return path
        raise self.error(["scenario"], "there is no such file", f"look from {self.folder}", self.form.scenario)

    @property
    def overrides(self) -> list[str]:
        """What the file sets at every point, as `key=value`."""
        return [f"{key}={json.dumps(value)}" for key, value in self.form.set.items()]

    def path(self, name: str) -> str:
        """A path in the file, as seen from here."""
        return os.path.normpath(self.folder / name)

    def error(self, loc: Sequence[str | int], message: str, remedy: str, value: str | None = None) -> ScenarioError:
        """The error about the value at ``loc``, with the place where it was written."""
        node = self.tree
        for part in loc:
            node = node.child(part) or node
        key = ".".join(map(str, loc)) or None
        return node.place.error(message, remedy, key=key, value=value)

    def blame(self, loc: Sequence[str | int], error: ScenarioError) -> ScenarioError:
        """An error about a value that came from ``loc``, pointing there."""
        where = loc if error.key is None or error.key in loc else [*loc, error.key]
        return self.error(where, error.message, error.remedy or "see the scenarios for the form", error.value)


def read(kind: str, source: str, form: type[Form], given: Sequence[Flag], below: Sequence[Flag] = ()) -> Stated[Form]:
    """An experiment file, or a scenario, in the form of a kind of study, with flags over it and defaults ``below``.

    Raises ScenarioError with file and line, or the flag, where something is wrong.
    """
    path = Path(source)
    layers = read_layers(path)
    stated = any(layer.child("kind") is not None for layer in layers)
    if not stated:
        _refuse_experiment(layers, kind)
    tree = reduce(overlay, layers) if stated else from_plain({"kind": kind, "scenario": path.name})
    tree = reduce(overlay, [*(flag.node() for flag in below), tree, *(flag.node() for flag in given)])
    found = tree.child("kind")
    if found is not None and found.value != kind:
        raise _of_another_kind(found, kind, source)
    try:
        made = form.model_validate(tree.plain())
    except ValidationError as error:
        told = located(tree, error, _keys(form), f"`tasuki {kind} --help` and docs/experiments.md say the form")
        told.value = _written(error, told)
        raise told from None
    return Stated(made, tree, path.parent)


def _of_another_kind(found: Node, kind: str, source: str) -> ScenarioError:
    said, remedy = "is no kind of experiment", nearest(found.shown(), KINDS)
    if found.value in KINDS:
        said, remedy = f"is not {kind}", f"say `tasuki {found.value} {source}`"
    return found.place.error(said, remedy, key="kind", value=found.shown())


def _written(error: ValidationError, told: ScenarioError) -> str | None:
    """The value or axis that is wrong; None where what is told names it, or where something lacks."""
    for one in error.errors():
        if ".".join(map(str, one["loc"])) == told.key and one["type"] not in ("missing", "extra_forbidden"):
            several = isinstance(one["input"], Mapping | list | tuple) and one["loc"][0] != "space"
            text = value_text(one["input"])
            return None if several or repr(text) in told.message else text
    return None


def _refuse_experiment(layers: Sequence[Node], kind: str) -> None:
    """Refuse a file that looks like an experiment and does not say of which kind."""
    for name in ("scenario", "space"):
        for node in (layer.child(name) for layer in layers):
            if node is not None:
                raise node.place.error("belongs to an experiment, which has a kind", f"add `kind: {kind}`", key=name)


def order(stated: Stated[Form], overrides: Sequence[str] = (), *, jobs: Workers | None, out: Path, lang: str) -> Order:
    """The order of a study without its plan, which `with_plan` adds; ``overrides`` lie over what the file sets."""
    form = stated.form
    above = [*stated.overrides, *overrides]
    return Order(form.kind, stated.scenario, above, form.replications, form.seed, jobs, out, lang)


def with_plan(given: Order, plan: Mapping[str, Any]) -> Order:
    """The order with its plan."""
    return replace(given, plan=plan)


def scenario_of(given: Order) -> Any:
    """The scenario that an order varies. Raises ScenarioError where it is wrong."""
    (scenario,) = orders.asked(given.request, conduct.load_engine().schema).scenarios.values()
    return scenario


def _keys(form: type[BaseModel]) -> list[str]:
    return [*form.model_fields, *AxisForm.model_fields]


def own_differences(path: str) -> Mapping[str, Any]:
    """What a scenario file, and those it extends above the lowest, set by dotted key."""
    layers = read_layers(Path(path))
    values: dict[str, Any] = reduce(overlay, layers[1:] or layers).plain()
    return dict(leaves({key: value for key, value in values.items() if key not in ("name", "title", "description")}))


def leaves(values: Mapping[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
    """The values that lie beneath others, by dotted key."""
    found: list[tuple[str, Any]] = []
    for name, value in values.items():
        found += leaves(value, f"{prefix}{name}.") if isinstance(value, Mapping) else [(prefix + name, value)]
    return found
