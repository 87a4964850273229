"""The world with the organisation switched off: the market responds and customers live, and nobody works."""

from __future__ import annotations

from typing import Any

from sim.engine.model import Model
from tests.theory.small_company import scenario

CHANNELS = ("search", "advertising", "events", "targeted")


def channels(weekly_chance: float) -> dict[str, Any]:
    """Changes that leave one channel, through which every account responds with the same chance every week."""
    changes: dict[str, Any] = {f"market__channels__{name}__weekly_leads": 0 for name in CHANNELS[1:]}
    for name, value in {
        "weekly_leads": 20_000 * weekly_chance,
        "selectivity": 0,
        "curiosity": 1,
        "dispersion": 0,
    }.items():
        changes[f"market__channels__search__{name}"] = value
    return changes


def quiet_world(accounts: int, years: float, weekly_chance: float = 0.0, **changes: Any) -> Model:
    """A closed market in which accounts respond with a constant chance, and of which nobody is a customer yet."""
    closed = {"market__accounts": accounts, "market__born_per_year": 0, "opening__customers": 0, "run__years": years}
    return Model(scenario(**closed | channels(weekly_chance) | changes))
