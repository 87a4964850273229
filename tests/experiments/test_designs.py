"""Designs: balance, resolution, equal parts; replicates until intervals are narrow; what differences say."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from sim.experiments.design import designs, effects, stopping
from sim.experiments.design.stopping import Until
from sim.experiments.space import Axis, Space
from sim.experiments.statistics import estimate

LEVELS = Axis("policy", levels=(("a", {"x": 1}), ("b", {"x": 2}), ("c", {"x": 3})))
UNIT = Space(tuple(Axis(f"u{place}") for place in range(6)))


def test_a_full_design_has_every_combination_once():
    space = Space((Axis("u", 0.0, 10.0), LEVELS, Axis("n", 1, 3, whole=True)))
    points = [tuple(space.labels(point).values()) for point in designs.full(space, 5)]
    assert len(points) == len(set(points)) == 5 * 3 * 3
    assert {point[0] for point in points} == {0.0, 2.5, 5.0, 7.5, 10.0}
    assert {point[2] for point in points} == {1, 2, 3}


def test_a_full_design_that_is_too_large_is_refused():
    with pytest.raises(ValueError, match="1,000,000 points"):
        designs.full(UNIT, 10)


# Sizes of the minimal regular fractions (Montgomery, Design and Analysis of Experiments, table 8.14).
@pytest.mark.parametrize(("factors", "resolution", "runs"), [
    (3, 3, 4), (7, 3, 8), (15, 3, 16), (4, 4, 8), (8, 4, 16), (16, 4, 32), (5, 5, 16), (6, 5, 32), (8, 5, 64),
])  # fmt: skip
def test_a_fraction_is_minimal_and_has_its_resolution(factors, resolution, runs):
    points = designs.fractional(Space(tuple(Axis(f"u{place}") for place in range(factors))), resolution)
    assert points.shape == (runs, factors)
    signs = 2 * points - 1
    # No product of fewer than `resolution` columns is constant: that is what resolution means.
    for size in range(1, resolution):
        for columns in combinations(range(factors), size):
            assert signs[:, columns].prod(axis=1).sum() == 0


def test_a_fraction_needs_two_levels():
    with pytest.raises(ValueError, match="policy"):
        designs.fractional(Space((LEVELS, Axis("u"))), 4)


@pytest.mark.parametrize("seed", [0, 5])
def test_designs_that_fill_space_fill_every_part_and_follow_their_seed(seed):
    hypercube, sequence = designs.latin(UNIT, 20, seed), designs.sobol(UNIT, 32, seed)
    for points in (hypercube, sequence):
        parts = np.sort((points * len(points)).astype(int), axis=0)
        assert (parts == np.arange(len(points))[:, None]).all()
    assert np.array_equal(hypercube, designs.latin(UNIT, 20, seed))
    assert not np.array_equal(hypercube, designs.latin(UNIT, 20, seed + 1))
    assert np.array_equal(sequence, designs.sobol(UNIT, 32, seed))
    assert not np.array_equal(sequence, designs.sobol(UNIT, 32, seed + 1))


def test_a_sobol_sequence_needs_a_power_of_two():
    with pytest.raises(ValueError, match="64 or 128"):
        designs.sobol(UNIT, 100, 1)


def test_a_list_takes_levels_together():
    other = Axis("y", levels=(("p", {"y": 1}), ("q", {"y": 2}), ("r", {"y": 3})))
    space = Space((LEVELS, other))
    assert [space.changes(point) for point in designs.listed(space)] == [{"x": n, "y": n} for n in (1, 2, 3)]
    for wrong in (Axis("u"), Axis("y", levels=(("p", {"y": 1}),))):
        with pytest.raises(ValueError, match="same length"):
            designs.listed(Space((LEVELS, wrong)))


def test_replicates_are_added_where_the_interval_is_wide():
    noise = np.random.default_rng(0).normal(size=(3, 200)) * np.array([[0.1], [1.0], [50.0]])

    def evaluate(counts):
        values = np.full((3, max(counts)), np.nan)
        for place, count in enumerate(counts):
            values[place, :count] = 100.0 + noise[place, :count]
        return values

    until = Until("total_value", 0.3, relative=False, most=90)
    counts = stopping.replicate(evaluate, 3, until).tolist()
    assert counts[0] == stopping.FIRST
    assert stopping.FIRST < counts[1] < 90
    assert (counts[1] - stopping.FIRST) % stopping.STEP == 0
    assert counts[2] == 90
    assert until.reached(evaluate(counts)[1, : counts[1]])
    assert not until.reached(evaluate(counts)[2, : counts[2]])


def test_stopping_when_narrow_keeps_coverage():
    # 400 studies: a coverage of 0.95 has a standard error of 0.011, so that 0.92 is 2.8 of them below.
    random, covered = np.random.default_rng(3), 0
    until = Until("total_value", 0.1, relative=True, most=400)
    for _ in range(400):
        draws = 10.0 + 4.0 * random.normal(size=(1, 400))
        (count,) = stopping.replicate(lambda counts, draws=draws: draws[:, : counts[0]], 1, until)
        found = estimate(draws[0, :count])
        covered += found.low <= 10.0 <= found.high
    assert covered / 400 > 0.92


def noisy(own, common=0.0, seed=1, replicates=40):
    """An additive and an interacting part on a 3 × 4 grid, with luck."""
    random = np.random.default_rng(seed)
    a, b = (grid.ravel() for grid in np.meshgrid(np.arange(3), np.arange(4), indexing="ij"))
    true = 10.0 * a + 2.0 * b
    values = true[:, None] + own * random.normal(size=(12, replicates)) + common * random.normal(size=replicates)
    return a, b, true, values


def test_common_luck_cancels_and_own_luck_is_found():
    _, _, true, values = noisy(own=3.0, common=50.0)
    parts = effects.split(values)
    assert parts.error == pytest.approx(3.0**2 / 40, rel=0.2)
    assert parts.luck == pytest.approx(50.0**2, rel=0.5)
    assert parts.between - parts.error == pytest.approx(true.var(ddof=1), rel=0.1)
    assert 0.0 < parts.error_share < 0.01


def test_points_that_do_not_differ_are_all_simulation_error():
    values = np.random.default_rng(2).normal(size=(200, 20))
    assert effects.split(values).error_share > 0.8
    assert np.isnan(effects.split(values[:1]).between)


def test_main_effects_are_paired_and_centred():
    a, _, _, values = noisy(own=0.1, common=50.0)
    found = effects.main_effects(values, a)
    assert found.mean(axis=1) == pytest.approx([-10.0, 0.0, 10.0], abs=0.1)
    assert effects.change(found, 0, 2).low > 19.8  # the luck that all share would have spread it by tens


def test_what_axes_do_one_by_one():
    a, b, _, values = noisy(own=1.0)
    assert effects.additive(values, [a, b]) > 0.99
    crossed = values + 20.0 * (np.where(a == 0, -1, 1) * np.where(b < 2, -1, 1))[:, None]
    assert effects.additive(crossed, [a, b]) < 0.5


def test_the_best_is_chosen_honestly_and_its_rivals_are_named():
    _, _, true, values = noisy(own=2.0)
    found = effects.best(values)
    assert found.point == int(np.argmax(true))
    assert set(found.rivals) <= {9, 10}
    assert found.measured.mean() == pytest.approx(true.max(), abs=1.5)
    assert effects.best(values, lower=True).point == int(np.argmin(true))
    assert effects.best(values[:, :3]) is None


def test_measuring_on_other_replicates_does_not_flatter():
    # Thirty equal points: the best of them looks better than it is on the replicates that chose it.
    values = np.random.default_rng(4).normal(size=(30, 40))
    found = effects.best(values)
    assert values[found.point].mean() > 0.25
    assert abs(found.measured.mean()) < 0.45
    assert len(found.rivals) > 20


def test_missing_replicates_are_left_out_everywhere():
    a, _, _, values = noisy(own=1.0)
    values[3, 5] = np.nan
    assert effects.main_effects(values, a).shape == (3, 39)
