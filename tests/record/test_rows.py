"""Rows chosen from a table give the columns that the same rows of the table have, however often they are narrowed."""

from __future__ import annotations

import numpy as np

from sim.record.rows import Rows

TABLE = np.array([(k, k * 0.5) for k in range(10)], dtype=[("a", "i4"), ("b", "f8")])


def test_columns_are_those_of_the_chosen_rows() -> None:
    rows = Rows(TABLE, TABLE["a"] >= 4)
    assert len(rows) == 6
    assert rows["b"].tolist() == TABLE[4:]["b"].tolist()


def test_rows_of_rows() -> None:
    rows = Rows(TABLE, TABLE["a"] >= 4)
    assert rows[rows["a"] % 2 == 0]["a"].tolist() == [4, 6, 8]
    assert len(rows[rows["a"] > 100]) == 0
