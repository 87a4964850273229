"""SQL over everything that is stored, by DuckDB: views over the manifests and over the Parquet files of all runs.

    runs          a row per run of any state: run, kind, name, state, seed, replications, started, finished, ..., path
    metrics replicates weekly customers moves ledger life points trials indices contributions posterior
                  the rows of those Parquet files of all whole runs; `run` says which run a row is of

Nothing can be written or loaded by it: one statement that reads is all it takes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from sim.errors import QueryError
from sim.store import catalogue
from sim.store.catalogue import Entry
from sim.store.runs import COMPLETE, FAILED, SCHEMA

OWN_COLUMNS = ("points", "trials", "posterior")  # a study's parameters are columns of them
VIEWS = ("metrics", "replicates", "weekly", "customers", "moves", "ledger", "life", "indices", "contributions",
         *OWN_COLUMNS)  # fmt: skip
_READS = (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN)
_SAFE: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
_FACTS = ("seed", "replications", "started", "finished", "tasuki", "code")
_RUNS = pa.schema(
    [(name, pa.string()) for name in ("run", "kind", "name", "state", "arms")]
    + [("seed", pa.int64()), ("replications", pa.int64())]
    + [(name, pa.string()) for name in ("started", "finished", "tasuki", "code")]
    + [("failures", pa.int64()), ("path", pa.string())]
)


@contextmanager
def answered(root: Path, sql: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """The answer of ``sql`` over the runs beneath ``root``, to be fetched from.

    Raises QueryError for what is no SQL, does more than read, or asks for tables that no run has.
    """
    with duckdb.connect(config=_SAFE) as database:
        try:
            _require_reading(database.extract_statements(sql))
            _make_views(database, catalogue.entries(root), set(re.findall(r"\w+", sql.lower())))
            yield database.execute(sql)
        except duckdb.Error as error:
            raise QueryError(_said(error), remedy=f"views are runs, {', '.join(VIEWS)}") from None


def _require_reading(statements: Sequence[Any]) -> None:
    if len(statements) != 1 or statements[0].type not in _READS:
        raise QueryError("one statement that reads is allowed, such as SELECT", remedy="to keep an answer, use --csv")


def _make_views(database: duckdb.DuckDBPyConnection, entries: Sequence[Entry], words: set[str]) -> None:
    """Only views that the query names are made: each looks at the files it is made of."""
    database.execute("SET enable_progress_bar = false")
    if "runs" in words:
        database.register("runs", _runs(entries))
    for name in words & set(VIEWS):  # a word may be the name of a column too
        if groups := _alike(name, entries):
            database.execute(f"CREATE VIEW {name} AS {' UNION ALL BY NAME '.join(map(_select, groups))}")


def _alike(name: str, entries: Sequence[Entry]) -> list[list[Path]]:
    """Files of a table in groups with the same columns, so that DuckDB need not compare those of all files.

    The same code writes the same columns for all runs of a kind, but for those tables of studies that have columns of
    what was varied.
    """
    groups: dict[object, list[Path]] = defaultdict(list)
    for entry in entries:
        file = entry.path / f"{name}.parquet"
        if _is_whole(entry) and file.exists():
            alike = entry.manifest.get("code"), entry.manifest.get("kind")
            groups[file if name in OWN_COLUMNS else alike].append(file)
    return list(groups.values())


def _select(files: Sequence[Path]) -> str:
    listed = ", ".join(_quoted(str(file)) for file in files)
    rows = f"read_parquet([{listed}], filename = true, hive_partitioning = false)"
    return f"SELECT parse_path(filename)[-2] AS run, * EXCLUDE (filename) FROM {rows}"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _is_whole(entry: Entry) -> bool:
    """Whether its tables are finished, and of this schema."""
    placed = not entry.path.name.endswith(".partial")
    return placed and entry.state in (COMPLETE, FAILED) and entry.manifest.get("schema") == SCHEMA


def _runs(entries: Sequence[Entry]) -> pa.Table:
    return pa.Table.from_pylist([_row(entry) for entry in entries], schema=_RUNS)


def _row(entry: Entry) -> dict[str, Any]:
    facts = {name: entry.manifest.get(name) for name in _FACTS}
    return {
        **facts,
        "run": entry.id,
        "kind": entry.manifest.get("kind"),
        "name": entry.path.parent.name,
        "state": entry.state,
        "arms": ", ".join(entry.manifest.get("hash") or ()),
        "failures": len(entry.manifest.get("failures") or ()),
        "path": str(entry.path),
    }


def _said(error: duckdb.Error) -> str:
    """What DuckDB says without its drawing of the place, on one line; what it misses may be a table that no run has."""
    text = str(error)
    missing = [name for name in VIEWS if f"Table with name {name} does not exist" in text]
    return f"no whole run has {missing[0]}" if missing else " ".join(text.split("\n\n")[0].split())
