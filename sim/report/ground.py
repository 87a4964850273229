"""The ground a report stands on, in words: how the arms differ, which assumptions weigh most, how to run it again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from sim.record.specifications import METRICS
from sim.report import parameter_words
from sim.report.kpi_words import terms
from sim.report.prose import GROUND, Words
from sim.report.reading import Bundle, Estimate, arms, title
from sim.report.words import DEPARTMENTS, LANGUAGES, Amount, term
from sim.scenario import Parameter, declared
from sim.scenario.words import value_text

MOST_DIFFERENCES = 24
MOST_WEIGHTY = 8
_UNIT = {"en": " ({})", "ja": "（{}）"}
Study = Mapping[str, Any]


def compared(bundle: Bundle) -> dict[str, Any]:
    """The arms with their descriptions, and a row for each value in which they differ."""
    differing = bundle["basis"]["differing"] if "basis" in bundle else {}
    rows = [
        {"name": _name(key, found), "key": key, "cells": [_value(found["values"][arm]) for arm in arms(bundle)]}
        for key, found in list(differing.items())[:MOST_DIFFERENCES]
    ]
    described = [{"title": bundle["arms"][arm]["title"], "description": bundle["arms"][arm]["description"]}
                 for arm in arms(bundle)]  # fmt: skip
    return {"arms": described, "rows": rows, "more": _filled("more", number=len(differing) - len(rows))
            if len(differing) > len(rows) else None}  # fmt: skip


def _name(key: str, found: Mapping[str, Any]) -> Words:
    """A value in words; where it has none in Japanese, its key stands alone."""
    parts = key.split(".")
    if parts[0] == "departments" and parts[-1] in ("kpis", "headcount") and parts[1] in DEPARTMENTS:
        return {lang: GROUND[parts[-1]][lang].format(department=term(parts[1], lang)) for lang in LANGUAGES}
    return _told(key, found["meaning"], found["unit"])


def _told(key: str, meaning_en: str, unit_en: str) -> Words:
    meaning, unit = parameter_words.meaning(key, meaning_en), parameter_words.unit(unit_en)
    measured = {lang: _UNIT[lang].format(unit[lang]) if meaning[lang] and unit[lang] else "" for lang in LANGUAGES}
    return {lang: meaning[lang] + measured[lang] for lang in LANGUAGES}


def _value(value: Any) -> Words:
    if value is None or value == []:
        return GROUND["nothing"]
    if isinstance(value, bool):
        return GROUND["on" if value else "off"]
    if isinstance(value, list) and all(isinstance(entry, dict) and "metric" in entry for entry in value):
        return {lang: terms(value, lang) for lang in LANGUAGES}
    return dict.fromkeys(LANGUAGES, value_text(value))


def rests_on(bundle: Bundle, study: Study | None) -> dict[str, Any] | None:
    """How much of the baseline is assumed, and what a stored sensitivity analysis says of it; None for a bundle that
    does not know.

    ``study``: the ``study.json`` of a sensitivity analysis of total value on the same ground.
    """
    if "basis" not in bundle:
        return None
    basis = bundle["basis"]
    names = {lang: title(bundle, bundle["baseline"], lang) for lang in LANGUAGES}
    count = {
        lang: GROUND["assumed"][lang].format(
            arm=names[lang], parameters=basis["parameters"], assumed=basis["parameters"] - len(basis["sourced"])
        )
        for lang in LANGUAGES
    }
    if study is None:
        scenario = bundle["arms"][bundle["baseline"]]["scenario"]
        said = _filled("unmeasured", scenario=scenario, run=bundle["arms"][bundle["baseline"]]["run"])
        return {"said": [count, said], "rows": []}
    sourced = set(basis["sourced"])
    rows, varied = list(_weighty(study, sourced)), set(study["content"]["parameters"]) - sourced
    facts = {"study": study["run"], "scenario": study["scenario"], "varied": len(varied)}
    said = _filled("measured" if rows else "none_stands_out", **facts)
    return {"said": [count, said, *([GROUND["level_only"]] if rows else [])], "rows": rows}


def _weighty(study: Study, sourced: set[str]) -> Iterator[dict[str, Any]]:
    """The assumptions that stand out from simulation error, the strongest first."""
    content, axes = study["content"], {axis["name"]: axis for axis in study["plan"]["space"]}
    size, half = ("star", "star_half") if content["method"] == "morris" else ("total", "total_half")
    unit = METRICS[content["metric"]].unit if content["method"] == "morris" else "share"
    for name in [name for name in content["stand_out"] if name not in sourced][:MOST_WEIGHTY]:
        found, axis = content["parameters"][name], axes[name]
        strength = Estimate(found[size], found[size] - found[half], found[size] + found[half])
        known = _declared().get(parameter_words.as_declared(name))
        said = _told(name, known.meaning, known.unit) if known else dict.fromkeys(LANGUAGES, "")
        yield {"key": name, "name": said, "range": _range(axis),
               "strength": {lang: f"{Amount(strength, unit, lang):all}" for lang in LANGUAGES}}  # fmt: skip


@cache
def _declared() -> dict[str, Parameter]:
    """The model's parameters by key as declared; an axis with levels of its own is none of them."""
    from sim.engine.company import Scenario  # heavy, and only reports with a sensitivity analysis need it

    return {each.path: each for each in declared(Scenario)}


def _range(axis: Mapping[str, Any]) -> str:
    if axis["levels"] is not None:
        return ", ".join(str(label) for label, _ in axis["levels"])
    return f"{axis['low']:,.4g} – {axis['high']:,.4g}"


def again(bundle: Bundle) -> list[tuple[Words, str]]:
    """What to do and the command that does it: the same again, and a variation."""
    names = arms(bundle)
    files = ["scenario.yaml"] if len(names) == 1 else [f"scenarios/{arm}.yaml" for arm in names]
    strictness = bundle["strictness"]
    grid = f" --strictness {len(strictness['points'])}" if strictness else ""
    command = f"tasuki {'run' if len(names) == 1 else 'compare'} {' '.join(files)}"
    return [
        (GROUND["same"], f"{command}{grid} --out ../again"),
        (GROUND["varied"], f"{command} --set market.accounts=10000 --out ../again"),
    ]


def _filled(key: str, **names: Any) -> Words:
    return {lang: GROUND[key][lang].format(**names) for lang in LANGUAGES}
