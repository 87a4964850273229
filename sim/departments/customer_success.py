"""Customer success: answer requests, onboard, raise use, rescue, expand (M20).

Decides on the KPI contract and on beliefs; whether care helps and whether the customer renews is decided in
``sim.world``.
"""

from __future__ import annotations

import math

from sim.compiled import kernel
from sim.departments import desk
from sim.departments.desk import FIRST
from sim.departments.dialogue import InTouch, widen
from sim.departments.hub import JOINT, Hub, hold_together, pace_of_guests
from sim.departments.keeping import (
    EXPAND,
    KEEPING,
    RESCUE,
    consider_keeping,
    make_offer,
    of_offer,
    of_rescue,
    rescue,
    seen_health,
    worth_of_staying,
)
from sim.departments.sessions import Sessions, best_session, demanded, hold
from sim.draws import decision, four, uniform
from sim.flows import Flow
from sim.incentives.pay import Kpi
from sim.kernels.books import post, to_cents
from sim.kernels.choose import score
from sim.kinds import Kind
from sim.organisation.belief import estimate
from sim.organisation.care import AT_RISK_FIRST, in_order
from sim.organisation.criteria import JUDGEMENT
from sim.organisation.health import foretell
from sim.scenario import parameter
from sim.stages import Department, Stage
from sim.world.customers import answer_request, call_onboarded
from sim.world.first_purchase import may_come

CALL_DONE = 7  # beside rescue, offers and sessions
CHOICE = decision("customer_success.choice")
WORD = decision("customer_success.word")


class CustomerSuccess(InTouch):
    """Parameters of customer success."""

    kpis: tuple[Kpi, ...] = parameter(
        (
            Kpi(metric="retention", weight=0.6, target=0.85, volume=8.0),
            Kpi(metric="onboarding", weight=0.4, target=0.7, volume=6.0),
        ),
        unit="terms",
        source="the notes: what such departments are usually measured on; targets: assumption",
        meaning="the department's KPI contract",
    )
    cost_per_hour: float = parameter(
        70.0,
        unit="USD per paid hour",
        low=0,
        high=10_000,
        source="assumption: loaded cost",
        meaning="what a paid hour costs, with everything",
    )
    session_hours: float = parameter(
        3.0,
        unit="hours",
        low=0.01,
        high=40,
        source="assumption",
        meaning="one working session with a customer, with preparation",
    )
    rescue_hours: float = parameter(
        3.0, unit="hours", low=0.01, high=40, source="assumption", meaning="one attempt to save a renewal at risk"
    )
    offer_hours: float = parameter(
        3.0, unit="hours", low=0.01, high=40, source="assumption", meaning="preparing and making an offer to expand"
    )
    offer_pause_weeks: int = parameter(
        26, unit="weeks", low=1, high=520, source="assumption", meaning="least time between two offers to one customer"
    )
    expansion_share: float = parameter(
        0.20,
        unit="share of the price",
        low=0,
        high=5,
        source="expansion 32–40 % of new revenue",
        meaning="what an accepted offer adds",
    )
    knowledge_floor: float = parameter(
        0.5,
        unit="share",
        low=0,
        high=1,
        source="assumption",
        meaning="effect of a session held without knowing what the customer wants to reach",
    )
    health_noise: float = parameter(
        0.3,
        unit="0–1",
        low=0,
        high=5,
        source="assumption",
        meaning="error of the health seen with one unit of information (M11)",
    )
    health_of_usage: float = parameter(
        0.4, unit="weight", low=0, high=5, source="assumption", meaning="weight of usage in the health that is seen"
    )
    health_of_success: float = parameter(
        0.6,
        unit="weight",
        low=0,
        high=5,
        source="assumption",
        meaning="weight of the customer's success in it, as it shows without any check",
    )
    health_of_satisfaction: float = parameter(
        0.5, unit="weight", low=0, high=5, source="assumption", meaning="weight of satisfaction in it"
    )
    knowledge_half: float = parameter(
        3.0,
        unit="units of information",
        low=0.01,
        high=100,
        source="assumption",
        meaning="knowledge of the customer that brings half of what knowing can add to a session",
    )
    sessions: Sessions = Sessions()
    hub: Hub = Hub()


@kernel
def on_the_desk(a):
    """Customers are customer success'."""
    return a.carer if Stage.ONBOARDING <= a.stage <= Stage.ADVOCATE else -1


@kernel
def others_wait_for(a, rules):
    """A new customer who waits is overload; an old one is a choice."""
    return rules.departments.customer_success.session_hours if a.onboarded == 0 else 0.0


