"""Carrying out a study from the command line, and printing what one found."""

from __future__ import annotations

import sys
from typing import Any

from sim.report import study as pages
from sim.store.runs import StoredRun
from sim.studies.order import Order, perform
from sim.terminal import output, tables
from sim.terminal.progress import TerminalWatcher

_FACTS = (
    "kind", "tasuki", "scenario", "seed", "replications", "run", "hash", "plan", "failed", "question", "findings",
)  # fmt: skip


def carry_out(order: Order, *, as_json: bool) -> int:
    """Perform an order, print what was found and where the report is; returns how many replicates failed."""
    watcher = TerminalWatcher()
    try:
        stored = perform(order, watcher)
    except KeyboardInterrupt:
        watcher.note("companies simulated so far are kept; the same command goes on from here")
        raise
    finally:
        watcher.close()
    show(stored, as_json=as_json, lang=order.lang)
    print(stored.path / "report.html", file=sys.stderr if as_json else sys.stdout)
    failures = stored.manifest["failures"]
    if failures:
        watcher.note(f"the first that failed: {failures[0]['error']}")
    return len(failures)


def show(stored: StoredRun, *, as_json: bool, lang: str) -> None:
    """Print a stored study."""
    if as_json:
        output.print_json(summary(stored.study))
    else:
        _print(stored.study, lang)


def summary(study: dict[str, Any]) -> dict[str, Any]:
    """What ``--json`` prints of a study."""
    return {**{key: study[key] for key in _FACTS}, **study["content"]}


def _print(study: dict[str, Any], lang: str) -> None:
    out = tables.console()
    facts = f"(seed {study['seed']}, n = {study['replications']}, Tasuki {study['tasuki']})"
    title = f"{pages.kind(study)[lang]}: {study['title'][lang]}  {facts}"
    out.print(title, style="bold", markup=False)
    out.print(study["question"][lang], markup=False)
    for table in study["tables"]:
        drawn = tables.blank(*(column[lang] for column in table["columns"]), title=table["caption"][lang])
        for row in table["rows"]:
            drawn.add_row(*(tables.escaped(cell if isinstance(cell, str) else cell[lang]) for cell in row))
        out.print(drawn)
    for finding in study["findings"]:
        out.print(f"• {finding[lang]}", markup=False)
