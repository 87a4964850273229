"""The buying centre: a contact, somebody who decides and need not have the highest title, and more contacts (M16).

Titles do not tell who decides; who speaks in meetings does, with noise. People leave: a champion's leaving takes what
one of several contacts carried, and with a single contact it takes the whole relation.
"""

from __future__ import annotations

import math

import numpy as np

from sim.compiled import kernel
from sim.draws import decision, four_in_turn, normal_quantile, uniform
from sim.population.tables import columns
from sim.scenario import Section, parameter
from sim.stages import Stage
from sim.world.stacking import lose

BY_TITLE, FOUND, MISTAKEN = 0, 1, 2
_FULL = 32767.0  # the decision maker's satisfaction is kept in two bytes

COLUMNS = columns(
    "world.contacts",
    contacts=("u1", "people", "contact points that the company has at this account"),
    decider=("u1", "0 by title, 1 found, 2 mistaken", "whom field sales takes for the decision maker"),
    decider_satisfaction=("i2", "1/32767", "the decision maker's satisfaction: success against price"),
)

WHO_DECIDES = decision("contacts.who_decides")
SPOKEN_UP = decision("contacts.spoken_up")
INTRODUCED = decision("contacts.introduced")
CHAMPION_LEAVES = decision("contacts.champion_leaves")


class BuyingCentre(Section):
    """The people on the customer's side."""

    enabled: bool = parameter(
        False,
        unit="switch",
        source="mission M16",
        meaning="whether a customer is several people; else it is one who decides and never leaves",
    )
    title_decides: float = parameter(
        0.6,
        unit="chance",
        low=0,
        high=1,
        source="assumption; the notes: title and influence do not coincide",
        meaning="chance that the one with the highest title is the one who decides",
    )
    among_contacts: float = parameter(
        0.3,
        unit="chance",
        low=0,
        high=1,
        source="assumption",
        meaning="chance that a further contact is the one who decides, where the title does not",
    )
    win_without_decider: float = parameter(
        -1.2,
        unit="logit",
        low=-10,
        high=0,
        source="assumption",
        meaning="what a decision made by somebody who was never met holds back",
    )
    recognition: float = parameter(
        0.6,
        unit="standard deviations",
        low=0,
        high=10,
        source="assumption; the notes: who speaks in meetings",
        meaning="how clearly one meeting tells who decides; the evidence of several adds up",
    )
    contact_hours: float = parameter(
        2.0, unit="hours", low=0.01, high=40, source="assumption", meaning="one attempt to win a further contact"
    )
    contact_chance: float = parameter(
        0.5, unit="chance", low=0, high=1, source="assumption", meaning="chance that such an attempt succeeds"
    )
    champion_leaving: float = parameter(
        0.15,
        unit="chance per year",
        low=0,
        high=1,
        source="assumption: usual yearly turnover of staff",
        meaning="chance that the customer's main contact leaves or moves on",
    )
    decider_leaving: float = parameter(
        0.0,
        unit="chance per year",
        low=0,
        high=1,
        source="assumption: 0, who decides stays",
        meaning="chance that the decision maker leaves: the next one must be found anew, and has seen nothing yet",
    )
    interest_left: float = parameter(
        0.4,
        unit="share",
        low=0,
        high=1,
        source="assumption",
        meaning="interest that remains at a prospect whose only contact has left",
    )
    use_lost: float = parameter(
        0.3,
        unit="share",
        low=0,
        high=1,
        source="assumption",
        meaning="use that goes with the only contact of a customer; with more contacts that much less",
    )
    renewal_without_contact: float = parameter(
        -2.0,
        unit="logit",
        low=-10,
        high=0,
        source="assumption",
        meaning="how much a customer at whom nobody is left to speak with holds back at renewal",
    )
    decider_weight: float = parameter(
        0.5,
        unit="share",
        low=0,
        high=1,
        source="assumption; the notes: contact and decision maker, each with an own satisfaction",
        meaning="weight of the decision maker's satisfaction at renewal; the contact has the rest",
    )
    decider_neutral: float = parameter(
        0.25,
        unit="0–1",
        low=0,
        high=1,
        source="assumption, as contracts.seats_neutral",
        meaning="success that the decision maker finds worth the price",
    )
    decider_speed: float = parameter(
        0.04,
        unit="share per week",
        low=0,
        high=1,
        source="assumption: hears of success late",
        meaning="how fast the decision maker's satisfaction follows success",
    )


