"""Patterns: regularities that a credible model must show at its base parameters, as files under ``scenarios/patterns``.

Their form is in `sim.experiments.patterns.form`; what is measured of them in `sim.experiments.patterns.measures`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.errors import TasukiError
from sim.experiments import arm_files
from sim.experiments.arm_files import Arms
from sim.experiments.claims.verdicts import Columns
from sim.experiments.patterns import bands
from sim.experiments.patterns.form import LEAST_REPLICATIONS, PARTS, Pattern, Row
from sim.experiments.patterns.measures import measure
from sim.experiments.statistics import Estimate
from sim.scenario import ScenarioBase, digest

PATTERNS = Path("scenarios") / "patterns"
_MEASURED = {"id", "experiment", "base", "arms", "scan", "rows", "replications"}


@dataclass(frozen=True)
class Measured:
    """A row's number with its interval; the verdict is None where the row has no band."""

    row: Row
    found: Estimate
    verdict: str | None


@dataclass(frozen=True)
class Finding:
    """What was measured of a pattern in ``replications`` paired replicates; ``failures`` more gave no result."""

    pattern: Pattern
    rows: tuple[Measured, ...]
    replications: int
    failures: int
    seed: int

    @property
    def verdict(self) -> str:
        """Inside only if every row with a band is, outside if any is."""
        return bands.overall([one.verdict for one in self.rows if one.verdict is not None])


def find(ids: Sequence[str], folder: Path = PATTERNS) -> list[Path]:
    """Files of the patterns with these ids, or of all. Raises ScenarioError for an unknown id."""
    return arm_files.find(ids, folder, "pattern")


def read(path: Path) -> Pattern:
    """Read a pattern's file. Raises ScenarioError with file and line."""
    return arm_files.read(path, Pattern, PARTS, "pattern")


def scenarios(pattern: Pattern, path: Path, schema: type[ScenarioBase]) -> Arms:
    """The resolved scenario of every arm."""
    return arm_files.scenarios(pattern, path, schema)


def conclude(pattern: Pattern, columns: Columns, failures: int, seed: int) -> Finding:
    """Measure every row. Raises TasukiError where too few replicates are left."""
    count = len(next(iter(columns.values())))
    if count < LEAST_REPLICATIONS:
        raise TasukiError(f"{pattern.id} has {count} replicates left, and needs {LEAST_REPLICATIONS}")
    rows = []
    for row in pattern.rows:
        found = measure(row, pattern, columns)
        rows.append(Measured(row, found, None if row.band is None else bands.verdict(found, row.band)))
    return Finding(pattern, tuple(rows), count, failures, seed)


def fingerprint(pattern: Pattern, arms: Mapping[str, Any]) -> str:
    """A digest of all that the numbers of a pattern depend on beside the code and its words."""
    facts = {"pattern": pattern.model_dump(mode="json", include=_MEASURED)}
    for row in facts["pattern"]["rows"]:
        del row["name"]
    facts["arms"] = {name: digest(scenario) for name, scenario in arms.items()}
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()
