"""Members are individuals: skill, ramp, morale, overload, leaving and being replaced (M21)."""

from __future__ import annotations

import math

import numpy as np

from sim.compiled import kernel
from sim.draws import decision, normal_quantile, uniform
from sim.organisation import learning
from sim.organisation.division import get_up
from sim.organisation.learning import Learning
from sim.population.tables import Table, columns
from sim.scenario import Section, parameter
from sim.stages import Department

COLUMNS = columns(
    "organisation.people",
    department=("i8", "department", "sim.stages.Department"),
    identity=("i8", "-", "department and place in it: luck that no other department's headcount can shift"),
    skill=("f8", "ratio", "work done per hour against a typical experienced member"),
    hired_week=("f8", "weeks", "when the present holder of the seat started; negative: before the start"),
    absent=("i8", "0/1", "whether the seat is vacant"),
    hires=("i8", "people", "how many have held this seat before"),
    morale=("f8", "0–1", "falls under overload, recovers without"),
    free=("f8", "hours per week", "hours this member can give to customers this week"),
    hours=("f8", "hours per week", "the same; while a generalist does one department's work, until when it may last"),
    speed=("f8", "ratio", "skill × practice × ramp × morale × automation: work per hour"),
    worked=("f8", "hours", "hours used this week"),
    overrun=("f8", "hours", "work begun last week that reached into this one"),
    backlog=("f8", "hours", "work that others waited for at the end of the week, whatever it pays"),
)

SKILL = decision("people.skill")
LEAVES = decision("people.leaves")


class People(Section):
    """The human side."""

    contract_hours: float = parameter(
        40.0, unit="hours per week", low=1, high=80, source="full time", meaning="paid hours of a member"
    )
    customer_share: float = parameter(
        0.7,
        unit="share",
        low=0.05,
        high=1,
        source="assumption",
        meaning="share of paid hours left for customers after meetings and administration",
    )
    skill_spread: float = parameter(
        0.25,
        unit="log",
        low=0,
        high=2,
        source="assumption; Gini of wins 0.3–0.6 asks for spread",
        meaning="standard deviation of the logarithm of skill between members",
    )
    ramp_weeks: float = parameter(
        22.0,
        unit="weeks",
        low=0,
        high=104,
        source="account executive ramp: median 5 months",
        meaning="time until a new member works at full speed",
    )
    ramp_start: float = parameter(
        0.3, unit="share", low=0.05, high=1, source="assumption", meaning="speed of a new member on the first day"
    )
    yearly_leaving: float = parameter(
        0.20,
        unit="chance per year",
        low=0,
        high=1,
        source="inside sales 30–34 % a year; others less",
        meaning="members that leave a year at full morale",
    )
    overload_leaving: float = parameter(
        0.5,
        unit="chance per year",
        low=0,
        high=3,
        source="assumption",
        meaning="added chance of leaving a year without any morale",
    )
    review_weeks: int = parameter(
        13, unit="weeks", low=1, high=52, source="assumption", meaning="how often members reconsider whether to stay"
    )
    hiring_weeks: float = parameter(
        10.0, unit="weeks", low=0, high=104, source="assumption", meaning="time until a vacant seat is filled"
    )
    hiring_cost: float = parameter(
        15_000.0,
        unit="USD",
        low=0,
        high=1e6,
        source="assumption",
        meaning="what finding and equipping a new member costs",
    )
    overload_from: float = parameter(
        1.5,
        unit="weeks of work",
        low=0,
        high=100,
        source="assumption",
        meaning="backlog, in weeks of own hours, at which morale begins to suffer",
    )
    morale_speed: float = parameter(
        0.03, unit="share per week", low=0, high=1, source="assumption", meaning="how fast morale follows overload"
    )
    morale_effect: float = parameter(
        0.3,
        unit="share",
        low=0,
        high=0.9,  # at 1 a member without morale would stand still, and an hour's work take for ever
        source="assumption",
        meaning="speed lost without any morale",
    )


