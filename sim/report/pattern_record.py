"""What is kept of a pattern: one JSON object, which `tasuki validate --patterns --json` prints, ``results/patterns``
stores and the table and the page are made from.
"""

from __future__ import annotations

from typing import Any

from sim.experiments.claims.form import Words
from sim.experiments.patterns.files import Finding, Measured
from sim.experiments.patterns.form import Pattern
from sim.experiments.statistics import finite
from sim.report import pattern_words
from sim.report.words import LANGUAGES

Record = dict[str, Any]

ELSEWHERE = "elsewhere"


def record(found: Finding, fingerprint: str) -> Record:
    """The record of a finding. ``fingerprint``: of the pattern and its scenarios."""
    told = {
        **_stated(found.pattern),
        "verdict": found.verdict,
        "rows": [_row(row) for row in found.rows],
        "replications": found.replications,
        "failed": found.failures,
        "seed": found.seed,
        "fingerprint": fingerprint,
    }
    return {**told, "sentence": {lang: pattern_words.sentence(told, lang) for lang in LANGUAGES}}


def not_measured(pattern: Pattern) -> Record:
    """The record of a pattern that is measured elsewhere, or not yet."""
    return {**_stated(pattern), "verdict": ELSEWHERE, "rows": [], "sentence": _words(pattern.elsewhere)}


def _stated(pattern: Pattern) -> Record:
    words = {key: _words(getattr(pattern, key)) for key in ("title", "pattern", "note")}
    return {"id": pattern.id, **words, "source": pattern.source}


def _words(words: Words | None) -> dict[str, str] | None:
    return None if words is None else words.model_dump()


def _row(measured: Measured) -> Record:
    row, found = measured.row, measured.found
    return {
        **pattern_words.name(row),
        **row.model_dump(mode="json", include={"metric", "kind", "band"}),
        "sides": pattern_words.sides(row),
        "unit": pattern_words.unit(row),
        "value": finite(found.mean),
        "low": finite(found.low),
        "high": finite(found.high),
        "verdict": measured.verdict,
    }
