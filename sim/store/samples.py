"""Metrics of single replicates on disk: none is simulated twice, whichever claim or study asks for it, and what was
ended goes on where it was.

One SQLite file, ``results/memory/replicates.sqlite``, holds one row for each replicate that the code as it stands has
simulated; rows of other code are removed. It can be deleted at any time: what is missing is simulated again.
"""

from __future__ import annotations

import sqlite3
import time
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np

from sim.errors import StoreError
from sim.record.specifications import METRICS
from sim.store.files import writing
from sim.store.identity import simulation_digest

FOLDER, FILE = "memory", "replicates.sqlite"
SECONDS = 1.0  # of work that a kill may cost
_CHECK_BYTES = 4
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
        self._written = time.monotonic()
        with writing(folder):
            folder.mkdir(parents=True, exist_ok=True)
        with self._file() as file:
            file.execute(_TABLE)
            file.execute("delete from replicates where code != ?", (simulation_digest(),))

    def recall(self, company: str) -> dict[int, Mapping[str, float]]:
        """Metrics of a company by number of replicate; a row that was damaged is as if it were not there."""
        asked = "select replicate, metrics from replicates where code = ? and company = ?"
        with self._file() as file:
            rows = file.execute(asked, (simulation_digest(), company)).fetchall()
        found = ((replicate, _unpacked(blob)) for replicate, blob in rows)
        return {replicate: metrics for replicate, metrics in found if metrics is not None}

    def keep(self, company: str, replicate: int, metrics: Mapping[str, float]) -> None:
        """Remember one replicate, at the latest when flushed."""
        self._new.append((simulation_digest(), company, replicate, _packed(metrics)))
        if time.monotonic() - self._written > SECONDS:
            self.flush()

    def flush(self) -> None:
        """Write what was kept since the last time."""
        with self._file() as file:
            file.executemany("insert or replace into replicates values (?, ?, ?, ?)", self._new)
        self._new.clear()
        self._written = time.monotonic()

    @contextmanager
    def _file(self) -> Iterator[sqlite3.Connection]:
        """The file, opened for one transaction: no connection lives on into a forked worker."""
        try:
            with closing(sqlite3.connect(self.path, timeout=30.0)) as file, file:
                yield file
        except sqlite3.Error as error:
            raise StoreError(f"cannot use {self.path}: {error}", remedy="delete that file, or free space") from error


def _packed(metrics: Mapping[str, float]) -> bytes:
    values = np.array([metrics[name] for name in METRICS], dtype=np.float64).tobytes()
    return values + zlib.crc32(values).to_bytes(_CHECK_BYTES, "little")


def _unpacked(blob: bytes) -> dict[str, float] | None:
    values, check = blob[:-_CHECK_BYTES], blob[-_CHECK_BYTES:]
    if zlib.crc32(values).to_bytes(_CHECK_BYTES, "little") != check:
        return None
    return dict(zip(METRICS, np.frombuffer(values).tolist(), strict=True))
