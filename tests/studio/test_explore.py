"""Explore in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.studio.conftest import scanned, wait

Visit = Callable[..., Any]
ALL_DRAWN = '[data-replications="4"]'
TRUST = '[id="control-organisation.handover.trust"]'
YEARS = '[id="control-run.years"]'
DIAL = "#control-dial-marketing"
OWN = '[{"metric":"pipeline","scope":"department","weight":2,"target":500000,"lag_weeks":4}]'
START = "#explore?lang=en&n=4&a=siloed&b=shared"
CURVE = "document.querySelector('#chart-value .line.b').getAttribute('d')"
SPOKEN = """async texts => {
  const { spoken } = await import("/errors-ja.js");
  return texts.map((one) => spoken(one, "ja"));
}"""
OPENED = """for (const one of document.querySelectorAll('details:not(.twin-box), [data-chart=value] details')) {
  one.open = true;
}"""
HOSTILE = "<img src=x onerror=document.title='hit'>"


def _curve(page: Any) -> str:
    return str(page.evaluate(CURVE))


def _opened(page: Any, control: str) -> None:
    page.locator("details.group", has=page.locator(control)).evaluate("group => { group.open = true }")


def _moved(page: Any, key: str = "ArrowLeft") -> float:
    """Press a key on the slider of trust; milliseconds until the curve has changed."""
    before = _curve(page)
    _opened(page, TRUST)
    page.focus(TRUST)
    start = page.evaluate("performance.now()")
    page.keyboard.press(key)
    page.wait_for_function(f"before => {CURVE} !== before", arg=before)
    return float(page.evaluate("performance.now()") - start)


@pytest.fixture
def page(visit: Visit) -> Any:
    page = visit(START)
    page.wait_for_selector(ALL_DRAWN)
    return page


def test_the_screen_shows_two_companies_with_units_and_intervals(page: Any) -> None:
    assert page.locator(".chart").count() == 13
    value = page.inner_text("[data-metric=total_value]")
    assert re.search(r"A\s+−?\$[\d.,]+[kM]", value)
    assert re.search(r"\[−?[\d.,]+, −?[\d.,]+\]", value)
    assert page.locator("[data-finding]").count() >= 3
    assert "illustrative, not a forecast · seed 42 · 4 of 4 replicates" in page.inner_text("#caption")
    assert re.match(r"Total value.*: A .*, B .*, difference .*\. 4 replicates\.$", page.inner_text("#announcement"))
    assert not re.search(r"undefined|NaN|null|\[object", page.inner_text("body"))


def test_a_move_changes_the_curve_and_undo_brings_it_back(page: Any) -> None:
    curve = _curve(page)
    print(f"from a key to the changed curve: {_moved(page):.0f} ms")
    page.wait_for_selector(ALL_DRAWN)
    page.keyboard.press("Control+z")
    page.wait_for_function(f"d => {CURVE} === d", arg=curve)
    assert page.input_value(TRUST) == "0.7"
    assert page.is_disabled("#tool-undo")
    page.click("#tool-redo")
    page.wait_for_function(f"d => {CURVE} !== d", arg=curve)
    assert page.input_value(TRUST) == "0.65"


def test_a_link_brings_back_exactly_this_and_visitors_share_nothing(page: Any, visit: Visit) -> None:
    other = visit(START)
    other.wait_for_selector(ALL_DRAWN)
    untouched = _curve(other)
    _moved(page)
    page.wait_for_selector(ALL_DRAWN)
    page.wait_for_url(re.compile("trust=0.65"))
    third = visit(page.evaluate("location.hash"))
    third.wait_for_selector(ALL_DRAWN)
    assert _curve(third) == _curve(page)
    assert third.input_value(TRUST) == "0.65"
    assert _curve(other) == untouched
    assert other.input_value(TRUST) == "0.7"
    moved = _curve(page)
    _moved(other, "ArrowRight")
    assert (_curve(page), page.input_value(TRUST)) == (moved, "0.65")


def test_skipping_to_the_content_changes_nothing(page: Any) -> None:
    _moved(page)
    page.focus(".skip")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.evaluate("location.hash = 'no-such-tab'")
    page.wait_for_url(re.compile(r"#explore\?.*handover\.trust=0\.65"))
    assert page.input_value(TRUST) == "0.65"
    assert page.is_enabled("#tool-undo")


def test_an_old_or_damaged_link_can_be_reset(visit: Visit) -> None:
    damaged = "&b.departments.marketing.kpis=5&b.departments.field_sales.kpis=[5,{}]"
    page = visit(START.replace("siloed", "constructor") + damaged)
    page.wait_for_selector(".stage .trouble")
    page.click("#tool-reset")
    page.wait_for_selector("#chart-value .line.b")
    page.wait_for_selector(".stage .trouble", state="detached")
    page.wait_for_url(lambda url: "constructor" not in url)  # written once the page has been quiet for a while


def test_what_was_answered_before_an_error_is_shown_as_old(page: Any) -> None:
    page.evaluate("location.hash = '#explore?lang=en&n=4&a=nobody&b=shared'")
    page.wait_for_selector(".stage .trouble")
    page.wait_for_selector(".stage .stale .tiles")
    page.wait_for_selector(".told.stale")
    page.keyboard.press("Control+z")
    page.wait_for_selector(ALL_DRAWN)
    assert page.locator(".stale").count() == 0


def test_years_are_of_both_companies(page: Any) -> None:
    _opened(page, YEARS)
    page.locator(YEARS).fill("2")
    page.wait_for_url(re.compile(r"a\.run\.years=2&.*b\.run\.years=2"))
    page.wait_for_selector(ALL_DRAWN)
    assert page.locator(".stage .trouble").count() == 0
    page.click("input[name=story][value=move]")  # two companies have no before and after of one length
    assert "Move a control" in page.inner_text(".told")


def test_yaml_goes_out_and_comes_back(page: Any, tmp_path: Path) -> None:
    _moved(page)
    page.wait_for_selector(ALL_DRAWN)
    page.click(".company.b summary")
    page.locator("details.company summary").last.click()
    page.fill("input[name=seed]", "7")
    page.press("input[name=seed]", "Enter")
    with page.expect_download() as saved:
        page.click("#save_yaml-b")
    saved.value.save_as(tmp_path / "mine.yaml")
    assert "trust: 0.65" in (tmp_path / "mine.yaml").read_text("utf-8")
    page.click("#tool-reset")
    page.wait_for_function("() => document.querySelector('#caption').textContent.includes('seed 42')")
    page.set_input_files("#file-a", tmp_path / "mine.yaml")
    page.wait_for_function("() => /seed 7 .* 4 replicates/.test(document.querySelector('#caption').textContent)")
    assert (page.input_value("#preset-a"), page.input_value(TRUST)) == ("shared", "0.7")
    page.click("input[name=moving][value=a]")
    assert page.input_value(TRUST) == "0.65"


def test_a_bad_file_is_refused_in_the_page_with_line_and_remedy(page: Any, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("extends: base.yaml\nmarket:\n  acounts: 5\n", "utf-8")
    page.set_input_files("#file-a", tmp_path / "bad.yaml")
    said = page.inner_text(".company.a .trouble")
    assert "line 3" in said
    assert "did you mean `accounts`?" in said
    _moved(page)


def test_hostile_text_stays_text(page: Any, visit: Visit, tmp_path: Path) -> None:
    words = f'{{en: "{HOSTILE}", ja: "{HOSTILE}"}}'
    text = f"extends: base.yaml\ntitle: {words}\ndescription: {words}\n"
    (tmp_path / "hostile.yaml").write_text(text, "utf-8")
    page.set_input_files("#file-b", tmp_path / "hostile.yaml")
    page.wait_for_function("() => document.querySelector('.told').textContent.includes('<img')")
    other = visit(f"#explore?lang=en&n=4&a={HOSTILE}&b.market.{HOSTILE}=1&b.__proto__=1&view.explore.moving={HOSTILE}")
    other.wait_for_selector(".trouble")
    assert HOSTILE in other.inner_text(".stage .trouble")
    for one in (page, other):
        assert one.locator("#main img").count() == 0
        assert one.title() == "Tasuki studio"
    other.click("#tool-reset")
    other.wait_for_selector("#chart-value .line.b")


def test_the_language_switches_and_everything_stays(page: Any) -> None:
    curve = _curve(page)
    page.click("#tool-language")
    page.wait_for_selector("html[lang=ja]")
    page.wait_for_selector(f"#chart-value .line.b[d='{curve}']")
    page.wait_for_selector("[data-finding]")
    assert "何が起きたか" in page.inner_text(".story")
    assert "ドル" in page.inner_text("[data-metric=total_value]")
    assert "例示であり予測ではない" in page.inner_text("#caption")


def test_what_comes_for_a_tab_that_was_left_changes_nothing(visit: Visit) -> None:
    page = visit("#workshop?lang=en&n=4")
    page.wait_for_selector("#view > *")
    held: list[Any] = []
    page.route("**/api/controls", lambda route: held.append(route), times=1)
    page.click("#tab-explore")
    wait(page, lambda: bool(held))
    page.click("#tool-language")
    page.wait_for_selector(ALL_DRAWN)
    with page.expect_response("**/api/controls"):
        held[0].continue_()
    _moved(page)
    page.wait_for_selector(ALL_DRAWN)


def test_errors_are_told_in_japanese(page: Any, client: Any) -> None:
    wrong = [
        {"preset": "nobody"},
        *(
            {"preset": "base", "changes": change}
            for change in (
                {"market.acounts": 5}, {"market.accounts": "many"}, {"market.accounts": 2_000_000}, {"run.years": 30.0},
                {"a=b": 1}, {"organisation.handover.trust": 7}, {"departments.marketing.kpis": 5},
                {"policies.unfit_customers.training": "yes"}, {"departments.marketing.headcount": 2.5},
            )
        ),
    ]  # fmt: skip
    told = [client.post("/api/scenario/write", json=company).json()["error"] for company in wrong]
    texts = [text for error in told for text in (error["message"], error["remedy"])]
    assert [each["text"] for each in page.evaluate(SPOKEN, texts) if each["lang"] == "en"] == []


def test_the_story_of_the_last_move(page: Any) -> None:
    page.click("input[name=story][value=move]")
    assert "Move a control" in page.inner_text(".told")
    page.select_option("#preset-b", "both")
    page.wait_for_function("() => document.querySelector('.told').textContent.includes('the new setting')")
    assert re.search(r"\[[^\]]+\]", page.inner_text(".told"))


def test_all_assumptions_can_be_found_read_and_changed(page: Any) -> None:
    page.click("#assumptions")
    page.fill("dialog input[type=search]", "renewal_success")
    assert "logit" in page.inner_text("dialog .assumption dl")
    page.fill("dialog .assumption input", "4")
    page.keyboard.press("Enter")
    page.wait_for_function("() => location.hash.includes('b.contracts.renewal_success=4')")


def test_a_department_moves_from_its_own_number_to_the_common_goal(page: Any) -> None:
    page.locator(DIAL).fill("0.5")
    page.wait_for_function("() => location.hash.includes('departments.marketing.kpis')")
    page.locator(".control", has=page.locator(DIAL)).get_by_role("button").click()
    assert "50 % leads passed on (each member), target 220" in page.inner_text(".terms")
    assert "30 % cohort LTV (the company)" in page.inner_text(".terms")


def test_a_dial_keeps_the_contract_that_a_company_has(visit: Visit) -> None:
    page = visit(f"{START}&b.departments.marketing.kpis={OWN}")
    page.wait_for_selector(ALL_DRAWN)
    written = f"() => decodeURIComponent(location.hash).includes('b.departments.marketing.kpis={OWN}&')"
    page.locator(DIAL).fill("1")
    page.wait_for_function("() => !location.hash.includes('pipeline')")
    page.locator("#control-lag").fill("8")
    page.locator(DIAL).fill("0")
    page.wait_for_function(written)
    page.locator(DIAL).fill("0.5")
    page.wait_for_function('() => decodeURIComponent(location.hash).includes(\'"weight":1,"target":500000\')')


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1024, 768), (768, 1024)])
def test_nothing_is_cut_off(visit: Visit, width: int, height: int) -> None:
    page = visit(START, width, height)
    page.wait_for_selector(ALL_DRAWN)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator("#chart-value").is_visible()


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_an_accessibility_scan_finds_nothing(visit: Visit, lang: str) -> None:
    page = visit(f"#explore?lang={lang}&n=4")
    page.wait_for_selector(ALL_DRAWN)
    page.evaluate(OPENED)
    scanned(page, lang)
