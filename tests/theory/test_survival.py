"""Fader and Hardie's survival (2007) through the engine's own renewals, the organisation switched off (pattern P01)."""

from __future__ import annotations

import numpy as np
import pytest

from sim.engine.model import Model
from sim.experiments.patterns.theory import survival
from tests.theory.patterns import arm, outside


@pytest.fixture(scope="module", params=["high_end", "regular"])
def segment(request: pytest.FixtureRequest) -> tuple[str, Model]:
    """The segment's name, and its world after twelve renewals."""
    return request.param, survival.lived(arm("P01", request.param), 0)


def test_survival_matches_the_published_table(segment: tuple[str, Model]) -> None:
    """100,000 customers: a standard error of at most 0.16 points beside the law's own error, at most 1.72 and 1.6
    points: a right engine exceeds a bound in about three of a hundred seeds, and this seed is fixed.
    """
    name, world = segment
    assert outside("P01", name, survival.measures_of(world)) == []


def test_everybody_was_a_customer_and_leaves_at_a_renewal_alone(segment: tuple[str, Model]) -> None:
    _, world = segment
    weeks = survival.lasted(world)
    assert (world.accounts["inherited"] == 1).all()
    assert (weeks[np.isfinite(weeks)] % world.company.contracts.term_weeks == 0).all()
    np.testing.assert_array_equal(survival.still_customers(world), np.isinf(weeks))


def test_survival_is_the_beta_geometric(segment: tuple[str, Model]) -> None:
    """S(t) = Π (β + k − 1) / (α + β + k − 1); 24 comparisons at 4.5 standard errors fail once in 6,000 seeds."""
    _, world = segment
    risk, steps = world.company.contracts.innate_risk, np.arange(survival.RENEWALS)
    law = np.concatenate([[1.0], np.cumprod((risk.beta + steps) / (risk.alpha + risk.beta + steps))])
    error = np.sqrt(law * (1.0 - law) / len(world.accounts))
    assert (np.abs(survival.survive(world) / 100.0 - law) <= 4.5 * error + 1e-12).all()


def test_hazard_falls_with_tenure(segment: tuple[str, Model]) -> None:
    share = survival.survive(segment[1])
    hazard = 1.0 - share[1:] / share[:-1]
    assert hazard[0] > hazard[2] > hazard[5] > hazard[11]
