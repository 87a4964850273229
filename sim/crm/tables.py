"""The files of a CRM export read into columns by the layout's names; what is wrong is refused with its line.

A date may not be after the last day known. Where the mapping does not say which day that is, it is the last date of any
file, and a slip of the pen would move it by years: a date after today is then refused. Today decides about nothing
else, so that the same data never give two results.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import numpy as np

from sim.crm import files
from sim.crm.layout import DATE, FILES, LOST_STAGE, NUMBER, WON_STAGE, WORD, Column
from sim.crm.mapping import FileMap, Mapping
from sim.errors import ScenarioError

RULES: Final = {
    "file_without_rows": {
        "en": "file without rows: as if it were not there", "ja": "行のないファイル：無いものとして扱う"},
    "lead_without_date": {
        "en": "lead without a date: left out", "ja": "日付のないリード：除外"},
    "duplicate_lead": {
        "en": "lead listed twice: the first row stays", "ja": "二重のリード：最初の行を残す"},
    "source_missing": {
        "en": "source empty: counted as `unknown`", "ja": "経路が空：`unknown`として数える"},
    "duplicate_deal": {
        "en": "deal listed twice: the first row stays", "ja": "二重の商談：最初の行を残す"},
    "deal_of_unknown_lead": {
        "en": "deal whose lead is not listed: left out", "ja": "リードが一覧にない商談：除外"},
    "closed_without_date": {
        "en": "deal won or lost without a date: left out", "ja": "終了日のない受注・失注：除外"},
    "closed_before_lead": {
        "en": "deal closed before it began: counted, left out of the times",
        "ja": "開始より前に終わった商談：件数には入れ、日数からは除外"},
    "no_lost_deals": {
        "en": "no deal was lost, so lost ones are not listed: shares and numbers of deals are not compared",
        "ja": "失注が一件もなく、一覧にないとみなす：商談の件数や受注率は比べない"},
    "subscription_without_date": {
        "en": "subscription without a start: left out", "ja": "開始日のない契約：除外"},
    "ended_before_start": {
        "en": "subscription that ended before it began: left out", "ja": "開始より前に終わった契約：除外"},
    "row_without_date": {
        "en": "renewal or use without a date: left out", "ja": "日付のない更新・利用：除外"},
    "use_above_one": {
        "en": "use above 1, so no share: only when use began is compared",
        "ja": "1を超える利用度（割合でない）：利用開始の時期だけを比べる",
    },
    "unknown_account": {
        "en": "renewal or use of an account without a subscription by then: left out",
        "ja": "その時点で契約のない顧客の更新・利用：除外"},
    "date_before_1990": {
        "en": "date before 1990: as if the cell were empty", "ja": "1990年より前の日付：空欄として扱う"},
    "date_after_the_end": {
        "en": "date after the last day known (`until`): has not happened by then",
        "ja": "わかっている最後の日（`until`）より後の日付：その日までには起きていない"},
}  # fmt: skip
EARLIEST: Final = date(1990, 1, 1)  # no such system is older; 1970-01-01 and 1900-01-01 are how some write "no date"


@dataclass
class Reading:
    """What was read so far: how often each rule applied, what there are data for, numbers of accounts and people.

    odd_dates: by rule, where the dates are that it found. today: on which day this is read.
    """

    folder: Path
    mapping: Mapping
    odd: dict[str, int] = field(default_factory=lambda: dict.fromkeys(RULES, 0))
    known: set[str] = field(default_factory=set)
    accounts: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    unknown_leads: tuple[str, ...] = ()
    latest: datetime = datetime.min
    odd_dates: dict[str, list[str]] = field(default_factory=dict)
    today: date = field(default_factory=date.today)

    def path(self, name: str) -> Path:
        """Where the file of a table lies."""
        own: FileMap = getattr(self.mapping, name)
        return self.folder / (own.file or FILES[name].name)


SHOWN: Final = 5  # names in a message


def shortened(names: Sequence[str]) -> str:
    """The first few names, and how many more there are."""
    more = len(names) - SHOWN
    return ", ".join(names[:SHOWN]) + (f" and {more:,} more" if more > 0 else "")


Table = dict[str, list[Any]]
"""Parsed values by the layout's name of the column."""


def table(reading: Reading, name: str) -> Table:
    """Columns of one file by the layout's names; empty for one that may lack, and is not there or has no rows.

    Raises ScenarioError for a file that cannot be read, or that has to be there.
    """
    own: FileMap = getattr(reading.mapping, name)
    path = reading.path(name)
    if own.absent or (not own.file and not path.exists()):
        if not own.absent:
            _require(name, path, "does not exist")
        return {}
    theirs = {column.name: own.columns.get(column.name, column.name) for column in FILES[name].columns}
    required = [theirs[c.name] for c in FILES[name].columns if c.required and c.name not in own.constants]
    required += [theirs[c] for c in own.columns]
    sheet = files.read_sheet(path, dict.fromkeys(required), reading.mapping.encoding, reading.mapping.delimiter)  # type: ignore[arg-type]
    if not sheet.rows:
        _require(name, path, "has no rows")
        reading.odd["file_without_rows"] += 1
        return {}
    reading.known.add(name)
    found: Table = {}
    for column in FILES[name].columns:
        if column.name in own.constants:
            found[column.name] = [_parser(column, own, reading.mapping)[0](own.constants[column.name])] * len(
                sheet.rows
            )
        elif theirs[column.name] in sheet.header:
            found[column.name] = sheet.parsed(theirs[column.name], *_parser(column, own, reading.mapping))
        if column.name in found:
            reading.known.add(f"{name}.{column.fills}")
    if name == "deals":
        _forget_plans(found)
    _check_dates(reading, name, found, sheet.lines)
    _refuse_repeated(reading, name, found)
    dates = [when for column in _dates(name, found) for when in found[column] if when]
    reading.latest = max([reading.latest, *dates])
    return found


