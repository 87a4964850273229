"""The bundle and the Parquet files hold the replicates' own numbers."""

import json
import math
from dataclasses import replace

import numpy as np
import pyarrow.parquet as pq
import pytest

from sim.engine.company import Scenario
from sim.experiments import statistics
from sim.experiments.compare import Arm
from sim.record.specifications import METRICS, SERIES
from sim.report.optional import doubt
from sim.report.reading import uncertain
from sim.scenario import vary
from sim.store import bundle, tables
from tests.experiments import fakes

IDENTITY = {"tasuki": "0", "seed": 1, "run": "abc"}


def arm(name, lift, count=12, skip=()):
    scenario = fakes.Scenario(name=name, market=fakes.Market(lift=lift))
    found = Arm(name, scenario)
    for index in range(count):
        if index not in skip:
            found.add(fakes.simulate(scenario, index))
    return found


def build(*arms):
    return bundle.build(arms, IDENTITY, {arm.name: "hash" for arm in arms})


def test_metrics_are_means_with_intervals():
    one = arm("one", 0.0)
    content = build(one)
    assert list(content["arms"]["one"]["metrics"]) == list(METRICS)
    for name in METRICS:
        found, expected = content["arms"]["one"]["metrics"][name], statistics.estimate(one.metric(name))
        assert (found["mean"], found["low"], found["high"]) == (expected.mean, expected.low, expected.high)
        assert found["unit"] == METRICS[name].unit


def test_luck_is_paired_even_where_replicates_failed():
    content = build(arm("one", 0.0, skip=(2,)), arm("two", 5.0, skip=(4, 5)))
    gap = content["differences"]["two"]["total_value"]
    # The lift is the same in every pair, to rounding: luck cancels only if the same replicates are paired.
    assert (gap["mean"], gap["low"], gap["high"]) == pytest.approx((5.0, 5.0, 5.0))
    assert gap["p"] == pytest.approx(0.0, abs=1e-9)
    assert content["replications"] == 10


def test_intervals_of_several_arms_hold_together():
    """Of two compared with the first each is widened to 97.5 %; of one alone it is the usual 95 %."""
    one, two, other = arm("one", 0.0), arm("two", 5.0), arm("other", 2.0)
    for left in (two, other):
        left.replicates = [replace(r, metrics={**r.metrics, "total_value": r.index**2}) for r in left.replicates]
    alone, both = build(one, two)["differences"]["two"], build(one, two, other)["differences"]["two"]
    gaps = two.metric("total_value") - one.metric("total_value")
    for found, level in ((alone, 0.95), (both, 0.975)):
        expected = statistics.difference(gaps, np.zeros(12), level)
        told = found["total_value"]
        assert (told["mean"], told["low"], told["high"], told["p"]) == pytest.approx(
            (expected.mean, expected.low, expected.high, expected.p)
        )
    assert both["total_value"]["low"] < alone["total_value"]["low"]


def test_the_curves_cross_where_they_were_made_to():
    content = build(arm("one", 0.0), arm("two", 5.0))
    assert content["crossover"]["two"] == {"month": 7, "low": 7, "high": 7, "share": 1.0}
    series = content["difference_series"]["two"]["value_cumulative"]
    assert series["mean"][0] == pytest.approx(-130.0)
    assert content["kind"] == "comparison"


def test_series_are_means_with_quantiles_to_six_digits():
    one = arm("one", 0.0)
    content = build(one)["arms"]["one"]["series"]
    assert list(content) == list(SERIES)
    values = one.series(3)
    assert content[list(SERIES)[3]]["high"] == pytest.approx(np.quantile(values, 0.9, axis=0), rel=1e-5)


def test_shares_of_cohorts_and_fit():
    content = build(arm("one", 0.0))["arms"]["one"]
    survival = content["cohorts"]["year_1"]["survival"]
    assert len(survival) == 53
    assert survival[0] == 1.0
    assert content["cohorts"]["all"] == content["cohorts"]["year_1"]
    assert sum(content["fit"]["market"]) == pytest.approx(1.0)
    assert content["fit"]["edges"] == pytest.approx(np.linspace(0, 1, 21))
    assert len(content["ltv"]["percentiles"]) == 101
    assert content["headcount"]["field_sales"] == 3


