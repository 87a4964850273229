"""Documents made from the declarations: JSON Schema for editors, a table for readers, the base file."""

from __future__ import annotations

import inspect
from typing import Any, get_args, get_origin

from pydantic.fields import FieldInfo

from sim.scenario.parameter import (
    REQUIRED,
    Parameter,
    Section,
    contained_section,
    declaration,
    declared,
)
from sim.scenario.words import range_text, type_words, value_text
from sim.scenario.writing import Writer, flow

_JSON_TYPES: dict[Any, str] = {int: "integer", float: "number", bool: "boolean", str: "string"}
_NAMES = {"pattern": r"^[\w-]+$"}


def summary(schema: type[Section]) -> str:
    """The first paragraph of a Section's docstring, on one line; empty if it has none."""
    return " ".join(inspect.cleandoc(schema.__doc__ or "").split("\n\n")[0].split())


def json_schema(schema: type[Section]) -> dict[str, Any]:
    """JSON Schema (Draft 2020-12) of a scenario file. Files are layers, so no key is required."""
    extends = {
        "type": "string",
        "description": "Path of the scenario file that this one differs from, relative to this file.",
    }
    document = _object(schema, schema())
    document["properties"] = {"extends": extends} | document["properties"]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Tasuki scenario"} | document


def _object(schema: type[Section], defaults: Section | None) -> dict[str, Any]:
    fields = schema.model_fields.items()
    properties = {name: _property(field, getattr(defaults, name, REQUIRED)) for name, field in fields}
    described = {"description": summary(schema)} if summary(schema) else {}
    return {"type": "object"} | described | {"properties": properties, "additionalProperties": False}


def _property(field: FieldInfo, default: Any) -> dict[str, Any]:
    if default is REQUIRED and not field.is_required():
        default = field.default
    inner = contained_section(field.annotation)
    if inner is not None and get_origin(field.annotation) is None:
        return _object(inner, default)
    shape = _type(field.annotation, _bounds(field))
    if default is not REQUIRED:
        shape["default"] = _plain(default)
    extra = declaration(field)
    unit = f" [{extra['unit']}]" if extra["unit"] not in ("", "-") else ""
    return {"description": f"{field.description}{unit}. Source: {extra['source']}"} | shape


def _bounds(field: FieldInfo) -> dict[str, Any]:
    extra = declaration(field)
    named = {"minimum": extra["low"], "maximum": extra["high"], "enum": extra["choices"]}
    return {name: value for name, value in named.items() if value is not None}


def _type(annotation: Any, bounds: dict[str, Any]) -> dict[str, Any]:
    if annotation in _JSON_TYPES:
        return {"type": _JSON_TYPES[annotation]} | bounds
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return _object(annotation, None)
    inner = get_args(annotation)
    if get_origin(annotation) is dict:
        return {"type": "object", "propertyNames": _NAMES, "additionalProperties": _type(inner[1], bounds)}
    if inner[-1] is Ellipsis:
        return {"type": "array", "items": _type(inner[0], bounds)}
    items = [_type(each, bounds) for each in inner]
    return {"type": "array", "prefixItems": items, "items": False, "minItems": len(items)}


def _plain(value: Any) -> Any:
    if isinstance(value, Section):
        return value.model_dump(mode="json")
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value


def markdown_table(schema: type[Section]) -> str:
    """Tables of all parameters in Markdown, one for each top-level section, in the order of declaration."""
    groups: dict[str, list[Parameter]] = {}
    for each in declared(schema):
        groups.setdefault(each.path.split(".")[0], []).append(each)
    return "\n".join(_group(schema, name, members) for name, members in groups.items())


def _group(schema: type[Section], name: str, members: list[Parameter]) -> str:
    inner = contained_section(schema.model_fields[name].annotation)
    about = summary(inner) if inner is not None else ""
    head = [f"## {name}", "", *([about, ""] if about else [])]
    columns = ["Parameter", "Type", "Unit", "Default", "Range", "Meaning", "Source"]
    table = [_row(columns), _row(["---"] * len(columns)), *map(_parameter_row, members)]
    return "\n".join([*head, *table, ""])


def _parameter_row(each: Parameter) -> str:
    allowed = ", ".join(each.choices) if each.choices else range_text(each.low, each.high)
    default = "required" if each.default is REQUIRED else f"`{_shown(each.default)}`"
    unit = "" if each.unit == "-" else each.unit
    return _row([f"`{each.path}`", type_words(each.type), unit, default, allowed, each.meaning, each.source])


def _shown(default: Any) -> str:
    return flow(default) if default == "" else value_text(default)


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(" ".join(cell.replace("|", r"\|").split()) for cell in cells) + " |"


def yaml_with_sources(schema: type[Section]) -> str:
    """The complete base file: every default with its unit, meaning and source as a comment."""
    writer = Writer(_comment)
    writer.section(schema(), schema())
    return writer.text()


def _comment(schema: type[Section], name: str) -> str:
    if not name:
        return summary(schema)
    field = schema.model_fields[name]
    extra = declaration(field)
    unit = () if extra["unit"] in ("", "-") else (extra["unit"],)
    return " ".join("; ".join((*unit, str(field.description), f"source: {extra['source']}")).split())
