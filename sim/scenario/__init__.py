"""Scenarios: one declaration of every parameter, YAML layers on top of it, and a frozen result."""

from sim.scenario.files import by_key, digest, dump, load
from sim.scenario.identity import ScenarioBase, Words
from sim.scenario.lookup import parameter_of, parameters
from sim.scenario.parameter import (
    REQUIRED,
    FrozenDict,
    Parameter,
    Section,
    declaration,
    declared,
    parameter,
    problem,
)
from sim.scenario.variation import Changes, vary

__all__ = [
    "REQUIRED",
    "Changes",
    "FrozenDict",
    "Parameter",
    "ScenarioBase",
    "Section",
    "Words",
    "by_key",
    "declaration",
    "declared",
    "digest",
    "dump",
    "load",
    "parameter",
    "parameter_of",
    "parameters",
    "problem",
    "vary",
]
