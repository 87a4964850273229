"""Every error a user can meet, as one readable message.

    TasukiError            exit status 1   something failed while running
    ├── ScenarioError      exit status 2   a scenario file or a `--set` argument is wrong
    ├── StoreError         exit status 2   a results folder cannot be written or is of an older schema
    └── QueryError         exit status 2   a query over stored runs is wrong

All of them can cross a process boundary (they pickle with all their fields).
"""

from __future__ import annotations

from typing import ClassVar


class TasukiError(Exception):
    """Base of all errors that are reported as one message; `remedy` says what to do about it."""

    exit_status: ClassVar[int] = 1

    def __init__(self, message: str, *, remedy: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return _with_remedy(self.message, self.remedy)


class ScenarioError(TasukiError):
    """A scenario is wrong.

    file:  path of the file where the value was written, or the whole `--set key=value` argument.
    line:  line in that file, from 1; None if the error concerns the file as a whole.
    key:   dotted key, such as `market.accounts`; None if the error concerns no key.
    value: the value as it was written; None if there is none to show.
    more:  number of further problems found in the same scenario.
    """

    exit_status: ClassVar[int] = 2

    def __init__(
        self,
        message: str,
        *,
        file: str | None = None,
        line: int | None = None,
        key: str | None = None,
        value: str | None = None,
        remedy: str | None = None,
        more: int = 0,
    ) -> None:
        super().__init__(message, remedy=remedy)
        self.file = file
        self.line = line
        self.key = key
        self.value = value
        self.more = more

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        said = self.message if self.value is None else f"{self.message} (value {self.value})"
        text = ": ".join(part for part in (place, self.key, said) if part)
        text = _with_remedy(text, self.remedy) + (f" (and {self.more} more)" if self.more else "")
        return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)


class StoreError(TasukiError):
    """A results folder cannot be used: not writable, disk full, or of an older schema."""

    exit_status: ClassVar[int] = 2


class QueryError(TasukiError):
    """A query over stored runs is no SQL, asks for what is not there, or does more than read."""

    exit_status: ClassVar[int] = 2


def _with_remedy(text: str, remedy: str | None) -> str:
    if not remedy:
        return text
    return f"{text.rstrip('.')}. Remedy: {remedy.rstrip('.')}{'' if remedy.endswith('?') else '.'}"
