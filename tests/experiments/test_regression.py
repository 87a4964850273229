"""Effects of axes in designs that are not balanced: nothing is laid at the door of an idle axis, intervals hold."""

from __future__ import annotations

import numpy as np
import pytest

from sim.experiments.design import designs, effects, regression
from sim.experiments.space import Axis, Space

CUBE = Space(tuple(Axis(f"u{place}") for place in range(3)))
STUDIES = 200  # an error of 0.05 in so many has a standard error of 0.015


def response(points, random, replicates=8):
    """The first axis curved and strong, the second weak and bound up with it, the third idle; luck that all share."""
    true = 10.0 * points[:, 0] ** 2 + 2.0 * points[:, 0] * points[:, 1]
    return true[:, None] + 20.0 * random.normal(size=replicates) + 0.1 * random.normal(size=(len(points), replicates))


def excludes(gap, value=0.0):
    return not gap.low <= value <= gap.high


@pytest.mark.parametrize("design", [designs.latin, designs.sobol])
def test_an_idle_axis_of_a_space_filling_design_is_seldom_seen(design):
    random, compared, fitted = np.random.default_rng(5), [], []
    for seed in range(STUDIES):
        points = design(CUBE, 64, seed)
        values = response(points, random)
        halves = (points[:, 2] > 0.5).astype(np.int64)
        compared.append(excludes(effects.change(effects.group_means(values, halves), ordered=True).gap))
        fitted.append(excludes(regression.fit(values, points).contrast(np.array([0.0, 0.0, 1.0]))))
    assert np.mean(compared) > 0.3  # what comparing the halves of the axis would say
    assert np.mean(fitted) < 0.1


def test_the_interval_of_a_slope_holds_luck_and_what_is_left_unexplained():
    random, missed = np.random.default_rng(6), []
    for seed in range(STUDIES):
        points = designs.latin(CUBE, 64, seed)
        slopes = 3.0 + random.normal(size=8)  # by replicate: luck that no residual shows
        values = points[:, :1] * slopes + 2.0 * (points[:, 1:2] - 0.5) * (points[:, 2:] - 0.5)
        missed.append(excludes(regression.fit(values, points).contrast(np.array([1.0, 0.0, 0.0])), 3.0))
    assert np.mean(missed) < 0.1


def test_a_wide_scatter_over_points_widens_the_interval_whatever_the_replicates():
    points = designs.latin(CUBE, 32, 1)
    straight, crossed = points[:, :1], points[:, :1] + 8.0 * (points[:, 1:2] - 0.5) * (points[:, 2:] - 0.5)
    widths = []
    for true in (straight, crossed):
        gap = regression.fit(np.repeat(true, 500, axis=1), points).contrast(np.array([1.0, 0.0, 0.0]))
        widths.append(gap.high - gap.low)
    assert widths[0] < 1e-6
    assert widths[1] > 0.3
    assert gap.p > 0.0


def test_one_replicate_or_none_has_no_interval():
    points = designs.latin(CUBE, 16, 1)
    one = regression.fit(points[:, :1], points).contrast(np.array([1.0, 0.0, 0.0]))
    assert one.mean == pytest.approx(1.0)
    assert np.isnan([one.low, one.high]).all()
    assert np.isnan(regression.fit(np.full((16, 4), np.nan), points).contrast(np.ones(3)).mean)


def test_points_that_cannot_tell_axes_apart_are_no_regression():
    points = designs.latin(CUBE, 12, 1)
    assert regression.fit(points[:4], points[:4]) is None  # as many as coefficients
    assert regression.fit(points, np.column_stack([points, points[:, 0] + points[:, 1]])) is None
    lonely = np.column_stack([points, np.arange(12) == 3])
    assert regression.fit(points, lonely) is None  # a level that one point alone has
    assert regression.fit(points, points) is not None


def test_what_is_balanced():
    full = designs.full(Space((Axis("u"), Axis("v"))), 3)
    groups = [np.rint(column * 2).astype(np.int64) for column in full.T]
    assert regression.balanced(groups)
    assert not regression.balanced([one[:-1] for one in groups])
    fraction = designs.fractional(CUBE, 3)
    assert regression.balanced([column.astype(np.int64) for column in fraction.T])
    assert not regression.balanced([np.arange(3), np.arange(3)])  # axes that change together
