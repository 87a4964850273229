"""The records of a customer relationship system (CRM), simulated or read, as columns. Nothing latent is in them.

Times are days since the start of the first day, to the minute; nan where a thing has not happened.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[Any]

OPEN, WON, LOST = 0, 1, 2
MEETING, OPPORTUNITY = 0, 1
MINUTES: Final = 1440.0

LEAD = np.dtype([("account", "i8"), ("created", "f8"), ("source", "i4"), ("qualified", "f8"), ("owner", "i4")])
DEAL = np.dtype(
    [("lead", "i8"), ("account", "i8"), ("created", "f8"), ("accepted", "f8"), ("closed", "f8"), ("outcome", "u1"),
     ("lost_from", "u1"), ("reason", "i2"), ("amount", "f8"), ("qualified_by", "i4"), ("sold_by", "i4")])  # fmt: skip
SUBSCRIPTION = np.dtype(
    [("account", "i8"), ("deal", "i8"), ("started", "f8"), ("activated", "f8"), ("ended", "f8"), ("reason", "i2"),
     ("amount", "f8")])  # fmt: skip
RENEWAL = np.dtype([("subscription", "i8"), ("due", "f8"), ("renewed", "?"), ("amount", "f8")])
USAGE = np.dtype([("subscription", "i8"), ("day", "f8"), ("use", "f8")])
LAYOUTS: Final = {"leads": LEAD, "deals": DEAL, "subscriptions": SUBSCRIPTION, "renewals": RENEWAL, "usage": USAGE}


@dataclass(frozen=True)
class Records:
    """Five tables, each one structured array of the layouts above.

    ``leads[i]["source"]`` is a place in ``sources``; -1 as a lead, deal or person is none. ``lost_from``: the stage
    that a lost deal had. ``known``: which tables and columns there are data for, such as ``leads`` and
    ``subscriptions.activated``; what is not known is not zero.
    """

    sources: tuple[str, ...]
    leads: Rows
    deals: Rows
    subscriptions: Rows
    renewals: Rows
    usage: Rows
    known: frozenset[str]


def everything() -> frozenset[str]:
    """``known`` of records that lack nothing."""
    columns = {f"{table}.{name}" for table, layout in LAYOUTS.items() for name in layout.names or ()}
    return frozenset(LAYOUTS) | columns


def to_the_minute(days: NDArray[np.float64]) -> NDArray[np.float64]:
    """Times as a file can hold them."""
    rounded: NDArray[np.float64] = np.round(days * MINUTES) / MINUTES
    return rounded


@dataclass(frozen=True)
class Window:
    """Which part of the records is looked at: days since the start of the first day.

    leads_until: leads created later are left out. until: nothing later is known. watched: a lead is followed for at
    most so many days, infinity for all the time there is.
    """

    leads_until: float
    until: float
    watched: float = np.inf

    def followed(self, created: NDArray[np.float64]) -> NDArray[np.float64]:
        """For how many days each thing that began at ``created`` is seen."""
        followed: NDArray[np.float64] = np.minimum(self.until - created, self.watched)
        return followed


def seen(records: Records, window: Window, start: float = 0.0) -> Records:
    """What the window shows of the records: ``start`` becomes day 0, and what happens after the end has not happened.

    A lead is kept if it was created inside, a deal with its lead (or, without one, if it was created inside), a
    subscription if it began before the end, older ones too.
    """
    moved = {name: _moved(getattr(records, name), start) for name in LAYOUTS}
    leads, lead_place = _kept(moved["leads"], _inside(moved["leads"]["created"], window.leads_until))
    deals = moved["deals"]
    own = np.where(deals["lead"] >= 0, lead_place[deals["lead"]] >= 0, _inside(_born(deals), window.leads_until))
    deals, deal_place = _kept(deals, own)
    deals["lead"] = lead_place[deals["lead"]]
    _undo_deals(deals, leads, window)
    subscriptions, place = _kept(moved["subscriptions"], moved["subscriptions"]["started"] <= window.until)
    subscriptions["deal"] = deal_place[subscriptions["deal"]]
    for column in ("activated", "ended"):
        subscriptions[column][subscriptions[column] > window.until] = np.nan
    renewals = _attached(moved["renewals"], "due", place, window)
    usage = _attached(moved["usage"], "day", place, window)
    return replace(records, leads=leads, deals=deals, subscriptions=subscriptions, renewals=renewals, usage=usage)


def _moved(rows: Rows, start: float) -> Rows:
    """A copy of the rows with all times counted from ``start``."""
    moved = rows.copy()
    times = {"created", "qualified", "accepted", "closed", "started", "activated", "ended", "due", "day"}
    for name in times & set(moved.dtype.names or ()):
        moved[name] -= start
    return moved


def _born(deals: Rows) -> NDArray[np.float64]:
    """When a deal began, or if that is not known, when it was closed."""
    return np.asarray(np.where(np.isnan(deals["created"]), deals["closed"], deals["created"]))


def _inside(times: Any, until: float) -> NDArray[np.bool_]:
    return np.asarray((times >= 0.0) & (times < until))


def _kept(rows: Rows, which: NDArray[np.bool_]) -> tuple[Rows, NDArray[np.int64]]:
    """The rows that stay, and by old place the new one; -1 for those that went, and at the end, so for place -1."""
    place = np.full(len(rows) + 1, -1, dtype=np.int64)
    place[:-1][which] = np.arange(int(which.sum()))
    return rows[which], place


def _undo_deals(deals: Rows, leads: Rows, window: Window) -> None:
    """Take back what happened to deals after they were no longer watched."""
    since = np.append(leads["created"], np.nan)[deals["lead"]]
    since = np.where(np.isnan(since), _born(deals), since)
    end = since + window.followed(since)
    deals["accepted"][deals["accepted"] > end] = np.nan
    late = deals["closed"] > end
    deals["outcome"][late] = OPEN
    deals["closed"][late] = np.nan


def _attached(rows: Rows, time: str, place: NDArray[np.int64], window: Window) -> Rows:
    """Rows of subscriptions that are kept, within the window."""
    kept: Rows = rows[(place[rows["subscription"]] >= 0) & (rows[time] >= 0.0) & (rows[time] <= window.until)]
    kept["subscription"] = place[kept["subscription"]]
    return kept
