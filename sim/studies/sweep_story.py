"""What a sweep has to tell: how the metric moves along each axis, where it is best, and how much of that is luck."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from sim.experiments.design import effects, stopping
from sim.experiments.design.effects import Change
from sim.experiments.statistics import Difference, Estimate, estimate
from sim.record.specifications import METRICS
from sim.report.told import StudyFigure, StudyTable, Told, Words, plain
from sim.report.words import LANGUAGES, Finding
from sim.studies import sweep_words as words
from sim.studies import telling
from sim.studies.sweep_effects import Effect, Effects, effects_of
from sim.studies.swept import COLUMNS, Grouping, Swept, span

SHOWN = 8  # axes in findings and figures
ROWS = 12
LISTED = 4


def tell(swept: Swept) -> Told:
    """The story of a sweep. Raises TasukiError where the metric is defined at no point."""
    known = swept.defined()
    axes_do = effects_of(known)
    figures = [*_figures(known, axes_do)]
    shown = figures[0].name if figures else "effects"
    axes = ", ".join(axis.name for axis in swept.space.axes)
    names: dict[str, str | Words] = {"metric": telling.metric(swept.metric), "axes": axes}
    stopped = [] if swept.plan["until"] is None else [_stopped(swept, shown)]
    return Told(
        question=telling.filled(words.QUESTION, names),
        findings=[*_findings(known, axes_do, shown), *stopped],
        figures=figures,
        tables=[telling.space_table(swept.space, swept.scenario), _points_table(swept)],
        method=[*_method(swept, axes_do.way)],
        limits=[*_limits(swept, axes_do.way)],
        content=_content(known, axes_do) | {"points": len(swept.shares), "undefined": swept.undefined},
    )


def _limits(swept: Swept, way: str) -> Iterator[Words]:
    yield words.LIMITS["range"]
    if way in ("fitted", "listed"):
        yield words.LIMITS[way]
    if swept.undefined:
        listed = "; ".join(swept.point(place) for place in swept.undefined[:LISTED])
        names: dict[str, str | Words] = {
            "metric": telling.metric(swept.metric), "count": str(len(swept.undefined)),
            "points": str(len(swept.shares)), "listed": listed + (" …" if len(swept.undefined) > LISTED else ""),
        }  # fmt: skip
        yield telling.filled(words.LIMITS["undefined"], names)


def _findings(swept: Swept, axes_do: Effects, figure: str) -> Iterator[Finding]:
    if len(swept.space.axes) == 1:
        yield _ends(swept, swept.groupings[0], figure)
    elif axes_do.way == "small":
        yield _small(swept, figure)
    else:
        yield from (_main(swept, one, axes_do.way, figure) for one in axes_do.by_size[:SHOWN])
    if METRICS[swept.metric].better != "neither":
        yield from _best(swept, figure)
    if len(swept.space.axes) > 1 and swept.plan["design"] == "full" and axes_do.way == "compared":
        share = effects.additive(swept.values, [one.groups for one in swept.groupings])
        if np.isfinite(share):
            yield telling.said("additive", figure, words.ADDITIVE, {"share": telling.share(share)}, {})
    parts = effects.split(swept.values)
    if np.isfinite(parts.between):
        luck = telling.change(Estimate(parts.luck**0.5, np.nan, np.nan, 0), swept.metric)
        phrase = words.ERROR["drawn" if telling.drawn(swept.scenario, swept.space) else "luck"]
        yield telling.said("error", figure, phrase, {"error": telling.share(parts.error_share), "luck": luck}, {})


def _ends(swept: Swept, one: Grouping, figure: str) -> Finding:
    found = span(swept, one)
    kind = "unclear" if not _clear(found.gap) else "rises" if found.gap.mean > 0 else "falls"
    first, last = (telling.level(estimate(row), swept.metric) for row in (found.before, found.after))
    amounts = {"gap": telling.change(found.gap, swept.metric), "first": first, "last": last}
    return telling.said(f"ends-{kind}", figure, words.ENDS[kind], amounts, _names(swept, one, found))


def _main(swept: Swept, one: Effect, way: str, figure: str) -> Finding:
    phrase = words.MAIN[way]["clear" if _clear(one.gap) else "unclear"]
    names: dict[str, str | Words] = {
        "metric": telling.metric(swept.metric), "axis": one.axis.name, "start": one.start, "end": one.end,
    }  # fmt: skip
    return telling.said(f"main-{one.axis.name}", figure, phrase, {"gap": telling.change(one.gap, swept.metric)}, names)


def _small(swept: Swept, figure: str) -> Finding:
    counts = {"points": str(len(swept.shares)), "axes": str(len(swept.space.axes))}
    return telling.said("small", figure, words.SMALL, {}, counts)


def _names(swept: Swept, one: Grouping, found: Change) -> dict[str, str | Words]:
    ends = {"start": one.labels[found.start], "end": one.labels[found.end]}
    return {"metric": telling.metric(swept.metric), "axis": one.axis.name, **ends}


def _best(swept: Swept, figure: str) -> Iterator[Finding]:
    found = effects.best(swept.values, lower=METRICS[swept.metric].better == "lower")
    if found is None:
        return
    listed = "; ".join(swept.point(place) for place in found.rivals[:LISTED])
    names: dict[str, str | Words] = {
        "metric": telling.metric(swept.metric), "point": swept.point(found.point), "count": str(len(found.rivals)),
        "others": str(len(swept.shares) - 1), "rivals": listed + (" …" if len(found.rivals) > LISTED else ""),
    }  # fmt: skip
    amounts = {"value": telling.level(estimate(found.measured), swept.metric)}
    yield telling.said("best", figure, words.BEST["rivals" if found.rivals else "alone"], amounts, names)


def _stopped(swept: Swept, figure: str) -> Finding:
    until = stopping.Until(**swept.plan["until"])
    rows = swept.found.metric(until.metric)
    wide = sum(not until.reached(row[:count]) for row, count in zip(rows, swept.counts, strict=True))
    names: dict[str, str | Words] = {
        "open": str(wide), "points": str(len(rows)), "most": str(max(swept.counts)), "replicates": _replicates(swept),
    }  # fmt: skip
    return telling.said("stopped", figure, words.STOPPED["some" if wide else "all"], {}, names)


def _clear(gap: Difference) -> bool:
    return bool(gap.low * gap.high > 0)


def _figures(swept: Swept, axes_do: Effects) -> Iterator[StudyFigure]:
    from sim.studies import sweep_figures

    if len(swept.groupings) == 1 and swept.groupings[0].values is not None:
        yield sweep_figures.curves(swept, _ends(swept, swept.groupings[0], ""))
        return
    first = [_main(swept, one, axes_do.way, "") for one in axes_do.by_size[:1]]
    if len(swept.groupings) == 2 and swept.plan["design"] == "full":
        yield sweep_figures.heat_map(swept, next(iter([*_best(swept, ""), *first, _small(swept, "")])))
    if first:
        yield sweep_figures.main_effects(swept, axes_do.by_size[:SHOWN], axes_do.way, first[0])


def _points_table(swept: Swept) -> StudyTable:
    """All points in order, or the best ones of many."""
    better, means = METRICS[swept.metric].better, np.array([estimate(row).mean for row in swept.values])
    many = len(means) > ROWS
    order = np.argsort(means if better == "lower" else -means, kind="stable")[:ROWS] if many else range(len(means))
    shown = list(dict.fromkeys([swept.metric, *swept.plan["beside"]]))
    rows: list[list[str | Words]] = [
        [*swept.cells(place), *(telling.cell(estimate(swept.found.metric(name)[place]), name) for name in shown),
         str(swept.counts[place])]
        for place in order
    ]  # fmt: skip
    columns: list[Words] = [dict.fromkeys(LANGUAGES, axis.name) for axis in swept.space.axes[:COLUMNS]]
    columns += [*(telling.metric(name) for name in shown), words.TABLES["replicates"]]
    return StudyTable(words.TABLES["points" if many else "in_order"], columns, rows)


def _method(swept: Swept, way: str) -> Iterator[Words]:
    plan = swept.plan
    names: dict[str, str | Words] = {
        "design": telling.filled(words.DESIGNS[plan["design"]], {"resolution": str(plan["resolution"])}),
        "points": f"{len(swept.shares):,}", "replicates": _replicates(swept),
    }  # fmt: skip
    yield telling.filled(words.METHOD, names)
    if way == "fitted":
        yield words.FITTED
    if plan["until"] is not None:
        yield telling.filled(words.SEQUENTIAL, {"first": str(stopping.FIRST), "step": str(stopping.STEP)})


def _replicates(swept: Swept) -> Words:
    """How many replicates points have, or from how many to how many."""
    least, most = min(swept.counts), max(swept.counts)
    phrase = words.REPLICATES["same" if least == most else "range"]
    return telling.filled(phrase, {"least": str(least), "most": str(most)})


def _content(swept: Swept, axes_do: Effects) -> dict[str, Any]:
    """For machines: the effect of each axis, and where variance comes from. Points are in ``points.parquet``."""
    effects_found = {one.axis.name: {"from": one.start, "to": one.end, **one.gap.plain()} for one in axes_do.found}
    parts = effects.split(swept.values)
    return {
        "metric": swept.metric, "effects": effects_found, "effects_by": axes_do.way,
        "variance": plain({**vars(parts), "error_share": parts.error_share}),
    }  # fmt: skip
