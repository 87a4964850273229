"""A shift of the market (C56): from one week on, other accounts are the fitting ones, and prices are others."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.compiled import kernel
from sim.draws import decision, uniform
from sim.population.tables import columns
from sim.scenario import Section, parameter

COLUMNS = columns(
    "world.shift",
    former_fit=("f4", "0–1", "fit before the market shifted"),
)
ANEW = decision("shift.anew")


class Shift(Section):
    """When the market shifts, and how far."""

    week: int = parameter(
        0, unit="week", low=0, high=10_000, source="mission: off is absent", meaning="when it shifts; 0: never"
    )
    fit_share: float = parameter(
        0.6,
        unit="share",
        low=0,
        high=1,
        source="assumption",
        meaning="how much of an account's fit is that of another account afterwards",
    )
    price_factor: float = parameter(
        0.9,
        unit="ratio",
        low=0.01,
        high=100,
        source="assumption",
        meaning="prices of new contracts afterwards, against before",
    )


@kernel
def draw_anew(accounts, share, key):
    """Mix every account's fit with that of an account of the old market, drawn by its number."""
    for i in range(accounts.shape[0]):
        accounts[i].former_fit = accounts[i].fit
    for i in range(accounts.shape[0]):
        other = int(uniform(key, ANEW, i, 0) * accounts.shape[0])
        accounts[i].fit = (1.0 - share) * accounts[i].fit + share * accounts[other].former_fit


def happen(accounts: Any, nature: Any) -> None:
    """The market shifts; ``nature``: the row of the world's rules, whose price changes."""
    p, contracts = nature["market_shift"][0], nature["contracts"]
    draw_anew(accounts, float(p["fit_share"]), np.uint64(nature["now"]["key"][0]))
    contracts["price"] *= p["price_factor"]
