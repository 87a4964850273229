"""The sweep command: what it prints and stores, in both languages, with one job or two, and what it refuses."""

from __future__ import annotations

import json
import re

import pyarrow.parquet as pq
import pytest

import sim
from sim import conduct
from sim.engine.uncertainty import Posterior
from sim.errors import ScenarioError
from tests.experiments import fakes
from tests.studies import functions, project
from tests.studies.project import printed_json, stored, tasuki

LIFT = "market.lift=0,10,20"


@pytest.fixture(autouse=True)
def _project(tmp_path, monkeypatch):
    project.make(tmp_path, monkeypatch)


@pytest.fixture
def undrawn(monkeypatch):
    """Reports without figures, which take longer than all the rest."""
    monkeypatch.setattr("sim.report.figures.study.draw_all", lambda study, *_: [])
    monkeypatch.setattr("sim.report.study._drawn", lambda *_: {})


def read(found, name):
    return pq.read_table(stored(found) / f"{name}.parquet").to_pydict()


def test_one_axis_gives_a_curve_and_a_paired_change():
    found = printed_json("sweep", "base", "--vary", LIFT, "--replications", 6, "--jobs", 1)
    change = found["effects"]["market.lift"]
    assert (change["from"], change["to"]) == ("0", "20")
    assert change["mean"] == pytest.approx(20.0)
    assert change["high"] - change["low"] < 1e-6  # luck is the same at every point
    assert found["findings"][0]["id"] == "ends-rises"
    assert found["findings"][1]["id"] == "best"
    points = read(found, "points")
    assert points["market.lift"] == [0, 10, 20]
    assert points["replicates"] == [6, 6, 6]
    assert points["total_value_low"][0] < points["total_value"][0] < points["total_value_high"][0]
    replicates = read(found, "replicates")
    assert len(replicates["cac"]) == 18
    assert replicates["point"][:7] == [0] * 6 + [1]
    assert [path.name for path in (stored(found) / "figures").iterdir()] == ["01-response.en.png"]
    page = (stored(found) / "report.html").read_text(encoding="utf-8")
    assert "ラテン" not in page
    assert "値のすべての組み合わせ" in page


def test_two_axes_give_a_map_and_main_effects():
    axes = ("--vary", LIFT, "--vary", "market.accounts=100:300")
    found = printed_json("sweep", "base", *axes, "--levels", 3, "--jobs", 1, "--lang", "ja")
    assert sorted(path.name[:6] for path in (stored(found) / "figures").iterdir()) == ["01-map", "02-eff"]
    assert found["effects"]["market.lift"]["mean"] == pytest.approx(20.0)
    assert found["effects"]["market.accounts"]["mean"] == pytest.approx(0.0, abs=1e-9)
    assert {one["id"] for one in found["findings"]} >= {"main-market.lift", "main-market.accounts", "additive", "error"}
    assert "market.lift" in tasuki("show", "latest").stdout
    assert "どう変わるか" in tasuki("show", "latest", "--lang", "ja").stdout


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize(("arguments", "points"), [
    (("--design", "latin", "--points", 12), 12), (("--design", "sobol", "--points", 16), 16),
    (("--design", "fractional"), 4), (("--levels", 3), 9),
])  # fmt: skip
def test_designs_fill_the_space(arguments, points):
    ranges = ("--vary", "market.lift=0:10", "--vary", "policies.unfit_customers.refuse_below=0:1")
    found = printed_json("sweep", "base", *ranges, *arguments, "--jobs", 1)
    assert found["points"] == points == len(read(found, "points")["point"])
    assert found["effects"]["market.lift"]["mean"] > 4.0
    filled = arguments[0] == "--design" and arguments[1] != "fractional"
    assert found["effects_by"] == ("fitted" if filled else "compared")
    assert (found["effects"]["market.lift"]["from"], found["effects"]["market.lift"]["to"]) == ("0", "10")
    main = next(one for one in found["findings"] if one["id"] == "main-market.lift")
    assert ("regression over all axes" in main["en"]) == ("回帰" in main["ja"]) == filled
    page = (stored(found) / "report.html").read_text(encoding="utf-8")
    assert ("least-squares regression" in page) == filled
    assert "points with 4 replicates each" in page


