"""The mapping file: how a company's own CRM export names the files, columns and words of the layout."""

from __future__ import annotations

from datetime import date
from functools import reduce
from pathlib import Path
from typing import Self

from pydantic import ValidationError, model_validator

from sim.crm.layout import FILES, WORD
from sim.scenario import Section, parameter, problem
from sim.scenario.explain import explain
from sim.scenario.layers import overlay, read_layers

NAME = "mapping.yaml"
_OURS = "the export's own"
_AS_IS = "the layout's own names"


class FileMap(Section):
    """How one file of the export is called, and its columns and words."""

    file: str = parameter("", unit="-", source=_AS_IS, meaning="name of the file in the folder; empty: the layout's")
    absent: bool = parameter(False, unit="switch", source=_AS_IS, meaning="whether the export has no such file")
    columns: dict[str, str] = parameter(
        {}, unit="-", source=_AS_IS, meaning="the export's name for a column, by the layout's name"
    )
    words: dict[str, tuple[str, ...]] = parameter(
        {}, unit="-", source=_AS_IS, meaning="the export's words that mean the layout's word"
    )
    constants: dict[str, str] = parameter(
        {}, unit="-", source=_AS_IS, meaning="value of every row, by column, where the export has no such column"
    )


class Mapping(Section):
    """A whole mapping file; what it does not say is as in the layout."""

    encoding: str = parameter("utf-8", unit="-", source=_OURS, meaning="encoding of the files, such as cp932")
    delimiter: str = parameter(",", unit="-", source=_OURS, meaning="what separates columns")
    dates: str = parameter(
        "", unit="-", source=_OURS, meaning="form of dates as in strptime, such as %d/%m/%Y; empty: ISO 8601"
    )
    first_day: str = parameter("", unit="-", source=_OURS, meaning="day 0, ISO; empty: the first Monday with leads")
    leads_until: str = parameter("", unit="-", source=_OURS, meaning="last day of leads, ISO; empty: the last lead's")
    until: str = parameter("", unit="-", source=_OURS, meaning="last day known, ISO; empty: the last date of any file")
    watched_days: float = parameter(
        0.0, unit="days", low=0, high=10_000, source=_OURS, meaning="a lead is followed at most so long; 0: always"
    )
    active_from: float = parameter(
        0.0, unit="use", low=0, high=1e12, source="assumption: any use",
        meaning="use above which a customer counts as active, where no column says when it began",
    )  # fmt: skip
    sources: dict[str, tuple[str, ...]] = parameter(
        {}, unit="-", source=_AS_IS, meaning="the export's sources of leads that mean a channel of the scenario"
    )
    leads: FileMap = FileMap()
    deals: FileMap = FileMap()
    subscriptions: FileMap = FileMap()
    renewals: FileMap = FileMap()
    usage: FileMap = FileMap()

    @model_validator(mode="after")
    def _names_of_the_layout(self) -> Self:
        for table, file in FILES.items():
            own: FileMap = getattr(self, table)
            known = {column.name: column for column in file.columns}
            for part in ("columns", "constants"):
                for name in getattr(own, part):
                    if name not in known:
                        raise problem(f"{table}.{part}.{name}", "is no column of the layout", _one_of(known))
            words = {word for column in file.columns if column.kind == WORD for word in column.words}
            for word in own.words:
                if word not in words:
                    raise problem(f"{table}.words.{word}", "is no word of the layout", _one_of(words))
        return self

    @model_validator(mode="after")
    def _days(self) -> Self:
        for name in ("first_day", "leads_until", "until"):
            try:
                date.fromisoformat(getattr(self, name) or "2000-01-01")
            except ValueError:
                raise problem(name, "is no day", "write it as 2024-01-31") from None
        if len(self.delimiter) != 1:
            raise problem("delimiter", "must be one character", 'such as ";"')
        try:
            "".encode(self.encoding)
        except LookupError:
            raise problem("encoding", "is not known", "give one such as utf-8, cp932 or latin-1") from None
        return self

    def day(self, name: str) -> date | None:
        """One of the days above; None where it is not given."""
        written = getattr(self, name)
        return date.fromisoformat(written) if written else None


def _one_of(names: object) -> str:
    return f"use one of {', '.join(sorted(names))}" if isinstance(names, set | dict) else ""


def read_mapping(path: Path | None) -> Mapping:
    """The mapping of a file, or that of the layout itself. Raises ScenarioError with file and line."""
    if path is None:
        return Mapping()
    tree = reduce(overlay, read_layers(path))
    try:
        return Mapping.model_validate(tree.plain())
    except ValidationError as error:
        raise explain(error, Mapping, tree) from None
