"""A firm that cuts after a loss, one that cuts when cash is low, and what acquisition costs by source (M38)."""

from __future__ import annotations

import numpy as np
import pytest

from sim.engine.model import Model
from sim.organisation import steering
from sim.record.metrics import summarise
from sim.record.series import PLACE
from sim.stages import Department, Stage
from tests.laws.companies import behaviour, company, lived

STEERING = "finance.steering."
TEAM = {"departments.customer_success.headcount": 5, "opening.customers": 200, "run.checks": True}


def _carers(model: Model) -> np.ndarray:
    """Filled seats of customer success week by week, from what is paid."""
    pay = model.weekly[:, PLACE["payroll_customer_success"]]
    return np.asarray(pay / (40.0 * model.company.departments.customer_success.cost_per_hour))


def test_a_loss_cuts_channels_and_customer_success() -> None:
    demanding = {STEERING + "rule": "quarterly_profit", STEERING + "least_profit": 1e9}
    free, cut = lived(company(TEAM)), lived(company(TEAM, demanding))
    assert (cut.channels["budget"] < 0.3).all()
    assert _carers(cut)[-1] < _carers(free)[-1]
    assert cut.purse.hiring_frozen
    spent = [-model.weekly[:, PLACE["money_lead"]].sum() for model in (free, cut)]
    assert spent[1] < spent[0]


def test_customers_of_a_dismissed_member_are_shared_out() -> None:
    model = lived(company(TEAM, {STEERING + "rule": "quarterly_profit", STEERING + "least_profit": 1e9}))
    customers = np.isin(model.accounts["stage"], range(Stage.ONBOARDING, Stage.ADVOCATE + 1))
    assert len(model.purse.dismissed) > 0
    assert not np.isin(model.accounts["carer"][customers], model.purse.dismissed).any()
    seats = np.flatnonzero(model.members["department"] == Department.CUSTOMER_SUCCESS)
    assert model.members["absent"][seats].sum() >= len(model.purse.dismissed)


NOBODY_LEAVES = {"organisation.people.yearly_leaving": 0.0, "organisation.people.overload_leaving": 0.0}
DEMANDING = {STEERING + "rule": "quarterly_profit", STEERING + "least_profit": 1e9, STEERING + "success_cut": 1.0}


def test_of_two_roles_one_each_stays_and_nobodys_renewals_are_left_to_an_empty_seat() -> None:
    model = lived(company(TEAM, DEMANDING, {"policies.care.adoption_share": 0.5}, NOBODY_LEAVES))
    customers = np.isin(model.accounts["stage"], range(Stage.ONBOARDING, Stage.ADVOCATE + 1))
    present = model.members["absent"] == 0
    for column, role in (("carer", 1), ("keeper", 2)):
        (seat,) = set(model.accounts[column][customers].tolist())
        assert present[seat]
        assert model.members["role"][seat] == role


def test_where_members_are_generalists_the_whole_desk_shares_what_the_dismissed_had() -> None:
    model = Model(company(TEAM, DEMANDING, NOBODY_LEAVES, {"organisation.division": "generalists"}))
    while model.week < 10:
        model.step()
    steering._dismiss(model)
    assert len(model.purse.dismissed) == 4
    customers = np.isin(model.accounts["stage"], range(Stage.ONBOARDING, Stage.ADVOCATE + 1))
    carers = set(model.accounts["carer"][customers].tolist())
    assert carers == set(np.flatnonzero(model.members["absent"] == 0).tolist())
    prospects = model.accounts[np.isin(model.accounts["stage"], range(Stage.LEAD, Stage.OPPORTUNITY + 1))]
    for column in ("marketer", "qualifier", "seller"):
        assert not np.isin(prospects[column], model.purse.dismissed).any()


def test_a_firm_that_manages_cash_cuts_only_while_cash_is_low() -> None:
    rich = {STEERING + "rule": "cash", STEERING + "least_cash": -1e9}
    assert behaviour(lived(company(TEAM, rich))) == behaviour(lived(company(TEAM)))
    poor = lived(company(TEAM, {STEERING + "rule": "cash", STEERING + "least_cash": 1e9}))
    assert (poor.channels["budget"] < 0.3).all()


TWO_OF_FIVE = {STEERING + "success_cut": 0.4, STEERING + "severance_weeks": 6.0,
               "organisation.people.hiring_weeks": 5.0}  # fmt: skip
GIFT = 2e9  # USD that make a period a good one
BOOKED_BY_NOBODY = {"run.checks": False}  # no entry stands for it


def _steered() -> Model:
    """A company that fell short at its first review in week 13, lived until then."""
    model = Model(company(TEAM, DEMANDING, NOBODY_LEAVES, TWO_OF_FIVE, BOOKED_BY_NOBODY))
    _live_until(model, 14)
    return model


def _live_until(model: Model, week: int) -> None:
    while model.week < week:
        model.step()


def test_channels_are_cut_by_steps_down_to_a_fifth_and_come_back_by_steps() -> None:
    model = Model(company(TEAM, DEMANDING, NOBODY_LEAVES, BOOKED_BY_NOBODY, {STEERING + "channel_cut": 0.5}))
    found = []
    for review, gift in ((13, 0.0), (26, 0.0), (39, 0.0), (52, 0.0), (65, GIFT), (78, GIFT)):
        model.office["cash"] += gift
        _live_until(model, review + 1)
        found.append(model.channels["budget"].tolist())
    np.testing.assert_allclose(found, [[step] * len(model.channels) for step in (0.5, 0.25, 0.2, 0.2, 0.7, 1.0)])


