"""JSON objects of the command line, taken from the bundle and nothing else."""

from __future__ import annotations

import json
from typing import Any


def print_json(content: object) -> None:
    """Print one JSON value on standard output."""
    print(json.dumps(content, ensure_ascii=False, allow_nan=False))


def summary(bundle: dict[str, Any]) -> dict[str, Any]:
    """What ``--json`` prints of a run or comparison; ``metrics`` are the baseline's, ``arms`` has
    everyone's.
    """
    baseline = bundle["arms"][bundle["baseline"]]
    content: dict[str, Any] = {
        "tasuki": bundle["tasuki"],
        "scenario": baseline["scenario"],
        "seed": bundle["seed"],
        "replications": bundle["replications"],
        "run": baseline["run"],
        "metrics": baseline["metrics"],
    }
    if bundle["kind"] == "comparison":
        kept = ("scenario", "hash", "metrics")
        content["baseline"] = bundle["baseline"]
        content["arms"] = {name: {key: arm[key] for key in kept} for name, arm in bundle["arms"].items()}
        content["differences"] = bundle["differences"]
        content["crossover_month"] = {name: found["month"] for name, found in bundle["crossover"].items()}
    content["findings"] = bundle["findings"]
    return content
