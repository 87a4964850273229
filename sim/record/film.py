"""A film of one replicate: who moved where, when, by whom and why, and how every desk stood, for replay.

One of ``every`` accounts of the market is on it, the same ones under every policy; what is said of desks and of the
whole is counted over all accounts. States are bytes: 0–255 stands for 0–1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.kernels.books import MOVES as MOVES_UNTIL_NOW
from sim.record.life import holder
from sim.record.series import PLACE
from sim.record.sight import look_at
from sim.stages import LAST_CUSTOMER_STAGE, STAGE_COUNT, Stage

if TYPE_CHECKING:
    from sim.engine.model import Model

DOTS = 6000  # most accounts on a film; a canvas draws twice as many in a frame's time
LOOK_EVERY_WEEKS = 4
PARTS_OF_AN_HOUR, LAST_PART = 6, 40 * 6 - 1
_STRIDE = 2_654_435_761 % 2**20  # spreads successive numbers
SERIES = (
    "customers", "leads", "orders", "unfit_won", "lost", "refused", "churned", "value_cumulative", "cash_balance",
    "reputation",
)  # fmt: skip
STATES = ("believed", "health", "satisfaction", "success", "adoption", "expectation")
MOVES = np.dtype([("week", "u2"), ("part", "u1"), ("dot", "u2"), ("to", "u1"), ("cause", "u1"), ("seat", "i2"),
                  ("by", "i2"), ("believed", "u1"), ("health", "u1")])  # fmt: skip
LOOKS = np.dtype([("week", "u2"), ("dot", "u2"), *((name, "u1") for name in STATES)])
DESKS = np.dtype([("here", "u1"), ("queue", "u2"), ("hours", "f4"), ("worked", "f4"), ("backlog", "f4"),
                  ("morale", "f4"), ("pressure", "f4"), ("attainment", "f4")])  # fmt: skip
_FELT = ("hours", "worked", "backlog", "morale", "pressure", "attainment")
Table = NDArray[Any]


@dataclass(frozen=True)
class Film:
    """What a camera took.

    dots: (dots,) number of the account, born (week), stage and seat at the start, fit, curious. moves: in the order
    of time, ``part`` in sixths of an hour; seat: whose desk it comes to, by: who moved it, −1: nobody. looks: what is
    seen and what is so of accounts in hand, every four weeks. desks: (weeks, seats), at the end of a week. stocks:
    (weeks, stages), all accounts. series: by name, (weeks,).
    """

    every: int
    dots: Table
    moves: Table
    looks: Table
    desks: Table
    stocks: NDArray[np.int64]
    series: Mapping[str, NDArray[np.float64]]

    @property
    def weeks(self) -> int:
        """Weeks of the film."""
        return len(self.stocks)


def sampling(accounts: int, dots: int = DOTS) -> int:
    """Of how many accounts one is filmed, so that at most so many are."""
    return max(1, -(-accounts // dots))


def sample(accounts: int, every: int) -> NDArray[np.int64]:
    """The accounts that are filmed: one at a place of its own in each run of ``every``.

    Not at the same place in each: who takes an account on follows from its number, so that every fourth account might
    be with the same few members.
    """
    runs = np.arange(-(-accounts // every), dtype=np.int64)
    chosen = runs * every + (runs * _STRIDE >> 7) % every
    return chosen[chosen < accounts]


def film(model: Model, dots: int = DOTS) -> Film:
    """Live through a model made with detail, and film it."""
    camera = Camera(model, sampling(len(model.accounts), dots))
    while model.week < model.weeks:
        model.step()
        camera.take()
    return camera.develop()


class Camera:
    """Takes a model week by week. The model keeps its moves (``detail``)."""

    def __init__(self, model: Model, every: int) -> None:
        self.model, self.every = model, every
        self.accounts = sample(len(model.accounts), every)
        self.dot_of = np.full(len(model.accounts), -1)
        self.dot_of[self.accounts] = np.arange(len(self.accounts))
        self.first = self._rows(self.accounts)
        self.born = np.zeros(len(self.accounts), np.uint16)
        self.visible, self.moved = model.visible_accounts, 0
        self.moves: list[Table] = []
        self.looks: list[Table] = []
        self.desks: list[Table] = []

    def take(self) -> None:
        """Take the week that was just lived."""
        week, seen = self.model.week - 1, self.model.visible_accounts
        self.born[(self.accounts >= self.visible) & (self.accounts < seen)] = week
        self.visible = seen
        self.moves.append(self._moves())
        self.desks.append(self._desks())
        if week % LOOK_EVERY_WEEKS == 0:
            self.looks.append(self._looks(week))

    def develop(self) -> Film:
        """What was taken until now."""
        weekly = self.model.weekly[: len(self.desks)]
        moves = np.concatenate(self.moves)
        in_time = np.lexsort((moves["part"], moves["week"]))
        return Film(
            every=self.every,
            dots=self._dots(),
            moves=moves[in_time],
            looks=np.concatenate(self.looks),
            desks=np.stack(self.desks),
            stocks=weekly[:, :STAGE_COUNT].astype(np.int64),
            series={name: weekly[:, PLACE[name]].copy() for name in SERIES},
        )

    def _rows(self, accounts: NDArray[np.integer[Any]]) -> Table:
        """A copy of some rows."""
        rows: Table = np.asarray(self.model.accounts)[accounts]
        return rows

    def _dots(self) -> Table:
        ever = int((self.accounts < self.visible).sum())
        begin = self.first[:ever]
        layout = [("account", "u4"), ("born", "u2"), ("stage", "u1"), ("seat", "i2"), ("fit", "u1"), ("curious", "u1")]
        found = np.zeros(len(begin), layout)
        found["account"], found["born"], found["stage"] = self.accounts[:ever], self.born[:ever], begin["stage"]
        found["seat"] = holder(begin, begin["stage"])
        found["fit"], found["curious"] = as_bytes(begin["fit"]), begin["curious"]
        return found

    def _moves(self) -> Table:
        """The week's moves of filmed accounts; who has them in hand is read at the end of the week."""
        books = self.model.books
        since, self.moved = self.moved, int(books.counts[MOVES_UNTIL_NOW])
        log = np.asarray(books.moves)[since : self.moved]
        log = log[self.dot_of[log["account"]] >= 0]
        rows = self._rows(log["account"])
        page = np.zeros(len(log), MOVES)
        page["week"], page["dot"] = log["week"], self.dot_of[log["account"]]
        page["part"] = np.minimum(np.round(log["hour"] * PARTS_OF_AN_HOUR), LAST_PART)  # what ends a week is in it
        page["to"], page["cause"], page["by"] = log["to_stage"], log["cause"], log["member"]
        page["seat"] = holder(rows, log["to_stage"])
        page["believed"], page["health"] = self._seen(rows, log["account"])
        return page

    def _looks(self, week: int) -> Table:
        stage = self.model.accounts["stage"][self.accounts]
        held = np.flatnonzero((stage >= Stage.LEAD) & (stage <= LAST_CUSTOMER_STAGE))
        rows = self._rows(self.accounts[held])
        page = np.zeros(len(held), LOOKS)
        page["week"], page["dot"] = week, held
        page["believed"], page["health"] = self._seen(rows, self.accounts[held])
        page["satisfaction"] = as_bytes(0.5 + 0.5 * rows["satisfaction"])
        for name in ("success", "adoption", "expectation"):
            page[name] = as_bytes(rows[name])
        return page

    def _seen(self, rows: Table, accounts: Table) -> tuple[Table, Table]:
        return tuple(as_bytes(found) for found in seen(self.model, rows, accounts))  # type: ignore[return-value]

    def _desks(self) -> Table:
        members, accounts = self.model.members, np.asarray(self.model.accounts)[: self.model.visible_accounts]
        held = holder(accounts, accounts["stage"])
        page = np.zeros(len(members), DESKS)
        page["here"] = 1 - members["absent"]
        page["queue"] = np.bincount(held[held >= 0], minlength=len(members))
        for name in _FELT:
            page[name] = members[name]
        return page


def seen(model: Model, rows: Table, accounts: NDArray[np.integer[Any]]) -> tuple[Table, Table]:
    """Fit and health of some rows, as those in charge see them now; each (rows,), 0–1."""
    fit, health = np.zeros(len(rows)), np.zeros(len(rows))
    look_at(rows, accounts.astype(np.int64), model.rules, fit, health)
    return np.nan_to_num(fit, nan=float(model.now["mean_fit"][0])), health


def as_bytes(values: Table) -> NDArray[np.uint8]:
    """States of 0–1 as whole numbers of 0–255."""
    rounded: NDArray[np.uint8] = np.round(np.clip(values, 0.0, 1.0) * 255.0).astype(np.uint8)
    return rounded
