"""The pages of evidence: written from what was computed by the code as it stands, and by nothing else."""

from __future__ import annotations

import json

import pytest

from sim import evidence
from sim.errors import StoreError
from sim.experiments import claims
from sim.report import claims_page
from sim.store import judgements

PATHS = {path.stem: path for path in claims.find([])}


def stored(root, name):
    """A verdict as `tasuki claims` would store it, with made-up numbers; returns its file."""
    claim = claims.read(PATHS[name])
    numbers = {"effect": 1.0, "low": 0.5, "high": 1.5}
    record = {
        "id": name, "verdict": "supported", "replications": 4, "seed": 42, "level": 0.95,
        "checks": [{**check.model_dump(), "verdict": "supported", **numbers} for check in claim.checks],
        "observed": [{**contrast.model_dump(), **numbers} for contrast in claim.observed],
    }  # fmt: skip
    judgements.write(root, [record], [])
    return root / "claims" / f"{name}.json"


def test_the_page_is_written_from_all_stored_verdicts(tmp_path):
    for name in ("P-C01", "C01", "C10"):
        stored(tmp_path, name)
    text = evidence.write_claims(tmp_path, tmp_path / "docs").read_text()
    assert [line for line in text.splitlines() if line.startswith("## ")] == ["## C01", "## C10", "## P-C01"]
    assert "+, beyond 2.0" in text


def test_verdicts_of_other_code_are_refused(tmp_path):
    path = stored(tmp_path, "C01")
    path.write_text(json.dumps({**json.loads(path.read_text()), "code": "another"}))
    with pytest.raises(StoreError, match="tasuki claims C01"):
        evidence.write_claims(tmp_path, tmp_path / "docs")


def test_what_is_not_defined_is_a_dash():
    nothing = {"metric": "cac", "against": None, "effect": None, "low": None, "high": None}
    assert claims_page.amount(nothing) == "–"


def test_an_unknown_page_is_one_message():
    with pytest.raises(SystemExit, match="say claims or strictness"):
        evidence.main(["nonsense"])


@pytest.mark.slow
def test_the_page_of_strictness_is_simulated_and_drawn(tmp_path, monkeypatch):
    monkeypatch.setattr(evidence, "BARS", (0.0, 0.4, 0.6))
    monkeypatch.setattr(evidence, "HANDOVER_BARS", (0.0, 0.5))
    page = evidence.write_strictness(tmp_path, 1, (4, 4), ("market.accounts=500", "run.years=0.5")).read_text()
    assert "Siloed KPIs" in page
    assert page.count("### ") == 3
    assert (tmp_path / "figures" / "strictness.png").stat().st_size > 10_000
