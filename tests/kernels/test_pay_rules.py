"""What contracts make a flow worth, and what an order is then worth to a member, against plain formulas beside them."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from sim.engine.company import Scenario
from sim.engine.phases import live
from sim.engine.week import clock
from sim.flows import DECLARED, FLOW_COUNT, Flow
from sim.incentives import expectation
from sim.incentives.metrics import METRICS
from sim.incentives.worth import CARES
from sim.kernels import choose
from sim.stages import Department
from tests.kernels.rows import company, numbers, weights

# The contract of inside sales in the tests of pay, and what one more unit of each flow is then worth, by hand.
MEETINGS = "{metric: meetings, weight: 0.7, target: 20}"
WIN_RATE = "{metric: win_rate, scope: department, weight: 0.3, target: 0.4, volume: 5, lag_weeks: 26}"
PASSED = 4 / 13  # of the quota period


def paid(
    *credits: tuple[int, Flow, float], terms: str, period: dict[Flow, float] | None = None, choice: str = "utility"
) -> SimpleNamespace:
    """Inside sales, in week 4 after crediting (seat, flow, amount): worth of flows, members and the scenario."""
    model = company(
        f"departments.inside_sales.kpis=[{terms}]", "departments.inside_sales.headcount=4",
        f"organisation.choice={choice}",
    )  # fmt: skip
    first = int(model.office["first"][0, Department.INSIDE_SALES])
    for seat, flow, amount in credits:
        model.books.credits[first + seat, flow] += amount
    for flow, amount in (period or {}).items():
        model.period_flows[flow] += amount
    model.now["week"] = 4
    live(model, clock)
    mine, worth = slice(first, first + 4), model.worth
    return SimpleNamespace(
        worth=worth[mine, :FLOW_COUNT], cares=worth[mine, CARES], members=model.members[mine], scenario=model.company
    )


def week_pay(scenario: Scenario) -> float:
    """Hours of customers' work in a quota period: pay is counted in weeks' pay at target."""
    o = scenario.organisation
    return o.quota_weeks * o.people.contract_hours * o.people.customer_share


def test_a_sum_pays_by_the_target_and_less_above_it() -> None:
    staff = paid((0, Flow.MEETINGS, 4.0), (1, Flow.MEETINGS, 21.0), terms=MEETINGS)
    soon = staff.scenario.organisation.patience ** (
        (3 - 1) / 52
    )  # from week 1, when a lead comes, to week 3, when it meets
    below = 0.7 * week_pay(staff.scenario) / 20 * soon
    above = below * staff.scenario.organisation.above_target
    np.testing.assert_allclose(staff.worth[:, Flow.MEETINGS], [below, above, below, below], rtol=1e-12)
    assert np.count_nonzero(staff.worth) == 4
    calm = staff.scenario.organisation.calm
    felt = (np.array([4, 21, 0, 0]) / 20 + calm) / (PASSED + calm)
    np.testing.assert_allclose(staff.members["attainment"], felt, rtol=1e-12)
    np.testing.assert_allclose(staff.members["pressure"], np.clip(1 - staff.members["attainment"], 0, 1), rtol=1e-12)


@pytest.mark.parametrize("week", range(13))
def test_whoever_is_on_pace_feels_no_pressure_in_any_week_and_half_the_pace_is_felt_more_and_more(week: int) -> None:
    model = company(f"departments.inside_sales.kpis=[{MEETINGS}]", "departments.inside_sales.headcount=4")
    first = int(model.office["first"][0, Department.INSIDE_SALES])
    model.books.credits[first : first + 2, Flow.MEETINGS] = 20 * week / 13, 10 * week / 13
    model.now["week"] = week
    live(model, clock)
    calm = model.company.organisation.calm
    behind = 1.0 - (week / 26 + calm) / (week / 13 + calm)
    np.testing.assert_allclose(model.members["pressure"][first : first + 2], [0.0, behind], atol=1e-12)


def test_a_share_pays_by_its_slope_diluted_and_late() -> None:
    """d(orders / decided) / d orders = (1 − rate) / volume, and − rate / volume per loss; four people share it."""
    staff = paid((0, Flow.ORDERS, 6.0), (2, Flow.LOST, 18.0), terms=WIN_RATE)
    rate, volume = 6 / 24, max(24 / 4, 5)
    o = staff.scenario.organisation
    scale = 0.3 / 0.4 * week_pay(staff.scenario) / 4**o.dilution * o.patience ** ((13 - 1 + 26) / 52)
    np.testing.assert_allclose(staff.worth[:, Flow.ORDERS], scale * (1 - rate) / volume, rtol=1e-12)
    np.testing.assert_allclose(staff.worth[:, Flow.LOST], -scale * rate / volume, rtol=1e-12)
    np.testing.assert_allclose(staff.members["attainment"], rate / 0.4, rtol=1e-12)


def test_terms_add_up_and_a_company_wide_term_reads_the_company() -> None:
    shared = "{metric: churn, scope: company, weight: 0.5, target: 0.2, volume: 3}"
    staff = paid(terms=f"{MEETINGS}, {shared}", period={Flow.CHURNED: 30.0, Flow.DUE: 100.0})
    o, people = staff.scenario.organisation, sum(staff.scenario.headcount.values())
    scale = (
        0.5 / 0.2 * week_pay(staff.scenario) / people**o.dilution * o.patience ** ((65 - 1) / 52) / max(100 / people, 3)
    )
    np.testing.assert_allclose(staff.worth[:, Flow.CHURNED], -scale, rtol=1e-12)  # a loss costs, for fewer are better
    np.testing.assert_allclose(staff.worth[:, Flow.DUE], scale * 0.3, rtol=1e-12)
    assert (staff.worth[:, Flow.MEETINGS] > 0).all()
    no_meeting_yet = o.calm / (PASSED + o.calm)
    np.testing.assert_allclose(
        staff.members["attainment"], (0.7 * no_meeting_yet + 0.5 * (2 - 0.3 / 0.2)) / 1.2, rtol=1e-12
    )


def test_an_undefined_share_is_on_target_and_pays_as_such() -> None:
    staff = paid(terms=WIN_RATE)
    assert (staff.worth[:, Flow.ORDERS] > 0).all()
    np.testing.assert_allclose(staff.worth[:, Flow.ORDERS] / staff.worth[:, Flow.LOST], -(1 - 0.4) / 0.4, rtol=1e-12)
    np.testing.assert_allclose(staff.members["attainment"], 1.0)


def test_under_random_choice_attainment_is_measured_and_nobody_feels_it() -> None:
    chosen, random = (paid((1, Flow.MEETINGS, 3.0), terms=MEETINGS, choice=choice).members for choice in choose.WAYS)
    assert random["attainment"].tolist() == chosen["attainment"].tolist()
    assert (chosen["pressure"] > 0).all()
    assert (random["pressure"] == 0).all()


# Flows that end before an order is signed: whoever is paid on these alone does not ask whom an order is with.
BEFORE_AN_ORDER = {Flow.LEADS, Flow.MQLS, Flow.CALLS, Flow.MEETINGS, Flow.ACCEPTED_MEETINGS, Flow.PIPELINE, Flow.LOST}


@pytest.mark.parametrize("metric", METRICS)
def test_members_care_whom_they_win_if_paid_on_what_follows(metric: str) -> None:
    staff = paid(terms=f"{{metric: {metric}, target: 0.5, volume: 9000}}")
    flows = {*METRICS[metric].numerator, *METRICS[metric].denominator}
    assert (staff.cares == bool(flows - BEFORE_AN_ORDER)).all()
    assert set(np.flatnonzero(staff.worth.any(axis=0))) == flows


def worth_of(**flows: float) -> np.ndarray:
    """Weights of the named flows; the member cares whom they win."""
    worth = weights(**flows)
    worth[CARES] = 1.0
    return worth


@pytest.mark.parametrize("flow", sorted(set(DECLARED) - BEFORE_AN_ORDER))
def test_an_order_is_worth_what_follows_from_it(flow: Flow) -> None:
    """One unit's price times what members believe an order brings of it, from their beliefs alone."""
    q = Scenario().organisation.beliefs
    fit, price, promise, handed, load = 0.37, 18_000.0, 0.25, 0.6, 1.4
    stays = q.retention_unfit + (q.retention_fit - q.retention_unfit) * fit
    stays += q.handover_gain * handed - q.promise_cost * promise
    onboarded = q.onboarded_unfit * (1 - fit) + q.onboarded_fit * fit
    care = q.care_cost * (1 + q.unfit_care * (1 - fit)) * load
    value = min(1 / (1 - 0.9 * stays), q.years_ahead) * (q.margin * price - care)
    value += q.talk_value * price * (fit - (1 - fit)) - q.onboarding_cost * load
    believed = {
        Flow.ORDERS: 1.0, Flow.BOOKINGS: price, Flow.ONBOARDED: onboarded, Flow.ONBOARDING_FAILED: 1 - onboarded,
        Flow.RIGHT_ORDERS: 1 / (1 + np.exp((q.right_from - fit) / q.right_blur)), Flow.HEALTHY: onboarded,
        Flow.DUE: 1.0, Flow.RENEWED: stays, Flow.CHURNED: 1 - stays, Flow.DUE_REVENUE: price,
        Flow.RENEWED_REVENUE: stays * price, Flow.GROSS_PROFIT: q.margin * price, Flow.SURVEYS: 1.0,
        Flow.PROMOTERS: fit, Flow.DETRACTORS: 1 - fit, Flow.COHORT_CUSTOMERS: 1.0, Flow.LIFETIME_VALUE: value,
        Flow.EXPANSION: price * q.expansion_of_fit * fit,
    }  # fmt: skip
    w = worth_of(**{flow.name: 0.02})
    found = expectation.of_order(w, fit, price, promise, handed, load, numbers(q))
    assert found == pytest.approx(0.02 * believed.get(flow, 0.0), rel=1e-11)
    w[CARES] = 0.0
    assert expectation.of_order(w, fit, price, promise, handed, load, numbers(q)) == 0.0


