"""Inside sales: call, research, qualify, pass on well or badly, give back (M18).

Decides on the KPI contract and on beliefs; what happens then is the customer's doing (``sim.world.prospects``).
"""

from __future__ import annotations

from sim.compiled import kernel
from sim.departments import desk
from sim.departments.desk import FIRST, hour_of
from sim.departments.dialogue import InTouch, talk, widen
from sim.departments.handover import is_needed, to_field_sales
from sim.draws import decision, four
from sim.flows import Flow
from sim.incentives import expectation
from sim.incentives.pay import Kpi
from sim.incentives.worth import CARES
from sim.kernels.books import count, move
from sim.kernels.choose import RANDOM, score
from sim.kinds import Kind
from sim.organisation.automation import speed_up
from sim.organisation.belief import estimate, expected_shift, learn
from sim.organisation.definitions import as_read_by
from sim.organisation.policies import forbidden
from sim.organisation.sorting import sorted_to, sorts
from sim.organisation.trust import witness
from sim.scenario import parameter
from sim.stages import Cause, Department, Stage
from sim.world.leads import send_back
from sim.world.prospects import answers, interest_at, reach_chance

CALL, RESEARCH, GIVE_BACK, REFUSE, GIVE_UP = 0, 1, 2, 3, 4
CHOICE = decision("inside_sales.choice")
NOTES = decision("inside_sales.notes")


class InsideSales(InTouch):
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
def _speed(member, rules):
    """Work of this member in an hour: own speed, and machines."""
    return member.speed * speed_up(rules.organisation.automation)


@kernel
def on_the_desk(a):
    """MQLs are inside sales'."""
    return a.qualifier if a.stage == Stage.MQL else -1


@kernel
def others_wait_for(a, rules):
    """An MQL that nobody has called yet."""
    return rules.departments.inside_sales.call_hours if a.attempts == 0 else 0.0


@kernel
def _worth(a, fit, w, rules):
    """Believed gain of a booked meeting with an account of such fit."""
    q, load = rules.organisation.beliefs, rules.office.load
    order = expectation.of_order(w, fit, a.quote, 0.0, q.usual_handover, load, q)
    trouble = expectation.of_hours(w, rules.departments.inside_sales.meeting_cost * load)
    accepted = q.acceptance * (w[Flow.ACCEPTED_MEETINGS] + w[Flow.PIPELINE] * a.quote)
    return w[Flow.MEETINGS] + trouble + accepted + q.win_rate * order


@kernel
def _worth_after_research(a, fit, w, rules):
    """Believed gain of a meeting when good news lets it be booked and bad news lets it be dropped."""
    more = rules.departments.inside_sales.research_hours * rules.organisation.perception.hour_of_research
    shift = expected_shift(a, more, rules)
    good = max(_worth(a, min(fit + shift, 1.0), w, rules), 0.0)
    bad = max(_worth(a, max(fit - shift, 0.0), w, rules), 0.0)
    return 0.5 * (good + bad)


@kernel
def _must_refuse(fit, u, member, rules):
    written = rules.policies.qualification.inside_sales_to_field_sales
    bar = as_read_by(Department.INSIDE_SALES, written, rules.office)
    return forbidden(fit, bar, member.pressure, u, rules.policies)


@kernel
def consider(a, i, luck, member, w, rules):
    """The best action on one MQL, by the member's own light: (action, score)."""
    p, now, motives = rules.departments.inside_sales, rules.nature.now, rules.organisation
    u_call, u_research, u_rule, u_back = luck
    if a.attempts >= p.most_attempts:
        return GIVE_UP, FIRST
    interest = interest_at(a, float(now.week), rules.nature.prospects)
    fit = estimate(a, interest, rules)
    if _must_refuse(fit, u_rule, member, rules):
        return REFUSE, FIRST
    reached = reach_chance(interest, a.attempts, rules.nature.prospects)
    called, speed = w[Flow.CALLS] + reached * _worth(a, fit, w, rules), _speed(member, rules)
    best, best_score = CALL, score(called, p.call_hours / speed, u_call, motives)
    if w[CARES] != 0.0:  # else whom the meeting is with is nothing to them, and research cannot pay
        called = w[Flow.CALLS] + reached * _worth_after_research(a, fit, w, rules)
    value = score(called, (p.call_hours + p.research_hours) / speed, u_research, motives)
    if value > best_score:
        best, best_score = RESEARCH, value
    value = score(0.0, p.sort_hours / speed, u_back, motives)
    return (GIVE_BACK, value) if value > best_score else (best, best_score)


