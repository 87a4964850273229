"""What a run is called: a digest of everything its results depend on, so one name never means two results."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from sim.versions import code_digest, own_version, simulation_digest, versions

__all__ = ["ID_LENGTH", "code_digest", "own_version", "run_id", "simulation_digest", "versions"]

ID_LENGTH = 12


def run_id(digests: Sequence[str], seed: int, replications: int, strictness_points: int = 0) -> str:
    """The id of a run of scenarios with these digests, the baseline first."""
    facts = [code_digest(), list(digests), seed, replications, strictness_points]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:ID_LENGTH]
