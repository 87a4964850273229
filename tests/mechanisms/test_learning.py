"""Learning by doing, the playbook and a shift of the market (M21)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.engine.model import Model
from sim.organisation import belief, people
from tests.laws.companies import behaviour, company, lived

PLAYBOOK: dict[str, Any] = {"organisation.playbook.kind": "decisions"}
PROCESS: dict[str, Any] = {"organisation.playbook.kind": "process"}
SHIFT: dict[str, Any] = {"market_shift.week": 40}


def speeds(model: Model) -> Any:
    people.begin_week(model.members, model.rules[0])
    return model.members["speed"].copy()


def test_speed_grows_with_practice_by_the_power_law() -> None:
    model = Model(company({"organisation.learning.rate": 0.15}))
    skill = model.members["skill"].copy()
    np.testing.assert_allclose(speeds(model), skill, rtol=1e-12)
    model.members["practice"] *= 2.0
    np.testing.assert_allclose(speeds(model), skill * 2.0**0.15, rtol=1e-12)


def test_practice_is_the_hours_worked_and_goes_with_who_leaves() -> None:
    model = lived(company({"organisation.learning.rate": 0.15, "organisation.people.yearly_leaving": 0.9}))
    newcomers = model.members["hires"] > 0
    assert newcomers.any()
    assert (model.members["practice"][newcomers] < 1000 + 40 * 104).all()
    assert (model.members["practice"][~newcomers] > 3000).all()


@pytest.mark.parametrize("kind", ["process", "decisions"])
def test_a_playbook_lifts_those_below_its_standard(kind: str) -> None:
    plain, guided = Model(company()), Model(company({"organisation.playbook.kind": kind}))
    before, after = speeds(plain), speeds(guided)
    np.testing.assert_allclose(after, before + 0.4 * np.maximum(1.1 - before, 0.0), rtol=1e-12)
    assert after.std() < before.std()
    np.testing.assert_allclose(plain.members["hours"] - guided.members["hours"], 0.5, rtol=1e-9)


def test_a_playbook_shortens_the_ramp() -> None:
    models = [Model(company(layer)) for layer in ({}, {**PLAYBOOK, "organisation.playbook.lift": 0.0})]
    for model in models:
        model.members["hired_week"] = -5.0
    slow, quick = map(speeds, models)
    np.testing.assert_allclose(quick / slow, (0.3 + 0.7 * 5 / (22 * 0.7)) / (0.3 + 0.7 * 5 / 22), rtol=1e-12)


def test_after_a_shift_a_copied_process_no_longer_lifts() -> None:
    plain, process, decisions = (Model(company(layer)) for layer in ({}, PROCESS, PLAYBOOK))
    before = speeds(plain)
    for model in (process, decisions):
        model.shift_market()
    np.testing.assert_allclose(speeds(process), before, rtol=1e-12)
    assert speeds(decisions).sum() > before.sum()


def test_the_market_shifts_in_its_week_and_members_see_it_by_and_by() -> None:
    never, shifted = lived(company()), lived(company(SHIFT))
    weeks = 104 - 40
    assert float(shifted.office["stale"][0]) == pytest.approx(np.exp(-weeks / 26.0), rel=1e-9)
    assert np.array_equal(never.weekly[:40], shifted.weekly[:40])
    assert not np.array_equal(never.weekly[40:], shifted.weekly[40:])
    fits = [model.accounts["fit"] for model in (never, shifted)]
    assert np.corrcoef(*fits)[0, 1] < 0.8
    assert fits[0].mean() == pytest.approx(fits[1].mean(), abs=0.02)


def test_stale_members_judge_by_the_old_market() -> None:
    model = Model(company({"organisation.perception.noise": 0.001}))
    old = model.accounts["fit"].copy()
    model.shift_market()
    seen = [belief.estimate(a, 0.5, model.rules[0]) for a in model.accounts[:200]]
    np.testing.assert_allclose(seen, old[:200], atol=0.02)
    model.office["stale"] = 0.0
    seen = [belief.estimate(a, 0.5, model.rules[0]) for a in model.accounts[:200]]
    np.testing.assert_allclose(seen, model.accounts["fit"][:200], atol=0.02)


def test_off_is_absent() -> None:
    silent = {"organisation.playbook.lift": 1.0, "organisation.playbook.hours": 9.0, "market_shift.fit_share": 1.0,
              "organisation.playbook.ramp_saved": 1.0, "market_shift.price_factor": 9.0}  # fmt: skip
    assert behaviour(lived(company(silent))) == behaviour(lived(company()))
    for layer in (PLAYBOOK, PROCESS, SHIFT, {"organisation.learning.rate": 0.15}):
        assert behaviour(lived(company(layer))) != behaviour(lived(company()))
