"""A simulated company as its own CRM records it: leads, deals, subscriptions, renewals, use.

Only what such a system knows is read: moves between stages with who made them, the channel of a lead, prices, and
measured use. Fit, interest, promises, satisfaction, success and decisions not yet told are not (law 2).
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.crm.records import (
    DEAL,
    LEAD,
    LOST,
    MEETING,
    OPPORTUNITY,
    RENEWAL,
    SUBSCRIPTION,
    USAGE,
    WON,
    Records,
    Rows,
    everything,
    to_the_minute,
)
from sim.engine.company import Scenario
from sim.engine.model import Model
from sim.kernels.books import MOVES
from sim.stages import FIRST_CUSTOMER_STAGE, LAST_CUSTOMER_STAGE, Cause, Stage
from sim.world.market import REFERRAL, RETURN

FIRST_HOUR: Final = 9.0  # working days of eight hours from nine o'clock, Monday to Friday
USE_EVERY_WEEKS: Final = 4
USE_DIGITS: Final = 3
KNOWN_COLUMNS: Final = ("channel", "quote", "booked", "price_cents", "adoption", "won_week", "stage")
"""Columns of an account that a CRM has: everything else about it is latent, or the model's own bookkeeping."""
REFERRED, RETURNED = "referral", "returned"

_GONE = (Stage.RECYCLED, Stage.POOLED, Stage.DEAD_END)


class Watch:
    """Writes down, week by week, what of an account changes later: channel, prices and use at the time."""

    def __init__(self, model: Model) -> None:
        """Begin before the first week."""
        self._model, self._seen = model, 0
        self._of_moves: dict[str, list[NDArray[Any]]] = {"channel": [], "quote": [], "booked": [], "price_cents": []}
        self._use: list[Rows] = []
        self._tables()
        customers = np.flatnonzero(_is_customer(self._accounts["stage"]))
        self.inherited = customers, self._accounts["won_week"][customers], self._price(customers)

    def _tables(self) -> None:
        self._accounts = self._model.accounts[list(KNOWN_COLUMNS)]

    def _price(self, accounts: NDArray[np.int64]) -> NDArray[np.float64]:
        return np.asarray(self._accounts["price_cents"][accounts] / 100.0)

    def note(self) -> None:
        """Note the week that was just lived."""
        model = self._model
        self._tables()
        moves = model.books.moves[self._seen : int(model.books.counts[MOVES])]
        self._seen += len(moves)
        for name, pages in self._of_moves.items():
            pages.append(self._accounts[name][moves["account"]].astype(np.float64))
        if model.week % USE_EVERY_WEEKS == 0:
            customers = np.flatnonzero(_is_customer(self._accounts["stage"]))
            page = np.zeros(len(customers), USAGE)  # the account's number until its subscription is known
            page["subscription"], page["day"] = customers, 7.0 * model.week - 1.0
            page["use"] = np.round(self._accounts["adoption"][customers].astype(np.float64), USE_DIGITS)
            self._use.append(page)

    def column(self, name: str) -> NDArray[np.float64]:
        """A column of the account of every move, as it was at the end of that week."""
        return np.concatenate(self._of_moves[name])

    def use(self) -> Rows:
        """Measured use of all customers, every fourth week."""
        return np.concatenate(self._use) if self._use else np.zeros(0, USAGE)


def observe(scenario: Scenario, replicate: int, weeks: int | None = None) -> tuple[Records, Rows]:
    """Live through a replicate, up to ``weeks`` of it, and return its records, and all moves in order."""
    model = Model(scenario, replicate, detail=True)
    watch = Watch(model)
    while model.week < (model.weeks if weeks is None else min(weeks, model.weeks)):
        model.step()
        watch.note()
    moves = model.books.move_log()
    return _records(scenario, moves, watch), moves


def sources_of(scenario: Scenario) -> tuple[str, ...]:
    """Names of the sources of leads: the channels, then customers' referrals, then contacts that came back."""
    return (*scenario.market.channels, REFERRED, RETURNED)


