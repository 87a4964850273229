"""The company that follows from the teams' decisions: a scenario, and its changes at quarters' boundaries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.scenario import vary
from sim.studio.workshop import choices
from sim.studio.workshop.choices import Decision
from sim.studio.workshop.questions import DEPARTMENTS, Terms
from sim.studio.workshop.room import RoomError

if TYPE_CHECKING:
    from sim.engine.company import Scenario
    from sim.record.results import Replicate

PLAYED, GOALS = "A", "B"
_TITLES = {
    PLAYED: {"title.en": "The company as you ran it", "title.ja": "みなさんが動かした会社"},
    GOALS: {"title.en": "The same with shared goals", "title.ja": "同じ規則で共通目標の会社"},
}


@dataclass(frozen=True)
class Course:
    """A company's way: the scenario it begins as, and by week what it goes on as."""

    first: Scenario
    later: Mapping[int, Scenario]


def common_terms(shared: Scenario) -> dict[str, Terms]:
    """By department the terms of the common goal, those of the company whose pay hangs on nothing else."""
    return {name: [kpi.model_dump() for kpi in getattr(shared.departments, name).kpis] for name in DEPARTMENTS}


def course(base: Scenario, decided: Sequence[Mapping[str, Decision]], common: Mapping[str, Terms]) -> Course:
    """The company as the teams run it; what was decided last holds until the end.

    Raises RoomError where more quarters are played than the scenario is long.
    """
    length = base.organisation.quota_weeks
    if len(decided) * length > base.run.weeks:
        raise RoomError(f"this company lives for less than {len(decided)} quarters; play fewer", "too_long")
    by_quarter = [vary(base, choices.changes(each, common)) for each in decided]
    changed = [q for q in range(1, len(decided)) if by_quarter[q] != by_quarter[q - 1]]
    return Course(by_quarter[0], {q * length: by_quarter[q] for q in changed})


def with_shared_goals(decided: Sequence[Mapping[str, Decision]]) -> list[dict[str, Decision]]:
    """The same rules, quarter by quarter, with all pay on the company's result from the first one on."""
    return [
        {team: one | {"shared": "all"} if team in DEPARTMENTS else one for team, one in each.items()}
        for each in decided
    ]


def titled(way: Course, arm: str) -> Course:
    """The company under the name of its arm."""
    return Course(vary(way.first, _TITLES[arm]), way.later)


def quarters(way: Course, count: int) -> list[dict[str, Any]]:
    """What the first quarters brought, of the first replicate; a task of the workers."""
    from sim.engine.model import Model
    from sim.engine.reform import plan
    from sim.record.quarters import quarter

    model, length = Model(way.first), way.first.organisation.quota_weeks
    plan(model, way.later)
    found = []
    for number in range(count):
        model.live_until((number + 1) * length)
        found.append(quarter(model, number * length))
    return found


def whole(way: Course, replicate: int) -> Replicate:
    """One replicate until the end; a task of the workers."""
    from sim.experiments.replicate import simulate

    return simulate(way.first, replicate, later=way.later)
