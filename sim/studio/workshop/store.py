"""The workshop's file: written in one step after every change, read when the studio starts.

``results/workshop/room.json`` below the folder where the studio was started, readable for its user alone, since it
holds the secrets of trainer and teams. Deleting it makes the next workshop a new one. One studio at a time has it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import ValidationError

from sim.errors import StoreError
from sim.store.files import replace_text, writing
from sim.store.locks import Lock
from sim.studio.workshop.room import Room

FILE = Path("results") / "workshop" / "room.json"
_OWNER_ALONE = 0o700


class Store:
    """Where one workshop is kept."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep other studios from it. Raises StoreError where one has it, or where its folder cannot be written."""
        with writing(self._path):
            self._prepare()
            lock = self._lock()
        try:
            yield
        finally:
            lock.release()

    def _lock(self) -> Lock:
        try:
            return Lock(self._path.with_name(f".{self._path.stem}.lock"))
        except StoreError:
            raise StoreError(
                f"another studio has the workshop in {self._path}",
                remedy="end that studio, or start this one in another folder",
            ) from None

    def _prepare(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.parent.chmod(_OWNER_ALONE)

    def load(self) -> Room:
        """The workshop as it was, or a new one. Raises StoreError for a file that is none."""
        if not self._path.exists():
            return Room()
        try:
            return Room.model_validate_json(self._path.read_bytes())
        except (OSError, ValidationError) as error:
            raise StoreError(
                f"cannot read the workshop in {self._path}: {str(error).splitlines()[0]}",
                remedy="move the file away to begin a new workshop",
            ) from None

    def save(self, room: Room) -> None:
        """Keep the workshop. Raises StoreError where it cannot be written."""
        with writing(self._path):
            self._prepare()
            replace_text(self._path, room.model_dump_json())
