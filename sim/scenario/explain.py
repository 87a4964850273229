"""Turn what validation found into one message: where it was written, what is wrong, and what to do."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, get_args, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from sim.errors import ScenarioError
from sim.scenario.nodes import DEFAULT, REPLACE, Node, Place, scalar
from sim.scenario.parameter import Section, contained_section, declared, expected
from sim.scenario.words import type_words, value_text, with_article

Location = tuple[str | int, ...]


def explain(error: ValidationError, schema: type[Section], tree: Node) -> ScenarioError:
    """Make one ScenarioError of all that validation found: the first in the highest layer, and a count."""
    details = error.errors(include_url=False, include_input=False)
    first = _one(min(details, key=lambda detail: _rank(detail, schema, tree)), schema, tree)
    first.more = len(details) - 1
    return first


def refuse_replaced_sections(schema: type[Section], tree: Node) -> None:
    """Refuse `!replace` where keys are fixed: it would silently undo values. Raises ScenarioError."""
    for location, node in _nodes(tree):
        spot = lookup(schema, location) if node.replaces else None
        if spot is not None and spot.section is not None and not spot.many:
            remedy = f"remove {REPLACE}; it is for mappings whose names are free"
            raise node.place.error("cannot be replaced as a whole", remedy, key=_dotted(location))


def _nodes(node: Node, location: Location = ()) -> Iterator[tuple[Location, Node]]:
    yield location, node
    if isinstance(node.value, Mapping):
        for name, child in node.value.items():
            yield from _nodes(child, (*location, name))
    elif isinstance(node.value, tuple):
        for index, child in enumerate(node.value):
            yield from _nodes(child, (*location, index))


class Spot(NamedTuple):
    """What the schema has at a location.

    field: the field that governs it, None at the top. annotation: the type of what stands here.
    section: the Section whose keys stand here, or in each entry if `many` (a list or named mapping of
    Sections); None within plain values.
    """

    field: FieldInfo | None
    annotation: Any
    section: type[Section] | None
    many: bool


def lookup(schema: type[Section], location: Location) -> Spot | None:
    """Follow a location through the schema; None if it has an unknown key."""
    spot = Spot(None, schema, schema, False)
    for part in location:
        if spot.many:
            spot = spot._replace(annotation=spot.section, many=False)
        elif spot.section is None:
            spot = spot._replace(annotation=_element(spot.annotation, part))
        else:
            field = spot.section.model_fields.get(str(part))
            if field is None:
                return None
            inner = contained_section(field.annotation)
            many = inner is not None and get_origin(field.annotation) is not None
            spot = Spot(field, field.annotation, inner, many)
    return spot


def _element(annotation: Any, part: str | int) -> Any:
    """The type of an entry of a list or mapping; None where the type has no such entry."""
    inner = get_args(annotation)
    if get_origin(annotation) is dict:
        return inner[1]
    if inner and inner[-1] is Ellipsis:
        return inner[0]
    return inner[int(part)] if str(part).isdecimal() and int(part) < len(inner) else None


def _rank(detail: Any, schema: type[Section], tree: Node) -> tuple[int, int]:
    """The highest layer first, and there the first line."""
    place = _written(tree, _location(detail, schema, tree))
    return -place.layer, place.line or 0


def _location(detail: Any, schema: type[Section], tree: Node) -> Location:
    location: Location = detail["loc"]
    if detail["type"] == "problem":
        return _latest(tree, location, detail["ctx"]["keys"])
    if detail["type"] == "missing" and _is_plain(schema, location[:-1]):
        return location[:-1]  # the list is too short
    return location


def _one(detail: Any, schema: type[Section], tree: Node) -> ScenarioError:
    location = _location(detail, schema, tree)
    if detail["type"] == "problem":
        said = detail["ctx"]["message"], detail["ctx"]["remedy"]
    elif detail["type"] == "extra_forbidden":
        said = "is not a known key", _known_key(schema, location)
    else:
        said = _wrong_type(detail["type"], schema, location, _at(tree, location))
    place, node = _written(tree, location), _at(tree, location)
    shown = node.shown() if node is not None and detail["type"] != "extra_forbidden" else None
    return place.error(*said, key=_dotted(location) or None, value=shown)


def _is_plain(schema: type[Section], location: Location) -> bool:
    spot = lookup(schema, location)
    return spot is not None and spot.section is None


def _dotted(location: Location) -> str:
    return ".".join(map(str, location))


def _at(tree: Node, location: Location) -> Node | None:
    node: Node | None = tree
    for part in location:
        node = None if node is None else node.child(part)
    return node


def _written(tree: Node, location: Location) -> Place:
    """The place of a value; of what surrounds it if the value itself is a default of the schema."""
    for length in range(len(location), 0, -1):
        node = _at(tree, location[:length])
        if node is not None and node.place != DEFAULT:
            return node.place
    return dataclasses.replace(tree.place, line=None)


def _latest(tree: Node, location: Location, keys: list[str]) -> Location:
    """Of the keys that disagree, the one written in the highest layer."""
    named = [(*location, *(key.split(".") if key else ())) for key in keys]
    return max(named, key=lambda each: _written(tree, each).layer)


def _known_key(schema: type[Section], location: Location) -> str:
    """Say what was probably meant by an unknown key, and where it would be valid."""
    spot = lookup(schema, location[:-1])
    key = str(location[-1])
    here = list(spot.section.model_fields) if spot and spot.section else []
    here += ["extends"] if len(location) == 1 else []
    paths = _all_paths(schema)
    if "." in key and key in paths:
        outer, _, last = key.rpartition(".")
        return f"nest it: `{last}:` indented beneath `{outer.replace('.', ': ')}:`"
    near = difflib.get_close_matches(key, here, n=1, cutoff=0.75)
    if near:
        return f"did you mean `{near[0]}`?"
    if elsewhere := [path for path in paths if path.split(".")[-1] == key]:
        return f"`{key}` is valid as {' and as '.join(elsewhere[:4])}"
    ends = {path.split(".")[-1]: path for path in reversed(paths)}
    far = difflib.get_close_matches(key, ends, n=1, cutoff=0.75)
    valid = f"valid here: {', '.join(here)}"
    return f"did you mean {ends[far[0]]}? Otherwise, {valid}" if far else valid


def _all_paths(schema: type[Section]) -> list[str]:
    """Dotted keys of all sections and parameters, in the order of declaration."""
    paths: dict[str, None] = {}
    for each in declared(schema):
        parts = each.path.split(".")
        paths |= dict.fromkeys(".".join(parts[: length + 1]) for length in range(len(parts)))
    return list(paths)


def _wrong_type(kind: str, schema: type[Section], location: Location, node: Node | None) -> tuple[str, str]:
    spot = lookup(schema, location)
    assert spot is not None
    if spot.section is not None and not spot.many:
        remedy = f"write its keys indented beneath it: {', '.join(spot.section.model_fields)}"
        said = "must be a mapping of keys to values"
    else:
        assert spot.field is not None
        remedy, said = expected(spot.field), f"must be {_must_be(kind, spot)}"
    if kind == "missing" and node is None:
        return "is missing", remedy
    if node is not None and node.value is None:
        needed = isinstance(location[-1], int) or (spot.field is not None and spot.field.is_required())
        return "has no value", remedy if needed else f"{remedy}; or delete the line to keep the default"
    hint = _hint(said, node)
    return said, f"{hint}; {remedy}" if hint else remedy


def _must_be(kind: str, spot: Spot) -> str:
    if spot.section is not None:
        return "a mapping of names" if get_origin(spot.annotation) is dict else "a list"
    words = with_article(type_words(spot.annotation))
    return words.replace("a ", "a finite ", 1) if kind == "finite_number" else words


def _hint(said: str, node: Node | None) -> str:
    """Say what to change in a value that is nearly right."""
    if node is None or isinstance(node.value, Mapping | tuple):
        return ""
    text = node.text.strip('"')
    if said == "must be true or false" and text.lower() in ("yes", "no", "on", "off", "true", "false"):
        return f"write {'true' if text.lower() in ('yes', 'on', 'true') else 'false'}"
    if said == "must be text" and not isinstance(node.value, str):
        return f'put quotes around it: "{text}"'
    return _number_hint(said, node, text) if said.endswith(" number") else ""


def _number_hint(said: str, node: Node, text: str) -> str:
    number = scalar(text.rstrip("%").replace("_", "").replace(",", "").strip())
    if isinstance(number, bool | str) or number is None:
        return ""
    if text.endswith("%"):
        return "" if "whole" in said else f"write {value_text(round(number / 100, 12))}"
    if "whole" not in said:
        return f"write {value_text(number)}" if isinstance(node.value, str) else ""
    return f"write {int(number)}" if float(number).is_integer() else ""
