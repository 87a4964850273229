"""Layers of a scenario: the schema's defaults, the files that extend one another, then `--set` arguments.

Mappings join by key, lists and single values replace. Every value keeps the place where it was written last.
"""

from __future__ import annotations

import dataclasses
import difflib
import os
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from sim.scenario.nodes import Node, Place, parse

_parsed = lru_cache(maxsize=32)(parse)  # hundreds of companies of the claims extend the same few files
_OVERRIDES = 1_000_000  # rank of the first `--set`; the file a user names has 0, what it extends less


def overlay(lower: Node | None, upper: Node) -> Node:
    """Lay one tree over another. A mapping tagged `!replace` does not join what lies below it."""
    if lower is None or upper.replaces:
        return upper
    if not isinstance(lower.value, Mapping) or not isinstance(upper.value, Mapping):
        return upper
    joined = dict(lower.value)
    for name, node in upper.value.items():
        joined[name] = overlay(joined.get(name), node)
    return Node(joined, upper.place, replaces=lower.replaces)


def read_layers(path: Path) -> list[Node]:
    """Read a file and all that it extends, lowest layer first; `extends` is taken out of each.

    Raises ScenarioError for a file that is missing, unreadable, not YAML, not a mapping or empty, and for
    files that extend one another in a circle.
    """
    layers: list[Node] = []
    seen: list[Path] = []
    reason: Place | None = None
    target: Path | None = path
    while target is not None:
        _refuse_circle(seen, target, reason)
        seen.append(target)
        layer = _read_file(target, -len(layers), reason)
        target, reason, layer = _split_extends(layer, target)
        layers.append(layer)
    return layers[::-1]


def _refuse_circle(seen: Sequence[Path], target: Path, reason: Place | None) -> None:
    if reason is None or os.path.realpath(target) not in map(os.path.realpath, seen):
        return
    chain = " -> ".join(str(file) for file in [*seen, target])
    raise reason.error(
        f"is circular: {chain}", "let one of these files extend nothing", key="extends", value=str(target)
    )


def _split_extends(layer: Node, path: Path) -> tuple[Path | None, Place | None, Node]:
    assert isinstance(layer.value, Mapping)
    extends = layer.value.get("extends")
    if extends is None:
        return None, None, layer
    if not isinstance(extends.value, str) or not extends.value.strip() or not extends.value.isprintable():
        remedy = "give the path of one scenario file, relative to this file"
        raise extends.place.error("must be a path", remedy, key="extends", value=extends.shown())
    rest = {name: node for name, node in layer.value.items() if name != "extends"}
    target = Path(os.path.normpath(path.parent / extends.value))
    return target, extends.place, dataclasses.replace(layer, value=rest)


def _read_file(path: Path, rank: int, reason: Place | None) -> Node:
    whole = Place(str(path), None, rank)
    node = _parsed(_read_text(path, whole, reason), Place(str(path), 1, rank))
    if node is None or node.value is None:
        raise whole.error("is empty", "write at least one key, such as `extends: base.yaml`")
    if not isinstance(node.value, Mapping):
        remedy = "write `key: value` lines, such as `extends: base.yaml`"
        raise node.place.error("is not a mapping of keys to values", remedy, value=node.shown())
    return node


def _read_text(path: Path, whole: Place, reason: Place | None) -> str:
    try:
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        said = "cannot be read"
        if isinstance(error, FileNotFoundError | IsADirectoryError):
            said = "does not exist" if isinstance(error, FileNotFoundError) else "is a folder, not a file"
        remedy = _file_remedy(path, error)
        if reason is None:
            raise whole.error(said, remedy) from None
        raise reason.error(f"{path} {said}", remedy, key="extends", value=str(path)) from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = Place(whole.file, data[: error.start].count(b"\n") + 1, whole.layer)
        byte = f"byte 0x{data[error.start]:02x}"
        raise place.error("is not UTF-8 text", "save the file as UTF-8", value=byte) from None


def _file_remedy(path: Path, error: OSError | ValueError) -> str:
    folder = path if isinstance(error, IsADirectoryError) else path.parent
    if not isinstance(error, FileNotFoundError | IsADirectoryError):
        return f"check the file and its permissions ({getattr(error, 'strerror', None) or error})"
    if not folder.is_dir():
        return f"the folder {folder} does not exist either; check the path"
    names = sorted(file.name for file in folder.glob("*.yaml"))
    near = difflib.get_close_matches(path.name, names, n=1, cutoff=0.75)
    near = near or [name for name in names if Path(name).stem == path.name]
    if near and folder != path:
        return f"did you mean {folder / near[0]}?"
    return f"{folder} holds {', '.join(names[:12]) or 'no scenario'}; check the path"


def apply_override(tree: Node, argument: str, ordinal: int) -> Node:
    """Lay `a.b.c=VALUE` over the tree; VALUE is YAML, a number as a key part is an index into a list.

    Raises ScenarioError for an argument without `=`, a value that is not YAML, and an index outside a list.
    """
    place = Place(f"--set {argument}", None, _OVERRIDES + ordinal)
    key, equals, text = argument.partition("=")
    parts = key.strip().split(".")
    example = "write --set key=value, such as --set run.seed=7"
    if not equals or not all(parts) or len(parts) > 40:
        raise place.error("is not of the form key=value", example)
    if parts[0] == "extends":
        raise place.error("belongs in a file", "start a scenario file with `extends:`", key="extends")
    value = parse(text, place)
    return _assign(tree, parts, Node(None, place) if value is None else value, place)


def _assign(node: Node | None, parts: list[str], value: Node, place: Place, done: str = "") -> Node:
    if not parts:
        return overlay(node, dataclasses.replace(value, place=place))
    name, path = parts[0], f"{done}{parts[0]}"
    if node is not None and isinstance(node.value, tuple):
        entry = node.child(name)
        if entry is None:
            raise place.error(f"has no entry {name}", _index_remedy(len(node.value)), key=done.rstrip("."))
        items = list(node.value)
        items[int(name)] = _assign(entry, parts[1:], value, place, f"{path}.")
        return Node(tuple(items), place)
    below = node.child(name) if node is not None else None
    joined = dict(node.value) if node is not None and isinstance(node.value, Mapping) else {}
    joined[name] = _assign(below, parts[1:], value, place, f"{path}.")
    return Node(joined, place, replaces=node.replaces if node is not None else False)


def _index_remedy(count: int) -> str:
    whole = "give the whole list, such as [1, 2]"
    return f"use an index from 0 to {count - 1}, or {whole}" if count else whole
