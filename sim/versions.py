"""What results depend on beside scenario, seed and replicate: the code of this package, and what it computes with."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Callable, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path, PurePath

_PACKAGE = Path(__file__).parent
_SOURCES = (".py", ".html", ".css", ".js", ".yaml")
_PRINTS_ONLY = ("report", "studio", "terminal", "commands", "cli.py", "evidence.py")
_ASKS = ("experiments", "store", "studies", "orders.py", "conduct.py", "request.py", "api.py", "__init__.py")
_REPLICATE = PurePath("experiments", "replicate.py")
_SAME_BYTES = ("numpy", "numba", "scipy", "SALib", "optuna")
_COMPUTES_WITH = (*_SAME_BYTES, "mesa", "simpy", "pyarrow")


@cache
def code_digest() -> str:
    """SHA-256 of the package's code that results depend on, and of the versions of what it computes with."""
    return _sha256(environment())


@cache
def simulation_digest() -> str:
    """The same of a single replicate: without the code that says what to simulate, or compares it."""
    return _sha256({**environment(), "code": _digest(simulates)})


@cache
def report_digest() -> str:
    """SHA-256 of the code that words, draws and lays out reports."""
    return _digest(lambda name: name.parts[0] == "report")


def simulates(name: PurePath) -> bool:
    """Whether a replicate may depend on a file of the package."""
    return name == _REPLICATE or name.parts[0] not in (*_PRINTS_ONLY, *_ASKS)


def _sha256(facts: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def _digest(wanted: Callable[[PurePath], bool]) -> str:
    digest = hashlib.sha256()
    for path in sorted(_PACKAGE.rglob("*")):
        name = path.relative_to(_PACKAGE)
        if path.suffix in _SOURCES and wanted(name):
            digest.update(name.as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


@cache
def environment() -> dict[str, str]:
    """What must be equal for equal bytes: a digest of the package's code, and the versions of what it computes with."""
    code = _digest(lambda name: name.parts[0] not in _PRINTS_ONLY)
    return {"code": code} | {name: version_of(name) for name in _SAME_BYTES}


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
