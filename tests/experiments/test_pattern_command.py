"""`tasuki validate --patterns` with a fake engine: what is printed, stored and kept, and the page made from it."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import sim
from sim import cli, conduct, evidence
from sim.errors import ScenarioError, StoreError
from sim.experiments.patterns import files as patterns
from sim.report import pattern_story
from tests.experiments import fakes, pattern_project


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(conduct, "load_engine", lambda: conduct.Engine(fakes.Scenario, fakes.simulate))
    monkeypatch.setattr(evidence, "load_engine", lambda: conduct.Engine(fakes.Scenario, fakes.simulate))
    monkeypatch.setattr(conduct, "warm_up", lambda *_: None)
    pattern_project.write(tmp_path)
    return tmp_path


def tasuki(*arguments: str, status: int = 0) -> Any:
    found = CliRunner().invoke(cli.app, ["validate", *arguments])
    assert found.exit_code == status, found.output
    return found


def measure(*arguments: str, status: int = 0) -> Any:
    return tasuki("--patterns", "--jobs", "1", *arguments, status=status)


def by_id(found: Any) -> dict[str, Any]:
    return {record["id"]: record for record in json.loads(found.stdout)["patterns"]}


def test_all_patterns_are_measured_stored_and_printed_whatever_the_verdicts(project: Path) -> None:
    found = measure("--json")
    records = by_id(found)
    verdicts = {name: record["verdict"] for name, record in records.items()}
    assert verdicts == {"P01": "inside", "P02": "outside", "P03": "elsewhere"}
    row = records["P01"]["rows"][0]
    assert (row["value"], row["verdict"], row["band"]) == (pytest.approx(2.0), "inside", [1.9, 2.1])
    assert records["P01"]["rows"][1]["verdict"] is None
    kept = {path.stem: json.loads(path.read_text()) for path in (project / "results" / "patterns").glob("*.json")}
    assert {key: kept["P02"][key] for key in records["P02"]} == records["P02"]
    assert "12 runs in " in found.stderr  # two companies, with the larger number of replicates asked for


def test_the_table_says_what_is_measured_and_a_sentence_what_fails(project: Path) -> None:
    said = re.sub(r"\s+", " ", measure().stdout)
    assert "lifted − plain $2.00 [2.00, 2.00] $1.9 to $2.1 inside" in said
    assert "P02 Title of P02: The pattern fails. A lift (lifted − plain): $2.00 [2.00, 2.00]; band: below 0." in said
    assert "P03 Title of P03: In another place." in said
    assert "P01 Title" not in said


def test_the_same_in_japanese(project: Path) -> None:
    said = measure("--lang", "ja").stdout
    assert "範囲外" in said
    assert "このパターンは示されない" in said


def test_replicates_are_shared_with_the_claims_and_not_simulated_again(project: Path) -> None:
    measure("P01")
    with closing(sqlite3.connect(project / "results" / "memory" / "replicates.sqlite")) as file:
        assert file.execute("select count(*) from replicates").fetchone()[0] == 10
    assert "2 runs in " in measure("P02").stderr  # one more replicate of each company
    assert "0 runs in " in measure().stderr


def test_only_those_asked_for_with_as_many_replicates_as_asked_for(project: Path) -> None:
    (record,) = by_id(measure("P02", "--replications", "7", "--json")).values()
    assert (record["id"], record["replications"]) == ("P02", 7)


def test_a_pattern_that_is_measured_elsewhere_simulates_nothing(project: Path) -> None:
    found = measure("P03")
    assert "measured elsewhere" in found.stdout
    assert "runs" not in found.stderr


def test_an_experiment_of_theory_is_carried_out_instead_of_the_company(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sim.experiments.patterns import theory

    monkeypatch.setattr(theory, "experiment", lambda name: lambda scenario, replicate: {"bass_error": 0.01})
    path = project / "scenarios" / "patterns" / "P02.yaml"
    arms = "arms: {plain: {}}\nexperiment: bass\nrows: [{metric: bass_error, arm: plain, band: [0, 0.02]}]\n"
    path.write_text(pattern_project.HEAD.format(name="P02") + arms, encoding="utf-8")
    (record,) = by_id(measure("P02", "--replications", "4", "--json")).values()
    assert record["rows"][0]["value"] == pytest.approx(0.01)
    assert record["verdict"] == "inside"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--patterns", "P9"), "is no pattern"),
        ((), "say one of --patterns"),
        (("--patterns", "--seed", "0"), "--seed 0: seed: is nothing that patterns take"),
        (("--patterns", "--days", "100"), "--days 100.0: days: is nothing that patterns take"),
        (("--patterns", "--simulations", "50"), "--simulations 50: simulations: is nothing that patterns take"),
        (("--patterns", "--warm-up-weeks", "0"), "--warm-up-weeks 0: warm_up_weeks: is nothing that patterns take"),
        (("P01",), "P01: is a pattern and no scenario. Remedy: say --patterns P01"),
        (("--recovery", "P01", "P02"), "say --patterns P01 P02"),
        (("scenarios/plain.yaml",), "Remedy: say one of --patterns, --recovery, --forecast, --marketplace, or `what:`"),
        (("nowhere.yaml",), "does not exist"),
        (("--patterns", "--replications", "3"), "at least 4"),
        (("--patterns", "--seed", "3"), "is nothing that patterns take"),
        (("--patterns", "--set", "market.lift=1"), "tasuki: --set market.lift=1: is nothing that patterns take"),
        (("scenarios/plain.yaml",), "what: is missing"),
    ],
)
def test_bad_input_is_one_message(project: Path, arguments: tuple[str, ...], said: str) -> None:
    found = tasuki(*arguments, status=2)
    assert said in found.stderr
    assert found.stdout == ""


def test_the_report_has_the_headline_a_figure_and_what_fails_in_both_languages(project: Path) -> None:
    folder = Path(measure("--lang", "ja").stdout.strip().splitlines()[-1]).parent
    study = json.loads((folder / "study.json").read_text(encoding="utf-8"))
    said = "3 patterns: 1 inside their bands, 1 outside, 0 open; 1 measured elsewhere."
    assert study["findings"][0]["en"] == said
    assert study["figures"][0]["title"]["en"] == "P01–P02: 1 of 2 numbers lie inside their bands, 1 outside, 0 open."
    assert [path.name for path in (folder / "figures").iterdir()] == ["01-bands-1.ja.png"]
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert said in page
    assert "このパターンは示されない" in page
    assert page.count("data:image/png;base64,") == 1


def test_the_same_from_an_experiment_file_and_from_python(project: Path) -> None:
    (project / "p.yaml").write_text("kind: validate\nscenario: scenarios/plain.yaml\nwhat: patterns\nids: [P02]\n")
    (project / "wrong.yaml").write_text("kind: validate\nscenario: scenarios/plain.yaml\nwhat: patterns\nids: [P22]\n")
    assert "wrong.yaml:4: ids: is no pattern (value P22)" in tasuki("wrong.yaml", status=2).stderr
    (project / "other.yaml").write_text("kind: validate\nscenario: scenarios/lifted.yaml\nwhat: patterns\n")
    said = "other.yaml:2: scenario: is not what patterns differ from (value scenarios/lifted.yaml)"
    assert f"{said}. Remedy: say scenarios/plain.yaml" in tasuki("other.yaml", status=2).stderr
    (project / "much.yaml").write_text("kind: validate\nscenario: scenarios/plain.yaml\nwhat: patterns\nseed: 0\n")
    assert "much.yaml:4: seed: is nothing that patterns take" in tasuki("much.yaml", status=2).stderr
    told = json.loads(tasuki("p.yaml", "--jobs", "1", "--json").stdout)
    assert [record["id"] for record in told["patterns"]] == ["P02"]
    found = sim.validate("patterns", ids=["P02"], jobs=1)
    assert found.content["patterns"] == told["patterns"]
    assert found.stored.id == told["run"]


def test_a_pattern_named_twice_is_measured_and_told_once(project: Path) -> None:
    found = json.loads(measure("P01", "P02", "P01", "--json").stdout)
    assert [record["id"] for record in found["patterns"]] == ["P01", "P02"]
    assert json.loads(measure("P01", "P02", "--json").stdout)["run"] == found["run"]


@pytest.mark.parametrize("what", ["recovery", "forecast", "marketplace"])
def test_only_patterns_need_no_scenario_from_python(project: Path, what: str) -> None:
    with pytest.raises(ScenarioError, match=f"{what}: needs a scenario.*give the path"):
        sim.validate(what, jobs=1)


def test_an_interrupted_measuring_is_gone_on_with_to_the_same_bytes(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    measure()
    (whole,) = (project / "results" / "plain-validate").iterdir()
    kept = {name: (whole / name).read_bytes() for name in ("study.json", "report.html", "figures/01-bands-1.en.png")}
    shutil.rmtree(project / "results")
    with monkeypatch.context() as patch:
        patch.setattr(pattern_story, "tell", interrupt)
        measure(status=130)
    found = CliRunner().invoke(cli.app, ["resume"])
    assert found.exit_code == 0, found.output
    assert "0 runs in " in found.stderr
    assert {name: (whole / name).read_bytes() for name in kept} == kept


def interrupt(*_: object) -> Any:
    raise KeyboardInterrupt


def test_a_wrong_file_stops_before_anything_is_simulated(project: Path) -> None:
    path = project / "scenarios" / "patterns" / "P02.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("against: plain", "against: plan"), encoding="utf-8")
    found = measure(status=2)
    assert "P02.yaml" in found.stderr
    assert "runs" not in found.stderr


def test_failed_replicates_are_counted_and_the_first_is_explained(project: Path) -> None:
    (project / "scenarios" / "lifted.yaml").write_text("extends: plain.yaml\nmarket: {lift: 2.0, fails_at: 1}\n")
    found = measure("P02", status=1)
    assert "as the test asked" in found.stderr
    assert "1 replicates failed and are left out" in found.stderr


def test_the_page_is_made_from_what_is_stored(project: Path) -> None:
    measure()
    text = evidence.write_patterns(project / "results", project / "docs").read_text(encoding="utf-8")
    assert "3 patterns, of them 1 inside, 1 outside, 1 measured elsewhere." in text
    assert "| [P01](#p01) |" in text
    assert "**A lift lifts." not in text
    assert "The pattern fails." in text
    assert "A note.\n\n注。" in text
    assert "| `lifted` | nothing |" in text


def test_the_page_wants_measurements_of_pattern_and_code_as_they_stand(project: Path) -> None:
    with pytest.raises(StoreError, match="validate --patterns"):
        evidence.write_patterns(project / "results", project / "docs")
    measure("--replications", "4")
    with pytest.raises(StoreError, match="what is stored of P01"):
        evidence.write_patterns(project / "results", project / "docs")
    measure()
    path = project / "scenarios" / "patterns" / "P02.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace('band: "-"', 'band: "+"'), encoding="utf-8")
    with pytest.raises(StoreError, match="what is stored of P02"):
        evidence.write_patterns(project / "results", project / "docs")


def test_words_alone_do_not_make_measurements_old(project: Path) -> None:
    path = project / "scenarios" / "patterns" / "P01.yaml"
    pattern = patterns.read(path)
    arms = patterns.scenarios(pattern, path, fakes.Scenario)
    renamed = pattern.model_copy(update={"note": None, "title": pattern.pattern})
    assert patterns.fingerprint(renamed, arms) == patterns.fingerprint(pattern, arms)
    assert patterns.fingerprint(pattern.model_copy(update={"replications": 9}), arms) != patterns.fingerprint(
        pattern, arms
    )
