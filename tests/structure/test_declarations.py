"""One name, one owner, one list: decisions, columns, the week; and small files of small functions (habits 1 to 5)."""

from __future__ import annotations

import ast
import zlib
from collections import Counter

import pytest

from sim.draws import decision, decisions
from sim.engine import model as engine
from sim.engine.week import WEEK
from sim.flows import DECLARED, Flow
from sim.kinds import MEANING, Kind
from sim.population.tables import Column, columns, layout
from sim.stages import ALLOWED, CRITERIA, Stage
from tests.structure.sources import PACKAGE, functions, modules

LONGEST_FILE, LONGEST_FUNCTION = 300, 45


def test_the_week_is_one_list() -> None:
    assert [phase.__name__ for phase in WEEK] == [
        "clock", "market_responds", "marketing", "inside_sales", "field_sales", "customer_success", "customers_live",
        "record",
    ]  # fmt: skip


def _named_decisions() -> Counter[str]:
    """Names given to ``decision(...)`` anywhere in the package."""
    calls = [node for tree in modules().values() for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return Counter(
        call.args[0].value
        for call in calls
        if ast.unparse(call.func).split(".")[-1] == "decision" and isinstance(call.args[0], ast.Constant)
    )


def test_every_decision_is_registered_once() -> None:
    named = _named_decisions()
    assert set(named.values()) == {1}
    assert {name for name in decisions() if not name.startswith(("test.", "benchmark."))} == set(named)
    assert len(set(decisions().values())) == len(decisions())
    assert decisions()["market.arrival"] == zlib.crc32(b"market.arrival")


def test_a_name_cannot_be_registered_twice() -> None:
    before = decisions()
    with pytest.raises(ValueError, match=r"market\.arrival.*registered already"):
        decision("market.arrival")
    assert decisions() == before


@pytest.mark.parametrize("table", ["ACCOUNT", "MEMBER"])
def test_every_column_has_one_owner_that_is_a_module(table: str) -> None:
    declared: tuple[Column, ...] = getattr(engine, f"{table}_COLUMNS")
    assert Counter(column.name for column in declared) == Counter(getattr(engine, table).names)
    for column in declared:
        assert f"sim.{column.owner}" in modules(), column
        assert column.meaning, column
        assert column.unit, column


def test_two_owners_of_one_column_are_refused() -> None:
    twice = (*columns("world.market", stage=("u1", "-", "here")), *columns("world.talk", stage=("u1", "-", "there")))
    with pytest.raises(ValueError, match=r"'stage' is owned by world\.market and by world\.talk"):
        layout(twice)


def test_every_column_that_a_module_declares_is_in_a_table() -> None:
    """A mechanism whose columns nobody composed would write into nothing."""
    declaring = {
        name.removeprefix("sim.")
        for name, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "columns"
    }
    assert declaring == {column.owner for column in (*engine.ACCOUNT_COLUMNS, *engine.MEMBER_COLUMNS)}


def test_stages_flows_and_entries_are_declared_in_full() -> None:
    assert list(CRITERIA) == list(Stage)
    assert list(DECLARED) == list(Flow)
    assert list(MEANING) == list(Kind)
    assert ALLOWED.shape == (len(Stage), len(Stage))
    assert not ALLOWED.diagonal().any(), "staying is no move"


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_files_and_functions_are_small(path: object) -> None:
    text = path.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    assert text.count("\n") <= LONGEST_FILE
    assert not {each.name: _lines(each) for each in functions(ast.parse(text)) if _lines(each) > LONGEST_FUNCTION}


def _lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of the body without its docstring; the formatter gives every argument of a kernel a line of its own, and
    those say nothing about how much a function does.
    """
    first = function.body[1:2] if ast.get_docstring(function) else function.body[:1]
    return (function.end_lineno or 0) - first[0].lineno + 1 if first else 0
