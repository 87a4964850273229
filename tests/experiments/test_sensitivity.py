"""Indices against functions whose answers are known, without and with simulation error."""

from __future__ import annotations

import numpy as np
import pytest

from sim.experiments.sensitivity import indices, plans
from tests.studies.functions import ishigami

# a = 7, b = 0.1: first orders, total orders and the only pair, in closed form.
V1, V2, V13 = 0.5 * (1 + 0.1 * np.pi**4 / 5) ** 2, 49 / 8, 0.1**2 * np.pi**8 * (1 / 18 - 1 / 50)
WHOLE = V1 + V2 + V13
FIRST, TOTAL, PAIR = np.array([V1, V2, 0]) / WHOLE, np.array([V1 + V13, V2, V13]) / WHOLE, V13 / WHOLE


def luck(shape, spread, seed=1):
    return spread * np.random.default_rng(seed).normal(size=shape)


def crossed(base=1024, seed=3):
    points = plans.saltelli(3, base, seed, pairs=True)
    return ishigami(*points.T)[:, None]


@pytest.mark.parametrize("seed", [0, 3])
def test_sobol_indices_of_ishigami(seed):
    found = indices.decompose(3, crossed(seed=seed), seed, pairs=True)
    assert found.first == pytest.approx(FIRST, abs=0.05)
    assert found.total == pytest.approx(TOTAL, abs=0.05)
    assert found.pairs[0, 2] == pytest.approx(PAIR, abs=0.06)
    assert found.pairs[0, 1] == pytest.approx(0.0, abs=0.06)
    assert found.variance == pytest.approx(WHOLE, rel=0.05)
    assert (np.abs(found.total - TOTAL) < 1.5 * found.total_half).all()
    assert (found.error == 0.0).all()


def test_a_seed_of_zero_is_a_seed():
    values = crossed(128, 0)
    first, again = (indices.decompose(3, values, 0, pairs=True) for _ in range(2))
    assert np.array_equal(first.total_half, again.total_half)
    assert np.array_equal(plans.saltelli(3, 8, 0, pairs=True), plans.saltelli(3, 8, 0, pairs=True))
    assert np.array_equal(plans.trajectories(3, 8, 0), plans.trajectories(3, 8, 0))


def test_simulation_error_of_total_orders_is_known():
    clean = crossed()
    noisy = clean + luck((len(clean), 10), 5.0)
    found = indices.decompose(3, noisy, 1, pairs=True)
    # Luck of its own at every point adds 25 / 10 to every squared difference's half: that much and no more is told.
    assert found.error == pytest.approx(2.5 / found.variance, rel=0.05)
    assert found.total - found.error == pytest.approx(TOTAL * WHOLE / found.variance, abs=0.06)
    assert (found.total - TOTAL * WHOLE / found.variance > 0.5 * found.error).all()


def test_luck_that_all_points_share_does_no_harm():
    clean = crossed(256)
    found = indices.decompose(3, clean + luck((1, 10), 50.0), 1, pairs=True)
    assert found.total == pytest.approx(indices.decompose(3, clean, 1, pairs=True).total, abs=1e-9)
    assert found.error == pytest.approx(0.0, abs=1e-9)


def test_blocks_with_a_missing_value_are_left_out():
    values = crossed(256)
    values[17] = np.nan
    found = indices.decompose(3, values, 1, pairs=True)
    assert (found.blocks, found.planned) == (255, 256)
    assert found.total == pytest.approx(TOTAL, abs=0.1)
    with pytest.raises(ValueError, match="not defined"):
        indices.decompose(3, np.full((16, 1), np.nan), 1, pairs=True)
    with pytest.raises(ValueError, match="does not vary"):
        indices.decompose(3, np.ones((16, 1)), 1, pairs=True)


def linear(points):
    return (10.0 * points[:, 0] - 4.0 * points[:, 1] + 0.0 * points[:, 3])[:, None]


def test_elementary_effects_of_a_linear_function_are_its_slopes():
    points = plans.trajectories(4, 12, 0)
    found = indices.screen(points, linear(points), 0)
    assert found.star == pytest.approx([10.0, 4.0, 0.0, 0.0])
    assert found.mean == pytest.approx([10.0, -4.0, 0.0, 0.0])
    assert found.spread == pytest.approx(0.0, abs=1e-9)


def test_interaction_shows_as_spread():
    points = plans.trajectories(3, 40, 1)
    found = indices.screen(points, (points[:, 0] * points[:, 1])[:, None], 1)
    assert found.star[:2] == pytest.approx(0.5, abs=0.12)  # the mean of the other
    assert (found.spread[:2] > 0.2).all()
    assert found.spread[2] == 0.0


def test_simulation_error_of_elementary_effects_is_known():
    points = plans.trajectories(4, 200, 2)
    found = indices.screen(points, linear(points) + luck((len(points), 5), 3.0), 2)
    # An axis that does nothing shows the mean size of luck, which the floor tells to within a tenth of it.
    assert found.star[2:] == pytest.approx(found.floor[2:], rel=0.12)
    assert found.star[0] - found.star_half[0] > 3 * found.floor[0]


def test_a_trajectory_with_a_missing_value_is_left_out():
    points = plans.trajectories(4, 12, 0)
    values = linear(points)
    values[7] = np.nan
    found = indices.screen(points, values, 0)
    assert (found.blocks, found.planned) == (11, 12)
    assert found.star == pytest.approx([10.0, 4.0, 0.0, 0.0])


@pytest.mark.parametrize("count", [4, 10])
def test_intervals_of_few_trajectories_cover_the_true_mean_size(count):
    # The product's effect is the other's place: over the grid its mean size is 1/2. 300 screenings; a coverage of 0.95
    # has a standard error of about 0.013; the bootstrap alone covers 0.86 at four trajectories.
    covered = []
    for seed in range(300):
        points = plans.trajectories(2, count, seed)
        found = indices.screen(points, points.prod(axis=1)[:, None], seed)
        covered += [abs(star - 0.5) <= half for star, half in zip(found.star, found.star_half, strict=True)]
    assert 0.89 < np.mean(covered) < 0.995


def test_luck_that_all_trajectories_share_is_no_effect():
    # 200 screenings of six idle axes, whose luck moves all trajectories of a replicate alike: an error of 0.05 has a
    # standard error of 0.015. Over trajectories alone four in ten of them would stand out.
    random, points = np.random.default_rng(5), plans.trajectories(6, 6, 0)
    found = [indices.screen(points, points @ random.normal(size=(6, 5)), 0) for _ in range(200)]
    assert np.mean([one.star - one.star_half > one.floor for one in found]) > 0.3
    assert np.mean([one.clear.any() for one in found]) < 0.095


def test_effects_stand_out_also_where_the_best_lies_in_between():
    points = plans.trajectories(4, 12, 0)
    values = (3.0 * points[:, 0] - 20.0 * (points[:, 1] - 0.5) ** 2)[:, None] + luck((len(points), 5), 0.1)
    found = indices.screen(points, values, 0)
    assert found.clear.tolist() == [True, True, False, False]
    assert abs(found.mean[1]) < 0.8 * found.star[1]
    assert np.isnan(indices.screen(points, values[:, :1], 0).chance).all()
