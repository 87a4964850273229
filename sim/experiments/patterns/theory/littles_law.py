"""Little's law in every queue of a running company (pattern P17): mean stock = entries per week × mean stay.

The three sides come from different books: the stock from the weekly series (what the departments saw), entries and
stays from the move log. Stocks are counted at the end of a week, so a stay counts as the week-ends in it. Over
a finite window the law holds up to those who were there before it and after it; the window, the last three quarters
of the horizon, must be long against all stays, and a queue that is nearly always empty says nothing: one stay that the
window cuts is then a good part of all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.model import Model
from sim.record.series import PLACE
from sim.stages import Stage

# The market is no queue (it is not entered, and many never leave it), and nobody leaves a dead end.
QUEUES = [stage for stage in Stage if stage not in (Stage.MARKET, Stage.DEAD_END)]


@dataclass(frozen=True)
class Queue:
    """One stage over the window: mean stock, entries and exits per week, mean stay in weeks, and of how many stays."""

    stock: float
    entered: float
    left: float
    stay: float
    stays: int

    @property
    def error(self) -> float:
        """How far the stock is from rate times stay."""
        return abs(self.stock / ((self.entered + self.left) / 2.0 * self.stay) - 1.0)


def measures(scenario: Any, replicate: int) -> dict[str, float]:
    """The largest deviation among the queues in which at least one account stands on average, and that any left."""
    return {"littles_law_error": largest(queues_of(Model(scenario, replicate, detail=True).run()).values())}


def largest(queues: Iterable[Queue]) -> float:
    """The largest deviation among those that can be judged; NaN where none can."""
    return max((queue.error for queue in queues if queue.stays and queue.stock >= 1.0), default=float("nan"))


def queues_of(model: Model) -> dict[Stage, Queue]:
    """Every queue of a company that has lived, with all its moves in the books."""
    log, begin = model.books.move_log(), window(model)
    came, went = visits(log)
    inside = went["week"] >= begin
    came, went = came[inside], went[inside]
    return {stage: _queue(model, stage, log[log["week"] >= begin], came, went) for stage in QUEUES}


def window(model: Model) -> int:
    """First week of the window."""
    return model.weeks // 4


def visits(log: NDArray[np.void]) -> tuple[NDArray[np.void], NDArray[np.void]]:
    """Stays in a stage that began and ended in the log: the moves into it and, row by row, the moves out of it."""
    by_account = log[np.argsort(log["account"], kind="stable")]
    same = by_account["account"][1:] == by_account["account"][:-1]
    return by_account[:-1][same], by_account[1:][same]


def _queue(model: Model, stage: Stage, log: NDArray[np.void], came: NDArray[np.void], went: NDArray[np.void]) -> Queue:
    begin, mine = window(model), came["to_stage"] == stage
    entered, left = (float((log[side] == stage).sum()) / (model.weeks - begin) for side in ("to_stage", "from_stage"))
    stock = float(model.weekly[begin:, PLACE[f"stage_{stage.name.lower()}"]].mean())
    stay = float((went["week"][mine] - came["week"][mine]).mean()) if mine.any() else float("nan")
    return Queue(stock, entered, left, stay, int(mine.sum()))
