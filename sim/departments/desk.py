"""What every department's desk has in common: staffing, who takes an account on, queues, working from the best down.

A department says what it considers, what it performs and what others wait for; the desk makes a week's loop of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import numpy as np

from sim.compiled import kernel, part, request
from sim.draws import four_in_turn, space_for_luck
from sim.incentives.pay import Kpi
from sim.kernels.books import post, to_cents
from sim.kernels.choose import make_heap, take_best
from sim.kinds import Kind
from sim.organisation.division import sit_down
from sim.organisation.helping import gain, helper_of
from sim.scenario import Section, parameter
from sim.stages import Department

FIRST = 1e9  # score of what a rule demands: it is done before anything that is chosen
Space = tuple[Any, ...]
Function = Callable[..., Any]


class Staffing(Section):
    """Headcount, cost and KPI contract of a department."""

    headcount: int = parameter(
        10, unit="people", low=1, high=5000, source="mission: a mid-size company", meaning="members of the department"
    )
    cost_per_hour: float = parameter(
        60.0,
        unit="USD per paid hour",
        low=0,
        high=10_000,
        source="assumption: loaded cost",
        meaning="what a paid hour costs, with everything",
    )
    kpis: tuple[Kpi, ...] = parameter((), unit="terms", source="scenario", meaning="the department's KPI contract")


def scratch(rows: int, seats: int) -> Space:
    """Space for a week: active accounts; for one desk after the other, owners, starts, order, scores, picks, heap.

    The second half of the scores holds the paces behind them. The last is for the luck of a block of rows.
    """
    return (
        np.zeros(rows, np.int32),
        np.zeros(rows, np.int32),
        np.zeros(seats + 2, np.int64),
        np.zeros(rows + 1, np.int32),  # a list is written one place beyond its end
        np.zeros(2 * rows, np.float64),
        np.zeros(rows, np.int64),
        np.zeros(rows, np.int32),
        space_for_luck(),
    )


@kernel
def seat_for(i, department, members, office):
    """Who takes account ``i`` on: a seat that depends on the account alone, or the next one that is filled."""
    return seat_among(i, office.desk_first[department], office.desk_heads[department], members)


@kernel
def seat_among(i, first, count, members):
    """The same among ``count`` seats from ``first`` on."""
    start = i % count
    for step in range(count):
        seat = first + (start + step) % count
        if not members[seat].absent:
            return seat
    return first + start


def queueing(department: Department, owner_of: Function) -> Function:
    """A kernel that sorts active accounts by who of the department has them on the desk: starts and order of the space.

    owner_of(account) → seat or −1.
    """

    @part
    def queue(accounts, space, rules):
        active, owners, starts, order, _, _, _, _ = space
        first, headcount = rules.office.desk_first[department], rules.office.desk_heads[department]
        size = rules.nature.now.active
        for s in range(headcount + 1):
            starts[s] = 0
        for k in range(size):
            owners[k] = owner_of(accounts[active[k]])
            if owners[k] >= 0:
                starts[owners[k] - first + 1] += 1
        for s in range(headcount):
            starts[s + 1] += starts[s]
        for k in range(size):
            seat = owners[k]
            if seat >= 0:
                order[starts[seat - first]] = active[k]
                starts[seat - first] += 1
        for s in range(headcount, 0, -1):
            starts[s] = starts[s - 1]
        starts[0] = 0

    return cast(Function, queue)


@kernel
def by_pace(a, i, pace, rules):
    """Whom most desks serve first: whoever brings most per hour."""
    return pace


def ranking(what: np.uint64, consider: Function, in_order: Function = by_pace) -> Function:
    """A kernel that weighs everything on one member's desk by ``consider``, and puts the best on top.

    It returns how much there is.

    what: the decision whose luck is drawn for all of it; consider(account, row, luck, member, w, rules) → (action,
    pace), luck: `four` uniforms; in_order(account, row, pace, rules) → score.
    """

    @part
    def rank(s, m, accounts, members, w, space, rules):
        _, _, starts, order, scores, picks, heap, words = space
        n, paces, now = starts[s + 1] - starts[s], scores.shape[0] // 2, rules.nature.now
        for j in range(n):
            i = order[starts[s] + j]
            request(accounts, order, starts[s] + j, starts[s + 1])
            luck = four_in_turn(words, now.key, what, order, starts[s] + j, j, starts[s + 1], now.week)
            picks[j], pace = consider(accounts[i], i, luck, members[m], w, rules)
            scores[j], scores[paces + j] = in_order(accounts[i], i, pace, rules), pace
        make_heap(heap, scores, n)
        return n

    return cast(Function, rank)


def leaving(due: Function) -> Function:
    """A kernel that adds up the hours of ``due`` over what is left of one member's queue."""

    @part
    def left(n, s, accounts, space, rules):
        _, _, starts, order, _, _, heap, _ = space
        hours = 0.0
        for k in range(n):
            hours += due(accounts[order[starts[s] + heap[k]]], rules)
        return hours

    return cast(Function, left)


