"""What a run is called: a digest of everything its results depend on, so one name never means two results."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path, PurePath

_PACKAGE = Path(__file__).parents[1]
_PRINTS_ONLY = ("report", "terminal", "commands", "cli.py", "evidence.py")
_ASKS = ("experiments", "store", "studies", "conduct.py", "request.py", "api.py", "__init__.py")
_REPLICATE = PurePath("experiments", "replicate.py")
_COMPUTES_WITH = ("numpy", "numba", "scipy", "mesa", "simpy", "pyarrow", "optuna")
ID_LENGTH = 12


@cache
def code_digest() -> str:
    """SHA-256 of the package's code that results depend on."""
    return _digest(lambda name: name.parts[0] not in _PRINTS_ONLY)


@cache
def simulation_digest() -> str:
    """SHA-256 of the code that a single replicate depends on: not that which says what to simulate, or compares it."""
    return _digest(simulates)


def simulates(name: PurePath) -> bool:
    """Whether a replicate may depend on a file of the package."""
    return name == _REPLICATE or name.parts[0] not in (*_PRINTS_ONLY, *_ASKS)


def _digest(wanted: Callable[[PurePath], bool]) -> str:
    digest = hashlib.sha256()
    for path in sorted(_PACKAGE.rglob("*.py")):
        name = path.relative_to(_PACKAGE)
        if wanted(name):
            digest.update(name.as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def run_id(digests: Sequence[str], seed: int, replications: int, strictness_points: int = 0) -> str:
    """The id of a run of scenarios with these digests, the baseline first."""
    facts = [code_digest(), list(digests), seed, replications, strictness_points]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:ID_LENGTH]


def own_version() -> str:
    """Version of Tasuki."""
    return _version("tasuki")


def versions() -> Mapping[str, str]:
    """Versions of what computes the results."""
    return {"python": platform.python_version()} | {name: _version(name) for name in _COMPUTES_WITH}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "unknown"
