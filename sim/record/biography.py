"""One account's life in full: how it stood every week, and each move with what whoever moved it had before them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.kernels.books import MOVES
from sim.record.film import seen
from sim.record.life import half_hours, holder
from sim.stages import FIRST_CUSTOMER_STAGE, LAST_CUSTOMER_STAGE, Cause, Department, Stage

if TYPE_CHECKING:
    from sim.engine.model import Model

Facts = dict[str, Any]
_STATES = ("promise", "expectation", "adoption", "success", "satisfaction")
_CENTS = 100.0
_DIGITS = 4


def biography(model: Model, account: int) -> Facts:
    """Live through a model made with detail, following one account.

    Returns {account, fit, curious, weeks, moves}: facts of every week in which it is not in the market, and of each
    move.
    """
    author = Author(model, account)
    while model.week < model.weeks:
        model.step()
        author.write()
    row = model.accounts[account]
    return {
        "account": account, "fit": _short(row["fit"]), "curious": bool(row["curious"]), "weeks": author.weeks,
        "moves": author.moves,
    }  # fmt: skip


class Author:
    """Follows one account of a model that keeps its moves (``detail``)."""

    def __init__(self, model: Model, account: int) -> None:
        self.model, self.account, self.read = model, account, 0
        self.weeks: list[Facts] = []
        self.moves: list[Facts] = []

    def write(self) -> None:
        """Write down the week that was just lived."""
        books = self.model.books
        log = np.asarray(books.moves)[self.read : int(books.counts[MOVES])]
        self.read = int(books.counts[MOVES])
        now = self._week()
        for move in log[log["account"] == self.account]:
            self.moves.append(self._move(move, now))
        if now["stage"] != "market":
            self.weeks.append(now)

    def _row(self) -> Any:
        return np.asarray(self.model.accounts)[self.account : self.account + 1]

    def _week(self) -> Facts:
        model, rows = self.model, self._row()
        row, prospect = rows[0], rows[0]["stage"] < FIRST_CUSTOMER_STAGE
        waited = max(model.week - float(row["touched"]), 0.0) if prospect else 0.0
        cooled = 1.0 + waited * 40.0 / half_hours(model.company.prospects)
        seat = int(holder(rows, rows["stage"])[0])
        fit, health = seen(model, rows, np.array([self.account]))
        customer = FIRST_CUSTOMER_STAGE <= row["stage"] <= LAST_CUSTOMER_STAGE
        return {
            "week": model.week - 1, "stage": Stage(row["stage"]).name.lower(), "seat": seat,
            "waiting": _short(waited), "interest": _short(row["interest"] / cooled) if prospect else 0.0,
            "believed": _short(fit[0]) if seat >= 0 else None, "health": _short(health[0]) if customer else None,
            "value": float(row["revenue"] - row["acquisition_cost"] - row["serving_cost"]) / _CENTS,
            "price": float(row["price_cents"]) / _CENTS, **{name: _short(row[name]) for name in _STATES},
        }  # fmt: skip

    def _move(self, move: Any, after: Facts) -> Facts:
        row, by = self._row()[0], int(move["member"])
        before = self.weeks[-1] if self.weeks and self.weeks[-1]["week"] == after["week"] - 1 else None
        told = {
            "week": int(move["week"]), "hour": _short(move["hour"]), "from": Stage(move["from_stage"]).name.lower(),
            "to": Stage(move["to_stage"]).name.lower(), "cause": Cause(move["cause"]).name.lower(),
            "by": self._member(by) if by >= 0 else None, "before": before, "after": after,
        }  # fmt: skip
        if move["cause"] == Cause.WON:
            told |= {"full": bool(row["handed_in_full"]), "contract": int(row["lives"])}
        return told

    def _member(self, seat: int) -> Facts:
        """A member as the week found them: pay was weighed at its beginning."""
        member = self.model.members[seat]
        return name_of(self.model, seat) | {
            "attainment": _short(member["attainment"]), "pressure": _short(member["pressure"]),
            "weeks_behind": _short(member["backlog"] / member["hours"]) if member["hours"] > 0 else None,
        }  # fmt: skip


def name_of(model: Model, seat: int) -> Facts:
    """What a seat is called: its department and its number there, from 1."""
    department = int(model.members["department"][seat])
    number = seat - int(model.office["first"][0, department]) + 1
    return {"seat": seat, "department": Department(department).name.lower(), "number": number}


def _short(value: Any) -> float:
    return float(f"{float(value):.{_DIGITS}g}")
