"""Conversations: what is said, who else is asked for, who decides, and what success would be (M07, M16, M40, M44).

Whether any of it helps is decided in ``sim.world``; here are the hours it takes and who thinks it worth them.
"""

from __future__ import annotations

from sim.compiled import kernel
from sim.departments.desk import Staffing
from sim.draws import decision, four
from sim.incentives import expectation
from sim.kernels.choose import RANDOM, score
from sim.organisation.belief import estimate, learn
from sim.organisation.state_estimation import believed_state
from sim.scenario import Section, parameter
from sim.world.contacts import BY_TITLE, ask_for_introduction, look_for_decider
from sim.world.stacking import speak, stands_at
from sim.world.target import agree_on_success

NEVER, FREE, ALWAYS = 0, 1, 2
INQUIRES = decision("dialogue.inquires")


class InTouch(Staffing):
    """A department that speaks with customers in person."""

    contact_points: int = parameter(
        1,
        unit="people",
        low=0,
        high=20,
        source="assumption: one is enough",
        meaning="contact points at an account up to which members ask for further ones, where the customer is several "
        "people",
    )


class Inquiry(Section):
    """What field sales finds out and speaks about beyond the product."""

    decision_maker: str = parameter(
        "title",
        unit="-",
        choices=("title", "free", "find"),
        source="assumption: sellers go by title unless told otherwise",
        meaning="where the customer is several people: go by title, choose, or always find out who decides",
    )
    watched_meetings: int = parameter(
        2,
        unit="meetings",
        low=1,
        high=50,
        source="assumption",
        meaning="meetings held before members look for who decides",
    )
    search_hours: float = parameter(
        3.0,
        unit="hours",
        low=0.01,
        high=80,
        source="assumption",
        meaning="finding out who decides, and getting to speak with that person",
    )
    search_gain: float = parameter(
        0.06,
        unit="chance",
        low=0,
        high=1,
        source="assumption",
        meaning="win chance believed to be gained by that",
    )
    success: str = parameter(
        "never",
        unit="-",
        choices=("never", "free", "always"),
        source="assumption: off in the base company",
        meaning="whether members speak about the customer's success at closing, choose, or leave it vague",
    )
    success_hours: float = parameter(
        1.0,
        unit="hours",
        low=0.01,
        high=40,
        source="assumption",
        meaning="speaking about what the customer wants to have reached in a year",
    )
    success_gain: float = parameter(
        0.05,
        unit="chance",
        low=0,
        high=1,
        source="assumption",
        meaning="renewal chance believed to be gained by that",
    )


@kernel
def talk(a, i, department, hours, rules):
    """What is said in so many hours with a customer: the department's layers, aimed by its estimate (M07, M40)."""
    world, p = rules.nature, rules.organisation.state_estimation
    if world.value_stack.enabled:
        guess, focus = 0.0, 0.0
        if p.enabled:
            guess, focus = believed_state(a, i, stands_at(a, world.now.week, world.usage), p, world.now), p.focus
        speak(a, i, department, hours, guess, focus, world)


@kernel
def widen(a, i, wanted, member, world):
    """Ask for a further contact where fewer are known than wanted; returns the hours it took."""
    if not world.buying_centre.enabled or a.contacts >= wanted:
        return 0.0
    ask_for_introduction(a, i, world)
    return world.buying_centre.contact_hours / member.speed


@kernel
def _does(way, gain, hours, u, v, motives):
    """Whether a member does something extra: as a rule says, or where it is believed to pay."""
    if way != FREE:
        return way == ALWAYS
    return score(gain, hours, u, motives) > (v if motives.choice == RANDOM else 0.0)


@kernel
def sound_out(a, i, w, member, rules):
    """Find out who decides, instead of going by title; returns the hours it took."""
    p, now = rules.departments.field_sales.inquiry, rules.nature.now
    if not rules.nature.buying_centre.enabled or a.decider != BY_TITLE or a.meetings < p.watched_meetings:
        return 0.0
    u, v, _, _ = four(now.key, INQUIRES, i, now.week)
    fit, share, motives = estimate(a, a.interest, rules), rules.organisation.handover.thin_share, rules.organisation
    order = expectation.of_order(w, fit, a.quote, a.promise, share, rules.office.load, motives.beliefs)
    hours = p.search_hours / member.speed
    if not _does(p.decision_maker, p.search_gain * order, hours, u, v, motives):
        return 0.0
    look_for_decider(a, i, rules.nature)
    return hours


@kernel
def ask_for_success(a, i, w, member, rules):
    """Speak about the customer's own success before they decide; returns the hours it took."""
    p, now = rules.departments.field_sales.inquiry, rules.nature.now
    if p.success == NEVER or a.goal > 0:
        return 0.0
    _, _, u, v = four(now.key, INQUIRES, i, now.week)
    fit = estimate(a, a.interest, rules)
    gain = p.success_gain * expectation.of_staying(w, a.quote, fit, rules.organisation.beliefs)
    hours = p.success_hours / member.speed
    if not _does(p.success, gain, hours, u, v, rules.organisation):
        return 0.0
    learn(a, p.success_hours, rules.organisation.perception.hour_of_meeting)
    agree_on_success(a)
    return hours
