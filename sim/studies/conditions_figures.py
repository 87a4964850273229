"""Figures of `conditions`: points and boxes on pairs of axes, and the peeling."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations
from typing import Any

from sim.experiments.discovery.box import Box
from sim.report.told import StudyFigure
from sim.report.words import LANGUAGES, Finding
from sim.studies import conditions_words as words
from sim.studies import naming
from sim.studies.conditions_found import Discovery, is_bounded, readable

MOST_PANELS = 3


def figures(story: Discovery, findings: Sequence[Finding]) -> list[StudyFigure]:
    """All figures."""
    head = findings[1] if story.found.boxes else findings[0]
    title = {lang: str(head[lang]).split(words.STOP[lang])[0] for lang in LANGUAGES}
    way = "boxes" if story.found.boxes else "none"
    drawn = [StudyFigure("boxes", "boxes", title, words.BOX_CAPTION[way], words.BOX_READING[way], _box_data(story))]
    if story.found.boxes:
        data = _peeling_data(story)
        text = (words.PEELING_TITLE, words.PEELING_CAPTION, words.PEELING_READING)
        drawn.append(StudyFigure("peeling", "peeling", *text, data))
    return drawn


def _box_data(story: Discovery) -> dict[str, Any]:
    """Points on pairs of axes: those that bound boxes, else the first ones."""
    found = [one.seen.box for one, _ in story.found.boxes]
    axes = range(len(story.space.axes))
    bounding = list(dict.fromkeys(place for box in found for place in axes if is_bounded(story, box, place)))
    places = [*bounding, *(place for place in axes if place not in bounding)][: max(len(bounding), 2)]
    pairs = list(combinations(places, 2))[:MOST_PANELS] or [(0, 0)]
    values = story.values[story.defined]
    return {
        "panels": [{"x": _axis_data(story, x), "y": _axis_data(story, y), "at": values[:, [x, y]],
                    "boxes": [[_ends(box, x), _ends(box, y)] for box in found]} for x, y in pairs],
        "holds": story.holds, "clear": story.clear,
    }  # fmt: skip


def _axis_data(story: Discovery, place: int) -> dict[str, Any]:
    axis = story.space.axes[place]
    labels = None if axis.levels is None else [label for label, _ in axis.levels]
    return {"words": naming.key(axis.name), "labels": labels, "logarithmic": axis.logarithmic}


def _ends(box: Box, place: int) -> list[float | None]:
    limit = box.limits[place]
    if limit.levels is not None:
        return [min(limit.levels) - 0.4, max(limit.levels) + 0.4]
    return [None if math.isinf(end) else end for end in (limit.low, limit.high)]


def _peeling_data(story: Discovery) -> dict[str, Any]:
    found, checked = story.found.boxes[0]
    density = readable(checked.density)
    return {
        "trajectory": [
            {"coverage": one.coverage, "density": one.density, "bounds": _count(story, one.box)}
            for one in found.trajectory
        ],
        "chosen": found.chosen,
        "held_out": {"coverage": checked.coverage, "mean": density.mean, "low": density.low, "high": density.high},
        "base": story.base,
    }  # fmt: skip


def _count(story: Discovery, box: Box) -> int:
    """How many axes bound a box."""
    return len({bound.axis for bound in box.bounds(story.whole)})