@kernel
def _notes(i, w, a, member, rules):
    """Whether to hand over in full: believed gain for the deal against the hours."""
    now, q = rules.nature.now, rules.organisation.beliefs
    u, v, _, _ = four(now.key, NOTES, i, now.week)
    gain = q.handover_win_gain * (w[Flow.ORDERS] + w[Flow.BOOKINGS] * a.quote
                                  + w[Flow.LIFETIME_VALUE] * q.margin * a.quote)  # fmt: skip
    hours = rules.organisation.handover.notes_hours / member.speed
    nothing = v if rules.organisation.choice == RANDOM else 0.0
    return score(gain, hours, u, rules.organisation) > nothing


@kernel
def _give_back(a, i, action, hours, m, clock, member, rules, books):
    """The account goes back to nurture, by rule, by choice, or because nobody answered; or out of it, if sorted."""
    cause = Cause.REFUSED if action == REFUSE else Cause.NOT_REACHED if action == GIVE_UP else Cause.RECYCLED_BY_CHOICE
    hour, now, sorting = hour_of(clock + hours, member.hours), rules.nature.now, rules.policies.sorting
    to = Stage.RECYCLED
    if sorts(sorting):
        to = sorted_to(estimate(a, interest_at(a, float(now.week), rules.nature.prospects), rules), sorting)
    if to == Stage.DEAD_END:
        move(a, i, Stage.DEAD_END, cause, now.week, hour, m, books)
    elif to == Stage.POOLED:
        send_back(a, i, Stage.POOLED, cause, now.week, hour, m, rules.nature, books)
    else:
        send_back(a, i, Stage.RECYCLED, cause, now.week, hour, m, rules.nature, books)
    if action == REFUSE:
        count(Flow.REFUSED, 1.0, m, books)
    if action != GIVE_UP:
        witness(Department.MARKETING, Department.INSIDE_SALES, 1.0, rules)
    return hours


@kernel
def _after_research(a, i, w, member, rules):
    """What the member does with an account that was just looked into: CALL, REFUSE or GIVE_BACK."""
    now = rules.nature.now
    fit = estimate(a, interest_at(a, float(now.week), rules.nature.prospects), rules)
    if _must_refuse(fit, four(now.key, CHOICE, i, now.week)[2], member, rules):
        return REFUSE
    if rules.organisation.choice != RANDOM and _worth(a, fit, w, rules) < 0.0:
        return GIVE_BACK
    return CALL


@kernel
def perform(a, i, action, m, w, clock, members, rules, books):
    """Do it; returns the hours it took."""
    p, member, perception = rules.departments.inside_sales, members[m], rules.organisation.perception
    speed = _speed(member, rules)
    if action >= GIVE_BACK:
        return _give_back(a, i, action, p.sort_hours / speed, m, clock, member, rules, books)
    hours = p.call_hours / speed
    if action == RESEARCH:
        research = p.research_hours / speed
        learn(a, p.research_hours, perception.hour_of_research)
        then = _after_research(a, i, w, member, rules)
        if then != CALL:
            return _give_back(a, i, then, research, m, clock, member, rules, books)
        hours += research
    return hours + _call(a, i, hour_of(clock + hours, member.hours), m, w, members, rules, books)


@kernel
def _call(a, i, hour, m, w, members, rules, books):
    """Call the account; returns the hours that notes for field sales took besides."""
    now, p = rules.nature.now, rules.departments.inside_sales
    count(Flow.CALLS, 1.0, m, books)
    if a.interest <= 0.0:
        move(a, i, Stage.DEAD_END, Cause.NOT_A_BUYER, now.week, hour, m, books)
        witness(Department.MARKETING, Department.INSIDE_SALES, 1.0, rules)
    elif answers(a, i, max(now.week + hour / 40.0, a.moved), now.week, rules.nature.prospects, now.key):
        full = is_needed(rules) and _notes(i, w, a, members[m], rules)
        learn(a, p.call_hours, rules.organisation.perception.hour_of_meeting)
        talk(a, i, Department.INSIDE_SALES, p.call_hours, rules)
        more = widen(a, i, p.contact_points, members[m], rules.nature)
        more += to_field_sales(a, i, full, m, hour, members, rules, books)
        return more + (rules.organisation.handover.notes_hours / members[m].speed if full else 0.0)
    return 0.0


work = desk.working(
    Department.INSIDE_SALES, Kind.ACQUISITION, on_the_desk, desk.nothing, CHOICE, consider, perform, others_wait_for
)
"""The department's week: every member works from the best MQL down until the hours are gone."""
