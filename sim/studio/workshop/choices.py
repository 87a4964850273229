"""Decisions: whether a team may take them, and the scenario that follows from those of all teams."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.errors import TasukiError
from sim.studio.workshop.questions import QUESTIONS, SHARES, WHOLE, Answer, Question, Terms

Decision = dict[str, str]
"""An answer's name by question."""


class DecisionError(TasukiError):
    """A decision that the team cannot take."""


def usual(team: str) -> Decision:
    """What a team has decided before it decides anything."""
    return {question.name: question.answers[0].name for question in QUESTIONS[team]}


def checked(team: str, decision: Mapping[str, str]) -> Decision:
    """A complete decision of a team. Raises DecisionError for an unknown question or answer, or one that lacks."""
    if set(decision) != set(usual(team)):
        raise DecisionError(f"a decision of {team} answers exactly {', '.join(usual(team))}")
    return {question.name: _answer(question, decision[question.name]).name for question in QUESTIONS[team]}


def _answer(question: Question, name: str) -> Answer:
    found = next((answer for answer in question.answers if answer.name == name), None)
    if found is None:
        known = ", ".join(answer.name for answer in question.answers)
        raise DecisionError(f"there is no such answer to {question.name}", remedy=f"one of {known}")
    return found


def changes(decisions: Mapping[str, Decision], common: Mapping[str, Terms]) -> dict[str, Any]:
    """What all teams' decisions change of the scenario; ``common``: by department the terms of the common goal."""
    found: dict[str, Any] = {}
    for team, decision in decisions.items():
        answers = {question.name: _answer(question, decision[question.name]) for question in QUESTIONS[team]}
        for answer in answers.values():
            found |= answer.changes
        if team != WHOLE:
            share = SHARES[answers["shared"].name]
            found[f"departments.{team}.kpis"] = _contract(answers["own"].terms, common[team], share)
    return found


def _contract(own: Terms, common: Terms, share: float) -> list[dict[str, Any]]:
    """Own terms and common ones, weighed to the share of each; terms of one kind keep their proportions."""
    return [
        {**term, "weight": part * term.get("weight", 1.0) / sum(other.get("weight", 1.0) for other in terms)}
        for terms, part in ((own, 1.0 - share), (common, share))
        if part > 0
        for term in terms
    ]


def offered(team: str) -> list[dict[str, Any]]:
    """A team's questions as the page shows them."""
    return [
        {
            "name": question.name, "en": question.en, "ja": question.ja,
            "answers": [{"name": each.name, "en": each.en, "ja": each.ja} for each in question.answers],
        }
        for question in QUESTIONS[team]
    ]  # fmt: skip
