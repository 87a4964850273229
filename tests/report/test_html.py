"""The page is one file that needs nothing else, in both languages, and readable without pictures."""

from __future__ import annotations

import base64
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from sim.record.specifications import METRICS
from sim.report import findings, html
from sim.report.reading import metric
from sim.report.words import Amount
from tests.report.synthetic import bundle

PNG = b"\x89PNG\r\n\x1a\n"


class Page(HTMLParser):
    """Tags with their attributes, and the text between them."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "img", "br", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def write(content: dict[str, Any], folder: Path, langs: str = "en", lang: str = "en") -> Page:
    files = []
    for number, name in enumerate(("value", "fit"), start=1):
        for one in langs.split():
            files.append(folder / f"{number:02}-{name}.{one}.png")
            files[-1].write_bytes(PNG + one.encode())
    html.write(content, files, folder / "report.html", lang)
    page = Page((folder / "report.html").read_text(encoding="utf-8"))
    assert page.open == []
    return page


@pytest.fixture(params=[("siloed",), ("siloed", "shared"), ("siloed", "shared", "both")], ids=len)
def content(request: pytest.FixtureRequest) -> dict[str, Any]:
    return bundle(*request.param)


def test_nothing_is_loaded(content: dict[str, Any], tmp_path: Path) -> None:
    page = write(content, tmp_path)
    source = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert not re.search(r"https?:|//[a-z]|@import|url\(", re.sub(r"base64,[^\"]*", "", source).replace("// The", ""))
    assert all(str(image["src"]).startswith("data:image/png;base64,") for image in page.all("img"))
    assert not page.all("link")
    assert not any("src" in script for script in page.all("script"))
    assert all(str(link["href"]).startswith("#") for link in page.all("a"))


def test_links_and_labels_lead_somewhere(content: dict[str, Any], tmp_path: Path) -> None:
    page = write(content, tmp_path)
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {str(link["href"])[1:] for link in page.all("a")} == {"figure-value", "figure-fit", "measures"}
    assert {str(link["href"])[1:] for link in page.all("a")} <= set(ids)
    assert {attributes["aria-labelledby"] for _, attributes in page.tags if "aria-labelledby" in attributes} <= set(ids)


def test_findings_and_table_print_the_bundle(content: dict[str, Any], tmp_path: Path) -> None:
    page = write(content, tmp_path)
    for finding in findings.write(content):
        assert finding["en"] in page.text
        assert finding["ja"] in page.text
    for arm in content["arms"]:
        for name, specification in METRICS.items():
            value = metric(content, arm, name)
            for lang in ("en", "ja") if value is not None else ():
                amount = Amount(value, specification.unit, lang)
                assert f"{amount}" in page.text
                assert f"{amount:interval}" in page.text


def test_verdicts_are_words(tmp_path: Path) -> None:
    page = write(bundle("siloed", "shared"), tmp_path)
    assert {"▲ better", "▼ worse", "no clear difference"} <= set(
        re.findall(r"▲ better|▼ worse|no clear difference", page.text)
    )


def test_images_have_alternative_texts_in_their_language(tmp_path: Path) -> None:
    content = bundle("siloed", "shared")
    told = {lang: " ".join(f[lang] for f in findings.write(content) if f["figure"] == "fit") for lang in ("en", "ja")}
    both = write(content, tmp_path, "en ja").all("img")
    assert [(image["lang"], image["alt"]) for image in both][2:] == [("en", told["en"]), ("ja", told["ja"])]
    assert base64.b64decode(str(both[3]["src"]).partition(",")[2]) == PNG + b"ja"


def test_one_image_serves_both_languages(tmp_path: Path) -> None:
    images = write(bundle("siloed", "shared"), tmp_path, "en", "ja").all("img")
    assert not any("lang" in image for image in images)
    assert "適合しない" in str(images[1]["alt"])


def test_the_page_opens_in_the_language_asked_for(tmp_path: Path) -> None:
    page = write(bundle("siloed"), tmp_path, "en", "ja")
    assert page.all("html")[0]["lang"] == "ja"
    assert [choice["value"] for choice in page.all("input") if "checked" in choice] == ["ja"]


def test_what_identifies_the_run_is_on_the_page(content: dict[str, Any], tmp_path: Path) -> None:
    text = write(content, tmp_path).text
    for arm in content["arms"].values():
        assert arm["hash"] in text
    assert "Illustrative, not a forecast." in text
    assert re.search(r"Seed.*42", text, re.DOTALL)
    assert re.search(r"Replicates.*20", text, re.DOTALL)


def test_every_header_has_a_scope_and_titles_are_escaped(tmp_path: Path) -> None:
    content = bundle("siloed", "shared")
    content["arms"]["shared"]["title"]["en"] = "A <b>& B"
    page = write(content, tmp_path)
    assert all(header["scope"] in ("col", "row") for header in page.all("th"))
    assert len(page.all("caption")) == len(page.all("table"))
    assert not page.all("b")


def test_draws_of_uncertain_parameters_are_part_of_the_intervals(tmp_path: Path) -> None:
    content = bundle("siloed")
    assert "luck of the simulation only" in write(content, tmp_path).text
    content["arms"]["siloed"]["uncertain"] = {"parameters": 2, "total_value": {"low": 1.0, "high": 2.0}}
    page = write(content, tmp_path)
    assert "luck of the simulation only" not in page.text
    assert "the draws of the uncertain parameters" in page.text
    assert "不確かなパラメータの抽出" in page.text
