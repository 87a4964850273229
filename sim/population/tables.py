"""Tables: one column per attribute, one owner per column, rows side by side in memory.

A table is a NumPy structured array. A mechanism declares the columns it owns; the engine composes the declarations into
one row layout. The hottest columns come first, so that a scan over a market of a million accounts touches one cache
line an account.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.compiled import as_rows
from sim.scenario import Section

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

    Floats, integers and switches become 64-bit numbers, nested sections nested records; words, lists and mappings are
    left out, for Python code reads those.
    """
    fields, values = _numbers(section)
    table = allocate(1, np.dtype(fields))
    table[0] = values
    return table


def _numbers(section: Section) -> tuple[list[tuple[str, Any]], tuple[Any, ...]]:
    fields: list[tuple[str, Any]] = []
    values: list[Any] = []
    for name in type(section).model_fields:
        value = getattr(section, name)
        if isinstance(value, Section):
            inner_fields, inner_values = _numbers(value)
            if inner_fields:
                fields.append((name, np.dtype(inner_fields)))
                values.append(inner_values)
        elif isinstance(value, bool | int):
            fields.append((name, "i8"))
            values.append(int(value))
        elif isinstance(value, float):
            fields.append((name, "f8"))
            values.append(value)
    return fields, tuple(values)


def nest(**parts: Any) -> Table:
    """Several one-row tables and numbers as one nested row."""
    fields = [
        (name, value.dtype if isinstance(value, np.ndarray) else _scalar_type(value)) for name, value in parts.items()
    ]
    table = allocate(1, np.dtype(fields))
    for name, value in parts.items():
        table[name] = value
    return table


def _scalar_type(value: float) -> str:
    return "i8" if isinstance(value, int) else "f8"
