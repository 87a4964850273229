"""The workshop's endpoints: who may do what, what each role sees, and what survives faults and restarts."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from sim.errors import TasukiError
from sim.studio.companies import Shelf
from sim.studio.security import Guard
from sim.studio.server import Studio, application
from sim.studio.workers import Workers
from sim.studio.workshop import choices, debrief, play
from sim.studio.workshop.guesses import MOST
from sim.studio.workshop.host import REPLICATIONS, Workshop
from sim.studio.workshop.questions import DEPARTMENTS, TEAMS
from sim.studio.workshop.room import STEPS
from sim.studio.workshop.store import FILE, Store
from tests.studio.conftest import HOST
from tests.studio.workshops import ROOT, opened

API = "/api/workshop"
STRICT = choices.usual("marketing") | {"strictness": "strict"}


class Room:
    """A workshop asked directly."""

    def __init__(self, client: TestClient, workshop: Workshop) -> None:
        self.client, self.workshop = client, workshop

    def ask(self, path: str, who: str = "", body: Any = None) -> Any:
        headers = {"authorization": f"Bearer {who}"} if who else {}
        if body is None:
            return self.client.get(API + path, headers=headers)
        return self.client.post(API + path, json=body, headers=headers)

    def view(self, who: str = "") -> Any:
        return self.ask("", who).json()

    def join(self, team: str, code: str | None = None) -> Any:
        return self.ask("/join", "", {"code": code or self.workshop.room.code, "team": team, "name": team})

    def reason(self, *asked: Any) -> str:
        answer = self.ask(*asked)
        assert answer.status_code == 422
        return str(answer.json()["error"]["reason"])

    @property
    def key(self) -> str:
        return self.workshop.room.key


@contextmanager
def _open(scenarios: Path, folder: Path) -> Iterator[Room]:
    shelf, workers = Shelf(scenarios), Workers(1)
    workshop = Workshop(Store(folder / "room.json"), shelf, workers, ["http://there/join"])
    app = application(Studio(shelf, workers, workshop=workshop), frozenset({HOST}))
    with TestClient(app, f"http://{HOST}", client=("127.0.0.1", 50000), raise_server_exceptions=False) as client:
        yield Room(client, workshop)


@pytest.fixture
def room(scenarios: Path, tmp_path: Path) -> Iterator[Room]:
    with _open(scenarios, tmp_path) as room:
        yield room


def test_wrong_codes_are_refused_and_then_not_heard_any_more(room: Room) -> None:
    assert [room.reason("/join", "", {"code": "AAAAAA", "team": "whole"}) for _ in range(MOST)] == ["wrong_code"] * MOST
    assert room.join("whole").json()["error"]["reason"] == "too_many"
    assert not room.workshop.room.people


def test_a_participant_is_no_trainer_and_a_stranger_nobody(room: Room) -> None:
    token = room.join("marketing").json()["token"]
    for who in ("", "nonsense", token):
        for path, body in (("/run", {}), ("/show", {"step": 1}), ("/remove", {"badge": ""}),
                           ("/again", {"preset": "siloed", "seed": 1, "quarters": 1})):  # fmt: skip
            assert room.reason(path, who, body) == "not_trainer"
    assert room.view() == {"open": True, "role": None}
    assert (room.view(token)["role"], room.view(room.key)["role"]) == ("team", "trainer")
    decision = {"decision": STRICT, "quarter": 0, "ready": True}
    assert [room.reason("/decide", who, decision) for who in ("", "nonsense", room.key)] == ["unknown"] * 3


def test_the_trainer_lets_somebody_go_who_joined_by_mistake(room: Room) -> None:
    gone, stays = (room.join("whole").json()["token"] for _ in range(2))
    seen = room.view(room.key)
    assert not any(token in json.dumps(seen) for token in (gone, stays))
    badge = seen["room"]["whole"]["people"][0]["badge"]
    for _ in range(2):  # who has left already is let go again
        assert room.ask("/remove", room.key, {"badge": badge}).status_code == 200
    assert room.view(gone) == {"open": True, "role": None}
    assert room.view(stays)["mates"] == ["whole"]
    assert list(room.workshop._store.load().people) == [stays]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/remove", {"badge": "x" * 1000}),
        ("/join", {"code": "x" * 1000, "team": "whole"}),
        ("/join", {"code": 5, "team": "whole"}),
        ("/join", {"code": "AAAAAA", "team": "whole", "trainer": True}),
        ("/join", []),
        ("/decide", {"decision": {"own": "x" * 1000}, "quarter": 0, "ready": True}),
        ("/decide", {"decision": {str(n): "x" for n in range(50)}, "quarter": 0, "ready": True}),
        ("/decide", {"decision": STRICT, "quarter": -1, "ready": True}),
        ("/decide", {"decision": STRICT, "quarter": 0, "ready": 1}),
        ("/run", {"quarters": 0}),
        ("/run", {"quarters": 10**9}),
        ("/show", {"step": len(STEPS)}),
        ("/again", {"preset": "siloed", "seed": -1, "quarters": 4}),
        ("/again", {"preset": "siloed", "seed": 1, "quarters": 1000}),
    ],
)
def test_what_a_page_would_not_send_is_not_understood(room: Room, path: str, body: Any) -> None:
    who = room.join("marketing").json()["token"] if path == "/decide" else room.key
    before = room.workshop.room.model_dump_json()
    answer = room.ask(path, who, body)
    assert (answer.status_code, "not understood" in answer.json()["error"]["message"]) == (400, True)
    assert room.workshop.room.model_dump_json() == before


def test_teams_see_their_own_department_alone_until_the_reveal(room: Room) -> None:
    tokens = {team: room.join(team).json()["token"] for team in TEAMS}
    decided = room.ask("/decide", tokens["marketing"], {"decision": STRICT, "quarter": 0, "ready": True})
    assert decided.status_code == 200
    assert room.ask("/run", room.key, {"quarters": 2}).status_code == 200
    for team in DEPARTMENTS:
        seen = room.view(tokens[team])
        assert (seen["team"], seen["quarter"], len(seen["facts"])) == (team, 2, 2)
        assert {"attained", "paid", "utilisation", "queue_weeks", "flows", "terms", "people"} == set(seen["facts"][0])
        assert "value" not in json.dumps(seen["facts"])
        assert ('"strict"' in json.dumps([seen["decided"], seen["draft"]])) == (team == "marketing")
        assert not {"teams", "room", "code", "setting"} & set(seen)
    whole = room.view(tokens["whole"])["facts"][1]
    assert set(whole) == {"company", "departments"}
    assert "attained" not in json.dumps(whole)
    trainer = room.view(room.key)
    assert '"strict"' not in json.dumps(trainer)
    (person,) = trainer["room"]["marketing"].pop("people")
    assert (person["name"], trainer["room"]["marketing"]) == ("marketing", {"ready": False})
    assert room.reason("/compared", tokens["marketing"]) == "nothing_yet"
    assert room.key not in json.dumps([room.view(token) for token in tokens.values()])


def test_the_reveal_shows_all_and_the_counterfactual_under_the_same_luck(room: Room) -> None:
    token = room.join("marketing").json()["token"]
    room.ask("/run", room.key, {"quarters": 1})
    room.ask("/show", room.key, {"step": 4})
    seen = room.view(token)
    assert (seen["step"], set(seen["teams"])) == ("debrief", set(TEAMS))
    while not room.view(token)["compared"]["ready"]:
        time.sleep(0.1)
    found = room.ask("/compared", token).json()
    assert room.ask("/compared").json()["error"]["reason"] == "unknown"
    bundle = found["bundle"]
    assert bundle["replications"] == REPLICATIONS
    played, shared = (bundle["arms"][name]["series"]["leads"]["mean"] for name in "AB")
    assert played[0] == shared[0]  # the same market meets both
    assert played != shared
    assert 3 <= len(found["questions"]) <= 5
    assert all(question["en"] and question["ja"] and "{" not in question["en"] for question in found["questions"])
    assert room.reason("/decide", token, {"decision": STRICT, "quarter": 1, "ready": True}) == "revealed"


def test_a_restart_brings_everybody_back_to_their_state(scenarios: Path, tmp_path: Path) -> None:
    with _open(scenarios, tmp_path) as room:
        token, key = room.join("marketing").json()["token"], room.key
        room.ask("/decide", token, {"decision": STRICT, "quarter": 0, "ready": True})
        room.ask("/run", key, {"quarters": 2})
        before = room.view(token), room.view(key)
    with _open(scenarios, tmp_path) as room:
        assert (room.view(token), room.view(key)) == before


@pytest.mark.slow
def test_a_second_studio_does_not_take_the_room_of_the_first(scenarios: Path, tmp_path: Path) -> None:
    arguments = ["studio", "--no-browser", "--port", "0", "--workshop", "--scenarios", str(scenarios)]
    with opened(scenarios, tmp_path) as first:
        kept = (tmp_path / FILE).read_bytes()
        second = subprocess.run(
            [sys.executable, "-c", "from sim.cli import main; main()", *arguments], cwd=tmp_path, capture_output=True,
            text=True, timeout=60, check=False, env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "300"},
        )  # fmt: skip
        assert (tmp_path / FILE).read_bytes() == kept
    assert second.returncode == 2
    assert "another studio has the workshop in results/workshop/room.json" in second.stderr
    assert "another folder" in second.stderr
    with opened(scenarios, tmp_path) as again:
        assert again.code == first.code


def test_the_workshop_goes_on_after_a_simulation_that_failed(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    token = room.join("marketing").json()["token"]
    with monkeypatch.context() as patched:
        patched.setattr("sim.studio.workshop.play.quarters", _failing)
        answer = room.ask("/run", room.key, {})
        assert (answer.status_code, answer.json()["error"]["message"]) == (500, "no company today")
    assert room.view(token)["quarter"] == 0
    assert room.ask("/run", room.key, {}).status_code == 200
    assert len(room.view(token)["facts"]) == 1


def test_quarters_that_cannot_be_simulated_again_are_told_and_tried_again(
    scenarios: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with _open(scenarios, tmp_path) as room:
        token, key = room.join("marketing").json()["token"], room.key
        room.ask("/run", key, {})
    with _open(scenarios, tmp_path) as room, monkeypatch.context() as patched:
        patched.setattr("sim.studio.workshop.play.quarters", _failing)
        for who in (token, key):
            seen = room.view(who)
            assert (seen["quarter"], seen["problem"]["message"]) == (1, "no company today")
        patched.undo()
        assert room.view(token)["problem"]  # not at every look
        room.workshop._failed = None  # as after a while
        assert (room.view(token)["problem"], len(room.view(token)["facts"])) == (None, 1)


def test_a_comparison_that_failed_is_told_and_tried_again(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    room.ask("/run", room.key, {})
    with monkeypatch.context() as patched:
        patched.setattr("sim.studio.workshop.play.whole", _failing)
        room.ask("/show", room.key, {"step": 1})
        while not room.view(room.key)["problem"]:
            time.sleep(0.05)
    assert room.view(room.key)["problem"]["message"] == "no company today"
    room.ask("/show", room.key, {"step": 2})
    while not room.view(room.key)["compared"]["ready"]:
        time.sleep(0.1)
    assert room.view(room.key)["problem"] is None


def test_a_guess_changes_neither_the_company_nor_the_course(room: Room) -> None:
    usual = {team: choices.usual(team) for team in TEAMS}
    guessed = usual | {"whole": choices.usual("whole") | {"guess": "more"}}
    common = room.workshop._common()
    assert not play.course(room.workshop._base(room.workshop.room.setting), [usual, guessed], common).later
    assert debrief._of_change([usual, guessed])["id"] == "unchanged"
    assert debrief._of_change([usual, usual | {"marketing": STRICT}])["id"] == "changed"


@pytest.mark.parametrize("options", [["--host", "0.0.0.0"], ["--host", "192.0.2.1"]])
def test_no_other_machine_is_let_in_without_a_workshop(options: list[str]) -> None:
    from typer.testing import CliRunner

    from sim.cli import app

    ended = CliRunner().invoke(app, ["studio", "--no-browser", *options])
    assert ended.exit_code == 2
    assert "--workshop" in ended.output


def _failing(*_: object) -> None:
    raise TasukiError("no company today")


def test_a_round_that_cannot_be_played_is_refused_before_it_begins(room: Room) -> None:
    for body in ({"preset": "nobody", "seed": 1, "quarters": 4}, {"preset": "siloed", "seed": 1, "quarters": 5}):
        before = room.view(room.key)
        assert room.ask("/again", room.key, body).status_code == 422  # the small companies live for four quarters
        assert room.view(room.key) == before
    assert room.ask("/again", room.key, {"preset": "both", "seed": 7, "quarters": 4}).status_code == 200
    assert room.view(room.key)["setting"] == {"preset": "both", "seed": 7, "quarters": 4}


def test_without_the_flag_no_workshop_is_open(client: TestClient) -> None:
    assert client.get(API).json() == {"open": False}
    assert client.post(f"{API}/join", json={"code": "AAAAAA", "team": "whole"}).json()["error"]["reason"] == "closed"


def _scope(path: str, client: str, host: str = "192.0.2.7:8765", **more: Any) -> dict[str, Any]:
    headers = [(b"host", host.encode()), *((name.encode(), text.encode()) for name, text in more.items())]
    return {
        "type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "",
        "headers": headers, "client": (client, 5), "server": ("192.0.2.7", 8765), "scheme": "http",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("scope", "status"),
    [
        (_scope("/join", "192.0.2.50"), 200),
        (_scope("/api/workshop", "192.0.2.50", origin="http://192.0.2.7:8765"), 200),
        (_scope("/", "192.0.2.50"), 307),
        (_scope("/api/presets", "192.0.2.50"), 403),
        (_scope("/api/workshopping", "192.0.2.50"), 403),
        (_scope("/live", "192.0.2.50") | {"type": "websocket"}, 403),
        (_scope("/api/presets", "192.0.2.7"), 200),
        (_scope("/join", "192.0.2.50", host="evil.example:8765"), 421),
        (_scope("/join", "192.0.2.50", host="192.0.2.8:8765"), 421),
        (_scope("/api/workshop", "192.0.2.50", origin="http://evil.example"), 403),
    ],
    ids=str,
)
def test_other_machines_are_welcome_to_the_workshop_alone(scope: dict[str, Any], status: int) -> None:
    assert _answered(scope, workshop=True) == status


def test_without_a_workshop_the_address_that_was_reached_is_no_welcome() -> None:
    assert _answered(_scope("/join", "192.0.2.50"), workshop=False) == 421


def _answered(scope: dict[str, Any], *, workshop: bool) -> int:
    """The status with which the guard answers; 200 stands for letting the request through."""
    sent: list[dict[str, Any]] = []

    async def app(*_: object) -> None:
        sent.append({"status": 200})

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "websocket.connect"}

    asyncio.run(Guard(app, frozenset({HOST}), workshop=workshop)(scope, receive, send))
    return int(sent[0].get("status", 403))
