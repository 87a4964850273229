"""The pages of evidence: written from what was computed by the code as it stands, and by nothing else."""

from __future__ import annotations

import json

import pytest

from sim import evidence
from sim.errors import StoreError
from sim.store import judgements


def test_stored_verdicts_are_needed_and_must_be_of_this_schema(tmp_path):
    with pytest.raises(StoreError, match="tasuki claims"):
        judgements.read(tmp_path)
    judgements.write(tmp_path, [{"id": "C01"}], [])
    path = tmp_path / "claims" / "C01.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "schema": 0}))
    with pytest.raises(StoreError, match="schema"):
        judgements.read(tmp_path)


def test_an_unknown_page_is_one_message():
    with pytest.raises(SystemExit, match="say claims, patterns or strictness"):
        evidence.main(["nonsense"])


@pytest.mark.slow
def test_the_page_of_strictness_is_simulated_and_drawn(tmp_path, monkeypatch):
    monkeypatch.setattr(evidence, "BARS", (0.0, 0.4, 0.6))
    monkeypatch.setattr(evidence, "HANDOVER_BARS", (0.0, 0.5))
    page = evidence.write_strictness(tmp_path, 1, (4, 4), ("market.accounts=500", "run.years=0.5")).read_text()
    assert "Siloed KPIs" in page
    assert page.count("### ") == 3
    assert (tmp_path / "figures" / "strictness.png").stat().st_size > 10_000
