"""Studies of the real model, on companies so small that they take no time."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sim import cli
from sim.conduct import load_engine
from sim.scenario import digest, load, vary
from sim.studies import sweep

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
SMALL = ("--set", "market.accounts=300", "--set", "run.years=0.5", "--replications", "2", "--json")


def tasuki(*arguments):
    found = CliRunner().invoke(cli.app, list(map(str, arguments)))
    assert found.exit_code == 0, found.output
    return json.loads(found.stdout)


@pytest.mark.parametrize("arguments", [
    ("sweep", "--vary", "departments.field_sales.headcount=1,3", "--metric", "customers_won"),
    ("sensitivity", "--vary", "departments.field_sales.headcount=1:6", "--vary", "contracts.price=around",
     "--vary", "market.interest_spread=declared", "--trajectories", "2"),
])  # fmt: skip
def test_the_same_bytes_on_any_number_of_processes(tmp_path, arguments):
    found = []
    for jobs in (1, 2):
        out = tmp_path / f"jobs{jobs}"
        command, *rest = arguments
        printed = tasuki(command, ROOT / "scenarios" / "base.yaml", *rest, *SMALL, "--jobs", jobs, "--out", out)
        folder = out / f"base-{command}" / printed["run"]
        names = ("points.parquet", "replicates.parquet", "study.json", "report.html", "scenario.yaml")
        found.append([(folder / name).read_bytes() for name in names])
        assert printed["failed"] == 0
        assert printed["findings"]
    assert found[0] == found[1]


def test_the_file_that_the_documentation_shows_is_a_valid_experiment(tmp_path):
    page = (ROOT / "docs" / "experiments.md").read_text(encoding="utf-8")
    (text,) = re.findall(r"```yaml\n(# studies/refusing.yaml.*?)```", page, re.DOTALL)
    (tmp_path / "scenarios").symlink_to(ROOT / "scenarios")
    (tmp_path / "studies").mkdir()
    (tmp_path / "studies" / "refusing.yaml").write_text(text, encoding="utf-8")
    order = sweep.prepare(tmp_path / "studies" / "refusing.yaml")
    assert [axis["name"] for axis in order.plan["space"]] == ["policies.unfit_customers.refuse_below", "incentives"]
    siloed, shared, own = (dict(changes) for _, changes in order.plan["space"][1]["levels"])
    assert siloed.keys() == shared.keys() == {f"departments.{name}.kpis" for name in (
        "marketing", "inside_sales", "field_sales", "customer_success")}  # fmt: skip
    assert own == {}
    schema = load_engine().schema
    base, whole = (load(ROOT / "scenarios" / f"{name}.yaml", schema) for name in ("base", "shared"))
    assert digest(vary(base, shared)) == digest(whole)
