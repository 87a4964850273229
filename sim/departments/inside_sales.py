"""Inside sales: call, research, qualify, pass on well or badly, give back (M18).

Decides on the KPI contract and on beliefs; what happens then is the customer's doing (``sim.world.prospects``).
"""

from __future__ import annotations

from sim.compiled import kernel
from sim.departments.desk import FIRST, Staffing, hour_of, queues
from sim.departments.handover import to_field_sales
from sim.draws import decision, four
from sim.flows import Flow
from sim.incentives import expectation
from sim.incentives.pay import CARES, Kpi
from sim.kernels.books import count, move, post, to_cents
from sim.kernels.choose import make_heap, score, take_best, worth_doing
from sim.kinds import Kind
from sim.organisation.belief import estimate, expected_shift
from sim.organisation.policies import forbidden
from sim.scenario import parameter
from sim.stages import Cause, Stage
from sim.world.leads import send_back
from sim.world.prospects import answers, interest_at, reach_chance

CALL, RESEARCH, GIVE_BACK = 0, 1, 2
CHOICE = decision("inside_sales.choice")
NOTES = decision("inside_sales.notes")


class InsideSales(Staffing):
    """Parameters of inside sales."""

    kpis: tuple[Kpi, ...] = parameter(
        (Kpi(metric="meetings", target=26.0),),
        unit="terms",
        source="the notes: what such departments are usually measured on; targets: assumption",
        meaning="the department's KPI contract",
    )
    cost_per_hour: float = parameter(
        60.0,
        unit="USD per paid hour",
        low=0,
        high=10_000,
        source="assumption: loaded cost",
        meaning="what a paid hour costs, with everything",
    )
    call_hours: float = parameter(
        0.8,
        unit="hours",
        low=0.01,
        high=40,
        source="assumption",
        meaning="an attempt to reach somebody, with preparation and notes",
    )
    research_hours: float = parameter(
        1.2,
        unit="hours",
        low=0.01,
        high=40,
        source="assumption",
        meaning="looking into business and likely problems before calling",
    )
    sort_hours: float = parameter(
        0.1, unit="hours", low=0.01, high=40, source="assumption", meaning="giving an account back"
    )
    most_attempts: int = parameter(
        8,
        unit="calls",
        low=1,
        high=200,
        source="over 92 % of successes come within four attempts",
        meaning="calls after which an account is given back",
    )
    meeting_cost: float = parameter(
        600.0,
        unit="USD",
        low=0,
        high=1e6,
        source="assumption",
        meaning="believed cost of the work that a booked meeting causes others",
    )


@kernel
def _worth(a, fit, w, p, rules, load):
    """Believed gain of a booked meeting with an account of such fit."""
    order = expectation.of_order(w, fit, a.quote, 0.0, 0.5, load, rules.beliefs)
    return w[Flow.MEETINGS] + expectation.of_hours(w, p.meeting_cost * load) + rules.beliefs.win_rate * order + (
        w[Flow.ACCEPTED_MEETINGS] + w[Flow.PIPELINE] * a.quote) * 0.8  # fmt: skip


@kernel
def _worth_after_research(a, fit, w, p, rules, load):
    """Believed gain of a meeting when good news lets it be booked and bad news lets it be dropped."""
    more = p.research_hours * rules.perception.hour_of_research
    shift = expected_shift(a.information, more, rules.fit_spread, rules.perception)
    good = max(_worth(a, min(fit + shift, 1.0), w, p, rules, load), 0.0)
    bad = max(_worth(a, max(fit - shift, 0.0), w, p, rules, load), 0.0)
    return 0.5 * (good + bad)


@kernel
def _must_give_back(a, fit, u, member, rules):
    pressure = 0.0 if rules.choice.random else member.pressure
    return forbidden(fit, rules.policies.qualification.inside_sales_to_field_sales, pressure, u, rules.policies)


@kernel
def consider(a, i, w, member, p, rules, load, week, key):
    """The best action on one MQL, by the member's own light: (action, score)."""
    u_call, u_research, u_rule, _ = four(key, CHOICE, i, week)
    interest = interest_at(a, float(week), rules.prospects)
    fit = estimate(a, interest, rules.mean_fit, rules.fit_spread, rules.perception)
    if a.attempts >= p.most_attempts or _must_give_back(a, fit, u_rule, member, rules):
        return GIVE_BACK, FIRST
    reached = reach_chance(interest, a.attempts, rules.prospects)
    now = w[Flow.CALLS] + reached * _worth(a, fit, w, p, rules, load)
    best, best_score = CALL, score(now, p.call_hours / member.speed, u_call, rules.choice)
    then = now
    if w[CARES] != 0.0:  # else whom the meeting is with is nothing to them, and research cannot pay
        then = w[Flow.CALLS] + reached * _worth_after_research(a, fit, w, p, rules, load)
    value = score(then, (p.call_hours + p.research_hours) / member.speed, u_research, rules.choice)
    return (RESEARCH, value) if value > best_score else (best, best_score)


