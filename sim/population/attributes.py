"""Attributes of a Mesa agent that read and write one row of a table.

They convert at the border: an agent gives plain Python numbers, enumerations and tuples, never NumPy scalars,
and a value that its field cannot hold is refused, not rounded or cut.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from enum import IntEnum
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sim.population.tables import Table

_ENCODERS: dict[str, Callable[[Any], Any]] = {"b": bool, "i": operator.index, "u": operator.index, "f": float}


def field(table: Table, name: str) -> NDArray[Any]:
    """One field of every row, sharing memory with ``table``; shape (rows,) or (rows, n)."""
    column: NDArray[Any] = table.view(np.ndarray)[name]  # a record array's own look-up is three times slower
    return column


class RowAttribute:
    """One scalar field, in the row of ``model.<table>`` that the agent stands for."""

    def __init__(self, table: str, name: str, dtype: np.dtype[Any]) -> None:
        self.table = table
        self.name = name
        self._encoder = _ENCODERS.get(dtype.base.kind)

    def __get__(self, agent: Any, owner: type | None = None) -> Any:
        return self if agent is None else self.decode(self.column(agent).item(agent.row))

    def __set__(self, agent: Any, value: Any) -> None:
        self.column(agent)[agent.row] = self.encode(value)

    def column(self, agent: Any) -> NDArray[Any]:
        """The field of every row of the agent's model."""
        return field(getattr(agent.model, self.table), self.name)

    def decode(self, value: Any) -> Any:
        """What the agent shows for a plain Python value of the field."""
        return value

    def encode(self, value: Any) -> Any:
        """What the field stores for ``value``.

        Raises AttributeError if the field is not numeric, TypeError or ValueError if it holds no such values.
        A number beyond the range of an integer field raises OverflowError when it is stored.
        """
        if self._encoder is None:
            raise AttributeError(f"{self.name!r} of model.{self.table} is not numeric and can only be read")
        return self._encoder(value)


class EnumAttribute(RowAttribute):
    """An integer field whose codes are the members of an enumeration."""

    def __init__(self, table: str, name: str, dtype: np.dtype[Any], enum: type[IntEnum]) -> None:
        super().__init__(table, name, dtype)
        self.enum = enum
        self._members = {int(member): member for member in enum}

    def decode(self, value: Any) -> Any:
        """The member of the enumeration."""
        return self._members[value]

    def encode(self, value: Any) -> Any:
        """The code of a member, given as itself or as its code; ValueError if there is no such member."""
        return int(self.enum(value))


class VectorAttribute(RowAttribute):
    """A field that holds several values; the agent shows them as a tuple."""

    def __init__(self, table: str, name: str, dtype: np.dtype[Any]) -> None:
        super().__init__(table, name, dtype)
        self._length = dtype.shape[0]

    def __get__(self, agent: Any, owner: type | None = None) -> Any:
        return self if agent is None else tuple(self.column(agent)[agent.row].tolist())

    def encode(self, value: Any) -> Any:
        """A sequence of as many numbers as the field has; ValueError if there are more or fewer."""
        if len(value) != self._length:
            raise ValueError(f"{self.name!r} holds {self._length} values, not {len(value)}")
        return [super(VectorAttribute, self).encode(item) for item in value]


def add_attributes(
    cls: type, table: str, dtype: np.dtype[Any], enums: Mapping[str, type[IntEnum]], reserved: frozenset[str]
) -> None:
    """Give ``cls`` one attribute for each field of ``dtype``.

    ``enums`` names the integer fields that hold the codes of an enumeration. Raises ValueError if it names no
    field, or if a field has the name of something that every agent has.
    """
    names = dtype.names or ()
    if unknown := set(enums) - set(names):
        raise ValueError(f"model.{table} has no field {', '.join(sorted(unknown))} for an enumeration")
    for name in names:
        if name in reserved or hasattr(cls, name):
            raise ValueError(f"a field of model.{table} cannot be called {name!r}: agents use that name")
        setattr(cls, name, _attribute(table, name, dtype[name], enums.get(name)))


def _attribute(table: str, name: str, dtype: np.dtype[Any], enum: type[IntEnum] | None) -> RowAttribute:
    if enum is not None:
        return EnumAttribute(table, name, dtype, enum)
    return VectorAttribute(table, name, dtype) if dtype.shape else RowAttribute(table, name, dtype)
