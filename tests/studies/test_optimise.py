"""`optimise`: a known best is found and confirmed, bounds are kept, a search is resumed, and faults are told."""

from __future__ import annotations

import numpy as np
import pytest

from sim import conduct
from sim.report import study
from sim.store.catalogue import find
from sim.studies import optimise
from tests.experiments import fakes
from tests.studies import project
from tests.studies.project import printed_json, tasuki

SPACE = ("--vary", "market.lift=0:10", "--vary", "departments.field_sales.headcount=1:8")
SMALL = ("--trials", 32, "--replications", 4, "--most", 16, "--fresh", 20)


def hill(scenario, replicate, *, detail=False):
    """Value is highest at a lift of 6 with 5 sellers, cash falls with every seller; some luck is the company's own."""
    found = fakes.simulate(scenario, replicate, detail=detail)
    lift, sellers = scenario.market.lift, scenario.departments.field_sales.headcount
    own = np.random.default_rng([round(1000 * lift), sellers, replicate]).normal()
    found.metrics["total_value"] += 50.0 - 2 * (lift - 6.0) ** 2 - 3 * (sellers - 5) ** 2 - lift + own
    found.metrics["cash_trough"] += -10.0 * sellers - lift
    return found


@pytest.fixture
def _project(tmp_path, monkeypatch):
    project.make(tmp_path, monkeypatch, hill)


@pytest.fixture
def _undrawn(monkeypatch):
    monkeypatch.setattr(study, "draw", lambda *_: None)


def searched(*arguments):
    return printed_json("optimise", "base", *SPACE, *SMALL, "--jobs", 1, *arguments)


@pytest.mark.usefixtures("_project", "_undrawn")
def test_the_best_is_found_and_confirmed_on_fresh_replicates():
    found = searched()
    winner = found["winner"]
    assert winner["changes"]["departments.field_sales.headcount"] == 5
    assert winner["changes"]["market.lift"] == pytest.approx(6.0, abs=1.0)
    lift = winner["changes"]["market.lift"]
    gain = -2 * (lift - 6) ** 2 + 2 * 36 + 3 * 4
    assert winner["gained"]["total_value"]["low"] < gain < winner["gained"]["total_value"]["high"]
    optimism = winner["promised"]["total_value"]["mean"] - winner["gained"]["total_value"]["mean"]
    assert winner["optimism"]["total_value"]["mean"] == pytest.approx(optimism)
    assert found["trials"] == 32
    assert found["rounds"][0]["replicates"] == 4
    assert len(found["rounds"][0]["entered"]) == 12


@pytest.mark.usefixtures("_project", "_undrawn")
def test_a_bound_is_kept_and_said():
    found = searched("--constraint", "cash_trough >= 60")
    assert found["winner"]["changes"]["departments.field_sales.headcount"] <= 4
    (bound,) = found["winner"]["constraints"]
    assert bound["status"] in ("kept", "close")
    assert bound["mean"] >= 60
    assert any(one["id"] == "bound-0" and "制約" in one["ja"] for one in found["findings"])
    nobody = searched("--constraint", "cash_trough >= 1000")
    assert nobody["winner"] is None
    assert "None of 32 policies" in nobody["findings"][0]["en"]


@pytest.mark.usefixtures("_project")
def test_several_objectives_leave_a_front_that_is_stored_and_drawn(tmp_path):
    found = searched("--maximise", "total_value", "--minimise", "people", "--lang", "ja")
    people = {one["level"]["people"]["mean"] for one in found["left"] if one["on_front"]}
    assert len(people) >= 3
    stored = find(tmp_path / "results", found["run"])
    drawn = sorted(file.name.split(".")[0] for file in (stored.path / "figures").iterdir())
    assert drawn == ["01-ranking", "02-pareto"]
    table = stored.table("trials").to_pandas()
    assert len(table) == 32
    assert table["left"].sum() == len(found["left"])
    assert (table["people"] == 9 + table["departments.field_sales.headcount"]).all()
    assert "最良の方針" in (stored.path / "report.html").read_text(encoding="utf-8")


