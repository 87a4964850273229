"""Fader and Hardie's survival (2007) through the engine's own renewals, the organisation switched off (pattern P01).

Every customer leaves at each renewal by an own constant chance from a beta law. The survival of the two published
segments then comes out of the engine's renewal rule, and the hazard falls though nobody's risk does.
"""

from __future__ import annotations

import numpy as np
import pytest

from sim.stages import FIRST_CUSTOMER_STAGE, LAST_CUSTOMER_STAGE
from tests.theory.world_only import live_a_week, quiet_world

CUSTOMERS, TERM = 100_000, 16  # weeks between renewals: the law speaks of renewals, a year each in its data
PUBLISHED = {  # per cent surviving at least t years, t = 0 … 12
    "high end": (100, 86.9, 74.3, 65.3, 59.3, 55.1, 51.7, 49.1, 46.8, 44.5, 42.7, 40.9, 39.4),
    "regular": (100, 63.1, 46.8, 38.2, 32.6, 28.9, 26.2, 24.1, 22.3, 20.7, 19.4, 18.3, 17.3),
}
LAWS = {"high end": (0.668, 3.806), "regular": (0.704, 1.182)}
YEARS = np.arange(13)


@pytest.fixture(scope="module", params=LAWS)
def segment(request: pytest.FixtureRequest) -> tuple[str, np.ndarray]:
    """The segment's name and its survival at 0 … 12 years, in per cent."""
    alpha, beta = LAWS[request.param]
    world = quiet_world(
        CUSTOMERS, 13 * TERM / 52, opening__customers=CUSTOMERS, opening__selection=0, contracts__outside_churn=0,
        contracts__innate_risk__enabled="true", contracts__innate_risk__alpha=alpha, contracts__innate_risk__beta=beta,
        contracts__term_weeks=TERM, market__forgiving_weeks=1040, talk__enabled="false",
    )  # fmt: skip
    assert (world.accounts["inherited"] == 1).all()
    for _ in range(world.weeks):
        live_a_week(world)
    accounts = world.accounts
    lasted = np.where(accounts["ended_week"] >= 0, accounts["ended_week"] - accounts["won_week"], np.inf)
    assert (lasted[np.isfinite(lasted)] % TERM == 0).all()  # nobody leaves but at a renewal
    stays = (accounts["stage"] >= FIRST_CUSTOMER_STAGE) & (accounts["stage"] <= LAST_CUSTOMER_STAGE)
    np.testing.assert_array_equal(stays, np.isinf(lasted))
    return request.param, 100.0 * (lasted[:, None] > TERM * YEARS).mean(axis=0)


def test_survival_matches_the_published_table(segment: tuple[str, np.ndarray]) -> None:
    """100,000 customers: a standard error of at most 0.16 points beside the law's own error, at most 1.72 and 1.6
    points: a right engine exceeds a bound in about three of a hundred seeds, and this seed is fixed.
    """
    name, survival = segment
    error = np.abs(survival - PUBLISHED[name])
    assert error[:8].max() <= 2.0
    assert error[8:].max() <= 2.5


def test_survival_is_the_beta_geometric(segment: tuple[str, np.ndarray]) -> None:
    """S(t) = Π (β + k − 1) / (α + β + k − 1); 24 comparisons at 4.5 standard errors fail once in 6,000 seeds."""
    name, survival = segment
    alpha, beta = LAWS[name]
    steps = np.arange(12)
    law = np.concatenate([[1.0], np.cumprod((beta + steps) / (alpha + beta + steps))])
    error = np.sqrt(law * (1.0 - law) / CUSTOMERS)
    assert (np.abs(survival / 100.0 - law) <= 4.5 * error + 1e-12).all()


def test_hazard_falls_with_tenure(segment: tuple[str, np.ndarray]) -> None:
    hazard = 1.0 - segment[1][1:] / segment[1][:-1]
    assert hazard[0] > hazard[2] > hazard[5] > hazard[11]
