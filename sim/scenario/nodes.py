"""YAML text as a tree that remembers, for every value, the file and line where it was written.

The scalars follow YAML 1.2: `yes`, `no`, `on`, `off` and `12:30` are texts, `1e6` is a number, `017` is
seventeen. The tree is built from libyaml's events, so that depth and size are bounded while reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import yaml

from sim.errors import ScenarioError
from sim.scenario.words import value_text

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Scalar: TypeAlias = "str | int | float | bool | None"

REPLACE = "!replace"  # tag of a mapping that replaces the entries of lower layers instead of joining them
_MAX_DEPTH = 40
_MAX_NODES = 200_000
_TOO_DEEP = f"is nested more than {_MAX_DEPTH} levels deep"

_WORDS: dict[str, Scalar] = {"": None, "~": None}
_WORDS |= dict.fromkeys(("null", "Null", "NULL"))
_WORDS |= dict.fromkeys(("true", "True", "TRUE"), True)
_WORDS |= dict.fromkeys(("false", "False", "FALSE"), False)
_WORDS |= {form: float("nan") for form in (".nan", ".NaN", ".NAN")}
_WORDS |= {s + form: float(s + "inf") for s in ("", "+", "-") for form in (".inf", ".Inf", ".INF")}
# Longer runs of digits fall through to float: Python limits the length of what int() reads.
_INTEGER = re.compile(r"[-+]?[0-9]{1,300}")
_OCTAL, _HEXADECIMAL = re.compile(r"0o[0-7]{1,20}"), re.compile(r"0x[0-9a-fA-F]{1,16}")
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value was written: a file (or a `--set` argument), its line, and the rank of the layer."""

    file: str | None
    line: int | None
    layer: int

    def error(self, message: str, remedy: str, *, key: str | None = None, value: str | None = None) -> ScenarioError:
        """Make the error that points here."""
        return ScenarioError(message, file=self.file, line=self.line, key=key, value=value, remedy=remedy)


DEFAULT = Place(None, None, -1_000_000)


@dataclass(frozen=True, slots=True)
class Node:
    """A value and its place; `text` is a scalar as it was written.

    size, depth: number of nodes and of levels from here down, this one included, as far as it was parsed.
    """

    value: Scalar | tuple[Node, ...] | Mapping[str, Node]
    place: Place
    text: str = ""
    replaces: bool = False
    size: int = 1
    depth: int = 1

    def child(self, name: str | int) -> Node | None:
        """The entry of a mapping or list, or None."""
        if isinstance(self.value, Mapping):
            return self.value.get(str(name))
        if isinstance(self.value, tuple) and str(name).isdecimal() and int(name) < len(self.value):
            return self.value[int(name)]
        return None

    def plain(self) -> Any:
        """The value as dicts, lists and scalars."""
        if isinstance(self.value, Mapping):
            return {key: node.plain() for key, node in self.value.items()}
        return [node.plain() for node in self.value] if isinstance(self.value, tuple) else self.value

    def shown(self) -> str:
        """The value on one short line, as it was written."""
        shown = self.text if self.text else value_text(self.plain())
        return shown if len(shown) <= 60 else shown[:57] + "..."


