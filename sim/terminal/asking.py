"""What `tasuki query` prints: a table for people, JSON or CSV."""

from __future__ import annotations

import csv
import math
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from rich.cells import cell_len

from sim.store.query import answered
from sim.terminal import output, tables

MOST_ROWS = 100  # in the table for people
BROAD = 40  # characters of a column
_BATCH = 10_000
_DIGITS = 6


def ask(root: Path, sql: str, *, as_json: bool, as_csv: bool) -> None:
    """Print the answer of a query. Raises QueryError for a wrong one."""
    with answered(root, sql) as found:
        names = [column[0] for column in found.description or ()]
        if as_csv:
            _print_csv(names, _rows(found))
        elif as_json:
            output.print_json([dict(zip(names, map(_plain, row), strict=True)) for row in _rows(found)])
        else:
            _print_table(names, found.fetchmany(MOST_ROWS + 1))


def _rows(found: Any) -> Iterator[Sequence[Any]]:
    while batch := found.fetchmany(_BATCH):
        yield from batch


def _print_csv(names: Sequence[str], rows: Iterator[Sequence[Any]]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(rows)


def _print_table(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    out, cells = tables.console(), [list(map(_cell, row)) for row in rows[:MOST_ROWS]]
    shown = _fitting(names, cells, out.width)
    table = tables.blank(*names[:shown])
    for row in cells:
        table.add_row(*map(tables.escaped, row[:shown]))
    out.print(table)
    if shown < len(names):
        more = len(names) - shown
        out.print(f"... and {more} more columns; --json prints them all, a SELECT those that it names", markup=False)
    if len(rows) > MOST_ROWS:
        out.print(f"... and more rows; --csv prints them all, a LIMIT fewer than {MOST_ROWS}", markup=False)


def _fitting(names: Sequence[str], cells: Sequence[Sequence[str]], width: int) -> int:
    """How many columns a line has room for, the first at least; what is wider than `BROAD` can be folded."""
    used = 0
    for place, name in enumerate(names):
        used += 1 + min(BROAD, max(map(cell_len, (name, *(row[place] for row in cells)))))
        if used > width:
            return max(place, 1)
    return len(names)


def _cell(value: Any) -> str:
    if value is None:
        return tables.NOTHING
    return f"{value:.{_DIGITS}g}" if isinstance(value, float) else str(value)


def _plain(value: Any) -> Any:
    """As JSON has it: no NaN, and text for what is neither number, list nor object."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    return value if value is None or isinstance(value, bool | int | str) else str(value)
