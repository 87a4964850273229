"""What results depend on beside scenario, seed and replicate: the code of this package, and what it computes with."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_PACKAGE = Path(__file__).parent
_PRINTS_ONLY = ("report", "terminal", "commands", "cli.py", "evidence.py")
_COMPUTES_WITH = ("numpy", "numba", "scipy", "mesa", "simpy", "pyarrow")


@cache
def code_digest() -> str:
    """SHA-256 of the package's code that results depend on."""
    digest = hashlib.sha256()
    for path in sorted(_PACKAGE.rglob("*.py")):
        name = path.relative_to(_PACKAGE)
        if name.parts[0] not in _PRINTS_ONLY:
            digest.update(name.as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


@cache
def environment() -> dict[str, str]:
    """What must be equal for equal bytes: the code's digest, and the versions of what computes."""
    return {"code": code_digest()} | {name: version_of(name) for name in ("numpy", "numba", "scipy")}


def own_version() -> str:
    """Version of Tasuki."""
    return version_of("tasuki")


def versions() -> Mapping[str, str]:
    """Versions of what computes the results."""
    return {"python": platform.python_version()} | {name: version_of(name) for name in _COMPUTES_WITH}


def version_of(name: str) -> str:
    """Version of an installed package."""
    try:
        return version(name)
    except PackageNotFoundError:
        return "unknown"
