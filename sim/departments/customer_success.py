"""Customer success: answer requests, onboard, raise use, rescue, expand (M20).

Decides on the KPI contract and on beliefs; whether care helps and whether the customer renews is decided in
``sim.world``.
"""

from __future__ import annotations

import math

from sim.compiled import kernel
from sim.departments import desk
from sim.departments.dialogue import InTouch, talk, widen
from sim.draws import decision, four
from sim.flows import Flow
from sim.incentives import expectation
from sim.incentives.pay import Kpi
from sim.kernels.books import post, to_cents
from sim.kernels.choose import score
from sim.kinds import Kind
from sim.organisation.belief import estimate, learn
from sim.population.tables import columns
from sim.scenario import parameter
from sim.stages import Department, Stage
from sim.world.contracts import expand
from sim.world.customers import accepts_offer, answer_request, console, receive_care
from sim.world.target import clarity

COACH, RESCUE, EXPAND = 0, 1, 2
CHOICE = decision("customer_success.choice")

COLUMNS = columns(
    "departments.customer_success",
    offered_week=("i4", "week", "latest offer to expand"),
)


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
        0.6, unit="weight", low=0, high=5, source="assumption", meaning="weight of checked success in it"
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


@kernel
def on_the_desk(a):
    """Customers are customer success'."""
    return a.carer if Stage.ONBOARDING <= a.stage <= Stage.ADVOCATE else -1


@kernel
def others_wait_for(a, rules):
    """A new customer who waits is overload; an old one is a choice."""
    return rules.departments.customer_success.session_hours if a.onboarded == 0 else 0.0


@kernel
def health(a, p):
    """Health as seen: usage, satisfaction and success together, with an error that information shrinks (M11)."""
    error = p.health_noise * a.misreading / (1.0 + a.information)
    seen = p.health_of_usage * a.adoption + p.health_of_success * a.success + p.health_of_satisfaction * a.satisfaction
    return min(max(seen + error, 0.0), 1.0)


@kernel
def _coaching(a, fit, staying, w, rules):
    """Believed gain of a working session: use comes nearer to its ceiling, and the window may close in time."""
    q, u, p = rules.organisation.beliefs, rules.nature.usage, rules.departments.customer_success
    ceiling = u.product_ceiling * (u.ceiling_floor + (1.0 - u.ceiling_floor) * fit)
    window = 1.0 + (u.window_bonus if rules.nature.now.week - a.won_week < u.window_weeks else 0.0)
    effect = window * p.session_hours / (p.session_hours + u.care_half_hours)
    step = u.care_learning * effect * max(ceiling - a.adoption, 0.0)
    gain = q.retention_of_adoption * step * staying
    if a.onboarded == 0:
        chance = min(step / u.onboarded_from, 1.0)
        gain += chance * (w[Flow.ONBOARDED] - w[Flow.ONBOARDING_FAILED] + w[Flow.HEALTHY])
    return gain


@kernel
def consider(a, i, member, w, rules):
    """The best action on one customer, by the member's own light: (action, score)."""
    now, p, motives = rules.nature.now, rules.departments.customer_success, rules.organisation
    u_coach, u_rescue, u_offer, _ = four(now.key, CHOICE, i, now.week)
    fit = estimate(a, 0.5, rules)
    price = a.price_cents / 100.0
    wait = math.exp(rules.office.impatience * max(a.renewal_week - now.week, 0))
    staying = expectation.of_staying(w, price, fit, motives.beliefs) * wait
    gain = _coaching(a, fit, staying, w, rules)
    best, best_score = COACH, score(gain, p.session_hours / member.speed, u_coach, motives)
    seen = health(a, p)
    if a.stage == Stage.RENEWAL:
        change = motives.beliefs.rescue_gain * 4.0 * seen * (1.0 - seen)
        value = score(change * staying, p.rescue_hours / member.speed, u_rescue, motives)
        if value > best_score:
            best, best_score = RESCUE, value
    if now.week - a.offered_week >= p.offer_pause_weeks and a.stage != Stage.ONBOARDING:
        value = score(_offer(seen, price, w, rules), p.offer_hours / member.speed, u_offer, motives)
        if value > best_score:
            best, best_score = EXPAND, value
    return best, best_score


@kernel
def _offer(seen, price, w, rules):
    """Believed gain of an offer to expand, to a customer who seems so healthy."""
    q, added = rules.organisation.beliefs, price * rules.departments.customer_success.expansion_share
    return seen * seen * added * (w[Flow.EXPANSION] + q.margin * q.expansion_years * w[Flow.LIFETIME_VALUE])


@kernel
def perform(a, i, action, m, w, clock, members, rules, books):
    """Do it; returns the hours it took."""
    p, now = rules.departments.customer_success, rules.nature.now
    hours = p.session_hours if action == COACH else p.rescue_hours if action == RESCUE else p.offer_hours
    learn(a, hours, rules.organisation.perception.hour_of_meeting)
    known = a.information / (a.information + p.knowledge_half)
    known += (1.0 - known) * clarity(a)
    effective = p.knowledge_floor + (1.0 - p.knowledge_floor) * known
    if action == COACH:
        receive_care(a, hours * effective)
        talk(a, i, Department.CUSTOMER_SUCCESS, hours, rules)
    elif action == RESCUE:
        console(a, effective, rules.nature.usage)
    else:
        a.offered_week = now.week
        if accepts_offer(a, i, now.week, rules.nature.usage, now.key):
            expand(a, p.expansion_share, books)
    return hours / members[m].speed + widen(a, i, p.contact_points, members[m], rules.nature)


@kernel
def answer_requests(accounts, member, lo, hi, space, rules, books):
    """Requests for help come first, each customer in the same proportion; returns the hours they took."""
    order, week = space[3], rules.nature.now.week
    asked = 0.0
    for j in range(lo, hi):
        asked += accounts[order[j]].tickets
    free = member.hours - member.worked
    if asked <= 0.0 or free <= 0.0:
        return 0.0
    served = min(1.0, free * member.speed / asked)
    price = rules.office.hourly[Department.CUSTOMER_SUCCESS] / member.speed
    for j in range(lo, hi):
        i = order[j]
        a = accounts[i]
        hours = a.tickets * served
        answer_request(a, hours)
        post(a, i, Kind.SERVING, -to_cents(hours * price), week, books)
    member.backlog += asked * (1.0 - served) / member.speed
    return asked * served / member.speed


work = desk.working(
    Department.CUSTOMER_SUCCESS, Kind.SERVING, on_the_desk, answer_requests, consider, perform, others_wait_for
)
"""The department's week: requests first, then from the best customer down until the hours are gone."""
