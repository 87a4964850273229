"""What a prospect feels and does before the contract: interest, expectation, deciding (M08, M09).

Outcome rules: they know what was done to the customer and what the customer is, and no KPI and no policy.
"""

from __future__ import annotations

import numpy as np

from sim.compiled import kernel
from sim.draws import decision, logistic, uniform
from sim.flows import Flow
from sim.kernels.books import count_for_relay, move
from sim.population.tables import columns
from sim.scenario import Section, parameter
from sim.stages import Cause, Stage
from sim.world.competition import chance_against_rivals
from sim.world.contacts import chance_of_yes
from sim.world.leads import send_back
from sim.world.win_back import WinBack, felt_of_first_life, known_of_first_life

COLUMNS = columns(
    "world.prospects",
    interest=("f8", "0–1", "interest at the latest touch; it cools while waiting"),
    touched=("f8", "weeks", "time of the latest touch"),
    promise=("f8", "0–1", "how much more was promised than the product can do"),
    attempts=("u1", "calls", "attempts to reach somebody since the latest response"),
    meetings=("u1", "meetings", "meetings held in this opportunity"),
    gone=("u1", "meetings", "0 answers; else 1 and the meetings held in vain since interest was gone"),
    ready_week=("i4", "week", "when the approval path allows a decision"),
)

REACHED = decision("prospects.reached")
DECIDES = decision("prospects.decides")


class Prospects(Section):
    """How prospects cool, listen and decide."""

    cools: bool = parameter(
        True, unit="switch", source="mission M08", meaning="whether interest cools while somebody waits"
    )
    cooling_half_hours: float = parameter(
        60.0,
        unit="working hours",
        low=1,
        high=10_000,
        source="assumption; direction: Oldroyd et al. 2011 (an upper bound)",
        meaning="waiting after which half of the interest is gone (hyperbolic)",
    )
    reach_chance: float = parameter(
        0.55,
        unit="chance",
        low=0,
        high=1,
        source="assumption",
        meaning="chance that a first call to somebody fully interested leads to a meeting",
    )
    persistence_decay: float = parameter(
        0.45,
        unit="per attempt",
        low=0,
        high=5,
        source="shape: UCI bank calls, 5.7 % at the first to 1 % at the tenth",
        meaning="falling return of every further call: 1 / (1 + decay × attempts)",
    )
    meeting_lift: float = parameter(
        0.40,
        unit="share of the gap",
        low=0,
        high=1,
        source="assumption",
        meaning="how much of the missing interest a well-prepared, honest meeting fills",
    )
    unprepared: float = parameter(
        0.7,
        unit="share",
        low=0,
        high=1,
        source="assumption",
        meaning="effect of a meeting held without knowing anything of the customer",
    )
    preparation_half: float = parameter(
        2.0,
        unit="units of information",
        low=0.01,
        high=100,
        source="assumption",
        meaning="knowledge of the customer that brings half of what preparation can add",
    )
    promise_lift: float = parameter(
        0.2,
        unit="ratio",
        low=0,
        high=5,
        source="assumption",
        meaning="how much more an over-promising meeting excites than an honest one",
    )
    promise_step: float = parameter(
        0.25,
        unit="0–1",
        low=0,
        high=1,
        source="assumption",
        meaning="how much one over-promising meeting adds to what is expected",
    )
    decision_median_weeks: float = parameter(
        6.0,
        unit="weeks",
        low=0,
        high=104,
        source="KBCM/vendor benchmarks: median cycle 60 days at 25 k USD a year",
        meaning="median time from first meeting until the approval path allows a yes; 0: there is no such path",
    )
    decision_spread: float = parameter(
        1.1,
        unit="log",
        low=0,
        high=3,
        source="times to close: lognormal, σ 1.2–1.9",
        meaning="standard deviation of the logarithm of that time",
    )
    win_intercept: float = parameter(
        -3.4,
        unit="logit",
        low=-10,
        high=10,
        source="set so that a third of the base company's opportunities are won: opportunity → win 15–35 % (several W)",
        meaning="logit of a yes at a closing meeting without any interest",
    )
    win_interest: float = parameter(
        2.6,
        unit="logit",
        low=0,
        high=20,
        source="assumption",
        meaning="how much full interest adds to the logit of a yes",
    )
    win_promise: float = parameter(
        0.7, unit="logit", low=0, high=10, source="assumption", meaning="how much promises add"
    )
    win_discount: float = parameter(
        3.0,
        unit="logit per share",
        low=0,
        high=50,
        source="assumption: not every deal takes the largest discount (Larkin 2014: discounts grow at a period's end)",
        meaning="how much a discount adds, per share of the price",
    )
    early_cost: float = parameter(
        0.2,
        unit="share of the price",
        low=0,
        high=1,
        source="assumption: more than the discount that members may give",
        meaning="the discount that would make up for being asked to sign before the approval path is through",
    )
    win_curiosity: float = parameter(
        0.3,
        unit="logit",
        low=-5,
        high=5,
        source="the notes: curiosity buyers buy readily",
        meaning="how much more readily a curiosity buyer signs",
    )
    win_failed_before: float = parameter(
        -1.5,
        unit="logit",
        low=-10,
        high=5,
        source="the notes; Kumar et al. 2015: it depends on why they left",
        meaning="how much an account that failed with the product holds back",
    )
    undecided_share: float = parameter(
        0.45,
        unit="share",
        low=0,
        high=1,
        source="assumption",
        meaning="closing meetings without a yes that leave the matter open",
    )
    cold_below: float = parameter(
        0.10,
        unit="0–1",
        low=0,
        high=1,
        source="assumption",
        meaning="interest below which a prospect no longer answers",
    )
    win_back: WinBack = WinBack()


