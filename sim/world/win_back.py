"""Winning back: what a former customer's first life, and the way it ended, mean for a second one (M14, M15).

Off, one thing counts: whether the customer failed with the product (``prospects.win_failed_before``).
"""

from __future__ import annotations

from sim.compiled import kernel
from sim.kinds import CHURN_EXTERNAL, CHURN_RENEWAL
from sim.scenario import Section, parameter

_KUMAR = "assumption; direction: Kumar et al. 2015, first lives and reasons of leaving foretell second ones"


class WinBack(Section):
    """How the first life and its end change what a former customer answers a second time."""

    enabled: bool = parameter(
        False,
        unit="switch",
        source="the notes: why they left decides whether they return",
        meaning="whether former customers answer by their first life and by the reason of leaving",
    )
    after_decision: float = parameter(
        -0.8,
        unit="logit",
        low=-10,
        high=5,
        source=_KUMAR,
        meaning="how much a customer who decided not to renew holds back",
    )
    after_event: float = parameter(
        0.4,
        unit="logit",
        low=-5,
        high=10,
        source=_KUMAR,
        meaning="how much more readily one signs whose contract a reorganisation or a bad year had ended",
    )
    of_years: float = parameter(
        0.15,
        unit="logit per year",
        low=-5,
        high=5,
        source=_KUMAR,
        meaning="what each year of the first life adds",
    )
    of_success: float = parameter(
        2.0,
        unit="logit per unit of success",
        low=-20,
        high=20,
        source=_KUMAR,
        meaning="what success at the end of the first life adds above the neutral, and takes below it; "
        "the customer alone knows",
    )
    neutral: float = parameter(
        0.25,
        unit="0–1",
        low=0,
        high=1,
        source="assumption, as contracts.seats_neutral",
        meaning="success that adds nothing",
    )
    pause_after_event: float = parameter(
        0.3,
        unit="share",
        low=0,
        high=2,
        source="assumption: the next budget, a year or so",
        meaning="time until one whose contract an outside event had ended can be asked again, "
        "of market.forgiving_weeks",
    )


@kernel
def known_of_first_life(a, prospects):
    """What a first life adds to the logit of a yes by its length and its end, which everybody can look up."""
    p = prospects.win_back
    if a.lives == 0:
        return 0.0
    if not p.enabled:
        return prospects.win_failed_before if a.complains_until > a.ended_week else 0.0
    end = p.after_decision if a.ended_why == CHURN_RENEWAL else p.after_event if a.ended_why == CHURN_EXTERNAL else 0.0
    return end + p.of_years * (a.ended_week - a.won_week) / 52.0


@kernel
def felt_of_first_life(a, p):
    """What the success of a first life adds besides, which the customer alone knows."""
    return p.of_success * (a.success - p.neutral) if p.enabled and a.lives > 0 else 0.0


@kernel
def pause(failed, why, market, p):
    """Weeks until a former customer forgets or forgives; who failed stays away for long."""
    if p.enabled and why == CHURN_EXTERNAL:
        return market.forgiving_weeks * p.pause_after_event
    return market.forgiving_weeks * (1.0 if failed else market.forgiving_unfailed)
