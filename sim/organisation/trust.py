"""Trust between departments: how much of what a sender hands over its receiver takes for true (M32).

Being grouped apart is enough to drift to us and them; bad hand-overs that the receiver experienced feed blame; a goal
that both are paid on and results they reached together heal. Contact alone does nothing (Sherif 1954/61). Nobody's
trust touches an outcome: it decides how much information crosses, and whether feedback is believed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sim.compiled import kernel
from sim.flows import Flow
from sim.scenario import Section, parameter
from sim.stages import Department

_COUNT = len(Department)
RELAY = tuple((int(sender), int(sender) + 1) for sender in Department if sender != Department.CUSTOMER_SUCCESS)


class Trust(Section):
    """How trust between two departments moves; off, it stays what ``organisation.handover.trust`` says."""

    enabled: bool = parameter(False, unit="switch", source="the notes: M32", meaning="whether trust moves at all")
    apart: float = parameter(
        0.3,
        unit="0–1",
        low=0,
        high=1,
        source="assumption; direction Sherif 1954/61",
        meaning="where trust drifts between groups that share no goal: us and them, by grouping alone",
    )
    together: float = parameter(
        0.95,
        unit="0–1",
        low=0,
        high=1,
        source="assumption; direction Sherif 1954/61",
        meaning="where it drifts if all pay of both sides hangs on the company's result",
    )
    drift: float = parameter(
        0.02, unit="share per week", low=0, high=1, source="assumption", meaning="how fast it drifts there"
    )
    blame: float = parameter(
        0.05,
        unit="share per week",
        low=0,
        high=1,
        source="assumption",
        meaning="trust lost in a week in which every hand-over turned out bad",
    )
    thin_notes: float = parameter(
        0.3,
        unit="ratio",
        low=0,
        high=1,
        source="assumption",
        meaning="how bad a thin hand-over is, against one that was sent back or a customer that failed",
    )
    joint_result: float = parameter(
        0.03,
        unit="share of the gap per week",
        low=0,
        high=1,
        source="assumption; direction Sherif 1954/61",
        meaning="trust gained in a week in which every hand-over led to a result",
    )
    answered: float = parameter(
        0.5,
        unit="ratio",
        low=0,
        high=1,
        source="assumption",
        meaning="how far the sender's trust in the receiver follows the receiver's: blame is answered by blame",
    )


def common_goals(contracts: Mapping[Department, Sequence[Any]], *, felt: bool) -> Any:
    """Share of pay that hangs on the company's result on both sides: (sender, receiver).

    felt: whether members act on their contracts at all; a contract that moves nobody unites nobody (law 1).
    """
    if not felt:
        return np.zeros((_COUNT, _COUNT))
    weights = {d: sum(kpi.weight for kpi in kpis) for d, kpis in contracts.items()}
    common = {d: sum(kpi.weight for kpi in kpis if kpi.scope == "company") for d, kpis in contracts.items()}
    shares = np.array([common[d] / weights[d] if weights[d] else 0.0 for d in Department])
    return np.minimum.outer(shares, shares)


def at_the_start(level: float, common: Any) -> dict[str, Any]:
    """The office's state of trust: (sender, receiver) each.

    trust: 0–1; common_goal: share of pay; judged, blamed, joint: the week's hand-overs that the receiver has an
    opinion of, how many of them bad, and how many with a result.
    """
    nothing = np.zeros((_COUNT, _COUNT))
    trust = np.full((_COUNT, _COUNT), level)
    return {"trust": trust, "common_goal": common, "judged": nothing, "blamed": nothing, "joint": nothing}


@kernel
def witness(sender, receiver, bad, rules):
    """The receiver experiences a hand-over; ``bad``: 0 in order, 1 as bad as it gets."""
    if rules.organisation.trust.enabled:
        rules.office.judged[sender, receiver] += 1.0
        rules.office.blamed[sender, receiver] += bad


@kernel
def _note_result(sender, receiver, good, failed, office):
    office.judged[sender, receiver] += good + failed
    office.blamed[sender, receiver] += failed
    office.joint[sender, receiver] += good


@kernel
def _lesson(sender, receiver, office, p):
    """What the receiver's experience of the week changes of its trust."""
    judged, level = office.judged[sender, receiver], office.trust[sender, receiver]
    if judged <= 0.0:
        return 0.0
    heard_of = judged / (judged + office.heads[receiver])  # one case does not reach a whole department
    bad, good = office.blamed[sender, receiver] / judged, office.joint[sender, receiver] / judged
    return heard_of * (p.joint_result * good * (1.0 - level) - p.blame * bad * level)


@kernel
def _between(sender, receiver, lessons, office, p):
    """Trust a week later: the drift of grouping and goals, what was experienced, and what the other side felt."""
    level = office.trust[sender, receiver]
    rest = p.apart + (p.together - p.apart) * office.common_goal[sender, receiver]
    change = p.drift * (rest - level) + lessons[sender, receiver] + p.answered * lessons[receiver, sender]
    return min(max(level + change, 0.0), 1.0)


@kernel
def follow(rules, flows):
    """At the end of a week trust follows it; ``flows``: the company's of the week."""
    p, office = rules.organisation.trust, rules.office
    if not p.enabled:
        return
    _note_result(Department.MARKETING, Department.INSIDE_SALES, flows[Flow.MEETINGS], 0.0, office)
    _note_result(Department.INSIDE_SALES, Department.FIELD_SALES, flows[Flow.ORDERS], 0.0, office)
    done, failed = flows[Flow.ONBOARDED], flows[Flow.ONBOARDING_FAILED]
    _note_result(Department.FIELD_SALES, Department.CUSTOMER_SUCCESS, done, failed, office)
    lessons = np.zeros((_COUNT, _COUNT))
    for s in range(_COUNT):
        for r in range(_COUNT):
            lessons[s, r] = _lesson(s, r, office, p)
    for s in range(_COUNT):
        for r in range(_COUNT):
            office.trust[s, r] = _between(s, r, lessons, office, p)
    office.judged[:] = 0.0
    office.blamed[:] = 0.0
    office.joint[:] = 0.0


@kernel
def along_the_relay(office):
    """Mean trust of receivers in those who hand over to them."""
    total = 0.0
    for k in range(_COUNT - 1):
        total += office.trust[k, k + 1]
    return total / (_COUNT - 1)
