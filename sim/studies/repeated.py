"""Rows of a CRM export that are there twice, where no rule says which of them counts: refused.

Leads and deals that are listed twice are repaired and counted by `sim.crm.tables.RULES`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from pathlib import Path

from sim.crm.mapping import Mapping
from sim.crm.reading import shortened
from sim.crm.tables import Reading, Table, table
from sim.errors import ScenarioError


def refuse(folder: Path, mapping: Mapping) -> None:
    """Raise ScenarioError where a subscription has two rows, or a whole row of renewals or measured use is repeated."""
    reading = Reading(folder, mapping)
    for name in ("subscriptions", "renewals", "usage"):
        twice = [one for one, count in Counter(_rows(name, table(reading, name))).items() if count > 1]
        if twice:
            shown = shortened([" ".join(map(str, one)) if isinstance(one, tuple) else str(one) for one in twice])
            raise ScenarioError(
                f"has {len(twice):,} rows more than once", file=str(reading.path(name)), value=shown,
                remedy="leave one of each: they would count twice",
            )  # fmt: skip


def _rows(name: str, found: Table) -> Sequence[Hashable]:
    """What must not be there twice. Use that is not measured may be: somebody came twice on a day."""
    if name == "subscriptions":
        return [one for one in found.get("subscription_id", []) if one]
    if not found or (name == "usage" and "use" not in found):
        return []
    return list(zip(*found.values(), strict=True))
