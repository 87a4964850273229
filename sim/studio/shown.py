"""What of a bundle reaches the page: one with every weekly series is five times larger, and slower to make."""

from __future__ import annotations

from typing import Any

from sim.store.bundle import DEPARTMENTS, Bundle

SERIES_SHOWN = (
    "value_cumulative", "customers", "cash_balance", "reputation", "stage_advocate", "queue_field_sales",
    "leads", "mqls", "meetings", "orders", "onboarded", "renewed", "churned",
    *(f"attainment_{name}" for name in DEPARTMENTS),
)  # fmt: skip


def light(content: Bundle) -> Bundle:
    """The bundle without bands where one replicate has none beside its line, which makes the first answer quick."""
    if content["replications"] > 1:
        return content
    arms = {name: arm | {"series": _lines(arm["series"])} for name, arm in content["arms"].items()}
    gaps = {name: _lines(found) for name, found in content["difference_series"].items()}
    return content | {"arms": arms, "difference_series": gaps}


def _lines(series: dict[str, Any]) -> dict[str, Any]:
    kept = ("unit", "mean")
    return {name: {key: band[key] for key in kept if key in band} for name, band in series.items()}
