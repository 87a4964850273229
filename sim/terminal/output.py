"""JSON objects of the command line, taken from the bundle and nothing else."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sim.experiments.statistics import finite
from sim.experiments.verdicts import Judged, Observed, Verdict


def print_json(content: object) -> None:
    """Print one JSON value on standard output."""
    print(json.dumps(content, ensure_ascii=False, allow_nan=False))


def summary(bundle: dict[str, Any]) -> dict[str, Any]:
    """What ``--json`` prints of a run or comparison; ``metrics`` are the baseline's, ``arms`` has
    everyone's.
    """
    baseline = bundle["arms"][bundle["baseline"]]
    content: dict[str, Any] = {
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


def verdicts(found: Sequence[Verdict]) -> list[dict[str, Any]]:
    """What ``claims --json`` prints; expect, effect and interval are those of the first check, the
    headline.
    """
    return [_verdict(verdict) for verdict in found]


def _verdict(found: Verdict) -> dict[str, Any]:
    checks = [_check(judged) for judged in found.checks]
    evidence = found.claim.outside_evidence
    headline = {key: checks[0][key] for key in ("effect", "low", "high")}
    return {
        "id": found.claim.id,
        "expect": found.claim.checks[0].expect,
        "verdict": found.verdict,
        **headline,
        "replications": found.replications,
        "seed": found.seed,
        "level": found.level,
        "failed": found.failures,
        "placebo_of": found.claim.placebo_of,
        "checks": checks,
        "observed": [_observed(observed) for observed in found.observed],
        "outside_evidence": evidence.model_dump() if evidence else None,
    }


def _check(judged: Judged) -> dict[str, Any]:
    return {
        **{name: getattr(judged.check, name) for name in ("metric", "arm", "against", "expect")},
        "verdict": judged.verdict,
        **_numbers(judged),
    }


def _observed(observed: Observed) -> dict[str, Any]:
    return {**observed.contrast.model_dump(), **_numbers(observed)}


def _numbers(found: Judged | Observed) -> dict[str, float | None]:
    return {name: finite(getattr(found, name)) for name in ("effect", "low", "high")}
