"""Loads the shipped scenarios, cut down to the size of a test."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sim.engine.company import Scenario
from sim.engine.model import Model
from sim.scenario import load

SCENARIOS = Path(__file__).parents[2] / "scenarios"


def scenario(name: str = "siloed", **changes: Any) -> Scenario:
    """A shipped scenario with changes; ``a__b=1`` stands for ``--set a.b=1``."""
    overrides = [f"{key.replace('__', '.')}={str(value).lower()}" for key, value in changes.items()]
    return load(SCENARIOS / f"{name}.yaml", Scenario, overrides)


def lived(name: str = "siloed", replicate: int = 0, **changes: Any) -> Model:
    """The model of such a scenario after its horizon, with every move and amount in its books."""
    return Model(scenario(name, **changes), replicate, detail=True).run()
