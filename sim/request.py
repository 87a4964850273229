"""What is asked of an experiment, and who hears how it goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.experiments.executors import Progress, Workers

RESULTS = Path("results")


class Watcher:
    """Hears how an experiment goes; this one keeps silent."""

    def note(self, text: str) -> None:
        """Hear something worth saying once."""

    def progress(self, label: str) -> Progress:
        """A callback for one series of replicates."""
        return lambda done, failed, planned: None


@dataclass(frozen=True)
class Request:
    """What to run: one scenario, or several to compare with the first.

    ``replications`` and ``seed`` of None are the first scenario's own. ``strictness``: points of the strictness grid, 0
    for none. ``jobs``: processes of this machine (None: every core), or a cluster's address. ``lang``: language of
    figures and report. ``anew``: simulate even what is stored.
    """

    paths: Sequence[str | Path]
    replications: int | None = None
    seed: int | None = None
    overrides: Sequence[str] = ()
    jobs: Workers | None = None
    out: Path = RESULTS
    lang: str = "en"
    strictness: int = 0
    anew: bool = False
