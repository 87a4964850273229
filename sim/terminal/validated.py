"""Patterns for people: a line for every number that is measured, and a sentence where a pattern fails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.table import Table

from sim.report import pattern_words
from sim.report.words import LANGUAGES
from sim.terminal.tables import console

_HEADS = {
    "en": ("", "what is measured", "arms", "value [95 %]", "band", "verdict"),
    "ja": ("", "測るもの", "腕", "値 [95％]", "範囲", "判定"),
}
_COLOURS = {"inside": "green", "outside": "red", "open": "yellow"}


def show(found: Sequence[Mapping[str, Any]], lang: str) -> None:
    """Print the table, and beneath it what is to be said of patterns that are not inside."""
    assert lang in LANGUAGES
    table = Table(box=None, pad_edge=False)
    for head in _HEADS[lang]:
        table.add_column(head, overflow="fold")
    for record in found:
        _add(table, record, lang)
    out = console()
    out.print(table)
    for record in found:
        if record["sentence"][lang]:
            out.print(f"{record['id']} {record['title'][lang]}: {record['sentence'][lang]}", markup=False)


def _add(table: Table, record: Mapping[str, Any], lang: str) -> None:
    if not record["rows"]:
        table.add_row(record["id"], record["title"][lang], "", "", "", pattern_words.VERDICTS["elsewhere"][lang])
    for place, row in enumerate(record["rows"]):
        table.add_row(
            "" if place else record["id"], row[lang], row["sides"], pattern_words.amount(row, lang),
            pattern_words.band(row, lang), _verdict(row["verdict"], lang),
        )  # fmt: skip


def _verdict(verdict: str | None, lang: str) -> str:
    if verdict is None:
        return ""
    return f"[{_COLOURS[verdict]}]{pattern_words.VERDICTS[verdict][lang]}[/]"