def scalar(text: str) -> Scalar:
    """Read an unquoted scalar by the rules of YAML 1.2."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _OCTAL.fullmatch(text) or _HEXADECIMAL.fullmatch(text):
        return int(text, 0)
    return float(text) if _FLOAT.fullmatch(text) else text


def from_plain(value: Any, place: Place = DEFAULT) -> Node:
    """Make a tree of plain dicts, lists or tuples and scalars that all share one place."""
    if isinstance(value, Mapping):
        return Node({key: from_plain(item, place) for key, item in value.items()}, place)
    if isinstance(value, list | tuple):
        return Node(tuple(from_plain(item, place) for item in value), place)
    return Node(value, place, value_text(value))


def parse(text: str, place: Place) -> Node | None:
    """Read one YAML document whose first line is `place.line`; None if there is nothing in it.

    Raises ScenarioError for what is not text or not YAML, more than one document, a key given twice, a tag,
    an alias to something not complete, or too many values.
    """
    if found := _NOT_TEXT.search(text):
        lines = text.count("\n", 0, found.start())
        where = place if place.line is None else replace(place, line=place.line + lines)
        raise where.error("holds a control character", "save the file as plain text", value=ascii(found[0]))
    builder = _Builder(yaml.parse(text, Loader=Loader), place)
    try:
        return builder.document()
    except yaml.YAMLError as error:
        mark, context = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
        if mark is None or (context is not None and mark.line > text.rstrip().count("\n")):
            mark = context  # what was never closed is more use than the end of the file
        line = builder.place(mark).line if mark else place.line
        said = getattr(error, "problem", None) or getattr(error, "reason", None) or "cannot be read"
        written = _line(text, mark.line) if mark else ""
        where = Place(place.file, line, place.layer)
        remedy = _yaml_remedy(said, written)
        raise where.error(f"is not YAML: {said}", remedy, value=written.strip()[:60] or None) from None


def _line(text: str, number: int) -> str:
    lines = text.splitlines()
    return lines[number] if number < len(lines) else ""


def _yaml_remedy(said: str, line: str) -> str:
    if "cannot start any token" in said and line[: len(line) - len(line.lstrip())].count("\t"):
        return "indent with spaces, not tabs"
    if "cannot start any token" in said:
        return "put quotes around a text that begins with a special character"
    return "check indentation, colons, quotes and brackets at and before this line"


def _size(below: Iterable[Node]) -> int:
    return 1 + sum(node.size for node in below)


def _depth(below: Iterable[Node]) -> int:
    return 1 + max((node.depth for node in below), default=0)


class _Builder:
    """Builds Nodes from a stream of YAML events."""

    def __init__(self, events: Iterator[Any], place: Place) -> None:
        self.events = events
        self.origin = place
        self.anchors: dict[str, Node] = {}

    def place(self, mark: Any) -> Place:
        first = self.origin.line
        return Place(self.origin.file, None if first is None else first + mark.line, self.origin.layer)

    def document(self) -> Node | None:
        next(self.events)  # the stream begins
        if isinstance(next(self.events), yaml.StreamEndEvent):
            return None
        root = self.node(next(self.events), 0)
        next(self.events)  # the document ends
        more = next(self.events)
        if not isinstance(more, yaml.StreamEndEvent):
            place = self.place(more.start_mark)
            raise place.error("begins a second YAML document", "keep one scenario in one file")
        return root

    def node(self, event: Any, depth: int) -> Node:
        place = self.place(event.start_mark)
        if isinstance(event, yaml.AliasEvent):
            return self.alias(str(event.anchor), place)
        if depth > _MAX_DEPTH:
            raise place.error(_TOO_DEEP, "nest less, as the scenarios do")
        self.check_tag(event, place)
        if isinstance(event, yaml.MappingStartEvent):
            node = self.mapping(place, depth, event.tag == REPLACE)
        elif isinstance(event, yaml.SequenceStartEvent):
            node = self.sequence(place, depth)
        else:
            unquoted = event.implicit[0]
            value = scalar(event.value) if unquoted else event.value
            node = Node(value, place, event.value if unquoted else f'"{event.value}"')
        self.check_size(node, place)
        if event.anchor:
            self.anchors[event.anchor] = node
        return node

    def alias(self, anchor: str, place: Place) -> Node:
        if anchor not in self.anchors:
            raise place.error(
                "uses an anchor that is not defined before it", f"define &{anchor} above", value=f"*{anchor}"
            )
        return replace(self.anchors[anchor], place=place)

    def check_size(self, node: Node, place: Place) -> None:
        if node.size > _MAX_NODES:
            raise place.error(f"holds more than {_MAX_NODES} values", "use fewer aliases")
        if node.depth > _MAX_DEPTH:
            raise place.error(_TOO_DEEP, "use fewer aliases")

    def check_tag(self, event: Any, place: Place) -> None:
        if event.tag is None or (event.tag == REPLACE and isinstance(event, yaml.MappingStartEvent)):
            return
        remedy = f"remove it; {REPLACE}, before a mapping of names, is the only tag"
        raise place.error("is a tag that scenarios do not have", remedy, value=event.tag)

    def sequence(self, place: Place, depth: int) -> Node:
        items: list[Node] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self.node(event, depth + 1))
        return Node(tuple(items), place, size=_size(items), depth=_depth(items))

    def mapping(self, place: Place, depth: int, replaces: bool) -> Node:
        entries: dict[str, Node] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            at = self.place(event.start_mark)
            name = self.key(event, at)
            if name in entries:
                said = f"is given twice, first on line {entries[name].place.line}"
                raise at.error(said, "keep one of the two", key=name)
            entries[name] = replace(self.node(next(self.events), depth + 1), place=at)
        below = entries.values()
        return Node(entries, place, replaces=replaces, size=_size(below), depth=_depth(below))

    def key(self, event: Any, place: Place) -> str:
        if not isinstance(event, yaml.ScalarEvent):
            raise place.error("is a key that is not a plain word", "give a key such as `market:`")
        if event.value == "<<" and event.implicit[0]:
            raise place.error("YAML merge keys are not read", "use `extends:` or an alias", key="<<")
        self.check_tag(event, place)
        return str(event.value)
