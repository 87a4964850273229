"""Market strategy: concentrate on one segment, or follow two tracks (M36).

Segments are by size, which a list of firms shows. Concentrating turns marketing's channels to one of them; what the
company lives through with a segment's customers teaches it about that segment alone. Two tracks reach the whole market
and learn each at half the pace. A company may concentrate first and step on the accelerator later. What rivals make of
the segment that it leaves alone is in ``sim.world.competition``.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import numpy as np
import simpy

from sim.compiled import kernel
from sim.scenario import Section, parameter

if TYPE_CHECKING:
    from sim.engine.model import Model

AIMS = ("two_tracks", "small", "large")


class Strategy(Section):
    """Whom the company goes for."""

    enabled: bool = parameter(False, unit="switch", source="the notes: M36", meaning="whether it works by segment")
    aim: str = parameter(
        "two_tracks",
        unit="-",
        choices=AIMS,
        source="assumption: a company that has not chosen",
        meaning="both segments, or the one to concentrate on",
    )
    both_from_week: int = parameter(
        0,
        unit="week",
        low=0,
        high=10_000,
        source="the notes: when to step on the accelerator",
        meaning="from when a company that concentrated follows both tracks; 0: never",
    )
    boundary: float = parameter(
        0.84,
        unit="size against the typical account",
        low=0.01,
        high=100,
        source="assumption: the median",
        meaning="size from which an account is a large one",
    )
    focus: float = parameter(
        0.9,
        unit="share",
        low=0,
        high=1,
        source="assumption",
        meaning="share of what hours in channels reach that concentrating turns to the chosen segment",
    )
    units: float = parameter(
        3.0,
        unit="units of information",
        low=0,
        high=100,
        source="assumption",
        meaning="what a company that knows a segment through and through knows of every account in it",
    )
    half_cases: float = parameter(
        100.0,
        unit="customers",
        low=0.1,
        high=100_000,
        source="assumption",
        meaning="customers of a segment, lived with until onboarding closed, that teach half of that",
    )
    fading: float = parameter(
        0.005, unit="share per week", low=0, high=1, source="assumption", meaning="how fast experience goes out of date"
    )


def reach(p: Strategy, sizes: Any) -> dict[str, float]:
    """How readily small and large accounts are reached, mean one over the market; ``sizes``: of its accounts."""
    large = float(np.mean(sizes >= p.boundary))
    if not p.enabled or p.aim == "two_tracks" or not 0.0 < large < 1.0:
        return {"reach_small": 1.0, "reach_large": 1.0, "reach_most": 1.0}
    to_large = p.focus if p.aim == "large" else 1.0 - p.focus
    small, big = (1.0 - to_large) / (1.0 - large), to_large / large
    return {"reach_small": small, "reach_large": big, "reach_most": max(small, big)}


def widen(environment: simpy.Environment, model: Model) -> Generator[simpy.Event, Any, None]:
    """The week in which a company that concentrated turns to the whole market."""
    yield environment.timeout(model.company.organisation.strategy.both_from_week)
    for name in ("reach_small", "reach_large", "reach_most"):
        model.now[name] = 1.0


def at_the_start() -> dict[str, Any]:
    """The office's state by segment (small, large): customers it learned from, and units it knows of every account."""
    return {"cases": np.zeros(2), "known_of": np.zeros(2)}


@kernel
def known_of_segment(a, rules):
    """Units of information that the company has about every account of this one's segment."""
    p = rules.organisation.strategy
    return rules.office.known_of[int(a.scale >= p.boundary)] if p.enabled else 0.0


@kernel
def learn_by_segment(accounts, active, rules):
    """At the end of a week: customers whose onboarding window closes teach about their segment; experience fades."""
    p, office, now = rules.organisation.strategy, rules.office, rules.nature.now
    if not p.enabled:
        return
    for s in range(2):
        office.cases[s] *= 1.0 - p.fading
    for k in range(now.active):
        a = accounts[active[k]]
        if a.onboarded != 0 and now.week - a.won_week == rules.nature.usage.window_weeks:
            office.cases[int(a.scale >= p.boundary)] += 1.0
    for s in range(2):
        office.known_of[s] = p.units * office.cases[s] / (office.cases[s] + p.half_cases)
