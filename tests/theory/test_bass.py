"""Word of mouth alone, in a closed market, spreads as Bass's closed form says (pattern P20)."""

from __future__ import annotations

import pytest

from sim.experiments.patterns.theory import bass
from tests.theory.patterns import arm, outside


def test_adoption_follows_the_closed_form() -> None:
    """The curve's own luck is a shift in time by about 1 / (q √(N p / q)) weeks, at most 0.9 % of the market at
    one standard deviation: a right engine exceeds 2 % in fewer than one of fifty seeds, and this seed is fixed.
    """
    assert outside("P20", "closed", bass.measures(arm("P20", "closed"), 0)) == []


def test_talk_among_neighbours_alone_does_not() -> None:
    neighbours = arm("P20", "closed", "talk.local_share=1.0")
    assert bass.rmse(bass.adoption(neighbours, 0), neighbours) > 0.05


def test_the_closed_form_reads_both_of_its_chances_from_the_scenario() -> None:
    """At the start, only who responds unprompted adopts; the curve is steepest where half of the market is left."""
    closed = arm("P20", "closed")
    curve = bass.closed_form(closed.run.weeks, closed)
    assert curve[0] == pytest.approx(0.03 / 52, rel=0.01)
    assert 0.4 < curve[(curve[1:] - curve[:-1]).argmax()] < 0.5
