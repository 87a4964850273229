"""Uncertain parameters: draws that a calibration found equally likely, of which replicate r takes draw r.

So whatever runs a scenario carries the doubt about its parameters along, and arms with the same draws are paired in
them as in their luck.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from pydantic import model_validator

from sim.errors import ScenarioError
from sim.scenario import Section, parameter, parameter_of, problem, vary

if TYPE_CHECKING:
    from sim.engine.company import Scenario

_FOUND = "a calibration"


class Drawn(Section):
    """One parameter that is not known exactly."""

    key: str = parameter(..., unit="-", source=_FOUND, meaning="dotted key of the parameter, a number")
    fitted: float = parameter(
        ..., unit="the parameter's", low=-1e12, high=1e12, source=_FOUND,
        meaning="value for which the draws stand in; where the scenario now has another value, that one holds",
    )  # fmt: skip
    draws: tuple[float, ...] = parameter(
        ..., unit="the parameter's", low=-1e12, high=1e12, source=_FOUND,
        meaning="equally likely values; replicate r takes the r-th, and begins again after the last",
    )  # fmt: skip


class Posterior(Section):
    """What is not known of parameters: joint draws, the r-th of all of them together for replicate r."""

    enabled: bool = parameter(
        True, unit="switch", source="convention", meaning="whether replicates take draws; off: the values above hold"
    )
    parameters: tuple[Drawn, ...] = parameter(
        (), unit="-", source="none is uncertain until it is calibrated", meaning="parameters with draws"
    )

    @model_validator(mode="after")
    def _joint(self) -> Self:
        keys = [one.key for one in self.parameters]
        if len(set(keys)) < len(keys):
            raise problem("parameters", "names a parameter twice", "give each once")
        if len({len(one.draws) for one in self.parameters} - {0}) > 1 or any(not one.draws for one in self.parameters):
            raise problem("parameters", "has draws of different lengths", "give every parameter equally many draws")
        return self


def drawn(company: Scenario, replicate: int) -> Scenario:
    """The company as this replicate lives it: uncertain parameters at their draw.

    A parameter whose value is no longer the fitted one was set anew, by a sweep or an override, and stays as it is.
    Raises ScenarioError for a key that is no number of the scenario.
    """
    if not company.posterior.enabled or not company.posterior.parameters:
        return company
    changes = {one.key: one.draws[replicate % len(one.draws)] for one in uncertain(company)}
    return vary(company, {key: _typed(company, key, value) for key, value in changes.items()})


def uncertain(company: Scenario) -> list[Drawn]:
    """The parameters whose draws hold: those that still have their fitted value."""
    posterior = company.posterior
    return [one for one in posterior.parameters if posterior.enabled and _value(company, one.key) == one.fitted]


def _value(company: Scenario, key: str) -> Any:
    """A number of the scenario. Raises ScenarioError for a key that is none."""
    value: Any = company
    try:
        for name in key.split("."):
            value = value[name] if isinstance(value, Mapping) else _part(value, name)
    except (KeyError, IndexError, AttributeError, ValueError):
        parameter_of(company, key)  # says which key was meant
        raise
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ScenarioError("is no number and cannot be drawn", key="posterior.parameters", value=key)
    return value


def _part(value: Any, name: str) -> Any:
    return value[int(name)] if isinstance(value, tuple) else getattr(value, name)


def _typed(company: Scenario, key: str, value: float) -> float | int:
    return round(value) if isinstance(_value(company, key), int) else value
