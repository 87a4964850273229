"""The office puts weight of all contracts on the leg that falls behind, and members act on it (M33)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.engine.model import Model
from sim.experiments.replicate import simulate
from sim.flows import Flow
from sim.incentives.division import emphasised
from sim.incentives.pay import Kpi
from sim.organisation.emphasis import AS_PLANNED, read_attainment
from sim.stages import Department
from tests.laws.companies import DEPARTMENTS, RICH, behaviour, company, lived, term

KEY = "organisation.revenue_office"
OFFICE = {f"{KEY}.enabled": True, f"{KEY}.moves": False, f"{KEY}.salary": 0.0, f"{KEY}.delay_weeks": 3.0}
OWN = dict(zip(DEPARTMENTS, ("mqls", "meetings", "bookings", "retention"), strict=True))
SILOED = {f"departments.{name}.kpis": [term(metric)] for name, metric in OWN.items()}
SHARE = {f"{KEY}.emphasis.share": 0.4}
F, S = Department.FIELD_SALES, Department.CUSTOMER_SUCCESS


def falling_behind(model: Model, attained: list[float], weeks: int) -> Model:
    """The model some weeks later, if the office reads the same attainment all the time."""
    for _ in range(weeks):
        model.office["attained_now"][0] = model.office["attained_trend"][0] = attained
        model.step()
    return model


def test_the_weakest_legs_goals_weigh_for_all_and_nobodys_contract_grows() -> None:
    plan = company(SILOED)
    found = emphasised(plan.contracts_of_staff, plan.headcount, S, 0.4)
    for department, kpis in found.items():
        own, common = kpis
        assert own == plan.contracts_of_staff[department][0].model_copy(update={"weight": 0.6})
        assert (common.metric, common.scope, common.target) == ("retention", "company", 0.85)
        assert common.weight == pytest.approx(0.4)
        assert common.volume == pytest.approx(6.0 * 2 / 8), "two of eight people have the cases"
    sums = emphasised(plan.contracts_of_staff, plan.headcount, F, 0.9)
    assert sums[S][1].target == pytest.approx(5e4 * 2 / 8)


def test_each_role_of_a_divided_department_keeps_what_its_contract_weighs() -> None:
    plan = company(SILOED)
    split = (term("onboarded") | {"role": "adoption"}, term("retention") | {"role": "renewal"})
    contracts = dict(plan.contracts_of_staff) | {S: tuple(Kpi(**kpi) for kpi in split)}
    for leg in (F, S):
        found = emphasised(contracts, plan.headcount, leg, 0.4)
        for role in ("adoption", "renewal"):
            terms = [kpi.weight for kpi in found[S] if kpi.role in (role, "all")]
            assert (terms[0], sum(terms)) == (pytest.approx(0.6), pytest.approx(1.0))


def test_the_office_reads_what_members_attain() -> None:
    """The mean attainment of the department's members, and its trend: last + smoothing · (now − last)."""
    model = Model(company(SILOED, OFFICE, {f"{KEY}.smoothing": 0.25}))
    model.live_until(30)  # within a quota period
    staff, before = model.members[model.members["closed"] == 0], model.office["attained_trend"][0].copy()
    now = np.array([staff["attainment"][staff["department"] == d].mean() for d in range(4)])
    np.testing.assert_allclose(model.office["attained_now"][0], now)
    assert len(set(now.round(6))) > 1
    totals = model.contracts[3].copy()
    totals[:, 4] = 2.0 * model.office["heads"][0]
    read_attainment(totals, 0.25, model.office[0])
    np.testing.assert_allclose(model.office["attained_trend"][0], before + 0.25 * (2.0 - before))


def test_a_leg_that_is_paid_on_nothing_gives_nobody_a_goal() -> None:
    plan = company(SILOED, {"departments.customer_success.kpis": []})
    assert emphasised(plan.contracts_of_staff, plan.headcount, S, 0.4) == plan.contracts_of_staff