def _dates(name: str, found: Table) -> list[str]:
    return [column.name for column in FILES[name].columns if column.kind == DATE and column.name in found]


def _forget_plans(deals: Table) -> None:
    """When an open deal is to be closed is no date of anything that happened."""
    closed = zip(deals["stage"], deals["closed_on"], strict=True)
    deals["closed_on"] = [when if stage in (WON_STAGE, LOST_STAGE) else None for stage, when in closed]


def _check_dates(reading: Reading, name: str, found: Table, lines: list[int]) -> None:
    """Empty the dates that are too early, and note them and those after the last day known.

    Raises ScenarioError for a date after today where no such day is given; tomorrow is today somewhere.
    """
    until = reading.mapping.day("until")
    last = until or reading.today + timedelta(days=1)
    after: list[tuple[int, str, datetime]] = []
    for column in _dates(name, found):
        for place, when in enumerate(found[column]):
            if when and when.date() < EARLIEST:
                _note(reading, "date_before_1990", name, (lines[place], column, when))
                found[column][place] = None
            elif when and when.date() > last:
                after.append((lines[place], column, when))
    if until is None and after:
        raise _of_the_future(reading, name, sorted(after))
    for one in after:
        _note(reading, "date_after_the_end", name, one)


def _refuse_repeated(reading: Reading, name: str, found: Table) -> None:
    """Raise ScenarioError where a subscription has two rows, or a whole row of renewals or measured use is repeated.

    Leads and deals that are listed twice are repaired by `RULES`; of these no rule says which row counts.
    """
    twice = [one for one, count in Counter(_unrepeated(name, found)).items() if count > 1]
    if twice:
        shown = shortened([" ".join(map(str, one)) if isinstance(one, tuple) else str(one) for one in twice])
        raise ScenarioError(
            f"has {len(twice):,} rows more than once", file=str(reading.path(name)), value=shown,
            remedy="leave one of each: they would count twice",
        )  # fmt: skip


def _unrepeated(name: str, found: Table) -> Sequence[Hashable]:
    """What must not be there twice. Use that is not measured may be: somebody came twice on a day."""
    if name == "subscriptions":
        return [one for one in found.get("subscription_id", []) if one]
    if name == "renewals" or (name == "usage" and "use" in found):
        return list(zip(*found.values(), strict=True))
    return []


def _note(reading: Reading, rule: str, name: str, where: tuple[int, str, datetime]) -> None:
    line, column, when = where
    reading.odd[rule] += 1
    reading.odd_dates.setdefault(rule, []).append(f"{reading.path(name).name}:{line} {column} {when.date()}")


def _of_the_future(reading: Reading, name: str, after: list[tuple[int, str, datetime]]) -> ScenarioError:
    line, column, when = after[0]
    return ScenarioError(
        f"is after today, {reading.today}", file=str(reading.path(name)), line=line, key=column, value=str(when.date()),
        remedy="correct these rows, or say in the mapping file `until: 2024-01-31`, the last day known: what is dated "
        "later counts as not happened by then", more=len(after) - 1,
    )  # fmt: skip


def _require(name: str, path: Path, lacking: str) -> None:
    """Refuse a file that lacks something, where data without it say too little."""
    if FILES[name].required:
        remedy = (
            f"export it with its rows, or say in the mapping file `{name}: {{file: ...}}` if it has another name, or "
            f"`{name}: {{absent: true}}` to fit without what it tells"
        )
        raise ScenarioError(f"{lacking}, and {FILES[name].name} is needed", file=str(path), remedy=remedy)


def _parser(column: Column, own: FileMap, mapping: Mapping) -> tuple[Callable[[str], Any], str]:
    """How a value of a column is read, and what it is expected to be."""
    if column.kind == DATE:
        return lambda text: files.moment(text, mapping.dates), f"a date ({mapping.dates or 'such as 2024-01-31'})"
    if column.kind == NUMBER:
        return lambda text: _number(text), "a number that is not negative"
    if column.kind == WORD:
        meant = {word: word for word in column.words}
        meant |= {theirs: word for word, many in own.words.items() if word in column.words for theirs in many}
        return lambda text: _word(text, meant), f"one of {', '.join(sorted(meant))}"
    return lambda text: text, "text"


def _number(text: str) -> float:
    value = float(text) if text else np.nan
    if value < 0 or value == np.inf:
        raise ValueError(text)
    return value


def _word(text: str, meant: dict[str, str]) -> str:
    if text and text not in meant:
        raise ValueError(text)
    return meant.get(text, "")
