"""The bundle: everything that the table, the JSON output, the findings, the figures and the report print
from.

One plain dictionary per run or comparison, versioned by ``schema``. Numbers are floats or None, never NaN;
money is in USD; weekly series are rounded to `DIGITS` significant digits, metrics are not.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.experiments import statistics
from sim.experiments.compare import Arm, paired
from sim.record.results import FIT_BINS
from sim.record.specifications import METRICS, SERIES
from sim.store.runs import SCHEMA

DIGITS = 6
DEPARTMENTS = ("marketing", "inside_sales", "field_sales", "customer_success")

Bundle = dict[str, Any]


def build(
    arms: Sequence[Arm], identity: Mapping[str, Any], hashes: Mapping[str, str], series: Collection[str] = SERIES
) -> Bundle:
    """Summarise the arms, the baseline first; each has at least one replicate.

    ``identity`` has tasuki (version), seed and run (id); ``hashes`` the scenario's digest by arm. ``series``: which
    weekly series it has; all of them take ten times longer than those that a page draws. What is empty here is filled
    in later by those who make it. Intervals of a difference hold for all arms together (Bonferroni).
    """
    baseline, others = arms[0], arms[1:]
    level = 1.0 - (1.0 - statistics.LEVEL) / max(1, len(others))
    return {
        "schema": SCHEMA,
        "kind": "comparison" if others else "run",
        "tasuki": identity["tasuki"],
        "seed": identity["seed"],
        "replications": min(len(arm.replicates) for arm in arms),
        "weeks": len(baseline.replicates[0].weekly),
        "baseline": baseline.name,
        "arms": {arm.name: _arm(arm, hashes[arm.name], identity["run"], series) for arm in arms},
        "differences": {arm.name: _differences(arm, baseline, level) for arm in others},
        "difference_series": {arm.name: _difference_series(arm, baseline, level) for arm in others},
        "crossover": {arm.name: _crossover(arm, baseline) for arm in others},
        "findings": [],
        "strictness": None,
        "doubt": None,
        "life": None,
    }


def _arm(arm: Arm, digest: str, run: str, series: Collection[str]) -> dict[str, Any]:
    scenario = arm.scenario
    return {
        "scenario": scenario.name,
        "hash": digest,
        "title": dict(scenario.title),
        "description": dict(scenario.description),
        "run": run,
        "metrics": {name: _metric(arm, name) for name in METRICS},
        "series": {name: _series(arm, column) for column, name in enumerate(SERIES) if name in series},
        "cohorts": _cohorts(arm.cohorts()),
        "fit": _fit(arm.fit_histogram()),
        "ltv": {"percentiles": _ltv(arm.ltv_quantiles())},
        "uncertain": _uncertain(arm),
        "headcount": {name: getattr(scenario.departments, name).headcount for name in DEPARTMENTS},
    }


def _uncertain(arm: Arm) -> dict[str, Any] | None:
    """How many parameters replicates take from draws, and the middle 95 % of their total value; None without draws."""
    posterior = getattr(arm.scenario, "posterior", None)
    if posterior is None or not posterior.parameters:
        return None
    from sim.engine.uncertainty import uncertain

    count = len(uncertain(arm.scenario))
    low, high = np.quantile(arm.metric("total_value"), [0.025, 0.975]).tolist()
    return {"parameters": count, "total_value": {"low": low, "high": high}} if count else None


def _metric(arm: Arm, name: str) -> dict[str, Any]:
    return {**statistics.estimate(arm.metric(name)).plain(), "unit": METRICS[name].unit}


def _series(arm: Arm, column: int) -> dict[str, Any]:
    unit = list(SERIES.values())[column].unit
    return {"unit": unit, **_band(statistics.quantile_band(arm.series(column)))}


def _band(band: tuple[NDArray[np.float64], ...]) -> dict[str, list[float | None]]:
    different = {id(values): values for values in band}  # of one replicate all three are the same
    written = {key: _numbers(values) for key, values in different.items()}
    return {key: written[id(values)] for key, values in zip(("mean", "low", "high"), band, strict=True)}


def _numbers(values: NDArray[np.float64]) -> list[float | None]:
    """Rounded to `DIGITS`; all are written and read at once, which is twice as fast as one by one."""
    text = (f"%.{DIGITS}g " * len(values)) % tuple(values.tolist())
    return [None if value != value else value for value in map(float, text.split())]


def _cohorts(counts: NDArray[np.int64]) -> dict[str, dict[str, list[float | None]]]:
    named = {f"year_{year}": cohort for year, cohort in enumerate(counts, start=1)}
    named["all"] = counts.sum(axis=0)
    return {name: {"survival": _survival(cohort)} for name, cohort in named.items()}


def _survival(cohort: NDArray[np.int64]) -> list[float | None]:
    observed, kept = cohort
    return [None if n == 0 else k / n for n, k in zip(observed.tolist(), kept.tolist(), strict=True)]


def _fit(counts: NDArray[np.float64]) -> dict[str, Any]:
    market, won = counts
    return {
        "edges": [bin_ / FIT_BINS for bin_ in range(FIT_BINS + 1)],
        "market": (market / max(market.sum(), 1.0)).tolist(),
        "won": won.tolist(),
    }


def _ltv(quantiles: NDArray[np.float64]) -> list[float | None]:
    defined = quantiles[~np.isnan(quantiles).any(axis=1)]
    return [None] * quantiles.shape[1] if len(defined) == 0 else _numbers(defined.mean(axis=0))


def _differences(arm: Arm, baseline: Arm, level: float) -> dict[str, dict[str, float | None]]:
    ours, theirs = paired(arm, baseline)
    return {
        name: statistics.difference(arm.metric(name)[ours], baseline.metric(name)[theirs], level).plain()
        for name in METRICS
    }


def _value_gaps(arm: Arm, baseline: Arm) -> NDArray[np.float64]:
    ours, theirs = paired(arm, baseline)
    column = list(SERIES).index("value_cumulative")
    return arm.series(column)[ours] - baseline.series(column)[theirs]


def _difference_series(arm: Arm, baseline: Arm, level: float) -> dict[str, Any]:
    return {"value_cumulative": _band(statistics.mean_band(_value_gaps(arm, baseline), level))}


def _crossover(arm: Arm, baseline: Arm) -> dict[str, Any]:
    found = statistics.crossover(_value_gaps(arm, baseline))
    return {"month": found.month, "low": found.low, "high": found.high, "share": found.share}
