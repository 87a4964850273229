"""What explains the difference between two scenarios, told from the numbers: contributions, and the measured path."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sim.report.reading import Estimate, estimate
from sim.report.told import StudyFigure, StudyTable, Told
from sim.report.words import DEPARTMENTS, LANGUAGES, Amount, Amounts, Finding, finding, term
from sim.studies import explain_words as words
from sim.studies import naming
from sim.studies.naming import Words

Content = Mapping[str, Any]
Names = dict[str, Words]

MOST_ITEMS = 3  # of one stage of the path in a sentence


def tell(content: Content, titles: tuple[Words, Words]) -> Told:
    """The story of an explanation; ``titles`` of both scenarios, ``content`` as `sim.studies.explain` makes it."""
    names = {lang: {"first": titles[0][lang], "second": titles[1][lang]} for lang in LANGUAGES}
    metric = naming.metric(content["metric"])
    question = {
        "en": f"What makes the difference between {titles[0]['en']} and {titles[1]['en']} in {metric['en']}?",
        "ja": f"{titles[0]['ja']}と{titles[1]['ja']}の{metric['ja']}の差は何から生まれるか",
    }
    findings = [_whole(content, names), *_parts(content), *_drawn(content), *_bonds(content), *_path(content, names)]
    return Told(
        question,
        findings,
        _figures(content, titles, findings),
        [_table(content)],
        _method(content),
        words.LIMITS,
        content,
    )


def _estimate(entry: Mapping[str, Any]) -> Estimate:
    return estimate(dict(entry)) or Estimate(float("nan"))


def switch_label(name: str) -> Words:
    """What a switch is called."""
    return naming.key(name)


def _whole(content: Content, names: Names) -> Finding:
    gap = _estimate(content["difference"])
    way = "unclear" if not gap.clear else "higher" if gap.mean > 0 else "lower"
    metric = naming.metric(content["metric"])
    filled = {lang: {**names[lang], "metric": metric[lang]} for lang in LANGUAGES}
    return finding("difference", "waterfall", words.WHOLE[way], {"gap": (gap, naming.unit(content["metric"]))}, filled)


def _sorted(content: Content) -> list[Mapping[str, Any]]:
    """Contributions, the largest first."""
    return sorted(content["contributions"], key=lambda one: -abs(one["mean"]))


def _parts(content: Content) -> list[Finding]:
    return [_part(one, naming.unit(content["metric"])) for one in _sorted(content)]


def _part(one: Mapping[str, Any], unit: str) -> Finding:
    part = _estimate(one)
    amounts = {"part": (part, unit), "alone": (_estimate(one["alone"]), unit), "last": (_estimate(one["last"]), unit)}
    label = switch_label(one["switch"])
    template = words.PART["clear" if part.clear else "unclear"]
    return finding(f"switch-{one['switch']}", "waterfall", template, amounts, _switch(label))


def _drawn(content: Content) -> list[Finding]:
    """What drawing orders, where not all were taken, leaves uncertain."""
    if content["exact"]:
        return []
    largest = max(one["sampling_error"] for one in content["contributions"])
    amounts: Amounts = {
        "orders": (Estimate(float(content["orders"])), "count"),
        "error": (Estimate(largest), naming.unit(content["metric"])),
    }
    return [finding("drawn", "waterfall", words.DRAWN, amounts, {lang: {} for lang in LANGUAGES})]


def _switch(label: Words) -> Names:
    return {lang: {"switch": label[lang]} for lang in LANGUAGES}


def _bonds(content: Content) -> list[Finding]:
    """Switches that clearly gain or lose by the others."""
    unit, found = naming.unit(content["metric"]), []
    for one in _sorted(content):
        bond = _estimate(one["bond"])
        if bond.clear:
            label = _switch(switch_label(one["switch"]))
            found.append(finding(f"bond-{one['switch']}", "waterfall", words.BOND, {"bond": (bond, unit)}, label))
    return found


def _path(content: Content, names: Names) -> list[Finding]:
    """The clearest link of every stage in one sentence; then each stage, and those where nothing moves."""
    moved = {stage: found for stage in words.STAGES if (found := _moved(content, stage))}
    still = [stage for stage in words.STAGES if stage not in moved]
    if not moved:
        return [finding("path", "path", words.NOTHING, {}, names)]
    first = [_listed(f"{stage}", found[:1]) for stage, found in moved.items()]
    template = {
        lang: words.PATH[lang].replace("{items}", words.ARROW[lang].join(text[lang] for text, _ in first))
        for lang in LANGUAGES
    }
    amounts = {name: amount for _, found in first for name, amount in found.items()}
    told = [finding("path", "path", template, amounts, names)]
    told += [_stage(stage, found) for stage, found in moved.items()]
    if still:
        named = {
            lang: {"stages": words.AND[lang].join(words.STAGES[stage][lang] for stage in still)} for lang in LANGUAGES
        }
        told.append(finding("path-still", "path", words.STILL, {}, named))
    return told


def _stage(stage: str, found: Sequence[Mapping[str, Any]]) -> Finding:
    text, amounts = _listed(stage, found[:MOST_ITEMS])
    template = {lang: words.STAGE[lang].replace("{items}", text[lang]) for lang in LANGUAGES}
    return finding(
        f"path-{stage}", "path", template, amounts, {lang: {"stage": words.STAGES[stage][lang]} for lang in LANGUAGES}
    )


def _listed(stage: str, found: Sequence[Mapping[str, Any]]) -> tuple[Words, Amounts]:
    """Links with their differences, as a template and its amounts."""
    amounts: Amounts = {
        f"{stage}_{rank}": (_estimate(one["difference"]), "points" if one["unit"] == "share" else one["unit"])
        for rank, one in enumerate(found)
    }
    texts = {
        lang: words.COMMA[lang].join(
            f"{link_label(one['link'], one['about'])[lang]} {{{stage}_{rank}:signed}}" for rank, one in enumerate(found)
        )
        for lang in LANGUAGES
    }
    return texts, amounts


def _moved(content: Content, stage: str) -> list[Mapping[str, Any]]:
    """Links of a stage that clearly differ: the metric explained, then the largest (the clearest, if units differ)."""
    of_stage = [one for one in content["path"] if one["stage"] == stage]
    alike = len({one["unit"] for one in of_stage}) == 1

    def rank(one: Mapping[str, Any]) -> tuple[bool, float]:
        gap = _estimate(one["difference"])
        return one["link"] != content["metric"], -abs(gap.mean) / (1.0 if alike else gap.half or 1e-300)

    return sorted((one for one in of_stage if _estimate(one["difference"]).clear), key=rank)


def link_label(link: str, about: str) -> Words:
    """What a link of the path is called."""
    if about in DEPARTMENTS:
        kind = words.LINKS[link.removesuffix(f"_{about}")]
        return {lang: kind[lang].format(term(about, lang)) for lang in LANGUAGES}
    return words.LINKS.get(link) or naming.metric(link)


def _figures(content: Content, titles: tuple[Words, Words], findings: Sequence[Finding]) -> list[StudyFigure]:
    head = {figure: next(one for one in findings if one["figure"] == figure) for figure in ("waterfall", "path")}
    metric = naming.metric(content["metric"])
    said = {figure: {lang: one[lang] for lang in LANGUAGES} for figure, one in head.items()}
    return [
        StudyFigure(
            "waterfall", "waterfall", said["waterfall"], metric, words.READ_WATERFALL, _waterfall(content, titles)
        ),
        StudyFigure("path", "path", words.PATH_TITLE, words.PATH_CAPTION, words.READ_PATH, _path_data(content)),
        StudyFigure("matrix", "matrix", words.MATRIX_TITLE, words.MATRIX_CAPTION, words.READ_MATRIX, _matrix(content)),
    ]


def _waterfall(content: Content, titles: tuple[Words, Words]) -> dict[str, Any]:
    steps = [{"label": switch_label(one["switch"]), **_ends(one)} for one in _sorted(content)]
    first, second = (
        {"label": title, **_ends(content[side])} for title, side in zip(titles, ("first", "second"), strict=True)
    )
    return {"first": first, "second": second, "steps": steps, "unit": content["unit"]}


def _ends(one: Mapping[str, Any]) -> dict[str, Any]:
    return {key: one[key] for key in ("mean", "low", "high")}


def _path_data(content: Content) -> dict[str, Any]:
    rows = []
    for one in content["path"]:
        unit = "points" if one["unit"] == "share" else one["unit"]
        shown = {lang: f"{Amount(_estimate(one['difference']), unit, lang):signed}" for lang in LANGUAGES}
        rows.append(
            {
                "stage": words.STAGES[one["stage"]],
                "label": link_label(one["link"], one["about"]),
                "text": shown,
                **_ends(one["difference"]),
            }
        )
    return {"rows": rows}


def _matrix(content: Content) -> dict[str, Any]:
    links = content["by_link"]
    return {
        "rows": [switch_label(one["switch"]) for one in content["contributions"]],
        "columns": [naming.metric(one["link"]) for one in links],
        "cells": [
            [
                {
                    **_ends(cell),
                    "text": {
                        lang: f"{Amount(_estimate(cell), naming.unit(one['link']), lang):change}" for lang in LANGUAGES
                    },
                }
                for cell in one["contributions"]
            ]
            for one in links
        ],
    }


def _table(content: Content) -> StudyTable:
    unit = naming.unit(content["metric"])
    rows: list[list[str | Words]] = [
        [
            switch_label(one["switch"]),
            ", ".join(one["keys"]),
            *(_cell(one[key] if key else one, unit) for key in ("", "alone", "last")),
        ]
        for one in _sorted(content)
    ]
    return StudyTable(words.TABLE, words.COLUMNS, rows)


def _cell(one: Mapping[str, Any], unit: str) -> Words:
    return {lang: f"{Amount(_estimate(one), unit, lang):signed}" for lang in LANGUAGES}


def _method(content: Content) -> list[Words]:
    orders = content["orders"]
    how = words.EXACT if content["exact"] else words.SAMPLED
    return [
        {lang: how[lang].format(orders=orders, companies=content["companies"]) for lang in LANGUAGES},
        words.METHOD_PATH,
    ]
