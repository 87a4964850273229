"""What is printed when a run or comparison has ended."""

from __future__ import annotations

import sys

from sim.store.runs import StoredRun
from sim.terminal import output, tables


def show(stored: StoredRun, *, as_json: bool, lang: str) -> str | None:
    """Print the summary and the report's path; returns what is to be said of replicates that failed, if any did."""
    summary(stored, as_json=as_json, lang=lang)
    print(stored.path / "report.html", file=sys.stderr if as_json else sys.stdout)
    failures = stored.manifest["failures"]
    if not failures:
        return None
    first = f"{failures[0]['arm']} {failures[0]['replicate']}: {failures[0]['error']}"
    return f"{len(failures)} replicates failed and are left out; the first is {first}"


def summary(stored: StoredRun, *, as_json: bool, lang: str) -> None:
    """Print the summary of a stored run."""
    if as_json:
        output.print_json(output.summary(stored.bundle))
    else:
        tables.show_bundle(stored.bundle, lang)
