"""What help leaves with a customer: functions explained, or a problem solved and the skill to go on alone (M20, M41).

Outcome rules: what an hour does follows from the customer and from what is known of it, whoever spends it and why.
"""

from __future__ import annotations

from sim.compiled import kernel
from sim.population.tables import columns
from sim.scenario import Section, parameter

COLUMNS = columns(
    "world.support",
    skill=("f4", "0–1", "what the customer's own people have learned to do without help"),
)


class Support(Section):
    """What an hour of help does, where helping is told apart by its way (``policies.care.way_of_helping``)."""

    explained: float = parameter(
        0.5,
        unit="ratio",
        low=0,
        high=5,
        source="assumption: as departments.customer_success.knowledge_floor",
        meaning="effect of an hour of explaining functions and quoting other customers, the same for everybody",
    )
    solved: float = parameter(
        3.0,
        unit="ratio",
        low=0,
        high=20,
        source="assumption",
        meaning="effect of an hour of solving the problem of a perfectly fitting customer of whom everything is known",
    )
    skill_per_hour: float = parameter(
        0.04,
        unit="share of the gap per hour",
        low=0,
        high=1,
        source="assumption",
        meaning="skill that such an hour leaves with the customer",
    )
    skill_fading: float = parameter(
        0.004,
        unit="share per week",
        low=0,
        high=1,
        source="assumption: people change jobs",
        meaning="how fast skill leaves the customer again",
    )
    skill_learning: float = parameter(
        1.0,
        unit="ratio",
        low=0,
        high=20,
        source="assumption",
        meaning="how much faster a fully skilled customer learns alone",
    )
    skill_keeping: float = parameter(
        0.6,
        unit="share",
        low=0,
        high=1,
        source="assumption",
        meaning="how much less use fades at a fully skilled customer",
    )
    skill_value: float = parameter(
        0.15,
        unit="0–1",
        low=0,
        high=1,
        source="assumption",
        meaning="share of the value still missing that a fully skilled customer finds without the product",
    )


@kernel
def explain(a, hours, p):
    """Functions are explained and other customers quoted: it needs to know nothing, and is for nobody in particular."""
    a.care += hours * p.explained


@kernel
def solving(fit, known, beyond, p):
    """What an hour of solving does to (use, skill); what goes beyond the product does not need the product to fit."""
    works = known * fit
    return (1.0 - beyond) * p.solved * works, p.skill_per_hour * ((1.0 - beyond) * works + beyond * known)


@kernel
def solve(a, hours, known, beyond, p):
    """The customer's own problem is worked on, a share of the hours beyond the product."""
    use, skill = solving(a.fit, known, beyond, p)
    a.care += hours * use
    a.skill += min(hours * skill, 1.0) * (1.0 - a.skill)


@kernel
def learning_alone(a, p):
    """How much faster the customer learns alone for its skill."""
    return 1.0 + p.skill_learning * a.skill


@kernel
def fading_of_use(a, p):
    """How much of the usual fading of use is left."""
    return 1.0 - p.skill_keeping * a.skill


@kernel
def with_skill(a, experience, p):
    """What the customer experiences, with what it reaches by its own skill."""
    return experience + p.skill_value * a.skill * (1.0 - experience)
