"""Customer success: answer requests, onboard, raise use, rescue, expand (M20).

Decides on the KPI contract and on beliefs; whether care helps and whether the customer renews is decided in
``sim.world``.
"""

from __future__ import annotations

from sim.compiled import kernel
from sim.departments.desk import Staffing, queues
from sim.draws import decision, four
from sim.flows import Flow
from sim.incentives import expectation
from sim.incentives.pay import Kpi
from sim.kernels.books import post, to_cents
from sim.kernels.choose import make_heap, score, take_best
from sim.kinds import Kind
from sim.organisation.belief import estimate
from sim.population.tables import columns
from sim.scenario import parameter
from sim.stages import Stage
from sim.world.contracts import expand
from sim.world.customers import accepts_offer, answer_request, console, receive_care

COACH, RESCUE, EXPAND = 0, 1, 2
CHOICE = decision("customer_success.choice")

COLUMNS = columns(
    "departments.customer_success",
    offered_week=("i4", "week", "latest offer to expand"),
)


class CustomerSuccess(Staffing):
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


@kernel
def health(a, p):
    """Health as seen: usage, satisfaction and success together, with an error that information shrinks (M11)."""
    error = p.health_noise * a.misreading / (1.0 + a.information)
    seen = 0.4 * a.adoption + 0.6 * a.success + 0.5 * a.satisfaction + error
    return min(max(seen, 0.0), 1.0)


@kernel
def _coaching(a, w, fit, staying, p, rules, week):
    q, u = rules.beliefs, rules.usage
    ceiling = u.product_ceiling * (u.ceiling_floor + (1.0 - u.ceiling_floor) * fit)
    window = 1.0 + (u.window_bonus if week - a.won_week < u.window_weeks else 0.0)
    step = (
        u.care_learning
        * window
        * p.session_hours
        / (p.session_hours + u.care_half_hours)
        * max(ceiling - a.adoption, 0.0)
    )
    gain = q.retention_of_adoption * step * staying
    if a.onboarded == 0:
        chance = min(step / u.onboarded_from, 1.0)
        gain += chance * (w[Flow.ONBOARDED] - w[Flow.ONBOARDING_FAILED] + w[Flow.HEALTHY])
    return gain


@kernel
def consider(a, i, w, member, p, rules, patience, week, key):
    """The best action on one customer, by the member's own light: (action, score)."""
    u_coach, u_rescue, u_offer, _ = four(key, CHOICE, i, week)
    fit = estimate(a, 0.5, rules.mean_fit, rules.fit_spread, rules.perception)
    price = a.price_cents / 100.0
    weeks_left = a.renewal_week - week
    wait = patience[max(weeks_left, 0)]
    staying = expectation.of_staying(w, price, fit, rules.beliefs) * wait
    gain = _coaching(a, w, fit, staying, p, rules, week)
    best, best_score = COACH, score(gain, p.session_hours / member.speed, u_coach, rules.choice)
    seen = health(a, p)
    if a.stage == Stage.RENEWAL:
        change = rules.beliefs.rescue_gain * 4.0 * seen * (1.0 - seen)
        value = score(change * staying, p.rescue_hours / member.speed, u_rescue, rules.choice)
        if value > best_score:
            best, best_score = RESCUE, value
    if week - a.offered_week >= p.offer_pause_weeks and a.stage != Stage.ONBOARDING:
        added = price * p.expansion_share
        yes = seen * seen
        gain = yes * added * (w[Flow.EXPANSION] + rules.beliefs.margin * 2.0 * w[Flow.LIFETIME_VALUE])
        value = score(gain, p.offer_hours / member.speed, u_offer, rules.choice)
        if value > best_score:
            best, best_score = EXPAND, value
    return best, best_score


@kernel
def perform(a, i, action, member, p, rules, week, key, books):
    """Do it; returns the hours it took."""
    a.information += p.session_hours * rules.perception.hour_of_meeting
    known = a.information / (a.information + 3.0)
    effective = p.knowledge_floor + (1.0 - p.knowledge_floor) * known
    if action == COACH:
        receive_care(a, p.session_hours * effective)
        return p.session_hours / member.speed
    if action == RESCUE:
        console(a, effective, rules.usage)
        return p.rescue_hours / member.speed
    a.offered_week = week
    if accepts_offer(a, i, week, rules.usage, key):
        expand(a, p.expansion_share, books)
    return p.offer_hours / member.speed


@kernel
def answer_requests(accounts, order, lo, hi, member, p, week, books):
    """Requests for help come first, each customer in the same proportion; returns the hours they took."""
    asked = 0.0
    for j in range(lo, hi):
        asked += accounts[order[j]].tickets
    if asked <= 0.0 or member.hours <= 0.0:
        return 0.0
    served = min(1.0, member.hours * member.speed / asked)
    for j in range(lo, hi):
        i = order[j]
        a = accounts[i]
        hours = a.tickets * served
        answer_request(a, hours)
        post(a, i, Kind.SERVING, -to_cents(hours / member.speed * p.cost_per_hour), week, books)
    member.backlog += asked * (1.0 - served) / member.speed
    return asked * served / member.speed


@kernel
def work(accounts, active, size, members, w, space, first, desk, ruling, patience, week, key, books):
    """Customer success' week: requests first, then from the best customer down until the hours are gone."""
    p, rules = desk[0], ruling[0]
    owners, _, _, scores, picks, heap = space
    for k in range(size):
        a = accounts[active[k]]
        owners[k] = a.carer if Stage.ONBOARDING <= a.stage <= Stage.ADVOCATE else -1
    starts, order = queues(active, size, owners, first, p.headcount, space)
    for s in range(p.headcount):
        m = first + s
        member = members[m]
        clock = answer_requests(accounts, order, starts[s], starts[s + 1], member, p, week, books)
        n = starts[s + 1] - starts[s]
        mine = w[m]
        for j in range(n):
            i = order[starts[s] + j]
            picks[j], scores[j] = consider(accounts[i], i, mine, member, p, rules, patience, week, key)
        make_heap(heap, scores, n)
        while n > 0 and clock < member.hours:
            j = take_best(heap, scores, n)
            n -= 1
            if scores[j] <= 0.0:
                break
            i = order[starts[s] + j]
            spent = perform(accounts[i], i, picks[j], member, p, rules, week, key, books)
            post(accounts[i], i, Kind.SERVING, -to_cents(spent * p.cost_per_hour), week, books)
            clock += spent
        member.worked = clock
        for k in range(n):  # a new customer who waits is overload; an old one is a choice
            if scores[heap[k]] > 0.0 and accounts[order[starts[s] + heap[k]]].onboarded == 0:
                member.backlog += p.session_hours / member.speed
