"""Who may ask the studio, and how much."""

from __future__ import annotations

import asyncio

import pytest
from starlette.requests import Request
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from sim.studio.bodies import RequestError, while_there
from sim.studio.security import MOST_BODY_BYTES
from sim.studio.server import STATIC
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


@pytest.mark.parametrize("path", ["/../server.py", "/..%2fserver.py", "/%2e%2e/server.py", "//etc/passwd"])
def test_nothing_but_the_page_is_served(client: TestClient, path: str) -> None:
    assert (STATIC.parent / "server.py").is_file()
    assert client.get(path).status_code == 404


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
