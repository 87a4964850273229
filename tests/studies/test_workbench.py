"""The workbench: paired luck at every point, nothing simulated twice, what is stored, and how faults are told."""

from __future__ import annotations

import json
from contextlib import contextmanager

import numpy as np
import pyarrow.parquet as pq
import pytest

from sim.errors import ScenarioError, TasukiError
from sim.report.reading import Estimate
from sim.report.told import StudyFigure, StudyTable, Told
from sim.report.words import finding
from sim.request import Watcher
from sim.store.catalogue import find
from sim.studies.order import Order, kept
from sim.studies.workbench import workbench
from tests.experiments import fakes
from tests.studies import project

SAME = {"en": "same", "ja": "同じ"}
POINTS = [{"market.lift": 0.0}, {"market.lift": 10.0}]


@pytest.fixture(autouse=True)
def _project(tmp_path, monkeypatch):
    project.make(tmp_path, monkeypatch)


def order(**more):
    return Order("sweep", "scenarios/base.yaml", **{"jobs": 1, **more})


def story():
    amounts = {"gap": (Estimate(10.0, 9.0, 11.0), "USD")}
    found = finding("headline", "curve", {"en": "It rises by {gap:all}.", "ja": "{gap:all}上がる。"}, amounts,
                    {"en": {}, "ja": {}})  # fmt: skip
    panel = {"name": "total_value", "unit": "USD", "words": SAME, "mean": [1.0, 2.0], "low": [0.5, np.nan],
             "high": [1.5, np.nan]}  # fmt: skip
    data = {"axis": {"name": "market.lift", "unit": "-", "logarithmic": False, "labels": None},
            "x": np.array([0.0, 10.0]), "panels": [panel]}  # fmt: skip
    figure = StudyFigure("curve", "curves", SAME, SAME, SAME, data)
    table = StudyTable(SAME, [SAME, SAME], [["row", {"en": "one", "ja": "一"}]])
    return Told(SAME, [found], [figure], [table], [SAME], [SAME], {"answer": np.float64(42)})


@contextmanager
def bench(**more):
    with workbench(order(**more), Watcher()) as made:
        yield made


def test_every_point_meets_the_same_luck_and_luck_is_that_of_the_seed():
    with bench(seed=3) as made:
        values = made.evaluate(POINTS, 5).metric("total_value")
    alone = [fakes.simulate(made.scenario, i).metrics["total_value"] for i in range(5)]
    assert values.shape == (2, 5)
    assert values[1] - values[0] == pytest.approx(10.0)
    assert values[0] == pytest.approx(alone)


def test_points_may_have_replicates_of_their_own():
    with bench() as made:
        values = made.evaluate(POINTS, [2, 4]).metric("cac")
    assert np.isfinite(values).sum(axis=1).tolist() == [2, 4]


def test_nothing_is_simulated_twice_by_this_study_or_the_next():
    with bench() as made:
        first = made.evaluate(POINTS, 4).metrics
        made.evaluate(POINTS, 3)
        assert made.laboratory.simulated == 8
    with bench(replications=7) as again:
        assert np.array_equal(again.evaluate(POINTS, 4).metrics, first)
        assert again.laboratory.simulated == 0


def test_a_finished_study_is_listed_shown_and_reported_again():
    with bench() as made:
        made.table("points", {"lift": [0.0, 1.0], "total_value": np.array([1.0, 2.0]), "policy": ["a", "b"]})
        made.finish(story())
    (listed,) = project.printed_json("ls")
    assert (listed["kind"], listed["state"]) == ("sweep", "complete")
    shown = project.printed_json("show", "latest")
    assert (shown["answer"], shown["seed"], shown["scenario"]) == (42.0, 1, "base")
    assert "It rises by $10 [9, 11]." in project.tasuki("show", "latest").stdout
    assert "10ドル" in project.tasuki("show", "latest", "--lang", "ja").stdout
    folder = made.stored().path
    for lang in ("en", "ja"):
        project.tasuki("report", "latest", "--lang", lang)
        page = (folder / "report.html").read_text(encoding="utf-8")
        assert f'<html lang="{lang}">' in page
        assert "It rises by $10 [9, 11]." in page
        assert "10ドル" in page
        assert page.count("data:image/png") == 1
    assert "is of kind sweep" in project.tasuki("life", "latest", status=2).stderr


def test_tables_carry_units_and_meanings():
    with bench() as made:
        columns = {"market.lift": [0.0, 1.0], "cac": [1.0, 2.0], "odd": ["a", "b"]}
        made.table("points", columns, {"odd": ("m", "oddity")})
    fields = {field.name: field.metadata for field in pq.read_schema(made.stored().path / "points.parquet")}
    assert fields["market.lift"][b"meaning"] == b"for a test"
    assert fields["cac"][b"unit"] == b"USD"
    assert fields["odd"] == {b"unit": b"m", b"meaning": b"oddity"}


def test_the_manifest_keeps_the_order_so_that_it_can_be_done_again():
    given = order(overrides=["market.accounts=7"], replications=3, plan={"design": "list", "count": 2})
    with workbench(given, Watcher()) as made:
        pass
    again = kept(find(given.out, "latest"), jobs=1)
    assert (again.kind, again.plan, again.out) == (given.kind, given.plan, given.out)
    with workbench(again, Watcher()) as other:
        pass
    assert other.stored().path == made.stored().path


def test_the_plan_is_part_of_the_identity():
    ids = set()
    for plan in ({}, {"count": 1}, {"count": 2}):
        with bench(plan=plan) as made:
            pass
        ids.add(made.stored().id)
    assert len(ids) == 3


def test_the_same_bytes_on_any_number_of_processes(tmp_path):
    found = []
    for jobs in (1, 2):
        with bench(jobs=jobs, out=tmp_path / f"jobs{jobs}") as made:
            values = made.evaluate(POINTS, 4).metric("cac")
            made.table("points", {"cac": values.mean(axis=1)})
            made.finish(story())
        folder = made.stored().path
        found.append([(folder / name).read_bytes() for name in ("points.parquet", "study.json", "report.html")])
    assert found[0] == found[1]


def test_a_failing_replicate_is_recorded_and_ends_nothing():
    points = [*POINTS, {"market.fails_at": 1}]
    with bench() as made:
        values = made.evaluate(points, 3).metric("cac")
        made.evaluate(points, 3)
    assert np.isnan(values).tolist() == [[False] * 3, [False] * 3, [False, True, False]]
    (failure,) = made.stored().manifest["failures"]
    assert failure["changes"] == {"market.fails_at": 1}
    assert failure["replicate"] == 1
    assert "as the test asked" in failure["error"]
    assert made.stored().state == "failed"


def test_a_study_without_any_result_is_one_message():
    with pytest.raises(TasukiError, match="as the test asked"), bench() as made:
        made.evaluate([{"market.fails_at": 0}], 1)
    assert made.stored().state == "failed"


def test_a_point_that_is_no_scenario_is_one_message():
    with pytest.raises(ScenarioError, match=r"market\.accounts"), bench() as made:
        made.evaluate([{"market.accounts": 0}], 1)
    assert json.loads((made.stored().path / "manifest.json").read_text())["state"] == "failed"
