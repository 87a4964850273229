"""Days given by a user."""

from __future__ import annotations

from datetime import date

from sim.errors import ScenarioError


def day(text: str, place: str) -> date:
    """The day that a text says. Raises ScenarioError, which names ``place``, for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ScenarioError("is no day", file=place, value=text, remedy="write it as 2024-01-31") from None