@pytest.mark.usefixtures("_project", "_undrawn")
def test_a_longer_search_goes_on_from_the_replicates_that_are_there(monkeypatch):
    searched()
    simulated = []

    def counted(scenario, replicate, *, detail=False):
        simulated.append((scenario.market.lift, scenario.departments.field_sales.headcount, replicate))
        return hill(scenario, replicate, detail=detail)

    monkeypatch.setattr(conduct, "load_engine", lambda: conduct.Engine(fakes.Scenario, counted))
    searched("--trials", 40)
    assert 8 * 4 <= len(simulated) < 32 * 4
    before = len(simulated)
    searched("--trials", 40)
    assert len(simulated) == before


@pytest.mark.usefixtures("_project", "_undrawn")
def test_a_file_says_the_same_as_flags_and_any_number_of_processes_finds_the_same(tmp_path):
    (tmp_path / "best.yaml").write_text(
        "kind: optimise\nscenario: scenarios/base.yaml\ntrials: 32\nreplications: 4\nmost: 16\nfresh: 20\n"
        "objectives: {total_value: max, people: min}\nconstraints: ['cash_trough >= 40']\nspace:\n"
        "  market.lift: {low: 0, high: 10}\n  departments.field_sales.headcount: {low: 1, high: 8}\n"
    )
    by_file = printed_json("optimise", "best.yaml", "--jobs", 2)
    by_flags = searched("--maximise", "total_value", "--minimise", "people", "--constraint", "cash_trough >= 40")
    assert by_file == by_flags


def test_looks_double_up_to_the_most():
    assert optimise.looks(6, 48) == (6, 12, 24, 48)
    assert optimise.looks(6, 20) == (6, 12, 20)
    assert optimise.looks(6, 4) == (6,)


@pytest.mark.usefixtures("_project", "_undrawn")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "has nothing to choose"),
        ((*SPACE, "--maximise", "total_valu"), "did you mean total_value"),
        ((*SPACE, "--constraint", "cash_trough > 3"), "is no constraint"),
        ((*SPACE, "--constraint", "cash_trogh >= 3"), "did you mean cash_trough"),
        ((*SPACE, "--trials", "2"), "greater than or equal to 8"),
        (("--vary", "market.lift=10:0"), "`low` must lie below `high`"),
    ],
)
def test_faults_are_one_message_each(arguments, message):
    found = tasuki("optimise", "base", *arguments, status=2)
    assert message in found.stderr
    assert found.stderr.count("\n") == 1


@pytest.mark.usefixtures("_project", "_undrawn")
def test_a_wrong_goal_of_a_file_is_told_with_its_value(tmp_path):
    (tmp_path / "best.yaml").write_text("kind: optimise\nscenario: scenarios/base.yaml\nobjectives: {cac: maxx}\n")
    found = tasuki("optimise", "best.yaml", status=2).stderr
    assert "best.yaml:3: objectives.cac: must be 'max' or 'min' (value maxx)" in found


@pytest.mark.usefixtures("_undrawn")
def test_a_real_company_is_searched(tmp_path):
    small = ["--set", "market.accounts=600", "--set", "run.years=1", "--out", tmp_path, "--jobs", 1]
    keys = ["departments.field_sales.headcount", "policies.unfit_customers.refuse_below"]
    space = ["--vary", f"{keys[0]}=2:12", "--vary", f"{keys[1]}=0:0.5"]
    effort = ["--trials", 8, "--replications", 2, "--most", 4, "--fresh", 4]
    goals = ["--maximise", "total_value", "--minimise", "cac"]
    found = printed_json("optimise", "siloed", *small, *space, *effort, *goals)
    assert found["trials"] == 8
    assert list(found["winner"]["changes"]) == keys
    nothing = tasuki("optimise", "siloed", *small, *space, *effort, "--minimise", "churn_first_year", status=1)
    assert "no trial defines every objective" in nothing.stderr