def test_what_is_not_defined_is_null():
    one = arm("one", 0.0, count=1)
    nothing = np.full(101, math.nan)
    replicate = one.replicates[0]
    object.__setattr__(replicate, "ltv_quantiles", nothing)
    replicate.metrics["cac"] = math.nan
    replicate.cohorts[:] = 0
    content = build(one)["arms"]["one"]
    assert content["metrics"]["cac"]["mean"] is None
    assert content["metrics"]["total_value"]["low"] is None
    assert content["ltv"]["percentiles"] == [None] * 101
    assert content["cohorts"]["all"]["survival"] == [None] * 53
    json.dumps(content, allow_nan=False)


def write(folder, order):
    written = tables.Tables(folder)
    for name, index in order:
        scenario = fakes.Scenario(name=name)
        written.add(name, fakes.simulate(scenario, index, detail=index == 0))
    written.close()


def test_parquet_holds_every_replicate_with_units(tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "BATCH", 2)
    write(tmp_path, [(name, index) for name in ("one", "two") for index in range(5)])
    weekly = pq.read_table(tmp_path / "weekly.parquet")
    assert weekly.num_rows == 2 * 5 * 52
    assert weekly.column_names == ["arm", "replicate", "week", *SERIES]
    one = fakes.simulate(fakes.Scenario(), 3)
    rows = weekly.to_pandas().query("arm == 'two' and replicate == 3")
    assert rows[list(SERIES)].to_numpy() == pytest.approx(one.weekly, abs=0.0)
    assert rows["week"].tolist() == list(range(52))
    replicates = pq.read_table(tmp_path / "replicates.parquet")
    assert replicates.column("cac")[3].as_py() == one.metrics["cac"]
    for name, schema in (("weekly", weekly.schema), ("replicates", replicates.schema)):
        for field in schema:
            assert field.metadata[b"unit"], f"{name}.{field.name} has no unit"
            assert field.metadata[b"meaning"], f"{name}.{field.name} has no meaning"


def test_codes_of_stages_and_causes_become_names(tmp_path):
    write(tmp_path, [("one", 0)])
    moves = pq.read_table(tmp_path / "moves.parquet").to_pylist()
    assert moves[1] == {
        "arm": "one", "replicate": 0, "week": 9, "hour": 1, "account": 7, "from_stage": "opportunity",
        "to_stage": "onboarding", "cause": "won", "member": 4,
    }  # fmt: skip
    life = pq.read_table(tmp_path / "life.parquet").to_pylist()
    assert [row["owner"] for row in life] == [4, -1, -1]
    assert pq.read_table(tmp_path / "ledger.parquet").column("kind").to_pylist() == ["revenue", "overhead"]


def test_every_column_of_the_logs_is_documented(tmp_path):
    write(tmp_path, [("one", 0)])
    for name in tables.LOGS:
        for field in pq.read_schema(tmp_path / f"{name}.parquet"):
            assert field.metadata[b"unit"], f"{name}.{field.name} has no unit"
            assert field.metadata[b"meaning"], f"{name}.{field.name} has no meaning"


def test_a_scenario_with_draws_says_how_far_single_replicates_lie_apart():
    drawn = {"key": "prospects.win_intercept", "fitted": -3.4, "draws": [-2.0, -4.0]}
    scenario = vary(Scenario(), {"posterior.parameters": [drawn]})
    arm = Arm("mine", scenario)
    arm.metric = lambda name: np.linspace(0.0, 100.0, 41)  # its replicates, in total value
    found = bundle._uncertain(arm)
    assert found == {"parameters": 1, "total_value": {"low": 2.5, "high": 97.5}}
    assert bundle._uncertain(Arm("known", Scenario())) is None
    content = {"baseline": "mine", "arms": {"mine": {"title": {"en": "Mine", "ja": "私"}, "uncertain": found}}}
    (said,) = doubt(content)
    assert "Mine: uncertain parameters: 1." in said["en"]
    assert uncertain(content)
    assert not uncertain({"arms": {"known": {"uncertain": None}}})
    assert said["numbers"] == {"low": 2.5, "high": 97.5, "parameters": 1.0}
