"""A point of the unit cube becomes values within the bounds, every level and whole number having its equal share."""

from __future__ import annotations

import numpy as np
import pytest

from sim.experiments.space import Axis, Space

SHARES = np.linspace(0.0, 1.0, 601)


def test_a_range_ends_at_its_bounds_and_rises_between() -> None:
    values = [Axis("x", 2.0, 6.0).value(share) for share in SHARES]
    assert (values[0], values[300], values[-1]) == (2.0, 4.0, 6.0)
    assert values == sorted(values)


def test_a_logarithmic_range_has_its_geometric_mean_in_the_middle() -> None:
    assert Axis("x", 1.0, 100.0, logarithmic=True).value(0.5) == pytest.approx(10.0)


@pytest.mark.parametrize("logarithmic", [False, True])
def test_whole_numbers_include_both_bounds(logarithmic: bool) -> None:
    values = [Axis("x", 1, 3, whole=True, logarithmic=logarithmic).value(share) for share in SHARES]
    assert set(values) == {1, 2, 3}
    assert all(isinstance(value, int) for value in values)


def test_each_level_has_an_equal_share() -> None:
    axis = Axis("policy", levels=(("a", {"x": 1}), ("b", {"x": 2, "y": 3}), ("c", {})))
    labels = [axis.label(share) for share in SHARES[:-1]]
    assert [labels.count(label) for label in "abc"] == [200, 200, 200]
    assert axis.changes(0.5) == {"x": 2, "y": 3}


def test_a_space_joins_what_its_axes_change() -> None:
    space = Space((Axis("u", 0.0, 10.0), Axis("policy", levels=(("a", {"x": 1}), ("b", {"x": 2})))))
    assert space.changes([0.25, 0.9]) == {"u": 2.5, "x": 2}
    assert space.labels([0.25, 0.9]) == {"u": 2.5, "policy": "b"}


def test_rounding_does_not_leave_the_bounds() -> None:
    # exp(log(1000)) is 999.9999999999998, exp(log(100)) is 100.00000000000004, 0.03 + (0.29 - 0.03) is above 0.29.
    whole = Axis("x", 1000, 2000, whole=True, logarithmic=True)
    assert (whole.value(0.0), whole.value(1.0)) == (1000, 2000)
    for axis in (
        Axis("x", 10.0, 100.0, logarithmic=True),
        Axis("x", 1000.0, 2000.0, logarithmic=True),
        Axis("x", 0.03, 0.29),
    ):
        assert (axis.value(0.0), axis.value(1.0)) == pytest.approx((axis.low, axis.high))
        assert axis.low <= axis.value(0.0) < axis.value(1.0) <= axis.high