def test_a_decision_is_won_lost_or_left_open() -> None:
    """Chances of the three outcomes, each with what it is worth; a loss may cost."""
    w = worth_of(LOST=-0.3)
    for yes, undecided in ((0.0, 0.0), (0.25, 0.45), (1.0, 0.45)):
        lost = 1.0 - yes - (1.0 - yes) * undecided
        found = expectation.of_deciding(w, yes, undecided, 5.0)
        assert found == pytest.approx(5.0 * yes - 0.3 * lost, rel=1e-14)


def test_others_hours_count_for_those_who_are_paid_on_value() -> None:
    assert expectation.of_hours(worth_of(BOOKINGS=1.0, ORDERS=1.0), 250.0) == 0.0
    assert expectation.of_hours(worth_of(LIFETIME_VALUE=0.002), 250.0) == pytest.approx(-0.5, rel=1e-14)
    assert expectation.of_hours(worth_of(GROSS_PROFIT=0.002), 250.0) == pytest.approx(-0.5, rel=1e-14)


def test_staying_is_worth_the_renewal_and_the_years_after_it() -> None:
    q = Scenario().organisation.beliefs
    fit, price = 0.6, 20_000.0
    stays = q.retention_unfit + (q.retention_fit - q.retention_unfit) * fit
    future = q.margin * price * min(1 / (1 - 0.9 * stays), q.years_ahead)
    gains = {"RENEWED": 1.0, "CHURNED": -1.0, "RENEWED_REVENUE": price, "LIFETIME_VALUE": future,
             "GROSS_PROFIT": q.margin * price, "PROMOTERS": 1.0, "DETRACTORS": -1.0, "MEETINGS": 0.0}  # fmt: skip
    for name, gain in gains.items():
        found = expectation.of_staying(worth_of(**{name: 0.01}), price, fit, numbers(q))
        assert found == pytest.approx(0.01 * gain, rel=1e-11), name
