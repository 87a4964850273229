"""What a sensitivity analysis has to tell: which parameters matter, which act together, what is simulation error."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from itertools import combinations
from typing import Any

import numpy as np

from sim.experiments.sensitivity.indices import Indices, Screening
from sim.experiments.space import Floats, Space
from sim.experiments.statistics import Estimate
from sim.record.specifications import METRICS
from sim.report.told import StudyTable, Told, Words, plain
from sim.report.words import LANGUAGES, Amount, Finding
from sim.studies import sensitivity_figures, telling
from sim.studies import sensitivity_words as words
from sim.studies.workbench import Bench

LISTED = 5
ROWS = 15
NONE: Words = {"en": "none", "ja": "なし"}


@dataclass(frozen=True)
class Analysed:
    """A sensitivity analysis as it was simulated. values: (points, replicates) of the metric."""

    space: Space
    shares: Floats
    values: Floats
    found: Any
    plan: Mapping[str, Any]
    scenario: Any

    @property
    def metric(self) -> str:
        """The metric."""
        return str(self.plan["metric"])

    @property
    def method(self) -> str:
        """``morris`` or ``sobol``."""
        return str(self.plan["method"])

    @property
    def strength(self) -> Floats:
        """(axes,) by which parameters are ordered."""
        found: Floats = self.found.star if self.method == "morris" else self.found.total
        return found

    @property
    def order(self) -> list[int]:
        """Places of the axes, the strongest first."""
        return [int(place) for place in np.argsort(-self.strength, kind="stable")]

    @property
    def clear(self) -> list[int]:
        """Places of the axes that stand out from simulation error, the strongest first."""
        return [place for place in self.order if self.found.clear[place]]

    def name(self, place: int) -> str:
        """An axis."""
        return self.space.axes[place].name

    def names(self, places: Sequence[int]) -> str:
        """Several axes, the rest of many left out."""
        return ", ".join(self.name(place) for place in places[:LISTED]) + (" …" if len(places) > LISTED else "")


def tell(analysed: Analysed) -> Told:
    """The story of a sensitivity analysis."""
    morris = analysed.method == "morris"
    metric = {"metric": telling.metric(analysed.metric)}
    findings = [*(_screened(analysed, analysed.found) if morris else _decomposed(analysed, analysed.found))]
    return Told(
        question=telling.filled(words.QUESTION, metric),
        findings=findings,
        figures=sensitivity_figures.figures(analysed, findings),
        tables=[_table(analysed)] if len(analysed.space.axes) > ROWS else
        [_table(analysed), telling.space_table(analysed.space, analysed.scenario)],
        method=[*_method(analysed)],
        limits=[words.LIMITS["range"]],
        content=_content(analysed),
    )  # fmt: skip


def _screened(analysed: Analysed, found: Screening) -> Iterator[Finding]:
    first, *others = analysed.order
    star = Estimate(found.star[first], found.star[first] - found.star_half[first],
                    found.star[first] + found.star_half[first], found.blocks)  # fmt: skip
    names = _names(analysed, first) | {"direction": words.UP if found.mean[first] > 0 else words.DOWN}
    amounts = {"star": telling.change(star, analysed.metric)}
    yield telling.said("top", "effects", words.TOP["morris"], amounts, names)
    clear = analysed.clear
    rest = [place for place in others if place in clear]
    if rest:
        listed = {lang: ", ".join(_with_amount(analysed, place, lang) for place in rest[:LISTED]) for lang in LANGUAGES}
        yield telling.said("next", "effects", words.NEXT, {}, {"listed": listed})
    typical = float(np.median(found.floor[clear or analysed.order]))
    floor = telling.change(Estimate(typical, np.nan, np.nan, 0), analysed.metric)
    yield _standing_out(analysed, "effects", {"floor": floor}, {})
    uneven = [place for place in clear if found.spread[place] > found.star[place]]
    if uneven:
        yield telling.said("uneven", "spread", words.UNEVEN, {}, {"listed": analysed.names(uneven)})


def _with_amount(analysed: Analysed, place: int, lang: str) -> str:
    """A parameter with its strength and the interval of that."""
    found, strength = analysed.found, float(analysed.strength[place])
    if analysed.method == "sobol":
        value, unit = _share(strength, float(found.total_half[place]))
    else:
        half = float(found.star_half[place])
        value, unit = telling.change(Estimate(strength, strength - half, strength + half, 0), analysed.metric)
    return f"{analysed.name(place)} ({Amount(value, unit, lang):all})"


def _decomposed(analysed: Analysed, found: Indices) -> Iterator[Finding]:
    first, *others = analysed.order
    amounts = {"first": _share(found.first[first], found.first_half[first]),
               "total": _share(found.total[first], found.total_half[first])}  # fmt: skip
    yield telling.said("top", "indices", words.TOP["sobol"], amounts, _names(analysed, first))
    clear = analysed.clear
    rest = [place for place in others if place in clear]
    if rest:
        listed = {lang: ", ".join(_with_amount(analysed, place, lang) for place in rest[:LISTED]) for lang in LANGUAGES}
        yield telling.said("next", "indices", words.NEXT, {}, {"listed": listed})
    alone = float(found.first.sum())
    kind = "above" if alone > 1.0 else "below"
    yield telling.said("alone", "indices", words.ALONE[kind], {"sum": telling.share(alone)}, {})
    if found.pairs is not None and found.pairs_half is not None:
        yield _pair(analysed, found.pairs, found.pairs_half)
    worst = int(np.argmax(found.error))
    error = telling.share(float(found.error[worst]))
    yield _standing_out(analysed, "indices", {"error": error}, {"worst": analysed.name(worst)})


def _standing_out(analysed: Analysed, figure: str, amounts: Mapping[str, Any], names: Mapping[str, str]) -> Finding:
    """How many parameters differ from simulation error, as far as that can be known."""
    if analysed.values.shape[1] < 2:
        return telling.said("clear", figure, words.UNKNOWN, {}, {})
    counts = {"count": str(len(analysed.clear)), "all": str(len(analysed.space.axes))}
    return telling.said("clear", figure, words.STAND_OUT[analysed.method], amounts, {**counts, **names})


def _pair(analysed: Analysed, pairs: Floats, halves: Floats) -> Finding:
    row, column = (int(at) for at in np.unravel_index(int(np.nanargmax(pairs)), pairs.shape))
    names = {"first": analysed.name(row), "second": analysed.name(column)}
    kind = "clear" if pairs[row, column] > halves[row, column] else "none"
    amounts = {"pair": _share(pairs[row, column], halves[row, column])}
    return telling.said("pair", "pairs", words.PAIR[kind], amounts, names)


def _share(value: float, half: float) -> tuple[Any, str]:
    from sim.report.reading import Estimate as Read

    return Read(float(value), float(value - half), float(value + half)), "share"


def _names(analysed: Analysed, place: int) -> dict[str, str | Words]:
    values = telling.values_text(analysed.space.axes[place])
    return {"metric": telling.metric(analysed.metric), "axis": analysed.name(place), "values": values}


def _table(analysed: Analysed) -> StudyTable:
    keys = ("star", "mean", "spread", "floor") if analysed.method == "morris" else ("first", "total", "error")
    halves = {"star": "star_half", "first": "first_half", "total": "total_half"}
    rows: list[list[str | Words]] = []
    for place in analysed.order[:ROWS]:
        cells: list[str | Words] = [analysed.name(place), telling.values_text(analysed.space.axes[place])]
        for key in keys:
            half = getattr(analysed.found, halves[key])[place] if key in halves else np.nan
            cells.append(_cell(analysed, float(getattr(analysed.found, key)[place]), float(half)))
        rows.append(cells)
    columns = [words.TABLES[key] for key in ("parameter", "values", *keys)]
    return StudyTable(words.TABLES[analysed.method], columns, rows)


def _cell(analysed: Analysed, value: float, half: float) -> Words:
    found = Estimate(value, value - half, value + half, 0)
    amount, unit = telling.change(found, analysed.metric)
    unit = unit if analysed.method == "morris" else "share"
    return {lang: f"{Amount(amount, unit, lang):all}" for lang in LANGUAGES}


def _method(analysed: Analysed) -> Iterator[Words]:
    if analysed.plan["chosen"] == "around":
        yield telling.filled(words.CHOSEN["around"], {"all": str(len(analysed.space.axes))})
    if analysed.plan["dropped"]:
        yield telling.filled(words.DROPPED, {"dropped": str(analysed.plan["dropped"])})
    found = analysed.found
    names = {"salib": version("SALib"), "blocks": str(found.blocks), "points": f"{len(analysed.shares):,}",
             "replicates": str(analysed.values.shape[1])}  # fmt: skip
    yield telling.filled(words.METHOD[analysed.method], names)
    if found.blocks < found.planned:
        yield telling.filled(words.LOST, {"lost": str(found.planned - found.blocks), "planned": str(found.planned)})


def _columns(analysed: Analysed) -> dict[str, list[float]]:
    kept = {
        key: value for key, value in vars(analysed.found).items() if isinstance(value, np.ndarray) and value.ndim == 1
    }
    return {key: value.tolist() for key, value in kept.items()}


def _content(analysed: Analysed) -> dict[str, Any]:
    """For machines: the indices of every parameter, and of every pair."""
    columns, found = _columns(analysed), analysed.found
    by_name = {analysed.name(at): {key: values[at] for key, values in columns.items()} for at in analysed.order}
    content: dict[str, Any] = plain({
        "metric": analysed.metric, "unit": METRICS[analysed.metric].unit, "method": analysed.method,
        "points": len(analysed.shares), "blocks": found.blocks, "planned": found.planned, "parameters": by_name,
        "stand_out": [analysed.name(at) for at in analysed.clear],
        "pairs": _pairs(analysed, found) if analysed.method == "sobol" else [],
    })  # fmt: skip
    return content


def _pairs(analysed: Analysed, found: Indices) -> list[dict[str, Any]]:
    if found.pairs is None or found.pairs_half is None:
        return []
    names = [axis.name for axis in analysed.space.axes]
    return [
        {"first": names[a], "second": names[b], "share": found.pairs[a, b], "half": found.pairs_half[a, b]}
        for a, b in combinations(range(len(names)), 2)
    ]


def write_table(bench: Bench, analysed: Analysed) -> None:
    """``indices.parquet``: a row for each parameter, in the order of the space."""
    axes = analysed.space.axes
    numeric = {"low": [axis.low for axis in axes], "high": [axis.high for axis in axes]}
    described = {"parameter": ("-", "dotted key"), "low": ("-", "lower end of the range"), "high": ("-", "upper end")}
    bench.table("indices", {"parameter": [axis.name for axis in axes], **numeric, **_columns(analysed)}, described)