def test_the_emphasis_comes_after_cycle_and_delay_and_goes_when_the_leg_has_caught_up() -> None:
    model = Model(company(SILOED, OFFICE, SHARE, {f"{KEY}.cycle_weeks": 4}))
    planned = model.contracts[1].copy()
    falling_behind(model, [1.0, 1.1, 1.0, 0.6], 7)
    assert model.office["emphasised"][0] == AS_PLANNED
    falling_behind(model, [1.0, 1.1, 1.0, 0.6], 1)
    assert (model.office["emphasised"][0], len(model.contracts[1])) == (S, 8)
    assert model.office["common_goal"] == pytest.approx(0.4)
    assert model.office["stakes"][0, F] == pytest.approx(0.4)
    falling_behind(model, [1.0, 1.1, 1.0, 0.95], 5)
    assert model.office["emphasised"][0] == AS_PLANNED
    assert model.contracts[1].tobytes() == planned.tobytes()


def test_what_a_seller_expects_to_gain_follows_the_formula_of_contracts() -> None:
    """Own bookings count for 1 − share; a renewal for share · hours / people^dilution · slope / target, less time."""
    worth = []
    for share in (0.0, 0.4):
        model = Model(company(SILOED, OFFICE, {f"{KEY}.emphasis.share": share, f"{KEY}.cycle_weeks": 1}))
        falling_behind(model, [1.0, 1.0, 1.0, 0.5], 5)
        model.books.credits[:] = model.period_flows[:] = 0.0  # nobody has attained anything
        model.step()
        worth.append(model.worth[int(model.office["first"][0, F])].copy())
    p = model.company.organisation
    hours = p.quota_weeks * p.people.contract_hours * p.people.customer_share
    late = p.patience ** ((65.0 - 4.0) / 52.0)
    assert worth[0][Flow.RENEWED] == 0.0
    assert worth[1][Flow.BOOKINGS] == pytest.approx(0.6 * worth[0][Flow.BOOKINGS])
    assert worth[1][Flow.RENEWED] == pytest.approx(0.4 * hours / 8**p.dilution / (6.0 * 2 / 8) / 0.85 * late)


BEHIND = {  # customer success can never attain its contract, and everybody else does
    **SILOED,
    "departments.customer_success.kpis": [term("retention") | {"target": 3.0}],
    f"{KEY}.cycle_weeks": 4,
    f"{KEY}.emphasis.weak_below": 0.9,
    **{f"market.channels.{name}.weekly_leads": 60.0 for name in ("search", "targeted")},
    **{f"departments.{name}.kpis": [term(OWN[name]) | {"target": 1e-3}] for name in DEPARTMENTS[:3]},
}


def test_sellers_choose_with_the_weak_leg_in_mind() -> None:
    """More full hand-overs and better-fitting customers where retention counts for all, under the same luck."""
    full, fit = [], []
    for change in ({}, {f"{KEY}.emphasis.share": 0.9}):
        models = [lived(company(OFFICE, BEHIND, change), replicate) for replicate in range(3)]
        won = np.concatenate([m.accounts[(m.accounts["lives"] > 0) & (m.accounts["won_week"] > 12)] for m in models])
        full.append(won["handed_in_full"].mean())
        fit.append(won["fit"].mean())
    assert full[1] > full[0]
    assert fit[1] > fit[0]


def test_weights_move_nobody_who_chooses_at_random() -> None:
    """The placebo of law 1: contracts act through choices alone, and unite nobody who does not act on them."""
    random = {"organisation.choice": "random", f"{KEY}.cycle_weeks": 4, f"{KEY}.emphasis.weak_below": 2.0}
    plain, swayed = (lived(company(RICH, random, change)) for change in ({}, SHARE))
    assert swayed.office["emphasised"][0] != AS_PLANNED
    assert behaviour(swayed) == behaviour(plain)


def test_going_on_as_the_same_company_keeps_the_emphasis() -> None:
    scenario = company(RICH, SHARE, {f"{KEY}.emphasis.weak_below": 2.0})
    plain = simulate(scenario, 0).weekly
    assert simulate(scenario, 0, later={40: scenario}).weekly.tobytes() == plain.tobytes()


def test_off_is_absent() -> None:
    off: dict[str, Any] = {f"{KEY}.emphasis.share": 0.0}
    far = {f"{KEY}.emphasis.weak_below": 2.0}
    assert behaviour(lived(company(RICH, off, far))) == behaviour(lived(company(RICH, off)))
