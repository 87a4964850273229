"""What has been simulated of a run so far, so that it goes on from there whenever and however it was ended.

A part is a compressed NumPy archive of the replicates of about a second, put in place in one step. One that cannot be
read is removed, and its replicates are simulated again.
"""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from sim.record.results import Detail, Replicate
from sim.record.specifications import METRICS
from sim.store.files import replace_bytes
from sim.store.runs import PARTS

SECONDS = 1.0
_STACKED = ("weekly", "cohorts", "fit_histogram", "ltv_quantiles")
_LOGS = ("customers", "moves", "ledger", "life")
Key = tuple[str, int]
"""Arm and number of a replicate."""


class Parts:
    """The parts in a run's folder; replicates are added in the order of the plan."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / PARTS
        self._batch: list[tuple[str, Replicate]] = []
        self._written = time.monotonic()
        self.unreadable = 0

    def read(self) -> dict[Key, Replicate]:
        """All replicates that are there. Parts that cannot be read are counted and removed."""
        found: dict[Key, Replicate] = {}
        for path in sorted(self._folder.glob("*.part")):
            try:
                found.update(_unpacked(path.read_bytes()))
            except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):  # Arrow's errors are among them
                self.unreadable += 1
                path.unlink()
        return found

    def add(self, arm: str, replicate: Replicate) -> None:
        """Take one replicate; what was taken is written once a second. Raises OSError where it cannot be."""
        self._batch.append((arm, replicate))
        if time.monotonic() - self._written > SECONDS:
            self.flush()

    def flush(self) -> None:
        """Write what was taken since the last time."""
        if self._batch:
            self._folder.mkdir(exist_ok=True)
            arm, replicate = self._batch[0]
            replace_bytes(self._folder / f"{arm}-{replicate.index:06d}.part", _packed(self._batch))
            self._batch = []
        self._written = time.monotonic()

    def save(self) -> None:
        """Write the last of it when a run ends, and let the error that ended it say more than this one's."""
        with suppress(OSError):
            self.flush()


def _packed(batch: list[tuple[str, Replicate]]) -> bytes:
    replicates = [replicate for _, replicate in batch]
    arrays: dict[str, Any] = {name: np.stack([getattr(one, name) for one in replicates]) for name in _STACKED}
    arrays["arm"] = np.array([arm for arm, _ in batch])
    arrays["index"] = np.array([one.index for one in replicates])
    arrays["metrics"] = np.array([[one.metrics[name] for name in METRICS] for one in replicates], dtype=np.float64)
    for place, one in enumerate(replicates):
        if one.detail is not None:
            arrays |= {f"{log}-{place}": getattr(one.detail, log) for log in _LOGS}
    archive = io.BytesIO()
    np.savez(archive, **arrays)
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, "zstd") as packing:
        packing.write(archive.getbuffer())
    packed: bytes = sink.getvalue().to_pybytes()
    return packed


def _unpacked(content: bytes) -> Iterator[tuple[Key, Replicate]]:
    archive = pa.CompressedInputStream(pa.BufferReader(content), "zstd").read()
    with np.load(io.BytesIO(archive), allow_pickle=False) as arrays:
        columns = {name: arrays[name] for name in ("arm", "index", "metrics", *_STACKED)}
        for place, (arm, index) in enumerate(zip(columns["arm"].tolist(), columns["index"].tolist(), strict=True)):
            metrics = dict(zip(METRICS, columns["metrics"][place].tolist(), strict=True))
            stacked = {name: columns[name][place] for name in _STACKED}
            yield (arm, index), Replicate(index, metrics, **stacked, detail=_detail(arrays, place))


def _detail(arrays: Any, place: int) -> Detail | None:
    logs = {log: arrays[f"{log}-{place}"] for log in _LOGS if f"{log}-{place}" in arrays}
    return Detail(**logs) if logs else None
