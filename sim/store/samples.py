"""Metrics of single replicates on disk: none is simulated twice, whichever claim or study asks for it, and what was
interrupted goes on where it was.

One SQLite file, ``results/memory/replicates.sqlite``, holds one row for each replicate that the code as it stands has
simulated; rows of other code are removed. It can be deleted at any time: what is missing is simulated again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np

from sim.errors import StoreError
from sim.record.specifications import METRICS
from sim.store.identity import simulation_digest
from sim.store.runs import writing

FOLDER, FILE = "memory", "replicates.sqlite"
BATCH = 50  # rows written at once: a few seconds of work
_TABLE = (
    "create table if not exists replicates (code text, company text, replicate integer, metrics blob, "
    "primary key (code, company, replicate))"
)


class Samples:
    """Metrics by company (a scenario and its seed) and number of replicate; a `Memory` of the laboratory."""

    def __init__(self, out: Path) -> None:
        """Use the file beneath a results folder, or make it. Raises StoreError where it cannot be read or written."""
        folder = out / FOLDER
        self.path = folder / FILE
        self._new: list[tuple[str, str, int, bytes]] = []
        with writing(folder):
            folder.mkdir(parents=True, exist_ok=True)
        with self._file() as file:
            file.execute(_TABLE)
            file.execute("delete from replicates where code != ?", (simulation_digest(),))

    def recall(self, company: str) -> dict[int, Mapping[str, float]]:
        """Metrics of a company by number of replicate."""
        asked = "select replicate, metrics from replicates where code = ? and company = ?"
        with self._file() as file:
            rows = file.execute(asked, (simulation_digest(), company)).fetchall()
        return {replicate: dict(zip(METRICS, np.frombuffer(blob).tolist(), strict=True)) for replicate, blob in rows}

    def keep(self, company: str, replicate: int, metrics: Mapping[str, float]) -> None:
        """Remember one replicate, at the latest when flushed."""
        blob = np.array([metrics[name] for name in METRICS], dtype=np.float64).tobytes()
        self._new.append((simulation_digest(), company, replicate, blob))
        if len(self._new) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Write what was kept since the last time."""
        with self._file() as file:
            file.executemany("insert or replace into replicates values (?, ?, ?, ?)", self._new)
        self._new.clear()

    @contextmanager
    def _file(self) -> Iterator[sqlite3.Connection]:
        """The file, opened for one transaction: no connection lives on into a forked worker."""
        try:
            with closing(sqlite3.connect(self.path, timeout=30.0)) as file, file:
                yield file
        except sqlite3.Error as error:
            raise StoreError(f"cannot use {self.path}: {error}", remedy="delete that file, or free space") from error