def test_dismissing_costs_its_weeks_of_pay() -> None:
    model = _steered()
    usual, cut = (-model.weekly[week, PLACE["money_unassigned"]] for week in (12, 13))
    assert len(model.purse.dismissed) == 2
    severance = 2 * 6.0 * 40.0 * model.company.departments.customer_success.cost_per_hour
    kept = Model(company(TEAM, DEMANDING, NOBODY_LEAVES, TWO_OF_FIVE, {STEERING + "severance_weeks": 0.0}))
    _live_until(kept, 14)
    assert -kept.weekly[12, PLACE["money_unassigned"]] == usual
    assert cut + kept.weekly[13, PLACE["money_unassigned"]] == pytest.approx(severance, abs=0.01)


def test_seats_that_were_cut_are_filled_again_after_a_good_period_and_the_time_that_hiring_takes() -> None:
    model = _steered()
    gone = model.purse.dismissed
    assert model.members["absent"][gone].all()
    model.office["cash"] += GIFT
    _live_until(model, 31)  # the good period ends in week 26; hiring takes five weeks
    assert model.purse.dismissed == []
    assert model.members["absent"][gone].all()
    _live_until(model, 32)
    assert not model.members["absent"][gone].any()
    assert model.members["hired_week"][gone].tolist() == [31] * len(gone)
    hired = model.weekly[:32, PLACE["money_hiring"]]
    assert hired[31] == -len(gone) * model.company.organisation.people.hiring_cost
    assert not hired[:31].any()


def test_no_vacant_seat_is_filled_while_business_is_bad() -> None:
    """Whoever leaves by themselves is followed by nobody until a period did not fall short."""
    model = _steered()
    model.members["absent"][0] = 1
    model.refill([0])
    _live_until(model, 26)  # twelve weeks, where hiring takes five
    assert model.members["absent"][0] == 1
    assert not model.weekly[:26, PLACE["money_hiring"]].any()
    model.office["cash"] += GIFT
    _live_until(model, 28)
    assert model.members["absent"][0] == 0
    assert not model.purse.hiring_frozen


def test_without_a_rule_its_parameters_say_nothing() -> None:
    other = {STEERING + "least_profit": 1e9, STEERING + "least_cash": 1e9, STEERING + "channel_cut": 1.0}
    assert behaviour(lived(company(other))) == behaviour(lived(company()))


def test_direct_costs_by_source_add_up() -> None:
    model = lived(company({"run.years": 3.0, "contracts.outside_churn": 0.0}))
    found, accounts = summarise(model), model.accounts[: model.visible_accounts]
    mine = (accounts["lives"] <= 1) & (accounts["inherited"] == 0)
    spent = accounts["acquisition_cost"][mine].sum() / 100.0 - accounts["spent_before"][mine].sum()
    names = {"channel": accounts["channel"] < 254, "returned": accounts["channel"] == 254,
             "referral": accounts["channel"] == 255}  # fmt: skip
    wins = {name: ((accounts["lives"] == 1) & mine & source).sum() for name, source in names.items()}
    in_vain = sum((accounts["acquisition_cost"][mine & s & ~(wins[n] > 0)] / 100.0 - accounts["spent_before"]
                   [mine & s & ~(wins[n] > 0)]).sum() for n, s in names.items())  # fmt: skip
    told = sum(found[f"cost_per_win_{name}"] * count_ for name, count_ in wins.items() if count_)
    assert np.isclose(told + in_vain, spent, rtol=1e-6)


@pytest.mark.parametrize(("mode", "reckoned"), [("upfront", "paid"), ("upfront", "earned"), ("one_time", "earned")])
def test_profit_is_what_is_paid_or_what_is_earned(mode: str, reckoned: str) -> None:
    model = Model(company(TEAM, {"pricing.mode": mode, STEERING + "profit": reckoned}))
    for _ in range(20):
        model.step()
    rows = model.weekly[7:20]
    cash, earned = rows[:, PLACE["cash"]].sum(), rows[:, PLACE["recurring_revenue"]].sum() / 52.0
    costs = cash - rows[:, PLACE["money_revenue"]].sum() - rows[:, PLACE["money_service"]].sum()
    by_term = costs + earned * model.company.contracts.gross_margin
    assert abs(by_term - cash) > 10_000.0
    expected = by_term if (mode, reckoned) == ("upfront", "earned") else cash
    assert steering.profit(model, 7, cash) == pytest.approx(expected)


def test_a_firm_that_looks_at_what_it_earned_cuts_in_other_quarters() -> None:
    """Asked for a profit between the two of its first quarter, it cuts by the one and not by the other."""
    upfront = {"pricing.mode": "upfront"}
    free = {how: Model(company(TEAM, upfront, {STEERING + "profit": how})) for how in ("paid", "earned")}
    seen = {}
    for how, model in free.items():
        for _ in range(13):
            model.step()
        seen[how] = steering.profit(model, 0, model.weekly[:13, PLACE["cash"]].sum())
    asked = {STEERING + "rule": "quarterly_profit", STEERING + "least_profit": sum(seen.values()) / 2.0}
    for how, other in (("paid", "earned"), ("earned", "paid")):
        model = Model(company(TEAM, upfront, asked, {STEERING + "profit": how}))
        for _ in range(14):
            model.step()
        assert model.purse.hiring_frozen is bool(seen[how] < seen[other])


def test_the_rule_about_cash_does_not_ask_for_profit() -> None:
    by_cash = {STEERING + "rule": "cash"}
    plain, same = (lived(company(TEAM, by_cash, {STEERING + "profit": how})) for how in ("paid", "earned"))
    assert behaviour(plain) == behaviour(same)
