"""One declaration of each parameter: type, unit, default, range, meaning and source.

    class Market(Section):
        '''Companies that could buy.'''
        accounts: int = parameter(20_000, unit="accounts", meaning="companies in the market",
                                  source="assumption: mid-size niche", low=1, high=10_000_000)

Validation, the JSON Schema, the documented table, the base file and sweeps all read this one declaration.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

from sim.scenario.words import range_text, type_words, with_article

REQUIRED = ...
_NAME = re.compile(r"[\w-]+")


def parameter(
    default: Any,
    *,
    unit: str,
    meaning: str,
    source: str,
    low: float | None = None,
    high: float | None = None,
    choices: Sequence[str] | None = None,
) -> Any:
    """Declare one parameter of a Section.

    default: the value of the base scenario; `...` makes the parameter required, which only makes sense in
        a Section that is an element of a list or of a named mapping.
    unit: unit of the number, "-" if there is none. source: where the value comes from, or "assumption: why".
    low, high: inclusive bounds of the number, or of each number of a list or mapping.
    choices: the texts allowed, for `str` and for each element of a list of texts.
    """
    extra: dict[str, Any] = {"unit": unit, "source": source, "low": low, "high": high}
    extra["choices"] = list(choices) if choices else None
    return Field(default, description=meaning, json_schema_extra=extra)


def problem(keys: str | Sequence[str], message: str, remedy: str) -> PydanticCustomError:
    """Make the error that a Section's `model_validator(mode="after")` raises about its own values.

    keys: dotted key, relative to the Section, of the value at fault; or several keys that disagree, of which
    the error then names the one written last (in the highest layer).
    """
    named = [keys] if isinstance(keys, str) else list(keys)
    return PydanticCustomError("problem", "{message}", {"keys": named, "message": message, "remedy": remedy})


class FrozenDict(dict[str, Any]):
    """A dict that cannot be changed, can be hashed and pickled, and keeps the order it was written in."""

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("a scenario cannot be changed after loading")

    __setitem__ = __delitem__ = __ior__ = _refuse
    update = pop = popitem = clear = setdefault = _refuse

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    def __reduce__(self) -> tuple[type[FrozenDict], tuple[dict[str, Any]]]:
        return FrozenDict, (dict(self),)


class Section(BaseModel):
    """A group of parameters and further Sections: frozen, no unknown key, no silent conversion of types.

    Every field is either `x: <type> = parameter(...)` with a type of int, float, bool, str, tuple[...],
    dict[str, ...], tuple[<Section>, ...] or dict[str, <Section>], or a nested `x: <Section> = <Section>()`.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        allow_inf_nan=False,
        validate_default=True,
        protected_namespaces=(),
    )

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Refuse, when the class is defined, a field that is not declared. Raises TypeError."""
        for name, field in cls.model_fields.items():
            nested = isinstance(field.annotation, type) and issubclass(field.annotation, Section)
            if field.is_required() if nested else not isinstance(field.json_schema_extra, dict):
                raise TypeError(f"{cls.__name__}.{name} needs a parameter(...) or a Section's value")
            if contained_section(field.annotation) is None:
                type_words(field.annotation)

    @field_validator("*", mode="before")
    @classmethod
    def _in_one_form(cls, value: object) -> object:
        return _frozen(value)

    @field_validator("*", mode="after")
    @classmethod
    def _within_declaration(cls, value: object, info: ValidationInfo) -> object:
        field = cls.model_fields[str(info.field_name)]
        for path, leaf in _leaves(value):
            _check_leaf(field, path, leaf)
        return FrozenDict(value) if isinstance(value, dict) else value


def _frozen(value: object) -> object:
    if isinstance(value, list | tuple):
        return tuple(map(_frozen, value))
    if isinstance(value, float):
        return value + 0.0  # no negative zero: equal scenarios shall be written alike
    return {key: _frozen(item) for key, item in value.items()} if isinstance(value, dict) else value


def _leaves(value: object, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], object]]:
    if isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _leaves(item, (*path, str(index)))
    elif isinstance(value, dict):
        for name, item in value.items():
            if not _NAME.fullmatch(name):
                raise problem(".".join(path), f"has an entry named {name!r}", "use letters, digits, _ and -")
            yield from _leaves(item, (*path, name))
    else:
        yield path, value


def _check_leaf(field: FieldInfo, path: tuple[str, ...], leaf: object) -> None:
    extra = declaration(field)
    low, high, choices = extra.get("low"), extra.get("high"), extra.get("choices")
    if isinstance(leaf, str) and choices and leaf not in choices:
        raise problem(".".join(path), "is not one of the choices", expected(field))
    if isinstance(leaf, bool) or not isinstance(leaf, int | float):
        return
    if (low is not None and leaf < low) or (high is not None and leaf > high):
        raise problem(".".join(path), f"must be {range_text(low, high)}{_unit(field)}", expected(field))


def declaration(field: FieldInfo) -> dict[str, Any]:
    """The unit, source, low, high and choices given to `parameter`; empty for a nested Section."""
    return field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}


def expected(field: FieldInfo) -> str:
    """Say what a parameter accepts: `give a number from 0 to 1 [share]: share of leads that answer`."""
    extra = declaration(field)
    if extra["choices"]:
        kind = "" if field.annotation is str else f"{with_article(type_words(field.annotation))}, each "
        return f"give {kind}one of {', '.join(extra['choices'])}: {field.description}"
    words = "a list" if contained_section(field.annotation) else with_article(type_words(field.annotation))
    if contained_section(field.annotation) and get_origin(field.annotation) is dict:
        words = "a mapping of names"
    allowed = range_text(extra["low"], extra["high"])
    joint = "" if not allowed else " " if allowed.startswith("from") else ", "
    return f"give {words}{joint}{allowed}{_unit(field)}: {field.description}"


def _unit(field: FieldInfo) -> str:
    unit = declaration(field)["unit"]
    return "" if unit in ("", "-") else f" [{unit}]"


def contained_section(annotation: Any) -> type[Section] | None:
    """The Section that a field holds, alone or as the element of a dict or tuple; None for plain values."""
    candidate = annotation
    if get_origin(annotation) is dict:
        candidate = get_args(annotation)[1]
    elif get_origin(annotation) is tuple:
        candidate = get_args(annotation)[0]
    return candidate if isinstance(candidate, type) and issubclass(candidate, Section) else None


@dataclass(frozen=True, slots=True)
class Parameter:
    """One declared parameter as the documentation and sweeps see it.

    path: dotted key; an entry of a named mapping is `<name>`, of a list `<index>`.
    type: the annotation, such as `int` or `tuple[float, ...]`.
    default: the value in the base scenario, or REQUIRED.
    """

    path: str
    type: Any
    unit: str
    default: Any
    low: float | None
    high: float | None
    choices: tuple[str, ...] | None
    meaning: str
    source: str


def declared(schema: type[Section]) -> list[Parameter]:
    """List every parameter beneath a Section in the order of declaration.

    Defaults are those of `schema()`, so two uses of one Section with different values show their own.
    """
    return list(_walk(schema, schema(), ""))


def _walk(schema: type[Section], values: Section | None, prefix: str) -> Iterator[Parameter]:
    for name, field in schema.model_fields.items():
        default: Any = REQUIRED if field.is_required() else field.default
        default = default if values is None else getattr(values, name)
        inner, container = contained_section(field.annotation), get_origin(field.annotation)
        if inner is None:
            yield described(prefix + name, field, default)
        elif container is None:
            yield from _walk(inner, default, f"{prefix}{name}.")
        else:
            entry = "<name>" if container is dict else "<index>"
            yield from _walk(inner, None, f"{prefix}{name}.{entry}.")


def described(path: str, field: FieldInfo, default: Any) -> Parameter:
    """The parameter that a field declares, under a key and with a value."""
    extra = declaration(field)
    choices = tuple(extra["choices"]) if extra["choices"] else None
    return Parameter(
        path, field.annotation, extra["unit"], default, extra["low"], extra["high"], choices,
        field.description or "", extra["source"],
    )  # fmt: skip
