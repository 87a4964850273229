"""The pay curve (M27): the slope against expected pay integrated by hand, and what it does to the end of a period."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.engine.model import Model
from sim.flows import Flow
from sim.incentives import curve, worth
from sim.incentives.pay import PayCurve
from sim.record.series import PLACE
from sim.stages import Department
from tests.kernels.rows import numbers
from tests.laws.companies import DEPARTMENTS, SMALL, behaviour, company, lived, term

ON: dict[str, Any] = {"organisation.pay_curve.enabled": True}
PUSH: dict[str, Any] = {**ON, "departments.field_sales.early_close_weeks": 2, "organisation.pay_curve.bonus": 0.8}


def pay(result: Any, p: PayCurve, above_target: float) -> Any:
    """Pay of a period by its result, in targets of the contract, in weeks' pay at target."""
    x = result / (p.stretch if p.paid_on_goal else 1.0)
    line = np.clip((np.minimum(x, 1.0) - p.threshold) / (1.0 - p.threshold), 0.0, 1.0)
    line = line + above_target * np.clip(x - 1.0, 0.0, p.cap - 1.0)
    return (1.0 - p.bonus) * line + p.bonus * (x >= 1.0)


def expected_pay(mean: float, left: float, p: PayCurve, above_target: float) -> float:
    z = np.linspace(-8.0, 8.0, 400_001)
    density = np.exp(-0.5 * z * z) / np.sqrt(2.0 * np.pi)
    return float(np.sum(density * pay(mean + p.doubt * np.sqrt(left) * z, p, above_target)) * (z[1] - z[0]))


@pytest.mark.parametrize("expected", [0.2, 0.6, 0.95, 1.0, 1.1, 1.6, 2.4])
@pytest.mark.parametrize("left", [1.0, 0.3, 1 / 13])
@pytest.mark.parametrize("plan", [{}, {"bonus": 0.0, "threshold": 0.0}, {"stretch": 1.4, "paid_on_goal": False}])
def test_the_slope_is_that_of_expected_pay(expected: float, left: float, plan: dict[str, Any]) -> None:
    p = PayCurve(enabled=True, aspiration=0.0, **plan)
    step = 0.01
    up, down = (expected_pay(expected + side * step, left, p, 0.6) for side in (1, -1))
    found = curve.slope(expected, left, 0.0, 0.6, numbers(p))
    assert found == pytest.approx((up - down) / (2.0 * step), rel=0.02, abs=0.01)


def test_the_slope_is_flat_when_hopeless_steep_before_the_target_and_low_above() -> None:
    p = numbers(PayCurve(aspiration=0.0))
    early, late = 12 / 13, 1 / 13
    hopeless, close, beyond = (curve.slope(x, late, 0.0, 0.6, p) for x in (0.1, 0.95, 2.5))
    assert hopeless < 0.1
    assert beyond < 0.1
    assert close > 1.5 * curve.slope(0.95, early, 0.0, 0.6, p)


def test_a_goal_pulls_below_it_less_from_afar_and_no_longer_above() -> None:
    with_it, without = (numbers(PayCurve(aspiration=a, stretch=1.4, paid_on_goal=False)) for a in (0.5, 0.0))
    pulls = [
        curve.slope(x, 0.1, 0.0, 0.6, with_it) - curve.slope(x, 0.1, 0.0, 0.6, without) for x in (0.3, 0.7, 1.1, 1.8)
    ]
    assert pulls[0] < pulls[1] < pulls[2]
    assert pulls[3] < 0.01
    assert pulls[2] == pytest.approx(0.5 / 1.4 * np.exp(-(1 - 1.1 / 1.4) / 0.4), rel=0.05)


@pytest.mark.parametrize("expected", [0.5, 0.85, 1.1])
def test_a_large_unit_is_worth_what_it_adds_to_expected_pay(expected: float) -> None:
    """A contract of a quarter of the target jumps over it: its gain, by the slope over it, within a tenth."""
    p, unit, left = PayCurve(aspiration=0.0), 0.25, 4 / 13
    gain = expected_pay(expected + unit, left, p, 0.6) - expected_pay(expected, left, p, 0.6)
    assert curve.slope(expected, left, unit, 0.6, numbers(p)) * unit == pytest.approx(gain, rel=0.1)


