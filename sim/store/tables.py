"""Parquet files of a run: a row per week, replicate, customer, move or ledger entry; columns have units.

Every file begins with the columns ``arm`` and ``replicate``. Rows are in the order of arms and replicates,
whatever finished first, so the same run gives the same bytes on any number of processes. Amounts of
money are integers, so sums are exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from enum import IntEnum
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from sim.kinds import Kind
from sim.record.results import Detail, Replicate
from sim.record.specifications import METRICS, SERIES
from sim.stages import Cause, Stage
from sim.store.columns import documentation

BATCH = 200
LOGS = ("customers", "moves", "ledger", "life")
FILES = ("weekly", "replicates", *LOGS)
_NAMED: Mapping[str, type[IntEnum]] = {
    "stage": Stage, "from_stage": Stage, "to_stage": Stage, "cause": Cause, "kind": Kind
}  # fmt: skip
_KEYS = (
    ("arm", pa.string(), "-", "arm of the experiment"),
    ("replicate", pa.int32(), "-", "number of the replicate"),
)

_METRICS = pa.schema(
    [
        pa.field(name, kind, metadata={"unit": unit, "meaning": text})
        for name, kind, unit, text in (
            ("arm", pa.string(), "-", "arm of the experiment"),
            ("metric", pa.string(), "-", "name of the metric"),
            ("mean", pa.float64(), "as in unit", "mean over replicates"),
            ("low", pa.float64(), "as in unit", "lower end of the mean's 95 % interval"),
            ("high", pa.float64(), "as in unit", "upper end of the mean's 95 % interval"),
            ("unit", pa.string(), "-", "unit of mean, low and high"),
        )
    ]
)


class Tables:
    """The Parquet files of one run while it is being written; takes replicates arm by arm, in order."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.absolute()  # Arrow takes a relative path with a colon for a URI
        self._writers: dict[str, Any] = {}
        self._batch: list[Replicate] = []
        self._arm = ""

    def add(self, arm: str, replicate: Replicate) -> None:
        """Take one replicate; a batch is written when it is full or the arm changes."""
        if arm != self._arm or len(self._batch) == BATCH:
            self.flush()
        self._arm = arm
        self._batch.append(replicate)
        if replicate.detail is not None:
            self._write_logs(arm, replicate.index, replicate.detail)

    def flush(self) -> None:
        """Write what has been taken so far."""
        if self._batch:
            self._write("weekly", _weekly(self._arm, self._batch))
            self._write("replicates", _replicates(self._arm, self._batch))
            self._batch = []

    def close(self) -> None:
        """Write the rest and finish every file."""
        self.flush()
        while self._writers:
            self._writers.popitem()[1].close()

    def abandon(self) -> None:
        """Let go of the files as they are; where even that fails, the error that led here says more."""
        while self._writers:
            with suppress(OSError):
                self._writers.popitem()[1].close()

    def _write_logs(self, arm: str, replicate: int, detail: Detail) -> None:
        documented = documentation()
        for name in LOGS:
            rows: NDArray[Any] = getattr(detail, name)
            described = ((column, *documented[column]) for column in rows.dtype.names or ())
            columns = [(column, _named(column, rows[column]), unit, text) for column, unit, text in described]
            self._write(name, _table(arm, np.full(len(rows), replicate, dtype=np.int32), columns))

    def _write(self, name: str, table: Any) -> None:
        if name not in self._writers:
            self._writers[name] = pq.ParquetWriter(
                self._folder / f"{name}.parquet",
                table.schema,
                compression="zstd",
                use_dictionary=_texts(table.schema),
            )
        self._writers[name].write_table(table)


def write_metrics(folder: Path, content: Mapping[str, Any]) -> None:
    """Write ``metrics.parquet``: a row per arm and metric of a bundle. Raises OSError where it cannot be written."""
    rows = [
        {"arm": arm, "metric": name, **found}
        for arm, described in content["arms"].items()
        for name, found in described["metrics"].items()
    ]
    table = pa.Table.from_pylist(rows, schema=_METRICS)
    pq.write_table(table, folder.absolute() / "metrics.parquet", compression="zstd")


def _weekly(arm: str, batch: list[Replicate]) -> Any:
    weeks = len(batch[0].weekly)
    stacked = np.concatenate([replicate.weekly for replicate in batch])
    week = np.tile(np.arange(weeks, dtype=np.int32), len(batch))
    columns = [("week", pa.array(week), "weeks", "weeks since the start")]
    for column, (name, series) in enumerate(SERIES.items()):
        columns.append((name, pa.array(np.ascontiguousarray(stacked[:, column])), series.unit, series.en))
    return _table(arm, np.repeat(_indices(batch), weeks), columns)


def _replicates(arm: str, batch: list[Replicate]) -> Any:
    columns = []
    for name, metric in METRICS.items():
        values = np.array([replicate.metrics[name] for replicate in batch], dtype=np.float64)
        columns.append((name, pa.array(values), metric.unit, metric.en))
    return _table(arm, _indices(batch), columns)


def _indices(batch: list[Replicate]) -> NDArray[np.int32]:
    return np.array([replicate.index for replicate in batch], dtype=np.int32)


def _named(column: str, codes: NDArray[Any]) -> Any:
    """Codes of stages, causes and kinds become their names; other values stay as they are."""
    if codes.ndim == 2:
        return pa.FixedSizeListArray.from_arrays(pa.array(codes.ravel()), codes.shape[1])
    if column not in _NAMED:
        return pa.array(np.ascontiguousarray(codes))
    names = pa.array([member.name.lower() for member in _NAMED[column]])
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32)), names).cast(pa.string())


def _table(arm: str, replicate: NDArray[np.int32], columns: Iterable[tuple[str, Any, str, str]]) -> Any:
    keys = (pa.repeat(pa.scalar(arm), len(replicate)), pa.array(replicate))
    described = [(name, values, unit, text) for (name, _, unit, text), values in zip(_KEYS, keys, strict=True)]
    described += columns
    fields = [
        pa.field(name, values.type, metadata={"unit": unit, "meaning": text}) for name, values, unit, text in described
    ]
    return pa.Table.from_arrays([values for _, values, _, _ in described], schema=pa.schema(fields))


def _texts(schema: Any) -> list[str]:
    """Columns worth a dictionary: names repeat, numbers hardly do."""
    return [field.name for field in schema if pa.types.is_string(field.type) or pa.types.is_integer(field.type)]
