"""What of a bundle reaches the page: one with every weekly series is five times larger, and slower to make."""

from __future__ import annotations

from typing import Any

from sim.store.bundle import DEPARTMENTS, Bundle

SERIES_SHOWN = (
    "value_cumulative", "customers", "cash_balance", "reputation", "stage_advocate",
    "leads", "mqls", "meetings", "orders", "onboarded", "churned",
    *(f"attainment_{name}" for name in DEPARTMENTS),
)  # fmt: skip


def light(content: Bundle) -> Bundle:
    """The bundle of a first answer: without bands, which one replicate has not, and cohorts of single years."""
    if content["replications"] > 1:
        return content
    arms = {name: arm | _light(arm) for name, arm in content["arms"].items()}
    gaps = {name: _lines(found) for name, found in content["difference_series"].items()}
    return content | {"arms": arms, "difference_series": gaps}


def _light(arm: dict[str, Any]) -> dict[str, Any]:
    return {"series": _lines(arm["series"]), "cohorts": {"all": arm["cohorts"]["all"]}}


def _lines(series: dict[str, Any]) -> dict[str, Any]:
    kept = ("unit", "mean")
    return {name: {key: band[key] for key in kept if key in band} for name, band in series.items()}
