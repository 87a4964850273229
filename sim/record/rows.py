"""Some rows of a table, read column by column: copying whole rows took most of the time of summing a replicate up."""

from __future__ import annotations

from typing import Any, overload

import numpy as np
from numpy.typing import NDArray


class Rows:
    """Rows of ``table``, a structured array or other `Rows`, where ``where`` is true.

    ``rows["fit"]`` is one column, copied once when first asked for; ``rows[mask]`` are some of these rows.
    """

    def __init__(self, table: Any, where: NDArray[np.bool_]) -> None:
        self._table, self._places = table, np.flatnonzero(where)
        self._columns: dict[str, NDArray[Any]] = {}

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, key: str) -> NDArray[Any]: ...

    @overload
    def __getitem__(self, key: NDArray[np.bool_]) -> Rows: ...

    def __getitem__(self, key: str | NDArray[np.bool_]) -> NDArray[Any] | Rows:
        if not isinstance(key, str):
            return Rows(self, key)
        if key not in self._columns:
            self._columns[key] = self._table[key][self._places]
        return self._columns[key]
