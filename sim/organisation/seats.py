"""Seats that are taken, opened and closed, and who goes on with what somebody had in hand (M21, M33).

A department's seats lie side by side, the open ones first. Desks and records go by the same seats, so both counts
change together; where customer success has two roles, they keep their shares of its seats.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.compiled import kernel
from sim.organisation.people import draw_skill
from sim.organisation.roles import adopters, give_roles, take_seat
from sim.population.tables import Table, columns
from sim.stages import FIRST_CUSTOMER_STAGE, LAST_CUSTOMER_STAGE, Department

if TYPE_CHECKING:
    from sim.engine.model import Model

HOLDERS = ("marketer", "qualifier", "seller", "carer")  # by department, the column that says who has an account in hand
COLUMNS = columns(
    "organisation.seats",
    closed=("i8", "0/1", "a seat that is not in the plan: the revenue office may open it"),
)


def start_in(model: Model, seat: int, moment: float) -> None:
    """Somebody new starts in a seat: another skill, and nothing of what the former holder attained or alone knew."""
    model.books.credits[seat] = 0.0
    model.usual[seat] = 1.0  # nothing is known yet of what the newcomer's periods end with
    _settle_in(model.accounts, model.members, seat, moment, model.rules)


@kernel
def _settle_in(accounts, members, seat, moment, rules):
    office, now, motives, member = rules[0].office, rules[0].nature.now, rules[0].organisation, members[seat]
    member.absent, member.morale = 0, 1.0
    member.reached_over[:] = 0.0
    member.hires += 1
    member.hired_week = moment
    members["skill"][seat] = draw_skill(now.key, member.identity, member.hires, motives.people.skill_spread)
    member.practice = motives.learning.brought_hours
    take_seat(members, seat, now.key, motives.roles.talent_spread)
    first, heads = office.desk_first[Department.FIELD_SALES], office.desk_heads[Department.FIELD_SALES]
    if first <= seat < first + heads:
        _lose_what_one_knew(accounts, seat)


@kernel
def _lose_what_one_knew(accounts, seat):
    """Of customers won from this seat, whoever sits there next knows what customer success does."""
    for i in range(accounts.shape[0]):
        if accounts[i].seller == seat:
            accounts[i].knew = 0.0


def can_spare(model: Model, department: int) -> bool:
    """Whether somebody sits in the department's last seat, and others stay: one at least, in each role."""
    first, heads = (int(model.office[name][0, department]) for name in ("first", "heads"))
    two_roles = department == Department.CUSTOMER_SUCCESS and model.office["adopters"][0] > 0
    return heads > (2 if two_roles else 1) and not model.members["absent"][first + heads - 1]


def open_seat(model: Model, department: int, moment: float) -> None:
    """A seat more in a department, with somebody who starts today."""
    seat = _resize(model, department, 1)
    staff = model.members
    staff["overrun"][seat] = staff["worked"][seat] = staff["hours"][seat] = 0.0
    staff["closed"][seat] = 0
    _share_roles(model, department)
    start_in(model, seat, moment)


def close_last_seat(model: Model, department: int) -> None:
    """A seat less; what its holder had in hand goes to those who stay, but not what a seller knew of customers."""
    seat = _resize(model, department, -1)
    model.members["absent"][seat], model.members["closed"][seat] = 1, 1
    _share_roles(model, department)
    first, heads = (int(model.office[name][0, department]) for name in ("first", "heads"))
    if department == Department.FIELD_SALES:
        _lose_what_one_knew(model.accounts, seat)
    _pass_on(model.accounts[HOLDERS[department]], model.accounts["keeper"], seat, first, heads)


@kernel
def _pass_on(held, kept, seat, first, heads):
    for i in range(held.shape[0]):
        if held[i] == seat:
            held[i] = first + i % heads
        if kept[i] == seat:
            kept[i] = first + i % heads


def _resize(model: Model, department: int, change: int) -> int:
    """The seat that the department gains or loses at its end."""
    office = model.office[0]
    edge = int(office["first"][department] + office["heads"][department])
    office["heads"][department] += change
    office["desk_heads"][department] += change
    return edge if change > 0 else edge - 1


def _share_roles(model: Model, department: int) -> None:
    """Where customer success has two roles, a change of its seats divides members and customers anew among them."""
    office, company, staff = model.office[0], model.company, model.members
    if department != Department.CUSTOMER_SUCCESS or office["adopters"] == 0:
        return
    first, heads = int(office["first"][Department.CUSTOMER_SUCCESS]), int(office["heads"][Department.CUSTOMER_SUCCESS])
    before = staff["role"].copy()
    office["adopters"] = adopting = adopters(heads, company.policies.care.adoption_share)
    give_roles(staff, first, heads, adopting)
    for seat in np.flatnonzero(staff["role"] != before).tolist():
        take_seat(staff, seat, model.key, company.organisation.roles.talent_spread)
    stage = model.accounts["stage"].copy()
    customers = np.flatnonzero((stage >= FIRST_CUSTOMER_STAGE) & (stage <= LAST_CUSTOMER_STAGE))
    _hand_on(model.accounts["carer"], customers, first, adopting)
    _hand_on(model.accounts["keeper"], customers, first + adopting, heads - adopting)


def _hand_on(held: Table, customers: Table, first: int, count: int) -> None:
    """Customers who are with a seat of another role, or a closed one, go to the seats of this role."""
    seats = held[customers]
    astray = customers[(seats < first) | (seats >= first + count)]
    held[astray] = first + astray % count
