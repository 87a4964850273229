"""Word of mouth alone, in a closed market, spreads as Bass's closed form says (pattern P20).

    F(t) = (1 − e^{−(p + q) t}) / (1 + (q / p) e^{−(p + q) t})

p: chance a week of responding unprompted. q: chance a week that an adopter tells somebody, anybody of the market, who
then surely responds in the next week, if still there. Adopting is leaving the market for good. Both are read from the
scenario: one channel through which all respond alike, and the talk of advocates.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.model import Model
from sim.engine.phases import world_alone
from sim.stages import Stage

Floats = NDArray[np.float64]

CHANNELS_SPEAK_OF = 20_000  # accounts: a channel's weekly responses are declared per so many
FOREVER = 1_000_000  # weeks


def measures(scenario: Any, replicate: int) -> dict[str, float]:
    """Root mean square distance of simulated adoption from the closed form, and how much of the curve was seen."""
    share = adoption(scenario, replicate)
    return {"bass_error": rmse(share, scenario), "adopted_share": float(share[-1])}


def adoption(scenario: Any, replicate: int) -> Floats:
    """Share of the market that has adopted by the end of each week."""
    world = Model(scenario, replicate)
    adopted = [_adopters_after_a_week(world) for _ in range(world.weeks)]
    return np.array(adopted, dtype=np.float64) / world.visible_accounts


def _adopters_after_a_week(world: Model) -> int:
    """Whoever responded becomes an advocate at once, and talks from the same week on for good."""
    world_alone(world)
    responded = world.accounts["stage"] == Stage.LEAD
    world.accounts["stage"][responded] = Stage.ADVOCATE
    world.accounts["renewal_week"][responded] = FOREVER
    return int((world.accounts["stage"] == Stage.ADVOCATE).sum())


def closed_form(weeks: int, scenario: Any) -> Floats:
    """F at the end of each week."""
    p = sum(channel.weekly_leads for channel in scenario.market.channels.values()) / CHANNELS_SPEAK_OF
    q = scenario.talk.advocate_rate * scenario.talk.referral_chance
    decay = np.exp(-(p + q) * np.arange(1, weeks + 1))
    shares: Floats = (1.0 - decay) / (1.0 + q / p * decay)
    return shares


def rmse(share: Floats, scenario: Any) -> float:
    """Root mean square distance from the closed form."""
    return float(np.sqrt(np.mean((share - closed_form(len(share), scenario)) ** 2)))