@pytest.mark.parametrize("design", ["latin", "sobol"])
def test_an_idle_axis_of_a_space_filling_design_does_nothing(monkeypatch, design):
    monkeypatch.setattr(conduct, "load_engine", lambda: conduct.Engine(functions.Scenario, functions.simulate))
    cube = [argument for key in ("a", "b", "c", "idle") for argument in ("--vary", f"x.{key}=0:1")]
    found = printed_json("sweep", "base", *cube, "--design", design, "--points", 64, "--metric", "cac", "--jobs", 1)
    a, b, c, idle = (found["effects"][f"x.{key}"] for key in ("a", "b", "c", "idle"))
    for one, true in ((a, 10.0), (b, 2.5), (c, 2.5), (idle, 0.0)):
        assert one["low"] < true < one["high"]
    assert a["high"] - a["low"] > 0.1  # what the product of b and c leaves unexplained
    assert {one["id"]: one["en"] for one in found["findings"]}["main-x.idle"].startswith("No clear change")
    assert [path.name for path in (stored(found) / "figures").iterdir()] == ["01-effects.en.png"]


@pytest.mark.usefixtures("undrawn")
def test_levels_without_order_and_whole_numbers_are_fitted_too(tmp_path):
    (tmp_path / "study.yaml").write_text(
        "kind: sweep\nscenario: scenarios/base.yaml\ndesign: latin\npoints: 24\nspace:\n"
        "  policy: {levels: {siloed: scenarios/siloed.yaml, small: {market.lift: 0.0}, large: {market.lift: 20.0}}}\n"
        "  market.accounts: {low: 100, high: 300, scale: log}\n"
        "  departments.marketing.headcount: {low: 1, high: 3}\n"
    )
    found = printed_json("sweep", "study.yaml", "--jobs", 1)["effects"]
    ends = {name: (one["from"], one["to"], round(one["mean"], 6)) for name, one in found.items()}
    assert ends["policy"] == ("small", "large", 20.0)
    assert ends["market.accounts"] == ("100", "300", 0.0)
    assert ends["departments.marketing.headcount"] == ("1", "3", 0.0)


def test_a_design_that_is_too_small_says_so():
    axes = ("--vary", "market.lift=0:10", "--vary", "market.accounts=100:300")
    found = printed_json("sweep", "base", *axes, "--design", "latin", "--points", 3, "--jobs", 1)
    assert (found["effects_by"], found["effects"]) == ("small", {})
    assert "too small" in found["findings"][0]["en"]
    assert "小さすぎる" in found["findings"][0]["ja"]
    assert "No clear change" not in (stored(found) / "report.html").read_text(encoding="utf-8")


@pytest.mark.usefixtures("undrawn")
def test_a_list_whose_points_tell_its_axes_apart_is_fitted():
    axes = ("--vary", "market.lift=0,10,20,30,40,50", "--vary", "market.accounts=100,300,200,600,500,400")
    found = printed_json("sweep", "base", *axes, "--design", "list", "--jobs", 1)
    assert found["effects_by"] == "fitted"
    assert found["effects"]["market.lift"]["mean"] == pytest.approx(50.0)
    assert "cannot be told from" not in (stored(found) / "report.html").read_text(encoding="utf-8")


class Uncertain(fakes.Scenario):
    """The fake scenario, with draws of a calibration."""

    posterior: Posterior = Posterior()


def test_draws_of_uncertain_parameters_are_named_as_part_of_the_intervals(tmp_path, monkeypatch):
    monkeypatch.setattr(conduct, "load_engine", lambda: conduct.Engine(Uncertain, fakes.simulate))
    (tmp_path / "scenarios" / "mine.yaml").write_text(
        "extends: base.yaml\nposterior: {parameters: [{key: market.lift, fitted: 0.0, draws: [1.0, 2.0]}]}\n"
    )
    accounts = ("--vary", "market.accounts=100,200", "--vary", "market.seconds=0,0.001")
    drawn = printed_json("sweep", "mine", *accounts, "--jobs", 1)
    page = (stored(drawn) / "report.html").read_text(encoding="utf-8")
    assert "Luck and draws that all points share" in page
    assert "the luck of the simulation and the draws of the uncertain parameters" in page
    assert "不確かなパラメータの抽出" in page
    captions = re.findall("<figcaption>.*?</figcaption>", page)
    assert captions
    assert all("draws of uncertain parameters" in caption for caption in captions)
    assert "luck of the simulation only" not in page
    for scenario, varied in (("mine", "market.lift=1,2"), ("base", "market.accounts=100,200")):
        plain = printed_json("sweep", scenario, "--vary", varied, "--jobs", 1)
        page = (stored(plain) / "report.html").read_text(encoding="utf-8")
        assert "luck of the simulation only" in page
        assert "uncertain parameters" not in page


