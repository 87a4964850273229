"""The folder of a judging while it is under way: its manifest keeps the order, so that it can be gone on with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sim import interrupts
from sim.errors import StoreError
from sim.store import judgements
from sim.store.runs import RunFolder, StoredRun


@contextmanager
def judging(
    out: Path, kind: str, order: Mapping[str, Any], fingerprints: Sequence[str], lang: str, goes_on: StoredRun | None
) -> Iterator[RunFolder]:
    """The folder of judging what has these fingerprints; it records how that ended.

    Raises StoreError where another process is at it, and where what ``goes_on`` began with has changed since.
    """
    manifest = judgements.manifest(kind, order, fingerprints, lang)
    if goes_on is not None and goes_on.id != manifest["run"]:
        raise StoreError(
            f"the {kind} have changed since {goes_on.path} was begun",
            remedy="run the command again; what has not changed is not simulated again",
        )
    with interrupts.held(), RunFolder(out, kind, manifest) as folder, interrupts.released():
        yield folder
    interrupts.check()


def lost(count: int) -> str | None:
    """What is to be said of so many replicates that failed."""
    return f"{count} replicates failed and are left out" if count else None
