"""Where a claim holds and where it fails, told from the points, the boxes and what the points held out say of them."""

from __future__ import annotations

from typing import Any

from sim.experiments.discovery import prim
from sim.experiments.discovery.box import Box
from sim.experiments.discovery.conditions import ERROR, HOLDS, Checked, share
from sim.experiments.discovery.prim import Found
from sim.report.reading import Estimate
from sim.report.told import StudyTable, Told, plain
from sim.report.words import LANGUAGES, Amount, Finding
from sim.studies import conditions_words as words
from sim.studies import telling
from sim.studies.conditions_figures import figures
from sim.studies.conditions_found import Discovery, bounds, readable
from sim.studies.naming import Words


def tell(story: Discovery) -> Told:
    """The story in sentences, figures and tables."""
    findings = [_share(story), *_boxes(story)]
    replications, count = str(story.replications), str(len(story.judged))
    names = {"count": count, "replications": replications, "chance": f"{prim.MOST_BY_CHANCE:g}",
             "error": f"{ERROR:g}"}  # fmt: skip
    return Told(
        question=telling.filled(words.QUESTION, {"title": story.plan["title"]}),
        findings=findings,
        figures=figures(story, findings),
        tables=[_table(story), telling.space_table(story.space, story.scenario)],
        method=[telling.filled(words.METHOD, names)],
        limits=[words.LIMITS],
        content=_content(story),
    )


def _check_words(story: Discovery) -> Words:
    """The check as a statement."""
    check = story.check
    against: str = check.against or f"{check.beyond}"
    names: telling.Named = {"metric": telling.metric(check.metric), "arm": check.arm, "against": against}
    return dict(telling.filled((words.CHECK if check.against else words.LEVEL)[check.expect], names))


def _share(story: Discovery) -> Finding:
    found = share(int(story.holds.sum()), len(story.holds))
    amounts = {"holds": (Estimate(found.mean, found.low, found.high), "share")}
    names: telling.Named = {
        "check": _check_words(story), "count": str(len(story.holds)),
        "clear": str(int((story.holds & story.clear).sum())), "not_clear": str(int((~story.holds & story.clear).sum())),
    }  # fmt: skip
    return telling.said("share", "boxes", words.SHARE, amounts, names)


def _boxes(story: Discovery) -> list[Finding]:
    of = story.found.of
    if not story.found.boxes:
        count = int((story.holds if of == HOLDS else ~story.holds).sum())
        phrase = (words.NONE if story.found.sought else words.TOO_FEW)[of]
        return [telling.said("none", "boxes", phrase, {}, {"count": str(count)})]
    return [_box(story, number, *one) for number, one in enumerate(story.found.boxes, start=1)]


def _box(story: Discovery, number: int, found: Found, checked: Checked) -> Finding:
    of, confirmed = story.found.of, "confirmed" if checked.confirmed else "open"
    parts = [words.BOX[of][strength(checked)], words.HELD_OUT[of][confirmed], *[words.LATER][: number - 1]]
    template = {lang: words.BETWEEN[lang].join(part[lang] for part in parts) for lang in LANGUAGES}
    amounts = {
        "density": (readable(checked.density), "share"), "outside": (readable(checked.outside), "share"),
        "coverage": telling.share(checked.coverage),
    }  # fmt: skip
    return telling.said(f"box-{number}", "boxes", template, amounts, {"bounds": bounds(story, found.seen.box)})


def strength(checked: Checked) -> str:
    """How much may be said of a box: cases are the rule inside and rare outside (``except``), the rule inside
    (``dense``), or more frequent there than elsewhere (``more``).
    """
    if not (checked.confirmed and checked.density.mean >= prim.DENSE):
        return "more"
    rare_outside = checked.coverage >= prim.DENSE and checked.outside.mean <= 1.0 - prim.DENSE
    return "except" if rare_outside else "dense"


def _table(story: Discovery) -> StudyTable:
    rows: list[list[str | Words]] = []
    for number, (found, checked) in enumerate(story.found.boxes, start=1):
        density = {lang: f"{Amount(readable(checked.density), 'share', lang):all}" for lang in LANGUAGES}
        shown: list[str | Words] = [
            _percent(found.seen.density),
            density,
            _percent(checked.coverage),
            f"{checked.chance:.2g}",
        ]
        for bound, chance in found.chances:
            cells = shown if bound == found.chances[0][0] else [""] * len(shown)
            rows.append([str(number), _side(story, found, bound), f"{chance:.2g}", *cells])
    return StudyTable(words.TABLE, words.COLUMNS, rows)


def _side(story: Discovery, found: Found, bound: Any) -> Words:
    """One bound in words."""
    opened = story.whole.with_limit(bound.axis, found.seen.box.limits[bound.axis])
    for other in list(opened.bounds(story.whole)):
        if other != bound:
            opened = opened.without(other, story.whole)
    return bounds(story, opened)


def _percent(value: float) -> Words:
    return {lang: f"{Amount(Estimate(value), 'share', lang)}" for lang in LANGUAGES}


def _content(story: Discovery) -> dict[str, Any]:
    found: dict[str, Any] = plain({
        "claim": story.plan["claim"],
        "check": story.plan["check"],
        "points": len(story.judged),
        "holds": int(story.holds.sum()),
        "fails": int((~story.holds).sum()),
        "clear": int(story.clear.sum()),
        "of": story.found.of,
        "boxes": [_box_content(story, *one) for one in story.found.boxes],
    })  # fmt: skip
    return found


def _box_content(story: Discovery, found: Found, checked: Checked) -> dict[str, Any]:
    seen = found.seen
    return {
        "bounds": [
            {"key": story.space.axes[bound.axis].name, "side": bound.side, "quasi_p": chance,
             "value": _value(story, seen.box, bound)}
            for bound, chance in found.chances
        ],
        "used": {"inside": seen.inside, "cases": seen.cases, "coverage": seen.coverage, "density": seen.density},
        "held_out": {"inside": checked.inside, "cases": checked.cases, "coverage": checked.coverage,
                     "density": checked.density.plain(), "outside": checked.outside.plain(), "p": checked.chance,
                     "confirmed": checked.confirmed},
        "trajectory": [_step(one) for one in found.trajectory],
        "chosen": found.chosen,
    }  # fmt: skip


def _step(seen: prim.Seen) -> dict[str, Any]:
    return {"inside": seen.inside, "coverage": seen.coverage, "density": seen.density}


def _value(story: Discovery, box: Box, bound: Any) -> Any:
    limit, axis = box.limits[bound.axis], story.space.axes[bound.axis]
    if limit.levels is not None and axis.levels is not None:
        return [axis.levels[number][0] for number in sorted(limit.levels)]
    return limit.low if bound.side == "low" else limit.high
