"""Everything that is counted when it happens: the one vocabulary of reports, KPIs and expectations.

A KPI is built from flows (numerator, denominator); a member's expectation of an action is the change of flows they
believe it causes. So what is measured, what is paid and what is hoped for speak of the same things.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, auto


class Flow(IntEnum):
    """Countable things; amounts of money are in US dollars."""

    LEADS = 0
    MQLS = auto()
    CALLS = auto()
    MEETINGS = auto()
    ACCEPTED_MEETINGS = auto()
    PIPELINE = auto()
    ORDERS = auto()
    LOST = auto()
    BOOKINGS = auto()
    RIGHT_ORDERS = auto()
    ONBOARDED = auto()
    ONBOARDING_FAILED = auto()
    HEALTHY = auto()
    DUE = auto()
    RENEWED = auto()
    CHURNED = auto()
    DUE_REVENUE = auto()
    RENEWED_REVENUE = auto()
    EXPANSION = auto()
    SURVEYS = auto()
    PROMOTERS = auto()
    DETRACTORS = auto()
    COHORT_CUSTOMERS = auto()
    LIFETIME_VALUE = auto()
    GROSS_PROFIT = auto()
    RECYCLED = auto()
    REFUSED = auto()
    REFERRALS = auto()
    ADVOCATES_NEW = auto()
    WIN_BACKS = auto()
    UNFIT_WON = auto()
    CHURNED_REVENUE = auto()
    EARLY_HOURS = auto()
    LATER_HOURS = auto()
    OFFER_COST = auto()
    REJECTED = auto()
    REWORK = auto()


@dataclass(frozen=True)
class FlowDeclaration:
    """Where on the customer's way a flow happens (typical week since first response), its unit and its meaning."""

    week: float
    unit: str
    meaning: str


DECLARED: dict[Flow, FlowDeclaration] = {
    Flow.LEADS: FlowDeclaration(0, "accounts", "responded to a channel, referred, or came back"),
    Flow.MQLS: FlowDeclaration(1, "accounts", "passed by marketing to inside sales"),
    Flow.CALLS: FlowDeclaration(2, "calls", "attempts of inside sales to reach somebody"),
    Flow.MEETINGS: FlowDeclaration(3, "meetings", "booked by inside sales for field sales"),
    Flow.ACCEPTED_MEETINGS: FlowDeclaration(4, "meetings", "held and accepted by field sales"),
    Flow.PIPELINE: FlowDeclaration(4, "USD", "list price a year of accepted opportunities"),
    Flow.ORDERS: FlowDeclaration(13, "contracts", "contracts signed"),
    Flow.LOST: FlowDeclaration(13, "opportunities", "opportunities decided against us or gone cold"),
    Flow.BOOKINGS: FlowDeclaration(13, "USD", "price a year of contracts signed"),
    Flow.RIGHT_ORDERS: FlowDeclaration(14, "contracts", "contracts that customer success judges right at the start"),
    Flow.ONBOARDED: FlowDeclaration(26, "customers", "in real use by the end of the onboarding window"),
    Flow.ONBOARDING_FAILED: FlowDeclaration(26, "customers", "not in real use by the end of the window"),
    Flow.HEALTHY: FlowDeclaration(26, "customers", "judged healthy 13 weeks after signing"),
    Flow.DUE: FlowDeclaration(65, "contracts", "contracts that reached their renewal date"),
    Flow.RENEWED: FlowDeclaration(65, "contracts", "contracts renewed"),
    Flow.CHURNED: FlowDeclaration(65, "customers", "customers that left, at renewal or by an outside event"),
    Flow.DUE_REVENUE: FlowDeclaration(65, "USD", "price a year of contracts due"),
    Flow.RENEWED_REVENUE: FlowDeclaration(65, "USD", "price a year that was due and stayed; growth is expansion"),
    Flow.EXPANSION: FlowDeclaration(52, "USD", "added price a year of existing customers"),
    Flow.SURVEYS: FlowDeclaration(39, "answers", "customers asked whether they would recommend"),
    Flow.PROMOTERS: FlowDeclaration(39, "answers", "customers that would recommend"),
    Flow.DETRACTORS: FlowDeclaration(39, "answers", "customers that would warn"),
    Flow.COHORT_CUSTOMERS: FlowDeclaration(65, "customers", "customers whose first year after signing closed"),
    Flow.LIFETIME_VALUE: FlowDeclaration(
        65,
        "USD",
        "contribution over the first year plus the renewed future, as finance can state it a year after signing",
    ),
    Flow.GROSS_PROFIT: FlowDeclaration(17, "USD", "revenue less the cost of service"),
    Flow.RECYCLED: FlowDeclaration(8, "accounts", "given back to nurture"),
    Flow.REFUSED: FlowDeclaration(6, "accounts", "not sold to on purpose"),
    Flow.REFERRALS: FlowDeclaration(0, "accounts", "leads that an advocate sent"),
    Flow.ADVOCATES_NEW: FlowDeclaration(52, "customers", "customers that became advocates"),
    Flow.WIN_BACKS: FlowDeclaration(13, "contracts", "contracts signed by former customers"),
    Flow.UNFIT_WON: FlowDeclaration(
        13, "contracts", "contracts with accounts whose true fit is below the report's mark"
    ),
    Flow.CHURNED_REVENUE: FlowDeclaration(65, "USD", "price a year lost: contracts that ended, and downgrades"),
    Flow.EARLY_HOURS: FlowDeclaration(17, "hours", "sessions of customer success within the onboarding window"),
    Flow.LATER_HOURS: FlowDeclaration(39, "hours", "sessions of customer success after the onboarding window"),
    Flow.OFFER_COST: FlowDeclaration(52, "USD", "hours spent on offers to expand, priced"),
    Flow.REJECTED: FlowDeclaration(
        3, "accounts", "hand-overs that the receiver sent back at once, by its own reading of the bar"
    ),
    Flow.REWORK: FlowDeclaration(3, "hours", "of work done again because departments' definitions differ"),
}

FLOW_COUNT = len(Flow)

OF_AN_ORDER = tuple(
    int(flow)
    for flow in (
        Flow.ORDERS, Flow.BOOKINGS, Flow.RIGHT_ORDERS, Flow.ONBOARDED, Flow.ONBOARDING_FAILED, Flow.HEALTHY, Flow.DUE,
        Flow.RENEWED, Flow.CHURNED, Flow.DUE_REVENUE, Flow.RENEWED_REVENUE, Flow.EXPANSION, Flow.SURVEYS,
        Flow.PROMOTERS, Flow.DETRACTORS, Flow.COHORT_CUSTOMERS, Flow.LIFETIME_VALUE, Flow.GROSS_PROFIT,
    )
)  # fmt: skip
"""What an order and the customer behind it lead to: whoever is paid on one of these asks whom an order is with."""
