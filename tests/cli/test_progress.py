"""Progress off a terminal: a line now and then, and an estimate once there is a pace to go by."""

from __future__ import annotations

import pytest

from sim.terminal import progress


def test_time_left_goes_by_the_pace_since_the_first_and_not_by_what_came_before(capsys, monkeypatch):
    clock = iter([0.0, 180.0, 190.0, 200.0, 215.0])
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(clock))
    report = progress.TerminalWatcher().progress("runs")
    for done, planned in ((1, 1000), (2, 1000), (11, 21), (21, 21)):  # the first took three minutes of compiling
        report(done, 0, planned)
    assert capsys.readouterr().err.splitlines() == [
        "runs: 1 of 1000", "runs: 2 of 1000, 166 min left", "runs: 11 of 21, 20 s left", "runs: 21 of 21, 0 s left",
    ]  # fmt: skip


@pytest.mark.parametrize(("left", "words"), [(119, "119 s left"), (120, "2 min left"), (3599, "59 min left")])
def test_long_waits_are_told_in_minutes(left, words):
    assert progress._time_left(1.0, 1, left) == f", {words}"
