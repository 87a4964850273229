"""The books of a run: where every move, count and amount is written the moment it happens.

``books`` is a plain tuple of arrays, so that kernels can hand it on: see ``open_books``. A kernel that changes a stage,
counts a flow or posts money does it through the verbs here and in no other way; that is what makes stocks equal flows
and money add up.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.compiled import as_rows, kernel
from sim.flows import FLOW_COUNT
from sim.kinds import KIND_COUNT, Kind
from sim.population.tables import columns
from sim.stages import ALLOWED, STAGE_COUNT

MOVES, ENTRIES, ILLEGAL, DISCOUNT = 0, 1, 2, 3  # places in the counters
Books = tuple[Any, ...]

LEDGER_COLUMNS = columns(
    "kernels.books",
    revenue=("i8", "cents", "all that this account has paid"),
    acquisition_cost=("i8", "cents", "all that was spent to win it"),
    serving_cost=("i8", "cents", "all that was spent to serve it"),
    worth=("i8", "cents × 2⁻²⁰", "discounted sum of its entries, exact"),
)

MOVE_LAYOUT = np.dtype(
    [("week", "i4"), ("hour", "f4"), ("account", "i4"), ("from_stage", "u1"), ("to_stage", "u1"), ("cause", "u1"),
     ("member", "i2")])  # fmt: skip
ENTRY_LAYOUT = np.dtype([("week", "i4"), ("account", "i4"), ("kind", "u1"), ("cents", "i8"), ("discounted", "i8")])


def open_books(members: int) -> Books:
    """Fresh books: stocks, flows of the week, credits of the period, moves, entries, counters, money of the week."""
    return (
        np.zeros(STAGE_COUNT, np.int64),
        np.zeros(FLOW_COUNT, np.float64),
        np.zeros((members, FLOW_COUNT), np.float64),
        as_rows(np.zeros(0, MOVE_LAYOUT)),
        as_rows(np.zeros(0, ENTRY_LAYOUT)),
        np.zeros(4, np.int64),
        np.zeros((2, KIND_COUNT), np.int64),
    )


def make_room(books: Books, moves: int, entries: int) -> Books:
    """The same books with room for at least so many more moves and entries in the logs."""
    counters = books[5]
    grown = _grown(books[3], int(counters[MOVES]), moves), _grown(books[4], int(counters[ENTRIES]), entries)
    return (*books[:3], *grown, *books[5:])


def _grown(log: Any, used: int, wanted: int) -> Any:
    if len(log) - used >= wanted:
        return log
    bigger = as_rows(np.zeros(max(2 * len(log), used + wanted), log.dtype))
    bigger[:used] = log[:used]
    return bigger


@kernel
def move(a, i, to, cause, week, hour, member, books):
    """Move account ``i`` to another stage, if the transition exists; the books say so otherwise (law 5)."""
    stocks, _, _, moves, _, counters, _ = books
    source = a.stage
    if not ALLOWED[source, to]:
        counters[ILLEGAL] += 1
        return
    stocks[source] -= 1
    stocks[to] += 1
    a.stage = np.uint8(to)
    n = counters[MOVES]
    if n < moves.shape[0]:
        row = moves[n]
        row.week = week
        row.hour = hour
        row.account = i
        row.from_stage = source
        row.to_stage = np.uint8(to)
        row.cause = np.uint8(cause)
        row.member = member
        counters[MOVES] = n + 1


@kernel
def count(flow, amount, member, books):
    """Count a flow for the company and to the credit of one member (−1: nobody)."""
    _, flows, credits, _, _, _, _ = books
    flows[flow] += amount
    if member >= 0:
        credits[member, flow] += amount


@kernel
def count_for_relay(a, flow, amount, books):
    """Count a flow for the company and to the credit of everybody who handed this customer on."""
    _, flows, credits, _, _, _, _ = books
    flows[flow] += amount
    if a.marketer >= 0:
        credits[a.marketer, flow] += amount
    if a.qualifier >= 0:
        credits[a.qualifier, flow] += amount
    if a.seller >= 0:
        credits[a.seller, flow] += amount
    if a.carer >= 0:
        credits[a.carer, flow] += amount


@kernel
def post(a, i, kind, cents, week, books):
    """Post an amount (whole cents, costs negative) to one customer."""
    _, _, _, _, _, counters, money = books
    discounted = cents * counters[DISCOUNT]
    if kind == Kind.REVENUE:
        a.revenue += cents
    elif kind == Kind.SERVICE or kind == Kind.SERVING:
        a.serving_cost -= cents
    else:
        a.acquisition_cost -= cents
    a.worth += discounted
    money[0, kind] += cents
    money[1, kind] += discounted
    _enter(i, kind, cents, discounted, week, books)


@kernel
def post_organisation(kind, cents, week, books):
    """Post an amount that belongs to no single customer."""
    _, _, _, _, _, counters, money = books
    discounted = cents * counters[DISCOUNT]
    money[0, kind] += cents
    money[1, kind] += discounted
    _enter(-1, kind, cents, discounted, week, books)


@kernel
def _enter(i, kind, cents, discounted, week, books):
    _, _, _, _, entries, counters, _ = books
    n = counters[ENTRIES]
    if n < entries.shape[0]:
        row = entries[n]
        row.week = week
        row.account = i
        row.kind = np.uint8(kind)
        row.cents = cents
        row.discounted = discounted
        counters[ENTRIES] = n + 1


@kernel
def to_cents(dollars):
    """Dollars as whole cents, rounded half up."""
    return np.int64(np.floor(dollars * 100.0 + 0.5))
