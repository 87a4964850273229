"""Reading the move log of a detailed run."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.model import Model
from sim.stages import STAGE_COUNT


def moves(model: Model) -> NDArray[np.void]:
    """Every move so far, in the order of the log."""
    return model.books.move_log()


def entries(model: Model) -> NDArray[np.void]:
    """Every ledger entry so far, in the order of the log."""
    return model.books.entry_log()


def weekly_flows(log: NDArray[np.void], weeks: int, side: str) -> NDArray[np.int64]:
    """Moves ``to_stage`` or ``from_stage`` by week and stage: (weeks, stages)."""
    table = np.zeros((weeks, STAGE_COUNT), np.int64)
    np.add.at(table, (log["week"], log[side]), 1)
    return table
