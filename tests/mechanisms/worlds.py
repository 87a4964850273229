"""A small company and its world's own rules, for trying one mechanism alone."""

from __future__ import annotations

from typing import Any

from sim.engine.model import Model
from tests.laws.companies import RICH, company

LAYERS = ("awareness", "interest", "consideration", "purchase", "use", "effective_use")
DEPARTMENTS = ("marketing", "inside_sales", "field_sales", "customer_success")


def model(**changes: Any) -> Model:
    """A model before its first week; ``a__b=1`` sets a.b."""
    return Model(company({key.replace("__", "."): value for key, value in changes.items()}))


def nature(model: Model) -> Any:
    """What the world's kernels are given."""
    return model.rules[0]["nature"]


def design(**rows: dict[str, float]) -> dict[str, float]:
    """A whole value design by dotted key: what a row does not name is zero."""
    return {
        f"organisation.value_design.{department}.{layer}": rows.get(department, {}).get(layer, 0.0)
        for department in DEPARTMENTS
        for layer in LAYERS
    }


RICH_WITHOUT: dict[str, Any] = {
    **RICH,
    "value_stack.enabled": False,
    "organisation.state_estimation.enabled": False,
    "own_research.depth": 0.0,
    "buying_centre.enabled": False,
    "departments.field_sales.inquiry.success": "never",
}
"""The rich company of the laws without the mechanisms of this folder that have to do with buying."""
