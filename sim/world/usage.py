"""Parameters of use: how customers learn, experience, succeed and ask for help (M09, M10); what use is measured by."""

from __future__ import annotations

from sim.compiled import kernel
from sim.scenario import Section, parameter


class Usage(Section):
    """How customers use the product, week by week."""

    window_weeks: int = parameter(
        13,
        unit="weeks",
        low=1,
        high=104,
        source="assumption: a quarter",
        meaning="onboarding window, in which first experience weighs most",
    )
    window_bonus: float = parameter(
        2.0,
        unit="ratio",
        low=0,
        high=20,
        source="the notes: first experience weighs most",
        meaning="how much more an hour of care does inside the onboarding window",
    )
    product_ceiling: float = parameter(
        1.0,
        unit="0–1",
        low=0,
        high=1,
        source="assumption",
        meaning="use that the product allows a perfectly fitting customer",
    )
    ceiling_floor: float = parameter(
        0.15,
        unit="0–1",
        low=0,
        high=1,
        source="assumption",
        meaning="share of the ceiling that a customer without any fit can reach",
    )
    self_learning: float = parameter(
        0.012,
        unit="share of the gap per week",
        low=0,
        high=1,
        source="assumption",
        meaning="how fast a perfectly fitting customer learns alone",
    )
    care_learning: float = parameter(
        0.30,
        unit="share of the gap per week",
        low=0,
        high=1,
        source="assumption; set with P14 and P18 in view",
        meaning="how fast a fully cared-for customer learns",
    )
    care_half_hours: float = parameter(
        2.0,
        unit="hours per week",
        low=0.01,
        high=100,
        source="assumption",
        meaning="weekly hours at which care has half of its full effect",
    )
    forgetting: float = parameter(
        0.006,
        unit="share per week",
        low=0,
        high=1,
        source="assumption",
        meaning="how fast use that is not yet habit fades",
    )
    experience_floor: float = parameter(
        0.2,
        unit="0–1",
        low=0,
        high=1,
        source="assumption; set with P05 and P07 in view",
        meaning="value that use gives even without fit",
    )
    success_speed: float = parameter(
        0.04,
        unit="share per week",
        low=0,
        high=1,
        source="assumption",
        meaning="how fast the customer's success follows what is experienced",
    )
    success_shock: float = parameter(
        0.012,
        unit="0–1 per week",
        low=0,
        high=1,
        source="assumption",
        meaning="standard deviation of weekly luck of the customer's own business",
    )
    expectation_start: float = parameter(
        0.30,
        unit="0–1",
        low=0,
        high=1,
        source="assumption",
        meaning="what is expected by a customer who was told the truth",
    )
    expectation_of_promise: float = parameter(
        0.6, unit="ratio", low=0, high=5, source="assumption", meaning="how much of a promise turns into expectation"
    )
    expectation_speed: float = parameter(
        0.012,
        unit="share per week",
        low=0,
        high=1,
        source="assumption",
        meaning="how fast expectation gives way to experience",
    )
    satisfaction_speed: float = parameter(
        0.08,
        unit="share per week",
        low=0,
        high=1,
        source="assumption",
        meaning="how fast satisfaction follows what is felt",
    )
    ticket_hours: float = parameter(
        0.02,
        unit="hours per week",
        low=0,
        high=40,
        source="assumption; set with P14 and P18 in view",
        meaning="requests for help of a mature, perfectly fitting customer of typical size",
    )
    ticket_newness: float = parameter(
        2.0,
        unit="ratio",
        low=0,
        high=20,
        source="new customers raise three times the tickets of mature ones",
        meaning="how many more requests a new customer makes",
    )
    ticket_unfitness: float = parameter(
        7.0,
        unit="ratio",
        low=0,
        high=50,
        source="assumption",
        meaning="how many more requests a customer without any fit makes",
    )
    ticket_failure: float = parameter(
        0.0,
        unit="ratio",
        low=0,
        high=50,
        source="assumption; 0 is off: a failed onboarding makes no work by itself",
        meaning="how many more requests a customer makes who is not in real use after the onboarding window",
    )
    ticket_patience: float = parameter(
        0.8,
        unit="share per week",
        low=0,
        high=1,
        source="assumption",
        meaning="requests not served that are still waiting a week later",
    )
    annoyance: float = parameter(
        0.35,
        unit="0–1",
        low=0,
        high=1,
        source="assumption",
        meaning="how much a long queue of unserved requests takes from satisfaction",
    )
    annoyance_half_hours: float = parameter(
        1.0,
        unit="hours",
        low=0.01,
        high=100,
        source="assumption",
        meaning="unserved hours at which half of the annoyance is felt",
    )
    onboarded_from: float = parameter(
        0.35,
        unit="0–1",
        low=0,
        high=1,
        source="46 % of won merchants become active (real leads); set with P14 in view",
        meaning="adoption that counts as real use when the onboarding window closes",
    )
    second_level_from: float = parameter(
        0.25, unit="0–1", low=0, high=1, source="assumption", meaning="adoption from which use is of the second level"
    )
    third_level_from: float = parameter(
        0.5,
        unit="0–1",
        low=0,
        high=1,
        source="assumption",
        meaning="adoption from which it is of the third, effective use",
    )
    fourth_level_from: float = parameter(
        0.75, unit="0–1", low=0, high=1, source="assumption", meaning="adoption from which it is of the fourth level"
    )
    healthy_from: float = parameter(
        -0.3,
        unit="−1–1",
        low=-1,
        high=1,
        source="assumption: a customer who was promised the truth is still below expectation after a quarter",
        meaning="satisfaction from which an onboarded customer counts as healthy",
    )
    implementation_from: float = parameter(
        0.10,
        unit="0–1",
        low=0,
        high=1,
        source="assumption",
        meaning="adoption at which onboarding gives way to implementation",
    )
    adoption_from: float = parameter(
        0.42,
        unit="0–1",
        low=0,
        high=1,
        source="assumption: beyond real use",
        meaning="adoption at which a customer counts as adopted",
    )
    rescue_step: float = parameter(
        0.10,
        unit="−1–1",
        low=0,
        high=1,
        source="assumption",
        meaning="satisfaction that one well-informed rescue visit repairs",
    )
    expansion_chance: float = parameter(
        0.9,
        unit="chance per unit of success",
        low=0,
        high=1,
        source="assumption",
        meaning="chance that a fully successful customer takes an offer to expand",
    )
    expansion_of_knowledge: float = parameter(
        0.0,
        unit="share",
        low=0,
        high=1,
        source="assumption",
        meaning="share of that chance that is lost by somebody who knows nothing of the customer",
    )


@kernel
def usual_ceiling(a, p):
    """Use that the product allows a customer of such fit for the purpose it was bought for."""
    return p.product_ceiling * (p.ceiling_floor + (1.0 - p.ceiling_floor) * a.fit)


@kernel
def experience(a, p):
    """What the customer experiences of the product now, 0–1."""
    return a.adoption * (p.experience_floor + (1.0 - p.experience_floor) * a.fit)


@kernel
def maturity(adoption, p):
    """Level 1–4 on the maturity curve (M10)."""
    return 1 + (adoption >= p.second_level_from) + (adoption >= p.third_level_from) + (adoption >= p.fourth_level_from)