def covering(department: Department, kind: Kind, perform: Function) -> Function:
    """A kernel in which somebody of the department before goes on where a member's hours are gone (M43).

    It returns how much is left.
    """

    @part
    def help_out(n, s, m, accounts, members, w, space, rules, books):
        _, _, starts, order, scores, picks, heap, _ = space
        h, week = helper_of(s, department, rules.office), rules.nature.now.week
        if h < 0:
            return n
        helper, price, paces = members[h], rules.office.hourly[department - 1], scores.shape[0] // 2
        slower = members[m].speed / (helper.speed * rules.organisation.helping.speed)
        while n > 0 and helper.worked < helper.hours:
            if gain(scores[paces + heap[0]], helper, department, rules) <= 0.0:
                return n
            j = take_best(heap, scores, n)
            n -= 1
            i = order[starts[s] + j]
            spent = slower * perform(accounts[i], i, picks[j], m, w, helper.worked, members, rules, books)
            post(accounts[i], i, kind, -to_cents(spent * price), week, books)
            helper.worked += spent
        return n

    return cast(Function, help_out)


def working(
    department: Department, kind: Kind, owner_of: Function, begin: Function, what: np.uint64, consider: Function,
    perform: Function, due: Function, in_order: Function = by_pace,
) -> Function:  # fmt: skip
    """A department's week as a kernel: every member begins, then works from the best down until the hours are gone.

    owner_of(account) → seat or −1; begin(accounts, member, lo, hi, space, rules, books) → hours used; what and
    consider: as `ranking` takes them;
    perform(account, row, action, seat, w, clock, members, rules, books) → hours, posted under ``kind``;
    due(account, rules) → hours of work that others wait for, if the account is left, whether it pays or not;
    in_order(account, row, pace, rules) → score.
    """
    queue, rank, left = queueing(department, owner_of), ranking(what, consider, in_order), leaving(due)
    help_out = covering(department, kind, perform)

    @part
    def work(accounts, members, worth, space, rules, books):
        _, _, starts, order, scores, picks, heap, _ = space
        queue(accounts, space, rules)
        week, price = rules.nature.now.week, rules.office.hourly[department]
        for s in range(rules.office.desk_heads[department]):
            m = rules.office.desk_first[department] + s
            member, w = members[m], worth[m]
            sit_down(member, department, rules)
            clock = member.worked + begin(accounts, member, starts[s], starts[s + 1], space, rules, books)
            n = rank(s, m, accounts, members, w, space, rules)
            while n > 0 and clock < member.hours and scores[heap[0]] > 0.0:
                j = take_best(heap, scores, n)
                n -= 1
                i = order[starts[s] + j]
                spent = perform(accounts[i], i, picks[j], m, w, clock, members, rules, books)
                post(accounts[i], i, kind, -to_cents(spent * price), week, books)
                clock += spent
            member.worked = clock
            if rules.organisation.helping.enabled:
                n = help_out(n, s, m, accounts, members, w, space, rules, books)
            member.backlog += left(n, s, accounts, space, rules) / member.speed

    return cast(Function, work)


@kernel
def nothing(accounts, member, lo, hi, space, rules, books):
    """Most desks begin their week with what is best."""
    return 0.0


@kernel
def hour_of(clock, hours):
    """Working hour of the week (0 … 40) at which a member has used ``clock`` of their ``hours``."""
    return 40.0 * min(clock / hours, 1.0) if hours > 0.0 else 40.0