@kernel
def interest_at(a, moment, p):
    """Interest after waiting since the latest touch: hyperbolic in working hours; ``moment`` in weeks."""
    waited = max(moment - a.touched, 0.0) * 40.0
    return a.interest / (1.0 + waited / p.cooling_half_hours) if p.cools else a.interest


@kernel
def reach_chance(interest, attempts, p):
    """Chance that a call leads to a meeting; falls with every attempt already made."""
    return p.reach_chance * interest / (1.0 + p.persistence_decay * attempts)


@kernel
def answers(a, i, moment, week, p, key):
    """A call: whether the prospect agrees to a meeting. The call itself keeps the contact warm."""
    interest = interest_at(a, moment, p)
    agreed = uniform(key, REACHED, i, week) < reach_chance(interest, a.attempts, p)
    a.attempts = np.uint8(min(a.attempts + 1, 250))
    if agreed:
        a.interest = interest
        a.touched = moment
    return agreed


@kernel
def after_meeting(interest, information, over_promise, p):
    """Interest after a meeting: more where the seller knows the customer, and promises excite more than the truth."""
    prepared = p.unprepared + (1.0 - p.unprepared) * information / (information + p.preparation_half)
    lift = p.meeting_lift * prepared * (1.0 + p.promise_lift * over_promise)
    return interest + min(lift, 1.0) * (1.0 - interest)


@kernel
def attend(a, moment, over_promise, p):
    """A sales meeting: interest rises, and what is promised is remembered."""
    if a.gone:  # nobody comes
        a.gone = np.uint8(min(a.gone + 1, 250))
        return
    a.interest = after_meeting(interest_at(a, moment, p), a.information, over_promise, p)
    a.touched = moment
    a.meetings = np.uint8(min(a.meetings + 1, 250))
    if over_promise:
        a.promise = min(a.promise + p.promise_step, 1.0)


@kernel
def _inclination(a, interest, promise, discount, p):
    heard = p.win_intercept + p.win_interest * interest + p.win_promise * promise
    return heard + p.win_discount * discount + known_of_first_life(a, p)


@kernel
def win_chance(a, interest, promise, discount, p):
    """Chance of a yes at a closing meeting: it knows what the customer heard and why they buy, and no KPI."""
    own = p.win_curiosity * a.curious + felt_of_first_life(a, p.win_back)
    return logistic(_inclination(a, interest, promise, discount, p) + own)


@kernel
def apparent_chance(a, interest, promise, discount, p):
    """The same as it looks from outside: nobody sees the motive (law 2)."""
    return logistic(_inclination(a, interest, promise, discount, p))


@kernel
def decide(a, i, interest, discount, world):
    """A closing meeting: 1 yes, −1 no, 0 still open."""
    if a.gone:
        return 0
    p = world.prospects
    u = uniform(world.now.key, DECIDES, i, world.now.week)
    chance = chance_of_yes(a, i, win_chance(a, interest, a.promise, discount, p), world)
    chance = chance_against_rivals(a, chance, world.competition.win_pull, world)
    if u < chance:
        return 1
    return 0 if u < chance + (1.0 - chance) * p.undecided_share else -1


@kernel
def cool(accounts, active, world, books):
    """At the end of the week, prospects whose interest is gone no longer answer: an objective criterion (M08, M15)."""
    week = world.now.week
    for k in range(world.now.active):
        i = active[k]
        a = accounts[i]
        if a.stage < Stage.LEAD or a.stage > Stage.OPPORTUNITY:
            continue
        if interest_at(a, week + 1.0, world.prospects) < world.prospects.cold_below:
            if a.stage == Stage.OPPORTUNITY and a.kept_open:
                a.gone = np.uint8(max(a.gone, 1))
                continue
            if a.stage == Stage.OPPORTUNITY:
                count_for_relay(a, Flow.LOST, 1.0, books)
            if a.interest <= 0.0 and a.stage <= Stage.SQL:
                move(a, i, Stage.DEAD_END, Cause.NOT_A_BUYER, week, 40.0, -1, books)
            else:
                send_back(a, i, Stage.RECYCLED, Cause.WENT_COLD, week, 40.0, -1, world, books)
