"""The customers of week 0 are such as the company would have won and kept by itself."""

from __future__ import annotations

import numpy as np
import pytest

from sim.engine.model import Model
from sim.stages import Stage
from tests.kernels.rows import scenario

TWO_YEARS = 104


def _customers(model: Model) -> tuple[int, float]:
    """How many there are, and their mean fit."""
    stages = model.accounts["stage"]
    held = model.accounts[(stages >= Stage.ONBOARDING) & (stages <= Stage.ADVOCATE)]
    return len(held), float(held["fit"].mean())


def test_the_base_company_opens_as_two_years_in_silos_leave_one_that_started_with_nobody() -> None:
    opened, grown = [], []
    for replicate in range(8):
        opened.append(_customers(Model(scenario(), replicate)))
        alone = Model(scenario("opening.customers=0", "run.years=2"), replicate)
        alone.live_until(TWO_YEARS)
        grown.append(_customers(alone))
    (many, fit), (many_grown, fit_grown) = np.mean(opened, axis=0), np.mean(grown, axis=0)
    assert many == pytest.approx(many_grown, rel=0.1)
    assert fit == pytest.approx(fit_grown, abs=0.02)  # chosen in proportion to fit they had 0.52
