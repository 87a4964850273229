"""What is frozen: the numbers of the shipped arms in a small company, and where they were computed.

The exact bytes are only promised where the same compiled code meets the same mathematical library (``where``); the
version of Python is not part of it. Everywhere else the metrics agree within ``TOLERANCE``.
"""

from __future__ import annotations

import hashlib
import json
import math
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any

from llvmlite.binding import get_host_cpu_features

from sim.engine.company import Scenario
from sim.experiments.replicate import simulate
from sim.record.results import Replicate
from sim.scenario import load

PROJECT = Path(__file__).parents[2]
FILE = Path(__file__).with_name("summary.json")
ARMS = ("base", "siloed", "shared")
REPLICATES = 2
TOLERANCE = 1e-9
SMALL = (
    "run.years=3.0", "market.accounts=1500", "opening.customers=60", "departments.marketing.headcount=2",
    "departments.inside_sales.headcount=2", "departments.field_sales.headcount=2",
    "departments.customer_success.headcount=2",
)  # fmt: skip


def where() -> dict[str, str]:
    """What the last bit of a result depends on besides the code and the scenario: the compiler, the library of exp, log
    and pow, and whether the processor fuses multiplying and adding, for which that library has variants.
    """
    compilers = {name: version(name) for name in ("llvmlite", "numba")}
    fused = bool(get_host_cpu_features().get("fma", False))
    return {**compilers, "libc": " ".join(platform.libc_ver()), "machine": platform.machine(), "fma": str(fused)}


def summary() -> dict[str, Any]:
    """The numbers of every arm and replicate as they are now; NaN is written as null."""
    return {
        "where": where(),
        "arms": {
            arm: [_frozen(simulate(_company(arm), index, detail=True)) for index in range(REPLICATES)] for arm in ARMS
        },
    }


def _company(arm: str) -> Scenario:
    return load(PROJECT / "scenarios" / f"{arm}.yaml", Scenario, SMALL)


def _frozen(replicate: Replicate) -> dict[str, Any]:
    assert replicate.detail is not None
    logs = {name: getattr(replicate.detail, name) for name in ("customers", "moves", "ledger")}
    tables = {"weekly": replicate.weekly, "cohorts": replicate.cohorts, **logs}
    return {
        "metrics": {name: None if math.isnan(value) else value for name, value in sorted(replicate.metrics.items())},
        "sha256": {name: hashlib.sha256(table.tobytes()).hexdigest() for name, table in tables.items()},
    }


def frozen() -> dict[str, Any]:
    """The numbers as they were when somebody last meant to change them."""
    numbers: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return numbers


def write() -> None:
    """Freeze the numbers as they are now."""
    FILE.write_text(json.dumps(summary(), indent=1) + "\n", encoding="utf-8")
