"""The sensitivity command on an engine whose answers are known: what it prints, stores and refuses."""

from __future__ import annotations

import pyarrow.parquet as pq
import pytest

import sim
from sim import conduct
from sim.errors import ScenarioError
from sim.studies import sensitivity
from tests.studies import functions, project
from tests.studies.project import printed_json, stored, tasuki

CUBE = [argument for key in ("a", "b", "c", "idle") for argument in ("--vary", f"x.{key}=declared")]


@pytest.fixture(autouse=True)
def _project(tmp_path, monkeypatch):
    project.make(tmp_path, monkeypatch)
    monkeypatch.setattr(conduct, "load_engine", lambda: conduct.Engine(functions.Scenario, functions.simulate))


@pytest.fixture
def undrawn(monkeypatch):
    """Reports without figures, which take longer than all the rest."""
    monkeypatch.setattr("sim.report.figures.study.draw_all", lambda study, *_: [])
    monkeypatch.setattr("sim.report.study._drawn", lambda *_: {})


def figures(found):
    return sorted(path.name for path in (stored(found) / "figures").iterdir())


def test_screening_finds_what_matters_and_what_does_not():
    found = printed_json("sensitivity", "base", *CUBE, "--metric", "cac", "--trajectories", 8, "--jobs", 1)
    effects = found["parameters"]
    assert effects["x.a"]["star"] == pytest.approx(10.0)
    assert effects["x.b"]["star"] == pytest.approx(2.5, abs=1.0)
    assert effects["x.idle"]["star"] == 0.0
    assert found["stand_out"][0] == "x.a"
    assert "x.idle" not in found["stand_out"]
    assert found["points"] == 8 * 5
    assert found["replications"] == sensitivity.REPLICATES
    assert "x.a" in found["findings"][0]["en"]
    assert figures(found) == ["01-effects.en.png", "02-spread.en.png"]
    table = pq.read_table(stored(found) / "indices.parquet").to_pydict()
    assert table["parameter"] == ["x.a", "x.b", "x.c", "x.idle"]
    assert table["star"] == [effects[name]["star"] for name in table["parameter"]]
    assert "どのパラメータが" in tasuki("show", "latest", "--lang", "ja").stdout


def test_variance_is_shared_out_and_luck_is_not_mistaken_for_it():
    noisy = ("--set", "x.own=1.5", "--set", "x.common=20.0", "--replications", 6)
    found = printed_json("sensitivity", "base", *CUBE, *noisy, "--method", "sobol", "--base", 256, "--jobs", 1)
    shares = found["parameters"]
    assert shares["x.a"]["total"] == pytest.approx(0.56, abs=0.12)
    assert shares["x.b"]["first"] == pytest.approx(0.44, abs=0.12)
    # A parameter without effect has the total order that luck gives it, and the study says so.
    assert shares["x.idle"]["total"] == pytest.approx(shares["x.idle"]["error"], rel=0.35)
    assert found["stand_out"] == ["x.a", "x.b", "x.c"]
    assert found["pairs"][1]["first"] == "x.a"
    assert max(found["pairs"], key=lambda pair: pair["share"])["second"] == "x.c"
    ids = [one["id"] for one in found["findings"]]
    assert ids == ["top", "next", "alone", "pair", "clear"]
    assert figures(found) == ["01-indices.en.png", "02-pairs.en.png"]


@pytest.mark.usefixtures("undrawn")
def test_without_a_space_all_parameters_with_a_plausible_range_are_screened():
    # Far from any replicate that is simulated, at half as much too.
    calm = ("--set", "market.fails_at=9999", "--set", "market.killed_at=9999")
    found = printed_json("sensitivity", "base", *calm, "--metric", "cac", "--replications", 2, "--jobs", 2)
    names = {axis["name"] for axis in found["plan"]["space"]}
    assert {"x.a", "x.b", "market.accounts", "departments.marketing.headcount"} <= names
    assert not names & {"run.seed", "run.years", "market.lift", "name"}  # 0 has nothing around it
    assert found["points"] == sensitivity.FEW_TRAJECTORIES * (len(names) + 1)
    assert found["plan"]["chosen"] == "around"
    assert "half and one and a half" in (stored(found) / "report.html").read_text(encoding="utf-8")


