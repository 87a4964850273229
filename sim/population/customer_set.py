"""Sets of customers, with shortcuts that work on whole columns and touch no view."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.population.agent_set import PopulationSet
from sim.population.attributes import EnumAttribute, RowAttribute, VectorAttribute, field
from sim.population.mesa_host import mesa
from sim.population.views import CUSTOMER_ID_OFFSET, Customer

if TYPE_CHECKING:
    from typing import Self

    import pandas as pd

    from sim.population.table_model import TableModel


class CustomerSet(PopulationSet):
    """An ordered set of customers.

    ``get``, ``agg``, ``set``, ``sort`` and ``groupby`` by a scalar field of ``model.accounts`` work on its
    column, as do ``where``, ``column`` and ``frame``. The rest makes each customer, half a µs apiece.
    """

    @classmethod
    def at(cls, model: TableModel, rows: ArrayLike) -> Self:
        """The customers of these distinct rows, in this order; IndexError if one is not a visible account."""
        chosen = np.asarray(rows, dtype=np.int64)
        if chosen.size and not 0 <= chosen.min() <= chosen.max() < model.visible_accounts:
            raise IndexError(f"the rows of visible accounts are 0 to {model.visible_accounts - 1}")
        return cls(model, chosen + CUSTOMER_ID_OFFSET)

    @property
    def rows(self) -> NDArray[np.int64]:
        """Row in ``model.accounts`` of each customer, in the order of the set; shape (customers,)."""
        return self._ids - CUSTOMER_ID_OFFSET

    def column(self, name: str) -> NDArray[Any]:
        """A copy of one field as stored (codes, not enumerations); shape (customers,) or (customers, n).

        Raises AttributeError if there is no such field.
        """
        if not isinstance(self._attribute(name), RowAttribute):
            raise AttributeError(f"model.accounts has no field {name!r}")
        return field(self.model.accounts, name)[self.rows]

    def where(self, **values: Any) -> Self:
        """The customers whose fields have all these values; AttributeError if a field is no scalar one."""
        mask = np.ones(len(self._ids), dtype=np.bool_)
        for name, value in values.items():
            mask &= self.column(name) == self._scalar(name).encode(value)
        return self._like(self._ids[mask])

    def frame(self) -> pd.DataFrame:
        """A row for each customer, indexed by ``account`` (the row), and a column for each field.

        Enumerations are categories in small letters; a field of n values makes n columns from ``name_0``.
        """
        import pandas as pd  # slow to import, and only needed here

        columns: dict[str, Any] = {}
        for name in self.model.accounts.dtype.names:
            columns.update(_columns(name, self._attribute(name), self.column(name)))
        return pd.DataFrame(columns, index=pd.Index(self.rows, name="account"))

    def get(self, attr_names: Any, handle_missing: str = "error", default_value: Any = None) -> list[Any]:
        """As in Mesa: the values of one attribute, or for a list of names a list for each customer."""
        names = [attr_names] if isinstance(attr_names, str) else list(attr_names)
        if not names or handle_missing not in ("error", "default") or not all(map(self._is_scalar, names)):
            return cast("list[Any]", super().get(attr_names, handle_missing, default_value))
        values = [self._values(name) for name in names]
        return values[0] if isinstance(attr_names, str) else list(map(list, zip(*values, strict=True)))

    def set(self, attr_name: str, value: Any) -> Self:
        """Give one attribute of every customer the same value."""
        if self._is_scalar(attr_name):
            field(self.model.accounts, attr_name)[self.rows] = self._scalar(attr_name).encode(value)
            return self
        return cast("Self", super().set(attr_name, value))

    def add(self, agent: mesa.Agent) -> None:
        """Put a customer of the same model at the end; TypeError if the agent is none."""
        if not isinstance(agent, Customer):
            raise TypeError(f"{agent!r} is not a customer")
        super().add(agent)

    def _from_iterable(self, agents: Iterable[mesa.Agent]) -> PopulationSet:
        mixed = super()._from_iterable(agents)
        return self._like(mixed.ids) if np.all(mixed.ids >= CUSTOMER_ID_OFFSET) else mixed

    def _each(self, by: Callable[[Any], Any] | str) -> Sequence[Any]:
        return self._values(by) if isinstance(by, str) and self._is_scalar(by) else super()._each(by)

    def _values(self, name: str) -> list[Any]:
        attribute = self._scalar(name)
        stored: list[Any] = self.column(name).tolist()
        return list(map(attribute.decode, stored)) if isinstance(attribute, EnumAttribute) else stored

    def _attribute(self, name: str) -> Any:
        return getattr(self.model.customer_type, name, None)

    def _is_scalar(self, name: str) -> bool:
        """Whether customers show this scalar field as it is, not a property put over it."""
        attribute = self._attribute(name)
        return isinstance(attribute, RowAttribute) and not isinstance(attribute, VectorAttribute)

    def _scalar(self, name: str) -> RowAttribute:
        if not self._is_scalar(name):
            raise AttributeError(f"model.accounts has no scalar field {name!r}")
        return cast(RowAttribute, self._attribute(name))


def _columns(name: str, attribute: Any, values: NDArray[Any]) -> dict[str, Any]:
    import pandas as pd

    if isinstance(attribute, EnumAttribute):
        labels = [member.name.lower() for member in attribute.enum]
        names = [attribute.decode(value).name.lower() for value in values.tolist()]
        return {name: pd.Categorical(names, categories=labels)}
    if values.ndim == 1:
        return {name: values}
    return {f"{name}_{index}": values[:, index] for index in range(values.shape[1])}
