"""From a CRM export to a scenario with draws, on a small company; the engine is the real one."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.crm.export import export
from sim.crm.mapping import read_mapping
from sim.engine.company import Scenario
from sim.errors import ScenarioError
from sim.experiments.calibration.view import View
from sim.experiments.replicate import simulate
from sim.report import calibration_words
from sim.report.figures import study as figures
from sim.scenario import digest, load
from sim.studies import calibrate, fitting, validate
from sim.studies.files import flags
from tests.crm.companies import company
from tests.studies.project import Noting, printed_json, tasuki

ROOT = Path(__file__).parents[2]
REAL = Path(os.environ.get("TASUKI_DATA", ROOT.parent / "shared" / "data")) / "olist"
SPACE = {
    "prospects.win_intercept": {"low": -5, "high": -1},
    "market.channels.search.weekly_leads": {"low": 15, "high": 120, "scale": "log"},
}
SMALL = ["market.accounts=1500", "run.years=1", "opening.customers=60"]
FIT = {"space": SPACE, "overrides": SMALL, "simulations": 60, "rounds": 1, "draws": 40, "warm_up_weeks": 0}


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A folder with scenarios/base.yaml and the export of a company with known parameters."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "scenarios").mkdir()
    (folder / "scenarios" / "base.yaml").write_text("name: base\n")
    export(company(), 0, folder / "crm")
    return folder


@pytest.fixture(scope="module")
def fitted(project):
    return calibrated(project, jobs=1)


def calibrated(project, **more):
    asked = {"out": project / "results", "replications": 4} | FIT | more
    return sim.calibrate(project / "scenarios" / "base.yaml", project / "crm", **asked)


def test_the_story_says_what_the_data_tell(fitted):
    content = fitted.study["content"]
    assert set(content["parameters"]) == {"prospects.win_intercept", "market.channels.search.weekly_leads"}
    for row in content["parameters"].values():
        assert row["prior_low"] <= row["low"] <= row["median"] <= row["high"] <= row["prior_high"]
    leads = content["parameters"]["market.channels.search.weekly_leads"]
    assert leads["low"] < 45.0 < leads["high"]
    assert leads["known"] in ("weakly", "well")
    assert all(one["en"] and one["ja"] for one in fitted.study["findings"])
    assert (fitted.path / "report.html").stat().st_size > 10_000


def test_the_scenario_carries_the_draws_and_runs(fitted):
    found = load(fitted.study["content"]["scenario_file"], Scenario)
    table = fitted.frame("posterior")
    for one in found.posterior.parameters:
        assert np.allclose(one.draws, table[one.key], rtol=1e-4)
    assert (found.name, len(found.posterior.parameters[0].draws)) == ("base-calibrated", 40)
    assert np.isfinite(simulate(found, 3).metrics["total_value"])


def test_uncertainty_is_told_apart_from_luck(fitted):
    rows = fitted.study["content"]["uncertainty"]
    assert {row["metric"] for row in rows} >= {"total_value", "customers_won"}
    assert all(0.0 <= row["share_low"] <= row["share_of_parameters"] <= row["share_high"] <= 1.0 for row in rows)
    assert all(row["luck"] > 0.0 for row in rows)
    (doubt,) = (one for one in fitted.study["findings"] if one["id"] == "doubt")
    assert re.search(r"\d+.* \[\d", doubt["en"])


def test_any_number_of_processes_gives_the_same_bytes_and_nothing_is_simulated_twice(project, fitted, monkeypatch):
    other = sim.calibrate(project / "scenarios" / "base.yaml", project / "crm", out=project / "two", jobs=2,
                          replications=4, **FIT)  # fmt: skip
    for name in ("posterior", "simulated"):
        assert (other.path / f"{name}.parquet").read_bytes() == (fitted.path / f"{name}.parquet").read_bytes()
    monkeypatch.setattr(View, "look", lambda *_: pytest.fail("simulated again"))
    assert calibrated(project).path == fitted.path


def test_a_calibration_that_was_ended_goes_on_to_the_same_bytes(project, fitted, monkeypatch):
    out, look, looked = project / "ended", View.look, []

    def ending(view, scenario, replicate):
        looked.append((digest(scenario), replicate))
        if len(looked) == 25:
            raise KeyboardInterrupt
        return look(view, scenario, replicate)

    monkeypatch.setattr(View, "look", ending)
    with pytest.raises(KeyboardInterrupt):
        calibrated(project, jobs=1, out=out)
    found = sim.resume(out=out, jobs=1)
    for name in ("posterior.parquet", "simulated.parquet", "data.parquet", "calibrated.yaml"):
        assert (found.path / name).read_bytes() == (fitted.path / name).read_bytes()
    assert len(looked) == len(set(looked)) + 1  # the one that was under way


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_every_figure_draws(fitted, lang):
    for place in range(len(fitted.study["figures"])):
        assert figures.draw(fitted.study, place, lang).axes


def test_what_cannot_be_fitted_is_refused(project, tmp_path):
    with pytest.raises(ScenarioError, match="is no folder"):
        sim.calibrate(project / "scenarios" / "base.yaml", tmp_path / "none", out=tmp_path)
    with pytest.raises(ScenarioError, match="give a range"):
        calibrated(project, space={"organisation.choice": ["utility", "random"]})
    with pytest.raises(ScenarioError, match="is not a parameter"):
        calibrated(project, space={"prospects.win": {"low": 1, "high": 2}})
    assert not list(tmp_path.iterdir())


def test_an_export_without_its_deals_is_one_message_with_status_2(project, tmp_path, monkeypatch):
    monkeypatch.chdir(project)
    crm = copied(project, tmp_path / "crm")
    (crm / "deals.csv").unlink()
    assert f"{crm / 'deals.csv'}: does not exist" in tasuki("calibrate", "base", "--data", crm, status=2).output


@pytest.mark.parametrize(
    ("file", "named"), [("subscriptions.csv", "S"), ("renewals.csv", "A"), ("usage.csv", "A")]
)  # fmt: skip
def test_what_would_count_twice_is_refused_by_name(project, tmp_path, file, named):
    shutil.copytree(project / "crm", tmp_path / "crm")
    path = tmp_path / "crm" / file
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([*lines, *lines[1:4]]), encoding="utf-8")
    with pytest.raises(ScenarioError, match=rf"{file}: has 3 rows more than once \(value {named}\d+.*count twice"):
        sim.calibrate(project / "scenarios" / "base.yaml", tmp_path / "crm", out=tmp_path, **FIT)


def test_use_that_is_not_measured_may_be_there_twice(project, tmp_path):
    shutil.copytree(project / "crm", tmp_path / "crm")
    (tmp_path / "crm" / "usage.csv").write_text("account_id,day\nA1,2024-03-04\nA1,2024-03-04\n", encoding="utf-8")
    data = fitting.read_data(tmp_path / "crm", read_mapping(tmp_path / "crm" / "mapping.yaml"))
    assert len(data.records.usage) + data.oddities["unknown_account"] == 2


def test_deals_without_their_lead_are_noted_before_anything_is_simulated(project, tmp_path):
    crm, noting = copied(project, tmp_path / "crm"), Noting()
    head, *leads = (crm / "leads.csv").read_text().splitlines()
    named = [row.split(",")[1] for row in (crm / "deals.csv").read_text().splitlines()[1:]]
    lead = named[0]
    (crm / "leads.csv").write_text("\n".join([head, *(row for row in leads if not row.startswith(lead))]))
    order = calibrate.prepare(project / "scenarios" / "base.yaml", flags(data=crm), SMALL)
    fitting.data_of(order.plan, noting)
    assert noting.notes == [f"deals left out, for their lead is not listed: {named.count(lead)} ({lead})"]


def test_dates_that_cannot_be_are_noted_with_their_places_and_the_report_names_them(project, tmp_path):
    crm, noting = copied(project, tmp_path / "crm"), Noting()
    leads = (crm / "leads.csv").read_text().splitlines()
    wrong = [f"L9000{number},A000001,{day},search,," for number, day in enumerate(["2204-01-05"] * 7 + ["1970-01-01"])]
    (crm / "leads.csv").write_text("\n".join([*leads, *wrong]))
    order = calibrate.prepare(project / "scenarios" / "base.yaml", flags(data=crm), SMALL)
    data = fitting.data_of(order.plan, noting)
    line = len(leads) + 1
    first = [f"leads.csv:{line + number} created_on 2204-01-05" for number in range(5)]
    late, early = (f"{', '.join(first)} and 2 more", f"leads.csv:{line + 7} created_on 1970-01-01")
    assert sorted(noting.notes) == [
        f"date after the last day known (`until`): has not happened by then: 7 ({late})",
        f"date before 1990: as if the cell were empty: 1 ({early})",
    ]
    facts = {"data": json.loads(json.dumps(calibration_words.of_data(data)))}
    [table] = calibration_words.oddity_table(facts)
    said = {rule["en"]: (rule["ja"], count) for rule, count in table.rows}
    assert said[f"date before 1990: as if the cell were empty ({early})"][1] == "1"
    japanese, count = said[f"date after the last day known (`until`): has not happened by then ({late})"]
    assert japanese.endswith(f"({', '.join(first)}、ほか2件)")
    assert count == "7"


def test_a_date_after_today_is_one_message_with_status_2(project, tmp_path, monkeypatch):
    """Where no last day is named, it would be the last day of the data."""
    monkeypatch.chdir(project)
    crm = copied(project, tmp_path / "crm")
    (crm / "mapping.yaml").unlink()
    with (crm / "leads.csv").open("a") as file:
        file.write("L90000,A000001,2204-01-05,search,,\n")
    output = tasuki("calibrate", "base", "--data", crm, status=2).output
    assert "is after today" in output
    assert "2204-01-05" in output
    assert "`until: 2024-01-31`" in output


def copied(project, folder):
    """The project's export, to be spoilt."""
    return Path(shutil.copytree(project / "crm", folder))


