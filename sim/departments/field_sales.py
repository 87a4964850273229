"""Field sales: meet, set expectations honestly or over-promise, discount, refuse, close, hand over well or badly (M19).

Decides on the KPI contract and on beliefs; whether the customer says yes is decided in ``sim.world.prospects``.
"""

from __future__ import annotations

from sim.compiled import kernel
from sim.departments.desk import FIRST, Staffing, hour_of, queues
from sim.departments.handover import to_customer_success
from sim.draws import decision, four, uniform
from sim.flows import Flow
from sim.incentives import expectation
from sim.incentives.pay import Kpi
from sim.kernels.books import count, count_for_relay, move, post, to_cents
from sim.kernels.choose import make_heap, score, take_best, worth_doing
from sim.kinds import Kind
from sim.organisation.belief import estimate
from sim.organisation.policies import forbidden
from sim.scenario import parameter
from sim.stages import Cause, Stage
from sim.world.leads import send_back
from sim.world.prospects import after_meeting, apparent_chance, attend, begin_deliberation, decide, interest_at

HONEST, PROMISE, DISCOUNT, REFUSE = 0, 1, 2, 3
PITCHES = ("free", "honest", "over_promise")
CHOICE = decision("field_sales.choice")
RULE = decision("field_sales.rule")
HANDOVER = decision("field_sales.handover")


class FieldSales(Staffing):
    """Parameters of field sales."""

    headcount: int = parameter(
        12, unit="people", low=1, high=5000, source="mission: a mid-size company", meaning="members of the department"
    )
    kpis: tuple[Kpi, ...] = parameter(
        (Kpi(metric="bookings", target=95_000.0),),
        unit="terms",
        source="the notes: what such departments are usually measured on; targets: assumption",
        meaning="the department's KPI contract",
    )
    cost_per_hour: float = parameter(
        115.0,
        unit="USD per paid hour",
        low=0,
        high=10_000,
        source="assumption: loaded cost",
        meaning="what a paid hour costs, with everything",
    )
    meeting_hours: float = parameter(
        4.0,
        unit="hours",
        low=0.01,
        high=80,
        source="assumption",
        meaning="a meeting with preparation, travel and notes",
    )
    closing_hours: float = parameter(
        6.0,
        unit="hours",
        low=0.01,
        high=80,
        source="assumption",
        meaning="a closing meeting with offer and negotiation",
    )
    hours_of_size: float = parameter(
        0.5,
        unit="exponent",
        low=0,
        high=2,
        source="assumption: cycles grow from 40 days under 5 k USD a year to 6–12 months over 100 k",
        meaning="how the hours of a meeting grow with the account's size",
    )
    refuse_hours: float = parameter(
        0.3,
        unit="hours",
        low=0.01,
        high=40,
        source="assumption",
        meaning="telling a prospect that this is not for them",
    )
    discount: float = parameter(
        0.15,
        unit="share of the price",
        low=0,
        high=0.9,
        source="assumption",
        meaning="the discount that members may give",
    )
    least_meetings: int = parameter(
        3, unit="meetings", low=1, high=50, source="assumption", meaning="meetings before anybody decides"
    )
    pitch: str = parameter(
        "free",
        unit="-",
        choices=PITCHES,
        source="claim C07",
        meaning="what members may do in a meeting: choose, only tell the truth, or always over-promise",
    )


@kernel
def _allowed(action, pitch):
    return not ((action == PROMISE and pitch == 1) or (action != PROMISE and pitch == 2))


@kernel
def _meeting_hours(a, ready, member, p):
    """Hours of a meeting: a larger account brings more people to the table."""
    return (p.closing_hours if ready else p.meeting_hours) * a.scale**p.hours_of_size / member.speed


@kernel
def _gain_of_meeting(a, action, interest, fit, w, p, rules, load):
    """Believed chance of a yes after a meeting of this kind, times what the order is then worth to the member."""
    q = rules.beliefs
    over = 1 if action == PROMISE else 0
    promise = min(a.promise + over * rules.prospects.promise_step, 1.0)
    discount = p.discount if action == DISCOUNT else 0.0
    yes = apparent_chance(a, after_meeting(interest, over, rules.prospects), promise, discount, rules.prospects)
    price = a.quote * (1.0 - discount)
    return yes * expectation.of_order(w, fit, price, promise, rules.handover.thin_share, load, q)


@kernel
def _gain_of_waiting(a, fit, w, rules, load, week):
    """The same if nobody meets the prospect this week."""
    yes = apparent_chance(a, interest_at(a, week + 1.0, rules.prospects), a.promise, 0.0, rules.prospects)
    return yes * expectation.of_order(w, fit, a.quote, a.promise, rules.handover.thin_share, load, rules.beliefs)


@kernel
def _must_refuse(i, fit, member, rules, week, key):
    policies = rules.policies
    strict = policies.qualification.field_sales_to_customer_success
    if fit >= max(strict, policies.unfit_customers.refuse_below):
        return False
    pressure = 0.0 if rules.choice.random else member.pressure
    return forbidden(fit, strict, pressure, uniform(key, RULE, i, week), policies)


