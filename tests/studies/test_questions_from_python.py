"""`sim.explain`, `sim.conditions` and `sim.optimise`: what the commands do, from Python."""

from __future__ import annotations

import pytest

import sim
from sim.report import study
from tests.studies import project
from tests.studies.test_conditions import CLAIM


@pytest.fixture(autouse=True)
def _project(tmp_path, monkeypatch):
    project.make(tmp_path, monkeypatch)
    monkeypatch.setattr(study, "draw", lambda *_: None)
    claims = tmp_path / "scenarios" / "claims"
    claims.mkdir()
    (claims / "C90.yaml").write_text(CLAIM, encoding="utf-8")


def test_a_difference_is_explained():
    found = sim.explain(
        "scenarios/siloed.yaml", "scenarios/shared.yaml", each=True, groups={"size": ["market.acc*"]},
        replications=4, jobs=1,
    )  # fmt: skip
    frame = found.frame("contributions").query("metric == 'total_value'").set_index("switch")
    assert frame["mean"].to_dict() == pytest.approx({"size": 0.0, "market.lift": 15.0})
    assert found.findings()[0].startswith("From siloed to shared")


def test_a_claim_is_mapped():
    space = {"market.accounts": {"low": 500, "high": 2000}}
    found = sim.conditions("C90", space=space, points=24, replications=2, jobs=1)
    assert found.content["holds"] == 24
    assert len(found.points) == 24


def test_policies_are_searched():
    found = sim.optimise(
        "scenarios/base.yaml", space={"market.lift": {"low": 0, "high": 10}}, objectives={"total_value": "max"},
        constraints=["total_value <= 106"], trials=24, replications=2, most=4, fresh=4, jobs=1,
    )  # fmt: skip
    assert 4.0 < found.content["winner"]["changes"]["market.lift"] < 8.0
    assert len(found.frame("trials")) == 24
