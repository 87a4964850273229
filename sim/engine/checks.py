"""What must hold at the end of every week, asserted where ``run.checks`` is on (laws 4 and 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.errors import TasukiError
from sim.kernels.books import ILLEGAL
from sim.kinds import Kind
from sim.record.series import PLACE
from sim.record.sums import MOST_IN_CENTS, value_in_dollars
from sim.stages import STAGE_COUNT

if TYPE_CHECKING:
    from sim.engine.model import Model

_MONEY = [PLACE[f"money_{kind.name.lower()}"] for kind in Kind]


def check_week(model: Model) -> None:
    """Raise TasukiError where stocks, stages or money do not add up, or a member's numbers are none."""
    stages = model.accounts["stage"][: model.visible_accounts]
    counted = np.bincount(stages, minlength=STAGE_COUNT)
    _demand((counted == model.books.stocks).all(), "stocks differ from the number of accounts in each stage", model)
    _demand(model.books.counts[ILLEGAL] == 0, "an account was to make a move that does not exist", model)
    _check_members(model)
    _check_accounts(model)
    _check_cash(model)
    value_in_dollars(model)


def _check_members(model: Model) -> None:
    for name in model.members.dtype.names:
        _demand(np.isfinite(model.members[name]).all(), f"a member's {name} is not a finite number", model)


def _check_accounts(model: Model) -> None:
    """What accounts hold is what was posted to them, and little enough for its discounted sum."""
    accounts = model.accounts
    owned = sum(int(accounts[column].sum()) * sign for column, sign in
                (("revenue", 1), ("acquisition_cost", -1), ("serving_cost", -1)))  # fmt: skip
    model.posted_to_customers += int(model.books.money[0, : Kind.SERVING + 1].sum())
    _demand(owned == model.posted_to_customers, "customers' accounts differ from what was posted to them", model)
    largest = max(int(accounts[column].max()) for column in ("revenue", "acquisition_cost", "serving_cost"))
    _demand(largest < MOST_IN_CENTS, "an account holds more money than the ledger's discounted sums can", model)


def _check_cash(model: Model) -> None:
    """Cash is opening cash and all entries posted; the week's row has what the books say."""
    lived = model.weekly[: model.week, _MONEY]
    _demand((lived[-1] * 100.0).round().tolist() == model.books.money[0].tolist(),
            "the week's money differs from what was posted", model)  # fmt: skip
    cash = model.company.finance.opening_cash + lived.sum()
    _demand(np.isclose(model.office["cash"][0], cash, rtol=1e-9, atol=0.01),
            "cash differs from opening cash and all entries posted", model)  # fmt: skip


def _demand(holds: bool, complaint: str, model: Model) -> None:
    if not holds:
        raise TasukiError(f"week {model.week - 1}, replicate {model.replicate}: {complaint}")
