"""One member's desk at a moment: load, pressure, and who waits, as the member sees them and as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.record.biography import name_of
from sim.record.film import seen
from sim.record.life import holder
from sim.stages import Stage

if TYPE_CHECKING:
    from sim.engine.model import Model

LONGEST = 200  # most accounts that are told
_STATES = ("skill", "morale", "hours", "worked", "backlog", "pressure", "attainment")


def at_desk(model: Model, seat: int) -> dict[str, Any]:
    """What there is to say of a seat after the week that was lived last.

    waiting: accounts in hand; queue: those of them that are believed to fit best, 0–1, and how they do fit.
    """
    member = model.members[seat]
    department = int(member["department"])
    return name_of(model, seat) | {
        "week": model.week - 1, "here": not member["absent"], "since": float(member["hired_week"]),
        "picture": float(model.office["picture"][0, department]),
        "waiting": int((_held(model) == seat).sum()), "queue": _queue(model, seat),
        **{name: float(member[name]) for name in _STATES},
    }  # fmt: skip


def _held(model: Model) -> Any:
    accounts = np.asarray(model.accounts)[: model.visible_accounts]
    return holder(accounts, accounts["stage"])


def _queue(model: Model, seat: int) -> list[dict[str, Any]]:
    numbers = np.flatnonzero(_held(model) == seat)
    rows = np.asarray(model.accounts)[numbers]
    believed, health = seen(model, rows, numbers)
    best = np.argsort(-believed, kind="stable")[:LONGEST]
    return [
        {
            "account": int(numbers[k]), "stage": Stage(rows["stage"][k]).name.lower(), "believed": float(believed[k]),
            "fit": float(rows["fit"][k]), "health": float(health[k]),
        }
        for k in best
    ]  # fmt: skip
