"""Runs on disk: one folder each, with a manifest that says whether it is whole.

A run is written in a folder of its own beside its final place and moved there when it is complete, so nothing
half-written ever stands where a whole run is looked for, and an earlier run of the same name stays whole until then.
The folder keeps the order: the scenarios, and in the manifest all else that it takes to do the run.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sim.errors import StoreError
from sim.store.files import reading, replace_json, replace_text, writing
from sim.store.locks import Lock

Manifest = dict[str, Any]
# One number for manifest, bundle and Parquet columns; raised when a reader of the older ones would err.
SCHEMA = 1
RUNNING, COMPLETE, FAILED, INTERRUPTED = "running", "complete", "failed", "interrupted"
WITH_BUNDLE, JUDGED = ("run", "comparison"), ("claims",)  # kinds of runs; the others are studies
MANIFEST = "manifest.json"
PARTS = "parts"  # folder of what has been simulated of a run that is not whole


class RunFolder:
    """The folder of one run while it is written. Use as a context manager: it records how the run ended.

    It stands at ``<id>.partial`` until the run is whole. Whatever ends the run earlier leaves it there, and the next
    RunFolder of the same run finds its parts again.
    """

    def __init__(
        self, root: Path, name: str, manifest: Manifest, texts: Mapping[str, str] = MappingProxyType({}),
        *, anew: bool = False,
    ) -> None:  # fmt: skip
        """Make the folder for run ``manifest["run"]`` beneath ``root/name``, or take up the one that is there.

        texts: files by name that belong to the order, there before the manifest is. anew: forget earlier parts.
        Raises StoreError where it cannot be written, or another process works on it.
        """
        self._final = root / name / str(manifest["run"])
        self.path = self._final.with_name(f"{self._final.name}.partial")
        self.manifest: Manifest = {
            **manifest, "schema": SCHEMA, "state": RUNNING, "started": _now(), "finished": None,
            "host": platform.node(), "process": os.getpid(),
        }  # fmt: skip
        with writing(self.path):
            self._final.parent.mkdir(parents=True, exist_ok=True)
            self._lock = Lock(self._final.with_name(f".{self._final.name}.lock"))
        try:
            self._begin(texts, anew)
        except BaseException:
            self._lock.release()
            raise

    def __enter__(self) -> RunFolder:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        try:
            if kind is None:
                self._finish()
                return
            interrupted = isinstance(error, KeyboardInterrupt)
            self.manifest["error"] = None if interrupted else str(error)
            self.manifest.update(state=INTERRUPTED if interrupted else FAILED, finished=_now())
            # The error that ended the run says more; the manifest on disk still says that it was running.
            with suppress(StoreError), writing(self.path):
                _save(self.path, self.manifest)
        finally:
            self._lock.release()

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
        path = self.path / name
        with writing(path):
            replace_json(path, content)
        return path

    def _begin(self, texts: Mapping[str, str], anew: bool) -> None:
        """Clear the folder but for its parts and its order, so that at any moment it can be taken up again."""
        kept = set() if anew else {PARTS, MANIFEST, *(Path(name).parts[0] for name in texts)}
        with writing(self.path):
            if not self.path.exists() and _state_of(self._final) == FAILED:
                self._final.rename(self.path)  # some replicates failed, and the others have parts
            self.path.mkdir(exist_ok=True)
            for entry in self.path.iterdir():
                if entry.name not in kept:
                    _remove(entry)
            for name, text in texts.items():
                self.write_text(name, text)
            _save(self.path, self.manifest)

    def _finish(self) -> None:
        self.manifest.update(state=FAILED if self.manifest.get("failures") else COMPLETE, finished=_now())
        with writing(self.path):
            _save(self.path, self.manifest)
            if self.manifest["state"] == COMPLETE or _state_of(self._final) != COMPLETE:
                _move(self.path, self._final)
                self.path = self._final
            if self.manifest["state"] == COMPLETE:
                shutil.rmtree(self.path / PARTS, ignore_errors=True)


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
        return self.kind not in (*WITH_BUNDLE, *JUDGED)

    @cached_property
    def bundle(self) -> dict[str, Any]:
        """The run's bundle. Raises StoreError if the run never got so far, and for another kind of run."""
        if self.kind not in WITH_BUNDLE:
            raise StoreError(f"{self.path} is of kind {self.kind}", remedy="name a run or a comparison")
        return self._content("bundle.json")

    @cached_property
    def study(self) -> dict[str, Any]:
        """What a study found. Raises StoreError if it never got so far."""
        return self._content("study.json")

    def _content(self, name: str) -> dict[str, Any]:
        path = self.path / name
        if not path.exists():
            remedy = f"`tasuki resume {self.id}` goes on with it"
            raise StoreError(f"{self.path} is {self.state} and has no results", remedy=remedy)
        with reading(path):
            return dict(json.loads(path.read_text(encoding="utf-8")))

    def change_order(self, **facts: Any) -> None:
        """Note in the manifest that something about the order has changed, such as the language of the report."""
        if "order" in self.manifest:
            self.manifest["order"].update(facts)
            with writing(self.path):
                _save(self.path, self.manifest)

    def table(self, name: str) -> Any:
        """A Parquet file of the run as an Arrow table. Raises StoreError if it is not there."""
        import pyarrow.parquet as pq

        path = self.path / f"{name}.parquet"
        if not path.exists():
            raise StoreError(f"{self.path} ({self.state}) has no {name}.parquet", remedy="run it again with --anew")
        with reading(path):
            return pq.read_table(path.absolute(), partitioning=None)


def read_manifest(path: Path) -> Manifest:
    """The manifest of a run's folder, of any schema. Raises StoreError if there is none that can be read."""
    try:
        manifest = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
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


def _save(path: Path, manifest: Manifest) -> None:
    replace_text(path / MANIFEST, json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()


def _move(source: Path, target: Path) -> None:
    """Put ``source`` in the place of ``target``; a folder cannot be replaced in one step, so the old one
    steps aside.
    """
    aside = target.with_name(f".{target.name}.old")
    shutil.rmtree(aside, ignore_errors=True)
    if target.exists():
        target.rename(aside)
    source.rename(target)
    shutil.rmtree(aside, ignore_errors=True)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
