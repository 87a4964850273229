"""`explain`: contributions that add up, told from numbers; groups; faults of the file and of the two scenarios."""

from __future__ import annotations

import json

import pytest

from sim.experiments.attribution import path
from sim.report import study
from sim.store.catalogue import find
from tests.experiments import fakes
from tests.studies import project
from tests.studies.project import printed_json, tasuki


@pytest.fixture
def _undrawn(monkeypatch):
    """Figures take seconds, and one test has them drawn."""
    monkeypatch.setattr(study, "draw", lambda *_: None)


@pytest.fixture
def _project(tmp_path, monkeypatch):
    project.make(tmp_path, monkeypatch)


def explained(*arguments):
    return printed_json("explain", "siloed", "shared", "--replications", 6, "--jobs", 1, *arguments)


@pytest.mark.usefixtures("_project", "_undrawn")
def test_contributions_add_up_and_find_what_acts():
    found = explained("--each")
    parts = {one["switch"]: one["mean"] for one in found["contributions"]}
    assert parts == pytest.approx({"market.accounts": 0.0, "market.lift": 15.0})
    assert sum(parts.values()) == pytest.approx(found["difference"]["mean"])
    assert found["second"]["mean"] - found["first"]["mean"] == pytest.approx(15.0)
    assert found["exact"] is True
    assert (found["orders"], found["companies"]) == (2, 4)


@pytest.mark.usefixtures("_project", "_undrawn")
def test_a_section_is_one_switch_and_groups_are_named():
    assert [one["switch"] for one in explained()["contributions"]] == ["market"]
    found = explained("--each", "--group", "size=market.acc*")
    assert [(one["switch"], one["keys"]) for one in found["contributions"]] == [
        ("size", ["market.accounts"]), ("market.lift", ["market.lift"]),
    ]  # fmt: skip


@pytest.mark.usefixtures("_project", "_undrawn")
def test_findings_say_what_is_clear_and_what_is_not():
    found = {one["id"]: one for one in explained("--each")["findings"]}
    assert "rises by $15" in found["difference"]["en"]
    assert "no clear contribution" in found["switch-market.accounts"]["en"]
    assert found["switch-market.lift"]["numbers"]["part"] == pytest.approx(15.0)
    assert all(any(ord(letter) > 0x3000 for letter in one["ja"]) for one in found.values())
    assert "No clear difference in" in found["path-still"]["en"]


@pytest.mark.usefixtures("_project")
def test_the_run_is_stored_with_tables_figures_and_a_report(tmp_path):
    found = explained("--lang", "ja")
    stored = find(tmp_path / "results", found["run"])
    assert stored.kind == "explain"
    figures = sorted(file.name for file in (stored.path / "figures").iterdir())
    assert [name.split(".")[0] for name in figures] == ["01-waterfall", "02-path", "03-matrix"]
    table = stored.table("contributions").to_pandas()
    assert table.query("metric == 'total_value'")["mean"].sum() == pytest.approx(15.0)
    assert len(stored.table("path")) == len(found["path"])
    assert "差は何から生まれるか" in (stored.path / "report.html").read_text(encoding="utf-8")


@pytest.mark.usefixtures("_undrawn")
def test_what_is_asked_again_is_not_simulated_again_the_path_included(tmp_path, monkeypatch):
    simulated = []

    def counted(scenario, replicate, *, detail=False):
        simulated.append(replicate)
        return fakes.simulate(scenario, replicate, detail=detail)

    project.make(tmp_path, monkeypatch, counted)
    first = explained()
    assert len(simulated) == 6 * (2 + 2)  # two companies, and both again for the path
    assert explained() == first
    assert len(simulated) == 24


@pytest.mark.usefixtures("_undrawn")
def test_a_replicate_that_fails_on_the_path_is_recorded(tmp_path, monkeypatch):
    def breaks(link_numbers, scenario, replicate, *, detail=False):
        if replicate == 3 and scenario.market.lift == 20.0:
            raise ValueError("no series")
        return seen(link_numbers, scenario, replicate, detail=detail)

    seen = path.Traced.__call__
    monkeypatch.setattr(path.Traced, "__call__", breaks)
    project.make(tmp_path, monkeypatch)
    asked = ("explain", "siloed", "shared", "--replications", 6, "--jobs", 1, "--json")
    found = json.loads(tasuki(*asked, status=1).stdout)
    assert found["failed"] == 1
    assert found["path"][-1]["difference"]["mean"] == pytest.approx(15.0)


@pytest.mark.usefixtures("_project", "_undrawn")
def test_a_file_says_the_same_as_flags(tmp_path):
    (tmp_path / "why.yaml").write_text(
        "kind: explain\nscenario: scenarios/siloed.yaml\nagainst: scenarios/shared.yaml\n"
        "each: true\nreplications: 6\ngroups: {size: ['market.acc*']}\n"
    )
    by_file = printed_json("explain", "why.yaml", "--jobs", 2)
    by_flags = explained("--each", "--group", "size=market.acc*")
    assert by_file["run"] == by_flags["run"]
    assert by_file["contributions"] == by_flags["contributions"]