def test_recovery_states_coverage_with_its_interval(project):
    found = sim.validate("recovery", project / "scenarios" / "base.yaml", out=project / "results", logs=10, days=182,
                         **(FIT | {"warm_up_weeks": 4}))  # fmt: skip
    content = found.study["content"]
    assert content["logs"] == 10
    for row in content["parameters"]:
        assert all(low <= one <= high for low, one, high in zip(row["low"], row["coverage"], row["high"], strict=True))
    assert figures.draw(found.study, 0, "ja").axes


def test_a_forecast_is_scored_beside_baselines(project):
    found = sim.validate("forecast", project / "scenarios" / "base.yaml", data=project / "crm", out=project / "results",
                         period_days=28, **FIT)  # fmt: skip
    kinds = found.study["content"]["kinds"]
    assert set(kinds) == {"leads", "wins", "left"}
    assert set(kinds["leads"]["scores"]) == {"model", "as_before", "trend"}
    assert all(score["crps"] >= 0 for kind in kinds.values() for score in kind["scores"].values())
    assert set(kinds["leads"]["ahead_of"]) == {"as_before", "trend"}
    scores, ahead = kinds["leads"]["scores"], kinds["leads"]["ahead_of"]["trend"]
    assert ahead["mean"] == pytest.approx(scores["trend"]["crps"] - scores["model"]["crps"])
    assert len(kinds["wins"]["counted"]) == len(found.study["content"]["edges"]) - 1
    assert figures.draw(found.study, 0, "en").axes


