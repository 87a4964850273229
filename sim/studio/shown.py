"""Which weekly series the page draws: a bundle with all of them is five times larger, and slower to make."""

from __future__ import annotations

from sim.store.bundle import DEPARTMENTS

SERIES_SHOWN = (
    "value_cumulative", "customers", "cash_balance", "reputation", "stage_advocate", "queue_field_sales",
    "leads", "mqls", "meetings", "orders", "onboarded", "renewed", "churned",
    *(f"attainment_{name}" for name in DEPARTMENTS),
)  # fmt: skip