def days_of(moves: Rows) -> NDArray[np.float64]:
    """When each move happened, in days since the first midnight; hours 0 … 40 fall on Monday to Friday."""
    hour = np.minimum(moves["hour"].astype(np.float64), 39.999)
    return np.asarray(7.0 * moves["week"] + np.floor(hour / 8.0) + (FIRST_HOUR + hour % 8.0) / 24.0)


def _is_customer(stage: Any) -> NDArray[np.bool_]:
    return np.asarray((stage >= FIRST_CUSTOMER_STAGE) & (stage <= LAST_CUSTOMER_STAGE))


def _records(scenario: Scenario, moves: Rows, watch: Watch) -> Records:
    when = to_the_minute(days_of(moves))
    episodes = Episodes(moves)
    lead = episodes.latest(moves["to_stage"] == Stage.LEAD)
    deal = episodes.latest(moves["to_stage"] == Stage.SQL)
    leads = _leads(scenario, moves, when, lead, watch)
    deals = _deals(moves, when, lead, deal, watch)
    subscriptions, subscription = _subscriptions(moves, when, deal, watch)
    return Records(
        sources=sources_of(scenario),
        leads=leads,
        deals=deals,
        subscriptions=subscriptions,
        renewals=_renewals(moves, when, subscription, watch),
        usage=_usage(watch.use(), subscriptions),
        known=everything(),
    )


class Episodes:
    """Which lead, deal or subscription of its account a move belongs to: the latest one that has begun."""

    def __init__(self, moves: Rows) -> None:
        self._order = np.argsort(moves["account"], kind="stable")
        self._account = moves["account"][self._order]

    def latest(self, begins: NDArray[np.bool_]) -> NDArray[np.int64]:
        """By move, the number of the latest beginning of its account, in order of time; -1 before the first."""
        number = np.where(begins, np.cumsum(begins) - 1, -1)[self._order]
        at = np.maximum.accumulate(np.where(begins[self._order], np.arange(len(number)), 0))
        mine = (self._account[at] == self._account) & begins[self._order][at]
        found = np.empty(len(number), dtype=np.int64)
        found[self._order] = np.where(mine, number[at], -1)
        return found


def _leads(scenario: Scenario, moves: Rows, when: NDArray[np.float64], lead: NDArray[np.int64], watch: Watch) -> Rows:
    came = moves["to_stage"] == Stage.LEAD
    rows = np.zeros(int(came.sum()), LEAD)
    rows["account"], rows["created"], rows["owner"] = moves["account"][came], when[came], moves["member"][came]
    channel = watch.column("channel")[came].astype(np.int64)
    own = len(scenario.market.channels)
    rows["source"] = np.select([channel == REFERRAL, channel == RETURN], [own, own + 1], channel)
    rows["qualified"] = np.nan
    passed = (moves["from_stage"] == Stage.LEAD) & np.isin(moves["to_stage"], (Stage.MQL, Stage.SQL)) & (lead >= 0)
    rows["qualified"][lead[passed]] = when[passed]
    return rows


def _deals(
    moves: Rows, when: NDArray[np.float64], lead: NDArray[np.int64], deal: NDArray[np.int64], watch: Watch
) -> Rows:
    met = moves["to_stage"] == Stage.SQL
    rows = np.zeros(int(met.sum()), DEAL)
    rows["lead"], rows["account"], rows["created"] = lead[met], moves["account"][met], when[met]
    rows["qualified_by"], rows["sold_by"] = moves["member"][met], -1
    rows["amount"] = np.round(watch.column("quote")[met], 2)
    rows["accepted"] = rows["closed"] = np.nan
    rows["reason"] = -1
    accepted = moves["to_stage"] == Stage.OPPORTUNITY
    rows["accepted"][deal[accepted]], rows["sold_by"][deal[accepted]] = when[accepted], moves["member"][accepted]
    won = (moves["to_stage"] == Stage.ONBOARDING) & (deal >= 0)
    lost = np.isin(moves["from_stage"], (Stage.SQL, Stage.OPPORTUNITY)) & np.isin(moves["to_stage"], _GONE)
    for which, outcome in ((won, WON), (lost, LOST)):
        place = deal[which]
        rows["closed"][place], rows["outcome"][place] = when[which], outcome
        rows["sold_by"][place] = np.where(moves["member"][which] >= 0, moves["member"][which], rows["sold_by"][place])
    rows["amount"][deal[won]] = np.round(watch.column("booked")[won], 2)
    rows["reason"][deal[lost]] = moves["cause"][lost]
    rows["lost_from"][deal[lost]] = np.where(moves["from_stage"][lost] == Stage.SQL, MEETING, OPPORTUNITY)
    return rows


