"""report.html in both languages, one self-contained page: question, arms, findings, summary table, figures, what the
result rests on, limits, method and how to run it again.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sim.record.specifications import METRICS
from sim.report import findings as telling
from sim.report import ground
from sim.report.prose import AND, DIFFERENT, FACTS, HEADING, QUESTION, TEXT, VERDICTS, Words, limits, method
from sim.report.reading import HEADLINES, Bundle, Estimate, arms, difference, metric, others, title, uncertain
from sim.report.trade_off import better
from sim.report.words import LANGUAGES, Amount, Finding, first_upper


def write(
    bundle: Bundle, figures: Sequence[Path], path: Path, lang: str, sensitivity: ground.Study | None = None
) -> None:
    """Write the page to ``path``, opening in ``lang``.

    ``figures`` are files of `sim.report.figures.draw_all`, in one language or in both; they are embedded.
    ``sensitivity``: what a stored analysis of the same ground found.
    Raises OSError where a file cannot be read or written.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("sim.report"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    found = bundle["findings"] or telling.write(bundle)
    page = environment.get_template("report.html").render(
        lang=lang,
        text=TEXT,
        heading=_filled(HEADING, bundle),
        question=_filled(QUESTION, bundle),
        compared=ground.compared(bundle),
        findings=found,
        drawn=_drawn(figures, found, lang),
        columns=_columns(bundle),
        headlines=[_row(bundle, name) for name in _shown(bundle) if name in HEADLINES],
        measures=[_row(bundle, name) for name in _shown(bundle)],
        rests=ground.rests_on(bundle, sensitivity),
        limits=limits(drawn=uncertain(bundle)),
        method=method(drawn=uncertain(bundle)),
        again=ground.again(bundle),
        facts=_facts(bundle),
        arms=[bundle["arms"][arm] for arm in arms(bundle)],
    )
    path.write_text(page, encoding="utf-8")


def _filled(phrase: dict[str, Words], bundle: Bundle) -> Words:
    base = bundle["baseline"]
    return {
        lang: phrase[bundle["kind"]][lang].format(
            base=title(bundle, base, lang),
            others=AND[lang].join(title(bundle, arm, lang) for arm in others(bundle)),
        )
        for lang in LANGUAGES
    }


def _facts(bundle: Bundle) -> list[tuple[Words, Any]]:
    values = {**bundle, "run": bundle["arms"][bundle["baseline"]]["run"]}
    return [(words, values[key]) for key, words in FACTS.items()]


def _drawn(figures: Sequence[Path], found: Sequence[Finding], lang: str) -> dict[str, dict[str, Any]]:
    """Figures by name: number, images (one, or one in each language) and caption."""
    files: dict[str, dict[str, Path]] = {}
    for file in sorted(figures):
        stem, language = file.stem.rsplit(".", 1)
        files.setdefault(stem, {})[language] = file
    drawn = {}
    for number, (stem, versions) in enumerate(files.items(), start=1):
        name = stem.split("-", 1)[1]
        caption = {one: " ".join(finding[one] for finding in found if finding["figure"] == name) for one in LANGUAGES}
        drawn[name] = {"number": number, "caption": caption, "images": _images(versions, caption, lang)}
    return drawn


def _images(versions: dict[str, Path], caption: Words, lang: str) -> list[dict[str, str]]:
    """A single image is shown in both languages, with its alternative text in the page's first one."""
    alone = len(versions) == 1
    return [
        {
            "data": base64.b64encode(file.read_bytes()).decode("ascii"),
            "lang": "" if alone else language,
            "alt": caption[lang if alone else language],
        }
        for language, file in versions.items()
    ]


def _shown(bundle: Bundle) -> list[str]:
    """Metrics with a value in at least one arm."""
    return [name for name in METRICS if any(metric(bundle, arm, name) is not None for arm in arms(bundle))]


def _columns(bundle: Bundle) -> list[Words]:
    levels = [{lang: title(bundle, arm, lang) for lang in LANGUAGES} for arm in arms(bundle)]
    base = {lang: title(bundle, bundle["baseline"], lang) for lang in LANGUAGES}
    gaps = [
        {lang: TEXT["difference"][lang].format(arm=title(bundle, arm, lang), base=base[lang]) for lang in LANGUAGES}
        for arm in others(bundle)
    ]
    return levels + gaps


def _row(bundle: Bundle, name: str) -> dict[str, Any]:
    unit = METRICS[name].unit
    cells = [_cell(metric(bundle, arm, name), unit, "") for arm in arms(bundle)]
    cells += [
        _gap(name, difference(bundle, arm, name), "points" if unit == "share" else unit) for arm in others(bundle)
    ]
    return {"name": {lang: first_upper(getattr(METRICS[name], lang)) for lang in LANGUAGES}, "cells": cells}


def _cell(value: Estimate | None, unit: str, form: str) -> dict[str, Any]:
    """The number and, apart from it, its interval."""
    if value is None:
        return {"number": dict.fromkeys(LANGUAGES, "–"), "interval": None, "kind": "", "verdict": None}
    amounts = {lang: Amount(value, unit, lang) for lang in LANGUAGES}
    parts = {
        part: {lang: format(amount, spec) for lang, amount in amounts.items()}
        for part, spec in (("number", form), ("interval", "interval"))
    }
    return {**parts, "kind": "", "verdict": None}


def _gap(name: str, gap: Estimate | None, unit: str) -> dict[str, Any]:
    """A paired difference, better or worse in words and by a mark: never by colour alone."""
    cell = _cell(gap, unit, "change")
    if gap is None:
        return cell
    if gap.clear and METRICS[name].better == "neither":
        return cell | {"verdict": DIFFERENT}
    kind, verdict = VERDICTS[better(name, gap)]
    return cell | {"kind": kind, "verdict": verdict}
