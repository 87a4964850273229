"""What a small company needs so that parameters of mail, programmes, scores, prices, rivals and others matter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_MAILED = {
    "nurture.enabled": True,
    "policies.mailing.pooled_per_week": 1.0,
    "policies.mailing.dead_per_week": 1.0,
    "market.pooled_weeks": 8.0,
}
_PROGRAMME = {
    "policies.referral_programme.running": True,
    "opening.customers": 400,
    "talk.advocate_from": 0.2,
    "talk.advocate_rate": 0.5,
}
_CUTTING = {
    "finance.steering.rule": "quarterly_profit",
    "finance.steering.least_profit": 1e9,
    "departments.customer_success.headcount": 6,
}
_BETWEEN = {  # asked for a profit between that paid and that earned in the first quarter
    "pricing.mode": "upfront",
    "finance.steering.rule": "quarterly_profit",
    "finance.steering.least_profit": -460_000.0,
}
_RIVALLED = {
    "competition.enabled": True,
    "competition.entry_week": 10,
    "competition.innovation": 0.02,
    "competition.imitation": 0.1,
    "competition.win_pull": 4.0,
    "competition.renewal_pull": 4.0,
    "opening.customers": 300,
}
_CALLED = {"departments.customer_success.hub.enabled": True}
_EMPHASIS = "organisation.revenue_office.emphasis."
_TRIAL, _ONCE = {"pricing.mode": "trial"}, {"pricing.mode": "one_time", "pricing.life_weeks": 26}
SHOWING = {
    "market.contents": {
        "case_study": {"weekly_cost": 600.0, "weekly_hours": 6.0, "reach": 0.8,
                       "selectivity": 0.5, "curiosity": 0.6, "interest": 0.3, "latent": 0.3},
    },
    "market.channels.search.content": "case_study",
}  # fmt: skip
SURROUNDINGS: dict[str, Mapping[str, Any]] = {
    "nurture.enabled": {},
    "nurture.": _MAILED,
    "policies.mailing.": _MAILED,
    "policies.referral_programme.running": _PROGRAMME,
    "policies.referral_programme.": _PROGRAMME,
    "referrals.": _PROGRAMME,
    "market.contents.": SHOWING,
    "market.falling_reach": {"policies.targeting.addressed_share": 0.5},
    "policies.scoring.mql_from": {"policies.scoring.mql_needs_score": True},
    "policies.scoring.noise": {"policies.scoring.mql_needs_score": True},
    "policies.scoring.fast_pass_from": {"policies.scoring.fast_pass": True},
    "organisation.automation.enabled": {},
    "organisation.automation.": {"organisation.automation.enabled": True},
    "pricing.free_weeks": _TRIAL,
    "pricing.free_lift": _TRIAL,
    "pricing.conversion": _TRIAL,
    "pricing.prepaid_weight": {"pricing.mode": "upfront"},
    "pricing.one_time_years": _ONCE,
    "pricing.life_weeks": _ONCE,
    "pricing.decision_weeks": {"pricing.decided_early": True},
    "finance.steering.rule": {"finance.steering.least_cash": 1e9},
    "finance.steering.least_cash": {"finance.steering.rule": "cash", "finance.steering.least_cash": 1e9},
    "finance.steering.profit": _BETWEEN,
    "finance.steering.": _CUTTING,
    "usage.ticket_failure": {"opening.customers": 300, "departments.customer_success.headcount": 1},
    "competition.enabled": {},
    "competition.": _RIVALLED,
    "departments.customer_success.hub.enabled": {},
    "departments.customer_success.hub.culture": _CALLED,
    "departments.customer_success.hub.": _CALLED | {"departments.customer_success.hub.guests": "must"},
    _EMPHASIS: {f"{_EMPHASIS}share": 0.3},
}


def around(path: str) -> Mapping[str, Any] | None:
    """What a parameter of these mechanisms needs; None for any other. The first beginning that fits counts."""
    return next((needed for start, needed in SURROUNDINGS.items() if path.startswith(start)), None)
