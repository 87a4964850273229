"""Imports point one way (habit 6), and no outcome rule can reach a KPI, a policy or a motive (law 1)."""

from __future__ import annotations

import pytest

from tests.structure.sources import SIGHTED, imports, modules, room

# A room imports only from lines above its own; rooms of one line do not know each other.
ORDER = (
    ("errors", "interrupts", "stages", "kinds", "flows", "compiled", "versions"),
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
    ("request",),
    ("orders",),
    ("conduct",),
    ("studies",),
    ("api", "terminal"),
    ("commands",),
    ("cli", "evidence"),
)
LINE = {name: line for line, names in enumerate(ORDER) for name in names}
DEPARTMENTS = {"marketing", "inside_sales", "field_sales", "customer_success"}


def test_every_room_has_its_line() -> None:
    assert {room(module) for module in modules()} - {"sim"} == set(LINE)


@pytest.mark.parametrize("module", [name for name in modules() if name != "sim"])
def test_rooms_import_from_lines_above_their_own(module: str) -> None:
    own = room(module)
    others = {other for other in imports(module) if room(other) not in (own, "sim")}
    wrong = sorted(other for other in others if LINE[room(other)] >= LINE[own])
    assert not wrong, f"{module} imports {', '.join(wrong)}, which may not lie above {own}"


@pytest.mark.parametrize("module", sorted(f"sim.departments.{name}" for name in DEPARTMENTS))
def test_departments_meet_only_at_the_handover(module: str) -> None:
    met = {other.split(".")[2] for other in imports(module) if room(other) == "departments"}
    assert not met & DEPARTMENTS


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
