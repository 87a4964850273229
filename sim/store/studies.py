"""Studies on disk: an experiment over many companies, in a folder of its own beneath the results.

results/<scenario>-<kind>/<id>/
manifest.json      as of a run, and the order, so that the same can be done again
scenario.yaml      the scenario that is varied, with every value resolved
<name>.parquet     tables of the kind of study
study.json         question, findings, figures as data, tables, method
figures/*.png, report.html
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from sim.record.specifications import METRICS
from sim.store import identity

Described = Mapping[str, tuple[str, str]]
"""Unit and meaning by column."""

Columns = Mapping[str, Sequence[Any] | NDArray[np.float64]]
"""Values by column, all of one length."""


def study_id(kind: str, digest: str, seed: int, replications: int, plan: Mapping[str, Any]) -> str:
    """The id of a study: a digest of all that its results depend on."""
    facts = [identity.code_digest(), kind, digest, seed, replications, plan]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[: identity.ID_LENGTH]


def write_table(path: Path, columns: Columns, described: Described) -> None:
    """Write columns of equal length as Parquet, each with its unit and meaning; those of metrics are known."""
    known = {name: (metric.unit, metric.en) for name, metric in METRICS.items()} | dict(described)
    arrays = [pa.array(_column(values)) for values in columns.values()]
    fields = []
    for name, array in zip(columns, arrays, strict=True):
        unit, meaning = known.get(name, ("-", name))
        fields.append(pa.field(name, array.type, metadata={"unit": unit, "meaning": meaning}))
    table = pa.Table.from_arrays(arrays, schema=pa.schema(fields))
    pq.write_table(table, path.absolute(), compression="zstd")


def _column(values: Sequence[Any] | NDArray[np.float64]) -> Any:
    """Numbers as an array; switches alone stay what they are, and anything beside a text becomes one."""
    if isinstance(values, np.ndarray):
        return values
    if any(isinstance(value, str) for value in values):
        return [str(value) for value in values]
    return list(values) if any(isinstance(value, bool) for value in values) else np.asarray(values)
