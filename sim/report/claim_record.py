"""What is kept of a judged claim: one JSON object, which `tasuki claims --json` prints, ``results/claims`` stores and
tables, pages and figures are made from.
"""

from __future__ import annotations

from typing import Any

from sim.experiments.claims.docket import Finding
from sim.experiments.claims.turning import Curve
from sim.experiments.claims.verdicts import Judged, Observed
from sim.experiments.statistics import finite
from sim.report.turns import outcome, turns
from sim.report.words import LANGUAGES

Record = dict[str, Any]


def record(found: Finding, fingerprint: str) -> Record:
    """The record of a finding; expect, effect and interval are those of the first check, the headline.

    ``fingerprint``: of the claim and its scenarios.
    """
    verdict, claim = found.verdict, found.verdict.claim
    checks = [_check(judged) for judged in verdict.checks]
    evidence = claim.outside_evidence
    return {
        "id": claim.id,
        "expect": claim.checks[0].expect,
        "verdict": verdict.verdict,
        **{key: checks[0][key] for key in ("effect", "low", "high")},
        "replications": verdict.replications,
        "seed": found.seed,
        "level": verdict.level,
        "failed": found.failures,
        "placebo_of": claim.placebo_of,
        "checks": checks,
        "observed": [_observed(observed) for observed in verdict.observed],
        "outside_evidence": evidence.model_dump() if evidence else None,
        "negligible": verdict.negligible,
        "conditions": [_condition(curve) for curve in found.curves],
        "looks": list(found.looks),
        "runs": found.runs,
        "fingerprint": fingerprint,
    }


def _check(judged: Judged) -> Record:
    return {
        **judged.check.model_dump(include={"name", "metric", "arm", "against", "less", "expect"}),
        "verdict": judged.verdict,
        **_numbers(judged),
        "negligible": judged.negligible,
        "beyond": finite(judged.beyond),
        "smallest_effect": finite(judged.smallest),
    }


def _condition(curve: Curve) -> Record:
    """A condition with its curve; ``outcome`` and ``words`` say where the claim turns."""
    return {
        **{lang: getattr(curve.condition, lang) for lang in LANGUAGES},
        "set": list(curve.condition.keys),
        "check": curve.check.model_dump(include={"name", "metric", "arm", "against", "less", "expect"}),
        "outcome": curve.outcome,
        "turns": [list(pair) for pair in curve.turns],
        "short": {lang: outcome(curve, lang) for lang in LANGUAGES},
        "words": {lang: turns(curve, lang) for lang in LANGUAGES},
        "points": [
            {"value": value, **_check(point), "replications": count}
            for (value, point), count in zip(curve.by_value(), curve.replications, strict=True)
        ],
        "replications": max(curve.replications),
        "level": curve.level,
        "failed": curve.failures,
    }


def _observed(observed: Observed) -> Record:
    return {**observed.contrast.model_dump(), **_numbers(observed)}


def _numbers(found: Judged | Observed) -> Record:
    return {name: finite(getattr(found, name)) for name in ("effect", "low", "high")}
