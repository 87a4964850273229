"""Words for types, values and ranges, used alike by error messages and by the documentation."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, get_args, get_origin

_ONE: dict[type, str] = {int: "whole number", float: "number", bool: "true or false", str: "text"}
_MANY: dict[type, str] = {int: "whole numbers", float: "numbers", bool: "true or false", str: "texts"}


def type_words(annotation: Any) -> str:
    """Say a parameter's type in words: `whole number`, `list of 2 numbers`, `mapping of names to numbers`.

    Raises TypeError for a type that a parameter cannot have.
    """
    if annotation in _ONE:
        return _ONE[annotation]
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is tuple and inner:
        count = "" if inner[-1] is Ellipsis else f"{len(inner)} "
        return f"list of {count}{_plural(inner[0])}"
    if origin is dict and inner[0] is str:
        return f"mapping of names to {_plural(inner[1])}"
    raise TypeError(f"{annotation} cannot be a parameter: use int, float, bool, str, tuple, dict or Section")


def _plural(annotation: Any) -> str:
    if annotation in _MANY:
        return _MANY[annotation]
    words = type_words(annotation)
    return words.replace("list", "lists", 1).replace("mapping", "mappings", 1)


def with_article(words: str) -> str:
    """Put `a` before what can be counted: `a number`, but `true or false` and `text`."""
    return words if words in ("true or false", "text") else f"a {words}"


def value_text(value: object) -> str:
    """Write a value on one line as YAML reads it back: 20000, 0.05, true, text, [1, 2], {a: 1}."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value if value.isprintable() and value.strip() == value != "" else json.dumps(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {value_text(item)}" for key, item in value.items()) + "}"
    if isinstance(value, Sequence):
        return "[" + ", ".join(map(value_text, value)) + "]"
    return "null" if value is None else repr(value)


def range_text(low: float | None, high: float | None) -> str:
    """Say a closed range: `from 0 to 1`, `at least 0`, `at most 1`, or nothing."""
    if low is not None and high is not None:
        return f"from {value_text(low)} to {value_text(high)}"
    if low is not None:
        return f"at least {value_text(low)}"
    return "" if high is None else f"at most {value_text(high)}"