def tangle(scenario, replicate, *, detail=False):
    """What lift and headcount do together; a replicate of one company without the metric."""
    found = fakes.simulate(scenario, replicate, detail=detail)
    people = sum(getattr(scenario.departments, name).headcount for name in ("marketing", "inside_sales", "field_sales"))
    found.metrics["total_value"] += people * scenario.market.lift
    if replicate == 2 and scenario.market.lift == 20.0:
        found.metrics["total_value"] = float("nan")
    return found


@pytest.mark.usefixtures("_undrawn")
def test_what_switches_do_together_is_shared_and_said(tmp_path, monkeypatch):
    project.make(tmp_path, monkeypatch, tangle)
    (tmp_path / "scenarios" / "shared.yaml").write_text(
        "extends: base.yaml\nmarket: {lift: 20.0}\n"
        "departments: {marketing: {headcount: 5}, inside_sales: {headcount: 4}, field_sales: {headcount: 3}}\n"
    )
    found = explained("--group", "people=*.headcount")
    parts = {one["switch"]: one for one in found["contributions"]}
    # 9 × 5 + 5 to 12 × 20 + 20: lift alone 15 × 10, people alone 3 × 5.
    assert parts["people"]["alone"]["mean"] == pytest.approx(15.0)
    assert parts["people"]["last"]["mean"] == pytest.approx(60.0)
    assert parts["people"]["mean"] == pytest.approx(37.5)
    assert parts["market"]["mean"] == pytest.approx((150.0 + 195.0) / 2)
    assert any(one["id"] == "bond-people" for one in found["findings"])


@pytest.mark.usefixtures("_undrawn")
def test_many_switches_are_sampled_and_still_add_up(tmp_path, monkeypatch):
    project.make(tmp_path, monkeypatch, tangle)
    (tmp_path / "scenarios" / "shared.yaml").write_text(
        "extends: base.yaml\nmarket: {lift: 6.0, accounts: 3, seconds: 1.0e-9}\n"
        "policies: {unfit_customers: {refuse_below: 0.5}}\n"
        "departments: {marketing: {headcount: 5}, inside_sales: {headcount: 4}, field_sales: {headcount: 2}, "
        "customer_success: {headcount: 9}}\n"
    )
    found = explained("--each", "--pairs", 3)
    assert found["exact"] is False
    assert found["orders"] == 6
    total = sum(one["mean"] for one in found["contributions"])
    assert total == pytest.approx(found["difference"]["mean"], abs=1e-9)
    assert max(one["sampling_error"] for one in found["contributions"]) < 1.0
    (said,) = [one["en"] for one in found["findings"] if one["id"] == "drawn"]
    assert said.startswith("6 orders of turning the switches were drawn, not all: ")


@pytest.mark.usefixtures("_project", "_undrawn")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("siloed", "siloed"), "does not differ from the first scenario"),
        (("siloed",), "against"),
        (("siloed", "shared", "--group", "x"), "--group x: is not of the form NAME=PATTERN"),
        (("siloed", "shared", "--group", "x=*.kpis"), "matches nothing that the scenarios differ in"),
        (("siloed", "shared", "--metric", "total_valu"), "did you mean total_value"),
        (("siloed", "missing"), "does not exist"),
    ],
)
def test_faults_are_one_message_each(arguments, message):
    found = tasuki("explain", *arguments, status=2)
    assert message in found.stderr
    assert found.stderr.count("\n") == 1


@pytest.mark.usefixtures("_project", "_undrawn")
def test_a_group_is_named_with_its_line_whatever_its_name(tmp_path):
    (tmp_path / "why.yaml").write_text(
        "kind: explain\nscenario: scenarios/siloed.yaml\nagainst: scenarios/shared.yaml\n"
        "groups:\n  plan 1.5: ['market.nothing']\n"
    )
    assert "why.yaml:5" in tasuki("explain", "why.yaml", status=2).stderr


@pytest.mark.usefixtures("_project", "_undrawn")
def test_one_replicate_explains_nothing_and_says_so():
    found = tasuki("explain", "siloed", "shared", "--replications", 1, status=1)
    assert "is defined in 1 replicates" in found.stderr


@pytest.mark.usefixtures("_undrawn")
def test_real_companies_are_explained(tmp_path):
    """KPIs of four departments: all 16 combinations of a small company, the same bytes for any number of processes."""
    small = ["--set", "market.accounts=600", "--set", "run.years=1", "--replications", 3, "--out", tmp_path]
    found = printed_json("explain", "siloed", "shared", *small, "--jobs", 1)
    assert {one["switch"] for one in found["contributions"]} == {
        f"departments.{name}.kpis" for name in ("marketing", "inside_sales", "field_sales", "customer_success")
    }
    assert sum(one["mean"] for one in found["contributions"]) == pytest.approx(found["difference"]["mean"])
    assert {one["stage"] for one in found["path"]} >= {"hours", "queues", "waits", "value"}
    wait = next(one for one in found["path"] if one["link"] == "wait_field_sales")
    assert wait["first"]["mean"] >= 0.0
