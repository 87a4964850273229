"""Learning by doing, and the playbook (M21): what makes members faster, and more alike.

Practice of a kind of work makes faster by the power law of practice. A playbook lifts whoever is below its standard and
shortens the ramp. Written as a process to copy, it is worth nothing once the market has shifted, and keeps its
readers from seeing that it has; written as the decisions behind it, it carries over (C56).
"""

from __future__ import annotations

import math

from sim.compiled import kernel
from sim.population.tables import columns
from sim.scenario import Section, parameter

KINDS = ("none", "process", "decisions")
PROCESS, DECISIONS = 1, 2
COLUMNS = columns(
    "organisation.learning",
    practice=("f8", "hours", "work done in this trade, here or elsewhere"),
)


class Learning(Section):
    """Learning by doing."""

    rate: float = parameter(
        0.0,
        unit="exponent",
        low=0,
        high=1,
        source="off is absent; progress ratios near 0.9 are 0.15 (Argote 2013)",
        meaning="speed grows with practice to this power; 0: nobody learns by doing",
    )
    seasoned_hours: float = parameter(
        3000.0,
        unit="hours",
        low=1,
        high=100_000,
        source="assumption: two years of work for customers",
        meaning="practice at which a member has the speed of their skill; what members of week 0 have",
    )
    brought_hours: float = parameter(
        1000.0,
        unit="hours",
        low=1,
        high=100_000,
        source="assumption",
        meaning="practice that a newly hired member brings",
    )


class Playbook(Section):
    """What members are given to work by."""

    kind: str = parameter(
        "none",
        unit="-",
        choices=KINDS,
        source="the notes: not the process but the decisions in it can be repeated",
        meaning="none, the process of the best to copy, or the decisions behind it",
    )
    standard: float = parameter(
        1.1, unit="ratio", low=0.1, high=10, source="assumption", meaning="skill of the work that it describes"
    )
    lift: float = parameter(
        0.4,
        unit="share",
        low=0,
        high=1,
        source="assumption",
        meaning="how much of the distance to the standard it gives to members below it",
    )
    ramp_saved: float = parameter(
        0.3, unit="share", low=0, high=1, source="assumption", meaning="how much it shortens a new member's ramp"
    )
    hours: float = parameter(
        0.5,
        unit="hours per week and member",
        low=0,
        high=20,
        source="assumption",
        meaning="what keeping it and reading it takes",
    )
    relearning_weeks: float = parameter(
        26.0,
        unit="weeks",
        low=0.1,
        high=1000,
        source="assumption",
        meaning="time after which 1/e of the old picture of a good customer is left when the market has shifted",
    )
    relearning_by_decisions: float = parameter(
        0.4,
        unit="ratio",
        low=0.01,
        high=100,
        source="assumption",
        meaning="that time for members who know the decisions behind their work",
    )
    relearning_by_process: float = parameter(
        2.0, unit="ratio", low=0.01, high=100, source="assumption", meaning="that time for members who copy a process"
    )


@kernel
def holds(rules):
    """How much of the playbook still holds: a copied process holds as far as the market is as it was."""
    p = rules.organisation.playbook
    return 0.0 if p.kind == 0 else 1.0 - rules.office.stale if p.kind == PROCESS else 1.0


@kernel
def skill(member, held, rules):
    """Work done per hour against a typical experienced member, with practice and playbook."""
    p, practice = rules.organisation.playbook, rules.organisation.learning
    found = member.skill
    if held > 0.0:
        found += held * p.lift * max(p.standard - found, 0.0)
    if practice.rate > 0.0:
        found *= (member.practice * rules.office.focus / practice.seasoned_hours) ** practice.rate
    return found


@kernel
def forget(rules):
    """A week in which members see a little more of how the market has shifted."""
    p = rules.organisation.playbook
    slower = p.relearning_by_process if p.kind == PROCESS else p.relearning_by_decisions if p.kind == DECISIONS else 1.0
    rules.office.stale *= math.exp(-1.0 / (p.relearning_weeks * slower))