@pytest.mark.usefixtures("undrawn")
def test_levels_of_policies_are_scenarios_differences(tmp_path):
    (tmp_path / "study.yaml").write_text(
        "kind: sweep\nscenario: scenarios/base.yaml\ndesign: list\nmetric: cac\nbeside: []\nreplications: 5\n"
        "space:\n  policy: {levels: {siloed: scenarios/siloed.yaml, shared: scenarios/shared.yaml}}\n"
        "  run.years: [1, 2]\n"
    )
    found = printed_json("sweep", "study.yaml", "--jobs", 1)
    assert found["metric"] == "cac"
    assert read(found, "points")["policy"] == ["siloed", "shared"]
    assert read(found, "points")["run.years"] == [1, 2]
    assert found["effects"]["policy"]["mean"] == pytest.approx(15.0)
    main = next(one["en"] for one in found["findings"] if one["id"] == "main-policy")
    assert "and all that the list changes with it" in main
    assert "cannot be told from" in (stored(found) / "report.html").read_text(encoding="utf-8")


@pytest.mark.usefixtures("undrawn")
def test_replicates_are_added_until_the_interval_is_narrow():
    found = printed_json("sweep", "base", "--vary", LIFT, "--until", "0.25", "--most", 60, "--jobs", 2)
    counts = read(found, "points")["replicates"]
    assert set(counts) <= set(range(20, 61, 10))
    assert max(counts) > 20
    assert found["plan"]["until"] == {"metric": "total_value", "half_width": 0.25, "relative": False, "most": 60}
    assert " to " in found["findings"][-1]["en"] or len(set(counts)) == 1
    assert found["findings"][-1]["id"] == "stopped-all" if max(counts) < 60 else "stopped-some"
    assert printed_json("sweep", "base", "--vary", LIFT, "--until", "5%")["plan"]["until"]["relative"]


@pytest.mark.usefixtures("undrawn")
def test_the_same_bytes_on_any_number_of_processes(tmp_path):
    found = []
    for jobs in (1, 2):
        out = tmp_path / f"jobs{jobs}"
        printed = printed_json("sweep", "base", "--vary", "market.lift=0:9", "--design", "latin", "--points", 7,
                               "--jobs", jobs, "--out", out)  # fmt: skip
        names = ("points.parquet", "replicates.parquet", "study.json", "report.html")
        found.append([(stored(printed, out) / name).read_bytes() for name in names])
    assert found[0] == found[1]


@pytest.mark.parametrize("arguments", [
    ("--vary", "market.lift=5"), ("--vary", LIFT, "--replications", 1),
    ("--vary", LIFT, "--vary", "market.accounts=1,2", "--replications", 1),
    ("--vary", "market.accounts=1,2", "--vary", "run.years=1,2", "--metric", "cash_trough_month"),
])  # fmt: skip
def test_the_smallest_sweeps_are_told_and_drawn(arguments):
    found = printed_json("sweep", "base", *arguments, "--jobs", 1)
    assert found["failed"] == 0
    assert "nan" not in json.dumps(found["findings"])
    assert list((stored(found) / "figures").iterdir())


@pytest.mark.usefixtures("undrawn")
def test_a_failing_point_is_told_and_the_rest_is_kept():
    found = tasuki("sweep", "base", "--vary", "market.fails_at=-1,2", "--jobs", 1, "--json", status=1)
    assert "as the test asked" in found.stderr
    assert "1 replicates failed" in found.stderr
    assert json.loads(found.stdout)["failed"] == 1


def undefined_from(lift, metric):
    """The fake engine, without a value of the metric where the lift is as high."""

    def simulate(scenario, replicate, *, detail=False):
        found = fakes.simulate(scenario, replicate, detail=detail)
        if scenario.market.lift >= lift:
            found.metrics[metric] = float("nan")
        return found

    return lambda: conduct.Engine(fakes.Scenario, simulate)


@pytest.mark.parametrize("metric", ["ltv_per_customer", "total_value"])
def test_a_point_without_a_value_is_left_out_and_told(monkeypatch, metric):
    monkeypatch.setattr(conduct, "load_engine", undefined_from(20, metric))
    found = printed_json("sweep", "base", "--vary", LIFT, "--metric", metric, "--replications", 6, "--jobs", 1)
    assert found["undefined"] == [2]
    assert found["points"] == 3
    assert (found["effects"]["market.lift"]["from"], found["effects"]["market.lift"]["to"]) == ("0", "10")
    page = (stored(found) / "report.html").read_text(encoding="utf-8")
    assert "At 1 of 3 points" in page
    assert "market.lift 20" in page
    last = json.loads((stored(found) / "study.json").read_text(encoding="utf-8"))["tables"][1]["rows"][2]
    assert (last[0], last[1]["en"]) == ("20", "–")
    (figure,) = (stored(found) / "figures").iterdir()
    assert figure.stat().st_size > 0


