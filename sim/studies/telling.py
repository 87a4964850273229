"""What the stories of all studies need: metrics in words, estimates as amounts, and the table of what was varied."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.experiments import statistics
from sim.experiments.space import Axis, Space
from sim.record.specifications import METRICS
from sim.report import parameter_words
from sim.report.reading import Estimate
from sim.report.told import StudyTable, Words
from sim.report.words import LANGUAGES, Amount, Finding, finding
from sim.scenario import ScenarioBase, parameters
from sim.scenario.words import value_text
from sim.studies import spaces

Named = Mapping[str, str | Words]
"""Names to fill in: a text alone is the same in every language."""

_TABLE: dict[str, Words] = {
    "space": {"en": "What was varied", "ja": "変えたもの"},
    "parameter": {"en": "Parameter", "ja": "パラメータ"},
    "values": {"en": "Values", "ja": "値"},
    "own": {"en": "In the scenario", "ja": "シナリオでの値"},
    "unit": {"en": "Unit", "ja": "単位"},
}


def metric(name: str) -> Words:
    """A metric in words."""
    return {lang: getattr(METRICS[name], lang) for lang in LANGUAGES}


def level(found: statistics.Estimate, name: str) -> tuple[Estimate, str]:
    """A metric's mean as an amount."""
    return _estimate(found), METRICS[name].unit


def change(found: statistics.Estimate, name: str) -> tuple[Estimate, str]:
    """A difference of a metric as an amount: that of a share is in points."""
    unit = METRICS[name].unit
    return _estimate(found), "points" if unit == "share" else unit


def share(value: float) -> tuple[Estimate, str]:
    """A share without interval as an amount."""
    return Estimate(value), "share"


def said(key: str, figure: str, phrase: Words, amounts: Mapping[str, Any], names: Named) -> Finding:
    """A finding: its phrase with amounts and names filled in, in every language."""
    return finding(key, figure, dict(phrase), dict(amounts), {lang: in_language(names, lang) for lang in LANGUAGES})


def filled(phrase: Words, names: Named) -> Words:
    """A text with names filled in, in every language."""
    return {lang: phrase[lang].format(**in_language(names, lang)) for lang in LANGUAGES}


def in_language(names: Named, lang: str) -> dict[str, str]:
    """Names in one language."""
    return {key: name if isinstance(name, str) else name[lang] for key, name in names.items()}


def cell(found: statistics.Estimate, name: str) -> Words:
    """A metric with its interval for a cell of a table."""
    value = _estimate(found)
    return {lang: f"{Amount(value, METRICS[name].unit, lang):all}" for lang in LANGUAGES}


def unit_of(scenario: ScenarioBase, axis: Axis) -> str:
    """The unit of an axis of one parameter."""
    known = parameters(scenario)
    return known[axis.name].unit if axis.name in known else "-"


def drawn(scenario: ScenarioBase, space: Space) -> list[str]:
    """The parameters that replicates take from the draws of a calibration, those that the space varies left out."""
    posterior = getattr(scenario, "posterior", None)
    if posterior is None or not posterior.parameters:
        return []
    from sim.engine.uncertainty import uncertain

    varied = {key for axis in space.axes for key in spaces.keys(axis)}
    found: Any = scenario
    return [one.key for one in uncertain(found) if one.key not in varied]


def space_table(space: Space, scenario: ScenarioBase) -> StudyTable:
    """What each axis may be, and what the scenario itself has."""
    known, rows = parameters(scenario), list[list[str | Words]]()
    for axis in space.axes:
        own = value_text(known[axis.name].default) if axis.name in known else ""
        unit: str | Words = parameter_words.unit(known[axis.name].unit) if axis.name in known else ""
        rows.append([axis.name, values_text(axis), own, unit])
    return StudyTable(_TABLE["space"], [_TABLE[key] for key in ("parameter", "values", "own", "unit")], rows)


def values_text(axis: Axis) -> str:
    """What an axis may be, on one line."""
    if axis.levels is not None:
        return ", ".join(label for label, _ in axis.levels)
    return f"{number(axis.low)} – {number(axis.high)}{' (log)' if axis.logarithmic else ''}"


def number(value: Any) -> str:
    """A value of a parameter for readers: at most four significant digits."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value_text(value)
    return f"{value:,}" if isinstance(value, int) else f"{value:,.0f}" if abs(value) >= 10_000 else f"{value:.4g}"


def _estimate(found: statistics.Estimate) -> Estimate:
    return Estimate(found.mean, statistics.finite(found.low), statistics.finite(found.high))
