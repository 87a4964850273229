"""The inverted U: where it is highest, how far the ends lie below, and what the page says of it."""

from __future__ import annotations

import numpy as np
import pytest

from sim.errors import TasukiError
from sim.experiments import strictness
from sim.experiments.statistics import Estimate
from sim.experiments.strictness import Shape, shape
from sim.record.results import Replicate
from sim.report import strictness_page

VALUES = (0.0, 0.3, 0.6)
WANTED = strictness_page.Wanted(0.8, 0.05)


def curve(rows, first=0):
    """Replicates by point from rows (points, replicates) of total value."""
    nothing = np.empty(0)

    def replicate(number, value):
        metrics = {"total_value": value, "ltv_per_customer": 1.0, "customers_won": 2.0}
        return Replicate(number, metrics, nothing, nothing, nothing, nothing)

    return [[replicate(first + number, value) for number, value in enumerate(row)] for row in rows]


def test_a_plain_inverted_u():
    found = shape(VALUES, curve([[90.0] * 6, [100.0] * 6, [60.0] * 6]))
    assert (found.best, found.peaks, found.interior) == (0.3, (0, 6, 0), 1.0)
    assert found.loose == Estimate(0.1, 0.1, 0.1, 6)
    assert found.strict.mean == pytest.approx(0.4)
    assert strictness_page.holds(found, WANTED)


def test_the_best_point_of_noise_is_not_better_than_it_is():
    # Ten points without any difference: the best of its own sample looks about 1.5 standard errors too good. Chosen on
    # one half and measured on the other it is not. Over 200 trials the mean has a standard error of about 0.02.
    random = np.random.default_rng(3)
    values = tuple(np.linspace(0.0, 1.0, 10))
    gaps = [shape(values, curve(100.0 + random.normal(size=(10, 20)))).loose.mean * 100.0 for _ in range(200)]
    assert abs(np.mean(gaps)) < 0.1


def test_replicates_that_failed_somewhere_are_left_out_everywhere():
    points = curve([[90.0] * 6, [100.0] * 6, [60.0] * 6])
    del points[1][0]
    assert sum(shape(VALUES, points).peaks) == 5
    with pytest.raises(TasukiError, match="fewer than four"):
        shape(VALUES, [points[0], points[1], points[2][:3]])


@pytest.mark.parametrize(
    ("interior", "loose", "strict", "holds"),
    [(0.8, 0.05, 0.05, True), (0.79, 0.2, 0.2, False), (1.0, 0.04, 0.2, False), (1.0, 0.2, 0.04, False)],
)
def test_both_parts_of_the_pattern_are_asked_for(interior, loose, strict, holds):
    ends = (Estimate(share, share, share, 4) for share in (loose, strict))
    assert strictness_page.holds(Shape(0.3, (0, 1, 0), interior, *ends), WANTED) is holds


def test_the_page_prints_every_point_and_says_whether_the_pattern_holds():
    points = curve([[90.0] * 6, [100.0] * 6, [60.0] * 6])
    section = strictness.section("a.bar", VALUES, {"arm": points})
    scan = strictness_page.Scan(section, {"arm": shape(VALUES, points)}, 6)
    page = strictness_page.page({"arm": "An arm"}, scan, [scan], 7, "figure.png", WANTED)
    assert "The pattern holds" in page
    assert "highest at 0.3" in page
    assert "](figure.png)" in page
    assert page.count("| 0.6 |") == 2
