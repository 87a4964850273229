"""KPIs: what may be measured and paid (M24). Adding one is adding one declaration to this file.

A KPI is a ratio of sums of flows, or a plain sum. The same declaration says what was attained and, by its slope, what
one more unit of a flow is worth to somebody who is paid on it; so measuring and hoping cannot drift apart.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sim.flows import Flow

Weights = dict[Flow, float]


@dataclass(frozen=True)
class Metric:
    """A KPI. An empty denominator makes it a sum; a denominator of zero makes it undefined, and worth nothing yet."""

    unit: str
    meaning: str
    numerator: Weights
    denominator: Weights = field(default_factory=dict)
    higher_is_better: bool = True


METRICS: dict[str, Metric] = {
    "leads": Metric("accounts", "responses of the market", {Flow.LEADS: 1}),
    "mqls": Metric("accounts", "leads passed to inside sales", {Flow.MQLS: 1}),
    "calls": Metric("calls", "attempts to reach somebody", {Flow.CALLS: 1}),
    "meetings": Metric("meetings", "meetings booked for field sales", {Flow.MEETINGS: 1}),
    "accepted_meetings": Metric("meetings", "meetings that field sales accepted", {Flow.ACCEPTED_MEETINGS: 1}),
    "pipeline": Metric("USD", "list price of accepted opportunities", {Flow.PIPELINE: 1}),
    "orders": Metric("contracts", "contracts signed", {Flow.ORDERS: 1}),
    "bookings": Metric("USD", "price a year of contracts signed", {Flow.BOOKINGS: 1}),
    "unit_price": Metric("USD", "bookings per contract", {Flow.BOOKINGS: 1}, {Flow.ORDERS: 1}),
    "win_rate": Metric("share", "contracts of opportunities decided", {Flow.ORDERS: 1}, {Flow.ORDERS: 1, Flow.LOST: 1}),
    "right_customer_rate": Metric(
        "share", "contracts with customers judged right", {Flow.RIGHT_ORDERS: 1}, {Flow.ORDERS: 1}
    ),
    "onboarding": Metric(
        "share",
        "customers in real use at the end of the window",
        {Flow.ONBOARDED: 1},
        {Flow.ONBOARDED: 1, Flow.ONBOARDING_FAILED: 1},
    ),
    "onboarded": Metric("customers", "customers brought into real use", {Flow.ONBOARDED: 1}),
    "healthy": Metric("customers", "customers judged healthy 13 weeks after signing", {Flow.HEALTHY: 1}),
    "health": Metric(
        "share",
        "customers judged healthy 13 weeks after signing, of those whose window closed",
        {Flow.HEALTHY: 1},
        {Flow.ONBOARDED: 1, Flow.ONBOARDING_FAILED: 1},
    ),
    "retention": Metric("share", "contracts renewed of those due", {Flow.RENEWED: 1}, {Flow.DUE: 1}),
    "churn": Metric(
        "share", "customers lost, of contracts due", {Flow.CHURNED: 1}, {Flow.DUE: 1}, higher_is_better=False
    ),
    "nrr": Metric(
        "share",
        "revenue due that stayed, with expansion",
        {Flow.RENEWED_REVENUE: 1, Flow.EXPANSION: 1},
        {Flow.DUE_REVENUE: 1},
    ),
    "expansion": Metric("USD", "added price of existing customers", {Flow.EXPANSION: 1}),
    "nps": Metric("share", "promoters less detractors", {Flow.PROMOTERS: 1, Flow.DETRACTORS: -1}, {Flow.SURVEYS: 1}),
    "cohort_ltv": Metric("USD", "value of the customers won, known a year later", {Flow.LIFETIME_VALUE: 1}),
    "ltv_per_customer": Metric("USD", "the same per customer", {Flow.LIFETIME_VALUE: 1}, {Flow.COHORT_CUSTOMERS: 1}),
    "gross_profit": Metric("USD", "revenue less cost of service", {Flow.GROSS_PROFIT: 1}),
}
