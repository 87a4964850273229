"""What a study has to tell: the question, what was found, figures, tables, method. Plain data, from which the terminal,
``study.json`` and the report print alike, so that a report can be written again in another language.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from sim.report.words import Finding

Words = Mapping[str, str]
"""The same text by language: en, ja."""


@dataclass(frozen=True)
class StudyFigure:
    """A figure as data. ``form``: the file in `sim.report.figures.study` that draws it.

    title: the finding that it shows. caption: what is drawn, and in what unit. reading: how to read bands and marks.
    data: what the form needs, plain.
    """

    name: str
    form: str
    title: Words
    caption: Words
    reading: Words
    data: Mapping[str, Any]


@dataclass(frozen=True)
class StudyTable:
    """A table: names of the columns, and rows of cells, each a text or a text by language; the first names the row."""

    caption: Words
    columns: Sequence[Words]
    rows: Sequence[Sequence[str | Words]]


@dataclass(frozen=True)
class Told:
    """A study's story. ``findings``: the headline first, made by `sim.report.words.finding`, each with the ``figure``
    that it belongs to. ``method`` and ``limits``: paragraphs. ``content``: numbers for machines, printed by --json.
    """

    question: Words
    findings: Sequence[Finding]
    figures: Sequence[StudyFigure] = ()
    tables: Sequence[StudyTable] = ()
    method: Sequence[Words] = ()
    limits: Sequence[Words] = ()
    content: Mapping[str, Any] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """The same as dicts and lists for JSON."""
        told: dict[str, Any] = plain(asdict(self))
        return told


def plain(value: Any) -> Any:
    """Dicts, lists and scalars for JSON: arrays become lists, and None stands for a number that is not finite."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, np.ndarray | np.generic):
        return plain(value.tolist())
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
