"""`tasuki claims` with a fake engine: what is printed and stored, and how it goes on after an interruption."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sim import cli, conduct
from tests.experiments import claim_project, fakes

ROOT = Path(__file__).parents[2]
PROGRAM = """
from sim import cli, conduct
from tests.experiments import fakes
conduct.load_engine = lambda: conduct.Engine(fakes.Scenario, fakes.simulate)
conduct.warm_up = lambda *_: None
cli.main()
"""
DESIGNED = {"id", "expect", "verdict", "effect", "low", "high", "replications"}


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(conduct, "load_engine", lambda: conduct.Engine(fakes.Scenario, fakes.simulate))
    monkeypatch.setattr(conduct, "warm_up", lambda *_: None)
    claim_project.write(tmp_path)
    return tmp_path


def tasuki(*arguments, status=0):
    found = CliRunner().invoke(cli.app, ["claims", "--jobs", "1", *map(str, arguments)])
    assert found.exit_code == status, found.output
    return found


def stored(project):
    return {path.stem: json.loads(path.read_text()) for path in (project / "results" / "claims").glob("*.json")}


def test_all_claims_are_judged_stored_and_printed(project):
    found = tasuki("--json")
    records = json.loads(found.stdout)
    assert [(record["id"], record["verdict"]) for record in records] == [
        ("C01", "supported"), ("C02", "contradicted"), ("P-C01", "supported"),
    ]  # fmt: skip
    assert all(set(record) >= DESIGNED for record in records)
    kept = stored(project)
    assert {name: kept[name]["verdict"] for name in kept} == {record["id"]: record["verdict"] for record in records}
    assert {key: kept["C01"][key] for key in records[0]} == records[0]
    # Two arms a claim with four replicates (those of the placebo are one company); its conditions add five companies
    # that are no arm, with three.
    assert "3 claims with 15 companies: 20 runs for a first look and 30 under conditions (17 a claim)" in found.stderr
    assert "50 runs in " in found.stderr


def test_a_condition_is_told_in_both_languages(project):
    (record,) = json.loads(tasuki("C01", "--json").stdout)
    lift, accounts = record["conditions"]
    assert [point["value"] for point in lift["points"]] == [-2, 1, 3]
    assert [point["verdict"] for point in lift["points"]] == ["contradicted", "supported", "supported"]
    assert (lift["outcome"], lift["turns"]) == ("turns", [[-2, 1]])
    assert lift["words"]["en"] == "turns between -2 and 1 (holds at 1, 3; contradicted at -2)"
    assert lift["words"]["ja"] == "-2と1の間で反転する（1、3で成り立つ；-2では反対になる）"
    assert (accounts["outcome"], accounts["check"]["name"]) == ("holds", "share")
    assert accounts["words"]["en"] == "never turns (holds at 500, 1000)"


@pytest.mark.parametrize(("lang", "said"), [("en", "turns between -2 and 1; never turns"), ("ja", "反転しない")])
def test_the_table_of_all_has_a_line_for_each(project, lang, said):
    output = re.sub(r"\s+", " ", tasuki("--lang", lang).stdout)
    assert "P-C01" in output
    assert said in output
    assert {"en": "contradicted", "ja": "反対の結果"}[lang] in output


@pytest.mark.parametrize(("lang", "said"), [("en", "disagrees): Not elsewhere."), ("ja", "不一致): 他では違う。")])
def test_claims_asked_for_are_told_in_full(project, lang, said):
    output = tasuki("C01", "--lang", lang).stdout
    assert "total_value: lifted − plain" in output
    assert {"en": "4 replicates", "ja": "反復4回"}[lang] in output
    assert said in output


def test_a_placebo_alone_brings_its_real_claim_without_conditions(project):
    found = tasuki("P-C01", "--json")
    assert [record["id"] for record in json.loads(found.stdout)] == ["P-C01"]
    assert list(stored(project)) == ["P-C01"]
    assert "2 claims with 3 companies: 12 runs for a first look and 0 under conditions" in found.stderr


def test_a_fixed_number_of_replicates_is_one_look(project):
    (record,) = json.loads(tasuki("C01", "--replications", "5", "--json").stdout)
    assert (record["replications"], record["level"], record["looks"]) == (5, 0.95, [5])
    assert record["conditions"][0]["replications"] == 5


def test_overrides_are_stored_with_the_verdict(project):
    tasuki("C01", "--set", "market.accounts=77", "--seed", "5")
    record = stored(project)["C01"]
    assert record["overrides"] == ["market.accounts=77", "run.seed=5"]
    assert record["seed"] == 5


def test_failed_replicates_are_counted_and_the_first_is_explained(project):
    found = tasuki("C01", "--set", "market.fails_at=2", status=1)
    assert "as the test asked" in found.stderr
    assert "replicates failed and are left out" in found.stderr


def test_a_wrong_claim_stops_before_anything_is_simulated(project):
    path = project / "scenarios" / "claims" / "C02.yaml"
    path.write_text(path.read_text().replace("set: market.lift", "set: market.lft"))
    found = tasuki(status=2)
    assert "C02.yaml" in found.stderr
    assert "runs" not in found.stderr


def start(project, *arguments):
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "claims", "--json", *arguments],
        cwd=project, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def kept_runs(project):
    """Replicates on disk; 0 where the file is not there yet."""
    path = project / "results" / "memory" / "replicates.sqlite"
    if not path.exists():
        return 0
    try:
        file = sqlite3.connect(path)
        try:
            return int(file.execute("select count(*) from replicates").fetchone()[0])
        finally:
            file.close()
    except sqlite3.OperationalError:
        return 0


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interrupted_judgement_goes_on_where_it_stopped(tmp_path, jobs):
    claim_project.write(tmp_path, seconds=0.02)
    running = start(tmp_path, "--replications", "60", "--jobs", jobs)
    deadline = time.monotonic() + 60
    while not (seen := kept_runs(tmp_path)):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=20)
    assert running.returncode == 130
    assert out == ""
    assert "0 of 3 claims are judged; the same command goes on from here" in err
    assert "Traceback" not in err
    kept = kept_runs(tmp_path)
    assert kept >= seen  # what was told to be kept is not lost

    found, said = start(tmp_path, "C01", "--replications", "10", "--jobs", jobs).communicate(timeout=60)
    assert json.loads(found)[0]["verdict"] == "supported"
    simulated = int(re.search(r"(\d+) runs in", said)[1])
    planned = sum(int(number) for number in re.search(r"(\d+) runs for a first look and (\d+)", said).groups())
    assert simulated < planned
    assert kept_runs(tmp_path) == kept + simulated
