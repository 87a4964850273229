"""The optional sections of the synthetic bundle: value over strictness, and one customer's life."""

from __future__ import annotations

from typing import Any

import numpy as np

# Stage, owner, weeks in it, weeks of waiting.
LEAVES = [
    ("lead", "marketing", 3, 0),
    ("mql", "inside_sales", 8, 5),
    ("sql", "field_sales", 4, 1),
    ("opportunity", "field_sales", 6, 0),
    ("onboarding", "customer_success", 14, 9),
    ("implementation", "customer_success", 22, 6),
    ("renewal", "customer_success", 9, 4),
    ("churned", "", 30, 0),
]
STAYS = [
    ("lead", "marketing", 3, 0),
    ("mql", "inside_sales", 5, 1),
    ("sql", "field_sales", 4, 0),
    ("opportunity", "field_sales", 11, 1),
    ("onboarding", "customer_success", 10, 0),
    ("implementation", "customer_success", 16, 1),
    ("adoption", "customer_success", 20, 0),
    ("renewal", "customer_success", 12, 0),
    ("advocate", "customer_success", 100, 0),
]


def strictness(names: tuple[str, ...]) -> dict[str, Any]:
    points = np.linspace(0, 0.9, 7)
    arms = {}
    for index, name in enumerate(names):
        total = (6.5 + 2 * index) * 1e6 * (1 - 2.6 * (points - 0.42 - 0.06 * index) ** 2) - 5e5 * points**6
        won = 1_000 * (1 - points**1.7) + 60
        arms[name] = {
            "total_value": [_point(x, 5e5) for x in total],
            "ltv_per_customer": [_point(x / w, 700) for x, w in zip(total, won, strict=True)],
            "customers_won": [_point(w, 20) for w in won],
        }
    return {
        "parameter": "policies.qualification.inside_sales_to_field_sales",
        "points": points.tolist(),
        "arms": arms,
    }


def _point(mean: float, half: float) -> dict[str, float]:
    return {"mean": float(mean), "low": float(mean - half), "high": float(mean + half)}


def life(names: tuple[str, ...]) -> dict[str, Any]:
    return {
        "customer": 7421,
        "why": {
            "en": "the median of 118 customers who leave under the first and stay under the second",
            "ja": "一方で解約し他方で続けた118社の中央値",
        },
        "arms": {name: _lane(LEAVES if index == 0 else STAYS, index) for index, name in enumerate(names[:2])},
        "divergence": {
            "week": 26,
            "en": "left waiting five weeks, then sold a promise",
            "ja": "五週間待たされ、約束だけで売られた",
        },
    }


def _lane(story: list[tuple[str, str, int, int]], index: int) -> dict[str, Any]:
    rows: list[dict[str, Any]] = []
    moves: list[dict[str, Any]] = []
    week, value, adoption, success, expectation = 18, 0.0, 0.0, 0.0, 0.4
    before = "market"
    for stage, owner, length, waits in story:
        moves.append({"week": week, "from": before, "to": stage, "cause": "criterion met"})
        before = stage
        customer = stage in ("onboarding", "implementation", "adoption", "renewal", "advocate")
        for step in range(length):
            expectation += 0.3 * (stage == "opportunity" and step == 2) * (1 - 0.7 * index)
            adoption += customer * (0.72 - 0.45 * (index == 0) - adoption) * 0.06
            success += customer * (adoption - success) * 0.035
            value += (190 if index else 120) * customer - 260 * (stage == "opportunity") - 60 * (step < waits)
            rows.append(
                {
                    "week": week,
                    "stage": stage,
                    "owner": owner or None,
                    "interest": float(0.75 - 0.02 * min(week - 18, 20) * (1 - index)),
                    "expectation": expectation,
                    "adoption": adoption,
                    "success": success,
                    "satisfaction": 0.5 + success - expectation / 2,
                    "value": value,
                    "waiting": int(step < waits),
                }
            )
            week += 1
    return {"rows": rows, "moves": moves}
