"""What figures of studies say and draw: intervals of every bar, names of every point, replicates of what is shown."""

from __future__ import annotations

import numpy as np
import pytest

from sim.report.figures import study
from sim.report.figures.study import bands
from sim.studies import conditions_words
from sim.studies.sensitivity_words import READING

WORDS = {"en": "Words", "ja": "言葉"}


def drawn(form, data, lang="en", **facts):
    figure = {"name": form, "form": form, "title": WORDS, "caption": WORDS, "reading": WORDS, "data": data}
    content = {"seed": 1, "replications": 4, "tasuki": "0", "figures": [figure]}
    return study.draw(content | facts, 0, lang)


def texts(figure):
    return [text.get_text() for text in figure.texts]


def intervals(axes):
    """Middles of the horizontal intervals, (x, y)."""
    return [
        segment.mean(axis=0).tolist() for container in axes.containers if hasattr(container, "has_xerr")
        for segment in container.lines[2][0].get_segments()
    ]  # fmt: skip


def test_a_bar_alone_and_a_bar_with_interactions_each_have_an_interval():
    row = {"name": "a", "value": 0.6, "half": 0.1, "floor": 0.02, "inner": 0.4, "inner_half": 0.05}
    (axes,) = drawn("tornado", {"unit": "share", "rows": [row, row]}).axes
    found = intervals(axes)
    assert sorted(x for x, _ in found) == pytest.approx([40.0, 40.0, 60.0, 60.0])
    assert len({y for _, y in found}) == 4  # none lies over another
    assert "95 % intervals" in READING["indices"]["en"]


def test_every_screened_parameter_has_a_name_and_the_ones_that_do_not_stand_out_are_hollow():
    points = [{"name": f"p{place}", "star": place, "spread": place / 2, "named": True, "clear": place > 0}
              for place in range(3)]  # fmt: skip
    (axes,) = drawn("spread", {"unit": "-", "points": points}).axes
    assert {text.get_text() for text in axes.texts} >= {"p0", "p1", "p2"}
    marked = [line for line in axes.lines if line.get_marker() == "o"]
    assert [len(line.get_xdata()) for line in marked] == [2, 1]
    assert not any(line.get_clip_on() for line in marked)
    assert marked[0].get_markerfacecolor() != marked[1].get_markerfacecolor()


def level(value):
    return {"mean": value, "low": value - 1, "high": value + 1}


@pytest.mark.parametrize(("replicates", "said"), [([4, 36], "4 to 36 replicates"), ([4, 4], "4 replicates"),
                                                  (None, "4 replicates")])  # fmt: skip
def test_a_footer_says_the_replicates_of_what_is_shown(replicates, said):
    data = {
        "objectives": [{"words": WORDS, "unit": "USD"}] * 2, "trials": np.ones((3, 2)), "broken": [False] * 3,
        "finals": [[level(1.0), level(2.0)]], "front": [True], "base": [level(1.0), level(2.0)],
    }  # fmt: skip
    data |= {} if replicates is None else {"replicates": replicates}
    assert said in texts(drawn("pareto", data))[-1]


def test_a_label_keeps_the_underscores_of_a_key():
    key = "policies.unfit_customers.refuse_below 0.3"
    row = {"label": {"en": key, "ja": key}, "promised": level(3.0), "gained": level(2.0)}
    (axes,) = drawn("ranking", {"rows": [row], "unit": "USD"}).axes
    assert [label.get_text() for label in axes.get_yticklabels()] == [key]


def test_a_footer_names_draws_of_uncertain_parameters():
    row = {"label": WORDS, "promised": level(3.0), "gained": level(2.0)}
    data = {"rows": [row], "unit": "USD"}
    assert "draws of uncertain parameters" in texts(drawn("ranking", data, uncertain=["market.lift"]))[-1]
    assert "uncertain" not in texts(drawn("ranking", data, uncertain=[]))[-1]


def test_without_a_box_no_box_is_spoken_of():
    for words in (conditions_words.BOX_CAPTION["none"], conditions_words.BOX_READING["none"]):
        assert "bound" not in words["en"]
        assert "frames" not in words["en"]


@pytest.mark.parametrize(
    ("band", "numbers", "drawn_band", "at"),
    [
        ([1.0, 3.0], (1.5, 2.0, 2.5), (-1.0, 1.0), (-0.5, 0.0, 0.5)),
        ([1.0, 3.0], (98.0, 99.0, 100.0), (-1.0, 1.0), (bands.FARTHEST,) * 3),
        ([10.0, None], (11.0, 12.0, 14.0), (-1.0, bands.FARTHEST), (-0.5, 0.0, 1.0)),
        ("-", (1.0, 2.0, 4.0), (-bands.FARTHEST, 1.0), (1.5, 2.0, 3.0)),
        ("0", (-1.0, 1.0, 2.0), (-0.03, 0.03), (-1.0, 1.0, 2.0)),
        ([0.0, None], (0.0, 0.0, 0.0), (-1.0, bands.FARTHEST), (-1.0, -1.0, -1.0)),
    ],
)
def test_every_row_lies_beside_its_band_on_a_scale_of_its_own(band, numbers, drawn_band, at):
    low, value, high = numbers
    found = bands.scaled({"band": band, "low": low, "value": value, "high": high})
    assert found[0] == drawn_band
    assert found[1] == pytest.approx(at)


def test_verdicts_differ_by_mark_and_a_number_that_is_not_defined_has_none():
    common = {"words": WORDS, "shown": WORDS, "band": "+"}
    rows = [common | {"value": 2.0, "low": 1.0, "high": 3.0, "verdict": "inside"},
            common | {"value": -2.0, "low": -3.0, "high": -1.0, "verdict": "outside"},
            common | {"value": None, "low": None, "high": None, "verdict": "open"}]  # fmt: skip
    (axes,) = drawn("bands", {"rows": rows}).axes
    marked = [line.get_marker() for line in axes.lines if len(line.get_xdata()) == 1]
    assert marked == ["o", "D"]
    assert [label.get_text() for label in axes.get_legend().get_texts()] == ["inside", "outside", "open", "band"]
