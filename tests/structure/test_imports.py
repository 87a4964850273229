"""Imports point one way (habit 6), and no outcome rule can see a KPI, a policy or a motive (law 1)."""

from __future__ import annotations

import ast
from typing import Any

import numpy as np
import pytest

from sim.engine.company import Scenario
from sim.engine.model import ACCOUNT, ACCOUNT_COLUMNS, Model
from sim.incentives.pay import Kpi, Motivation
from sim.organisation.policies import Policies
from sim.scenario import Section
from tests.structure.sources import imports, modules, room

# A room imports only from lines above its own; rooms of one line do not know each other.
ORDER = (
    ("errors", "stages", "kinds", "flows", "compiled"),
    ("draws", "scenario"),
    ("population",),
    ("kernels",),
    ("world", "incentives", "organisation"),
    ("departments",),
    ("record",),
    ("engine",),
    ("experiments",),
    ("store",),
    ("report",),
    ("api",),
    ("conduct",),
    ("terminal",),
    ("cli", "evidence"),
)
UPWARDS = {"sim.api": {"sim.conduct"}}  # when called, the public functions call the conductor, who knows their types
LINE = {name: line for line, names in enumerate(ORDER) for name in names}
DEPARTMENTS = {"marketing", "inside_sales", "field_sales", "customer_success"}
SIGHTED = {"incentives", "organisation", "departments"}  # who knows what is paid, allowed and wanted


def test_every_room_has_its_line() -> None:
    assert {room(module) for module in modules()} - {"sim"} == set(LINE)


@pytest.mark.parametrize("module", [name for name in modules() if name != "sim"])
def test_rooms_import_from_lines_above_their_own(module: str) -> None:
    own = room(module)
    others = {other for other in imports(module) if room(other) not in (own, "sim")}
    wrong = sorted(other for other in others if LINE[room(other)] >= LINE[own] and other not in UPWARDS.get(module, ()))
    assert not wrong, f"{module} imports {', '.join(wrong)}, which may not lie above {own}"


@pytest.mark.parametrize("module", sorted(f"sim.departments.{name}" for name in DEPARTMENTS))
def test_departments_meet_only_at_the_handover(module: str) -> None:
    met = {other.split(".")[2] for other in imports(module) if room(other) == "departments"}
    assert met <= {"desk", "dialogue", "handover"}


def _reached(module: str) -> set[str]:
    """Everything that importing a module brings in."""
    reached, open_ = set(), [module]
    while open_:
        for other in imports(open_.pop()) - reached - {"sim"}:
            reached.add(other)
            open_.append(other)
    return reached


@pytest.mark.parametrize("module", [name for name in modules() if room(name) in ("world", "population", "kernels")])
def test_no_outcome_rule_reaches_incentives_or_the_organisation(module: str) -> None:
    assert not {room(other) for other in _reached(module)} & SIGHTED


@pytest.mark.parametrize("module", [name for name in modules() if room(name) in ("incentives", "organisation")])
def test_what_members_expect_and_believe_does_not_come_from_the_worlds_rules(module: str) -> None:
    """Law 2: beliefs may be right about the world, and never by reading it."""
    assert "world" not in {room(other) for other in _reached(module)}


def _names(dtype: np.dtype[Any], prefix: str = "") -> set[str]:
    """Names of all fields of a record, those of nested records too."""
    found: set[str] = set()
    for name in dtype.names or ():
        inner = dtype[name].base
        found |= {name} | _names(inner)
    return found


def _declared(section: type[Section]) -> set[str]:
    values = section.model_construct() if section is Kpi else section()
    found: set[str] = set()
    for name in section.model_fields:
        inner = getattr(values, name, None)
        found |= {name} | (_declared(type(inner)) if isinstance(inner, Section) else set())
    return found


def test_what_the_world_is_given_holds_no_policy_kpi_or_motive() -> None:
    hidden = _declared(Policies) | _declared(Motivation) | _declared(Kpi) | {"choice", "policies", "kpis", "worth"}
    assert {"refuse_below", "temperature", "weight", "inside_sales_to_field_sales"} <= hidden
    model = Model(Scenario.model_validate({"market": {"accounts": 100}, "opening": {"customers": 5}}))
    assert not _names(np.asarray(model.world).dtype) & hidden
    assert not _names(np.asarray(model.channels).dtype) & hidden
    assert _names(np.asarray(model.rules).dtype) & hidden, "the test would see a policy if one were there"
    assert not set(ACCOUNT.names or ()) & (hidden - {"worth"}), "an account's worth is its discounted ledger"
    assert not {column.owner.split(".")[0] for column in ACCOUNT_COLUMNS} & {"incentives"}


GIVEN_TO_THE_WORLD_NEVER = {"rules", "policies", "choice", "worth", "terms", "w", "beliefs", "company"}


def _calls_into_the_world(tree: ast.Module) -> list[ast.Call]:
    """Calls of functions that a module imported from the world."""
    functions = {alias.asname or alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)
                 and (node.module or "").startswith("sim.world") for alias in node.names}  # fmt: skip
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [call for call in calls if ast.unparse(call.func).split(".")[0] in functions]


@pytest.mark.parametrize("module", [n for n in modules() if room(n) in ("departments", "organisation", "engine")])
def test_nobody_hands_a_policy_or_a_motive_to_the_world(module: str) -> None:
    """Whoever calls a rule of the world passes parts of the rules that are the world's own, never the rest."""
    for call in _calls_into_the_world(modules()[module]):
        given = [*call.args, *(keyword.value for keyword in call.keywords)]
        last_names = {ast.unparse(each).split("[")[0].split(".")[-1] for each in given
                      if isinstance(each, ast.Name | ast.Attribute | ast.Subscript)}  # fmt: skip
        handed = last_names & GIVEN_TO_THE_WORLD_NEVER
        allowed = {"company"} if module == "sim.engine.model" else set()
        assert not handed - allowed, f"{module}, line {call.lineno}: {ast.unparse(call.func)} is given {handed}"


# What customers are, feel and do is the world's to write. Departments call its verbs; these two they write themselves.
WRITTEN_BY_DEPARTMENTS = {
    "tickets": "requests that customer success answered no longer wait",
    "ready_week": "field sales notes when the approval path will be through; its length is the world's",
}


def _written(tree: ast.Module) -> set[str]:
    """Attributes and named columns that a module assigns."""
    found: set[str] = set()
    stored = (node for node in ast.walk(tree) if isinstance(getattr(node, "ctx", None), ast.Store))
    for node in stored:
        if isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
            found.add(str(node.slice.value))
    return found


@pytest.mark.parametrize("module", [name for name in modules() if room(name) in SIGHTED])
def test_nobody_who_knows_incentives_writes_an_outcome(module: str) -> None:
    owners = ("world", "population", "kernels")
    outcomes = {column.name for column in ACCOUNT_COLUMNS if column.owner.split(".")[0] in owners}
    assert {"success", "satisfaction", "adoption", "fit", "stage", "revenue", "ended_week"} <= outcomes
    assert not _written(modules()[module]) & outcomes - set(WRITTEN_BY_DEPARTMENTS)
