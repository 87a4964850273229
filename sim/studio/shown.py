"""Which weekly series the page draws: a bundle with all of them is ten times larger and slower to make."""

from __future__ import annotations

DEPARTMENTS = ("marketing", "inside_sales", "field_sales", "customer_success")
SERIES_SHOWN = (
    "value_cumulative", "customers", "cash_balance", "recurring_revenue", "reputation", "trust", "picture", "morale",
    "leads", "mqls", "meetings", "orders", "onboarded", "renewed", "churned", "praise", "complaints",
    *(f"{kind}_{name}" for name in DEPARTMENTS for kind in ("hours_available", "hours_worked", "queue", "attainment")),
)  # fmt: skip
