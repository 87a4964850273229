"""Records written as a CRM export: one CSV file for each table of the layout, with dates from a start date."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import numpy as np

from sim.crm.activities import Activity
from sim.crm.layout import (
    ACTIVITIES,
    FILES,
    LEFT_WORD,
    LOST_STAGE,
    MEETING_STAGE,
    OPPORTUNITY_STAGE,
    REASONS,
    RENEWED_WORD,
    STAGES,
    WON_STAGE,
    File,
)
from sim.crm.records import LOST, MINUTES, WON, Records, Rows

START: Final = date(2024, 1, 1)
"""Day 0 unless another is asked for: a Monday, so that working days are Mondays to Fridays."""


def write(records: Records, steps: Iterable[Activity], folder: Path, start: date = START) -> list[Path]:
    """Write all files into an existing folder and return their paths. Raises OSError."""
    made = {name: _ROWS[name](records, Dates(start)) for name in FILES}
    paths = [_write(folder, FILES[name], rows) for name, rows in made.items()]
    return [*paths, _write(folder, ACTIVITIES, (_step(one, Dates(start)) for one in steps))]


class Dates:
    """Writes days since the start as dates with the time of the day; nothing for nan."""

    def __init__(self, start: date) -> None:
        self._start = datetime.combine(start, datetime.min.time())

    def __call__(self, day: float) -> str:
        """ISO 8601, to the minute."""
        return "" if np.isnan(day) else self.moment(day).isoformat(timespec="minutes")

    def moment(self, day: float) -> datetime:
        """The moment a number of days after the start, to the minute."""
        return self._start + timedelta(minutes=round(day * MINUTES))


def code(letter: str, number: int) -> str:
    """An id such as L000012; empty for -1."""
    return "" if number < 0 else f"{letter}{number:06}"


def _write(folder: Path, file: File, rows: Iterable[list[Any]]) -> Path:
    path = folder / file.name
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow([column.name for column in file.columns])
        writer.writerows(rows)
    return path


def _each(rows: Rows) -> Iterator[dict[str, Any]]:
    names = rows.dtype.names or ()
    return (dict(zip(names, row, strict=True)) for row in rows.tolist())


def _leads(records: Records, on: Dates) -> Iterator[list[Any]]:
    for number, row in enumerate(_each(records.leads)):
        yield [
            code("L", number), code("A", row["account"]), on(row["created"]), records.sources[row["source"]],
            on(row["qualified"]), code("P", row["owner"]),
        ]  # fmt: skip


def _deals(records: Records, on: Dates) -> Iterator[list[Any]]:
    for number, row in enumerate(_each(records.deals)):
        lost = row["outcome"] == LOST
        yield [
            code("D", number), code("L", row["lead"]), code("A", row["account"]), on(row["created"]),
            on(row["accepted"]), on(row["closed"]), _stage(row), STAGES[row["lost_from"]] if lost else "",
            REASONS.get(row["reason"], ""), _amount(row["amount"]), code("P", row["qualified_by"]),
            code("P", row["sold_by"]),
        ]  # fmt: skip


def _stage(row: dict[str, Any]) -> str:
    if row["outcome"] in (WON, LOST):
        return WON_STAGE if row["outcome"] == WON else LOST_STAGE
    return MEETING_STAGE if np.isnan(row["accepted"]) else OPPORTUNITY_STAGE


def _subscriptions(records: Records, on: Dates) -> Iterator[list[Any]]:
    for number, row in enumerate(_each(records.subscriptions)):
        yield [
            code("S", number), code("A", row["account"]), code("D", row["deal"]), on(row["started"]),
            on(row["activated"]), on(row["ended"]), REASONS.get(row["reason"], ""), _amount(row["amount"]),
        ]  # fmt: skip


def _renewals(records: Records, on: Dates) -> Iterator[list[Any]]:
    accounts = records.subscriptions["account"]
    for row in _each(records.renewals):
        outcome = RENEWED_WORD if row["renewed"] else LEFT_WORD
        yield [code("A", int(accounts[row["subscription"]])), on(row["due"]), outcome, _amount(row["amount"])]


def _usage(records: Records, on: Dates) -> Iterator[list[Any]]:
    accounts = records.subscriptions["account"]
    for row in _each(records.usage):
        yield [code("A", int(accounts[row["subscription"]])), on(row["day"])[:10], f"{row['use']:.3f}"]


def _amount(amount: float) -> str:
    return "" if np.isnan(amount) else f"{amount:.2f}"


def _step(one: Activity, on: Dates) -> list[str]:
    ids = [code("A", one.account), code("L", one.lead), code("D", one.deal)]
    return [on(one.day), *ids, one.name, code("P", one.by), one.reason]


_ROWS: Final[dict[str, Callable[[Records, Dates], Iterator[list[Any]]]]] = {
    "leads": _leads, "deals": _deals, "subscriptions": _subscriptions, "renewals": _renewals, "usage": _usage,
}  # fmt: skip
