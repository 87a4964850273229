"""A diary of customers: what happened to each in every week, for the story of one customer's life."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.organisation.seats import HOLDERS
from sim.stages import FIRST_CUSTOMER_STAGE, LAST_CUSTOMER_STAGE, Stage

if TYPE_CHECKING:
    from sim.engine.model import Model
    from sim.world.prospects import Prospects

SAMPLED_EVERY = 20  # every 20th account of the market keeps a diary
LAYOUT = np.dtype([("week", "i4"), ("account", "i4"), ("stage", "u1"), ("owner", "i2"), ("interest", "f4"),
                   ("expectation", "f4"), ("adoption", "f4"), ("success", "f4"), ("satisfaction", "f4"),
                   ("value_cents", "i8"), ("waiting", "f4")])  # fmt: skip


def holder(rows: NDArray[Any], stage: NDArray[np.uint8]) -> NDArray[np.int64]:
    """The seat that has each of these accounts in hand at this stage; −1 where nobody has. Shape (rows,)."""
    hands = [stage == Stage.LEAD, stage == Stage.MQL, (stage == Stage.SQL) | (stage == Stage.OPPORTUNITY),
             (stage >= FIRST_CUSTOMER_STAGE) & (stage <= LAST_CUSTOMER_STAGE)]  # fmt: skip
    return np.select(hands, [rows[column] for column in HOLDERS], -1)


def half_hours(prospects: Prospects) -> float:
    """Waiting in working hours after which half of the interest is gone; endless where none cools."""
    return prospects.cooling_half_hours if prospects.cools else math.inf


class Diary:
    """Weekly rows of every ``SAMPLED_EVERY``-th account, from its first response on."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.pages: list[NDArray[Any]] = []

    def write(self) -> None:
        """Write the week that was just lived."""
        model = self.model
        table = model.accounts[: model.visible_accounts : SAMPLED_EVERY]
        kept = np.flatnonzero((table["stage"] != Stage.MARKET) & (table["stage"] != Stage.DEAD_END))
        rows = table[kept]
        page = np.zeros(len(kept), LAYOUT)
        page["week"], page["account"] = model.week - 1, kept * SAMPLED_EVERY
        for name in ("stage", "expectation", "adoption", "success", "satisfaction"):
            page[name] = rows[name]
        prospect = rows["stage"] < Stage.ONBOARDING
        waited = np.maximum(model.week - rows["touched"], 0.0)
        half = half_hours(model.company.prospects)
        page["waiting"] = np.where(prospect, waited, 0.0)
        page["interest"] = np.where(prospect, rows["interest"] / (1.0 + waited * 40.0 / half), 0.0)
        page["owner"] = holder(rows, rows["stage"])
        page["value_cents"] = rows["revenue"] - rows["acquisition_cost"] - rows["serving_cost"]
        self.pages.append(page)

    def rows(self) -> NDArray[Any]:
        """All pages as one table, in the order of weeks."""
        return np.concatenate(self.pages) if self.pages else np.zeros(0, LAYOUT)
