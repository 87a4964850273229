"""Where departments meet: what crosses from hand to hand, and what is lost (M19).

Departments do not import each other; they hand accounts over here. What the receiver knows afterwards is what the
sender knew, times the care of the hand-over, times the receiver's trust in the sender; who keeps an account loses
nothing (M23).
"""

from __future__ import annotations

import numpy as np

from sim.compiled import kernel
from sim.departments.desk import hour_of, seat_among, seat_for
from sim.departments.dialogue import talk
from sim.draws import decision, four
from sim.flows import Flow
from sim.incentives import expectation
from sim.kernels.books import count, count_for_relay, move
from sim.kernels.choose import RANDOM, score
from sim.organisation.belief import estimate, learn
from sim.organisation.care import SELLER_KEEPS
from sim.organisation.definitions import rejects
from sim.organisation.division import GENERALISTS
from sim.organisation.trust import witness
from sim.population.tables import columns
from sim.scenario import Section, parameter
from sim.stages import Cause, Department, Stage
from sim.world.contracts import sign
from sim.world.customers import start
from sim.world.first_purchase import take
from sim.world.pricing import begin
from sim.world.prospects import answers, interest_at, reach_chance
from sim.world.research import expect_more
from sim.world.stacking import cross_over
from sim.world.target import hand_on_target

FULL = decision("field_sales.handover")

COLUMNS = columns(
    "departments.handover",
    marketer=("i2", "seat", "marketing member in charge of the latest response"),
    qualifier=("i2", "seat", "inside sales member, −1 before"),
    seller=("i2", "seat", "field sales member, −1 before"),
    carer=("i2", "seat", "customer success member, −1 before"),
    handed=("f4", "units", "what customer success knew when it took the customer over"),
    knew=("f4", "units", "what the seller knew then; 0 where somebody else has the seat or the customer now"),
    handed_in_full=("u1", "0/1", "whether field sales handed the customer over in full"),
    unreached=("u1", "0/1", "passed to field sales past inside sales, and nobody has reached it yet"),
)


AS_CHOSEN, ALWAYS_FULL = 0, 2


class Handover(Section):
    """What crosses between departments."""

    trust: float = parameter(
        0.7,
        unit="0–1",
        low=0,
        high=1,
        source="assumption",
        meaning="share of what is handed over that the receiver takes for true; at the start, where trust moves",
    )
    rule: str = parameter(
        "free",
        unit="-",
        choices=("free", "thin", "full"),
        source="assumption: members choose",
        meaning="how field sales hands a customer over: as members choose, never in full, or always in full",
    )
    thin_share: float = parameter(
        0.2,
        unit="share",
        low=0,
        high=1,
        source="assumption",
        meaning="what crosses when a name and a date are all that is written down",
    )
    full_share: float = parameter(
        1.0, unit="share", low=0, high=1, source="assumption", meaning="what crosses in a full hand-over"
    )
    notes_hours: float = parameter(
        0.75,
        unit="hours",
        low=0,
        high=40,
        source="assumption",
        meaning="what a full hand-over to field sales takes of inside sales",
    )
    full_hours: float = parameter(
        1.5,
        unit="hours",
        low=0,
        high=40,
        source="assumption",
        meaning="what a full hand-over to customer success takes of field sales",
    )


@kernel
def share_of(full, sender, receiver, rules):
    """The share of a hand-over that crosses: as it was written, believed and understood."""
    p, office = rules.organisation.handover, rules.office
    written = p.full_share if full else p.thin_share
    return written * office.trust[sender, receiver] * office.understood[sender, receiver]


@kernel
def cross(a, full, sender, receiver, rules):
    """What the receiver knows: never less than a form, never more than the sender. Returns the share that crossed."""
    p, office = rules.organisation.handover, rules.office
    written, trust = p.full_share if full else p.thin_share, office.trust[sender, receiver]
    a.information = 1.0 + (a.information - 1.0) * written * trust * office.understood[sender, receiver]
    witness(sender, receiver, 0.0 if full else rules.organisation.trust.thin_notes, rules)
    return share_of(full, sender, receiver, rules)


@kernel
def _sent_back(a, sender, receiver, written, rules):
    """Whether the receiver, on what the sender knows, does not call it ready."""
    if not rules.organisation.definitions.enabled:
        return False
    interest = interest_at(a, float(rules.nature.now.week), rules.nature.prospects)
    return rejects(sender, receiver, written, estimate(a, interest, rules), rules)


