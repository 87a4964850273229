"""A page whose studio went away comes back to its state when the studio does."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.studio.conftest import SECONDS, running

MOVED = "#explore?lang=en&n=4&a=siloed&b=shared&b.organisation.handover.trust=0.4"
TRUST = '[id="control-organisation.handover.trust"]'


@pytest.mark.slow
def test_a_page_comes_back_to_its_state(chromium: Any, scenarios: Path) -> None:
    page = chromium.new_page()
    page.set_default_timeout(1000 * SECONDS)
    with running(scenarios) as address:
        page.goto(address + MOVED)
        page.wait_for_selector('[data-replications="4"]')
    page.wait_for_selector("#lost:visible")
    assert "Nothing is lost" in page.inner_text("#lost")
    page.locator("details.group", has=page.locator(TRUST)).evaluate("group => { group.open = true }")
    page.locator(TRUST).fill("0.5")
    with running(scenarios, str(urlsplit(address).port)):
        page.wait_for_selector('[data-replications="4"]')
        assert page.locator("#lost").is_hidden()
        assert page.input_value(TRUST) == "0.5"
    page.close()