@kernel
def get_in_touch(a, world):
    """Somebody responds: one contact, of whom nothing but a title is known."""
    if world.buying_centre.enabled:
        a.contacts = np.uint8(1)
        a.decider = np.uint8(BY_TITLE)


@kernel
def ask_for_introduction(a, i, world):
    """An attempt to win a further contact."""
    u = uniform(world.now.key, INTRODUCED, i, 16 * world.now.week + a.stage)
    if u < world.buying_centre.contact_chance:
        a.contacts = np.uint8(min(a.contacts + 1, 250))


@kernel
def look_for_decider(a, i, world):
    """Watch who speaks in meetings and go to that person: evidence of several meetings adds up, noise too."""
    p = world.buying_centre
    z = normal_quantile(uniform(world.now.key, SPOKEN_UP, i, 0))
    a.decider = np.uint8(FOUND if p.recognition * math.sqrt(a.meetings) + z > 0.0 else MISTAKEN)


@kernel
def decider_is_met(a, i, world):
    """Whether the one who decides is among those the company deals with."""
    p = world.buying_centre
    if a.contacts == 0:
        return False
    if a.decider == FOUND:
        return True
    u = uniform(world.now.key, WHO_DECIDES, i, 0)
    if u < p.title_decides:
        return a.decider == BY_TITLE
    others = a.contacts - 1.0
    return u < 1.0 - (1.0 - p.title_decides) * (1.0 - p.among_contacts) ** others


@kernel
def at_other_odds(chance, shift):
    """A chance whose odds are shifted by a logit."""
    odds = chance * math.exp(shift)
    return odds / (odds + 1.0 - chance) if odds > 0.0 else 0.0


@kernel
def chance_of_yes(a, i, chance, world):
    """The chance of a yes, given whether the one who decides was met."""
    p = world.buying_centre
    if not p.enabled or decider_is_met(a, i, world):
        return chance
    return at_other_odds(chance, p.win_without_decider)


@kernel
def chance_of_staying(a, chance, world):
    """The chance of renewing, given both satisfactions and whether anybody is left to speak with."""
    p = world.buying_centre
    if not p.enabled or world.contracts.innate_risk.enabled:
        return chance
    both = p.decider_weight * (a.decider_satisfaction / _FULL - a.satisfaction)
    alone = p.renewal_without_contact if a.contacts == 0 else 0.0
    return at_other_odds(chance, world.contracts.renewal_satisfaction * both + alone)


@kernel
def _champion_leaves(a, p):
    """The main contact leaves: what that one of several contacts carried is gone."""
    carried = 1.0 / a.contacts
    a.contacts = np.uint8(a.contacts - 1)
    lose(a, carried)
    if a.stage < Stage.ONBOARDING:
        a.interest *= 1.0 - (1.0 - p.interest_left) * carried
    else:
        a.adoption *= 1.0 - p.use_lost * carried
        a.satisfaction *= 1.0 - carried


@kernel
def people_change(accounts, active, words, world):
    """At the end of the week champions may have left, and decision makers look at success.

    words: `space_for_luck`.
    """
    p, now = world.buying_centre, world.now
    if not p.enabled:
        return
    for k in range(now.active):
        i = active[k]
        a = accounts[i]
        luck = four_in_turn(words, now.key, CHAMPION_LEAVES, active, k, k, now.active, now.week)
        if a.stage < Stage.LEAD or a.stage > Stage.ADVOCATE:
            continue
        if a.contacts > 0 and luck[0] < p.champion_leaving / 52.0:
            _champion_leaves(a, p)
        if luck[1] < p.decider_leaving / 52.0:
            a.decider, a.decider_satisfaction = np.uint8(BY_TITLE), np.int16(0)
        if a.stage >= Stage.ONBOARDING:
            before = a.decider_satisfaction / _FULL if now.week > a.won_week else 0.0
            after = before + p.decider_speed * (a.success - p.decider_neutral - before)
            a.decider_satisfaction = np.int16(round(_FULL * after))