def test_a_figure_shows_the_points_that_have_a_value(monkeypatch):
    monkeypatch.setattr(conduct, "load_engine", undefined_from(20, "ltv_per_customer"))
    axes = ("--vary", LIFT, "--vary", "market.accounts=100:300", "--levels", 2)
    found = printed_json("sweep", "base", *axes, "--metric", "ltv_per_customer", "--jobs", 1)
    assert found["undefined"] == [4, 5]
    assert sorted(path.name[:6] for path in (stored(found) / "figures").iterdir()) == ["01-map", "02-eff"]
    beside = printed_json("sweep", "base", "--vary", LIFT, "--jobs", 1)  # beside what findings are about
    assert beside["undefined"] == []
    assert beside["effects"]["market.lift"]["to"] == "20"


def test_a_metric_that_no_point_has_is_one_message(monkeypatch):
    monkeypatch.setattr(conduct, "load_engine", undefined_from(-1, "cac"))
    found = tasuki("sweep", "base", "--vary", LIFT, "--metric", "cac", "--jobs", 1, status=1)
    assert "defined at no point" in found.stderr


@pytest.mark.usefixtures("undrawn")
def test_an_amount_in_quotes_is_in_the_metrics_unit(tmp_path):
    (tmp_path / "study.yaml").write_text(
        "kind: sweep\nscenario: scenarios/base.yaml\nuntil: {half_width: '50000'}\nspace:\n  market.lift: [1, 2]\n"
    )
    until = printed_json("sweep", "study.yaml", "--jobs", 1)["plan"]["until"]
    assert (until["half_width"], until["relative"]) == (50_000, False)
    for wide in ("nan", ".inf", "inf%"):
        assert "above 0" in tasuki("sweep", "base", "--vary", LIFT, "--until", wide, status=2).stderr


@pytest.mark.usefixtures("undrawn")
def test_from_python_with_tidy_frames():
    space = {"market.lift": [0, 10, 20]}
    found = sim.sweep("scenarios/base.yaml", space=space, replications=3, jobs=1)
    assert found.points["market.lift"].tolist() == [0, 10, 20]
    assert len(found.replicates) == 9
    assert found.replicates.groupby("market.lift")["cac"].mean().diff().iloc[1] == pytest.approx(10.0)
    assert "market.lift" in found.findings()[0]
    assert sim.sweep("scenarios/base.yaml", space=space, jobs=1, metric="cac").content["metric"] == "cac"
    with pytest.raises(ScenarioError, match=r"space\.market\.lift"):
        sim.sweep("scenarios/base.yaml", space={"market.lift": [object()]})


@pytest.mark.parametrize(("arguments", "said"), [
    ((), "varies nothing"), (("--vary", LIFT, "--design", "round"), "--design round"),
    (("--vary", LIFT, "--design", "fractional"), "two levels"), (("--vary", LIFT, "--metric", "cak"), "cac"),
    (("--vary", "market.lift=0:1", "--design", "sobol", "--points", "100"), "64 or 128"),
    (("--vary", "market.lift=0:1", "--design", "list"), "list of values"),
    (("--vary", LIFT, "--most", "30"), "half_width"),
    (("--vary", "market.lift=0:1", "--levels", "1"), "--levels 1"), (("--vary", LIFT, "--until", "-5%"), "above 0"),
    (("--vary", LIFT, "--until", "narrow"), "--until narrow"), (("--vary", LIFT, "--most", "5", "--until", "1"), "20"),
])  # fmt: skip
def test_bad_input_is_one_message_and_nothing_is_written(tmp_path, arguments, said):
    found = tasuki("sweep", "base", *arguments, status=2)
    assert said in found.stderr
    assert found.stderr.count("\n") == 1
    assert not (tmp_path / "results").exists()


def test_a_wrong_line_of_a_file_is_named(tmp_path):
    (tmp_path / "study.yaml").write_text("kind: sweep\nscenario: scenarios/base.yaml\nspace:\n  market.lft: [1, 2]\n")
    assert "study.yaml:4" in tasuki("sweep", "study.yaml", status=2).stderr
    (tmp_path / "study.yaml").write_text("kind: sweep\nscenario: scenarios/base.yaml\ndesign: ful\n")
    said = tasuki("sweep", "study.yaml", status=2).stderr
    assert "study.yaml:3: design: must be 'full'" in said
    assert "(value ful)" in said
    (tmp_path / "study.yaml").write_text("kind: sweep\nscenario: nowhere.yaml\nspace:\n  market.lift: [1, 2]\n")
    assert "nowhere.yaml" in tasuki("sweep", "study.yaml", status=2).stderr
