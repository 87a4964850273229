"""Concentrating turns the channels to a segment; a company learns of a segment from its customers alone (M36)."""

from __future__ import annotations

import numpy as np
import pytest

from sim.engine.model import Model
from sim.organisation import belief, strategy
from tests.laws.companies import RICH, behaviour, company, lived

KEY = "organisation.strategy"
ON = {f"{KEY}.enabled": True}


def plan(**values: object) -> strategy.Strategy:
    return company(ON, {f"{KEY}.{name}": value for name, value in values.items()}).organisation.strategy


@pytest.mark.parametrize("aim", ["small", "large", "two_tracks"])
def test_concentrating_shifts_the_channels_reach_and_does_not_enlarge_it(aim: str) -> None:
    sizes = np.array([0.2, 0.3, 0.5, 1.0, 2.0])
    found = strategy.reach(plan(aim=aim, focus=0.9), sizes)
    small, large = found["reach_small"], found["reach_large"]
    assert 0.6 * small + 0.4 * large == pytest.approx(1.0)
    assert found["reach_most"] == max(small, large)
    if aim == "large":
        assert 0.4 * large == pytest.approx(0.9)


def test_leads_come_from_the_chosen_segment() -> None:
    share = {}
    for aim in ("small", "large"):
        model = lived(
            company(ON, {f"{KEY}.aim": aim, f"{KEY}.focus": 1.0, "opening.customers": 0, "talk.enabled": False})
        )
        asked = model.accounts[model.accounts["quote"] > 0]
        assert len(asked) > 50
        share[aim] = float((asked["scale"] >= model.company.organisation.strategy.boundary).mean())
    assert share == {"small": 0.0, "large": 1.0}


def test_customers_whose_window_closes_teach_about_their_segment() -> None:
    model = lived(company(ON, {"run.years": 1.0}))
    p, rows, weeks = model.company.organisation.strategy, model.accounts, model.week
    window = model.company.usage.window_weeks
    lived_with = rows[(rows["onboarded"] > 0) & (rows["ended_week"] < 0) & (rows["won_week"] + window < weeks)]
    assert len(lived_with) > 20
    known = model.office["known_of"][0]
    np.testing.assert_allclose(known, p.units * model.office["cases"][0] / (model.office["cases"][0] + p.half_cases))
    assert (known > 0).all()


def test_what_is_known_of_a_segment_sharpens_estimates_and_prepares_no_meeting() -> None:
    """As so many units of information; what the world reads is what was learned in hours, and stays as it is."""
    model = Model(company(ON))
    a = model.accounts[0]
    for scale, information, known in ((0.5, 1.0, 0.5), (2.0, 1.0, 2.0), (2.0, 7.0, 2.0)):
        a["scale"], a["information"] = scale, information + known
        model.office["known_of"][0] = 0.0
        expected = belief.estimate(a, 0.5, model.rules[0])
        a["information"], model.office["known_of"][0] = information, (0.5, 2.0)
        assert belief.estimate(a, 0.5, model.rules[0]) == pytest.approx(expected)
        assert a["information"] == information


def test_off_is_absent() -> None:
    off = {f"{KEY}.enabled": False}
    changes = {f"{KEY}.aim": "small", f"{KEY}.focus": 1.0, f"{KEY}.units": 50.0, f"{KEY}.boundary": 2.0}
    assert behaviour(lived(company(RICH, off, changes))) == behaviour(lived(company(RICH, off)))
