"""Pushing a trial year: a part of the seats for a year, "just to try it" (M19).

The buyer says yes more readily, for less is at stake; the contract is smaller, and a customer who has not made up its
mind puts less of its own into use. Whoever is paid on the number of orders gains from it, and customer success has it.
"""

from __future__ import annotations

from sim.compiled import kernel
from sim.draws import decision, uniform
from sim.incentives import expectation
from sim.kernels.choose import score
from sim.scenario import Section, parameter
from sim.world.first_purchase import ease
from sim.world.prospects import after_meeting, apparent_chance

CHOICE = decision("field_sales.trial_year")


class TrialYear(Section):
    """What members of field sales may offer to try."""

    share: float = parameter(
        0.0,
        unit="share of the seats",
        low=0,
        high=1,
        source="assumption; 0 is off",
        meaning="what members may offer to try for a year, where they find that it pays; 0: they may not",
    )


@kernel
def gain(a, interest, fit, w, rules):
    """Believed gain of a closing meeting that asks for a trial year alone."""
    part, world = rules.departments.field_sales.trial_year.share, rules.nature.prospects
    told = after_meeting(interest, a.information, 0, world)
    yes = apparent_chance(a, told, a.promise, ease(part, rules.nature.first_purchase), world)
    thin, load, q = rules.organisation.handover.thin_share, rules.office.load, rules.organisation.beliefs
    order = expectation.of_order(w, fit, a.quote * part, a.promise, thin, load, q)
    signed = expectation.of_signing_now(w, a.quote * part)
    return expectation.of_deciding(w, yes, world.undecided_share, order + signed)


@kernel
def of_trial_year(a, i, interest, fit, reached, hours, w, rules):
    """Score of such a meeting, which takes ``hours`` and comes about with chance ``reached``."""
    u = uniform(rules.nature.now.key, CHOICE, i, rules.nature.now.week)
    return score(gain(a, interest, fit, w, rules) * reached, hours, u, rules.organisation)
