"""Fader and Hardie's survival (2007) through the engine's own renewals, the organisation switched off (pattern P01).

Every customer leaves at each renewal by an own constant chance from a beta law. A renewal stands for a year of the
data, whatever the contract's term. The survival of the two published segments then comes out of the engine's renewal
rule, and the hazard falls though nobody's risk does.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.model import Model
from sim.engine.phases import world_alone
from sim.stages import FIRST_CUSTOMER_STAGE, LAST_CUSTOMER_STAGE

Floats = NDArray[np.float64]

EARLY = 8  # published numbers from the start to year 7; the later ones were kept from the fit
PUBLISHED: dict[tuple[float, float], tuple[float, ...]] = {
    # Per cent surviving at least t years, t = 0 … 12, by the (alpha, beta) of the law fitted to years 1–7.
    (0.668, 3.806): (100, 86.9, 74.3, 65.3, 59.3, 55.1, 51.7, 49.1, 46.8, 44.5, 42.7, 40.9, 39.4),  # high end
    (0.704, 1.182): (100, 63.1, 46.8, 38.2, 32.6, 28.9, 26.2, 24.1, 22.3, 20.7, 19.4, 18.3, 17.3),  # regular
}
RENEWALS = 12


def measures(scenario: Any, replicate: int) -> dict[str, float]:
    """Distances from the published table of the scenario's law, and how far the hazard falls."""
    return measures_of(lived(scenario, replicate))


def measures_of(world: Model) -> dict[str, float]:
    """The same of a world that has lived."""
    survival, risk = survive(world), world.company.contracts.innate_risk
    error = np.abs(survival - PUBLISHED[risk.alpha, risk.beta])
    hazard = 1.0 - survival[1:] / survival[:-1]
    return {
        "survival_error_early": float(error[:EARLY].max()),
        "survival_error_late": float(error[EARLY:].max()),
        "hazard_fall": float(hazard[0] - hazard[-1]),
    }


def lived(scenario: Any, replicate: int) -> Model:
    """The world after the scenario's horizon, in which nobody worked."""
    world = Model(scenario, replicate)
    for _ in range(world.weeks):
        world_alone(world)
    return world


def lasted(world: Model) -> Floats:
    """Weeks that each account stayed a customer; infinite for those who still are."""
    accounts = world.accounts
    return np.where(accounts["ended_week"] >= 0, accounts["ended_week"] - accounts["won_week"], np.inf)


def survive(world: Model) -> Floats:
    """(13,) per cent of the customers that outlasted 0 … 12 renewals."""
    renewals = world.company.contracts.term_weeks * np.arange(RENEWALS + 1)
    share: Floats = 100.0 * (lasted(world)[:, None] > renewals).mean(axis=0)
    return share


def still_customers(world: Model) -> NDArray[np.bool_]:
    """By the stages: who is a customer."""
    stage = world.accounts["stage"]
    return np.asarray((stage >= FIRST_CUSTOMER_STAGE) & (stage <= LAST_CUSTOMER_STAGE))
