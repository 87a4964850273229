"""The same company after a calm start and after a year in which nobody could answer all requests (pattern P24)."""

from __future__ import annotations

import numpy as np
import pytest

from sim.engine.company import Scenario
from sim.engine.model import Model
from sim.experiments.arm_files import scenario
from sim.experiments.patterns import files as patterns
from sim.experiments.patterns.theory import overload
from sim.record.series import PLACE
from tests.theory.patterns import FOLDER

SMALL = ("market.accounts=4000", "run.years=3")


def company(arm: str) -> Scenario:
    path = FOLDER / "P24.yaml"
    found: Scenario = scenario(patterns.read(path), path, Scenario, arm, SMALL)
    return found


@pytest.fixture(scope="module")
def storm() -> Model:
    return overload.after_a_storm(Model(company("seats_20"), 0))


def test_the_storm_leaves_the_rules_as_they_were(storm: Model) -> None:
    assert storm.rules["nature"]["usage"]["ticket_hours"] == storm.company.usage.ticket_hours


def test_more_onboardings_of_the_storm_fail_also_where_there_are_many_to_help(storm: Model) -> None:
    """Else the second start would not be an overloaded one."""
    calm = Model(storm.company, 0).run()
    begin, end = overload.STORM_WEEKS // 2, overload.STORM_WEEKS
    assert overload.failed_between(storm, begin, end) > overload.failed_between(calm, begin, end)
    queue = PLACE["queue_customer_success"]
    assert storm.weekly[end - 1, queue] > 2 * calm.weekly[end - 1, queue]


def test_the_share_that_fails_is_that_of_the_weeks_asked_for(storm: Model) -> None:
    failed, done = (storm.weekly[:, PLACE[name]] for name in ("onboarding_failed", "onboarded"))
    assert overload.failed_between(storm, 52, 156) == failed[52:].sum() / (failed[52:] + done[52:]).sum()
    assert overload.failed_at_the_end(storm) == overload.failed_between(storm, 52, 156)
    assert np.isnan(overload.failed_between(storm, 10, 10))
