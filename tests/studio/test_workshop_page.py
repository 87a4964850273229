"""A workshop in four real browsers: joined, played for two quarters over a restart of the studio, debriefed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.studio.workshops import Opened, opened

TEAMS = {"marketing": ("ja", 390, 844), "field_sales": ("en", 1280, 720), "whole": ("en", 820, 1180)}
DECIDED = ".ws-play form > .ws-primary"
_EXPECTED = ("status of 422", "ERR_CONNECTION_REFUSED", "ERR_CONNECTION_RESET", "ERR_EMPTY_RESPONSE")


class Browsers:
    """Visitors who share nothing; what their pages complain of is kept."""

    def __init__(self, chromium: Any) -> None:
        self._chromium, self.faults, self._contexts = chromium, [], []

    def visit(self, url: str, width: int = 1280, height: int = 720) -> Any:
        context = self._chromium.new_context(viewport={"width": width, "height": height})
        self._contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(120_000)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda said: self._heard(said.type, said.text))
        page.goto(url)
        return page

    def _heard(self, kind: str, text: str) -> None:
        if kind == "error" and not any(expected in text for expected in _EXPECTED):
            self.faults.append(text)

    def close(self) -> None:
        for context in self._contexts:
            context.close()


@pytest.fixture
def browsers(chromium: Any) -> Iterator[Browsers]:
    browsers = Browsers(chromium)
    yield browsers
    browsers.close()
    assert not browsers.faults


def _joined(browsers: Browsers, workshop: Opened, team: str) -> Any:
    lang, width, height = TEAMS[team]
    page = browsers.visit(f"{workshop.address}join?lang={lang}", width, height)
    page.fill("#code", "AAAAAA")
    page.check(f"[name=team][value={team}]")
    page.click("[type=submit]")
    page.locator(".ws-problem:not(:empty)").wait_for()
    page.fill("#code", workshop.code.lower())
    page.fill("#name", f"<b>{team}")
    page.press("#name", "Enter")
    page.wait_for_selector(DECIDED)
    return page


def _serious(page: Any) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found]


def _played(trainer: Any, quarter: int) -> None:
    """Run a quarter by keyboard."""
    trainer.focus(".ws-trainer .row .ws-primary")
    trainer.keyboard.press("Enter")
    trainer.locator(".ws-track .done").nth(quarter - 1).wait_for()


@pytest.mark.slow
@pytest.mark.heavy
def test_four_browsers_play_two_quarters_to_the_debrief(browsers: Browsers, scenarios: Path, tmp_path: Path) -> None:
    with opened(scenarios, tmp_path) as workshop:
        trainer = browsers.visit(f"{workshop.address}#workshop?lang=en&trainer={workshop.key}")
        assert trainer.inner_text(".ws-code") == workshop.code
        assert workshop.key not in trainer.url
        pages = {team: _joined(browsers, workshop, team) for team in TEAMS}
        pages["field_sales"].check("[name=pitch][value=over_promise]")
        pages["field_sales"].check("[name=guess][value=less]")
        pages["field_sales"].click(DECIDED)
        trainer.locator(".ws-room .ready").wait_for()
        assert "<b>whole" in trainer.inner_text(".ws-room")
        assert "Whatever wins" not in trainer.inner_text("body")
        assert [_serious(page) for page in (trainer, pages["marketing"])] == [[], []]
        _played(trainer, 1)
        for page in pages.values():
            page.wait_for_selector(".ws-tiles")
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    pages["whole"].wait_for_selector("#lost:visible")
    with opened(scenarios, tmp_path, str(urlsplit(workshop.address).port)) as again:
        assert again == workshop
        pages["field_sales"].reload()
        pages["field_sales"].wait_for_selector(DECIDED)
        assert pages["field_sales"].is_checked("[name=pitch][value=over_promise]")
        with pages["marketing"].expect_response("**/api/workshop/decide"):
            pages["marketing"].check("[name=strictness][value=strict]")
        _played(trainer, 2)
        assert pages["marketing"].locator(".ws-table tbody tr").count() <= 2
        _revealed(trainer, pages)


def _revealed(trainer: Any, pages: dict[str, Any]) -> None:
    trainer.click(".ws-reveal-button")
    for step in (1, 2, 3):
        for page in (trainer, *pages.values()):
            page.locator(".ws-shown").nth(step - 1).wait_for()
        assert trainer.locator(".ws-shown").count() == step
        trainer.click("#ws-next")
    for page in (trainer, *pages.values()):
        page.locator(".ws-questions li").nth(2).wait_for()
    chosen = pages["whole"].inner_text(".ws-chosen")
    assert "Whatever wins" in chosen
    assert "from Q2: Strict" in chosen
    assert "誰か" in pages["marketing"].inner_text(".ws-questions")
    assert trainer.locator(".ws-shown .tile .verdict").count() == 5
    assert "worth less" in trainer.inner_text(".ws-guesses")
    assert _serious(trainer) == []
    assert trainer.locator(".ws-sheet").evaluate("sheet => sheet.scrollWidth <= sheet.clientWidth")


@pytest.mark.slow
@pytest.mark.parametrize(("lang", "named"), [("en", "Remove <b>whole"), ("ja", "<b>wholeを")])
def test_the_trainer_removes_somebody_by_keyboard(
    browsers: Browsers, scenarios: Path, tmp_path: Path, lang: str, named: str
) -> None:
    with opened(scenarios, tmp_path) as workshop:
        trainer = browsers.visit(f"{workshop.address}#workshop?lang={lang}&trainer={workshop.key}")
        page = _joined(browsers, workshop, "whole")
        asked: list[str] = []
        trainer.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
        trainer.focus(".ws-remove")
        trainer.keyboard.press("Enter")
        page.wait_for_selector("#code")
        trainer.locator(".ws-remove").wait_for(state="detached")
        assert named in asked[0]
        assert trainer.evaluate("document.activeElement.className") == "ws-primary"


def test_without_a_workshop_the_tab_says_how_to_open_one(visit: Any) -> None:
    page = visit("#workshop?lang=en")
    page.wait_for_selector(".ws-closed")
    assert "tasuki studio --workshop --host 0.0.0.0" in page.inner_text(".ws-closed")
