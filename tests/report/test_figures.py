"""Each figure is drawn from a run and from comparisons, in both languages, with every glyph it needs."""

from __future__ import annotations

import io
import logging
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from sim.report import figures, findings
from sim.report.figures import fonts
from tests.report.synthetic import bundle

Draw = Callable[..., Figure]
BUNDLES = {
    "run": bundle("siloed"),
    "comparison": bundle("siloed", "shared"),
    "three": bundle("siloed", "shared", "both"),
}


def draw_without_font(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_of_the_extra", lambda: None)
    monkeypatch.setattr(fonts, "_installed", lambda: None)


@pytest.fixture
def no_japanese_font(monkeypatch: pytest.MonkeyPatch) -> Any:
    fonts.japanese.cache_clear()
    draw_without_font(monkeypatch)
    yield
    fonts.japanese.cache_clear()


DRAWN = [
    (kind, lang, one)
    for kind, lang in (("run", "en"), ("comparison", "ja"), ("three", "en"))
    for one in figures.FIGURES
    if figures.available(BUNDLES[kind], one.__name__)
]


@pytest.mark.parametrize(("kind", "lang", "figure"), DRAWN)
def test_each_figure_is_drawn(kind: str, lang: str, figure: Draw) -> None:
    if lang == "ja" and fonts.japanese() is None:
        pytest.skip("no Japanese font on this machine")
    content = BUNDLES[kind]
    drawn = figure(content, lang)
    assert isinstance(drawn, Figure)
    assert tuple(drawn.get_size_inches() * drawn.dpi) == pytest.approx((1608, 1008))
    told = next(one[lang] for one in findings.write(content) if one["figure"] == figure.__name__)
    assert re.sub(r"\s", "", drawn.texts[0].get_text()) == re.sub(r"\s|[.。]$", "", told)
    assert_texts_are_on_the_sheet(drawn)
    # A missing glyph is a warning of matplotlib, and warnings are errors here.
    drawn.savefig(io.BytesIO(), format="png")


def assert_texts_are_on_the_sheet(drawn: Figure) -> None:
    width, height = drawn.get_size_inches() * drawn.dpi
    texts: list[Text] = [
        *drawn.texts,
        *(text for axes in drawn.axes for text in (*axes.texts, axes.title)),
    ]
    for text in texts:
        box = text.get_window_extent()
        inside = box.x0 >= 0 and box.y0 >= 0 and box.x1 <= width and box.y1 <= height
        assert inside or not text.get_text(), text.get_text()


def test_draw_all_skips_what_the_bundle_does_not_have(tmp_path: Path) -> None:
    paths = figures.draw_all(bundle("siloed", "shared", weeks=104, extras=False), tmp_path, "en")
    assert [path.name for path in paths][:2] == ["01-value.en.png", "02-flow.en.png"]
    assert {path.stem.split("-")[1].removesuffix(".en") for path in paths} == set(figures.names()) - {
        "strictness",
        "life",
    }
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in paths)


def test_same_bundle_same_bytes_and_settings_untouched(tmp_path: Path) -> None:
    before = dict(mpl.rcParams)
    drawn = []
    for jobs in (1, 2):
        folder = tmp_path / str(jobs)
        folder.mkdir()
        drawn.append(figures.draw_all(bundle("siloed", weeks=104, extras=False), folder, "en", jobs))
    assert [path.read_bytes() for path in drawn[0]] == [path.read_bytes() for path in drawn[1]]
    assert dict(mpl.rcParams) == before


def test_a_layout_has_no_last_bits_that_another_process_would_have_otherwise() -> None:
    for axes in figures.FIGURES[0](BUNDLES["comparison"], "en").axes:
        bounds = axes.get_position(original=True).bounds
        assert list(bounds) == pytest.approx([round(end, 9) for end in bounds], rel=0, abs=1e-15)


def test_without_a_japanese_font_labels_are_english_and_one_message_says_so(
    no_japanese_font: None, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    with caplog.at_level(logging.WARNING):
        paths = figures.draw_all(bundle("siloed", weeks=104, extras=False), tmp_path, "ja")
    assert all(path.name.endswith(".en.png") for path in paths)
    assert [record.getMessage() for record in caplog.records] == [
        "No Japanese font found, so figures are labelled in English: pip install 'tasuki[japanese]'"
    ]


def test_drawing_needs_no_pyplot() -> None:
    code = "import sys, sim.report.figures; sys.exit('matplotlib.pyplot' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
