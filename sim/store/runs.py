"""Runs on disk: one folder each, with a manifest that says whether it is whole.

A run is written in a folder of its own beside its final place and moved there when it is complete, so
nothing half-written ever stands where a whole run is looked for, and an earlier run of the same name stays
whole until then.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from sim.errors import StoreError

Manifest = dict[str, Any]
# One number for manifest, bundle and Parquet columns; raised when a reader of the older ones would err.
SCHEMA = 1
RUNNING, COMPLETE, FAILED, INTERRUPTED = "running", "complete", "failed", "interrupted"


class RunFolder:
    """The folder of one run while it is written. Use as a context manager: it records how the run ended."""

    def __init__(self, root: Path, name: str, manifest: Manifest) -> None:
        """Make the folder for run ``manifest["run"]`` beneath ``root/name``.

        Raises StoreError where it cannot be written.
        """
        self._final = root / name / str(manifest["run"])
        self.path = self._final.with_name(f"{self._final.name}.partial-{os.getpid()}")
        self.manifest: Manifest = {
            **manifest, "schema": SCHEMA, "state": RUNNING, "started": _now(), "finished": None,
            "host": platform.node(), "process": os.getpid(),
        }  # fmt: skip
        with writing(self.path):
            _remove_leftovers(self._final)
            self.path.mkdir(parents=True)
            self._save_manifest()

    def __enter__(self) -> RunFolder:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if kind is None:
            self._finish(FAILED if self.manifest.get("failures") else COMPLETE)
            return
        self.manifest["error"] = None if isinstance(error, KeyboardInterrupt) else str(error)
        # The error that ended the run says more; the manifest on disk still says that it was running.
        with suppress(StoreError):
            self._finish(INTERRUPTED if isinstance(error, KeyboardInterrupt) else FAILED)

    @property
    def final(self) -> Path:
        """Where the folder will stand when the run is complete."""
        return self._final

    def write_text(self, name: str, text: str) -> Path:
        """Write a text file of the run."""
        path = self.path / name
        with writing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            replace_text(path, text)
        return path

    def write_json(self, name: str, content: Mapping[str, Any]) -> Path:
        """Write a JSON file of the run; NaN is refused."""
        return self.write_text(name, json.dumps(content, ensure_ascii=False, allow_nan=False))

    def _finish(self, state: str) -> None:
        self.manifest.update(state=state, finished=_now())
        whole_exists = _state_of(self._final) == COMPLETE
        with writing(self.path):
            self._save_manifest()
            if state == COMPLETE or not whole_exists:
                _move(self.path, self._final)
                self.path = self._final

    def _save_manifest(self) -> None:
        replace_text(self.path / "manifest.json", json.dumps(self.manifest, indent=2, ensure_ascii=False) + "\n")


class StoredRun:
    """A run read from disk."""

    def __init__(self, path: Path) -> None:
        """Raises StoreError for a folder without a readable manifest or written with another schema."""
        self.path = path
        self.manifest = read_manifest(path)
        found = self.manifest.get("schema")
        if found != SCHEMA:
            raise StoreError(
                f"{path} has results of schema {found}, and this version reads schema {SCHEMA}",
                remedy=f"run the scenario again, or read it with tasuki {self.manifest.get('tasuki', '?')}",
            )

    @property
    def id(self) -> str:
        """The run's id."""
        return str(self.manifest["run"])

    @property
    def state(self) -> str:
        """How the run stands; a run whose process is gone was interrupted, whatever its manifest still
        says.
        """
        return current_state(self.manifest)

    @property
    def kind(self) -> str:
        """``run``, ``comparison``, or the kind of study."""
        return str(self.manifest.get("kind", "run"))

    @property
    def is_study(self) -> bool:
        """Whether it is an experiment over many companies, which has a study instead of a bundle."""
        return self.kind not in ("run", "comparison")

    @cached_property
    def bundle(self) -> dict[str, Any]:
        """The run's bundle. Raises StoreError if the run never got so far, and for a study."""
        if self.is_study:
            raise StoreError(f"{self.path} is a study ({self.kind})", remedy="name a run or a comparison")
        return self._content("bundle.json")

    @cached_property
    def study(self) -> dict[str, Any]:
        """What a study found. Raises StoreError if it never got so far."""
        return self._content("study.json")

    def _content(self, name: str) -> dict[str, Any]:
        path = self.path / name
        if not path.exists():
            raise StoreError(f"{self.path} is {self.state} and has no results", remedy="run it again")
        with reading(path):
            return dict(json.loads(path.read_text(encoding="utf-8")))

    def table(self, name: str) -> Any:
        """A Parquet file of the run as an Arrow table. Raises StoreError if it is not there."""
        import pyarrow.parquet as pq

        path = self.path / f"{name}.parquet"
        if not path.exists():
            raise StoreError(f"{self.path} ({self.state}) has no {name}.parquet", remedy="run it again")
        with reading(path):
            return pq.read_table(path, partitioning=None)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn a failure to write beneath ``path`` into one StoreError."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise StoreError(
            f"cannot write {path}: {reason}", remedy="free space there, or choose another folder with --out"
        ) from error


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn a failure to read ``path`` into one StoreError."""
    try:
        yield
    except (OSError, ValueError) as error:  # JSONDecodeError and Arrow's errors are ValueErrors
        raise StoreError(f"cannot read {path}: {error}", remedy="run it again") from error


def read_manifest(path: Path) -> Manifest:
    """The manifest of a run's folder, of any schema. Raises StoreError if there is none that can be read."""
    try:
        manifest = json.loads((path / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise StoreError(f"{path} is not a run: its manifest.json cannot be read") from error
    if not isinstance(manifest, dict):
        raise StoreError(f"{path} is not a run: its manifest.json is not an object")
    return manifest


def current_state(manifest: Manifest) -> str:
    """The state in the manifest, or `interrupted` if it says running and that process of this host is
    gone.
    """
    state = str(manifest.get("state"))
    if state == RUNNING and manifest.get("host") == platform.node() and not _alive(manifest.get("process")):
        return INTERRUPTED
    return state


def _alive(process: object) -> bool:
    if not isinstance(process, int):
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _state_of(path: Path) -> str | None:
    try:
        return current_state(read_manifest(path))
    except StoreError:
        return None


def _remove_leftovers(final: Path) -> None:
    """Remove what earlier runs of the same id left behind when they were killed."""
    for path in final.parent.glob(f"{final.name}.partial-*"):
        if _state_of(path) != RUNNING:
            shutil.rmtree(path, ignore_errors=True)


def _move(source: Path, target: Path) -> None:
    """Put ``source`` in the place of ``target``; a folder cannot be replaced in one step, so the old one
    steps aside.
    """
    aside = target.with_name(f"{target.name}.old-{os.getpid()}")
    if target.exists():
        target.rename(aside)
    source.rename(target)
    shutil.rmtree(aside, ignore_errors=True)


def replace_text(path: Path, text: str) -> None:
    """Write a text file in one step: whoever reads it finds the old text or the new one."""
    temporary = path.with_name(f".{path.name}.tmp")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(path)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
