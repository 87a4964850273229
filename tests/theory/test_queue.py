"""Waiting for a busy member against queueing theory (pattern P21)."""

from __future__ import annotations

import pytest

from sim.experiments.patterns.theory import queue
from tests.theory.patterns import arm, outside


@pytest.mark.parametrize("name", ["long", "short"])
def test_a_seat_is_a_single_queue_behind_a_weekly_gate(name: str) -> None:
    scenario = arm("P21", name)
    mean, error = queue.mean_waits_of_seats(scenario, 0)
    hours = scenario.departments.field_sales.meeting_hours
    assert error / queue.wait_behind_a_gate(hours) < 0.01  # so a right engine fails a bound of 3 % once in 300 seeds
    assert outside("P21", name, queue.deviations(mean, hours)) == []


def test_the_gate_alone_explains_the_difference_from_the_textbook() -> None:
    assert queue.wait_behind_a_gate(80.0) == pytest.approx(queue.wait_of_the_textbook(80.0), rel=0.01)
    assert queue.wait_behind_a_gate(6.0) > 1.15 * queue.wait_of_the_textbook(6.0)