@kernel
def consider(a, i, luck, member, w, rules):
    """The best action on one customer, by the member's own light: (action, pace)."""
    if a.keeper <= a.carer or rules.office.adopters == 0:  # otherwise who keeps the customer does it after this
        foretell(a, i, rules)
    action = demanded(a, i, rules)
    if action >= 0:
        return action, FIRST
    u_session, u_rescue, u_offer, _ = luck
    fit = estimate(a, 0.5, rules)
    staying = worth_of_staying(a, fit, w, rules)
    best, best_score = best_session(a, i, fit, staying, member.speed * member.strength, u_session, w, rules)
    if rules.departments.customer_success.hub.enabled:
        more = pace_of_guests(a, i, fit, staying, best, member.speed * member.strength, w, rules)
        if more > 0.0:
            best, best_score = JOINT, best_score + more
    if a.keeper < a.carer:
        value = of_rescue(a, i, staying, member.speed / member.strength, u_rescue, rules)
        if value > best_score:
            best, best_score = RESCUE, value
    if a.keeper < 0:
        value = of_offer(a, i, a.information, member.speed / member.strength, u_offer, best_score, w, rules)
        if value > best_score:
            best, best_score = EXPAND, value
    if a.onboarded == 0 and rules.organisation.criteria.by == JUDGEMENT:
        value = _calling_it_done(a, i, w, member, rules)
        if value > best_score:
            best, best_score = CALL_DONE, value
    return best, best_score


@kernel
def _usual_session(a, i, member, w, rules):
    """The session that the member would hold without guests."""
    fit, now = estimate(a, 0.5, rules), rules.nature.now
    staying = worth_of_staying(a, fit, w, rules)
    u, speed = four(now.key, CHOICE, i, now.week)[0], member.speed * member.strength
    return best_session(a, i, fit, staying, speed, u, w, rules)[0]


@kernel
def whom_first(a, i, pace, rules):
    """The policy says whom to serve first; what a rule demands comes before."""
    if pace >= FIRST:
        return pace
    by_health = rules.policies.care.serve_first == AT_RISK_FIRST
    health = seen_health(a, i, a.information, rules) if by_health else 1.0
    return in_order(a, i, pace, may_come(a, rules.nature.first_purchase), health, rules)


@kernel
def _calling_it_done(a, i, w, member, rules):
    """Score of calling an onboarding done: what the word is paid, once there is anything to point to (M03)."""
    p, now = rules.organisation.criteria, rules.nature.now
    if a.adoption < p.evidence * rules.nature.usage.onboarded_from:
        return -math.inf
    gain = w[Flow.ONBOARDED] - w[Flow.ONBOARDING_FAILED]
    return score(gain, p.report_hours / member.speed, uniform(now.key, WORD, i, now.week), rules.organisation)


@kernel
def perform(a, i, action, m, w, clock, members, rules, books):
    """Do it; returns the hours it took."""
    member = members[m]
    if action == CALL_DONE:
        call_onboarded(a, i, rules.nature.now.week, desk.hour_of(clock, member.hours), m, books)
        return rules.organisation.criteria.report_hours / member.speed
    speed = member.speed / member.strength
    if action == RESCUE:
        hours = rescue(a, rules) / speed
    elif action == EXPAND:
        hours = make_offer(a, i, a.information, Department.CUSTOMER_SUCCESS, speed, rules, books) / speed
    elif action == JOINT:
        usual = _usual_session(a, i, member, w, rules)
        hours = hold_together(a, i, usual, members, rules, books) / (member.speed * member.strength)
    else:
        hours = hold(a, i, action, rules, books) / (member.speed * member.strength)
    return hours + widen(a, i, rules.departments.customer_success.contact_points, member, rules.nature)


@kernel
def answer_requests(accounts, member, lo, hi, space, rules, books):
    """Requests for help come first, each customer in the same proportion; returns the hours they took."""
    order, week = space[3], rules.nature.now.week
    asked = 0.0
    for j in range(lo, hi):
        asked += accounts[order[j]].tickets
    free = max(member.hours - member.worked, 0.0)
    served = min(1.0, free * member.speed / asked) if asked > 0.0 else 1.0
    member.backlog += asked * (1.0 - served) / member.speed
    if asked * served <= 0.0:
        return 0.0
    price = rules.office.hourly[Department.CUSTOMER_SUCCESS] / member.speed
    for j in range(lo, hi):
        i = order[j]
        a = accounts[i]
        hours = a.tickets * served
        answer_request(a, hours)
        post(a, i, Kind.SERVING, -to_cents(hours * price), week, books)
    return asked * served / member.speed


work = desk.working(
    Department.CUSTOMER_SUCCESS,
    Kind.SERVING,
    on_the_desk,
    answer_requests,
    CHOICE,
    consider,
    perform,
    others_wait_for,
    whom_first,
)
"""The department's week: requests first, then from the best customer down until the hours are gone."""


@kernel
def kept_apart(a):
    """Customers whose renewal and expansion somebody else of the department holds."""
    return a.keeper if Stage.ONBOARDING <= a.stage <= Stage.ADVOCATE and a.keeper > a.carer else -1


@kernel
def nobody_waits(a, rules):
    """Neither a renewal nor an offer is waited for."""
    return 0.0


work_apart = desk.working(
    Department.CUSTOMER_SUCCESS,
    Kind.SERVING,
    kept_apart,
    desk.nothing,
    KEEPING,
    consider_keeping,
    perform,
    nobody_waits,
    whom_first,
)
"""The week of those members who do nothing but renewals and expansion."""
