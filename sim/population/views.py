"""Mesa agents whose state is one row of a table: customers are views made when asked for, staff are objects.

Every field of the row is an attribute. Writing an attribute writes the table, past the rules of the model:
a stage changed here is in no log, and an amount changed here is in no ledger.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from types import new_class
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

import numpy as np

from sim.population.attributes import add_attributes
from sim.population.mesa_host import mesa

if TYPE_CHECKING:
    from typing import Self

    from sim.population.table_model import TableModel

CUSTOMER_ID_OFFSET = 1_000_000_000
"""``unique_id`` of a customer is this plus the row; other agents are numbered from 1 and stay below it."""

_RESERVED = frozenset({"model", "unique_id", "row", "pos", "scenario"})


class RowAgent(mesa.Agent):  # type: ignore[misc]  # Mesa is untyped
    """An agent that stands for row ``row`` of a table of its model.

    A subclass takes its fields from a row layout, ``class Buyer(Customer, dtype=..., enums=...)``,
    as do ``customer_class`` and ``staff_class``. Subclasses of that may add properties and methods.
    """

    _table: ClassVar[str]
    row: int

    def __init_subclass__(
        cls,
        dtype: np.dtype[Any] | None = None,
        enums: Mapping[str, type[IntEnum]] | None = None,
        **keywords: Any,
    ) -> None:
        super().__init_subclass__(**keywords)
        if dtype is not None:
            add_attributes(cls, cls._table, dtype, enums or {}, _RESERVED)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.row}>"

    if TYPE_CHECKING:  # the fields are known only when a layout is given

        def __getattr__(self, name: str) -> Any: ...


class Customer(RowAgent):
    """One account of the market: a view of its row of ``model.accounts``.

    It has no state but that row, so two views of one row are equal. Views come from ``model.customers`` and
    ``model.customer(row)``.
    """

    __slots__ = ("model", "row")
    _table = "accounts"
    model: TableModel

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        raise TypeError("customers are the rows of model.accounts: take them from model.customers")

    @classmethod
    def view(cls, model: TableModel, row: int) -> Self:
        """The view of one row; ``row`` is not checked."""
        customer = cls.__new__(cls)
        object.__setattr__(customer, "model", model)
        object.__setattr__(customer, "row", row)
        return customer

    @property
    def unique_id(self) -> int:
        """``CUSTOMER_ID_OFFSET`` + row: never the id of another agent of the model."""
        return CUSTOMER_ID_OFFSET + self.row

    def remove(self) -> NoReturn:
        """Raise TypeError: the market keeps its accounts; one that is lost moves to another stage."""
        raise TypeError("a customer cannot be removed from the model: one that is lost changes its stage")

    def __setattr__(self, name: str, value: Any) -> None:
        if not hasattr(getattr(type(self), name, None), "__set__"):
            raise AttributeError(
                f"{type(self).__name__} has no field {name!r}, and a view keeps nothing of its own: "
                "it would be lost when the customer is next asked for"
            )
        super().__setattr__(name, value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Customer) and other.model is self.model and other.row == self.row

    def __hash__(self) -> int:
        return hash((id(self.model), self.row))


class StaffMember(RowAgent):
    """One member of staff: an agent registered with the model, with a row of ``model.members``.

    ``unique_id`` is a small number given at registration. ``remove()`` takes the member out of the model and
    leaves the row as it is.
    """

    _table = "members"

    def __init__(self, model: TableModel, row: int) -> None:
        self.row = row  # before Mesa announces the agent: whoever listens may read its fields
        super().__init__(model)


def customer_class(
    dtype: np.dtype[Any], enums: Mapping[str, type[IntEnum]] | None = None, name: str = "Customer"
) -> type[Customer]:
    """A class of customers with the fields of ``dtype`` as attributes; errors as of ``add_attributes``."""
    return new_class(name, (Customer,), {"dtype": dtype, "enums": enums})


def staff_class(
    dtype: np.dtype[Any], enums: Mapping[str, type[IntEnum]] | None = None, name: str = "StaffMember"
) -> type[StaffMember]:
    """A class of staff with the fields of ``dtype`` as attributes; errors as of ``add_attributes``."""
    return new_class(name, (StaffMember,), {"dtype": dtype, "enums": enums})
