"""Price modes: when a customer pays, when it may leave, and when it decided to (M42).

What is paid at the win asks for more conviction, and what starts free for less: that is in the buyer's readiness to
sign from the first week (``readiness``). Everything else happens to the contract.
"""

from __future__ import annotations

import numpy as np

from sim.compiled import kernel
from sim.draws import decision, uniform
from sim.flows import Flow
from sim.kernels.books import count_for_relay, post
from sim.kinds import FREE_START, ONE_TIME, TRIAL, UPFRONT, Kind
from sim.population.tables import columns
from sim.scenario import Section, parameter
from sim.world.contacts import at_other_odds
from sim.world.contracts import invoice
from sim.world.nurture import NEVER

MODES = ("periodic", "upfront", "trial", "free_start", "one_time")
STAYS, LEAVES = 1, 2
EARLY = decision("pricing.decides_early")
COLUMNS = columns(
    "world.pricing",
    terms=("u1", "0 subscription, 2 trial, 3 free start, 4 sold once", "the terms on which this contract runs"),
    decided=("u1", "0 open, 1 stays, 2 leaves", "what the customer has decided for its next renewal, untold"),
)


class Pricing(Section):
    """How a contract is paid, and how openly it ends."""

    mode: str = parameter(
        "periodic",
        unit="-",
        choices=MODES,
        source="mission M42",
        meaning="how new contracts are paid: by period; a term at the win; by period after a trial, at whose end the "
        "customer may leave; by period after free weeks; or once, without any renewal",
    )
    free_weeks: int = parameter(
        13, unit="weeks", low=1, high=104, source="assumption", meaning="length of a trial, or of a free start"
    )
    free_lift: float = parameter(
        0.8,
        unit="logit",
        low=0,
        high=10,
        source="assumption",
        meaning="how much more readily buyers start what is free at first",
    )
    prepaid_weight: float = parameter(
        0.3,
        unit="logit per year of price",
        low=0,
        high=10,
        source="assumption",
        meaning="how much less readily buyers sign what they must pay at once",
    )
    conversion: float = parameter(
        -1.5,
        unit="logit",
        low=-10,
        high=10,
        source="assumption",
        meaning="how much harder the end of a trial is than a renewal: nothing has been paid, and nothing binds",
    )
    one_time_years: float = parameter(
        2.5,
        unit="years of price",
        low=0.1,
        high=20,
        source="assumption",
        meaning="price of a product sold once",
    )
    life_weeks: int = parameter(
        156, unit="weeks", low=1, high=1040, source="assumption", meaning="how long a product sold once is used"
    )
    decided_early: bool = parameter(
        False,
        unit="switch",
        source="the notes: the result of a sale is known a year later",
        meaning="whether customers decide some time before the date on which it is seen",
    )
    decision_weeks: int = parameter(
        13, unit="weeks", low=1, high=260, source="assumption", meaning="how long before the renewal date they decide"
    )


def readiness(p: Pricing, term_weeks: int) -> float:
    """What the price mode adds to the logit of a yes."""
    free = p.mode in (MODES[TRIAL], MODES[FREE_START])
    prepaid = {MODES[UPFRONT]: term_weeks / 52.0, MODES[ONE_TIME]: p.one_time_years}.get(p.mode, 0.0)
    return (p.free_lift if free else 0.0) - p.prepaid_weight * prepaid


@kernel
def begin(a, week, p):
    """A contract that was just signed runs on the terms of the price mode."""
    a.decided = np.uint8(0)
    a.terms = np.uint8(p.mode if p.mode >= TRIAL else 0)
    if p.mode == TRIAL:
        a.renewal_week = week + p.free_weeks
    elif p.mode == ONE_TIME:
        a.renewal_week = NEVER


@kernel
def bill(a, i, age, world, books):
    """Bill what is due in this week of the contract; in advance, so only those are billed who stay."""
    p, contracts, week = world.pricing, world.contracts, world.now.week
    if a.terms == ONE_TIME:
        if age == 0:
            _sell_once(a, i, world, books)
    elif not (a.terms == TRIAL or (a.terms == FREE_START and age < p.free_weeks)):
        weeks = contracts.term_weeks if p.mode == UPFRONT else contracts.invoice_weeks
        if age % weeks == 0:
            invoice(a, i, weeks, week, contracts, books)


@kernel
def _sell_once(a, i, world, books):
    """The whole price at once, with what making and delivering the product costs; nothing recurs."""
    cents, week = np.int64(a.price_cents * world.pricing.one_time_years), world.now.week
    making = np.int64(cents * (1.0 - world.contracts.gross_margin))
    post(a, i, Kind.REVENUE, cents, week, books)
    post(a, i, Kind.SERVICE, -making, week, books)
    count_for_relay(a, Flow.GROSS_PROFIT, (cents - making) / 100.0, books)
    a.price_cents = 0
    a.missing = 0.0


@kernel
def is_used_up(a, age, p):
    """Whether a product sold once has come to the end of its life."""
    return a.terms == ONE_TIME and age >= p.life_weeks


@kernel
def on_trial(a):
    """Whether the customer has a trial and no contract yet."""
    return a.terms == TRIAL


@kernel
def conversion_chance(staying, p):
    """Chance that a trial ends in a contract: as at a renewal, only harder."""
    return at_other_odds(staying, p.conversion)


@kernel
def decides_now(a, week, p):
    """Whether this is the time at which a customer decides about a renewal that is some weeks away."""
    return p.decided_early and a.decided == 0 and a.terms != TRIAL and week >= a.renewal_week - p.decision_weeks


@kernel
def decide_early(a, i, staying, now):
    """The customer decides, and says nothing."""
    a.decided = np.uint8(STAYS if uniform(now.key, EARLY, i, now.week) < staying else LEAVES)


@kernel
def stays(a, u, staying):
    """Whether the customer stays at its date: as decided before, or by what it thinks now (``u``: a draw)."""
    if a.decided != 0:
        return a.decided == STAYS
    return u < staying
