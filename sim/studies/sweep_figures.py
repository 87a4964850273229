"""The figures of a sweep as data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.experiments.statistics import Estimate, estimate
from sim.record.specifications import METRICS
from sim.report.told import StudyFigure, Words
from sim.report.words import LANGUAGES, Finding
from sim.studies import sweep_words as words
from sim.studies import telling
from sim.studies.sweep_effects import Effect
from sim.studies.swept import Grouping, Swept


def curves(swept: Swept, finding: Finding) -> StudyFigure:
    """Response curves along the only axis, a panel for each metric."""
    (one,) = swept.groupings
    shown = dict.fromkeys([swept.metric, *swept.plan["beside"]])
    order = np.argsort(one.groups, kind="stable")
    panels = [
        {**_panel(name), "name": name, **_band([estimate(row) for row in swept.found.metric(name)[order]])}
        for name in shown
    ]
    labels = None if one.numeric else list(one.labels)
    axis = {**_axis(swept, one), "logarithmic": one.axis.logarithmic and one.numeric, "labels": labels}
    x = list(one.values or ()) if one.numeric else list(range(len(one.labels)))
    caption = telling.filled(words.CURVE, {"axis": one.axis.name})
    return StudyFigure("response", "curves", _title(finding), caption, words.READING["curves"],
                       {"axis": axis, "x": x, "panels": panels, "replicates": _replicates(swept)})  # fmt: skip


def heat_map(swept: Swept, finding: Finding) -> StudyFigure:
    """The metric over both axes of a full design."""
    x, y = swept.groupings
    shape = len(y.labels), len(x.labels)
    mean, half = np.full(shape, np.nan), np.full(shape, np.nan)
    for place, row in enumerate(swept.values):
        found = estimate(row)
        mean[y.groups[place], x.groups[place]] = found.mean
        half[y.groups[place], x.groups[place]] = (found.high - found.low) / 2
    better = METRICS[swept.metric].better
    best = None
    if better != "neither":
        flat = int(np.nanargmin(mean) if better == "lower" else np.nanargmax(mean))
        best = [int(at) for at in np.unravel_index(flat, shape)]
    names: dict[str, str | Words] = {"metric": telling.metric(swept.metric), "x": x.axis.name, "y": y.axis.name}
    caption = telling.filled(words.MAP, names)
    data = {"x": _axis(swept, x), "y": _axis(swept, y), "panel": _panel(swept.metric), "mean": mean, "half": half,
            "best": best, "replicates": _replicates(swept)}  # fmt: skip
    return StudyFigure("map", "heat_map", _title(finding), caption, words.READING["heat_map"], data)


def main_effects(swept: Swept, shown: Sequence[Effect], way: str, finding: Finding) -> StudyFigure:
    """How the metric moves along each axis while all others vary."""
    axes = [
        {"name": one.axis.name, "unit": telling.unit_of(swept.scenario, one.axis), "labels": list(one.labels),
         **_band(one.shown)}
        for one in shown
    ]  # fmt: skip
    unit = "points" if METRICS[swept.metric].unit == "share" else METRICS[swept.metric].unit
    kind = "fitted" if way == "fitted" else "compared"
    caption = telling.filled(words.EFFECTS[kind], {"metric": telling.metric(swept.metric)})
    data = {"panel": {**_panel(swept.metric), "unit": unit}, "axes": axes, "replicates": _replicates(swept)}
    return StudyFigure("effects", "main_effects", _title(finding), caption, words.READING[kind], data)


def _replicates(swept: Swept) -> list[int]:
    """The least and the most of any point."""
    return [min(swept.counts), max(swept.counts)]


def _axis(swept: Swept, one: Grouping) -> dict[str, Any]:
    return {"name": one.axis.name, "unit": telling.unit_of(swept.scenario, one.axis), "labels": list(one.labels)}


def _panel(name: str) -> dict[str, Any]:
    return {"unit": METRICS[name].unit, "words": dict(telling.metric(name))}


def _band(found: Sequence[Estimate]) -> dict[str, list[float]]:
    return {key: [getattr(one, key) for one in found] for key in ("mean", "low", "high")}


def _title(finding: Finding) -> Words:
    return {lang: str(finding[lang]) for lang in LANGUAGES}
