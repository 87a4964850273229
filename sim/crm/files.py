"""CSV files read row by row, so that what is wrong is told with file, line, value and remedy."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from sim.errors import ScenarioError

Value = TypeVar("Value")
_NUL = "\0"


@dataclass(frozen=True)
class Sheet:
    """A CSV file: its header, its rows, and the line on which each row ends."""

    path: Path
    header: tuple[str, ...]
    rows: list[list[str]]
    lines: list[int]

    def column(self, name: str) -> list[str]:
        """Values of a column, without spaces around them."""
        place = self.header.index(name)
        return [row[place].strip() for row in self.rows]

    def parsed(self, name: str, parse: Callable[[str], Value], expected: str) -> list[Value]:
        """A column's values as ``parse`` reads them.

        Raises ScenarioError for the first that it refuses with a ValueError, and counts the others.
        """
        found: list[Value] = []
        wrong: list[tuple[int, str]] = []
        for line, text in zip(self.lines, self.column(name), strict=True):
            try:
                found.append(parse(text))
            except ValueError:
                wrong.append((line, text))
        if wrong:
            line, text = wrong[0]
            raise ScenarioError(
                f"is not {expected}", file=str(self.path), line=line, key=name, value=repr(text),
                remedy="correct these rows, or say in the mapping file how they are written", more=len(wrong) - 1,
            )  # fmt: skip
        return found


def read_sheet(path: Path, required: Sequence[str], encoding: str = "utf-8", delimiter: str = ",") -> Sheet:
    """Read a CSV file with a header. Raises ScenarioError for anything that keeps it from being read whole."""
    reader = csv.reader(io.StringIO(_text(path, encoding), newline=""), delimiter=delimiter, strict=True)
    rows, lines = [], []
    try:
        header = tuple(name.strip() for name in next(reader, []))
        _check_header(path, header, required, delimiter)
        for row in reader:
            if not any(row):
                continue
            if len(row) != len(header):
                raise ScenarioError(
                    f"has {len(row)} values, and the header {len(header)} columns", file=str(path),
                    line=reader.line_num, remedy="quote values that hold the delimiter or a line break",
                )  # fmt: skip
            rows.append(row)
            lines.append(reader.line_num)
    except csv.Error as error:
        raise ScenarioError(f"is not CSV: {error}", file=str(path), line=reader.line_num) from None
    return Sheet(path, header, rows, lines)


def _text(path: Path, encoding: str) -> str:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        near = ", ".join(sorted(file.name for file in path.parent.glob("*.csv"))[:12]) or "no CSV file"
        remedy = f"its folder holds {near}; name the file in the mapping file"
        raise ScenarioError("does not exist", file=str(path), remedy=remedy) from None
    except OSError as error:
        raise ScenarioError(f"cannot be read: {error.strerror}", file=str(path)) from None
    try:
        text = data.decode("utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        remedy = "state the encoding in the mapping file, such as `encoding: cp932`, or save the file as UTF-8"
        byte = f"byte 0x{data[error.start]:02x}"
        raise ScenarioError(f"is not {encoding} text", file=str(path), line=line, value=byte, remedy=remedy) from None
    if _NUL in text:
        line = text[: text.index(_NUL)].count("\n") + 1
        raise ScenarioError("holds a zero byte", file=str(path), line=line, remedy="state the encoding: utf-16?")
    return text


def _check_header(path: Path, header: tuple[str, ...], required: Sequence[str], delimiter: str) -> None:
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise ScenarioError(f"names column {', '.join(twice)} twice", file=str(path), line=1)
    missing = [name for name in required if name not in header]
    if missing:
        one = len(header) == 1 and any(mark in header[0] for mark in ";\t|")
        remedy = "give the delimiter in the mapping file" if one else "name it in the mapping file under `columns`"
        raise ScenarioError(
            f"column {', '.join(missing)} is missing", file=str(path), line=1, value=", ".join(header) or "no header",
            remedy=f"{remedy} (value: the header)",
        )  # fmt: skip


def moment(text: str, form: str = "") -> datetime | None:
    """A date, perhaps with a time, in a form of strptime or ISO 8601; None for an empty text. A zone is ignored.

    Raises ValueError for anything else.
    """
    if not text:
        return None
    found = datetime.strptime(text, form) if form else datetime.fromisoformat(text)
    return found.replace(tzinfo=None)


def days_since(start: date, when: datetime) -> float:
    """Days from the midnight that opens ``start``."""
    return (when - datetime.combine(start, datetime.min.time())).total_seconds() / 86400.0