def test_parameters_that_must_agree_are_left_out(monkeypatch):
    scenario = conduct.load_engine().schema()
    whole = sensitivity.plausible(scenario)
    plan = {"method": "morris", "trajectories": 2}
    assert sensitivity.agreeing(scenario, whole, plan) == (whole, 0)
    vary = sensitivity.vary

    def strict(scenario, changes):
        if changes.get("x.a", 0.5) > changes.get("x.b", 0.5):
            raise ScenarioError("must not exceed x.b", key="x.a" if "x.a" in changes else "x.b")
        return vary(scenario, changes)

    monkeypatch.setattr(sensitivity, "vary", strict)
    space, dropped = sensitivity.agreeing(scenario, whole, plan)
    assert dropped == 2
    assert {axis.name for axis in whole.axes} - {axis.name for axis in space.axes} == {"x.a", "x.b"}


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize("method", [("--trajectories", 3), ("--method", "sobol", "--base", 8, "--no-pairs")])
def test_the_same_bytes_on_any_number_of_processes(tmp_path, method):
    found = []
    for jobs in (1, 2):
        out = tmp_path / f"jobs{jobs}"
        printed = printed_json("sensitivity", "base", *CUBE, *method, "--seed", 0, "--jobs", jobs, "--out", out)
        names = ("points.parquet", "replicates.parquet", "indices.parquet", "study.json", "report.html")
        found.append([(stored(printed, out) / name).read_bytes() for name in names])
    assert found[0] == found[1]


@pytest.mark.usefixtures("undrawn")
def test_one_replicate_tells_nothing_of_simulation_error():
    found = printed_json("sensitivity", "base", *CUBE, "--trajectories", 3, "--replications", 1, "--jobs", 1)
    assert "not known" in next(one["en"] for one in found["findings"] if one["id"] == "clear")


@pytest.mark.usefixtures("undrawn")
def test_another_metric_of_the_same_companies_is_not_simulated_again(monkeypatch):
    printed_json("sensitivity", "base", *CUBE, "--trajectories", 3, "--jobs", 1)
    monkeypatch.setattr(conduct, "load_engine", lambda: conduct.Engine(functions.Scenario, None))
    found = printed_json("sensitivity", "base", *CUBE, "--trajectories", 3, "--metric", "cac", "--jobs", 1)
    assert found["parameters"]["x.a"]["star"] == pytest.approx(10.0)


@pytest.mark.usefixtures("undrawn")
def test_from_python_with_tidy_frames():
    space = {f"x.{key}": "declared" for key in ("a", "idle")}
    found = sim.sensitivity("scenarios/base.yaml", space=space, metric="cac", trajectories=4, jobs=1)
    assert found.indices.set_index("parameter").loc["x.a", "star"] == pytest.approx(10.0)
    assert len(found.points) == 12
    assert "x.a" in found.findings()[0]


@pytest.mark.parametrize(("arguments", "said"), [
    (("--method", "sobol"), "--vary"), (("--vary", "x.a=0:1"), "one parameter alone"),
    ((*CUBE, "--method", "fast"), "--method fast"), ((*CUBE, "--trajectories", "1"), "--trajectories 1"),
    ((*CUBE, "--method", "sobol", "--base", "100"), "power of two"),
    ((*CUBE, "--metric", "value"), "value"), (("--vary", "x.a=0:2", "--vary", "x.b=0:1"), "--vary x.a=0:2"),
    (("--vary", "market.lift=declared", "--vary", "x.b=0:1"), "no range"),
])  # fmt: skip
def test_bad_input_is_one_message_and_nothing_is_written(tmp_path, arguments, said):
    found = tasuki("sensitivity", "base", *arguments, status=2)
    assert said in found.stderr
    assert found.stderr.count("\n") == 1
    assert not (tmp_path / "results").exists()


@pytest.mark.usefixtures("undrawn")
def test_a_metric_that_does_not_vary_is_one_message():
    idle = ("--vary", "x.idle=0:1", "--vary", "market.accounts=1:9", "--method", "sobol", "--base", 4)
    assert "does not vary" in tasuki("sensitivity", "base", *idle, "--metric", "cac", "--jobs", 1, status=1).stderr
