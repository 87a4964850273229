"""A whole company small enough for plain Python; run as a program, it writes its last state to a file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numba
import numpy as np

from sim.engine.company import Scenario
from sim.engine.model import Model
from sim.scenario import load

ROOT = Path(__file__).parents[2]
DEPARTMENTS = ("marketing", "inside_sales", "field_sales", "customer_success")
SIGNALS = ("tickets", "satisfaction", "attendance", "decision_maker", "success")
CHANGES = (
    "market.accounts=260", "opening.customers=30", "run.years=0.9", "run.checks=true", "contracts.term_weeks=30",
    "market.return_median_weeks=6", "market.channels.search.weekly_leads=300", "organisation.people.yearly_leaving=0.6",
    "organisation.people.hiring_weeks=3", "talk.advocate_rate=0.6", "talk.referral_chance=0.9",
    "usage.success_shock=0.04",
    *(f"departments.{name}.headcount=3" for name in DEPARTMENTS),
)  # fmt: skip
COMPANIES = {
    "siloed": (),
    "both": (
        "policies.qualification.marketing_to_inside_sales=0.25", "policies.unfit_customers.refuse_below=0.25",
        "policies.unfit_customers.training=0.5", "policies.unfit_customers.metric_weight=0.2",
        "organisation.trust.enabled=true", "organisation.definitions.enabled=true",
        "organisation.definitions.workshop_weeks=13", "organisation.criteria.by=judgement",
        "organisation.criteria.evidence=0",
        "organisation.strategy.enabled=true", "organisation.strategy.aim=small",
        "organisation.feedback.success_to_sales=true", "organisation.feedback.sales_to_inside_sales=true",
        "organisation.revenue_office.enabled=true", "organisation.revenue_office.cycle_weeks=6",
        "organisation.revenue_office.adds=hire", "organisation.revenue_office.retunes=true",
        "organisation.revenue_office.emphasis.share=0.3", "organisation.revenue_office.emphasis.weak_below=2",
        "competition.enabled=true", "competition.entry_week=8", "competition.innovation=0.02",
        "departments.customer_success.hub.enabled=true", "departments.customer_success.hub.guests=must",
        "organisation.feedback.promises_known=0.5", "organisation.feedback.channels_known=0.5",
        "market.contents.case_study.weekly_hours=30", "market.contents.case_study.reach=1.5",
        "market.contents.case_study.curiosity=0.5", "market.contents.case_study.latent=0.5",
        "market.channels.search.content=case_study",
        "usage.ticket_failure=2", "organisation.health.enabled=true", "policies.care.review_every_weeks=5",
        *(f"organisation.health.weights.{name}=1" for name in SIGNALS),
    ),
    "shared": ("organisation.choice=random",),
    # Members who remember how periods ended, in two roles, each good at something; customers that must change.
    "base": (
        "organisation.pay_curve.enabled=true", "organisation.quota_weeks=8", "organisation.roles.talent_spread=0.4",
        "policies.care.adoption_share=0.4", "change.enabled=true", "change.hours_needed=2",
        "policies.care.change_led_by=member", "organisation.revenue_office.enabled=true",
        "organisation.revenue_office.cycle_weeks=4", "organisation.revenue_office.tolerance=0",
    ),
}  # fmt: skip


def _read(row: np.record, name: str) -> Any:
    """A record's field as compiled code reads it: it hides NumPy's own attributes (``size``), and a single-precision
    number is widened to a double, where NumPy would go on in single precision.
    """
    if name not in (np.void.__getattribute__(row, "dtype").names or ()):
        return np.void.__getattribute__(row, name)
    value = row[name]
    return float(value) if isinstance(value, np.float32) else value


if numba.config.DISABLE_JIT:
    np.record.__getattribute__ = _read  # type: ignore[method-assign]


def live(name: str) -> dict[str, np.ndarray]:
    """All that the company's run leaves behind: one array a table."""
    scenario = load(ROOT / "scenarios" / f"{name}.yaml", Scenario, [*CHANGES, *COMPANIES[name]])
    model = Model(scenario, replicate=1, detail=True).run()
    tables = {"accounts": model.accounts, "members": model.members, "weekly": model.weekly, "worth": model.worth,
              "moves": model.books.move_log(), "entries": model.books.entry_log()}  # fmt: skip
    return {table: np.array(values).view(np.ndarray) for table, values in tables.items()}


def live_all() -> dict[str, np.ndarray]:
    """Every company's tables, as ``company.table``."""
    return {f"{name}.{table}": values for name in COMPANIES for table, values in live(name).items()}


if __name__ == "__main__":
    np.savez(sys.argv[1], **live_all())
