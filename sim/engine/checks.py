"""What must hold at the end of every week, asserted where ``run.checks`` is on (laws 4 and 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.errors import TasukiError
from sim.kernels.books import ILLEGAL
from sim.kinds import Kind
from sim.stages import STAGE_COUNT

if TYPE_CHECKING:
    from sim.engine.model import Model


def check_week(model: Model) -> None:
    """Raise TasukiError where stocks, stages or money do not add up."""
    stages = model.accounts["stage"][: model.visible_accounts]
    counted = np.bincount(stages, minlength=STAGE_COUNT)
    _demand((counted == model.books.stocks).all(), "stocks differ from the number of accounts in each stage", model)
    _demand(model.books.counts[ILLEGAL] == 0, "an account was to make a move that does not exist", model)
    owned = sum(int(model.accounts[column].sum()) * sign for column, sign in
                (("revenue", 1), ("acquisition_cost", -1), ("serving_cost", -1)))  # fmt: skip
    model.posted_to_customers += int(model.books.money[0, : Kind.SERVING + 1].sum())
    _demand(owned == model.posted_to_customers, "customers' accounts differ from what was posted to them", model)


def _demand(holds: bool, complaint: str, model: Model) -> None:
    if not holds:
        raise TasukiError(f"week {model.week - 1}, replicate {model.replicate}: {complaint}")
