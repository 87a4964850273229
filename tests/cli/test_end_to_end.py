"""The real engine through the command line, on a company small enough for a test."""

import html
import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sim import cli
from sim.kinds import FIXED_POINT
from sim.record.specifications import METRICS, SERIES
from sim.report import reading
from sim.report.words import Amount

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SMALL = ("--set", "market.accounts=800", "--set", "run.years=1", "--replications", "3")


def tasuki(*arguments):
    found = CliRunner().invoke(cli.app, list(map(str, arguments)))
    assert found.exit_code == 0, found.output
    return found


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    """A comparison of the shipped policies: its folder of results, what was printed, and its bundle."""
    out = tmp_path_factory.mktemp("results")
    paths = (SCENARIOS / "siloed.yaml", SCENARIOS / "shared.yaml")
    found = tasuki("compare", *paths, *SMALL, "--out", out, "--jobs", 2)
    (path,) = out.glob("siloed-vs-shared/*/bundle.json")
    return out, found.stdout, json.loads(path.read_text()), path.parent


def test_everything_is_in_the_folder(compared):
    _, _, bundle, folder = compared
    assert {path.name for path in folder.iterdir()} >= {
        "manifest.json", "scenarios", "weekly.parquet", "replicates.parquet", "customers.parquet",
        "moves.parquet", "ledger.parquet", "life.parquet", "bundle.json", "figures", "report.html",
    }  # fmt: skip
    assert len(list((folder / "figures").glob("*.png"))) >= 8
    assert json.loads((folder / "manifest.json").read_text())["state"] == "complete"
    assert list(bundle["arms"]["shared"]["metrics"]) == list(METRICS)
    assert list(bundle["arms"]["shared"]["series"]) == list(SERIES)


def test_table_json_and_report_print_the_bundles_numbers(compared):
    out, printed, bundle, folder = compared
    found = json.loads(tasuki("show", "latest", "--out", out, "--json").stdout)
    assert found["metrics"] == bundle["arms"]["siloed"]["metrics"]
    assert found["differences"] == bundle["differences"]
    report = html.unescape(re.sub(r"<[^>]+>", "", (folder / "report.html").read_text()))
    for name in reading.HEADLINES:
        for arm in bundle["arms"]:
            estimate = reading.metric(bundle, arm, name)
            if estimate is not None:
                text = f"{Amount(estimate, METRICS[name].unit, 'en')}"
                assert text in printed, name
                assert text in report, name
    for finding in bundle["findings"]:
        assert finding["en"] in " ".join(printed.split())
        assert finding["en"] in report


def test_the_resolved_scenarios_run_again_to_the_same_hash(compared):
    _, _, bundle, folder = compared
    for arm, content in bundle["arms"].items():
        found = json.loads(tasuki("check", folder / "scenarios" / f"{arm}.yaml", "--json").stdout)
        assert found["hash"] == content["hash"]


def test_a_sampled_customers_life_is_told(compared):
    out = compared[0]
    found = json.loads(tasuki("life", "latest", "--out", out, "--json").stdout)
    assert list(found["arms"]) == ["siloed", "shared"]
    assert found == compared[2]["life"]


def test_money_of_the_tables_adds_up(compared):
    # Law 4: the ledger's discounted amounts are the total value of the replicate, to the cent.
    import pyarrow.parquet as pq

    folder = compared[3]
    ledger = pq.read_table(folder / "ledger.parquet").to_pandas()
    replicates = pq.read_table(folder / "replicates.parquet").to_pandas().query("replicate == 0")
    for arm in ("siloed", "shared"):
        discounted = int(ledger.loc[ledger["arm"] == arm, "discounted"].sum()) / FIXED_POINT
        value = replicates.loc[replicates["arm"] == arm, "total_value"].item()
        assert discounted / 100 == pytest.approx(value, abs=0.01)


@pytest.mark.parametrize("arguments", [("schema",), ("schema", "--table"), ("check", SCENARIOS / "shared.yaml")])
def test_what_only_looks(arguments):
    assert tasuki(*arguments).stdout
