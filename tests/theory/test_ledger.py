"""Money adds up (law 4): the ledger against weekly money, accounts and all that is reported, to the cent."""

from __future__ import annotations

import numpy as np
import pytest

from sim.engine.model import Model
from sim.kinds import FIXED_POINT, KIND_COUNT, Kind
from sim.record.metrics import summarise
from sim.record.series import PLACE
from sim.stages import Department
from tests.theory.move_log import entries
from tests.theory.small_company import lived

CENT = 0.005
COLUMNS = {"revenue": (1, (Kind.REVENUE,)), "acquisition_cost": (-1, (Kind.ACQUISITION, Kind.LEAD)),
           "serving_cost": (-1, (Kind.SERVICE, Kind.SERVING))}  # fmt: skip
SERIES = {
    "revenue": (1, (Kind.REVENUE,)),
    "cost_acquisition": (-1, (Kind.ACQUISITION, Kind.LEAD, Kind.PROMOTION, Kind.CHANNEL)),
    "cost_to_serve": (-1, (Kind.SERVICE, Kind.SERVING)),
    "cost_organisation": (-1, (Kind.UNASSIGNED, Kind.OVERHEAD, Kind.MAILING, Kind.HIRING)),
    "cash": (1, tuple(Kind)),
}


@pytest.fixture(scope="module", params=["siloed", "shared", "both"])
def company(request: pytest.FixtureRequest) -> Model:
    return lived(request.param, market__accounts=6000, run__years=4, organisation__people__yearly_leaving=0.5)


def by_week_and_kind(company: Model, amount: str) -> np.ndarray:
    table = np.zeros((company.weeks, KIND_COUNT), np.int64)
    log = entries(company)
    np.add.at(table, (log["week"], log["kind"]), log[amount])
    return table


def by_account(company: Model, amount: str, kinds: tuple[Kind, ...]) -> np.ndarray:
    log = entries(company)
    log = log[np.isin(log["kind"], kinds) & (log["account"] >= 0)]
    table = np.zeros(len(company.accounts), np.int64)
    np.add.at(table, log["account"], log[amount])
    return table


def test_weekly_money_is_the_sum_of_the_entries(company: Model) -> None:
    cents = by_week_and_kind(company, "cents")
    unused = [Kind.PRODUCT, Kind.CHANNEL]  # nothing is developed here, and channels are paid by the lead
    assert (np.delete(np.abs(cents).sum(axis=0), unused) > 0).all()  # every other kind of entry takes part
    for kind in Kind:
        reported = np.round(company.weekly[:, PLACE[f"money_{kind.name.lower()}"]] * 100.0)
        np.testing.assert_array_equal(reported, cents[:, kind], err_msg=kind.name)
    for name, (sign, kinds) in SERIES.items():
        reported = np.round(company.weekly[:, PLACE[name]] * 100.0)
        np.testing.assert_array_equal(reported, sign * cents[:, kinds].sum(axis=1), err_msg=name)


def test_cash_is_opening_cash_plus_all_entries(company: Model) -> None:
    cents = by_week_and_kind(company, "cents").sum(axis=1).cumsum()
    expected = company.company.finance.opening_cash + cents / 100.0
    np.testing.assert_allclose(company.weekly[:, PLACE["cash_balance"]], expected, atol=CENT, rtol=0)


def test_an_entry_has_an_owner_where_its_kind_says_so(company: Model) -> None:
    log = entries(company)
    np.testing.assert_array_equal(log["account"] >= 0, log["kind"] <= Kind.SERVING)
    assert (log["cents"][log["kind"] == Kind.REVENUE] >= 0).all()
    assert (log["cents"][np.isin(log["kind"], (Kind.SERVICE, Kind.ACQUISITION, Kind.LEAD, Kind.SERVING))] <= 0).all()


def test_accounts_hold_the_sums_of_their_entries(company: Model) -> None:
    for column, (sign, kinds) in COLUMNS.items():
        np.testing.assert_array_equal(
            company.accounts[column], sign * by_account(company, "cents", kinds), err_msg=column
        )
    np.testing.assert_array_equal(company.accounts["worth"], by_account(company, "discounted", tuple(Kind)))


def test_discounting_is_exact_in_fixed_point(company: Model) -> None:
    log = entries(company)
    years = log["week"] / 52.0
    factor = np.round(FIXED_POINT / (1.0 + company.company.finance.discount_rate) ** years).astype(np.int64)
    np.testing.assert_array_equal(log["discounted"], log["cents"] * factor)


def test_reported_values_are_sums_over_the_ledger(company: Model) -> None:
    log, metrics = entries(company), summarise(company)
    unit = 100.0 * FIXED_POINT
    total = int(log["discounted"].sum()) / unit
    assert metrics["total_value"] == pytest.approx(total, abs=CENT)
    assert metrics["value_per_account"] == pytest.approx(total / company.visible_accounts, abs=CENT)
    assert company.weekly[-1, PLACE["value_cumulative"]] == pytest.approx(total, abs=CENT)
    assert metrics["revenue"] == pytest.approx(log["cents"][log["kind"] == Kind.REVENUE].sum() / 100.0, abs=CENT)
    won = (company.accounts["lives"] > company.accounts["inherited"]).nonzero()[0]
    of_winners = int(by_account(company, "discounted", tuple(Kind))[won].sum()) / unit
    assert metrics["ltv_per_customer"] * len(won) == pytest.approx(of_winners, abs=CENT)
    assert metrics["customers_won"] >= len(won) > 50


SMALL = {"market__accounts": 1500, "run__years": 1}
RULE = {"policies__unfit_customers__refuse_below": 0.3}


@pytest.mark.parametrize(
    ("policy", "units"),
    [({}, 0.0), (RULE, 4.0), (RULE | {"policies__unfit_customers__segmentation": 2.5}, 2.5),
     (RULE | {"policies__unfit_customers__segmentation": 0}, 0.0),
     ({"policies__unfit_customers__segmentation": 9}, 0.0)],
    ids=["no rule", "a rule", "a coarse segmentation", "a rule without one", "a segmentation without a rule"],
)  # fmt: skip
def test_a_rule_costs_the_segmentation_behind_it(policy: dict[str, float], units: float) -> None:
    """Every week one entry of the organisation: a 52nd of the overhead and of what the analysts cost a year."""
    company = lived(**SMALL, **policy, policies__unfit_customers__segmentation_cost=12_345)
    log = entries(company)
    overhead = log[log["kind"] == Kind.OVERHEAD]
    yearly = company.company.finance.overhead + units * 12_345
    assert overhead["week"].tolist() == list(range(company.weeks))
    assert overhead["cents"].tolist() == [-round(yearly / 52 * 100)] * company.weeks
    assert (overhead["account"] == -1).all()


def test_paid_hours_are_posted_once(company: Model) -> None:
    """Payroll = hours on accounts + on channels + unassigned, up to the rounding of every entry to a cent."""
    log = entries(company)
    hours = np.isin(log["kind"], (Kind.ACQUISITION, Kind.SERVING, Kind.PROMOTION, Kind.UNASSIGNED))
    posted = -np.bincount(log["week"][hours], log["cents"][hours], company.weeks) / 100.0
    payroll = sum(company.weekly[:, PLACE[f"payroll_{d.name.lower()}"]] for d in Department)
    rounding = CENT * np.bincount(log["week"][hours], minlength=company.weeks) + 1e-6
    assert (np.abs(posted - payroll) <= rounding).all()
