"""What a sweep has to tell: how the metric moves along each axis, where it is best, and how much of that is luck."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.experiments.design import effects, stopping
from sim.experiments.space import Axis, Floats, Space
from sim.experiments.statistics import Difference, Estimate, estimate
from sim.record.specifications import METRICS
from sim.report.told import StudyFigure, StudyTable, Told, Words, plain
from sim.report.words import LANGUAGES, Finding
from sim.studies import spaces, telling
from sim.studies import sweep_words as words
from sim.studies.workbench import Evaluated

PARTS = 5  # into which a range is cut where a design fills the space
SHOWN = 8  # axes in findings and figures
ROWS = 12
LISTED = 4
COLUMNS = 6  # axes that a point shows


@dataclass(frozen=True)
class Grouping:
    """The points of a sweep along one axis: what each group is called, and the group of each point.

    ordered: the groups are values of a number. values: theirs, where each group is one value.
    """

    axis: Axis
    labels: tuple[str, ...]
    groups: NDArray[np.int64]
    ordered: bool
    values: tuple[Any, ...] | None

    @property
    def numeric(self) -> bool:
        """Whether its values can be drawn on a scale."""
        return self.values is not None and self.ordered


@dataclass(frozen=True)
class Swept:
    """A sweep as it was simulated. shares: (points, axes). counts: replicates of each point."""

    space: Space
    shares: Floats
    found: Evaluated
    counts: tuple[int, ...]
    plan: Mapping[str, Any]
    scenario: Any

    @property
    def metric(self) -> str:
        """The metric that findings are about."""
        return str(self.plan["metric"])

    @cached_property
    def values(self) -> Floats:
        """(points, replicates) of it."""
        return self.found.metric(self.metric)

    @cached_property
    def groupings(self) -> list[Grouping]:
        """The points along each axis."""
        return [_grouping(axis, self.shares[:, place]) for place, axis in enumerate(self.space.axes)]

    def point(self, place: int) -> str:
        """A point in words."""
        return ", ".join(f"{axis.name} {cell}" for axis, cell in zip(self.space.axes, self.cells(place), strict=False))

    def cells(self, place: int) -> list[str]:
        """The values of a point on the first axes."""
        pairs = zip(self.space.axes[:COLUMNS], self.shares[place], strict=False)
        return [telling.number(spaces.value_at(axis, share)) for axis, share in pairs]


def _grouping(axis: Axis, shares: Floats) -> Grouping:
    values = [spaces.value_at(axis, share) for share in shares]
    numeric = all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
    if axis.levels is None and len(set(values)) > 2 * PARTS:
        edges = [axis.value(share) for share in np.linspace(0, 1, PARTS + 1)]
        labels = tuple(f"{telling.number(a)}–{telling.number(b)}" for a, b in pairwise(edges))
        return Grouping(axis, labels, np.minimum((shares * PARTS).astype(np.int64), PARTS - 1), True, None)
    order = sorted(set(values)) if numeric else list(dict.fromkeys(values))
    groups = np.array([order.index(value) for value in values])
    return Grouping(axis, tuple(telling.number(value) for value in order), groups, numeric, tuple(order))


def tell(swept: Swept) -> Told:
    """The story of a sweep."""
    figures = [*_figures(swept)]
    axes = ", ".join(axis.name for axis in swept.space.axes)
    names: dict[str, str | Words] = {"metric": telling.metric(swept.metric), "axes": axes}
    filling = swept.plan["design"] in ("latin", "sobol")
    return Told(
        question=telling.filled(words.QUESTION, names),
        findings=[*_findings(swept, figures[0].name)],
        figures=figures,
        tables=[telling.space_table(swept.space, swept.scenario), _points_table(swept)],
        method=[*_method(swept)],
        limits=[words.LIMITS["range"], *([words.LIMITS["filling"]] if filling else [])],
        content=_content(swept),
    )


def _findings(swept: Swept, figure: str) -> Iterator[Finding]:
    if len(swept.space.axes) == 1:
        yield _ends(swept, swept.groupings[0], figure)
    else:
        yield from (_main(swept, one, figure) for one in _by_size(swept)[:SHOWN])
    if METRICS[swept.metric].better != "neither":
        yield from _best(swept, figure)
    if len(swept.space.axes) > 1 and swept.plan["design"] == "full":
        share = effects.additive(swept.values, [one.groups for one in swept.groupings])
        if np.isfinite(share):
            yield telling.said("additive", figure, words.ADDITIVE, {"share": telling.share(share)}, {})
    parts = effects.split(swept.values)
    if np.isfinite(parts.between):
        luck = telling.change(Estimate(parts.luck**0.5, np.nan, np.nan, 0), swept.metric)
        yield telling.said("error", figure, words.ERROR, {"error": telling.share(parts.error_share), "luck": luck}, {})
    if swept.plan["until"] is not None:
        yield _stopped(swept, figure)


def _ends(swept: Swept, one: Grouping, figure: str) -> Finding:
    start, end, gap = span(swept, one)
    kind = "unclear" if not _clear(gap) else "rises" if gap.mean > 0 else "falls"
    first, last = (telling.level(estimate(_group(swept, one, at)), swept.metric) for at in (start, end))
    amounts = {"gap": telling.change(gap, swept.metric), "first": first, "last": last}
    return telling.said(f"ends-{kind}", figure, words.ENDS[kind], amounts, _names(swept, one, start, end))


def _main(swept: Swept, one: Grouping, figure: str) -> Finding:
    start, end, gap = span(swept, one)
    kind = "clear" if _clear(gap) else "unclear"
    amounts = {"gap": telling.change(gap, swept.metric)}
    return telling.said(f"main-{one.axis.name}", figure, words.MAIN[kind], amounts, _names(swept, one, start, end))


def span(swept: Swept, one: Grouping) -> tuple[int, int, Difference]:
    """Where an axis begins and ends, or its lowest and highest group where it has no order, and the paired change."""
    found = effects.main_effects(swept.values, one.groups)
    means = found.mean(axis=1)
    start, end = (0, len(means) - 1) if one.ordered else (int(np.argmin(means)), int(np.argmax(means)))
    return start, end, effects.change(found, start, end)


def _by_size(swept: Swept) -> list[Grouping]:
    """The axes, that of the largest change first."""
    return sorted(swept.groupings, key=lambda one: -abs(span(swept, one)[2].mean))


def _group(swept: Swept, one: Grouping, group: int) -> Floats:
    """(replicates,) mean of the points of a group."""
    mean: Floats = effects.complete(swept.values)[one.groups == group].mean(axis=0)
    return mean


def _names(swept: Swept, one: Grouping, start: int, end: int) -> dict[str, str | Words]:
    ends = {"start": one.labels[start], "end": one.labels[end]}
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
    names = {
        "open": str(wide),
        "points": str(len(rows)),
        "least": str(min(swept.counts)),
        "most": str(max(swept.counts)),
    }
    return telling.said("stopped", figure, words.STOPPED["some" if wide else "all"], {}, names)


def _clear(gap: Difference) -> bool:
    return bool(gap.low * gap.high > 0)


def _figures(swept: Swept) -> Iterator[StudyFigure]:
    from sim.studies import sweep_figures

    if len(swept.groupings) == 1 and swept.groupings[0].values is not None:
        yield sweep_figures.curves(swept, _ends(swept, swept.groupings[0], ""))
        return
    if len(swept.groupings) == 2 and swept.plan["design"] == "full":
        yield sweep_figures.heat_map(swept, next(_best(swept, ""), _main(swept, _by_size(swept)[0], "")))
    first = _by_size(swept)[0]
    yield sweep_figures.main_effects(swept, _by_size(swept)[:SHOWN], _main(swept, first, ""))


def _points_table(swept: Swept) -> StudyTable:
    """All points in order, or the best ones of many."""
    better, means = METRICS[swept.metric].better, np.nanmean(swept.values, axis=1)
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


def _method(swept: Swept) -> Iterator[Words]:
    plan = swept.plan
    names: dict[str, str | Words] = {
        "design": telling.filled(words.DESIGNS[plan["design"]], {"resolution": str(plan["resolution"])}),
        "points": f"{len(swept.shares):,}", "least": str(min(swept.counts)), "most": str(max(swept.counts)),
    }  # fmt: skip
    yield telling.filled(words.METHOD, names)
    if plan["until"] is not None:
        yield telling.filled(words.SEQUENTIAL, {"first": str(stopping.FIRST), "step": str(stopping.STEP)})


def _content(swept: Swept) -> dict[str, Any]:
    """For machines: the effect of each axis, and where variance comes from. Points are in ``points.parquet``."""
    effects_found = {}
    for one in swept.groupings:
        start, end, gap = span(swept, one)
        effects_found[one.axis.name] = {"from": one.labels[start], "to": one.labels[end], **gap.plain()}
    parts = effects.split(swept.values)
    return {
        "metric": swept.metric, "points": len(swept.shares), "effects": effects_found,
        "variance": plain({**vars(parts), "error_share": parts.error_share}),
    }  # fmt: skip
