"""Field sales: meet, set expectations honestly or over-promise, discount, refuse, close, hand over well or badly (M19).

Decides on the KPI contract and on beliefs; whether the customer says yes is decided in ``sim.world.prospects``.
"""

from __future__ import annotations

from sim.compiled import kernel
from sim.departments import desk, early_close
from sim.departments.desk import FIRST, hour_of
from sim.departments.dialogue import Inquiry, InTouch, ask_for_success, sound_out, talk, widen
from sim.departments.giving_back import give_back
from sim.departments.handover import hands_over_in_full, reach, reaching, to_customer_success
from sim.departments.keeping import OFFER, kept_by_seller, of_sellers_offer, sellers_offer
from sim.departments.trial_year import TrialYear, of_trial_year
from sim.draws import decision, uniform
from sim.flows import Flow
from sim.incentives import expectation
from sim.incentives.pay import Kpi
from sim.kernels.books import count_for_relay, move
from sim.kernels.choose import score
from sim.kinds import Kind
from sim.organisation.belief import estimate, learn
from sim.organisation.criteria import JUDGEMENT, keeps_open
from sim.organisation.definitions import as_read_by
from sim.organisation.policies import forbidden
from sim.scenario import parameter
from sim.stages import Cause, Department, Stage
from sim.world.approval import begin_deliberation
from sim.world.first_purchase import ease
from sim.world.leads import send_back
from sim.world.prospects import after_meeting, apparent_chance, attend, decide, interest_at

HONEST, PROMISE, DISCOUNT, GIVE_BACK, REFUSE, EARLY, TRIAL_YEAR = 0, 1, 2, 3, 4, 5, 6
PITCHES = ("free", "honest", "over_promise")
ONLY_HONEST, ONLY_PROMISE = 1, 2
CHOICE = decision("field_sales.choice")
RULE = decision("field_sales.rule")


class FieldSales(InTouch):
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
        0.3, unit="hours", low=0.01, high=40, source="assumption", meaning="telling a prospect that it is not for them"
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
    usual_deliberation: float = parameter(
        6.0,
        unit="weeks",
        low=0,
        high=104,
        source="as prospects.decision_median_weeks",
        meaning="believed time to a decision, before the first meeting tells",
    )
    distance_weight: float = parameter(
        0.02,
        unit="per week",
        low=0,
        high=1,
        source="assumption",
        meaning="how much less a meeting weighs for every week that the decision is away",
    )
    pitch: str = parameter(
        "free",
        unit="-",
        choices=PITCHES,
        source="assumption: members choose",
        meaning="what members may do in a meeting: choose, only tell the truth, or always over-promise",
    )
    early_close_weeks: int = parameter(
        0, unit="weeks", low=0, high=104, source="assumption; 0 is off", meaning="last weeks of a period that push"
    )
    inquiry: Inquiry = Inquiry()
    trial_year: TrialYear = TrialYear()


@kernel
def on_the_desk(a):
    """SQLs and opportunities are field sales', and customers whom the seller keeps for expansion."""
    return a.seller if a.stage == Stage.SQL or a.stage == Stage.OPPORTUNITY else kept_by_seller(a)


@kernel
def _can_decide(a, rules):
    ready = a.stage == Stage.OPPORTUNITY and rules.nature.now.week >= a.ready_week
    return ready and a.meetings >= rules.departments.field_sales.least_meetings


@kernel
def others_wait_for(a, rules):
    """A meeting that inside sales has booked, or a customer who is ready to decide."""
    return _meeting_hours(a, rules) if a.stage == Stage.SQL or _can_decide(a, rules) else 0.0


@kernel
def _meeting_hours(a, rules):
    """Hours of a meeting: a larger account brings more people to the table."""
    p = rules.departments.field_sales
    return (p.closing_hours if _can_decide(a, rules) else p.meeting_hours) * a.scale**p.hours_of_size


@kernel
def _allowed(action, p):
    return p.pitch != (ONLY_HONEST if action == PROMISE else ONLY_PROMISE) and (action != DISCOUNT or p.discount > 0.0)


@kernel
def _order(a, fit, price, promise, share, w, rules):
    """Believed gain of an order at such a price and promise, handed over to such a share."""
    return expectation.of_order(w, fit, price, promise, share, rules.office.load, rules.organisation.beliefs)


@kernel
def _gain_of_meeting(a, action, interest, fit, deciding, w, rules):
    """Believed gain of a meeting of this kind: what the order would be worth, by the chance of a yes that it leaves."""
    p, world = rules.departments.field_sales, rules.nature.prospects
    over = 1 if action == PROMISE else 0
    promise = min(a.promise + over * world.promise_step, 1.0)
    discount = p.discount if action == DISCOUNT else 0.0
    yes = apparent_chance(a, after_meeting(interest, a.information, over, world), promise, discount, world)
    price = a.quote * (1.0 - discount)
    order = _order(a, fit, price, promise, rules.organisation.handover.thin_share, w, rules)
    if not deciding:
        return yes * order
    return expectation.of_deciding(w, yes, world.undecided_share, order + expectation.of_signing_now(w, price))


@kernel
def _gain_of_waiting(a, fit, w, rules):
    """The same if nobody meets the prospect this week."""
    world = rules.nature.prospects
    yes = apparent_chance(a, interest_at(a, rules.nature.now.week + 1.0, world), a.promise, 0.0, world)
    return yes * _order(a, fit, a.quote, a.promise, rules.organisation.handover.thin_share, w, rules)


@kernel
def _must_refuse(i, fit, member, rules):
    policies, now = rules.policies, rules.nature.now
    written = policies.qualification.field_sales_to_customer_success
    strict = as_read_by(Department.FIELD_SALES, written, rules.office)
    if fit >= max(strict, policies.unfit_customers.refuse_below):
        return False
    return forbidden(fit, strict, member.pressure, uniform(now.key, RULE, i, now.week), policies)


