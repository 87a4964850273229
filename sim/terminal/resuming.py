"""Going on with what was interrupted or killed: who does so for which kind of run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from sim import conduct, orders
from sim.experiments.executors import Workers
from sim.store import catalogue, judgements
from sim.store.runs import COMPLETE, StoredRun
from sim.studies import order as studies
from sim.terminal import folders, judging, outcome, studying
from sim.terminal.progress import TerminalWatcher

Resume = Callable[[StoredRun, Mapping[str, Any], Workers | None, bool], str | None]
"""From a run, what its manifest keeps of the order, workers and whether JSON is printed, to what is to be said of
replicates that failed.
"""


def resume(root: Path, reference: str, jobs: Workers | None, *, as_json: bool) -> str | None:
    """Go on with the run that ``reference`` names, and print what it comes to.

    Returns what is to be said of replicates that failed, if any did. Raises StoreError for a run that does not exist,
    does not say what was asked for, or was begun by other code.
    """
    run = catalogue.find(root, reference, unfinished=True)
    if run.state == COMPLETE:
        TerminalWatcher().note("Nothing is left to do")
    return RESUMED_BY.get(run.kind, _study)(run, orders.order_of(run), jobs, as_json)


def _run(run: StoredRun, order: Mapping[str, Any], jobs: Workers | None, as_json: bool) -> str | None:
    watcher = TerminalWatcher()
    try:
        stored = conduct.resume(run, jobs, watcher)
    finally:
        watcher.close()
    return outcome.show(stored, as_json=as_json, lang=order["lang"])


def _study(run: StoredRun, order: Mapping[str, Any], jobs: Workers | None, as_json: bool) -> str | None:
    return folders.lost(studying.carry_out(studies.kept(run, jobs), as_json=as_json))


def _claims(run: StoredRun, order: Mapping[str, Any], jobs: Workers | None, as_json: bool) -> str | None:
    asked = judging.Order(order["ids"], order["overrides"], order["fixed"])
    out, lang = run.path.parents[1], order["lang"]
    return judging.judge_claims(asked, jobs, out, as_json=as_json, lang=lang, goes_on=run)


# All other kinds are studies: `sim.studies` knows them by their files.
RESUMED_BY: Mapping[str, Resume] = {orders.RUN: _run, orders.COMPARISON: _run, judgements.FOLDER: _claims}
