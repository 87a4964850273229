"""Steering by money: a firm that cuts after every quarter with a loss, or only when cash runs low (M38)."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import numpy as np
import simpy
from numpy.typing import NDArray

from sim.kernels.books import post_organisation, to_cents
from sim.kinds import Kind
from sim.organisation.division import DIVISIONS, GENERALISTS
from sim.organisation.seats import HOLDERS
from sim.scenario import Section, parameter
from sim.stages import FIRST_CUSTOMER_STAGE, LAST_CUSTOMER_STAGE, ROLES, Department

if TYPE_CHECKING:
    from sim.engine.model import Model

RULES = ("none", "quarterly_profit", "cash")
RECKONINGS = ("paid", "earned")
_LEAST_BUDGET = 0.2  # share of the usual spending on channels that is never cut


class Steering(Section):
    """When the firm cuts, and what."""

    rule: str = parameter(
        "none",
        unit="-",
        choices=RULES,
        source="the notes: managing by the profit of the period, or by cash",
        meaning="when spending is cut: never; after a review period without the profit asked for; or while cash is low",
    )
    review_weeks: int = parameter(
        13, unit="weeks", low=1, high=104, source="a quarter", meaning="how often the firm looks at its money"
    )
    profit: str = parameter(
        "paid",
        unit="-",
        choices=RECKONINGS,
        source="assumption: invoices of a quarter, so that both hardly differ",
        meaning="what profit is where the rule is about it: the change of cash; or what running contracts earn, "
        "whenever it is invoiced, less all costs",
    )
    least_profit: float = parameter(
        0.0,
        unit="USD per review period",
        low=-1e10,
        high=1e10,
        source="assumption: no loss",
        meaning="profit that a period must show where the rule is about profit",
    )
    least_cash: float = parameter(
        500_000.0,
        unit="USD",
        low=-1e10,
        high=1e10,
        source="assumption",
        meaning="cash below which the firm cuts where the rule is about cash",
    )
    channel_cut: float = parameter(
        0.3,
        unit="share",
        low=0,
        high=1,
        source="assumption",
        meaning="spending on channels that one cut takes; a good period gives as much back",
    )
    success_cut: float = parameter(
        0.2,
        unit="share of seats",
        low=0,
        high=1,
        source="assumption",
        meaning="seats of customer success that one cut empties, of those still filled; a good period refills them",
    )
    severance_weeks: float = parameter(
        8.0, unit="weeks of pay", low=0, high=104, source="assumption", meaning="what dismissing a member costs"
    )


class Purse:
    """What the firm has cut until now."""

    def __init__(self) -> None:
        self.hiring_frozen = False
        self.dismissed: list[int] = []


def review(model: Model) -> Generator[simpy.Event, Any, None]:
    """At the end of every period the firm cuts or gives back: channels, customer success, and all hiring."""
    plan, cash, begun = model.company.finance.steering, float(model.office["cash"][0]), 0
    while True:
        yield model.calendar.timeout(plan.review_weeks)
        before, cash = cash, float(model.office["cash"][0])
        found = profit(model, begun, cash - before)
        begun = model.week
        short = found < plan.least_profit if plan.rule == RULES[1] else cash < plan.least_cash
        model.purse.hiring_frozen = short
        _set_budgets(model, short)
        if short:
            _dismiss(model)
        elif model.purse.dismissed:
            model.refill(model.purse.dismissed)
            model.purse.dismissed = []


def profit(model: Model, begun: int, paid: float) -> float:
    """Profit in USD of the weeks from ``begun`` until now, as the firm reckons it; ``paid``: what cash grew by.

    What is paid once for good (``pricing.mode: one_time``) is earned when it is paid.
    """
    if model.company.finance.steering.profit == RECKONINGS[0] or model.company.pricing.mode == "one_time":
        return paid
    invoiced = model.summed("money_revenue", begun) + model.summed("money_service", begun)
    return paid - invoiced + model.summed("recurring_revenue", begun) / 52.0 * model.company.contracts.gross_margin


def _set_budgets(model: Model, short: bool) -> None:
    cut = model.company.finance.steering.channel_cut
    budgets = model.channels["budget"]
    budgets[:] = np.maximum(budgets * (1.0 - cut), _LEAST_BUDGET) if short else np.minimum(budgets + cut, 1.0)


def _dismiss(model: Model) -> None:
    """Empty the last filled seats of customer success; what they hold is shared among those who stay."""
    plan, staff = model.company.finance.steering, model.members
    filled = np.flatnonzero((staff["department"] == Department.CUSTOMER_SUCCESS) & (staff["absent"] == 0))
    leaving = _last_of(filled, int(len(filled) * plan.success_cut), staff["role"])
    hours = plan.severance_weeks * model.company.organisation.people.contract_hours
    price = float(model.office["hourly"][0, Department.CUSTOMER_SUCCESS])
    for seat in leaving:
        staff["absent"][seat] = 1
        post_organisation(int(Kind.UNASSIGNED), -to_cents(hours * price), model.week, model.books.pages)
    model.purse.dismissed += leaving
    _hand_on(model, leaving)


def _last_of(seats: NDArray[np.int64], count: int, roles: NDArray[np.int64]) -> list[int]:
    """The last ``count`` seats, in order; of each role one stays."""
    leaving: list[int] = []
    stay = np.bincount(roles[seats], minlength=len(ROLES))
    for seat in seats[::-1].tolist():
        if len(leaving) < count and stay[roles[seat]] > 1:
            stay[roles[seat]] -= 1
            leaving.insert(0, seat)
    return leaving


def _hand_on(model: Model, leaving: list[int]) -> None:
    """Customers go to those of the leaver's desk and role who stay; a generalist's prospects too."""
    accounts, staff = model.accounts, model.members
    customers = (accounts["stage"] >= FIRST_CUSTOMER_STAGE) & (accounts["stage"] <= LAST_CUSTOMER_STAGE)
    generalists = model.company.organisation.division == DIVISIONS[GENERALISTS]
    at_the_desk = np.full(len(staff), True) if generalists else staff["department"] == Department.CUSTOMER_SUCCESS
    for seat in leaving:
        same_role = staff["role"] == staff["role"][seat]
        staying = np.flatnonzero(at_the_desk & same_role & (staff["absent"] == 0))
        for column in (*HOLDERS, "keeper"):
            theirs = customers if column in ("carer", "keeper") else ~customers
            orphans = np.flatnonzero(theirs & (accounts[column] == seat))
            accounts[column][orphans] = staying[orphans % len(staying)]