@kernel
def consider(a, i, luck, member, w, rules):
    """The best action on one opportunity, by the member's own light: (action, score)."""
    if a.stage > Stage.OPPORTUNITY:
        return OFFER, of_sellers_offer(a, i, member.speed, w, rules)
    p, now, motives = rules.departments.field_sales, rules.nature.now, rules.organisation
    interest = interest_at(a, float(now.week), rules.nature.prospects)
    fit = estimate(a, interest, rules)
    if _must_refuse(i, fit, member, rules):
        return REFUSE, FIRST
    deciding = _can_decide(a, rules)
    reached, calling = reaching(a, interest, rules)
    hours = (calling + reached * _meeting_hours(a, rules)) / member.speed
    waiting, accepting, nearness = 0.0, 0.0, 1.0
    if not deciding:
        waiting, nearness = _gain_of_waiting(a, fit, w, rules), early_close.nearness(a, rules)
    if a.stage == Stage.SQL:
        accepting = w[Flow.ACCEPTED_MEETINGS] + w[Flow.PIPELINE] * a.quote
    best, best_score = GIVE_BACK, score(0.0, p.refuse_hours / member.speed, luck[3], motives)
    for action in range(3 if deciding else 2):
        if _allowed(action, p):
            gain = (_gain_of_meeting(a, action, interest, fit, deciding, w, rules) - waiting) * nearness + accepting
            value = score(gain * reached, hours, luck[action], motives)
            if value > best_score:
                best, best_score = action, value
    if deciding and p.trial_year.share > 0.0 and p.pitch != ONLY_PROMISE:
        value = of_trial_year(a, i, interest, fit, reached, hours, w, rules)
        if value > best_score:
            best, best_score = TRIAL_YEAR, value
    if p.early_close_weeks > 0 and not deciding and early_close.possible(a, rules):
        value = early_close.value(a, i, interest, fit, nearness, member, w, rules)
        if value > best_score:
            return EARLY, value
    return best, best_score


@kernel
def _close(a, i, action, hour, m, w, members, rules, books):
    """A closing meeting; returns the hours that a full hand-over took besides."""
    world, member, p = rules.nature, members[m], rules.departments.field_sales
    discount = p.discount if action in (DISCOUNT, EARLY) else 0.0
    part = p.trial_year.share if action == TRIAL_YEAR else 1.0
    eased = (discount - world.prospects.early_cost if action == EARLY else discount) + ease(part, world.first_purchase)
    answer = decide(a, i, a.interest, eased, world)
    if answer < 0:
        send_back(a, i, Stage.RECYCLED, Cause.LOST, world.now.week, hour, m, world, books)
        count_for_relay(a, Flow.LOST, 1.0, books)
    if answer <= 0:
        return 0.0
    price = a.quote * (1.0 - discount) * part
    full = hands_over_in_full(a, i, estimate(a, a.interest, rules), price, w, member, rules)
    to_customer_success(a, i, full, price, part, hour, members, rules, books)
    return rules.organisation.handover.full_hours / member.speed if full else 0.0


@kernel
def perform(a, i, action, m, w, clock, members, rules, books):
    """Do it; returns the hours it took."""
    member = members[m]
    if action == OFFER:
        return sellers_offer(a, i, member, rules, books)
    if action in (GIVE_BACK, REFUSE):
        return give_back(a, i, action == REFUSE, m, clock, member, rules, books)
    deciding = action == EARLY or _can_decide(a, rules)
    held = early_close.hours(a, rules.departments.field_sales) if action == EARLY else _meeting_hours(a, rules)
    agreed, hours = reach(a, i, m, clock, member, rules, books)
    if not agreed:
        return hours
    hours += held / member.speed
    hour = hour_of(clock + hours, member.hours)
    return hours + _meet(a, i, action, deciding, held, hour, m, w, members, rules, books)


@kernel
def _meet(a, i, action, deciding, held, hour, m, w, members, rules, books):
    """A meeting of ``held`` hours that ends at ``hour``; returns the hours of what was done besides."""
    member, week = members[m], rules.nature.now.week
    promised = 1 if action in (PROMISE, EARLY) else 0
    attend(a, max(week + hour / 40.0, a.moved), promised, rules.nature.prospects)
    learn(a, held, rules.organisation.perception.hour_of_meeting)
    besides = 0.0
    if a.gone == 0:
        talk(a, i, Department.FIELD_SALES, held, rules)
        besides += sound_out(a, i, w, member, rules)
        besides += widen(a, i, rules.departments.field_sales.contact_points, member, rules.nature)
    if rules.organisation.criteria.by == JUDGEMENT:
        hope = _order(a, estimate(a, a.interest, rules), a.quote, a.promise, 0.0, w, rules)
        a.kept_open = keeps_open(a, hope, rules.organisation)
    if deciding:
        besides += ask_for_success(a, i, w, member, rules)
        return besides + _close(a, i, action, hour, m, w, members, rules, books)
    if a.stage == Stage.SQL:
        move(a, i, Stage.OPPORTUNITY, Cause.ACCEPTED, week, hour, m, books)
        begin_deliberation(a, week, rules.nature.prospects)
        count_for_relay(a, Flow.ACCEPTED_MEETINGS, 1.0, books)
        count_for_relay(a, Flow.PIPELINE, a.quote, books)
    return besides


work = desk.working(
    Department.FIELD_SALES, Kind.ACQUISITION, on_the_desk, desk.nothing, CHOICE, consider, perform, others_wait_for
)
"""The department's week: every member works from the best opportunity down until the hours are gone."""
