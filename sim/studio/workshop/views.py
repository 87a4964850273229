"""What each role sees: a team its own department, the team that sees the whole the company, the trainer who is there.

What was decided by others, and the company, are seen by all once the trainer shows them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sim.report.kpi_words import KPIS
from sim.studio.workshop.choices import Decision, offered
from sim.studio.workshop.debrief import attained
from sim.studio.workshop.questions import DEPARTMENTS, TEAMS, WHOLE
from sim.studio.workshop.room import STEPS, Room, badge_of

Facts = Sequence[Mapping[str, Any]]
_LOAD = ("people", "utilisation", "queue_weeks")


def common(room: Room, facts: Facts) -> dict[str, Any]:
    """What everybody may know: how far it is, and what was revealed."""
    seen = {"quarter": room.quarter, "quarters": room.setting.quarters, "over": room.over, "step": STEPS[room.shown]}
    return seen | ({"teams": _teams(room, facts)} if room.shown else {})


def of_team(room: Room, team: str, facts: Facts) -> dict[str, Any]:
    """What a member of a team sees."""
    return common(room, facts) | {
        "role": "team",
        "team": team,
        "mates": [person.name for person in room.people.values() if person.team == team],
        "questions": offered(team),
        "draft": room.drafts[team],
        "ready": team in room.ready,
        "decided": [each[team] for each in room.decided],
        "facts": [_company(quarter) if team == WHOLE else _own(quarter["departments"][team]) for quarter in facts],
    }


def of_trainer(room: Room, facts: Facts) -> dict[str, Any]:
    """What the trainer sees, and the room on the projector: who is there and ready, and no decisions."""
    return common(room, facts) | {
        "role": "trainer",
        "code": room.code,
        "setting": room.setting.model_dump(),
        "room": {team: {"people": _people(room, team), "ready": team in room.ready} for team in TEAMS},
    }


def _people(room: Room, team: str) -> list[dict[str, str]]:
    found = [(badge_of(token), person) for token, person in room.people.items() if person.team == team]
    return [{"badge": badge, "name": person.name} for badge, person in found]


def _own(facts: Mapping[str, Any]) -> dict[str, Any]:
    """A department's figures, with what its terms are called."""
    return {**facts, "terms": [{**term, "words": KPIS[term["metric"]]} for term in facts["terms"]]}


def _company(quarter: Mapping[str, Any]) -> dict[str, Any]:
    """Company figures, and where work piles up; nobody's pay and nobody's rules."""
    load = {name: {key: quarter["departments"][name][key] for key in _LOAD} for name in DEPARTMENTS}
    return {"company": quarter["company"], "departments": load}


def _teams(room: Room, facts: Facts) -> dict[str, Any]:
    """By team what it decided and, by quarter, what it attained and was paid, and the company's figures."""
    found: dict[str, Any] = {
        team: {"questions": offered(team), "decided": _decided(room, team), **attained(team, facts)} for team in TEAMS
    }
    found[WHOLE]["company"] = [quarter["company"] for quarter in facts]
    return found


def _decided(room: Room, team: str) -> list[Decision]:
    return [each[team] for each in room.decided]
