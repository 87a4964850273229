"""A small company whose CRM is watched, and its export in a folder."""

from __future__ import annotations

from functools import cache

from sim.crm.observe import observe
from sim.engine.company import Scenario
from sim.scenario import vary

SMALL = {"market.accounts": 1500, "run.years": 1.0, "opening.customers": 60}


def company(**more):
    return vary(Scenario(), SMALL | more)


@cache
def watched():
    """Records and moves of one replicate."""
    return observe(company(), 0)


def write(folder, **tables):
    """Write CSV files, each given as its text."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder
