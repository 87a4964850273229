"""Companies of the page: presets with changes, YAML in and out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from sim.engine.company import Scenario
from sim.scenario import digest, load, vary

CHANGES = {
    "departments.marketing.headcount": 8,
    "policies.qualification.compliance": 0.5,
    "departments.marketing.kpis": [{"metric": "mqls", "target": 200.0}, {"metric": "leads", "target": 10.0}],
    "title.en": "<b>Mine</b>",
}


def _read(client: TestClient, text: str) -> dict[str, Any]:
    content: dict[str, Any] = client.post("/api/scenario/read", json={"yaml": text}).json()
    return content


def test_a_company_survives_yaml(client: TestClient, scenarios: Path, tmp_path: Path) -> None:
    company = {"preset": "shared", "changes": CHANGES}
    text = client.post("/api/scenario/write", json=company).text
    (tmp_path / "mine.yaml").write_text(text, "utf-8")
    wanted = vary(load(scenarios / "shared.yaml", Scenario), CHANGES)
    assert digest(load(tmp_path / "mine.yaml", Scenario)) == digest(wanted)
    found = _read(client, text)["company"]
    assert found["preset"] == "shared"
    assert {key: found["changes"][key] for key in ("departments.marketing.headcount", "title.en")} == {
        "departments.marketing.headcount": 8, "title.en": "<b>Mine</b>",
    }  # fmt: skip
    assert digest(vary(load(scenarios / "shared.yaml", Scenario), found["changes"])) == digest(wanted)


def test_luck_goes_out_with_the_company_and_comes_back_beside_it(client: TestClient) -> None:
    company = {"preset": "shared", "changes": {"run.seed": 7, "run.replications": 9, "run.years": 2.0}}
    text = client.post("/api/scenario/write", json=company).text
    found = _read(client, text)
    assert (found["seed"], found["replications"]) == (7, 9)
    assert {key for key in found["company"]["changes"] if key.startswith("run.")} == {"run.years"}


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("extends: base.yaml\nmarket:\n  accouns: 5", 3, "did you mean"),
        ("extends: base.yaml\nrun:\n  years: five", 3, "number"),
        ("a: b: c", 1, ""),
        ("extends: /etc/passwd", 1, "use one of base.yaml"),
        ("extends: ../../secret.yaml", 1, "use one of base.yaml"),
        ("extends: [base.yaml]", 1, "use one of base.yaml"),
        ("extends: base.yaml\nmarket: {accounts: 20000000}", None, "run it on the command line"),
        ("", None, "write at least one key"),
    ],
)
def test_a_bad_file_is_refused_with_line_and_remedy(
    client: TestClient, text: str, line: int | None, words: str
) -> None:
    error = _read(client, text)["error"]
    assert error["line"] == line
    assert words in (error["remedy"] or "")
    assert "tmp" not in str(error)


@pytest.mark.parametrize(
    "company",
    [
        {"preset": "nobody"},
        {"preset": "base", "changes": {"market.acounts": 5}},
        {"preset": "base", "changes": {"market.accounts": "many"}},
        {"preset": "base", "changes": {"": 1}},
        {"preset": "base", "changes": {"market.accounts=5": 1}},
        {"preset": "base", "changes": {"market..accounts": 1}},
        {"preset": "base", "changes": {"extends": "/etc/passwd"}},
    ],
)
def test_a_wrong_company_is_refused(client: TestClient, company: dict[str, Any]) -> None:
    answer = client.post("/api/scenario/write", json=company)
    assert answer.status_code == 422
    assert answer.json()["error"]["message"]
    assert "--set" not in answer.text


@pytest.mark.parametrize(
    "changes",
    [
        {"market.accounts": 600_000, "market.born_per_year": 1.0},
        {"market.accounts": 900_000, "run.years": 20.0, "market.born_per_year": 0.0},
        {f"market.acc{number}": 1 for number in range(501)},
    ],
)
def test_what_would_take_too_long_is_refused(client: TestClient, changes: dict[str, Any]) -> None:
    assert client.post("/api/scenario/write", json={"preset": "base", "changes": changes}).status_code in (400, 422)


def test_an_error_speaks_of_the_page_not_of_arguments(client: TestClient) -> None:
    changes = {f"market.acc{number}": 1 for number in range(200)}
    error = client.post("/api/scenario/write", json={"preset": "base", "changes": changes}).json()["error"]
    assert (error["file"], error["key"], error["more"]) == (None, "market.acc199", 199)


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"yaml": 5}', b'{"yaml": "", "more": 1}', b"\xff\xfe"])
def test_a_body_of_another_form_is_refused(client: TestClient, body: bytes) -> None:
    assert client.post("/api/scenario/read", content=body).status_code == 400


def test_every_control_is_a_parameter_with_its_declaration(client: TestClient) -> None:
    groups = client.get("/api/controls").json()["groups"]
    for control in (control for group in groups for control in group["controls"]):
        assert control["source"]["ja"]
        assert control["words"]["en"]
        assert control["words"]["ja"]
        assert control["meaning"]["en"]
        assert control["meaning"]["ja"]
        if control["kind"] != "switch":
            assert control["low"] <= control["from"] <= control["default"] <= control["to"]


def test_every_assumption_can_be_opened(client: TestClient) -> None:
    told = {each["key"]: each for each in client.get("/api/assumptions").json()["assumptions"]}
    assert len(told) > 400
    assert told["prospects.win_intercept"]["source"]["en"].startswith("set so that")
    assert "弱い出典" in told["prospects.win_intercept"]["source"]["ja"]
