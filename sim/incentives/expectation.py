"""What an action is expected to earn: members' own picture of the world, never the truth (M22, law 2).

The numbers here are beliefs. They are right on the whole, as those of an experienced company are, and wrong about each
single customer, as estimates of fit are.
"""

from __future__ import annotations

from sim.compiled import kernel
from sim.draws import logistic
from sim.flows import Flow
from sim.incentives.worth import AT_RISK, CARES, SOON_BOOKINGS, SOON_ORDERS
from sim.scenario import Section, parameter


class Beliefs(Section):
    """What members believe about how customers behave."""

    meeting_rate: float = parameter(
        0.5,
        unit="chance",
        low=0,
        high=1,
        source="MQL → SQL 13–50 % (several W)",
        meaning="believed chance that a fully interested MQL leads to a meeting",
    )
    win_rate: float = parameter(
        0.25,
        unit="chance",
        low=0,
        high=1,
        source="opportunity → win 15–35 % (several W)",
        meaning="believed chance that a meeting leads to a contract",
    )
    retention_unfit: float = parameter(
        0.40,
        unit="per year",
        low=0,
        high=1,
        source="assumption",
        meaning="believed yearly retention of a customer without any fit",
    )
    retention_fit: float = parameter(
        0.97,
        unit="per year",
        low=0,
        high=1,
        source="assumption",
        meaning="believed yearly retention of a perfectly fitting customer",
    )
    promise_cost: float = parameter(
        0.25,
        unit="per year",
        low=0,
        high=1,
        source="assumption",
        meaning="retention believed to be lost by promising everything",
    )
    handover_gain: float = parameter(
        0.06,
        unit="per year",
        low=0,
        high=1,
        source="assumption",
        meaning="retention believed to be gained by a full hand-over",
    )
    handover_win_gain: float = parameter(
        0.05,
        unit="chance",
        low=0,
        high=1,
        source="assumption",
        meaning="win chance believed to be gained by a full hand-over to field sales",
    )
    onboarded_unfit: float = parameter(
        0.20,
        unit="chance",
        low=0,
        high=1,
        source="assumption",
        meaning="believed chance that a customer without fit comes to real use in time",
    )
    onboarded_fit: float = parameter(
        0.95,
        unit="chance",
        low=0,
        high=1,
        source="assumption",
        meaning="believed chance that a perfectly fitting customer does",
    )
    margin: float = parameter(
        0.75, unit="share", low=0, high=1, source="as contracts.gross_margin", meaning="believed gross margin"
    )
    usual_price: float = parameter(
        22_000.0,
        unit="USD per year",
        low=1,
        high=1e7,
        source="assumption, as contracts.price",
        meaning="believed price of a usual contract",
    )
    care_cost: float = parameter(
        900.0,
        unit="USD per year",
        low=0,
        high=1e6,
        source="assumption",
        meaning="believed yearly cost of serving a perfectly fitting customer",
    )
    unfit_care: float = parameter(
        7.0,
        unit="ratio",
        low=0,
        high=50,
        source="assumption, as usage.ticket_unfitness",
        meaning="believed extra cost of serving a customer without fit",
    )
    onboarding_cost: float = parameter(
        2500.0,
        unit="USD",
        low=0,
        high=1e6,
        source="assumption",
        meaning="believed cost of bringing a customer into use",
    )
    talk_value: float = parameter(
        0.5,
        unit="years of price",
        low=0,
        high=10,
        source="assumption",
        meaning="believed value of what a customer will say: + at full fit, − at none",
    )
    right_from: float = parameter(
        0.40,
        unit="0–1",
        low=0,
        high=1,
        source="assumption",
        meaning="estimated fit from which a customer counts as right",
    )
    right_blur: float = parameter(
        0.05,
        unit="fit",
        low=0.001,
        high=1,
        source="assumption",
        meaning="how unsure members are of what customer success will call right",
    )
    acceptance: float = parameter(
        0.8,
        unit="chance",
        low=0,
        high=1,
        source="assumption",
        meaning="believed chance that field sales accepts a meeting",
    )
    usual_handover: float = parameter(
        0.5,
        unit="share",
        low=0,
        high=1,
        source="assumption",
        meaning="believed share of what is known that others hand on to customer success",
    )
    expansion_years: float = parameter(
        2.0,
        unit="years",
        low=0,
        high=20,
        source="assumption",
        meaning="years for which added revenue is believed to last",
    )
    expansion_of_fit: float = parameter(
        0.1,
        unit="share of the price",
        low=0,
        high=5,
        source="assumption: half of an accepted offer",
        meaning="growth in the first term believed to come from a perfectly fitting customer",
    )
    retention_of_adoption: float = parameter(
        0.6, unit="per unit", low=0, high=5, source="assumption", meaning="retention believed to follow adoption"
    )
    retention_of_skill: float = parameter(
        0.3,
        unit="per unit",
        low=0,
        high=5,
        source="assumption",
        meaning="retention believed to follow skill that stays with the customer",
    )
    rescue_gain: float = parameter(
        0.08,
        unit="chance",
        low=0,
        high=1,
        source="assumption",
        meaning="renewal chance believed to be gained by one rescue visit",
    )
    years_ahead: float = parameter(
        5.0,
        unit="years",
        low=1,
        high=20,
        source="assumption",
        meaning="how many years of a customer members think of at most",
    )


