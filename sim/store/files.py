"""Writing files in one step, and one clear error for what cannot be written or read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sim.errors import StoreError


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
        raise StoreError(f"cannot read {path}: {error}", remedy="run it again with --anew") from error


def replace_text(path: Path, text: str) -> None:
    """Write a text file in one step: whoever reads it finds the old text or the new one."""
    replace_bytes(path, text.encode())


def replace_bytes(path: Path, content: bytes) -> None:
    """Write a file in one step."""
    temporary = path.with_name(f".{path.name}.tmp")
    temporary.write_bytes(content)
    temporary.replace(path)
