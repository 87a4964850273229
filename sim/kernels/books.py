"""The books of a run: where every move, count and amount is written the moment it happens.

Kernels hand on ``books``, the pages of ``Books``: a plain tuple of arrays. A kernel that changes a stage,
counts a flow or posts money does it through the verbs here and in no other way; that is what makes stocks equal flows
and money add up.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.compiled import as_rows, kernel
from sim.flows import FLOW_COUNT
from sim.kinds import FIXED_POINT, KIND_COUNT, TRIAL, Kind
from sim.population.tables import columns
from sim.stages import ALLOWED, FIRST_CUSTOMER_STAGE, LAST_CUSTOMER_STAGE, STAGE_COUNT

# The first page is one row of whole numbers: stocks by stage, counters, the week's money by kind, plain and discounted.
MOVES, ENTRIES, ILLEGAL, DISCOUNT, DETAILED = (STAGE_COUNT + place for place in range(5))
MONEY = STAGE_COUNT + 5
DISCOUNTED = MONEY + KIND_COUNT
COMPANY = 0  # the row of the company's flows of the week; member m's credits of the quota period are in row m + 1
Pages = tuple[Any, Any, Any, Any]

LEDGER_COLUMNS = columns(
    "kernels.books",
    moved=("f4", "weeks", "time of the latest move"),
    revenue=("i8", "cents", "all that this account has paid"),
    acquisition_cost=("i8", "cents", "all that was spent to win it"),
    serving_cost=("i8", "cents", "all that was spent to serve it"),
    worth=("i8", "cents × 2⁻²⁰", "discounted sum of its entries, exact"),
    price_then=("i8", "cents per year", "price of the contract that ran a year before the end; 0: none did"),
    lives_then=("u1", "contracts", "which of its contracts that was"),
)

MOVE_LAYOUT = np.dtype(
    [("week", "i4"), ("hour", "f4"), ("account", "i4"), ("from_stage", "u1"), ("to_stage", "u1"), ("cause", "u1"),
     ("member", "i2")])  # fmt: skip
ENTRY_LAYOUT = np.dtype([("week", "i4"), ("account", "i4"), ("kind", "u1"), ("cents", "i8"), ("discounted", "i8")])


class Books:
    """The books as Python sees them: named views of what the kernels write.

    stocks: accounts by stage. flows: this week's, by flow. money: this week's cents by kind, plain and discounted.
    credits: (members, flows) of the quota period. moves, entries: the logs, of length zero where no detail is kept.
    """

    def __init__(self, members: int, *, detailed: bool) -> None:
        self.counts = np.zeros(DISCOUNTED + KIND_COUNT, np.int64)
        self.counts[DETAILED] = detailed
        self.stocks = self.counts[:STAGE_COUNT]
        self.money = self.counts[MONEY:].reshape(2, KIND_COUNT)
        self.tallies = np.zeros((members + 1, FLOW_COUNT))
        self.flows, self.credits = self.tallies[COMPANY], self.tallies[COMPANY + 1 :]
        self.moves = as_rows(np.zeros(0, MOVE_LAYOUT))
        self.entries = as_rows(np.zeros(0, ENTRY_LAYOUT))
        self._bind()

    def _bind(self) -> None:
        self.pages: Pages = (self.counts, self.tallies, self.moves, self.entries)

    def make_room(self, moves: int, entries: int) -> None:
        """Let the logs have room for at least so many more moves and entries."""
        self.moves = _grown(self.moves, int(self.counts[MOVES]), moves)
        self.entries = _grown(self.entries, int(self.counts[ENTRIES]), entries)
        self._bind()

    def move_log(self) -> NDArray[Any]:
        """All moves until now, as a copy."""
        return np.array(self.moves[: self.counts[MOVES]].view(np.ndarray))

    def entry_log(self) -> NDArray[Any]:
        """All ledger entries until now, as a copy."""
        return np.array(self.entries[: self.counts[ENTRIES]].view(np.ndarray))


def note_contracts(accounts: Any) -> None:
    """Note which contracts run now and at what price, so that it can be told later what was kept of them."""
    stage = accounts["stage"]
    running = (stage >= FIRST_CUSTOMER_STAGE) & (stage <= LAST_CUSTOMER_STAGE) & (accounts["terms"] != TRIAL)
    accounts["price_then"] = np.where(running, accounts["price_cents"], 0)
    accounts["lives_then"] = accounts["lives"]


def _grown(log: Any, used: int, wanted: int) -> Any:
    if len(log) - used >= wanted:
        return log
    bigger = as_rows(np.zeros(max(2 * len(log), used + wanted), log.dtype))
    bigger[:used] = log[:used]
    return bigger


# The kernels below reach into ``books`` by place and call a log only where one is kept: taking the arrays out of the
# tuple first would count references, which takes twenty times as long as the posting itself.


@kernel
def open_page(rules, books):
    """Clean sheets for flows and money of a new week, and its discount.

    rules: the whole table, for Python opens pages too, and handing a single record over takes it half a millisecond.
    """
    counts, now = books[0], rules[0].nature.now
    counts[MONEY:] = 0
    books[1][COMPANY] = 0.0
    now.praise, now.complaints = 0.0, 0.0
    counts[DISCOUNT] = round(FIXED_POINT / (1.0 + rules[0].finance.discount_rate) ** (now.week / 52.0))


@kernel
def move(a, i, to, cause, week, hour, member, books):
    """Move account ``i`` to another stage, if the transition exists; the books say so otherwise (law 5)."""
    source = a.stage
    if not ALLOWED[source, to]:
        books[0][ILLEGAL] += 1
        return
    books[0][source] -= 1
    books[0][to] += 1
    a.stage = np.uint8(to)
    hour = max(hour, 40.0 * (a.moved - week))  # nobody hands on what has not arrived yet
    a.moved = week + hour / 40.0
    if books[0][DETAILED]:
        _log_move(i, source, to, cause, week, hour, member, books)


@kernel
def _log_move(i, source, to, cause, week, hour, member, books):
    counts, _, moves, _ = books
    row = moves[counts[MOVES]]
    row.week = week
    row.hour = hour
    row.account = i
    row.from_stage = source
    row.to_stage = np.uint8(to)
    row.cause = np.uint8(cause)
    row.member = member
    counts[MOVES] += 1


@kernel
def count(flow, amount, member, books):
    """Count a flow for the company and to the credit of one member (−1: nobody)."""
    books[1][COMPANY, flow] += amount
    if member >= 0:
        books[1][member + 1, flow] += amount


@kernel
def count_for_relay(a, flow, amount, books):
    """Count a flow for the company and to the credit of everybody who handed this customer on."""
    books[1][COMPANY, flow] += amount
    if a.marketer >= 0:
        books[1][a.marketer + 1, flow] += amount
    if a.qualifier >= 0:
        books[1][a.qualifier + 1, flow] += amount
    if a.seller >= 0:
        books[1][a.seller + 1, flow] += amount
    if a.carer >= 0:
        books[1][a.carer + 1, flow] += amount
    if a.keeper >= 0 and a.keeper != a.seller:
        books[1][a.keeper + 1, flow] += amount


@kernel
def post(a, i, kind, cents, week, books):
    """Post an amount (whole cents, costs negative) to one customer."""
    discounted = cents * books[0][DISCOUNT]
    if kind == Kind.REVENUE:
        a.revenue += cents
    elif kind == Kind.SERVICE or kind == Kind.SERVING:
        a.serving_cost -= cents
    else:
        a.acquisition_cost -= cents
    a.worth += discounted
    books[0][MONEY + kind] += cents
    books[0][DISCOUNTED + kind] += discounted
    if books[0][DETAILED]:
        _log_entry(i, kind, cents, discounted, week, books)


@kernel
def post_organisation(kind, cents, week, books):
    """Post an amount that belongs to no single customer."""
    discounted = cents * books[0][DISCOUNT]
    books[0][MONEY + kind] += cents
    books[0][DISCOUNTED + kind] += discounted
    if books[0][DETAILED]:
        _log_entry(-1, kind, cents, discounted, week, books)


@kernel
def _log_entry(i, kind, cents, discounted, week, books):
    counts, _, _, entries = books
    row = entries[counts[ENTRIES]]
    row.week = week
    row.account = i
    row.kind = np.uint8(kind)
    row.cents = cents
    row.discounted = discounted
    counts[ENTRIES] += 1


@kernel
def to_cents(dollars):
    """Dollars as whole cents, rounded half up."""
    return np.int64(np.floor(dollars * 100.0 + 0.5))