def _subscriptions(
    moves: Rows, when: NDArray[np.float64], deal: NDArray[np.int64], watch: Watch
) -> tuple[Rows, NDArray[np.int64]]:
    """The subscriptions, those of customers of the first week before the others, and which one each move is about."""
    accounts, weeks, prices = watch.inherited
    signed = moves["to_stage"] == Stage.ONBOARDING
    rows = np.zeros(len(accounts) + int(signed.sum()), SUBSCRIPTION)
    rows["account"] = np.concatenate([accounts, moves["account"][signed]])
    rows["started"] = np.concatenate([7.0 * weeks, when[signed]])
    rows["amount"] = np.round(np.concatenate([prices, watch.column("booked")[signed]]), 2)
    rows["deal"] = np.concatenate([np.full(len(accounts), -1), deal[signed]])
    rows["activated"] = rows["ended"] = np.nan
    rows["reason"] = -1
    about = subscriptions_of(moves, accounts)
    met = (moves["to_stage"] == Stage.ADOPTION) & (moves["cause"] == Cause.CRITERION_MET) & (about >= 0)
    later = np.flatnonzero(met)[::-1]  # the first one is written last
    rows["activated"][about[later]] = when[later]
    left = moves["to_stage"] == Stage.CHURNED
    rows["ended"][about[left]], rows["reason"][about[left]] = when[left], moves["cause"][left]
    return rows, about


def subscriptions_of(moves: Rows, inherited: NDArray[np.int64]) -> NDArray[np.int64]:
    """Which subscription each move is about; -1 for none. Those of ``inherited`` accounts have the first numbers."""
    began = np.concatenate([np.ones(len(inherited), dtype=np.bool_), moves["to_stage"] == Stage.ONBOARDING])
    early = np.zeros(len(inherited), moves.dtype)
    early["account"] = inherited
    return Episodes(np.concatenate([early, moves])).latest(began)[len(inherited) :]


def _renewals(moves: Rows, when: NDArray[np.float64], subscription: NDArray[np.int64], watch: Watch) -> Rows:
    """What became of contracts that came due."""
    due = np.isin(moves["cause"], (Cause.RENEWED, Cause.NOT_RENEWED)) & (subscription >= 0)
    rows = np.zeros(int(due.sum()), RENEWAL)
    rows["subscription"], rows["due"] = subscription[due], when[due]
    rows["renewed"] = moves["cause"][due] == Cause.RENEWED
    rows["amount"] = np.where(rows["renewed"], np.round(watch.column("price_cents")[due] / 100.0, 2), 0.0)
    return rows


def _usage(use: Rows, subscriptions: Rows) -> Rows:
    """Use with the subscription in place of the account."""
    place = subscription_at(subscriptions, use["subscription"], use["day"])
    kept = use[place >= 0]
    kept["subscription"] = place[place >= 0]
    return kept


def subscription_at(subscriptions: Rows, account: Any, day: Any) -> NDArray[np.int64]:
    """The latest subscription of each account that had begun by its day; -1 for none."""
    order = np.lexsort((subscriptions["started"], subscriptions["account"]))
    sorted_ = subscriptions[order]
    keys, asked = (np.zeros(len(each), [("account", "i8"), ("day", "f8")]) for each in (sorted_, account))
    keys["account"], keys["day"] = sorted_["account"], sorted_["started"]
    asked["account"], asked["day"] = account, day
    at = np.searchsorted(keys, asked, side="right") - 1
    mine = (at >= 0) & (sorted_["account"][at] == account)
    return np.asarray(np.where(mine, order[at], -1), dtype=np.int64)
