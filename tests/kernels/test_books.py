"""The verbs of the books, one by one: what a move, a count and an amount change, and that they change nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from sim.engine.model import ACCOUNT, Model
from sim.flows import Flow
from sim.kernels import books
from sim.kinds import FIXED_POINT, Kind
from sim.population.tables import allocate
from sim.stages import ALLOWED, STAGE_COUNT, Cause, Stage
from sim.world import contracts
from tests.kernels.rows import company, numbers, scenario

CUSTOMER = (Kind.REVENUE, Kind.SERVICE, Kind.ACQUISITION, Kind.LEAD, Kind.SERVING)


def open_books() -> books.Books:
    found = books.Books(6, detailed=True)
    found.make_room(STAGE_COUNT**2, 100)
    return found


@pytest.fixture
def account() -> np.void:
    return allocate(1, ACCOUNT)[0]


def test_a_move_changes_two_stocks_and_is_logged_if_it_exists(account: np.void) -> None:
    own, legal = open_books(), 0
    for source in Stage:
        for target in Stage:
            account["stage"] = source
            before = own.stocks.copy()
            books.move(account, 77, target, Cause.PASSED, 5, 12.5, 3, own.pages)
            change = own.stocks - before
            if ALLOWED[source, target]:
                legal += 1
                assert account["stage"] == target
                assert (change[source], change[target], np.abs(change).sum()) == (-1, 1, 2)
                assert own.move_log()[-1].item() == (5, 12.5, 77, source, target, Cause.PASSED, 3)
            else:
                assert account["stage"] == source
                assert not change.any()
    assert len(own.move_log()) == legal == ALLOWED.sum()
    assert own.counts[books.ILLEGAL] == STAGE_COUNT**2 - legal


def test_without_detail_the_logs_stay_empty_and_the_stocks_move_on(account: np.void) -> None:
    own = books.Books(6, detailed=False)
    books.move(account, 0, Stage.LEAD, Cause.RESPONDED, 0, 0.0, -1, own.pages)
    books.post(account, 0, Kind.REVENUE, 100, 0, own.pages)
    assert own.stocks[Stage.LEAD] == 1
    assert own.money[0, Kind.REVENUE] == account["revenue"] == 100
    assert len(own.move_log()) == len(own.entry_log()) == 0


@pytest.mark.parametrize("week", [0, 1, 51, 52, 259])
@pytest.mark.parametrize("kind", Kind)
def test_an_amount_is_entered_once_and_discounted_exactly(account: np.void, kind: Kind, week: int) -> None:
    own = open_books()
    factor = round(FIXED_POINT / 1.1 ** (week / 52))
    own.counts[books.DISCOUNT] = factor
    cents = 123_456_789 if kind == Kind.REVENUE else -98_765
    if kind in CUSTOMER:
        books.post(account, 9, kind, cents, week, own.pages)
        columns = {"revenue": 0, "serving_cost": 0, "acquisition_cost": 0}
        name = (
            "revenue"
            if kind == Kind.REVENUE
            else "serving_cost"
            if kind in (Kind.SERVICE, Kind.SERVING)
            else "acquisition_cost"
        )
        columns[name] = abs(cents)
        assert {column: int(account[column]) for column in columns} == columns
        assert account["worth"] == cents * factor
    else:
        books.post_organisation(kind, cents, week, own.pages)
    assert own.entry_log().tolist() == [(week, 9 if kind in CUSTOMER else -1, kind, cents, cents * factor)]
    assert own.money[:, kind].tolist() == [cents, cents * factor]
    assert np.count_nonzero(own.money) == 2
    assert abs(factor / FIXED_POINT - 1.1 ** (-week / 52)) <= 0.5 / FIXED_POINT


def test_the_week_sets_the_discount() -> None:
    model: Model = company()
    for week in (0, 26, 104):
        model.now["week"] = week
        model.open_week()
        rate = 1.0 + model.company.finance.discount_rate
        assert model.books.counts[books.DISCOUNT] == round(FIXED_POINT / rate ** (week / 52))


@pytest.mark.parametrize(
    ("dollars", "cents"), [(0.0, 0), (1.0, 100), (0.125, 13), (2.344, 234), (1e9, 10**11), (-0.125, -12)]
)
def test_dollars_become_whole_cents_half_up(dollars: float, cents: int) -> None:
    assert books.to_cents(dollars) == cents


def test_flows_are_credited_to_one_or_to_all_who_handed_on(account: np.void) -> None:
    own = open_books()
    books.count(Flow.CALLS, 2.0, 4, own.pages)
    books.count(Flow.CALLS, 1.0, -1, own.pages)
    assert own.flows[Flow.CALLS] == 3.0
    assert own.credits[:, Flow.CALLS].tolist() == [0, 0, 0, 0, 2, 0]
    account["marketer"], account["qualifier"], account["seller"], account["carer"] = 0, 2, 3, -1
    account["keeper"] = -1
    books.count_for_relay(account, Flow.ORDERS, 1.0, own.pages)
    assert own.flows[Flow.ORDERS] == 1.0
    assert own.credits[:, Flow.ORDERS].tolist() == [1, 0, 1, 1, 0, 0]
    assert own.flows.sum() == 4.0


def test_an_invoice_is_revenue_less_service(account: np.void) -> None:
    own, model = open_books(), company()
    section = model.company.contracts
    account["price_cents"] = 2_345_678
    contracts.invoice(account, 3, section.invoice_weeks, 8, numbers(section), own.pages)
    billed = 2_345_678 * section.invoice_weeks // 52
    service = int(billed * (1.0 - section.gross_margin))
    assert [(row["kind"], row["cents"]) for row in own.entry_log()] == [
        (Kind.REVENUE, billed),
        (Kind.SERVICE, -service),
    ]
    assert own.flows[Flow.GROSS_PROFIT] == pytest.approx((billed - service) / 100.0)


def test_a_detailed_week_has_room_for_all_that_can_be_written() -> None:
    """Kernels write into the logs without looking for their ends. In a week an account makes at most 5 moves (it comes
    back, is passed twice, met, and goes cold) and 8 entries (response, three departments, two of success, invoice and
    service). Besides there is a promotion and a hiring a seat, and unassigned hours, overhead and mail.
    """
    model = Model(
        scenario("market.accounts=1", "opening.customers=0", "departments.marketing.headcount=50"), detail=True
    )
    model.open_week()
    accounts, seats = len(model.accounts), len(model.members)
    assert len(model.books.moves) >= 5 * accounts
    assert len(model.books.entries) >= 8 * accounts + 2 * seats + 6
