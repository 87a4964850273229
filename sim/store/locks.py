"""One process at a time works on a run.

The lock is the operating system's: it is gone when its process is, however that ended, and forked workers do not keep
it.
"""

from __future__ import annotations

import os
from pathlib import Path

from sim.errors import StoreError

try:
    import fcntl
except ImportError:  # another system than Linux or macOS
    fcntl = None  # type: ignore[assignment]


class Lock:
    """Held from when it is made until it is released. The file is there only meanwhile, or after a kill."""

    def __init__(self, path: Path) -> None:
        """Raises StoreError while another process holds it, OSError where the file cannot be written."""
        self._path = path
        self._file = path.open("a")
        while not self._taken():
            self._file.close()
            self._file = path.open("a")

    def _taken(self) -> bool:
        """Whether we hold the lock of the file that is there now, and not of one that its owner has just removed."""
        try:
            if fcntl:
                fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):
            self._file.close()
            raise StoreError(
                f"another process works on run {self._path.stem.removeprefix('.')}",
                remedy="wait until it ends; the same command then answers from the store",
            ) from None
        ours = os.fstat(self._file.fileno())
        return self._path.exists() and os.path.samestat(ours, self._path.stat())

    def release(self) -> None:
        """Let others work on the run."""
        self._path.unlink(missing_ok=True)
        self._file.close()