def test_the_forecast_is_what_was_attained_and_the_rest_between_pace_and_the_usual() -> None:
    p = numbers(PayCurve(habit=0.5))
    assert curve.forecast(0.6, 0.5, 0.5, 0, 0.8, p) == pytest.approx(0.6 + 0.5 * (0.6 + 0.4) / (0.5 + 0.5))
    assert curve.forecast(0.6, 0.5, 0.5, 1, 0.8, p) == pytest.approx((0.6 * 0.5 + 0.4) / 1.0)
    assert curve.forecast(0.0, 0.0, 1.0, 0, 0.8, p) == pytest.approx(0.8)


def test_members_learn_what_is_usual_from_what_periods_end_with() -> None:
    plan = {"departments.inside_sales.kpis": [term("meetings")], "departments.field_sales.kpis": [term("win_rate")]}
    model = Model(company(plan, {"organisation.pay_curve.enabled": True, "organisation.pay_curve.memory": 0.5}))
    place = [int(row["department"]) for row in model.contracts[1]].index(Department.INSIDE_SALES)
    model.books.credits[2, Flow.MEETINGS] = 5.0  # of a target of 10; the other seats have nothing to count
    model.close_quota_period()
    assert model.usual[2, place] == pytest.approx(0.75)
    assert np.delete(model.usual.ravel(), 2 * model.usual.shape[1] + place).tolist() == [1.0] * (model.usual.size - 1)


def last_week_share(layer: dict[str, Any]) -> float:
    """Orders of the last week of quota periods against a thirteenth of all, after a year; 96 replicates."""
    size = {key: value for key, value in SMALL.items() if "headcount" not in key}
    rows = [lived(company(size, layer, {"run.years": 4.0, "market.accounts": 6000}), k).weekly[52:] for k in range(96)]
    orders = np.concatenate([each[:, PLACE["orders"]].reshape(-1, 13) for each in rows]).sum(axis=0)
    return float(orders[-1] / orders.mean())


def test_orders_bunch_at_the_end_of_a_period_and_not_without_the_curve() -> None:
    """Some 9,000 orders: without bunching the share is within 1 ± 0.12 (Poisson, three deviations)."""
    assert last_week_share(PUSH) > 1.12
    assert 0.88 < last_week_share({"departments.field_sales.early_close_weeks": 2}) < 1.12


def test_off_is_absent() -> None:
    """Its parameters say nothing while it is off."""
    off = {key: value for key, value in PUSH.items() if key not in ON and not key.endswith("early_close_weeks")}
    silent = {**off, **{f"organisation.pay_curve.{name}": 0.9 for name in ("threshold", "doubt", "habit", "reach")}}
    assert behaviour(lived(company(silent))) == behaviour(lived(company()))
    assert behaviour(lived(company(ON))) != behaviour(lived(company()))


def test_random_members_do_not_see_it() -> None:
    random = {"organisation.choice": "random"}
    assert behaviour(lived(company(random, ON))) == behaviour(lived(company(random)))


def test_a_newcomer_does_not_inherit_what_the_formers_periods_ended_with() -> None:
    leaving = {"organisation.people.yearly_leaving": 1.0, "organisation.people.hiring_weeks": 2.0,
               "organisation.quota_weeks": 104, "run.years": 1.0}  # fmt: skip
    model = Model(company(leaving))
    model.usual[:] = 3.0
    model.run()
    new = model.members["hires"] > 0
    assert new.any()
    assert (model.usual[new] == 1.0).all()
    assert (model.usual[~new] == 3.0).all()


@pytest.mark.parametrize("metric", ["mqls", "orders"])
def test_leads_say_nothing_of_a_period_without_what_is_paid(metric: str) -> None:
    """A sum has something to count where its own flows moved, whatever else the company did in the period."""
    paid = {f"departments.{name}.kpis": [term(metric, scope="company")] for name in DEPARTMENTS}
    model = Model(company(paid))
    table, period, credits = model.contracts[1], model.period_flows, model.books.credits
    period[Flow.LEADS] = 7.0
    own = model.members["department"][:, None] == table["department"]
    assert not worth.ended_with(model.members, table, period, credits)[1].any()
    period[Flow[metric.upper()]] = 1.0
    assert (worth.ended_with(model.members, table, period, credits)[1] == own).all()