@kernel
def draw_skill(key, identity, hires, spread):
    """Skill of the ``hires``-th holder of a seat: lognormal of mean one; spread: of its logarithm."""
    z = normal_quantile(uniform(key, SKILL, identity, hires))
    return math.exp(spread * z - 0.5 * spread**2)


def staff(
    members: Table, headcount: dict[Department, int], room: int, key: np.uint64, p: People, practice: Learning
) -> None:
    """Fill every seat of week 0: experienced members, ordered by department; ``room`` seats of each stay closed."""
    seat = 0
    for department, count in headcount.items():
        for place in range(count + room):
            identity = int(department) * 100_000 + place
            first_holder = {"department": int(department), "identity": identity,
                "skill": draw_skill(key, identity, 0, p.skill_spread), "hired_week": -104.0,
                            "morale": 1.0, "attainment": 1.0, "practice": practice.seasoned_hours}  # fmt: skip
            if place >= count:
                first_holder |= {"absent": 1, "closed": 1}
            for name, value in first_holder.items():
                members[name][seat] = value
            seat += 1


@kernel
def begin_week(members, rules):
    """Hours and speed of every member this week; training and the playbook take hours."""
    p, week = rules.organisation.people, rules.nature.now.week
    unfit, held = rules.policies.unfit_customers, learning.holds(rules)
    reading = rules.organisation.playbook.hours if rules.organisation.playbook.kind > 0 else 0.0
    ramp_weeks = p.ramp_weeks * (1.0 - held * rules.organisation.playbook.ramp_saved)
    for m in range(members.shape[0]):
        member = members[m]
        ramp = 1.0
        if ramp_weeks > 0.0:
            ramp = min(p.ramp_start + (1.0 - p.ramp_start) * (week - member.hired_week) / ramp_weeks, 1.0)
        able = learning.skill(member, held, rules) * ramp * (1.0 - p.morale_effect * (1.0 - member.morale))
        member.speed = able * rules.office.leverage[member.department]
        trained = unfit.training * unfit.training_hours if member.department != Department.CUSTOMER_SUCCESS else 0.0
        left_over = p.contract_hours * p.customer_share - trained - reading - rules.office.away[member.department]
        free = max(left_over, 0.0) * (1 - member.absent)
        left = max(member.overrun - free, 0.0) * (1 - member.absent)  # a leaver's unfinished work is gone
        member.overrun = left + max(member.worked - member.hours, 0.0)
        member.free = max(free - member.overrun, 0.0)
        member.hours = member.free
        member.worked = 0.0
        member.backlog = 0.0


@kernel
def end_week(members, rules):
    """Morale follows overload: work that others wait for and that is left undone, in weeks of one's own hours."""
    p = rules.organisation.people
    for m in range(members.shape[0]):
        member = members[m]
        get_up(member, Department.CUSTOMER_SUCCESS, rules)  # whose work is the last of the week
        member.practice += member.worked
        if member.absent or member.hours <= 0.0:
            continue
        overload = min(max(member.backlog / member.hours - p.overload_from, 0.0), 1.0)
        member.morale += p.morale_speed * ((1.0 - overload) - member.morale)


@kernel
def add_up(members, totals):
    """Sums by department into ``totals`` (4, 6).

    Filled seats, hours (with those promised last week), hours worked, backlog, attainment, morale.
    """
    totals[:] = 0.0
    for m in range(members.shape[0]):
        member = members[m]
        if member.closed:
            continue
        row = totals[member.department]
        row[0] += 1.0 - member.absent
        row[1] += member.hours + member.overrun
        row[2] += member.worked
        row[3] += member.backlog
        row[4] += member.attainment
        row[5] += member.morale


@kernel
def reconsider(members, leavers, rules):
    """Members that leave at a review, rather under low morale; fills ``leavers`` and returns how many they are."""
    p, now = rules[0].organisation.people, rules[0].nature.now
    count = 0
    for m in range(members.shape[0]):
        member = members[m]
        chance = (p.yearly_leaving + p.overload_leaving * (1.0 - member.morale)) * p.review_weeks / 52.0
        if not member.absent and uniform(now.key, LEAVES, member.identity, now.week) < chance:
            member.absent = 1
            leavers[count] = m
            count += 1
    return count
