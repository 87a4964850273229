"""Metrics that compare groups of customers, against numbers worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.kinds import NOT_CONVERTED, USED_UP
from sim.record import metrics, sums
from sim.record.series import PLACE
from sim.world.pricing import Pricing

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


CONTRACTS = [(name, "i8") for name in
             ("price_then", "lives_then", "lives", "price_cents", "ended_week", "won_week", "ended_why")]  # fmt: skip


def test_retention_follows_those_who_were_there_and_nobody_else():
    rows = [
        (100, 1, 1, 150, -1, 10, 0),  # grew
        (100, 1, 1, 80, -1, 10, 0),  # shrank
        (200, 1, 1, 200, 60, 10, 1),  # left
        (100, 1, 2, 300, -1, 70, 0),  # left and was won again
        (0, 0, 1, 500, -1, 70, 0),  # won since
        (0, 0, 1, 500, 90, 70, 1),  # won since, and left
    ]
    found = metrics._retention(np.zeros((104, len(PLACE))), accounts := np.array(rows, CONTRACTS), accounts, 104)
    assert found["churn_12m"] == pytest.approx(2 / 4)
    assert found["grr_12m"] == pytest.approx((100 + 80) / 500)
    assert found["nrr_12m"] == pytest.approx((150 + 80) / 500)


def test_a_trial_without_contract_is_neither_kept_nor_lost():
    rows = np.array([(0, 0, 1, 9, 8, 0, NOT_CONVERTED), (0, 0, 1, 9, 52, 0, 1), (0, 0, 1, 9, -1, 0, 0),
                     (0, 0, 1, 0, 30, 0, USED_UP)], CONTRACTS)  # fmt: skip
    first, left = sums.first_renewals(rows, 104)
    assert first["ended_why"].tolist() == [1, 0, USED_UP]
    assert left.tolist() == [True, False, False]


def test_what_channels_cost_anyway_is_acquisition_cost():
    weekly = np.zeros((4, len(PLACE)))
    weekly[:, PLACE["payroll_field_sales"]], weekly[:, PLACE["money_lead"]] = 100.0, -10.0
    weekly[:, PLACE["money_channel"]], weekly[:, PLACE["orders"]] = -40.0, 2.0
    assert sums.cost_per_win(weekly) == pytest.approx(75.0)


def test_what_is_sold_once_pays_back_at_the_win_or_never():
    once = Pricing(mode="one_time", one_time_years=2.0)
    assert metrics._payback(23_000.0, 12_000.0, once) == 0.0
    assert math.isnan(metrics._payback(25_000.0, 12_000.0, once))
    assert metrics._payback(25_000.0, 12_000.0, Pricing()) == 25.0
