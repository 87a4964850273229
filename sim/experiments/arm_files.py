"""Files that state something about companies, claims and patterns alike: found by id, read with the line of a fault,
and their arms resolved to scenarios.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce
from pathlib import Path
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel, ValidationError

from sim.errors import ScenarioError
from sim.experiments.claims.form import ArmDifference, nearest
from sim.scenario import ScenarioBase, load
from sim.scenario.layers import overlay, read_layers
from sim.scenario.nodes import Node

Form = TypeVar("Form", bound=BaseModel)
Arms = dict[str, Any]
"""Resolved scenarios by arm."""


class Armed(Protocol):
    """Whatever names a base scenario and arms as differences from it."""

    @property
    def base(self) -> str:
        """Path of the base scenario, seen from the file."""

    @property
    def arms(self) -> Mapping[str, ArmDifference]:
        """Differences by arm."""


def find(ids: Sequence[str], folder: Path, word: str, order: Callable[[str], Any] = str) -> list[Path]:
    """Files with these ids in ``folder``, each once, or all in ``order``. ``word``: what such a file is called.

    Raises ScenarioError for an unknown id, or where the folder holds none.
    """
    known = {path.stem: path for path in folder.glob("*.yaml")}
    if not known:
        raise ScenarioError(f"holds no {word}s", file=str(folder), remedy="run from the project's folder")
    for name in ids:
        if name not in known:
            raise ScenarioError(f"is no {word}", file=str(folder), value=name, remedy=nearest(name, sorted(known)))
    return [known[name] for name in dict.fromkeys(ids) or sorted(known, key=order)]


def read(path: Path, form: type[Form], parts: Iterable[type[BaseModel]], word: str) -> Form:
    """Read a file into its form. ``parts``: all models of the form, for what to say of an unknown key.

    Raises ScenarioError with file and line.
    """
    tree = reduce(overlay, read_layers(path))
    try:
        return form.model_validate(tree.plain())
    except ValidationError as error:
        keys = [key for part in parts for key in part.model_fields]
        raise located(tree, error, keys, f"see the {word}s beside it for the form") from None


def scenarios(stated: Armed, path: Path, schema: type[ScenarioBase], overrides: Sequence[str] = ()) -> Arms:
    """The resolved scenario of every arm; ``overrides`` are laid over each."""
    return {name: scenario(stated, path, schema, name, overrides) for name in stated.arms}


def scenario(
    stated: Armed,
    path: Path,
    schema: type[ScenarioBase],
    name: str,
    overrides: Sequence[str] = (),
    more: Mapping[str, Any] | None = None,
    place: str = "arms.{arm}.set",
) -> Any:
    """The resolved scenario of one arm; ``more`` lies over the overrides. ``place``: the file's key to blame."""
    arm = stated.arms[name]
    source = Path(os.path.normpath(path.parent / (arm.extends or stated.base)))
    below, above = ([f"{key}={json.dumps(value)}" for key, value in values.items()] for values in (arm.set, more or {}))
    try:
        return load(source, schema, [*below, *overrides, *above])
    except ScenarioError as error:
        own = error.file in [f"--set {setting}" for setting in [*below, *above]]
        if not own:
            raise
        # The error of a value of the file points at the file, not at the argument it was turned into.
        key = f"{place.format(arm=name)}: {error.key}"
        raise ScenarioError(
            error.message, file=str(path), key=key, value=error.value, remedy=error.remedy
        ) from None  # fmt: skip


_PLAINLY = {
    "Input should be": "must be", "a valid dictionary": "a mapping of keys to values", "Field required": "is missing",
    "a valid list": "a list", "a valid tuple": "a list", "a valid string": "a text",
    "a valid integer": "a whole number", "a valid number": "a number",
}  # fmt: skip
"""What the library that checks forms calls things, and what a reader of the file does."""


def located(tree: Node, error: ValidationError, keys: Sequence[str], remedy: str) -> ScenarioError:
    """The first problem of a form, with the place in the file. ``keys``: all known ones."""
    # A key written wrongly is also a key missing: the former says what to do.
    first = min(error.errors(), key=lambda found: found["type"] == "missing")
    node = tree
    for part in first["loc"]:
        node = node.child(part) or node
    key = ".".join(map(str, first["loc"])) or None
    if first["type"] == "extra_forbidden":
        return node.place.error("is not a known key", nearest(str(first["loc"][-1]), keys), key=key)
    message = re.sub(r" or instance of \w+", "", str(first["msg"]).removeprefix("Value error, "))
    for theirs, ours in _PLAINLY.items():
        message = message.replace(theirs, ours)
    return node.place.error(message, remedy, key=key)
