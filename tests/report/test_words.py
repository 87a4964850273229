"""How numbers are written, how lines break, how labels make room for each other."""

from __future__ import annotations

import numpy as np
import pytest

from sim.report.figures.lines import size, wrap
from sim.report.figures.marks import spread, within
from sim.report.reading import Estimate, month_of
from sim.report.words import Amount, say


@pytest.mark.parametrize(
    ("value", "unit", "lang", "spec", "expected"),
    [
        (Estimate(-0.1432, -0.19, -0.09), "share", "en", "size", "14 %"),
        (Estimate(-0.1432, -0.19, -0.09), "share", "en", "signed", "−14 % [−19, −9]"),
        (Estimate(0.38, 0.29, 0.47), "share", "ja", "signed", "+38％ [29, 47]"),
        (Estimate(4_180_000.0, 3_900_000, 4_460_000), "USD", "en", "all", "$4.18M [3.90, 4.46]"),
        (Estimate(4_180_000.0, 3_900_000, 4_460_000), "USD", "ja", "all", "418万ドル [390, 446]"),
        (Estimate(-1_900_000.0), "USD", "en", "all", "−$1.90M"),
        (Estimate(123_400_000.0), "USD per year", "ja", "all", "1.23億ドル"),
        (Estimate(42.0), "USD", "en", "", "$42"),
        (Estimate(1.25, 1.1, 1.4), "USD", "en", "all", "$1.25 [1.10, 1.40]"),
        (Estimate(0.0, 0.0, 0.0), "USD", "ja", "all", "0ドル [0, 0]"),
        (Estimate(1_234.0, 1_200.0, 1_268.0), "customers", "en", "all", "1,234 [1,200, 1,268]"),
        (Estimate(0.0004, -0.02, 0.021), "share", "en", "signed", "0 % [−2, 2]"),
        (Estimate(-0.026, -0.05, -0.002), "share", "en", "signed", "−2.6 % [−5.0, −0.2]"),
        (Estimate(1.0001, 1.00005, 1.0002), "whole share", "en", "all", "100 % [100, 100]"),
        (Estimate(24.0, 24.0, 24.0), "months", "en", "all", "24 months [24, 24]"),
        (Estimate(0.542, 0.53, 0.55), "0–1", "en", "all", "0.54 [0.53, 0.55]"),
        (Estimate(16.8, 15.9, 18.2), "month", "en", "all", "17 [16, 18]"),
        (Estimate(21.6, 20.7, 22.5), "months", "ja", "all", "22か月 [21, 22]"),
        (Estimate(0.0), "points", "en", "change", "0 points"),
        (Estimate(350_000.0, 300.0, 700_000.0), "USD", "en", "signed", "+$350.0k [0.3, 700.0]"),
        (Estimate(350_000.0, -300.0, 700_000.0), "USD", "en", "signed", "+$350k [0, 700]"),
        (Estimate(-0.0012, -0.0024, -0.00001), "points", "ja", "signed", "−0.120ポイント [−0.240, −0.001]"),
    ],
)
def test_amounts(value: Estimate, unit: str, lang: str, spec: str, expected: str) -> None:
    assert format(Amount(value, unit, lang), spec) == expected


@pytest.mark.parametrize(("arm", "verb"), [("Shared KPIs", "win"), ("A revenue officer", "wins")])
def test_the_verb_agrees_with_the_arm(arm: str, verb: str) -> None:
    assert say("{arm} <win|wins> more", "en", {}, {"arm": arm}) == f"{arm} {verb} more"


def test_lines_keep_numbers_and_intervals_together() -> None:
    text = "Shared KPIs win 14 % fewer customers in year 1 [−19, −9], pass Siloed KPIs in month 19 [15, 24]"
    for units in range(20, 80):
        lines = wrap(text, units)
        assert " ".join(lines) == text
        assert all(line.count("[") == line.count("]") for line in lines)
        assert not any(line.startswith("%") for line in lines)


def test_japanese_lines_do_not_start_with_a_mark() -> None:
    text = "共通KPIでは、獲得顧客は14％少なく、累積価値では19か月目に部門別KPIを追い抜き、総価値は38％高い。"
    for units in range(12, 90):
        lines = wrap(text, units)
        assert "".join(lines) == text
        assert not any(line[0] in "、。％ー" for line in lines)
        assert all(size(line) <= units + 4 for line in lines)


def test_labels_do_not_overlap_and_stay_near() -> None:
    wanted, tall = np.array([0.0, 1.0, 1.1, 1.2, 9.0]), np.array([1.0, 1.0, 2.0, 1.0, 1.0])
    placed = spread(wanted, tall)
    assert (np.diff(placed) >= (tall[1:] + tall[:-1]) / 2 - 1e-12).all()
    assert placed[-1] == 9.0
    assert abs(placed[1:4].mean() - 1.1) < 1.0


def test_labels_stay_within_the_axes_as_far_as_they_fit() -> None:
    tall = np.array([1.0, 1.0, 1.0])
    assert within(np.array([8.5, 9.5, 10.5]), tall, 0.0, 10.0).tolist() == [7.5, 8.5, 9.5]
    assert within(np.array([-0.5, 0.5, 5.0]), tall, 0.0, 10.0).tolist() == [0.5, 1.5, 5.0]


def test_no_labels_take_no_place() -> None:
    assert len(spread(np.array([]), np.array([]))) == 0


def test_months_count_from_one() -> None:
    assert [month_of(week) for week in (0, 4, 5, 51, 52)] == [1, 1, 2, 12, 13]
