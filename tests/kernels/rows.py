"""Rows and records for trying single kernels."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.engine.company import Scenario
from sim.engine.model import Model
from sim.flows import Flow
from sim.incentives.worth import WEIGHTS
from sim.population.tables import record
from sim.scenario import Section, load
from tests.kernels.tiny_company import ROOT


def scenario(*changes: str, name: str = "siloed") -> Scenario:
    """A shipped scenario with ``--set`` changes."""
    return load(ROOT / "scenarios" / f"{name}.yaml", Scenario, changes)


def company(*changes: str, name: str = "siloed") -> Model:
    """A model before its first week."""
    return Model(scenario("market.accounts=600", "opening.customers=250", *changes, name=name))


def numbers(section: Section) -> Any:
    """A section's numbers as kernels read them."""
    return np.atleast_1d(record(section))[0]


def shaken(model: Model, **ranges: tuple[float, float]) -> Any:
    """The model's accounts with the named columns drawn afresh, evenly between two bounds."""
    luck = np.random.default_rng(7)
    for column, (low, high) in ranges.items():
        drawn = luck.uniform(low, high, len(model.accounts))
        model.accounts[column] = np.floor(drawn) if model.accounts[column].dtype.kind in "iu" else drawn
    return model.accounts


def weights(**flows: float) -> np.ndarray:
    """Weights of the named flows for a member who does not ask whom an order is with."""
    worth = np.zeros(WEIGHTS)
    for name, value in flows.items():
        worth[Flow[name]] = value
    return worth