@kernel
def consider(a, i, w, member, p, pitch, rules, load, week, key):
    """The best action on one opportunity, by the member's own light: (action, score)."""
    noise = four(key, CHOICE, i, week)
    interest = interest_at(a, float(week), rules.prospects)
    fit = estimate(a, interest, rules.mean_fit, rules.fit_spread, rules.perception)
    if _must_refuse(i, fit, member, rules, week, key):
        return REFUSE, FIRST
    ready = a.stage == Stage.OPPORTUNITY and week >= a.ready_week and a.meetings >= p.least_meetings
    hours = _meeting_hours(a, ready, member, p)
    waiting, accepting, nearness = 0.0, 0.0, 1.0
    if not ready:
        waiting = _gain_of_waiting(a, fit, w, rules, load, week)
        nearness = 1.0 / (1.0 + 0.02 * (max(a.ready_week - week, 0) if a.stage == Stage.OPPORTUNITY else 6))
    if a.stage == Stage.SQL:
        accepting = w[Flow.ACCEPTED_MEETINGS] + w[Flow.PIPELINE] * a.quote
    best, best_score = REFUSE, score(0.0, p.refuse_hours, noise[3], rules.choice)
    for action in range(3 if ready else 2):
        if _allowed(action, pitch):
            gain = (_gain_of_meeting(a, action, interest, fit, w, p, rules, load) - waiting) * nearness + accepting
            value = score(gain, hours, noise[action], rules.choice)
            if value > best_score:
                best, best_score = action, value
    return best, best_score


@kernel
def _hands_over_in_full(a, i, w, fit, price, member, rules, load, week, key):
    u, v, _, _ = four(key, HANDOVER, i, week)
    q, h = rules.beliefs, rules.handover
    thin = expectation.of_order(w, fit, price, a.promise, h.thin_share, load, q)
    gain = expectation.of_order(w, fit, price, a.promise, h.full_share, load, q) - thin
    return score(gain, h.full_hours / member.speed, u, rules.choice) > (v if rules.choice.random else 0.0)


@kernel
def _close(a, i, action, m, w, member, hour, p, rules, load, week, first_carer, carers, members, key, books):
    """A closing meeting; returns the hours that a full hand-over took besides."""
    discount = p.discount if action == DISCOUNT else 0.0
    answer = decide(a, i, a.interest, discount, week, rules.prospects, key)
    if answer < 0:
        send_back(a, i, Stage.RECYCLED, Cause.LOST, week, hour, m, rules.market, key, books)
        count_for_relay(a, Flow.LOST, 1.0, books)
    if answer <= 0:
        return 0.0
    price = a.quote * (1.0 - discount)
    fit = estimate(a, a.interest, rules.mean_fit, rules.fit_spread, rules.perception)
    full = _hands_over_in_full(a, i, w, fit, price, member, rules, load, week, key)
    to_customer_success(a, i, full, price, week, hour, first_carer, carers, members, rules, books)
    return rules.handover.full_hours / member.speed if full else 0.0


@kernel
def perform(a, i, action, m, w, member, clock, p, rules, load, week, first_carer, carers, members, key, books):
    """Do it; returns the hours it took."""
    if action == REFUSE:
        hours = p.refuse_hours / member.speed
        hour = hour_of(clock + hours, member.hours)
        send_back(a, i, Stage.RECYCLED, Cause.REFUSED, week, hour, m, rules.market, key, books)
        count(Flow.REFUSED, 1.0, m, books)
        return hours
    ready = a.stage == Stage.OPPORTUNITY and week >= a.ready_week and a.meetings >= p.least_meetings
    hours = _meeting_hours(a, ready, member, p)
    hour = hour_of(clock + hours, member.hours)
    attend(a, max(week + hour / 40.0, a.moved), 1 if action == PROMISE else 0, rules.prospects)
    a.information += p.meeting_hours * rules.perception.hour_of_meeting
    if ready:
        return hours + _close(
            a, i, action, m, w, member, hour, p, rules, load, week, first_carer, carers, members, key, books
        )
    if a.stage == Stage.SQL:
        move(a, i, Stage.OPPORTUNITY, Cause.ACCEPTED, week, hour, m, books)
        begin_deliberation(a, week, rules.prospects)
        count_for_relay(a, Flow.ACCEPTED_MEETINGS, 1.0, books)
        count_for_relay(a, Flow.PIPELINE, a.quote, books)
    return hours


@kernel
def work(
    accounts, active, size, members, w, space, first, first_carer, carers, desk, pitch, ruling, load, week, key, books
):
    """Field sales' week: every member works from the best opportunity down until the hours are gone."""
    p, rules = desk[0], ruling[0]
    owners, _, _, scores, picks, heap = space
    for k in range(size):
        a = accounts[active[k]]
        owners[k] = a.seller if a.stage == Stage.SQL or a.stage == Stage.OPPORTUNITY else -1
    starts, order = queues(active, size, owners, first, p.headcount, space)
    for s in range(p.headcount):
        m = first + s
        member = members[m]
        n = starts[s + 1] - starts[s]
        mine = w[m]
        for j in range(n):
            i = order[starts[s] + j]
            picks[j], scores[j] = consider(accounts[i], i, mine, member, p, pitch, rules, load, week, key)
        make_heap(heap, scores, n)
        clock = 0.0
        while n > 0 and clock < member.hours:
            j = take_best(heap, scores, n)
            n -= 1
            if scores[j] <= 0.0:
                break
            i = order[starts[s] + j]
            spent = perform(accounts[i], i, picks[j], m, mine, member, clock, p, rules, load, week, first_carer, carers,
                            members, key, books)  # fmt: skip
            post(accounts[i], i, Kind.ACQUISITION, -to_cents(spent * p.cost_per_hour), week, books)
            clock += spent
        member.worked = clock
        member.backlog = worth_doing(heap, scores, n) * p.meeting_hours / member.speed
