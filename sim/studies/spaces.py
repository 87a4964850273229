"""From what an experiment file says of its space to checked axes, and to plain data and back."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sim.errors import ScenarioError
from sim.experiments.space import Axis, Space
from sim.scenario import Changes, Parameter, ScenarioBase, parameter_of, vary
from sim.scenario.words import value_text
from sim.studies import files
from sim.studies.files import AxisForm, Form, Stated, own_differences

AROUND = 0.5  # share of the scenario's value on either side
_LUCK = ("run.seed", "run.replications", "run.detailed", "run.checks")


def resolve(stated: Stated[Form], scenario: ScenarioBase) -> Space:
    """The axes of an experiment, each tried at its ends.

    Raises ScenarioError, with the line or the flag, for an unknown parameter, for values that it cannot have, and for
    what would change luck or is set by two axes.
    """
    axes = tuple(_axis(stated, scenario, name, form) for name, form in stated.form.space.items())
    _refuse_shared(stated, axes)
    return Space(axes)


def plain(space: Space) -> list[dict[str, Any]]:
    """The axes for a plan, as JSON has them."""
    return [asdict(axis) for axis in space.axes]


def from_plan(axes: Sequence[Mapping[str, Any]]) -> Space:
    """The space that a plan describes."""
    return Space(tuple(_made(axis) for axis in axes))


def _made(axis: Mapping[str, Any]) -> Axis:
    levels = axis["levels"]
    return Axis(**{**axis, "levels": None if levels is None else tuple((str(name), dict(at)) for name, at in levels)})


def value_at(axis: Axis, share: float) -> Any:
    """What stands for a point in the column of an axis: a single parameter's value, else the name of the level."""
    value = axis.changes(share).get(axis.name, axis.label(share))
    return value if isinstance(value, str | int | float) else value_text(value)


def around(parameter: Parameter) -> tuple[float, float] | None:
    """A plausible range: half as much and half as much again as the scenario's value, within the declared bounds.

    A share keeps to half of its distance from 0 and from 1, so that 0.9 moves between 0.85 and 0.95. None for what has
    no such range: texts, switches, lists, zeros.
    """
    value, low, high = parameter.default, parameter.low, parameter.high
    if isinstance(value, bool) or not isinstance(value, int | float) or value == 0:
        return None
    share = (low, high) == (0, 1) and parameter.type is float
    reach = AROUND * (min(value, 1 - value) if share else abs(value))
    ends = value - reach, value + reach
    if parameter.type is int:
        ends = math.floor(ends[0]), math.ceil(ends[1])
    ends = max(ends[0], -math.inf if low is None else low), min(ends[1], math.inf if high is None else high)
    return ends if ends[0] < ends[1] else None


def ranged(parameter: Parameter, low: float, high: float, *, logarithmic: bool = False) -> Axis:
    """An axis between two values of a numeric parameter."""
    whole = parameter.type is int
    return Axis(parameter.path, float(low), float(high), whole=whole, logarithmic=logarithmic)


def overlap(key: str, other: str) -> bool:
    """Whether one dotted key is the other or lies below it."""
    return f"{key}.".startswith(f"{other}.") or f"{other}.".startswith(f"{key}.")


def keys(axis: Axis) -> dict[str, tuple[str, ...]]:
    """What an axis sets, by dotted key, and where an experiment file says so below the axis."""
    if axis.levels is None or all(set(changes) == {axis.name} for _, changes in axis.levels):
        return {axis.name: ()}
    return {key: ("levels", label) for label, changes in axis.levels for key, _ in files.leaves(changes)}


def _refuse_shared(stated: Stated[Form], axes: Sequence[Axis]) -> None:
    """Refuse an axis that sets what another sets: the later one would win at every point."""
    for place, axis in enumerate(axes):
        for key, where in keys(axis).items():
            twice = [other.name for other in axes[:place] if any(overlap(key, taken) for taken in keys(other))]
            if twice:
                remedy = f"vary each parameter on one axis; {twice[0]} sets it too"
                raise stated.error(("space", axis.name, *where, key), "is set by two axes", remedy)


def _refuse_luck(stated: Stated[Form], name: str, key: str, *where: str) -> None:
    if any(overlap(key, luck) for luck in _LUCK):
        raise stated.error(
            ("space", name, *where), "cannot be varied", "luck is the same at every point; say --seed or --replications"
        )  # fmt: skip


def _axis(stated: Stated[Form], scenario: ScenarioBase, name: str, form: AxisForm) -> Axis:
    if form.levels is not None:
        return _levels(stated, scenario, name, form.levels)
    _refuse_luck(stated, name, name)
    try:
        parameter = parameter_of(scenario, name)
    except ScenarioError as error:
        raise stated.blame(("space", name), error) from None
    if form.values is not None:
        axis = Axis(name, levels=tuple((value_text(value), {name: value}) for value in form.values))
        _try(stated, scenario, name, [changes for _, changes in axis.levels or ()], "values")
        return axis
    axis = _range(stated, parameter, form)
    _try(stated, scenario, name, [axis.changes(0.0)], "low")
    _try(stated, scenario, name, [axis.changes(1.0)], "high")
    return axis


def _range(stated: Stated[Form], parameter: Parameter, form: AxisForm) -> Axis:
    loc = ("space", parameter.path)
    if parameter.type not in (int, float):
        raise stated.error(loc, "is no number", "give a list of values")
    if form.low is not None and form.high is not None:
        if parameter.type is int and not (form.low.is_integer() and form.high.is_integer()):
            raise stated.error(loc, "has whole numbers alone", "give whole numbers as `low` and `high`")
        return ranged(parameter, form.low, form.high, logarithmic=form.scale == "log")
    ends = (parameter.low, parameter.high) if form.range == "declared" else around(parameter)
    if ends is None or ends[0] is None or ends[1] is None:
        raise stated.error(loc, f"has no range that could be {form.range}", "give `low` and `high`")
    return ranged(parameter, ends[0], ends[1])


def _levels(stated: Stated[Form], scenario: ScenarioBase, name: str, levels: Mapping[str, Any]) -> Axis:
    made: list[tuple[str, Changes]] = []
    for label, level in levels.items():
        changes = own_differences(stated.path(level)) if isinstance(level, str) else level
        for key, _ in files.leaves(changes):
            _refuse_luck(stated, name, key, "levels", label, key)
        _try(stated, scenario, name, [changes], "levels", label)
        made.append((label, dict(changes)))
    return Axis(name, levels=tuple(made))


def _try(
    stated: Stated[Form], scenario: ScenarioBase, name: str, tried: Sequence[Changes], *place: str
) -> None:  # fmt: skip
    """Refuse changes that make no valid scenario, at the place in the file that says them."""
    for number, changes in enumerate(tried):
        try:
            vary(scenario, changes)
        except ScenarioError as error:
            where: list[str | int] = ["space", name, *place]
            raise stated.blame([*where, number] if len(tried) > 1 else where, error) from None
