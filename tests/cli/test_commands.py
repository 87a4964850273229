"""Every command through Typer with a fake engine: what is printed, what is stored, exit statuses."""

import json
import os
import signal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sim import cli, conduct
from sim.store import runs
from sim.versions import own_version
from tests.experiments import fakes

SWEEP = ("sweep", "base", "--vary", "market.lift=0,1")

pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture(autouse=True)
def _project(tmp_path, monkeypatch):
    """A project folder with a base and two scenarios, and the fake engine."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(conduct, "load_engine", lambda: conduct.Engine(fakes.Scenario, fakes.simulate))
    monkeypatch.setattr(conduct, "warm_up", lambda *_: None)
    monkeypatch.setattr(conduct, "draw", _draw)
    folder = tmp_path / "scenarios"
    (folder / "claims").mkdir(parents=True)
    (folder / "base.yaml").write_text("name: base\ntitle: {en: Base, ja: 標準}\n")
    (folder / "siloed.yaml").write_text("extends: base.yaml\ntitle: {en: Siloed, ja: 縦割り}\n")
    (folder / "shared.yaml").write_text("extends: base.yaml\nmarket: {lift: 20.0}\ntitle: {en: Shared, ja: 共有}\n")


def stored_bundle(name, run):
    return json.loads(Path("results", name, run, "bundle.json").read_text())


def _draw(folder, content, lang, jobs):
    (folder / "figures").mkdir(exist_ok=True)
    (folder / "report.html").write_text(f"{lang} {content['seed']}")
    return folder / "report.html"


def tasuki(*arguments, status=0):
    found = CliRunner().invoke(cli.app, list(map(str, arguments)))
    assert found.exit_code == status, found.output
    return found


def printed_json(*arguments):
    return json.loads(tasuki(*arguments, "--json").stdout)


def test_run_prints_one_object_and_stores_the_run(tmp_path):
    found = printed_json("run", "scenarios/siloed.yaml", "--replications", 5, "--seed", 0, "--jobs", 1)
    assert (found["scenario"], found["seed"], found["replications"]) == ("siloed", 0, 5)
    assert set(found["metrics"]["total_value"]) == {"mean", "low", "high", "unit"}
    folder = tmp_path / "results" / "siloed" / found["run"]
    names = {path.name for path in folder.iterdir()}
    assert names == {
        "manifest.json", "scenario.yaml", "weekly.parquet", "replicates.parquet", "metrics.parquet",
        "customers.parquet", "moves.parquet",
        "ledger.parquet", "life.parquet", "bundle.json", "figures", "report.html",
    }  # fmt: skip
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["state"] == "complete"
    assert manifest["seed"] == 0
    assert manifest["versions"]["numpy"]
    bundle = json.loads((folder / "bundle.json").read_text())
    assert found["metrics"] == bundle["arms"]["siloed"]["metrics"]


def test_json_says_which_version_it_is_of():
    for arguments in (("run", "siloed"), ("compare", "siloed", "shared"), SWEEP):
        found = printed_json(*arguments, "--replications", 2, "--jobs", 1)
        assert found["tasuki"] == own_version()


@pytest.mark.parametrize(
    "address", ["dask://127.0.0.1", "dask://head:port", "dask://head:99999", "ray://head:1", "head:8786", "nowhere", ""]
)
@pytest.mark.parametrize("command", [("run", "siloed"), SWEEP, ("resume",)])
def test_what_is_no_address_of_a_cluster_is_refused_at_once(tmp_path, command, address):
    found = tasuki(*command, "--executor", address, status=2)
    assert f"{address!r} is no address of a cluster. Remedy: give dask://HOST:PORT" in found.stderr
    assert found.stderr.count("\n") == 1
    assert not (tmp_path / "results").exists()


def test_the_table_prints_the_bundles_numbers():
    found = tasuki("run", "siloed", "--jobs", 1).stdout
    bundle = printed_json("show", "latest")
    assert f"n = {bundle['replications']}" in found
    assert "Siloed" in found
    assert "report.html" in found
    assert tasuki("show", "latest").stdout in found


def test_compare_adds_differences_and_the_crossover():
    found = printed_json("compare", "siloed", "shared", "--replications", 6, "--jobs", 1)
    gap = found["differences"]["shared"]["total_value"]
    assert gap["mean"] == pytest.approx(20.0)
    assert set(gap) == {"mean", "low", "high", "p"}
    assert found["crossover_month"] == {"shared": 7}
    assert found["scenario"] == found["baseline"] == "siloed"
    assert found["arms"]["shared"]["metrics"]["cac"]["mean"] == pytest.approx(found["metrics"]["cac"]["mean"] + 20)


def test_the_comparison_table_marks_better_and_worse():
    found = tasuki("compare", "siloed", "shared", "--jobs", 1).stdout
    assert "▲" in found
    assert "▼" in found
    assert "Shared" in tasuki("show", "latest").stdout
    assert "共有" in tasuki("show", "latest", "--lang", "ja").stdout


def test_the_same_results_on_any_number_of_processes(tmp_path):
    files = ("weekly.parquet", "replicates.parquet", "bundle.json", "moves.parquet")
    found = []
    for jobs in (1, 2):
        out = tmp_path / f"jobs{jobs}"
        run = printed_json("compare", "siloed", "shared", "--replications", 7, "--jobs", jobs, "--out", out)["run"]
        found.append([(out / "siloed-vs-shared" / run / name).read_bytes() for name in files])
    assert found[0] == found[1]


def test_set_reaches_the_scenario_and_the_digest():
    plain = printed_json("run", "siloed", "--jobs", 1)
    lifted = printed_json("run", "siloed", "--set", "market.lift=3.0", "--set", "market.accounts=500", "--jobs", 1)
    assert lifted["metrics"]["cac"]["mean"] == pytest.approx(plain["metrics"]["cac"]["mean"] + 3.0)
    assert lifted["run"] != plain["run"]


def test_arms_of_one_name_are_told_apart():
    found = printed_json("compare", "siloed", "siloed", "--jobs", 1)
    assert list(found["arms"]) == ["siloed", "siloed-2"]
    assert found["differences"]["siloed-2"]["total_value"]["mean"] == 0.0


def test_arms_must_run_equally_long(tmp_path):
    (tmp_path / "scenarios" / "long.yaml").write_text("extends: base.yaml\nrun: {years: 2}\n")
    assert "run.years" in tasuki("compare", "siloed", "long", status=2).stderr


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_failing_replicate_is_reported_and_the_rest_is_stored(jobs):
    found = tasuki("run", "siloed", "--set", "market.fails_at=2", "--jobs", jobs, "--json", status=1)
    assert json.loads(found.stdout)["replications"] == 3
    assert "1 replicates failed" in found.stderr
    assert "siloed 2: ValueError: as the test asked" in found.stderr
    (entry,) = printed_json("ls")
    assert entry["state"] == "failed"


def test_a_killed_worker_costs_one_replicate():
    found = tasuki("run", "siloed", "--set", "market.killed_at=1", "--jobs", 2, "--json", status=1)
    assert json.loads(found.stdout)["replications"] == 3
    assert "SIGKILL" in found.stderr


def test_a_run_without_any_replicate_is_one_message():
    found = tasuki("run", "siloed", "--replications", 1, "--set", "market.fails_at=0", status=1)
    assert "as the test asked" in found.stderr
    assert "Traceback" not in found.stderr
    assert printed_json("ls")[0]["state"] == "failed"


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", "nowhere"), ("run", "siloed", "--set", "market.acounts=3"), ("run", "siloed", "--set", "x"),
        ("run", "siloed", "--replications", "0"), ("run", "siloed", "--jobs", "0"), ("run",),
        ("compare", "siloed"),
        ("run", "siloed", "--lang", "fr"), ("show", "nothing"), ("claims", "C99"), ("new", "../x"),
        ("nonsense",),
        ("run", "siloed", "--seed", "one"), ("life", "latest"), ("resume", "nothing"), ("ls", "--kind", "runn"),
    ],
)  # fmt: skip
def test_bad_input_is_one_message_and_status_2(arguments):
    found = tasuki(*arguments, status=2)
    assert found.stderr
    assert "Traceback" not in found.output


def test_an_unwritable_folder_is_one_message(tmp_path):
    (tmp_path / "file").write_text("")
    found = tasuki("run", "siloed", "--out", tmp_path / "file", status=2)
    assert "cannot write" in found.stderr


def test_a_fault_of_the_program_is_one_message(monkeypatch):
    monkeypatch.setattr(conduct, "load_engine", lambda: 1 / 0)
    found = tasuki("check", "siloed", status=1)
    assert "ZeroDivisionError" in found.stderr
    assert "--debug" in found.stderr
    assert "Traceback" not in found.stderr
    monkeypatch.setattr("sys.argv", ["tasuki", "--debug"])
    assert "Traceback" in tasuki("check", "siloed", status=1).stderr


def test_interruption_is_one_line_and_marked(monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(conduct, "load_engine", lambda: conduct.Engine(fakes.Scenario, interrupted))
    found = tasuki("run", "siloed", "--jobs", 1, status=130)
    assert found.stderr.count("\n") == 1
    assert printed_json("ls")[0]["state"] == "interrupted"


@pytest.mark.parametrize(("step", "state"), [("Lock", "interrupted"), ("_move", "complete")])
def test_an_interruption_waits_until_a_folder_is_made_or_moved(monkeypatch, step, state):
    whole = getattr(runs, step)

    def interrupted(*paths):
        signal.raise_signal(signal.SIGINT)
        return whole(*paths)

    monkeypatch.setattr(runs, step, interrupted)
    assert "interrupted" in tasuki("run", "siloed", "--jobs", 1, status=130).stderr
    assert [entry["state"] for entry in printed_json("ls")] == [state]


def test_check_lists_the_differences_from_the_base():
    found = printed_json("check", "shared", "--set", "run.seed=5")
    assert found["differences"] == {
        "run.seed": {"value": 5, "base": 1},
        "market.lift": {"value": 20.0, "base": 0.0},
    }
    assert "market.lift" in tasuki("check", "shared").stdout
    assert "equals the base" in tasuki("check", "base").stdout


def test_schema_is_a_json_schema_or_a_table():
    assert "market" in json.loads(tasuki("schema").stdout)["properties"]
    assert "market.lift" in tasuki("schema", "--table").stdout


def test_new_writes_a_scenario_that_is_valid_and_never_overwrites(tmp_path):
    assert tasuki("new", "mine").stdout.strip() == "scenarios/mine.yaml"
    assert printed_json("check", "mine")["differences"] == {}
    assert "exists already" in tasuki("new", "mine", status=2).stderr


def test_ls_lists_runs_of_every_state_and_schema(tmp_path):
    assert printed_json("ls") == []
    run = printed_json("run", "siloed", "--jobs", 1)["run"]
    other = tmp_path / "results" / "old" / "aaaaaaaaaaaa"
    other.mkdir(parents=True)
    (other / "manifest.json").write_text('{"schema": 0, "run": "aaaaaaaaaaaa", "state": "complete"}')
    assert [entry["run"] for entry in printed_json("ls")] == ["aaaaaaaaaaaa", run]
    assert run in tasuki("ls").stdout
    assert "schema 0" in tasuki("show", "aaaa", status=2).stderr


def test_one_life_under_two_policies():
    run = printed_json("compare", "siloed", "shared", "--jobs", 1)["run"]
    found = printed_json("life", run)
    assert found["customer"] == 7
    assert found["why"]["en"] == "one sampled customer who would leave under Siloed and stay under Shared"
    assert list(found["arms"]) == ["siloed", "shared"]
    assert found["arms"]["shared"]["rows"][0]["owner"] == "customer_success"
    assert found["arms"]["shared"]["rows"][-1]["value"] == 1200.5
    assert found["divergence"]["week"] == 30
    assert "churned in week 30" in found["divergence"]["en"]
    assert "Siloed" in tasuki("life", run, "--customer", 7).stdout
    assert found == stored_bundle("siloed-vs-shared", run)["life"]
    assert "such as 7, 8" in tasuki("life", run, "--customer", 99, status=2).stderr


def test_one_life_in_two_runs():
    first, second = (printed_json("run", name, "--jobs", 1)["run"] for name in ("siloed", "shared"))
    found = printed_json("life", first, "--customer", 8, "--against", second)
    assert list(found["arms"]) == ["siloed", "shared"]
    assert found["divergence"] is None
    assert list(printed_json("life", first, "--against", first)["arms"]) == [f"siloed {first}"]


def test_report_is_written_again(tmp_path):
    run = printed_json("run", "siloed", "--jobs", 1)["run"]
    report = tmp_path / "results" / "siloed" / run / "report.html"
    os.remove(report)
    assert tasuki("report", "latest", "--lang", "ja").stdout.strip() == f"results/siloed/{run}/report.html"
    assert report.exists()


def test_strictness_is_scanned_when_asked(tmp_path):
    run = printed_json("compare", "siloed", "shared", "--strictness", 3, "--jobs", 2)["run"]
    found = stored_bundle("siloed-vs-shared", run)["strictness"]
    assert found["parameter"] == "policies.unfit_customers.refuse_below"
    assert found["points"] == [0.0, 0.3, 0.6]
    assert len(found["arms"]["shared"]["total_value"]) == 3
    assert printed_json("compare", "siloed", "shared", "--jobs", 2)["run"] != run


def test_python_users_get_tidy_frames():
    import sim

    found = sim.compare(["scenarios/siloed.yaml", "scenarios/shared.yaml"], replications=3, jobs=1)
    assert len(found.weekly) == 2 * 3 * 52
    assert list(found.replicates["arm"].unique()) == ["siloed", "shared"]
    assert found.metrics.query("arm == 'shared' and metric == 'cac'")["mean"].item() > 100.0
    assert found.moves["cause"].iloc[0] == "responded"
    assert found.ledger["cents"].dtype == "int64"
    assert found.failures == []
    assert sim.run("scenarios/siloed.yaml", overrides=["run.seed=9"], jobs=1).bundle["seed"] == 9
    with pytest.raises(AttributeError):
        _ = sim.nothing
