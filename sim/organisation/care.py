"""Policies of care: how customers are helped, whom first, by whom (M20, M41). They gate choices, nothing else."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from sim.compiled import kernel
from sim.draws import decision, normal_quantile, uniform
from sim.scenario import Section, parameter, problem

WAYS_OF_HELPING = ("usual", "explain", "solve", "choose")
USUAL, EXPLAINED, SOLVED, CHOSEN = range(4)
LEADERS_OF_CHANGE = ("customer", "member", "plan")
BY_CUSTOMER, BY_MEMBER, BY_PLAN = range(3)
ORDERS = ("expected_gain", "growth", "growth_rate", "size", "new", "established", "at_risk")
BY_GAIN, BY_GROWTH, BY_RATE, BY_SIZE, NEW_FIRST, ESTABLISHED_FIRST, AT_RISK_FIRST = range(len(ORDERS))
KEEPERS = ("customer_success", "field_sales")
SUCCESS_KEEPS, SELLER_KEEPS = range(2)
SEEN = decision("care.growth_seen")
_TYPICAL_PRICE = 1e6  # cents
_A_CLASS = 1e6  # above every score that is chosen, below what a rule demands at once


class Care(Section):
    """How customer success is to work."""

    way_of_helping: str = parameter(
        "usual",
        unit="-",
        choices=WAYS_OF_HELPING,
        source="assumption: sessions of one kind are the simplest",
        meaning="what a working session is: one kind for all, explaining functions and quoting other customers, "
        "solving the customer's problem, or what the member chooses of the two",
    )
    beyond_share: float = parameter(
        0.0,
        unit="share",
        low=0,
        high=1,
        source="the notes: help by any means, beyond the product",
        meaning="share of a solving session that goes to the customer's success beyond the product",
    )
    change_led_by: str = parameter(
        "customer",
        unit="-",
        choices=LEADERS_OF_CHANGE,
        source="assumption: sellers leave it to the customer",
        meaning="who leads the change of a customer's organisation: the customer alone, customer success where a "
        "member chooses to, or customer success by a plan for every customer that has not changed yet",
    )
    change_every_weeks: int = parameter(
        4,
        unit="weeks",
        low=1,
        high=52,
        source="assumption",
        meaning="how often such a plan has a session with each customer",
    )
    review_every_weeks: int = parameter(
        0,
        unit="weeks",
        low=0,
        high=520,
        source="the notes: quarterly business reviews",
        meaning="how often a business review must check whether the customer's success has come; 0: never",
    )
    problems_reported: bool = parameter(
        False,
        unit="switch",
        source="mission M37",
        meaning="whether customer success reports to development, after every session, what the customer lacks",
    )
    serve_first: str = parameter(
        "expected_gain",
        unit="-",
        choices=ORDERS,
        source="assumption: members follow their contracts",
        meaning="whom to serve first, among those worth an action: by the member's expected gain, by what growth, as "
        "seen from outside, and what a renewal may bring of seats not bought yet add to the contract, by the rate of "
        "that growth alone, by contract size, customers in the onboarding window, or the others",
    )
    growth_error: float = parameter(
        0.06,
        unit="per year",
        low=0,
        high=2,
        source="assumption",
        meaning="error of a customer's growth as seen from outside",
    )
    adoption_share: float = parameter(
        0.0,
        unit="share",
        low=0,
        high=1,
        source="assumption: one role for all is the simplest",
        meaning="share of customer success that does nothing but raise use; the others then do nothing but renewals "
        "and expansion; 0: one role for both",
    )
    expansion_by: str = parameter(
        "customer_success",
        unit="-",
        choices=KEEPERS,
        source="the notes: customers won are handed over",
        meaning="who makes offers to expand: customer success, to whom the customer was handed over, or the seller, "
        "who stays on",
    )

    @model_validator(mode="after")
    def _one_keeper(self) -> Self:
        if self.adoption_share > 0 and self.expansion_by == "field_sales":
            raise problem(
                ("adoption_share", "expansion_by"),
                "members who only renew and expand are left without expansion, which field sales keeps",
                "set adoption_share to 0, or expansion_by to customer_success",
            )
        return self


@kernel
def _squeezed(value):
    """Any number between 0 and 1, in the same order."""
    return 0.5 + 0.5 * value / (1.0 + abs(value))


@kernel
def _class(a, i, may_come, health, rules):
    """0 … 1: where the policy puts this customer; ``may_come``, ``health``: as in ``in_order``."""
    care = rules.policies.care
    if care.serve_first == AT_RISK_FIRST:
        return 1.0 - health
    if care.serve_first == BY_SIZE:
        return _squeezed(a.price_cents / _TYPICAL_PRICE)
    if care.serve_first == BY_GROWTH or care.serve_first == BY_RATE:
        seen = a.growth + care.growth_error * normal_quantile(uniform(rules.nature.now.key, SEEN, i, 0))
        if care.serve_first == BY_RATE:
            return _squeezed(seen)
        return _squeezed((a.price_cents * seen + 100.0 * may_come) / _TYPICAL_PRICE)
    new = 1.0 if a.onboarded == 0 else 0.0
    return new if care.serve_first == NEW_FIRST else 1.0 - new


@kernel
def in_order(a, i, score, may_come, health, rules):
    """A score as the policy of whom to serve first lets it count; what is not worth doing stays so.

    may_come: USD a year that a renewal may add for seats not bought yet, as a list of firms by size tells.
    health: 0–1, the customer's as seen.
    """
    if rules.policies.care.serve_first == BY_GAIN or score <= 0.0:
        return score
    return _A_CLASS * (1.0 + 100.0 * _class(a, i, may_come, health, rules)) + min(score, 1000.0)