@kernel
def retention(fit, promise, handed, q):
    """Believed yearly retention."""
    value = (q.retention_unfit + (q.retention_fit - q.retention_unfit) * fit - q.promise_cost * promise
             + q.handover_gain * handed)  # fmt: skip
    return min(max(value, 0.02), 0.98)


@kernel
def lifetime_value(fit, price, promise, handed, load, q):
    """Believed value of a customer in USD; serving costs more where customer success is loaded (≥ 1)."""
    years = min(1.0 / (1.0 - 0.9 * retention(fit, promise, handed, q)), q.years_ahead)
    care = q.care_cost * (1.0 + q.unfit_care * (1.0 - fit)) * load
    talk = q.talk_value * (2.0 * fit - 1.0) * price
    return years * (q.margin * price - care) - q.onboarding_cost * load + talk


@kernel
def of_order(w, fit, price, promise, handed, load, q):
    """Expected gain, to a member with flow weights ``w``, of one more order from such a customer."""
    if w[CARES] == 0.0:
        return 0.0
    stays = retention(fit, promise, handed, q)
    onboarded = q.onboarded_unfit + (q.onboarded_fit - q.onboarded_unfit) * fit
    gain = (w[Flow.ORDERS] + w[Flow.BOOKINGS] * price) * (1.0 - w[AT_RISK] * (1.0 - stays))
    gain += w[Flow.EXPANSION] * price * q.expansion_of_fit * fit
    if w[Flow.RIGHT_ORDERS] != 0.0:
        gain += w[Flow.RIGHT_ORDERS] * logistic((fit - q.right_from) / q.right_blur)
    gain += w[Flow.ONBOARDED] * onboarded + w[Flow.ONBOARDING_FAILED] * (1.0 - onboarded) + w[Flow.HEALTHY] * onboarded
    gain += w[Flow.DUE] + w[Flow.RENEWED] * stays + w[Flow.CHURNED] * (1.0 - stays)
    gain += price * (w[Flow.DUE_REVENUE] + w[Flow.RENEWED_REVENUE] * stays + w[Flow.GROSS_PROFIT] * q.margin)
    gain += w[Flow.SURVEYS] + w[Flow.PROMOTERS] * fit + w[Flow.DETRACTORS] * (1.0 - fit) + w[Flow.COHORT_CUSTOMERS]
    if w[Flow.LIFETIME_VALUE] != 0.0:
        gain += w[Flow.LIFETIME_VALUE] * lifetime_value(fit, price, promise, handed, load, q)
    return gain


@kernel
def of_signing_now(w, price):
    """What an order is worth more because it comes in the running quota period (M27)."""
    return w[SOON_ORDERS] + w[SOON_BOOKINGS] * price


@kernel
def of_deciding(w, yes, undecided, order):
    """Expected gain of letting a prospect decide, from the chance of a yes and what the order is worth."""
    return yes * order + (1.0 - yes) * (1.0 - undecided) * w[Flow.LOST]


@kernel
def of_hours(w, dollars):
    """Expected loss of letting others spend work worth ``dollars``: felt only by those who are paid on value."""
    return -(w[Flow.LIFETIME_VALUE] + w[Flow.GROSS_PROFIT]) * dollars


@kernel
def of_staying(w, price, fit, q):
    """Expected gain, per unit of chance, of a customer's staying at the next renewal."""
    future = q.margin * price * min(1.0 / (1.0 - 0.9 * retention(fit, 0.0, 0.0, q)), q.years_ahead)
    return (w[Flow.RENEWED] - w[Flow.CHURNED] + price * w[Flow.RENEWED_REVENUE]
                     + w[Flow.LIFETIME_VALUE] * future + w[Flow.GROSS_PROFIT] * q.margin * price
                     + w[Flow.PROMOTERS] - w[Flow.DETRACTORS])  # fmt: skip
