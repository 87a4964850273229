"""Finding runs beneath a results folder."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.errors import StoreError
from sim.store.identity import code_digest
from sim.store.runs import COMPLETE, FAILED, INTERRUPTED, SCHEMA, Manifest, StoredRun, current_state, read_manifest

LATEST = "latest"


@dataclass(frozen=True)
class Entry:
    """One folder that holds a run, whole or not, of any schema."""

    path: Path
    manifest: Manifest

    @property
    def id(self) -> str:
        """The run's id."""
        return str(self.manifest.get("run", self.path.name))

    @property
    def state(self) -> str:
        """How the run stands."""
        return current_state(self.manifest)

    @property
    def started(self) -> str:
        """When the run began, ISO 8601 in UTC; sorts by time."""
        return str(self.manifest.get("started", ""))


def entries(root: Path) -> list[Entry]:
    """Every run beneath ``root``, oldest first; a manifest that cannot be read is left out."""
    found = []
    for path in root.glob("[!.]*/[!.]*/manifest.json"):
        try:
            found.append(Entry(path.parent, read_manifest(path.parent)))
        except StoreError:
            continue
    return sorted(found, key=lambda entry: (entry.started, str(entry.path)))


def latest_study(root: Path, kind: str, metric: str, hashes: Collection[str]) -> StoredRun | None:
    """The newest whole study of a kind and metric whose scenario has one of these digests."""
    for entry in reversed(entries(root)):
        manifest = entry.manifest
        about = set(manifest.get("hash", {}).values()) & set(hashes)
        if manifest.get("kind") == kind and about and entry.state == COMPLETE:
            found = StoredRun(entry.path)
            if found.study["plan"]["metric"] == metric:
                return found
    return None


def find(root: Path, reference: str, *, unfinished: bool = False) -> StoredRun:
    """The run that ``reference`` names: a path, an id or its beginning, ``name/id``, or ``latest``.

    Where it may mean several, whole runs are meant; with ``unfinished``, those that are not. Where all are whole, the
    latest unfinished one is the latest of this code: it was ended when it was just whole.
    Raises StoreError where there is none, or more than one, or it was written with another schema.
    """
    for path in (Path(reference), root / reference):
        if (path / "manifest.json").is_file():
            return StoredRun(path)
    known = entries(root)
    meant = [entry for entry in known if (entry.state != COMPLETE) == unfinished]
    if reference == LATEST:
        just_whole = [entry for entry in known if _is_ours(entry)] if unfinished else []
        matches = (meant or just_whole)[-1:]
    else:
        beginning = [entry for entry in known if reference and entry.path.name.startswith(reference)]
        matches = [entry for entry in beginning if entry in meant] or beginning
    if len(matches) != 1:
        what = "unfinished run" if unfinished else "run"
        choices = (_left_to_finish if unfinished else _choices)(matches or known)
        raise StoreError(_cannot_choose(reference, root, matches, what), remedy=choices)
    return StoredRun(matches[0].path)


def _cannot_choose(reference: str, root: Path, matches: Sequence[Entry], what: str) -> str:
    if matches:
        return f"{len(matches)} runs beneath {root} begin with {reference!r}"
    return f"there is no {what} {reference!r} beneath {root}"


def _left_to_finish(known: Sequence[Entry]) -> str:
    left = [entry for entry in known if _can_go_on(entry)]
    return _choices(left) if left or not known else "there is none to go on with; `tasuki ls` lists what there is"


def _can_go_on(entry: Entry) -> bool:
    """Whether a run was ended before it was whole, and this code may go on with it."""
    return _is_ours(entry) and entry.state in (INTERRUPTED, FAILED)


def _is_ours(entry: Entry) -> bool:
    """Whether a run was begun by this code and says what was asked for."""
    facts = entry.manifest
    return facts.get("schema") == SCHEMA and facts.get("code") == code_digest() and "order" in facts


def _choices(known: Sequence[Entry]) -> str:
    if not known:
        return "run a scenario first, or name the folder of results with --out"
    return "choose one of " + ", ".join(f"{entry.path.parent.name}/{entry.path.name}" for entry in known[-8:])