@kernel
def _do_again(a, sender, seat, members, rules, books):
    """A rejected hand-over: the sender looks again, the receiver has lost time, and both remember; returns hours."""
    p, receiver = rules.organisation.definitions, members[seat]
    receiver.hours = max(receiver.hours - p.review_hours / receiver.speed, 0.0)
    hours = p.rework_hours / members[sender].speed
    learn(a, p.rework_hours, rules.organisation.perception.hour_of_research)
    count(Flow.REJECTED, 1.0, sender, books)
    count(Flow.REWORK, hours + p.review_hours / receiver.speed, sender, books)
    witness(members[sender].department, receiver.department, 1.0, rules)
    witness(receiver.department, members[sender].department, 1.0, rules)
    return hours


@kernel
def _ask_again(carer, rules, books):
    """Customer success asks a new customer again what field sales had understood otherwise."""
    p = rules.organisation.definitions
    unclear = 1.0 - rules.office.understood[Department.FIELD_SALES, Department.CUSTOMER_SUCCESS]
    if p.enabled and unclear > 0.0:
        hours = unclear * p.rework_hours / carer.speed
        carer.hours = max(carer.hours - hours, 0.0)
        count(Flow.REWORK, hours, -1, books)


@kernel
def is_needed(rules):
    """Whether the next in charge is somebody else, so that a hand-over can be written."""
    return rules.organisation.division != GENERALISTS


@kernel
def hands_over_in_full(a, i, fit, price, w, member, rules):
    """Whether field sales hands a customer over in full: as the rule has it, or where it is believed to pay."""
    h, now, q, load = rules.organisation.handover, rules.nature.now, rules.organisation.beliefs, rules.office.load
    if not is_needed(rules) or h.rule != AS_CHOSEN:
        return is_needed(rules) and h.rule == ALWAYS_FULL
    u, v, _, _ = four(now.key, FULL, i, now.week)
    gain = expectation.of_order(w, fit, price, a.promise, h.full_share, load, q)
    gain -= expectation.of_order(w, fit, price, a.promise, h.thin_share, load, q)
    nothing = v if rules.organisation.choice == RANDOM else 0.0
    return score(gain, h.full_hours / member.speed, u, rules.organisation) > nothing


@kernel
def _leave_marketing(a, sender, seat, receiver, rules):
    """A lead gets into other hands with a name and a form; who keeps it loses nothing."""
    crossed = 1.0 if seat == sender else share_of(False, Department.MARKETING, receiver, rules)
    cross_over(a, crossed, rules.nature)


@kernel
def to_inside_sales(a, i, sender, hour, members, rules, books):
    """Marketing passes a lead: an MQL. Returns hours of work to be done again."""
    seat = seat_for(i, Department.INSIDE_SALES, members, rules.office)
    written = rules.policies.qualification.marketing_to_inside_sales
    if _sent_back(a, Department.MARKETING, Department.INSIDE_SALES, written, rules):
        return _do_again(a, sender, seat, members, rules, books)
    move(a, i, Stage.MQL, Cause.PASSED, rules.nature.now.week, hour, sender, books)
    a.qualifier = np.int16(seat)
    _leave_marketing(a, sender, seat, Department.INSIDE_SALES, rules)
    witness(Department.MARKETING, Department.INSIDE_SALES, 0.0, rules)
    count(Flow.MQLS, 1.0, sender, books)
    return 0.0


@kernel
def past_inside_sales(a, i, sender, hour, members, rules, books):
    """Marketing passes a hot lead straight to field sales, where somebody has to reach it first (M18)."""
    move(a, i, Stage.SQL, Cause.PASSED, rules.nature.now.week, hour, sender, books)
    a.seller = np.int16(seat_for(i, Department.FIELD_SALES, members, rules.office))
    a.unreached = np.uint8(1)
    _leave_marketing(a, sender, a.seller, Department.FIELD_SALES, rules)
    witness(Department.MARKETING, Department.FIELD_SALES, 0.0, rules)
    count(Flow.MQLS, 1.0, sender, books)


@kernel
def reaching(a, interest, rules):
    """Chance that the meeting takes place, and hours of calling before: only a hot lead must be reached first."""
    if not a.unreached:
        return 1.0, 0.0
    return reach_chance(interest, a.attempts, rules.nature.prospects), rules.departments.inside_sales.call_hours


