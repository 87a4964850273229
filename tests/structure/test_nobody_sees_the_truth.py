"""What is latent is read where it is perceived with an error, and elsewhere only for a reason given here (law 2)."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from sim.engine.model import ACCOUNT_COLUMNS
from tests.structure.sources import functions, modules, room

# Size, interest, promises and use are seen without error: too well, and docs/model.md says so in section 4.
LATENT = {
    "fit", "former_fit", "growth", "misreading", "deliberation", "curious",  # what an account is
    "success", "satisfaction", "decider_satisfaction", "skill", "care",  # how it fares
    "innate_risk", "decided", "returns_week", "ready_week", "spoilt", "heard", "expectation",  # what it will do
}  # fmt: skip
PERCEIVING = {"sim.organisation.belief", "sim.organisation.health"}  # they add the error

# (module, function, column): why it may be read there.
READ = {
    ("departments.field_sales", "_can_decide", "ready_week"): "the buyer says so: no decision before the path is gone",
    ("departments.early_close", "possible", "ready_week"): "as above",
    ("departments.early_close", "nearness", "ready_week"): "as above; model.md, section 4",
    ("departments.handover", "to_customer_success", "fit"): "a statistic, which no choice reads",
    ("departments.keeping", "seen_health", "misreading"): "the error of the health that is seen",
    ("departments.keeping", "seen_health", "success"): "with that error",
    ("departments.keeping", "seen_health", "satisfaction"): "with that error",
    ("departments.sessions", "_work", "success"): "a review finds out; members read it with an error, and it ages",
    ("organisation.care", "_class", "growth"): "with an error of its own, growth_error",
}
# Rules of the world that departments call, whose answer hangs on something latent: why they may have it.
HEARD = {
    "accepts_offer": "whether somebody accepts an offer is what happened",
    "decide": "a yes, a no, or neither is what happened",
    "stands_at": "believed_state adds an error to it",
    "clarity": "it makes what an hour does; members weigh hours with clarity_at",
}


def _of_accounts(tree: ast.Module, latent: set[str]) -> Iterator[tuple[str, str]]:
    """(function, latent column) for every reading of an account's column; rows of accounts are named ``a``."""
    for function in functions(tree):
        rows = {"a"} | {
            node.targets[0].id
            for node in ast.walk(function)
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
            and ast.unparse(node.value).startswith("accounts[")
        }  # fmt: skip
        for node in ast.walk(function):
            if isinstance(node, ast.Attribute):
                owner, name = ast.unparse(node.value), node.attr
            elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
                owner, name = ast.unparse(node.value), str(node.slice.value)
            else:
                continue
            read = isinstance(node.ctx, ast.Load)
            if read and name in latent and (owner in rows or owner == "accounts" or owner.startswith("accounts[")):
                yield function.name, name


def _readings(module: str, tree: ast.Module) -> set[tuple[str, str, str]]:
    return {(module.removeprefix("sim."), *found) for found in _of_accounts(tree, LATENT)}


def _choosing() -> list[str]:
    return [name for name in modules() if room(name) in ("departments", "organisation") and name not in PERCEIVING]


def test_latent_columns_exist() -> None:
    assert {column.name for column in ACCOUNT_COLUMNS} >= LATENT


def test_nothing_latent_is_read_but_for_a_reason() -> None:
    found = {each for module in _choosing() for each in _readings(module, modules()[module])}
    assert found == set(READ)


@pytest.mark.parametrize("reading", ["a.fit", 'a["fit"]', "accounts[i].fit", 'accounts["fit"][i]', "b.fit"])
def test_a_reading_is_found(reading: str) -> None:
    tree = ast.parse(f"def consider(a, accounts, i):\n    b = accounts[i]\n    fit = {reading}\n    return fit\n")
    assert _readings("sim.departments.inside_sales", tree) == {("departments.inside_sales", "consider", "fit")}


def _called() -> set[str]:
    """Rules of the world that departments and the organisation import."""
    return {
        alias.name
        for module in _choosing()
        for node in ast.walk(modules()[module])
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sim.world")
        for alias in node.names
    }


def _world() -> dict[str, ast.FunctionDef | ast.AsyncFunctionDef]:
    return {each.name: each for name, tree in modules().items() if room(name) == "world" for each in functions(tree)}


def _answers_with(name: str, seen: frozenset[str] = frozenset()) -> set[str]:
    """Latent columns that a rule of the world, or a rule it calls, reads."""
    if name in seen or name not in _world():
        return set()
    rule = _world()[name]
    found = {column for _, column in _of_accounts(ast.Module([rule], []), LATENT)}
    calls = {ast.unparse(node.func) for node in ast.walk(rule) if isinstance(node, ast.Call)}
    return found.union(*(_answers_with(each, seen | {name}) for each in calls))


def test_what_the_world_answers_to_departments_is_what_happened() -> None:
    asked = {name for name in _called() if name in _world()}
    answering = {name for name in asked
                 if any(isinstance(node, ast.Return) and node.value for node in ast.walk(_world()[name]))}  # fmt: skip
    assert {name for name in answering if _answers_with(name)} == set(HEARD)
