"""Of several arms it is said that intervals of their differences hold together; of one it is not."""

from __future__ import annotations

import re

import pytest

from sim.report.figures.value import value
from sim.terminal.tables import show_bundle
from tests.report.synthetic import bundle

TOGETHER = {"en": "95 %,? of all arms together", "ja": "全体で95％"}


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize(("arms", "together"), [(("siloed", "shared"), 0), (("siloed", "shared", "both"), 1)])
def test_the_table_says_for_how_many_intervals_hold(
    arms: tuple[str, ...], together: int, lang: str, capsys: pytest.CaptureFixture[str]
) -> None:
    show_bundle(bundle(*arms), lang)
    said = re.sub(r"\s+", " ", capsys.readouterr().out)
    assert len(re.findall(TOGETHER[lang], said)) == together


@pytest.mark.parametrize(
    ("arms", "together"), [(("siloed",), 0), (("siloed", "shared"), 0), (("siloed", "shared", "both"), 1)]
)
def test_so_does_the_figure_of_value(arms: tuple[str, ...], together: int) -> None:
    said = " ".join(re.sub(r"\s+", " ", text.get_text()) for text in value(bundle(*arms), "en").texts)
    assert len(re.findall(TOGETHER["en"], said)) == together