def test_a_forecast_needs_periods_on_both_sides(project):
    with pytest.raises(ScenarioError, match="too few for periods"):
        sim.validate("forecast", project / "scenarios" / "base.yaml", data=project / "crm", period_days=90, **FIT)


@pytest.mark.skipif(not REAL.is_dir(), reason="marketplace data not beside the project (set TASUKI_DATA)")
def test_the_marketplace_is_asked_for_with_its_data():
    order = validate.prepare(ROOT / "scenarios" / "marketplace.yaml", flags(what="marketplace", data=str(REAL)))
    plan = json.loads(json.dumps(order.plan))
    assert (plan["what"], plan["data"], len(plan["digest"])) == ("marketplace", str(REAL), 64)


def test_the_marketplace_without_data_is_refused():
    with pytest.raises(ScenarioError, match="is no folder of data"):
        validate.prepare(ROOT / "scenarios" / "marketplace.yaml", flags(what="marketplace"))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["calibrate", "base"], "there are no data"),
        (["calibrate", "base", "--data", "nowhere"], "is no folder"),
        (["calibrate", "base", "--data", "crm", "--simulations", "3"], "simulations"),
        (["validate"], "nothing to validate"),
        (["validate", "--recovery", "--forecast"], "at once"),
        (["validate", "base", "shared", "--recovery"], "takes one scenario"),
        (["export", "base", "--start", "soon"], "is no day"),
        (["export", "unknown"], "unknown"),
    ],
)
def test_a_wrong_command_is_one_message_with_status_2(project, monkeypatch, arguments, said):
    monkeypatch.chdir(project)
    found = tasuki(*arguments, status=2)
    assert said in found.output
    assert found.output.startswith("tasuki: ")
    assert not (project / "base-crm").exists()


def test_the_command_line_exports_what_calibrate_reads(project, monkeypatch):
    monkeypatch.chdir(project)
    settings = [flag for setting in SMALL for flag in ("--set", setting)]
    made = printed_json("export", "base", "--to", "again", *settings)
    assert made["rows"]["leads"] > 100
    for name in ("leads.csv", "deals.csv", "log.xes", "mapping.yaml"):
        assert (project / "again" / name).read_bytes() == (project / "crm" / name).read_bytes()
