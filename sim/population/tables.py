"""Tables: one column per attribute, one owner per column, rows side by side in memory.

A table is a NumPy structured array. A mechanism declares the columns it owns; the engine composes the declarations into
one row layout. The hottest columns come first, so that a scan over a market of a million accounts touches one cache
line an account.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from sim.compiled import as_rows
from sim.scenario import Section, declaration

CACHE_LINE = 64
Table = Any  # a NumPy record array: its fields are known only when the engine has composed it


@dataclass(frozen=True)
class Column:
    """One attribute of an account or a member: who owns it, its type, its unit and what it means."""

    name: str
    dtype: str
    unit: str
    meaning: str
    owner: str


def columns(owner: str, **declared: tuple[str, str, str]) -> tuple[Column, ...]:
    """Declare the columns that ``owner`` writes: name = (type, unit, meaning)."""
    return tuple(Column(name, dtype, unit, meaning, owner) for name, (dtype, unit, meaning) in declared.items())


def layout(declared: Iterable[Column], *, first: Sequence[str] = (), pad_to: int = 1) -> np.dtype[np.void]:
    """The row layout of a table, padded to a multiple of ``pad_to`` bytes.

    The columns named in ``first`` lie at the front, largest first; the others follow from the smallest to the largest,
    so that alignment wastes nothing. Raises ValueError where two owners declare one column.
    """
    owners: dict[str, str] = {}
    for column in (columns := list(declared)):
        if column.name in owners:
            raise ValueError(f"column {column.name!r} is owned by {owners[column.name]} and by {column.owner}")
        owners[column.name] = column.owner
    sizes = {column.name: np.dtype(column.dtype).itemsize for column in columns}
    columns.sort(key=lambda c: (0, -sizes[c.name]) if c.name in first else (1, sizes[c.name]))
    dtype = np.dtype([(column.name, column.dtype) for column in columns], align=True)
    size = -(-dtype.itemsize // pad_to) * pad_to
    return np.dtype({**_parts(dtype), "itemsize": size}, align=True)  # type: ignore[call-overload, no-any-return]


def _parts(dtype: np.dtype[np.void]) -> dict[str, Any]:
    fields: Any = dtype.fields
    return {
        "names": list(fields),
        "formats": [fields[name][0] for name in fields],
        "offsets": [fields[name][1] for name in fields],
    }


def allocate(rows: int, dtype: np.dtype[np.void]) -> Table:
    """A zeroed table of ``rows`` rows; memory is taken only as rows are touched."""
    return as_rows(np.zeros(rows, dtype=dtype))


def record(section: Section) -> Table:
    """The numbers of a frozen parameter section as a table of one row, whose fields kernels read by name.

    Floats, integers and switches become 64-bit numbers, a text its place among the declared choices, nested sections
    nested records; free texts, lists and mappings are left out, for Python code reads those.
    """
    return nest(**_numbers(section))


def _numbers(section: Section) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, field in type(section).model_fields.items():
        value, choices = getattr(section, name), declaration(field).get("choices")
        if isinstance(value, Section):
            found[name] = record(value)
        elif isinstance(value, str) and choices:
            found[name] = choices.index(value)
        elif isinstance(value, bool | int | float):
            found[name] = value
    return found


def nest(**parts: Any) -> Table:
    """Several one-row tables, arrays and numbers as one nested row; a table without a field is left out."""
    parts = {name: value for name, value in parts.items() if not _is_empty(value)}
    table = allocate(1, _layout(tuple((name, *_form(value)) for name, value in parts.items())))
    for name, value in parts.items():
        table[name] = value
    return table


@cache
def _layout(fields: tuple[tuple[Any, ...], ...]) -> np.dtype[np.void]:
    """The layout of a nested row, one object for all rows alike: compiled code knows a layout again by its identity."""
    return np.dtype(list(fields))


def _is_empty(value: Any) -> bool:
    return isinstance(value, np.ndarray) and value.dtype.names == ()


def _form(value: Any) -> tuple[Any, ...]:
    if isinstance(value, np.ndarray):
        return (value.dtype,) if value.dtype.names else (value.dtype, value.shape)
    return ("u8",) if isinstance(value, np.uint64) else ("i8",) if isinstance(value, bool | int) else ("f8",)
