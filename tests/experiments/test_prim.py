"""Boxes: planted ones are found again, noise gives none, and every number of a box is what it says."""

import numpy as np
import pytest
from scipy.stats import qmc

from sim.experiments.discovery import prim
from sim.experiments.discovery.box import Bound, Limit, whole_space


def space(count, dimensions, seed=1):
    return qmc.Sobol(dimensions, seed=seed).random(count)


def test_a_planted_box_is_found_with_its_bounds_and_no_others():
    points = space(512, 5)
    planted = (points[:, 1] > 0.6) & (points[:, 3] < 0.5)
    (found,) = prim.boxes(points, planted, whole_space([None] * 5), most=1)
    assert found.seen.coverage > 0.93
    assert found.seen.density > 0.93
    assert {bound for bound, _ in found.chances} == {Bound(1, "low"), Bound(3, "high")}
    assert found.seen.box.limits[1].low == pytest.approx(0.6, abs=0.04)
    assert found.seen.box.limits[3].high == pytest.approx(0.5, abs=0.04)
    assert all(chance < 1e-6 for _, chance in found.chances)


def test_two_planted_boxes_are_found_one_after_another():
    points = space(1024, 3)
    first, second = (points[:, 0] < 0.3) & (points[:, 1] < 0.6), (points[:, 1] > 0.75) & (points[:, 2] > 0.5)
    found = prim.boxes(points, first | second, whole_space([None] * 3))
    assert sum(one.seen.coverage for one in found) > 0.9
    assert all(one.seen.density > 0.9 for one in found[:2])


@pytest.mark.parametrize("seed", range(5))
def test_labels_without_any_pattern_give_no_box(seed):
    labels = np.random.default_rng(seed).random(512) < 0.4
    assert prim.boxes(space(512, 4), labels, whole_space([None] * 4)) == []


def test_whole_numbers_are_never_cut_through():
    points = np.stack([np.repeat(np.arange(1, 11), 40), np.tile(np.arange(40), 10)], axis=1).astype(float)
    (found,) = prim.boxes(points, points[:, 0] >= 7, whole_space([None, None]), most=1)
    assert found.seen.box.limits[0].low == 6.5
    assert (found.seen.coverage, found.seen.density) == (1.0, 1.0)


def test_levels_are_peeled_as_sets():
    points = np.stack([np.arange(300) % 3, np.arange(300) / 300], axis=1)
    whole = whole_space([3, None])
    (found,) = prim.boxes(points, points[:, 0] != 1, whole, most=1)
    assert found.seen.box.limits[0] == Limit(levels=frozenset({0, 2}))
    assert [bound for bound, _ in found.chances] == [Bound(0, "levels")]


def test_the_trajectory_begins_with_everything_and_never_grows():
    points = space(256, 3)
    labels = points[:, 0] + points[:, 1] < 0.8
    (found,) = prim.boxes(points, labels, whole_space([None] * 3), most=1)
    counts = [one.inside for one in found.trajectory]
    assert counts[0] == 256
    assert counts == sorted(counts, reverse=True)
    assert found.trajectory[0].coverage == 1.0
    assert found.trajectory[0].density == pytest.approx(labels.mean())


def test_quasi_p_is_the_binomial_tail_against_the_box_without_the_bound():
    points = np.linspace(0, 1, 20)[:, None]
    labels = points[:, 0] > 0.5
    box = whole_space([None]).with_limit(0, Limit(low=0.75))
    ((bound, chance),) = prim.chances(box, points, labels, whole_space([None]))
    assert bound == Bound(0, "low")
    assert chance == pytest.approx(0.5**5)


@pytest.mark.parametrize("label", [True, False])
def test_where_all_points_agree_there_is_no_box(label):
    points = space(64, 2)
    assert prim.boxes(points, np.full(64, label), whole_space([None, None])) == []
