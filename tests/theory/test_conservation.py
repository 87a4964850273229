"""Nothing is lost: stocks are earlier stocks plus logged moves; one stage each; every move exists (law 5)."""

from __future__ import annotations

import numpy as np
import pytest

from sim.engine.model import Model
from sim.experiments.patterns.theory.littles_law import visits
from sim.record.series import PLACE
from sim.stages import ALLOWED, FIRST_CUSTOMER_STAGE, LAST_CUSTOMER_STAGE, STAGE_COUNT, Cause, Stage
from tests.theory.move_log import moves, weekly_flows
from tests.theory.small_company import lived

COMPANIES = {
    "siloed": {},
    "shared": {},
    "random": {"organisation__choice": "random"},
    "quiet": {"talk__enabled": "false", "market__born_per_year": 0},
    "crowded": {"market__accounts": 1500, "market__return_median_weeks": 4},
    "strict": {
        "policies__qualification__marketing_to_inside_sales": 0.3,
        "policies__qualification__inside_sales_to_field_sales": 0.35,
        "policies__unfit_customers__refuse_below": 0.4,
    },
}


@pytest.fixture(scope="module", params=COMPANIES)
def company(request: pytest.FixtureRequest) -> Model:
    name = request.param if request.param in ("siloed", "shared") else "siloed"
    return lived(name, **{"market__accounts": 3000, "run__years": 4, "run__checks": True} | COMPANIES[request.param])


def births(company: Model) -> np.ndarray:
    """Accounts that enter the market each week."""
    plan = company.company.market
    until = np.floor(plan.accounts * plan.born_per_year * np.arange(company.weeks) / 52.0)
    return np.diff(until, prepend=0.0)


def test_stocks_are_earlier_stocks_plus_flows(company: Model) -> None:
    log, weeks = moves(company), company.weeks
    change = weekly_flows(log, weeks, "to_stage") - weekly_flows(log, weeks, "from_stage")
    change[:, Stage.MARKET] += births(company).astype(np.int64)
    stocks = company.weekly[:, :STAGE_COUNT]
    np.testing.assert_array_equal(np.diff(stocks, axis=0), change[1:])
    opening = stocks[0] - change[0]
    assert opening.sum() == company.company.market.accounts
    assert (opening >= 0).all()
    assert set(np.flatnonzero(opening)) == {Stage.MARKET, Stage.IMPLEMENTATION, Stage.ADOPTION}


def test_an_account_is_where_its_last_move_put_it(company: Model) -> None:
    log = moves(company)
    came, went = visits(log)
    np.testing.assert_array_equal(came["to_stage"], went["from_stage"])
    last = dict(zip(log["account"].tolist(), log["to_stage"].tolist(), strict=True))
    accounts = company.accounts[: company.visible_accounts]
    assert [int(accounts["stage"][i]) for i in last] == list(last.values())
    assert (accounts["stage"] < STAGE_COUNT).all()


def test_a_first_move_starts_in_the_market_or_in_the_installed_base(company: Model) -> None:
    log = moves(company)
    accounts, where = np.unique(log["account"], return_index=True)
    inherited = company.accounts["inherited"][accounts] == 1
    started = log["from_stage"][where]
    assert (started[~inherited] == Stage.MARKET).all()
    assert np.isin(started[inherited], (Stage.IMPLEMENTATION, Stage.ADOPTION)).all()


def test_every_move_exists_and_goes_forward_in_time(company: Model) -> None:
    log = moves(company)
    assert len(log) > 1000
    assert ALLOWED[log["from_stage"], log["to_stage"]].all()
    assert (np.diff(log["week"]) >= 0).all()
    assert ((log["hour"] >= 0.0) & (log["hour"] <= 40.0)).all()
    assert (log["cause"] < len(Cause)).all()
    assert log["member"].max() < len(company.members)


def test_counts_agree_with_the_log(company: Model) -> None:
    log, weeks = moves(company), company.weeks
    into = weekly_flows(log, weeks, "to_stage")
    named = {"leads": Stage.LEAD, "mqls": Stage.MQL, "meetings": Stage.SQL, "accepted_meetings": Stage.OPPORTUNITY,
             "orders": Stage.ONBOARDING, "churned": Stage.CHURNED, "advocates_new": Stage.ADVOCATE}  # fmt: skip
    for flow, stage in named.items():
        np.testing.assert_array_equal(company.weekly[:, PLACE[flow]], into[:, stage], err_msg=flow)
    renewed = np.bincount(log["week"][log["cause"] == Cause.RENEWED], minlength=weeks)
    np.testing.assert_array_equal(company.weekly[:, PLACE["renewed"]], renewed)
    customers = company.weekly[:, FIRST_CUSTOMER_STAGE : LAST_CUSTOMER_STAGE + 1].sum(axis=1)
    np.testing.assert_array_equal(company.weekly[:, PLACE["customers"]], customers)


def test_only_a_rule_refuses(company: Model) -> None:
    """Where there is none, every account that is given back is so by choice, or nobody was reached."""
    log, weeks = moves(company), company.weeks
    refused = np.bincount(log["week"][log["cause"] == Cause.REFUSED], minlength=weeks)
    np.testing.assert_array_equal(company.weekly[:, PLACE["refused"]], refused)
    policies = company.company.policies
    assert (refused.sum() > 100) == (policies.unfit_customers.refuse_below > 0)
    assert refused.any() == (policies.unfit_customers.refuse_below > 0)


BACK_FROM = {  # where an account can be given back, and why
    Cause.LOST: {Stage.OPPORTUNITY},
    Cause.WENT_COLD: {Stage.LEAD, Stage.MQL, Stage.SQL, Stage.OPPORTUNITY},
    Cause.RECYCLED_BY_CHOICE: {Stage.LEAD, Stage.MQL, Stage.SQL, Stage.OPPORTUNITY},
    Cause.REFUSED: {Stage.LEAD, Stage.MQL, Stage.SQL, Stage.OPPORTUNITY},
    Cause.NOT_REACHED: {Stage.MQL},
}


def test_accounts_are_given_back_for_a_reason_that_fits(company: Model) -> None:
    log = moves(company)
    back = log[log["to_stage"] == Stage.RECYCLED]
    found = {cause: set(back["from_stage"][back["cause"] == cause]) for cause in np.unique(back["cause"])}
    assert set(found) <= set(BACK_FROM)
    assert all(stages <= BACK_FROM[Cause(cause)] for cause, stages in found.items())
    recycled = np.bincount(back["week"], minlength=company.weeks)
    np.testing.assert_array_equal(company.weekly[:, PLACE["recycled"]], recycled)
    np.testing.assert_array_equal(back["member"] == -1, back["cause"] == Cause.WENT_COLD)  # of itself


def test_not_reached_is_after_the_last_call(company: Model) -> None:
    """Somebody calls an account once a week at most, so it waited for at least as many weeks as there are calls."""
    log = moves(company)
    came, went = visits(log)
    given_up = (came["to_stage"] == Stage.MQL) & (went["cause"] == Cause.NOT_REACHED)
    most = company.company.departments.inside_sales.most_attempts
    waited = went["week"][given_up] - came["week"][given_up]
    assert (waited >= most).all()
    assert given_up.sum() > 0


def test_contracts_due_are_renewed_or_left(company: Model) -> None:
    log = moves(company)
    not_renewed = np.bincount(log["week"][log["cause"] == Cause.NOT_RENEWED], minlength=company.weeks)
    due, renewed = company.weekly[:, PLACE["due"]], company.weekly[:, PLACE["renewed"]]
    np.testing.assert_array_equal(due, renewed + not_renewed)
    assert due.sum() > 100
