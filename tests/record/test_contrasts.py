"""Metrics that compare groups of customers, against numbers worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.record import metrics

LAYOUT = [(name, "i8") for name in ("lives", "inherited", "ended_week", "acquisition_cost", "first_life_cost")]


def ratio_of(*rows):
    return metrics._win_back_cost_ratio(np.array(list(rows), dtype=LAYOUT))


def test_winning_back_counts_what_was_spent_in_vain():
    never_won = (0, 0, -1, 100, 0)
    won_once = (1, 0, -1, 300, 0)
    left_and_pursued_in_vain = (1, 0, 60, 500, 200)
    won_again = (2, 0, -1, 700, 200)
    # First contracts: (100 + 300 + 200 + 200) / 3. Former customers: (300 + 500) / 1.
    found = ratio_of(never_won, won_once, left_and_pursued_in_vain, won_again)
    assert found == pytest.approx((800 / 1) / (800 / 3))


def test_customers_of_before_the_start_count_as_former_ones_only():
    inherited_and_won_again = (2, 1, -1, 600, 0)
    inherited_still = (1, 1, -1, 0, 0)
    won_once = (1, 0, -1, 300, 0)
    assert ratio_of(inherited_and_won_again, inherited_still, won_once) == pytest.approx(2.0)


def test_without_a_win_back_the_ratio_is_undefined():
    assert math.isnan(ratio_of((1, 0, -1, 300, 0), (1, 0, 60, 400, 300)))
    assert math.isnan(ratio_of((0, 0, -1, 100, 0)))
