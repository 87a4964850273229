"""What members believe, want and do first, against plain formulas and plain sorting beside them."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from sim.departments import desk
from sim.engine.company import Scenario
from sim.engine.model import Model
from sim.engine.week import clock
from sim.flows import FLOW_COUNT, Flow
from sim.kernels import choose
from sim.organisation import belief
from sim.stages import Department
from tests.kernels.rows import company, shaken


def perception(model: Model) -> np.void:
    return np.atleast_1d(model.rules)["perception"][0]


@pytest.mark.parametrize("rule", ["", "policies.unfit_customers.refuse_below=0.3"])
def test_estimated_fit_is_a_weighing_by_precision(rule: str) -> None:
    """A normal prior (what is usual here) and a signal of variance noise² / information: the mean of the posterior."""
    model = company(*[rule] if rule else [])
    s, unfit = model.company.organisation.perception, model.company.policies.unfit_customers
    mean, spread = model.mean_fit, model.fit_spread
    for a in shaken(model, information=(1, 8))[:200]:
        known = a["information"] + (unfit.segmentation if rule else 0.0)
        signal = a["fit"] + s.halo * (1 - s.picture) * (0.8 - 0.5) + s.noise / known**0.5 * a["misreading"]
        prior, seen = 1.0 / spread**2, known / s.noise**2
        posterior = (prior * mean + seen * signal) / (prior + seen)
        found = belief.estimate(a, 0.8, mean, spread, perception(model))
        assert found == pytest.approx(min(max(posterior, 0.0), 1.0), rel=1e-11)
        assert belief.estimate(a, 0.8, mean, 0.0, perception(model)) == mean  # nobody differs: nobody is told apart


def test_expected_shift_is_what_the_estimate_still_can_learn() -> None:
    """Variance of the posterior mean with more information less the variance of today's (law of total variance)."""
    model = company()
    noise, spread = model.company.organisation.perception.noise, model.fit_spread
    for information in (1.0, 2.5, 7.0):
        variances = [spread**4 / (spread**2 + noise**2 / known) for known in (information, information + 1.8)]
        found = belief.expected_shift(information, 1.8, spread, perception(model))
        assert found == pytest.approx((variances[1] - variances[0]) ** 0.5, rel=1e-11)


def motives(model: Model, **changes: float) -> np.void:
    table = np.atleast_1d(model.choice).copy()
    for name, value in changes.items():
        table[name] = value
    return table[0]


def test_score_is_pace_less_effort_and_noise() -> None:
    """Two thirds of choices between paces 1.4 and 1.2 at temperature 0.3: a logit, 1 / (1 + e^{-0.2 / 0.3})."""
    model = company()
    plain = motives(model, temperature=0.0, effort=0.1)
    assert choose.score(6.0, 4.0, 0.3, plain) == pytest.approx(1.4, rel=1e-14)
    assert choose.score(6.0, 4.0, 0.3, motives(model, random=1)) == 0.3
    noisy = motives(model, temperature=0.3, effort=0.0)
    luck = np.random.default_rng(3).random((40_000, 2))
    first = np.mean([choose.score(1.4, 1.0, u, noisy) > choose.score(1.2, 1.0, v, noisy) for u, v in luck])
    logit = 1.0 / (1.0 + np.exp(-0.2 / 0.3))
    assert abs(first - logit) < 4.0 * np.sqrt(logit * (1 - logit) / len(luck))  # fails once in 16,000 seeds


@pytest.mark.parametrize("size", [0, 1, 2, 3, 10, 257])
def test_work_is_taken_from_the_best_down_ties_by_place(size: int) -> None:
    luck = np.random.default_rng(size)
    scores = np.round(luck.normal(size=size), 1)  # many ties
    heap = np.zeros(size + 3, np.int32)
    choose.make_heap(heap, scores, size)
    taken = [int(choose.take_best(heap, scores, size - k)) for k in range(size)]
    assert taken == sorted(range(size), key=lambda k: (-scores[k], k))


def test_queues_are_the_accounts_of_each_owner_in_order() -> None:
    luck, first, seats, size = np.random.default_rng(1), 5, 4, 300
    space = desk.scratch(size)
    active = luck.permutation(1000)[:size].astype(np.int32)
    owners = luck.integers(first - 1, first + seats, size).astype(np.int32)
    owners[owners < first] = -1
    owners[owners == first + 2] = -1  # an empty queue
    starts, order = desk.queues(active, size, owners, first, seats, space)
    for s in range(seats):
        assert order[starts[s] : starts[s + 1]].tolist() == active[owners == first + s].tolist()
    assert starts[seats] == (owners >= 0).sum()


def test_an_account_goes_to_its_own_seat_or_the_next_that_is_filled() -> None:
    model = company()
    first, heads = int(model.first[1]), int(model.heads[1])
    assert [desk.seat_for(i, first, heads, model.members) for i in range(heads)] == list(range(first, first + heads))
    model.members["absent"][first : first + 2] = 1
    assert desk.seat_for(0, first, heads, model.members) == first + 2
    model.members["absent"][first : first + heads] = 1
    assert desk.seat_for(3, first, heads, model.members) == first + 3


# The contract of inside sales in the tests of pay, and what one more unit of each flow is then worth, by hand.
MEETINGS = "{metric: meetings, weight: 0.7, target: 20}"
WIN_RATE = "{metric: win_rate, scope: department, weight: 0.3, target: 0.4, volume: 5, lag_weeks: 26}"
FIVE_WEEKS = 5 / 13  # of the quota period have passed


def paid(*credits: tuple[int, Flow, float], terms: str, period: dict[Flow, float] | None = None) -> SimpleNamespace:
    """Inside sales, in week 4 after crediting (seat, flow, amount): worth of flows, members and the scenario."""
    model = company(f"departments.inside_sales.kpis=[{terms}]", "departments.inside_sales.headcount=4")
    first = int(model.first[Department.INSIDE_SALES])
    for seat, flow, amount in credits:
        model.books.credits[first + seat, flow] += amount
    for flow, amount in (period or {}).items():
        model.period_flows[flow] += amount
    model.week = 4
    clock(model)
    mine = slice(first, first + 4)
    return SimpleNamespace(worth=model.worth[mine, :FLOW_COUNT], members=model.members[mine], scenario=model.company)


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
    np.testing.assert_allclose(staff.members["attainment"], np.array([4, 21, 0, 0]) / 20 / FIVE_WEEKS, rtol=1e-12)
    np.testing.assert_allclose(staff.members["pressure"], np.clip(1 - staff.members["attainment"], 0, 1), rtol=1e-12)


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
    np.testing.assert_allclose(staff.members["attainment"], (0.5 * (2 - 0.3 / 0.2)) / 1.2, rtol=1e-12)


def test_an_undefined_share_is_on_target_and_pays_as_such() -> None:
    staff = paid(terms=WIN_RATE)
    assert (staff.worth[:, Flow.ORDERS] > 0).all()
    np.testing.assert_allclose(staff.worth[:, Flow.ORDERS] / staff.worth[:, Flow.LOST], -(1 - 0.4) / 0.4, rtol=1e-12)
    np.testing.assert_allclose(staff.members["attainment"], 1.0)
