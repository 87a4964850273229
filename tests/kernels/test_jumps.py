"""Jumping to the machine code of a phase is calling it: for the tables at hand, with what it raises."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.compiled import addresses, jump, kernel, phase
from sim.engine import model as engine
from sim.engine.model import Model
from tests.kernels.rows import scenario
from tests.kernels.tiny_company import CHANGES


@phase
def add(into, tables):
    into[0] += tables[0][0]


@phase
def multiply(into, tables):
    if tables[0][0] < 0.0:
        raise ValueError("a negative factor")
    into[0] *= tables[0][0]


@phase
def tell(into, tables):
    return into[0]


@kernel
def jump_to_all(phases, tables):
    for each in phases:
        jump(each, tables)


def jumped(*phases: Any, into: float, by: float, kind: type = np.float64) -> Any:
    tables = np.array([into], kind), (np.array([by], kind), np.zeros((2, 2), kind))
    jump_to_all(addresses(phases, tables), tables)
    return tables[0][0]


def test_phases_are_lived_in_their_order() -> None:
    assert jumped(add, multiply, into=2.0, by=3.0) == 15.0
    assert jumped(multiply, add, into=2.0, by=3.0) == 9.0


def test_tables_of_each_type_have_machine_code_of_their_own() -> None:
    assert jumped(add, multiply, into=2.5, by=3.0, kind=np.float32) == np.float32(16.5)
    assert jumped(add, multiply, into=2.5, by=3.0) == 16.5


def test_what_a_phase_raises_arrives() -> None:
    with pytest.raises(ValueError, match="a negative factor"):
        jumped(add, multiply, into=2.0, by=-3.0)


def test_a_phase_that_gives_something_back_is_none() -> None:
    with pytest.raises(TypeError, match="gives nothing back"):
        jumped(tell, into=2.0, by=3.0)


def test_where_another_table_takes_a_place_its_machine_code_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """The types of a company's tables are not checked again where phases are jumped to."""
    looked_for: list[tuple[Any, ...]] = []

    def noted(phases: tuple[Any, ...], tables: tuple[Any, ...]) -> tuple[Any, ...]:
        looked_for.append(tables)
        return addresses(phases, tables)

    monkeypatch.setattr(engine, "addresses", noted)
    calm = ("organisation.people.yearly_leaving=0", "organisation.people.overload_leaving=0")
    model = Model(scenario(*CHANGES, *calm, "organisation.quota_weeks=52"))
    model.step()
    model.step()
    assert len(looked_for) == 1
    model.weekly = model.weekly.copy()
    model.step()
    assert len(looked_for) == 2
    assert looked_for[1][5] is model.weekly
