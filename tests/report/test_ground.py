"""What the report says of the ground that it stands on: the arms, the assumptions, how to do it again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim.report import ground
from tests.report.synthetic import bundle
from tests.report.test_html import Page, write

OWN = [{"metric": "mqls", "scope": "own", "weight": 3.0, "lag_weeks": 0.0},
       {"metric": "cohort_ltv", "scope": "company", "weight": 1.0, "lag_weeks": 26.0}]  # fmt: skip
COMMON = [{"metric": "cohort_ltv", "scope": "company", "weight": 0.6, "lag_weeks": 0.0}]
TALK, PRICE = {"siloed": True, "shared": False}, {"siloed": 22e3, "shared": None}
BASIS: dict[str, Any] = {
    "differing": {
        "departments.marketing.kpis": {"unit": "-", "meaning": "", "values": {"siloed": OWN, "shared": COMMON}},
        "prospects.talk": {"unit": "switch", "meaning": "whether <they> talk", "values": TALK},
        "contracts.price": {"unit": "USD per year", "meaning": "price a year", "values": PRICE},
    },
    "parameters": 10,
    "sourced": ["contracts.price"],
    "hashes": [],
}  # fmt: skip
NAMES = ("contracts.price", "usage.self_learning", "talk.idle")
AXES = {"low": 1.0, "high": 3.0, "levels": None}
STUDY: dict[str, Any] = {
    "run": "f00d", "scenario": "base",
    "plan": {"space": [{"name": name, **AXES} for name in NAMES]},
    "content": {
        "metric": "total_value", "method": "morris", "stand_out": ["contracts.price", "usage.self_learning"],
        "parameters": {name: {"star": 2e6, "star_half": 5e5} for name in NAMES},
    },
}  # fmt: skip


@pytest.fixture
def content() -> dict[str, Any]:
    return bundle("siloed", "shared") | {"basis": BASIS}


def test_arms_are_told_by_what_differs(content: dict[str, Any]) -> None:
    rows = {row["key"]: row for row in ground.compared(content)["rows"]}
    pay = rows["departments.marketing.kpis"]
    assert pay["name"] == {"en": "what marketing is paid on", "ja": "マーケティングの評価指標"}
    told = pay["cells"][0]["en"].replace("\u00a0", " ")
    assert told == "75 % leads passed on (own), 25 % cohort LTV (company, known 26 weeks later)"
    assert pay["cells"][1]["ja"] == "獲得顧客のLTV合計 100％（全社）"
    assert [cell["en"] for cell in rows["prospects.talk"]["cells"]] == ["on", "off"]
    assert rows["contracts.price"]["name"]["en"] == "price a year (USD per year)"
    assert rows["contracts.price"]["name"]["ja"] == "標準的な規模の企業の年間価格（年額、ドル）"
    assert rows["prospects.talk"]["name"]["ja"] == ""
    assert [cell["en"] for cell in rows["contracts.price"]["cells"]] == ["22000", "–"]


def test_a_long_list_of_differences_is_cut_and_says_so(content: dict[str, Any]) -> None:
    found = BASIS["differing"]["contracts.price"]
    many = {f"contracts.price_{number}": found for number in range(ground.MOST_DIFFERENCES + 3)}
    told = ground.compared(content | {"basis": BASIS | {"differing": many}})
    assert len(told["rows"]) == ground.MOST_DIFFERENCES
    assert "3 more values" in told["more"]["en"]


def test_without_an_analysis_the_command_is_named(content: dict[str, Any]) -> None:
    told = ground.rests_on(content, None)
    assert told is not None
    assert "9 of the 10 values" in told["said"][0]["en"]
    assert "tasuki sensitivity siloed" in told["said"][1]["en"]
    assert told["rows"] == []


def test_assumptions_that_stand_out_are_listed_and_sourced_values_are_not(content: dict[str, Any]) -> None:
    told = ground.rests_on(content, STUDY)
    assert told is not None
    assert [row["key"] for row in told["rows"]] == ["usage.self_learning"]
    assert told["rows"][0]["name"]["en"] == (
        "how fast a perfectly fitting customer learns alone (share of the gap per week)"
    )
    assert told["rows"][0]["name"]["ja"] == "完全に適合する顧客が自力で学ぶ速さ（週あたり差の割合）"
    assert told["rows"][0]["strength"]["en"] == "$2.00M [1.50, 2.50]"
    assert "f00d" in told["said"][1]["en"]


def test_an_analysis_in_which_nothing_stands_out_says_so(content: dict[str, Any]) -> None:
    told = ground.rests_on(content, STUDY | {"content": STUDY["content"] | {"stand_out": ["contracts.price"]}})
    assert told is not None
    assert "Of the 2 assumptions that it varied, none stands out" in told["said"][-1]["en"]


@pytest.mark.parametrize(("names", "command"), [
    (("siloed",), "tasuki run scenario.yaml --strictness 7"),
    (("siloed", "shared"), "tasuki compare scenarios/siloed.yaml scenarios/shared.yaml --strictness 7"),
])  # fmt: skip
def test_the_same_again_is_a_command(names: tuple[str, ...], command: str) -> None:
    assert ground.again(bundle(*names))[0][1].startswith(command)


def test_all_of_it_is_on_the_page_in_both_languages(content: dict[str, Any], tmp_path: Path) -> None:
    page = write(content, tmp_path)
    for text in ("What is compared", "What the result rests on", "Limits", "How to run it again", "whether <they> talk",
                 "何を比べるか", "結果を左右する前提", "限界", "再実行の方法"):  # fmt: skip
        assert text in page.text


def test_a_bundle_that_does_not_know_its_basis_has_a_page(tmp_path: Path) -> None:
    page: Page = write(bundle("siloed", "shared"), tmp_path)
    assert "What the result rests on" not in page.text
