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


def test_what_was_cut_comes_back_after_good_periods() -> None:
    lucky = {STEERING + "rule": "quarterly_profit", STEERING + "least_profit": 1e9}
    gift = {"organisation.people.yearly_leaving": 0.0, "run.checks": False}  # no entry stands for the good quarter
    model = Model(company(TEAM, lucky, gift))
    while model.week < 40:
        model.step()
    assert model.purse.dismissed
    model.office["cash"] += 2e9  # a good quarter
    while model.week < 64:
        model.step()
    assert _carers(model)[63] > _carers(model)[39] or model.weekly[:64, PLACE["money_hiring"]].sum() < 0


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