@kernel
def reach(a, i, m, clock, member, rules, books):
    """Field sales calls a lead that came past inside sales: whether it agreed to the meeting, and the hours it took."""
    if not a.unreached:
        return True, 0.0
    now, hours = rules.nature.now, rules.departments.inside_sales.call_hours / member.speed
    hour = hour_of(clock + hours, member.hours)
    count(Flow.CALLS, 1.0, m, books)
    if a.interest <= 0.0:
        move(a, i, Stage.DEAD_END, Cause.NOT_A_BUYER, now.week, hour, m, books)
        witness(Department.MARKETING, Department.FIELD_SALES, 1.0, rules)
    elif answers(a, i, max(now.week + hour / 40.0, a.moved), now.week, rules.nature.prospects, now.key):
        a.unreached = np.uint8(0)
        learn(a, rules.departments.inside_sales.call_hours, rules.organisation.perception.hour_of_meeting)
        talk(a, i, Department.FIELD_SALES, rules.departments.inside_sales.call_hours, rules)
        count(Flow.MEETINGS, 1.0, m, books)
    return not a.unreached, hours


@kernel
def to_field_sales(a, i, full, sender, hour, members, rules, books):
    """Inside sales books a meeting: an SQL. Returns hours of work to be done again."""
    seat = seat_for(i, Department.FIELD_SALES, members, rules.office)
    written = rules.policies.qualification.inside_sales_to_field_sales
    if _sent_back(a, Department.INSIDE_SALES, Department.FIELD_SALES, written, rules):
        return _do_again(a, sender, seat, members, rules, books)
    move(a, i, Stage.SQL, Cause.PASSED, rules.nature.now.week, hour, sender, books)
    a.seller = np.int16(seat)
    crossed = cross(a, full, Department.INSIDE_SALES, Department.FIELD_SALES, rules) if a.seller != sender else 1.0
    cross_over(a, crossed, rules.nature)
    a.unreached = np.uint8(0)
    count(Flow.MEETINGS, 1.0, sender, books)
    return 0.0


@kernel
def assign(a, i, seller, members, rules):
    """Who of customer success takes the customer over, and who keeps renewal and expansion."""
    office = rules.office
    first, heads = office.desk_first[Department.CUSTOMER_SUCCESS], office.desk_heads[Department.CUSTOMER_SUCCESS]
    adopting = office.adopters if office.adopters > 0 else heads
    a.carer = np.int16(seat_among(i, first, adopting, members))
    a.keeper = np.int16(-1)
    if rules.policies.care.expansion_by == SELLER_KEEPS and is_needed(rules):
        a.keeper = np.int16(seller)
    elif adopting < heads:
        a.keeper = np.int16(seat_among(i, first + adopting, heads - adopting, members))


@kernel
def assign_inherited(accounts, members, rules):
    """The customers of week 0 are divided among those who keep customers."""
    for i in range(rules[0].nature.now.visible):
        a = accounts[i]
        if Stage.ONBOARDING <= a.stage <= Stage.ADVOCATE:
            assign(a, i, seat_for(i, Department.FIELD_SALES, members, rules[0].office), members, rules[0])


@kernel
def to_customer_success(a, i, full, price, part, hour, members, rules, books):
    """Field sales wins: the contract is signed, the customer starts, and success judges whom it received.

    ``part``: share of the seats that the customer takes, below one in a trial year.
    """
    week, won_before = rules.nature.now.week, a.lives > 0
    move(a, i, Stage.ONBOARDING, Cause.WON, week, hour, a.seller, books)
    assign(a, i, a.seller, members, rules)
    sign(a, price, week, rules.nature.contracts)
    take(a, i, part, rules.nature.first_purchase, rules.nature.now.key)
    begin(a, week, rules.nature.pricing)
    start(a, week, rules.nature.usage)
    expect_more(a, i, rules.nature)
    count_for_relay(a, Flow.ORDERS, 1.0, books)
    count_for_relay(a, Flow.BOOKINGS, price, books)
    if won_before:
        count_for_relay(a, Flow.WIN_BACKS, 1.0, books)
    if a.fit < rules.reporting.unfit_below:
        count(Flow.UNFIT_WON, 1.0, -1, books)
    mine, a.knew = a.carer == a.seller, a.information
    crossed = 1.0 if mine else cross(a, full, Department.FIELD_SALES, Department.CUSTOMER_SUCCESS, rules)
    cross_over(a, crossed, rules.nature)
    hand_on_target(a, crossed)
    if estimate(a, 0.5, rules) >= rules.organisation.beliefs.right_from:
        count_for_relay(a, Flow.RIGHT_ORDERS, 1.0, books)
    _ask_again(members[a.carer], rules, books)
    a.handed = a.information
    a.handed_in_full = np.uint8(full or a.carer == a.seller)
