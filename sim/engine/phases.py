"""Living a week phase by phase, as ``Model.step`` lives it in one go: for experiments in which only a part happens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sim.engine.model import Model
from sim.engine.week import WEEK, customers_live, market_responds

Phase = Callable[..., Any]


def live(model: Model, *phases: Phase) -> None:
    """Live phases of the week that is open; the week goes on."""
    for phase in phases:
        phase(*model.tables)


def live_a_week(model: Model, phases: tuple[Phase, ...] = WEEK) -> None:
    """A whole week, or one in which only these phases happen."""
    model.open_week()
    live(model, *phases)
    model.now["week"] += 1


def world_alone(model: Model) -> None:
    """A week with the organisation switched off: the market responds and customers live, and nobody works."""
    live_a_week(model, (market_responds, customers_live))
