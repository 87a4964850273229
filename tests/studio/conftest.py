"""A studio with small companies: its application for requests, and a running server for browsers.

Browser tests ask for ``visit``, a function from an address' fragment to a Playwright page of a new visitor. Without a
Chromium on this machine they are skipped and say so.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

ROOT = Path(__file__).parents[2]
HOST = "127.0.0.1:8765"
LIVE = f"ws://{HOST}/live"
_SMALL = {"accounts": "2000", "years": "1.0", "replications": "4"}
_CHROMIUM = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
SECONDS = 120


@pytest.fixture(scope="session")
def scenarios(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped scenarios, with a small market and a short time."""
    folder = tmp_path_factory.mktemp("studio") / "scenarios"
    folder.mkdir()
    for name in ("base", "siloed", "shared", "both"):
        text = (ROOT / "scenarios" / f"{name}.yaml").read_text("utf-8")
        for key, value in _SMALL.items():
            text = re.sub(rf"^  {key}: \S+", f"  {key}: {value}", text, flags=re.MULTILINE)
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="session")
def client(scenarios: Path) -> Iterator[TestClient]:
    """The application, asked directly."""
    from sim.studio.companies import Shelf
    from sim.studio.server import Studio, application
    from sim.studio.workers import Workers

    app = application(Studio(Shelf(scenarios), Workers(1)), frozenset({HOST}))
    with TestClient(app, f"http://{HOST}", raise_server_exceptions=False) as client:
        yield client


@contextmanager
def running(scenarios: Path, port: str = "0") -> Iterator[str]:
    """A running studio; its address."""
    command = [sys.executable, "-c", "from sim.cli import main; main()", "studio", "--no-browser", "--port", port]
    with subprocess.Popen(
        [*command, "--scenarios", str(scenarios)], cwd=ROOT, stderr=subprocess.PIPE, text=True
    ) as server:
        assert server.stderr is not None
        try:
            yield next(found[0] for line in server.stderr if (found := re.search(r"http://\S+", line)))
        finally:
            server.terminate()
            said = server.stderr.read()
    assert (server.returncode, said) == (0, "")


@pytest.fixture(scope="session")
def address(scenarios: Path) -> Iterator[str]:
    """The address of a running studio."""
    with running(scenarios) as address:
        yield address


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A browser; the tests that need one are skipped where none is installed."""
    path = next(filter(None, map(shutil.which, _CHROMIUM)), None)
    if path is None:
        pytest.skip("no Chromium on this machine; on Debian: apt install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Any, address: str) -> Iterator[Callable[..., Any]]:
    """Open the page as a new visitor: ``visit("#explore?lang=en", width=1280, height=720)``.

    The test fails in the end if the page logged an error, or asked anything of another machine.
    """
    contexts, faults = [], []

    def opened(fragment: str = "#explore?lang=en", width: int = 1280, height: int = 720, **options: Any) -> Any:
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)
        context.set_default_timeout(1000 * SECONDS)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: faults.append(message.text) if _is_fault(message) else None)
        page.on("request", lambda request: None if _here(request.url, address) else faults.append(request.url))
        page.on("websocket", lambda socket: None if _here(socket.url, address) else faults.append(socket.url))
        page.goto(address + fragment)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not faults


def wait(page: Any, holds: Callable[[], bool]) -> None:
    """Until something holds; the page's policy lets no script be made of text, as Playwright would."""
    for _ in range(20 * SECONDS):
        if holds():
            return
        page.wait_for_timeout(50)
    raise AssertionError("it never came to hold")


def _is_fault(message: Any) -> bool:
    """An error in the console; but the browser also notes there what the server rightly refused."""
    return message.type == "error" and "status of 422" not in message.text


def _here(url: str, address: str) -> bool:
    return url.startswith((address, address.replace("http:", "ws:"), "data:", f"blob:{address}"))


def scanned(page: Any, lang: str) -> None:
    """Scan a page for what keeps people out. Colours are those of both languages, and take most of the time."""
    from axe_playwright_python.sync_playwright import Axe

    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
    found = Axe().run(page, options={"runOnly": rules, "rules": {"color-contrast": {"enabled": lang == "en"}}})
    assert not found.violations_count, found.generate_report()
