"""The page in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.studio.conftest import wait

Visit = Callable[..., Any]
TABS = ("explore", "watch", "lives", "workshop", "learn")


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("lang", ["en", "ja"])
def test_every_tab_opens_in_both_languages(visit: Visit, tab: str, lang: str) -> None:
    page = visit(f"#{tab}?lang={lang}")
    page.wait_for_selector("#view > *")
    assert page.get_attribute("html", "lang") == lang
    assert page.get_attribute(f"#tab-{tab}", "aria-selected") == "true"


def test_tabs_are_reached_by_arrow_keys(visit: Visit) -> None:
    page = visit("#learn?lang=en")
    page.focus("#tab-learn")
    page.keyboard.press("ArrowRight")
    assert page.get_attribute("#tab-explore", "aria-selected") == "true"
    assert page.evaluate("document.activeElement.id") == "tab-explore"


def test_a_tab_chosen_before_the_scenarios_have_come_is_the_one_shown(visit: Visit) -> None:
    page = visit("#learn?lang=en")
    page.wait_for_selector("#view .learn-steps")
    held: list[Any] = []
    page.route("**/api/presets", lambda route: held.append(route))
    page.reload()
    page.focus("#tab-learn")
    page.keyboard.press("ArrowRight")
    assert page.get_attribute("#tab-explore", "aria-selected") == "true"
    wait(page, lambda: bool(held))
    held[0].continue_()
    page.wait_for_selector("#view .explore")
    assert page.get_attribute("#tab-explore", "aria-selected") == "true"
    assert page.get_attribute("#tab-learn", "aria-selected") == "false"