@kernel
def _notes(i, w, a, member, rules, week, key):
    """Whether to hand over in full: believed gain for the deal against the hours."""
    u, v, _, _ = four(key, NOTES, i, week)
    gain = rules.beliefs.handover_win_gain * (w[Flow.ORDERS] + w[Flow.BOOKINGS] * a.quote
                                              + w[Flow.LIFETIME_VALUE] * rules.beliefs.margin * a.quote)  # fmt: skip
    full = score(gain, rules.handover.full_hours * 0.5 / member.speed, u, rules.choice)
    return full > (v if rules.choice.random else 0.0)


@kernel
def perform(a, i, action, m, w, member, clock, p, rules, load, week, first_seller, sellers, members, key, books):
    """Do it; returns the hours it took."""
    if action == GIVE_BACK:
        send_back(a, i, Stage.RECYCLED, Cause.REFUSED, week, hour_of(clock, member.hours), m, rules.market, key, books)
        count(Flow.REFUSED, 1.0, m, books)
        return p.sort_hours / member.speed
    hours = p.call_hours / member.speed
    if action == RESEARCH:
        research = p.research_hours / member.speed
        a.information += p.research_hours * rules.perception.hour_of_research
        fit = estimate(
            a, interest_at(a, float(week), rules.prospects), rules.mean_fit, rules.fit_spread, rules.perception
        )
        ruled_out = _must_give_back(a, fit, four(key, CHOICE, i, week)[2], member, rules)
        if ruled_out or (not rules.choice.random and _worth(a, fit, w, p, rules, load) < 0.0):
            cause = Cause.REFUSED if ruled_out else Cause.RECYCLED_BY_CHOICE
            hour = hour_of(clock + research, member.hours)
            send_back(a, i, Stage.RECYCLED, cause, week, hour, m, rules.market, key, books)
            if ruled_out:
                count(Flow.REFUSED, 1.0, m, books)
            return research
        hours += research
    hour = hour_of(clock + hours, member.hours)
    count(Flow.CALLS, 1.0, m, books)
    if a.interest <= 0.0:
        move(a, i, Stage.DEAD_END, Cause.NOT_A_BUYER, week, hour, m, books)
    elif answers(a, i, max(week + hour / 40.0, a.moved), week, rules.prospects, key):
        full = _notes(i, w, a, member, rules, week, key)
        a.information += p.call_hours * rules.perception.hour_of_meeting
        to_field_sales(a, i, full, m, week, hour, first_seller, sellers, members, rules.handover, books)
        if full:
            hours += rules.handover.full_hours * 0.5 / member.speed
    return hours


@kernel
def work(accounts, active, size, members, w, space, first, first_seller, sellers, desk, ruling, load, week, key, books):
    """Inside sales' week: every member works from the best MQL down until the hours are gone."""
    p, rules = desk[0], ruling[0]
    owners, _, _, scores, picks, heap = space
    for k in range(size):
        a = accounts[active[k]]
        owners[k] = a.qualifier if a.stage == Stage.MQL else -1
    starts, order = queues(active, size, owners, first, p.headcount, space)
    for s in range(p.headcount):
        m = first + s
        member = members[m]
        n = starts[s + 1] - starts[s]
        mine = w[m]
        for j in range(n):
            i = order[starts[s] + j]
            picks[j], scores[j] = consider(accounts[i], i, mine, member, p, rules, load, week, key)
        make_heap(heap, scores, n)
        clock = 0.0
        while n > 0 and clock < member.hours:
            j = take_best(heap, scores, n)
            n -= 1
            if scores[j] <= 0.0:
                break
            i = order[starts[s] + j]
            spent = perform(accounts[i], i, picks[j], m, mine, member, clock, p, rules, load, week, first_seller,
                            sellers, members, key, books)  # fmt: skip
            post(accounts[i], i, Kind.ACQUISITION, -to_cents(spent * p.cost_per_hour), week, books)
            clock += spent
        member.worked = clock
        member.backlog = worth_doing(heap, scores, n) * p.call_hours / member.speed
