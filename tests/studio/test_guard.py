"""Who may ask the studio, and how much."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Message
from starlette.websockets import WebSocketDisconnect

from sim.studio.bodies import RequestError, while_there
from sim.studio.companies import Shelf
from sim.studio.security import HEADERS, MOST_BODY_BYTES
from sim.studio.server import Studio, application
from tests.studio.conftest import HOST, LIVE


def test_every_answer_forbids_foreign_content(client: TestClient) -> None:
    for path in ("/", "/app.js", "/api/presets", "/nowhere"):
        policy = client.get(path).headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy
        assert "unsafe" not in policy


def test_the_page_is_served(client: TestClient) -> None:
    assert "<title>Tasuki studio</title>" in client.get("/").text


@pytest.mark.parametrize("path", ["/", "/api/presets"])
def test_a_foreign_host_is_refused(client: TestClient, path: str) -> None:
    assert client.get(path, headers={"host": "evil.example"}).status_code == 421


@pytest.mark.parametrize("origin", ["http://evil.example", "null", f"https://{HOST}"])
def test_a_foreign_origin_is_refused(client: TestClient, origin: str) -> None:
    assert client.post("/api/scenario/read", json={"yaml": ""}, headers={"origin": origin}).status_code == 403


def test_the_own_origin_is_welcome(client: TestClient) -> None:
    answer = client.post(
        "/api/scenario/read", json={"yaml": "extends: base.yaml"}, headers={"origin": f"http://{HOST}"}
    )
    assert answer.status_code == 200


@pytest.mark.parametrize("headers", [{"origin": "http://evil.example"}, {"host": "evil.example"}])
def test_a_foreign_websocket_is_refused(client: TestClient, headers: dict[str, str]) -> None:
    with pytest.raises(WebSocketDisconnect), client.websocket_connect(LIVE, headers=headers):
        pass


def test_a_large_body_is_refused(client: TestClient) -> None:
    assert client.post("/api/scenario/read", content=b"x" * (MOST_BODY_BYTES + 1)).status_code == 413


def test_a_body_larger_than_it_claims_is_refused(client: TestClient) -> None:
    def parts():
        for _ in range(3):
            yield b"x" * (MOST_BODY_BYTES // 2)

    answer = client.post("/api/scenario/read", content=parts())
    assert answer.status_code == 400
    assert "bytes" in answer.json()["error"]["message"]


def test_nothing_but_the_page_is_served(client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page, decoy = tmp_path / "static", tmp_path / "static-not"
    page.mkdir()
    decoy.mkdir()
    (page / "there.js").write_text("", "utf-8")
    (decoy / "secret.js").write_text("", "utf-8")
    (tmp_path / "secret.js").write_text("", "utf-8")
    (page / "link.js").symlink_to(tmp_path / "secret.js")
    monkeypatch.setattr("sim.studio.server.STATIC", page)
    app = application(Studio(Shelf(tmp_path)), frozenset({HOST}))
    assert _status(app, "/there.js") == 200
    for path in ("/../secret.js", "/../static-not/secret.js", f"/{decoy}/secret.js", "//etc/passwd", "/link.js"):
        assert _status(app, path) == 404, path


def _status(app: ASGIApp, path: str) -> int:
    """The answer's status for a path as it stands: a client would put `..` right before it asks."""
    said: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        said.append(message)

    scope = {
        "type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "root_path": "", "query_string": b"",
        "headers": [(b"host", HOST.encode())],
    }  # fmt: skip
    asyncio.run(app(scope, receive, send))
    return int(said[0]["status"])


def test_a_fault_is_told_and_guarded_like_any_answer(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("it broke")

    monkeypatch.setattr(Shelf, "scenario", fail)
    answer = client.post("/api/scenario/write", json={"preset": "base"})
    assert answer.status_code == 500
    assert answer.json()["error"]["message"] == "RuntimeError: it broke"
    assert HEADERS.items() <= {name.title(): value for name, value in answer.headers.items()}.items()


def test_the_own_websocket_is_welcome(client: TestClient) -> None:
    with client.websocket_connect(LIVE, headers={"origin": f"http://{HOST}"}) as socket:
        socket.send_text("{")
        assert "error" in socket.receive_json()


def test_work_is_given_up_when_the_browser_goes_away() -> None:
    given_up = []

    async def leave() -> dict[str, str]:
        return {"type": "http.disconnect"}

    async def work() -> None:
        try:
            await asyncio.sleep(3600)
        finally:
            given_up.append(True)

    async def ask() -> None:
        with pytest.raises(RequestError, match="went away"):
            await while_there(Request({"type": "http"}, leave), work())
        await asyncio.sleep(0)

    asyncio.run(ask())
    assert given_up
