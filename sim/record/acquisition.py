"""Where customers came from and what winning them cost; when the money was back (M38)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.record.series import PLACE
from sim.record.sums import WEEKS_PER_MONTH, Weekly, cost_per_win, ratio, selling, total
from sim.stages import Department
from sim.world.market import REFERRAL, RETURN
from sim.world.pricing import LEAVES

if TYPE_CHECKING:
    from sim.engine.model import Model


def summarise(model: Model) -> dict[str, float]:
    """The metrics of this file."""
    accounts, weekly = model.accounts[: model.visible_accounts], model.weekly
    channel = accounts["channel"]
    channels, returned = _per_win(accounts, channel < RETURN), _per_win(accounts, channel == RETURN)
    return {
        "cost_per_win_channel": channels,
        "cost_per_win_referral": _per_win(accounts, channel == REFERRAL),
        "cost_per_win_returned": returned,
        "return_cost_ratio": ratio(returned, channels),
        "wins_returned": float(_won(accounts)[channel == RETURN].sum()),
        "cac_year_1": cost_per_win(weekly[:52]),
        "cac_last_year": cost_per_win(weekly[-52:]),
        "cost_per_new_revenue": ratio(selling(weekly), total(weekly, "bookings")),
        "cost_per_added_revenue": ratio(total(weekly, "payroll_customer_success"), total(weekly, "expansion")),
        "meetings_per_inside_seat": _per_seat_and_year(model, "meetings", Department.INSIDE_SALES),
        "decided_share": _decided_share(model, accounts),
        "mail_cost": -total(weekly, "money_mailing"),
        **_money_back(weekly, model.company.finance.opening_cash),
    }


def _won(accounts: Any) -> NDArray[np.bool_]:
    """Accounts whose latest response led to a contract."""
    first = (accounts["lives"] == 1) & (accounts["inherited"] == 0)
    return np.asarray(first)


def _per_win(accounts: Any, source: NDArray[np.bool_]) -> float:
    """What accounts of a source cost from their latest response on, in vain too, per first contract among them."""
    mine = source & (accounts["lives"] <= 1) & (accounts["inherited"] == 0)
    spent = accounts["acquisition_cost"].sum(where=mine) / 100.0
    before = accounts["spent_before"].sum(where=mine, dtype=np.float64)
    return ratio(float(spent - before), float((_won(accounts) & mine).sum()))


def _per_seat_and_year(model: Model, flow: str, department: Department) -> float:
    seats = model.company.headcount[department]
    return total(model.weekly, flow) / (seats * model.weeks / 52.0)


def _decided_share(model: Model, accounts: Any) -> float:
    """Share of recurring revenue at the end whose customers have decided to leave and not said so."""
    leaving = accounts["price_cents"][(accounts["decided"] == LEAVES) & (accounts["ended_week"] < 0)].sum() / 100.0
    return ratio(float(leaving), float(model.now["recurring"][0]))


def _money_back(weekly: Weekly, opening: float) -> dict[str, float]:
    """How long cash is below its opening, and from which month on it no longer is; the horizon's end if it still is."""
    below = weekly[:, PLACE["cash_balance"]] < opening
    last = float(np.flatnonzero(below)[-1] + 1) if below.any() else 0.0
    return {
        "months_below_opening_cash": float(below.sum()) / WEEKS_PER_MONTH,
        "money_back_month": last / WEEKS_PER_MONTH,
    }
