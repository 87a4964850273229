"""Customer success as the company's hub: it calls colleagues to the table at which a customer is helped (M41).

The seller who won the customer knows what was lost at the hand-over. Somebody of marketing knows the trade beyond the
product, advertising and social media, and leaves skill with the customer's own people. Colleagues come where they have
a reason: pay that follows from customer success' work, or a culture of coming; or because they have to. That reason is
a share of their pay and no expected gain: what the customer is worth to a guest, and what the guest's own work would
bring in that hour, is not weighed. The session is the one that would be held anyhow, and it is held also where nobody
comes. Guests' hours are the customer's cost.
"""

from __future__ import annotations

from sim.compiled import kernel
from sim.departments.handover import is_needed
from sim.departments.keeping import known
from sim.departments.sessions import believed_ceiling, gain_of_use, hold, hours_of
from sim.draws import decision, four
from sim.incentives import expectation
from sim.kernels.books import post, to_cents
from sim.kernels.choose import RANDOM
from sim.kinds import Kind
from sim.organisation.belief import skill_seen
from sim.population.tables import columns
from sim.scenario import Section, parameter
from sim.stages import Department
from sim.world.support import solve, solving
from sim.world.target import clarity, clarity_at

JOINT = 10
GUESTS = ("free", "must")
HAVE_TO = 1
TABLE = decision("hub.table")

COLUMNS = columns(
    "departments.hub",
    at_table=("f8", "hours", "given this week to joint sessions that customer success called"),
)


class Hub(Section):
    """Joint sessions with the seller and with marketing."""

    enabled: bool = parameter(
        False,
        unit="switch",
        source="the notes: become the company's hub",
        meaning="whether customer success may call colleagues to a session with a customer",
    )
    guests: str = parameter(
        "free",
        unit="-",
        choices=GUESTS,
        source="assumption",
        meaning="whether colleagues come as far as they have a reason, or have to",
    )
    culture: float = parameter(
        0.1,
        unit="share",
        low=0,
        high=1,
        source="assumption",
        meaning="how readily colleagues come whatever their contract says",
    )
    guest_hours: float = parameter(
        1.0,
        unit="hours",
        low=0.01,
        high=40,
        source="assumption",
        meaning="what a joint session takes of each colleague who comes",
    )
    most_hours: float = parameter(
        4.0,
        unit="hours per week",
        low=0,
        high=40,
        source="assumption",
        meaning="what a colleague gives to such sessions in a week at most",
    )


@kernel
def reason(department, rules):
    """How far a colleague has a reason to come: pay that follows from customer success' work, or culture."""
    p = rules.departments.customer_success.hub
    if p.guests == HAVE_TO:
        return 1.0
    stake = 0.0 if rules.organisation.choice == RANDOM else rules.office.stakes_in_success[department]
    return 1.0 - (1.0 - stake) * (1.0 - p.culture)


@kernel
def are_willing(a, i, rules):
    """Whether the seller, and whether somebody of marketing, would come to a session with this customer this week.

    A seller who came after the customer was won, or took it over from who sold it, knows nothing of it and stays away.
    """
    p = rules.departments.customer_success.hub
    if p.guest_hours > p.most_hours or not is_needed(rules):
        return False, False
    u_seller, u_marketer, _, _ = four(rules.nature.now.key, TABLE, i, rules.nature.now.week)
    seller = a.knew > 0.0 and u_seller < reason(Department.FIELD_SALES, rules)
    return seller, u_marketer < reason(Department.MARKETING, rules)


@kernel
def regained(a, rules):
    """Information after the seller has spoken again: what was known before the hand-over, as far as it is believed now.

    However often the seller speaks, nobody tells more than was known.
    """
    office, seller, success = rules.office, Department.FIELD_SALES, Department.CUSTOMER_SUCCESS
    believed = office.trust[seller, success] * office.understood[seller, success]
    return a.information + believed * max(a.knew - a.information, 0.0)


@kernel
def pace_of_guests(a, i, fit, staying, usual, speed, w, rules):
    """What guests are believed to add to the usual session, per hour of it; −1e9 where nobody would come.

    An hour does more where more is known, and skill stays; guests' hours are dollars. Random members toss a coin.
    """
    p, office = rules.departments.customer_success, rules.office
    seller, marketer = are_willing(a, i, rules)
    if not (seller or marketer):
        return -1e9
    if rules.organisation.choice == RANDOM:
        return four(rules.nature.now.key, TABLE, i, rules.nature.now.week)[2] - 0.5
    clear, gain = clarity_at(a, fit, rules.nature.success_target), 0.0
    alone, floor = known(a.information, clear, p.knowledge_half), p.knowledge_floor
    if seller:
        share = known(regained(a, rules), clear, p.knowledge_half)
        more = p.session_hours * (floor + (1.0 - floor) * share) / (floor + (1.0 - floor) * alone)
        top, usually = believed_ceiling(a, fit, rules), p.session_hours
        gain += gain_of_use(a, top, more, staying, w, rules) - gain_of_use(a, top, usually, staying, w, rules)
        gain += expectation.of_hours(w, p.hub.guest_hours * office.hourly[Department.FIELD_SALES])
    if marketer:
        _, skill = solving(fit, alone, 1.0, rules.nature.support)
        left = min(p.hub.guest_hours * skill, 1.0) * (1.0 - skill_seen(a, rules))
        gain += rules.organisation.beliefs.retention_of_skill * left * staying
        gain += expectation.of_hours(w, p.hub.guest_hours * office.hourly[Department.MARKETING])
    return gain / (hours_of(usual, rules) / speed)


@kernel
def _sits_down(a, i, seat, department, members, rules, books):
    """Whether this colleague is there and has hours left for it; they are worked, and are the customer's cost."""
    guest, p = members[seat], rules.departments.customer_success.hub
    if guest.absent or guest.department != department or guest.at_table + p.guest_hours > p.most_hours:
        return False
    guest.at_table += p.guest_hours
    guest.worked += p.guest_hours
    cost = p.guest_hours * rules.office.hourly[department]
    post(a, i, Kind.SERVING, -to_cents(cost), rules.nature.now.week, books)
    return True


@kernel
def hold_together(a, i, usual, members, rules, books):
    """The usual session with whoever comes; returns the hours that it takes of a member of usual speed."""
    p, office, world = rules.departments.customer_success, rules.office, rules.nature
    seller, marketer = are_willing(a, i, rules)
    if seller and _sits_down(a, i, a.seller, Department.FIELD_SALES, members, rules, books):
        a.information = regained(a, rules)
    hours = hold(a, i, usual, rules, books)
    seat = office.first[Department.MARKETING] + i % office.heads[Department.MARKETING]
    if marketer and _sits_down(a, i, seat, Department.MARKETING, members, rules, books):
        share = known(a.information, clarity(a, world.success_target), p.knowledge_half)
        solve(a, p.hub.guest_hours, share, 1.0, world.support)
    return hours


@kernel
def clear_the_table(members, rules):
    """A new week: nobody has given an hour yet."""
    if rules.departments.customer_success.hub.enabled:
        for m in range(members.shape[0]):
            members[m].at_table = 0.0
