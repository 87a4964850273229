"""Patterns that are theory: their scenarios, and the bands that their files state."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sim.engine.company import Scenario
from sim.experiments.arm_files import scenario
from sim.experiments.patterns import bands
from sim.experiments.patterns import files as patterns
from sim.experiments.statistics import Estimate

FOLDER = Path(__file__).parents[2] / "scenarios" / "patterns"


def arm(pattern: str, name: str, *overrides: str) -> Any:
    """The scenario of one arm."""
    path = FOLDER / f"{pattern}.yaml"
    return scenario(patterns.read(path), path, Scenario, name, overrides)


def outside(pattern: str, name: str, found: dict[str, float]) -> list[str]:
    """Measures of an arm that lie outside the bands in the pattern's file."""
    rows = [row for row in patterns.read(FOLDER / f"{pattern}.yaml").rows if row.arm == name and row.band is not None]
    assert rows
    values = {row.metric: (found[row.metric], row.band) for row in rows}
    return [
        metric
        for metric, (value, band) in values.items()
        if band is not None and bands.verdict(Estimate(value, value, value, 1), band) != bands.INSIDE
    ]
