"""Verdicts at the edges of bands, and every kind of row against numbers worked out by hand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from sim.errors import TasukiError
from sim.experiments.patterns import bands
from sim.experiments.patterns import files as patterns
from sim.experiments.patterns.form import Pattern
from sim.experiments.patterns.measures import measure, ratio
from sim.experiments.statistics import Estimate

WORDS = {"en": "a", "ja": "b"}


def around(low: float, high: float) -> Estimate:
    return Estimate((low + high) / 2.0, low, high, 10)


@pytest.mark.parametrize(
    ("low", "high", "band", "verdict"),
    [
        (1.2, 2.0, (1.2, 2.0), "inside"),
        (1.19, 1.5, (1.2, 2.0), "open"),
        (1.5, 2.01, (1.2, 2.0), "open"),
        (0.5, 2.5, (1.2, 2.0), "open"),
        (1.0, 1.2, (1.2, 2.0), "open"),
        (1.0, 1.19, (1.2, 2.0), "outside"),
        (2.01, 3.0, (1.2, 2.0), "outside"),
        (2.0, 900.0, (2.0, None), "inside"),
        (-900.0, 0.1, (None, 0.1), "inside"),
        (0.0, 0.0, (0.0, 0.0), "inside"),
        (0.1, 2.0, "+", "inside"),
        (0.0, 2.0, "+", "open"),
        (-1.0, 0.0, "+", "outside"),
        (0.0, 0.0, "+", "outside"),
        (-2.0, -0.1, "-", "inside"),
        (-2.0, 0.0, "-", "open"),
        (0.0, 1.0, "-", "outside"),
        (-1.0, 1.0, "0", "inside"),
        (0.0, 1.0, "0", "inside"),
        (0.01, 1.0, "0", "outside"),
        (math.nan, math.nan, (0.0, 1.0), "open"),
        (math.nan, math.nan, "0", "open"),
    ],
)
def test_verdicts_at_the_edges(low: float, high: float, band: Any, verdict: str) -> None:
    assert bands.verdict(around(low, high), band) == verdict


@pytest.mark.parametrize(
    ("verdicts", "overall"),
    [
        (["inside", "inside"], "inside"),
        (["inside", "open"], "open"),
        (["open", "outside"], "outside"),
        (["inside", "outside"], "outside"),
    ],
)
def test_a_pattern_is_as_good_as_its_worst_row(verdicts: list[str], overall: str) -> None:
    assert bands.overall(verdicts) == overall


def pattern(row: dict[str, Any], **more: Any) -> Pattern:
    stated = {"id": "P", "title": WORDS, "pattern": WORDS, "source": "s", "rows": [{"band": "+", **row}]}
    return Pattern.model_validate(stated | more)


def by_replicate(columns: dict[str, dict[str, list[float]]]) -> dict[str, list[dict[str, float]]]:
    """Metrics by arm and replicate, from lists of replicates by arm and metric."""
    return {
        arm: [dict(zip(values, each, strict=True)) for each in zip(*values.values(), strict=True)]
        for arm, values in columns.items()
    }


def measured(row: dict[str, Any], columns: dict[str, dict[str, list[float]]], **more: Any) -> Estimate:
    """A row of arms whose metrics are given as lists of replicates."""
    asked = pattern({"metric": "total_value", **row}, **({"arms": {arm: {} for arm in columns}} | more))
    return measure(asked.rows[0], asked, by_replicate(columns))


A = {"a": {"total_value": [11.0, 12.0, 13.0, 12.0]}, "b": {"total_value": [10.0, 10.0, 11.0, 9.0]}}


def test_levels_and_differences_are_means_with_their_interval() -> None:
    assert measured({"arm": "a"}, A).mean == 12.0
    found = measured({"kind": "difference", "arm": "a", "against": "b"}, A)
    assert (found.mean, found.count) == (2.0, 4)
    assert found.low < 2.0 < found.high


def test_a_change_is_the_ratio_of_means() -> None:
    found = measured({"kind": "change", "arm": "a", "against": "b"}, A)
    assert found.mean == pytest.approx(0.2)


def test_the_spread_of_a_ratio_is_that_of_the_ratio() -> None:
    """Against the spread of the ratio over many samples; 400 samples tell it to 4 % at one standard error."""
    random = np.random.default_rng(1)
    under = 10.0 + random.normal(size=(400, 50))
    over = 1.5 * under + random.normal(size=(400, 50))
    ratios = over.mean(axis=1) / under.mean(axis=1)
    errors = [ratio(one, other).std(ddof=1) / math.sqrt(50) for one, other in zip(over, under, strict=True)]
    assert np.mean(errors) == pytest.approx(ratios.std(ddof=1), rel=0.15)


def test_an_elasticity_is_change_over_change() -> None:
    by_hand = {"kind": "elasticity", "arm": "a", "against": "b"}
    assert measured({**by_hand, "per": 1.1}, A).mean == pytest.approx(2.0)
    both = {"a": {**A["a"], "cac": [5.0, 5.0, 5.0, 5.0]}, "b": {**A["b"], "cac": [4.0, 4.0, 4.0, 4.0]}}
    assert measured({**by_hand, "per": "cac"}, both).mean == pytest.approx(0.8)


def test_a_slope_is_that_of_least_squares() -> None:
    columns = {"a": {"total_value": [1.0] * 4}, "b": {"total_value": [3.0] * 4}, "c": {"total_value": [2.0] * 4}}
    points = [{"arm": "a", "at": 0}, {"arm": "b", "at": 1}, {"arm": "c", "at": 2}]
    assert measured({"kind": "slope", "points": points}, columns).mean == pytest.approx(0.5)
    against = [{"arm": "a", "at": 0, "against": "a"}, {"arm": "b", "at": 1, "against": "a"}]
    assert measured({"kind": "slope", "points": against}, columns).mean == pytest.approx(2.0)


def test_the_highest_is_chosen_on_one_half_and_measured_on_the_other() -> None:
    columns = {"a": {"total_value": [9.0, 1.0, 9.0, 1.0]}, "b": {"total_value": [1.0, 3.0, 1.0, 3.0]}}
    points = [{"arm": "a", "at": 1}, {"arm": "b", "at": 2}]
    assert measured({"kind": "highest", "points": points}, columns).mean == 1.0  # the best of all would be 6


def test_the_bottleneck_is_where_capacity_pays_most() -> None:
    columns = {"base": 100.0, "first": 101.0, "second": 110.0, "third": 90.0}
    points = [{"arm": arm, "against": "base", "at": 1.2} for arm in ("first", "second", "third")]
    values = {arm: {"total_value": [value] * 4} for arm, value in columns.items()}
    assert measured({"kind": "steepest", "points": points}, values).mean == pytest.approx(0.5)
    assert measured({"kind": "others", "points": points}, values).mean == pytest.approx(0.05)


SCAN = {"set": "market.lift", "values": [0.0, 0.5, 1.0]}
POINTS = {
    "0": {"total_value": [90.0] * 4, "churn_12m": [0.3] * 4},
    "0.5": {"total_value": [100.0] * 4, "churn_12m": [0.2] * 4},
    "1": {"total_value": [60.0] * 4, "churn_12m": [0.1] * 4},
}


@pytest.mark.parametrize(
    ("kind", "metric", "value"),
    [
        ("interior", "total_value", 1.0),
        ("loose", "total_value", 0.1),
        ("strict", "total_value", 0.4),
        ("value_over_churn", "total_value", 40.0),
        ("value_over_churn", "churn_12m", 0.1),
    ],
)
def test_the_shape_of_a_scan(kind: str, metric: str, value: float) -> None:
    asked = pattern({"metric": metric, "kind": kind}, scan=SCAN)
    columns = {
        arm: [dict(zip(v, each, strict=True)) for each in zip(*v.values(), strict=True)] for arm, v in POINTS.items()
    }
    assert list(asked.arms) == list(POINTS)
    assert measure(asked.rows[0], asked, columns).mean == pytest.approx(value)


def test_a_share_of_replicates_has_an_exact_interval() -> None:
    """Four of four: the lower end is that of Clopper and Pearson, not one."""
    asked = pattern({"metric": "total_value", "kind": "interior"}, scan=SCAN)
    columns = {arm: [{"total_value": each} for each in values["total_value"]] for arm, values in POINTS.items()}
    found = measure(asked.rows[0], asked, columns)
    assert found.low == pytest.approx(0.025 ** (1 / 4))


def test_too_few_replicates_are_one_message() -> None:
    asked = pattern({"metric": "total_value", "arm": "a"}, arms={"a": {}})
    with pytest.raises(TasukiError, match="3 replicates left"):
        patterns.conclude(asked, {"a": [{"total_value": 1.0}] * 3}, 1, 1)
