"""Feedback against the stream: what became of customers is told to those who sent them (M31).

Four streams, each with its own switch: success to marketing, success to sales, sales to inside sales, inside sales to
marketing. A meeting takes hours of both sides, speaks of outcomes that really happened since the last one, sinks in
after a delay, and is believed as far as the receiver trusts the sender. What sinks in sharpens the receiver's picture
of a good customer: eagerness deceives less, and a look at an account says more. A picture that nothing feeds fades.
Where sellers do not know by themselves what promises cost, or marketing whom a channel brings, the same telling
teaches them that.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import simpy

from sim.compiled import kernel
from sim.flows import FLOW_COUNT, Flow
from sim.scenario import Section, parameter
from sim.stages import Department

if TYPE_CHECKING:
    from sim.engine.model import Model

Process = Generator[simpy.Event, Any, None]


class Feedback(Section):
    """Who tells whom what became of customers; with all four streams off there is no feedback."""

    success_to_marketing: bool = parameter(
        False, unit="switch", source="the notes: M31", meaning="customer success tells marketing"
    )
    success_to_sales: bool = parameter(
        False, unit="switch", source="the notes: M31", meaning="customer success tells field sales"
    )
    sales_to_inside_sales: bool = parameter(
        False, unit="switch", source="the notes: M31", meaning="field sales tells inside sales"
    )
    inside_sales_to_marketing: bool = parameter(
        False, unit="switch", source="the notes: M31", meaning="inside sales tells marketing"
    )
    every_weeks: int = parameter(
        4, unit="weeks", low=1, high=104, source="assumption: monthly", meaning="time between two meetings of a stream"
    )
    delay_weeks: float = parameter(
        2.0,
        unit="weeks",
        low=0,
        high=104,
        source="assumption",
        meaning="time until what was said is part of the receiver's picture",
    )
    teller_hours: float = parameter(
        2.0,
        unit="hours per meeting",
        low=0,
        high=40,
        source="assumption",
        meaning="what a meeting takes of every member who tells, with preparation",
    )
    listener_hours: float = parameter(
        1.0,
        unit="hours per meeting",
        low=0,
        high=40,
        source="assumption",
        meaning="what it takes of every member who listens",
    )
    half_cases: float = parameter(
        20.0,
        unit="outcomes",
        low=0.1,
        high=10_000,
        source="assumption",
        meaning="outcomes spoken of in a meeting that teach half of what one meeting can",
    )
    lesson: float = parameter(
        0.3,
        unit="share of the gap",
        low=0,
        high=1,
        source="assumption",
        meaning="how much of what is missing in the picture one meeting full of cases can fill, if all is believed",
    )
    success_tells: float = parameter(
        1.0,
        unit="share",
        low=0,
        high=1,
        source="assumption",
        meaning="how much outcomes of use and renewal say about who is a good customer",
    )
    sales_tells: float = parameter(
        0.5,
        unit="share",
        low=0,
        high=1,
        source="assumption: a sale is not yet a success",
        meaning="the same of meetings and decisions",
    )
    inside_sales_tells: float = parameter(
        0.25,
        unit="share",
        low=0,
        high=1,
        source="assumption: a booked meeting even less",
        meaning="the same of calls that led to a meeting",
    )
    units: float = parameter(
        2.0,
        unit="units of information",
        low=0,
        high=100,
        source="assumption: half of the segmentation of policies.unfit_customers",
        meaning="what a perfect picture shows about every account, beyond the picture without feedback",
    )
    promises_known: float = parameter(
        1.0,
        unit="share",
        low=0,
        high=1,
        source="assumption; 1 is off: sellers know without being told",
        meaning="how much of what promises cost later sellers believe without feedback; what customer success tells "
        "them of expectations set wrongly fills the rest",
    )
    channels_known: float = parameter(
        1.0,
        unit="share",
        low=0,
        high=1,
        source="assumption; 1 is off: marketing knows without being told",
        meaning="how much of the difference between channels in whom they bring marketing knows without feedback; what "
        "it is told of campaigns fills the rest",
    )
    fading: float = parameter(
        0.02,
        unit="share per week",
        low=0,
        high=1,
        source="assumption: half forgotten in eight months",
        meaning="how fast what feedback taught is forgotten, or goes out of date",
    )


@dataclass(frozen=True)
class Stream:
    """One way of feedback: its switch, who tells whom, how much it tells, and of which outcomes."""

    switch: str
    teller: Department
    listener: Department
    tells: str
    outcomes: tuple[Flow, ...]


_LIVED = (Flow.ONBOARDED, Flow.ONBOARDING_FAILED, Flow.RENEWED, Flow.CHURNED)
_SOLD = (Flow.ACCEPTED_MEETINGS, Flow.ORDERS, Flow.LOST)
_M, _I, _F, _S = Department
STREAMS = (
    Stream("success_to_marketing", _S, _M, "success_tells", _LIVED),
    Stream("success_to_sales", _S, _F, "success_tells", _LIVED),
    Stream("sales_to_inside_sales", _F, _I, "sales_tells", _SOLD),
    Stream("inside_sales_to_marketing", _I, _M, "inside_sales_tells", (Flow.MEETINGS,)),
)


def at_the_start(picture: float, promise_cost: float) -> dict[str, Any]:
    """The office's state: by department the picture of a good customer (0–1), units of information that what was
    taught adds, and hours of this week's meetings; happened: flows since the start; promise_cost: what promises cost,
    by the belief of a seller who knows it.
    """
    none = np.zeros(len(Department))
    return {
        "picture": np.full(len(Department), picture),
        "taught": none,
        "away": none,
        "happened": np.zeros(FLOW_COUNT),
        "promise_cost": promise_cost,
    }


def meet(environment: simpy.Environment, model: Model, streams: Sequence[Stream]) -> Process:
    """The meetings of streams that begin together, one after the other, each as long as its switch is on."""
    p = model.company.organisation.feedback
    happened, away, trust, picture = (model.office[name][0] for name in ("happened", "away", "trust", "picture"))
    outcomes = happened.tolist()
    told = {stream.switch: _sum_of(outcomes, stream) for stream in streams}
    while streams := [each for each in streams if getattr(model.company.organisation.feedback, each.switch)]:
        yield environment.timeout(p.every_weeks - 1)
        lessons, outcomes = [], happened.tolist()
        for stream in streams:
            until_now = _sum_of(outcomes, stream)
            learnt = _learnt(until_now - told[stream.switch], stream, p)
            lessons.append((stream.listener, float(trust[stream.teller, stream.listener]) * learnt))
            told[stream.switch] = until_now
            away[stream.teller] += p.teller_hours
            away[stream.listener] += p.listener_hours
        environment.timeout(p.delay_weeks).callbacks.append(partial(_sink_in, picture, lessons))
        yield environment.timeout(1)
        for stream in streams:
            away[stream.teller] -= p.teller_hours
            away[stream.listener] -= p.listener_hours


def _sum_of(happened: Sequence[float], stream: Stream) -> float:
    """Outcomes since the start of which the stream speaks."""
    return sum(happened[flow] for flow in stream.outcomes)


def _learnt(cases: float, stream: Stream, p: Feedback) -> float:
    """What a meeting about so many cases teaches, as a share of what is missing, if all is believed."""
    share: float = p.lesson * getattr(p, stream.tells) * cases / (cases + p.half_cases)
    return share


def _sink_in(picture: Any, lessons: Sequence[tuple[Department, float]], _: simpy.Event) -> None:
    """What was said, as far as it is believed, becomes part of each listener's picture: a share of what is missing."""
    for listener, share in lessons:
        picture[listener] += share * (1.0 - picture[listener])


@kernel
def known_by_now(alone, department, rules):
    """How much a department knows of what it knows so much of alone: the sharper the picture, the more of the rest."""
    before = rules.organisation.perception.picture
    missing = 1.0 - before
    told = (rules.office.picture[department] - before) / missing if missing > 0.0 else 1.0
    return alone + (1.0 - alone) * told


@kernel
def remember(rules, flows):
    """At the end of a week outcomes are added up, and what was taught fades; without feedback nothing changes."""
    p, office, alone = rules.organisation.feedback, rules.office, rules.organisation.perception.picture
    for f in range(FLOW_COUNT):
        office.happened[f] += flows[f]
    for d in range(len(office.picture)):
        beyond = (office.picture[d] - alone) * (1.0 - p.fading)
        office.picture[d] = alone + beyond
        office.taught[d] = p.units * beyond
    if p.promises_known < 1.0:
        known = known_by_now(p.promises_known, Department.FIELD_SALES, rules)
        rules.organisation.beliefs.promise_cost = office.promise_cost * known
