"""Value stacked up with a customer, one layer for each state of the buyer's journey (M06, M07).

What is said of a layer is received in proportion to how near the customer stands to it, to what lies beneath it, and to
the need that it answers: explicit needs the first three layers, latent needs the last three. So what is said out of
order fails for that reason alone: the hours are the same. Received value raises interest before the sale; afterwards it
raises use at once, and the late layers open purposes beyond the first, so that use and success can grow further.
"""

from __future__ import annotations

import math

import numpy as np

from sim.compiled import kernel
from sim.draws import decision, four, logistic, normal_quantile
from sim.population.tables import columns
from sim.scenario import Section, parameter
from sim.stages import Department, Journey

LAYERS = len(Journey)
FIRST_LATENT = int(Journey.PURCHASE)
_MARKETING = int(Department.MARKETING)
SHOWN = len(Department)  # beside what departments say: what somebody who responds has read
FULL = 255.0  # a layer is kept in one byte

COLUMNS = columns(
    "world.value",
    stack=("(6,)u1", "1/255", "value received so far, by layer: one for each state of the buyer's journey"),
)

NEEDS = decision("value.needs")


class ValueStack(Section):
    """How what is said to customers adds up."""

    enabled: bool = parameter(
        False,
        unit="switch",
        source="mission M06",
        meaning="whether value stacks up with customers, and what departments speak of matters",
    )
    interchangeable: bool = parameter(
        False,
        unit="switch",
        source="mission: placebo of C11",
        meaning="whether all layers are alike: whatever is said counts for the layer at which the customer stands",
    )
    per_hour: float = parameter(
        1.0,
        unit="rate per hour",
        low=0,
        high=10,
        source="assumption",
        meaning="how fast talk of one layer fills it, where everything beneath is there: an hour fills 1 − exp(−rate)",
    )
    width: float = parameter(
        1.0,
        unit="layers",
        low=0.1,
        high=10,
        source="assumption",
        meaning="distance between layer and journey state at which 61 % of a message is received (Gaussian)",
    )
    foundation: float = parameter(
        0.6,
        unit="share",
        low=0,
        high=1,
        source="assumption; the notes: value is stacked in the right order",
        meaning="what each empty layer beneath takes from a message",
    )
    explicit_need: float = parameter(
        0.8, unit="logit", low=-5, high=5, source="assumption", meaning="centre of accounts' explicit need"
    )
    latent_need: float = parameter(
        0.0, unit="logit", low=-5, high=5, source="assumption", meaning="centre of accounts' latent need"
    )
    need_spread: float = parameter(
        0.8, unit="logit", low=0, high=5, source="assumption", meaning="spread of either need between accounts"
    )
    latent_of_fit: float = parameter(
        0.8,
        unit="logit per standard deviation",
        low=-5,
        high=5,
        source="assumption: who can succeed has more essential problems to solve",
        meaning="how latent need follows fit",
    )
    content_hours: float = parameter(
        1.0,
        unit="hours of talk",
        low=0,
        high=100,
        source="assumption",
        meaning="what somebody takes in of marketing's content before responding",
    )
    mail_hours: float = parameter(
        0.02,
        unit="hours of talk per week",
        low=0,
        high=10,
        source="assumption",
        meaning="what a nurtured contact takes in of marketing's mail",
    )
    interest_lift: float = parameter(
        0.3,
        unit="share of the gap per layer",
        low=0,
        high=1,
        source="assumption",
        meaning="how much of a prospect's missing interest one layer received in full fills",
    )
    adoption_lift: float = parameter(
        0.15,
        unit="share of the gap per layer",
        low=0,
        high=1,
        source="assumption",
        meaning="how much of a customer's gap in use one layer received in full closes",
    )
    breadth: float = parameter(
        0.4,
        unit="share",
        low=0,
        high=1,
        source="assumption; the notes: purposes of use widen with latent needs",
        meaning="share of the use that the first purpose leaves out which the late layers, when full, open",
    )
    widening_speed: float = parameter(
        0.04,
        unit="share of the gap per week",
        low=0,
        high=1,
        source="assumption, as usage.success_speed",
        meaning="how fast use follows into purposes that were opened",
    )
    handover_loss: float = parameter(
        0.4,
        unit="share",
        low=0,
        high=1,
        source="assumption",
        meaning="what a hand-over at which nothing crosses takes from every layer: the story is told anew",
    )
    opening: float = parameter(
        0.5,
        unit="0–1",
        low=0,
        high=1,
        source="assumption",
        meaning="layers up to the purchase of those who are customers already in week 0",
    )


