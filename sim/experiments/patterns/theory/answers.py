"""Leads that are answered within the hour, and leads that are answered after a day: how many qualify (pattern P10).

A lead is answered when inside sales calls it for the first time since it responded, and it qualifies if that call or a
later one books a meeting. Hours are those of the clock, as a CRM has them: leads come and members call on working days
of eight hours.

Two comparisons. As in the source, leads are told apart by when they happened to be answered: who is answered early is
another lead than who is answered late, for members call those first from whom they expect most. Beside it, the same
leads under the same luck are answered after an hour, a day and a week: what waiting alone does.
"""

from __future__ import annotations

from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.crm.observe import days_of
from sim.engine.model import Model
from sim.engine.phases import live
from sim.engine.week import WEEK, inside_sales
from sim.kernels.books import ENTRIES, MOVE_LAYOUT
from sim.record.sums import ratio
from sim.stages import Department, Stage

Rows = NDArray[Any]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

CALL = np.dtype([("account", "i8"), ("week", "i8"), ("responded", "f8"), ("answered", "f8"), ("booked", "?")])
HOUR, DAY = 1.0, 24.0  # of the clock
WORKING_WEEK = 40.0  # hours
WAITS = (1.0, 8.0, 40.0)  # working hours: an hour, a day, a week
FOLLOWED_WEEKS = 13  # nobody stays interested for longer who waits for a meeting
FIRST_COHORT, COHORTS_APART = 26, 52  # weeks
_DESK = WEEK.index(inside_sales)


def measures(scenario: Any, replicate: int) -> dict[str, float]:
    """Shares that qualify by the time of the answer, as it happened and as it was set, and their ratios."""
    model = Model(scenario, replicate, detail=True)
    calls = np.concatenate([live_and_note(model) for _ in range(model.weeks)])
    calls = calls[calls["week"] + FOLLOWED_WEEKS < model.weeks]
    waited, qualified = clock_hours(calls), qualifies(model, calls)
    early, late = waited <= HOUR, waited > DAY
    share_early, share_late = share(qualified[early]), share(qualified[late])
    hour, day, week = same_leads(scenario, replicate)
    return {
        "answers_ratio": ratio(share_early, share_late),
        "answers_qualified_early": share_early,
        "answers_qualified_late": share_late,
        "answers_early": share(early),
        "answers_late": share(late),
        "answers_ratio_day": ratio(hour, day),
        "answers_ratio_week": ratio(hour, week),
    }


def share(which: Flags) -> float:
    """The share of these that are; NaN of none."""
    return ratio(float(which.sum()), float(len(which)))


def live_and_note(model: Model, wait: float | None = None) -> Rows:
    """Live a week; the leads that inside sales called for the first time in it."""
    desk, before = live_until_the_desk(model, wait)
    posted = int(model.books.counts[ENTRIES])
    live(model, inside_sales)
    calls = _calls(model, desk, before, model.books.entries[posted : int(model.books.counts[ENTRIES])])
    live(model, *WEEK[_DESK + 1 :])
    model.now["week"] += 1
    first: Rows = calls[(before["attempts"] == 0) & ~np.isnan(calls["answered"])]
    return first


def live_until_the_desk(model: Model, wait: float | None = None) -> tuple[Rows, Rows]:
    """Live a week until the desk of inside sales opens; who is on it, and their rows as they then are.

    wait: working hours, a week's at most, that everybody waits for whom nobody has called yet, if they are called in
    this week; None: as it happens. The call then ends the week, and when the desk opens nobody has waited, so that
    members choose alike.
    """
    model.open_week()
    live(model, *WEEK[:_DESK])
    accounts, week = model.accounts, model.week
    desk = np.flatnonzero(accounts["stage"] == Stage.MQL)
    if wait is not None:
        fresh = desk[accounts["attempts"][desk] == 0]
        accounts["moved"][fresh], accounts["touched"][fresh] = week + 1.0, week + 1.0 - wait / WORKING_WEEK
    return desk, accounts[desk]


