"""Moves on the connection: the page's numbers are the command line's, and errors are messages."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from sim.conduct import conduct
from sim.request import Request, Watcher
from sim.studio.shown import SERIES_SHOWN
from tests.studio.conftest import LIVE

ARMS = [{"preset": "siloed"}, {"preset": "shared"}]
PLANNED = 4
Answers = list[dict[str, Any]]


def _answers(client: TestClient, move: dict[str, Any]) -> Answers:
    """All answers to a move, up to the last bundle or an error."""
    with client.websocket_connect(LIVE) as socket:
        socket.send_json({"number": 1} | move)
        answers: Answers = []
        while not answers or ("error" not in answers[-1] and answers[-1]["bundle"]["replications"] < PLANNED):
            answers.append(socket.receive_json())
        return answers


@pytest.fixture(scope="module")
def bundles(client: TestClient) -> Answers:
    return [answer["bundle"] for answer in _answers(client, {"arms": ARMS, "replications": PLANNED})]


def test_one_replicate_answers_and_more_fill_in(bundles: Answers) -> None:
    assert [bundle["replications"] for bundle in bundles] == [1, 2, PLANNED]
    assert bundles[0]["findings"] == []


def test_page_report_and_command_line_have_the_same_numbers(
    bundles: Answers, scenarios: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.conduct.draw", lambda *arguments: None)  # report and table print from the stored bundle
    paths = [scenarios / f"{arm['preset']}.yaml" for arm in ARMS]
    stored = conduct(Request(paths, PLANNED, jobs=1, out=tmp_path), Watcher()).bundle
    shown = bundles[-1]
    for ours, theirs in (("A", "siloed"), ("B", "shared")):
        page, run = shown["arms"][ours], stored["arms"][theirs]
        assert page["series"] == {name: run["series"][name] for name in SERIES_SHOWN}
        assert {key: page[key] for key in run if key not in ("series", "run")} == {
            key: run[key] for key in run if key not in ("series", "run")
        }
    assert shown["differences"]["B"] == stored["differences"]["shared"]
    assert shown["difference_series"]["B"] == stored["difference_series"]["shared"]
    assert shown["crossover"]["B"] == stored["crossover"]["shared"]
    told = {finding["id"].split(".")[-1]: finding for finding in stored["findings"] if finding["figure"] != "life"}
    assert {finding["en"] for finding in shown["findings"]} == {finding["en"] for finding in told.values()}


def test_arms_of_one_title_are_told_apart(client: TestClient) -> None:
    changed = {"preset": "siloed", "changes": {"policies.unfit_customers.training": 1.0}}
    last = _answers(client, {"arms": [changed, changed | {"changes": {"departments.marketing.headcount": 7}}],
                             "replications": PLANNED})[-1]["bundle"]  # fmt: skip
    titles = [arm["title"]["en"] for arm in last["arms"].values()]
    assert titles == ["A: Siloed KPIs (changed)", "B: Siloed KPIs (changed)"]


@pytest.mark.parametrize(
    ("move", "words"),
    [
        ({"arms": [{"preset": "nobody"}]}, "no scenario here"),
        ({"arms": []}, "arms"),
        ({"arms": ARMS, "seed": -1}, "seed"),
        ({"arms": ARMS, "replications": 10_000}, "replications"),
        ({"arms": ARMS, "more": 1}, "more"),
        ({"arms": [ARMS[0], {"preset": "shared", "changes": {"run.years": 2.0}}]}, "different time"),
        ({"arms": [{"preset": "base", "changes": {"market.accounts": "<b>"}}]}, "whole number"),
        ({"arms": [{"preset": "base", "changes": {"market.accounts": 20_000_000}}]}, "more than the page"),
    ],
)
def test_a_wrong_move_is_one_message(client: TestClient, move: dict[str, Any], words: str) -> None:
    (answer,) = _answers(client, move)
    assert words in str(answer["error"])


def test_after_an_error_the_next_move_is_answered(client: TestClient) -> None:
    with client.websocket_connect(LIVE) as socket:
        for wrong in ("{", "[]", '{"number": 1, "arms": 5}'):
            socket.send_text(wrong)
            assert "not understood" in socket.receive_json()["error"]["message"]
        socket.send_json({"number": 7, "arms": ARMS, "replications": PLANNED})
        assert socket.receive_json()["number"] == 7


def test_a_fault_in_a_simulation_is_one_message_and_the_studio_goes_on(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("sim.studio.refining.simulate", complex)  # of a scenario and a number there is no such thing
        (answer,) = _answers(client, {"arms": ARMS, "seed": 5, "replications": PLANNED})
    assert "TypeError" in answer["error"]["message"]
    assert "the studio goes on" in answer["error"]["remedy"]
    assert "bundle" in _answers(client, {"arms": ARMS, "seed": 5, "replications": PLANNED})[0]


def test_work_for_a_browser_that_left_is_ended(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("sim.studio.refining.simulate", never)
        with client.websocket_connect(LIVE) as socket:
            socket.send_json({"number": 1, "arms": ARMS, "seed": 6, "replications": PLANNED})
            time.sleep(0.5)
    assert "bundle" in _answers(client, {"arms": ARMS, "seed": 6, "replications": PLANNED})[0]


def never(*_: object) -> None:
    """A simulation that does not end."""
    time.sleep(3600)


def test_the_latest_move_wins(client: TestClient) -> None:
    with client.websocket_connect(LIVE) as socket:
        for number in range(20):
            arms = [ARMS[0], {"preset": "shared", "changes": {"organisation.handover.trust": number / 20}}]
            socket.send_json({"number": number, "arms": arms, "replications": PLANNED})
        numbers = []
        while not numbers or numbers[-1] < 19:
            numbers.append(socket.receive_json()["number"])
    assert numbers == sorted(numbers)
    assert len(numbers) < 20


def test_a_drag_is_answered_as_it_goes(client: TestClient) -> None:
    numbers: list[int] = []
    with client.websocket_connect(LIVE) as socket:

        def move(number: int) -> None:
            arms = [ARMS[0], {"preset": "shared", "changes": {"organisation.handover.trust": number / 250}}]
            socket.send_json({"number": number, "arms": arms, "replications": 1})

        for number in (0, 1):  # the first may start processes
            start = time.monotonic()
            move(number)
            assert socket.receive_json()["number"] == number
        pause = max(0.004, (time.monotonic() - start) / 25)  # faster than any simulation, and as long as ten of them
        for number in range(2, 250):
            move(number)
            time.sleep(pause)
        while not numbers or numbers[-1] < 249:
            numbers.append(socket.receive_json()["number"])
    assert len(set(numbers)) > 2


def test_strictness_is_scanned_for_both(client: TestClient) -> None:
    found = client.post("/api/strictness", json={"arms": ARMS}).json()["strictness"]
    assert list(found["arms"]) == ["A", "B"]
    assert len(found["points"]) == client.get("/api/controls").json()["strictness"]["points"]
    assert len(found["arms"]["B"]["total_value"]) == len(found["points"])