@kernel
def needs(a, i, world):
    """An account's explicit and latent need, both 0–1: from its fit and from luck of its own."""
    p, now = world.value_stack, world.now
    u, v, _, _ = four(now.key, NEEDS, i, 0)
    explicit = logistic(p.explicit_need + p.need_spread * normal_quantile(u))
    standing = (a.fit - now.mean_fit) / now.fit_spread if now.fit_spread > 0.0 else 0.0
    return explicit, logistic(p.latent_need + p.latent_of_fit * standing + p.need_spread * normal_quantile(v))


@kernel
def _nearness(layer, state, p):
    return math.exp(-0.5 * ((layer - state) / p.width) ** 2)


@kernel
def _aimed(share, layer, guess, focus):
    """A layer's share of the talk, drawn towards where the speaker believes that the customer stands."""
    return share * math.exp(-0.5 * ((layer - guess) / focus) ** 2) if focus > 0.0 and share > 0.0 else share


@kernel
def hear(a, i, state, department, hours, guess, focus, world):
    """The customer hears a department speak for so many hours; returns how much value was received, in layers.

    The talk follows the department's design; where ``focus`` is above zero it leans towards layer ``guess``.
    """
    p, said = world.value_stack, world.now.said
    explicit, latent = needs(a, i, world)
    whole, aimed = 0.0, 0.0
    for k in range(LAYERS):
        whole += said[department, k]
        aimed += _aimed(said[department, k], k, guess, focus)
    received, beneath = 0.0, 1.0
    for k in range(LAYERS):
        held = a.stack[k] / FULL
        share = _aimed(said[department, k], k, guess, focus) * whole / aimed if aimed > 0.0 else 0.0
        if p.interchangeable:
            share = whole if k == state else 0.0
        if share > 0.0:
            need = explicit if k < FIRST_LATENT else latent
            heard = 1.0 - math.exp(-p.per_hour * share * hours)
            gain = heard * _nearness(k, state, p) * beneath * need * (1.0 - held)
            a.stack[k] = np.uint8(FULL * (held + gain) + 0.5)
            received += gain
        beneath *= 1.0 - p.foundation * (1.0 - held)
    return received


@kernel
def show(latent, world):
    """What somebody responds to says what marketing says, with a share of its explicit needs given to a latent one."""
    if not world.value_stack.enabled:
        return
    said, turned = world.now.said, 0.0
    for k in range(LAYERS):
        said[SHOWN, k] = said[_MARKETING, k]
        if k < FIRST_LATENT:
            turned += latent * said[_MARKETING, k]
            said[SHOWN, k] -= latent * said[_MARKETING, k]
    said[SHOWN, FIRST_LATENT] += turned


@kernel
def pull(a, i, world):
    """How much more readily an account in the market responds to marketing's message than to talk of the first layer
    alone, at the usual explicit need.
    """
    p, said = world.value_stack, world.now.said
    explicit, latent = needs(a, i, world)
    total, beneath = 0.0, 1.0
    for k in range(LAYERS):
        if said[_MARKETING, k] > 0.0:
            need = explicit if k < FIRST_LATENT or p.interchangeable else latent
            ready = 1.0 if p.interchangeable else _nearness(k, 0, p) * beneath
            total += said[_MARKETING, k] * ready * need
        beneath *= 1.0 - p.foundation * (1.0 - a.stack[k] / FULL)
    return total / logistic(p.explicit_need)


@kernel
def most_pull(world):
    """What no account's ``pull`` exceeds; 1 where nothing stacks up."""
    p, said = world.value_stack, world.now.said
    if not p.enabled:
        return 1.0
    total = 0.0
    for k in range(LAYERS):
        total += said[_MARKETING, k] * (1.0 if p.interchangeable else _nearness(k, 0, p))
    return total / logistic(p.explicit_need)