def _calls(model: Model, desk: Rows, before: Rows, work: Rows) -> Rows:
    """Every account of the desk, and when it was called, NaN if it was not; from the pay of the hours worked on it.

    A call that books a meeting is a touch, and says its own time. Any other is the last of the hours paid for it. Who
    never buys says so, and leaves.
    """
    after = model.accounts[desk]
    calls = np.zeros(len(desk), CALL)
    calls["account"], calls["week"], calls["responded"] = desk, model.week, before["touched"]
    calls["booked"] = after["touched"] != before["touched"]
    ended = np.full(len(desk), np.nan)
    ended[np.searchsorted(desk, work["account"])] = model.week + _hours_at_the_end(model, work) / WORKING_WEEK
    called = (after["attempts"] > before["attempts"]) | (after["stage"] == Stage.DEAD_END)
    ended = np.where(called, np.maximum(ended, before["moved"]), np.nan)
    calls["answered"] = np.where(calls["booked"], after["touched"], ended)
    return calls


def _hours_at_the_end(model: Model, work: Rows) -> Floats:
    """Hour of the week at which each piece of work was done: members work through their queues, seat after seat.

    Only the desk's own members may work on it; colleagues who help out are not told apart.
    """
    seats = model.accounts["qualifier"][work["account"]]
    done = np.cumsum(work["cents"] / (-100.0 * model.office["hourly"][0, Department.INSIDE_SALES]))
    left = done[np.searchsorted(seats, seats, side="right") - 1] - done
    clock, hours = model.members["worked"][seats] - left, model.members["hours"][seats]
    ends: Floats = WORKING_WEEK * np.minimum(clock / hours, 1.0)
    return ends


def clock_hours(calls: Rows) -> Floats:
    """From response to answer, in hours of the clock."""
    waited: Floats = 24.0 * (_days(calls["answered"], calls["week"]) - _days(calls["responded"], calls["week"]))
    return waited


def _days(moments: Floats, latest: Rows) -> Floats:
    """Moments in weeks as days of a CRM; the end of week ``latest`` is its Friday evening and no Monday morning."""
    when = np.zeros(len(moments), MOVE_LAYOUT)
    when["week"] = np.minimum(np.floor(moments), latest)
    when["hour"] = WORKING_WEEK * (moments - when["week"])
    return days_of(when)


def qualifies(model: Model, calls: Rows) -> Flags:
    """Whether each lead that was called left inside sales by a meeting, and not otherwise, or later or never."""
    moves = model.books.move_log()
    left = moves[moves["from_stage"] == Stage.MQL]
    left = left[np.lexsort((left["week"], left["account"]))]
    keys, asked = (rows["account"].astype(np.int64) * (model.weeks + 1) + rows["week"] for rows in (left, calls))
    at = np.minimum(np.searchsorted(keys, asked), len(left) - 1)
    weeks_later = keys[at] - asked  # of another account, or of an earlier lead, where nobody left
    same = (left["account"][at] == calls["account"]) & (weeks_later >= 0) & (weeks_later <= FOLLOWED_WEEKS)
    return np.asarray(same & (left["to_stage"][at] == Stage.SQL))


def same_leads(scenario: Any, replicate: int) -> tuple[float, ...]:
    """Share of the same leads, under the same luck, that qualify if they are answered after each of ``WAITS``.

    Leads of one week a year, and the company is the same until then.
    """
    seen: list[list[Flags]] = [[] for _ in WAITS]
    for week in range(FIRST_COHORT, scenario.run.weeks - FOLLOWED_WEEKS, COHORTS_APART):
        companies = [answered_in(scenario, replicate, week, wait) for wait in WAITS]
        for flags, (calls, qualified) in zip(seen, companies, strict=True):
            flags.append(qualified[np.isin(calls["account"], _in_all(companies))])
    return tuple(share(np.concatenate(flags)) for flags in seen)


def answered_in(scenario: Any, replicate: int, week: int, wait: float) -> tuple[Rows, Flags]:
    """The leads first called in a week, all after this wait, and whether they qualify."""
    model = Model(scenario, replicate, detail=True)
    model.live_until(week)
    calls = live_and_note(model, wait)
    model.live_until(week + FOLLOWED_WEEKS + 1)
    return calls, qualifies(model, calls)


def _in_all(companies: list[tuple[Rows, Flags]]) -> Rows:
    """Accounts called in every company: notes on a meeting that is booked may leave somebody for the next week."""
    return reduce(np.intersect1d, (calls["account"] for calls, _ in companies))
