"""What KPIs are called, English and Japanese: short enough for a card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

KPIS: dict[str, dict[str, str]] = {
    "leads": {"en": "leads", "ja": "リード数"},
    "mqls": {"en": "leads passed on", "ja": "MQL数"},
    "calls": {"en": "calls", "ja": "架電数"},
    "meetings": {"en": "meetings booked", "ja": "アポイント数"},
    "accepted_meetings": {"en": "meetings accepted", "ja": "有効商談数"},
    "pipeline": {"en": "pipeline", "ja": "商談金額"},
    "orders": {"en": "contracts signed", "ja": "受注件数"},
    "bookings": {"en": "bookings", "ja": "受注額"},
    "unit_price": {"en": "price per contract", "ja": "受注単価"},
    "win_rate": {"en": "win rate", "ja": "成約率"},
    "right_customer_rate": {"en": "share of right customers", "ja": "適合顧客率"},
    "onboarding": {"en": "share onboarded", "ja": "オンボーディング完了率"},
    "onboarded": {"en": "customers onboarded", "ja": "オンボーディング完了数"},
    "healthy": {"en": "healthy customers", "ja": "健全な顧客数"},
    "health": {"en": "share of healthy customers", "ja": "健全な顧客の割合"},
    "retention": {"en": "renewals", "ja": "更新率"},
    "churn": {"en": "churn", "ja": "解約率"},
    "nrr": {"en": "net revenue retention", "ja": "純収益維持率（NRR）"},
    "expansion": {"en": "expansion", "ja": "拡大額"},
    "nps": {"en": "NPS", "ja": "NPS"},
    "cohort_ltv": {"en": "cohort LTV", "ja": "獲得顧客のLTV合計"},
    "ltv_per_customer": {"en": "LTV per customer", "ja": "顧客あたりLTV"},
    "gross_profit": {"en": "gross profit", "ja": "粗利"},
}
_NEXT = {"en": ", ", "ja": "、"}
_AND = {"en": " and ", "ja": "と"}
_SCOPES = {
    "own": {"en": "own", "ja": "本人"},
    "department": {"en": "department", "ja": "部門"},
    "company": {"en": "company", "ja": "全社"},
}
_TERM = {"en": "{share:.0f}\u00a0% {metric} ({scope}{lag})", "ja": "{metric} {share:.0f}％（{scope}{lag}）"}
_LAG = {"en": ", known {weeks:g} weeks later", "ja": "、{weeks:g}週遅れ"}


def contract(kpis: Sequence[Any], lang: str) -> str:
    """A KPI contract in words, the heaviest term first: "renewals and share onboarded"."""
    heaviest = sorted((kpi for kpi in kpis if kpi.weight > 0), key=lambda kpi: -kpi.weight)
    return _AND[lang].join(dict.fromkeys(KPIS[kpi.metric][lang] for kpi in heaviest))


def terms(kpis: Sequence[Mapping[str, Any]], lang: str) -> str:
    """A KPI contract, as a file has it, in full: shares of the weight, whose result counts, how late it is known."""
    heaviest = sorted((kpi for kpi in kpis if kpi["weight"] > 0), key=lambda kpi: -kpi["weight"])
    whole = sum(kpi["weight"] for kpi in heaviest)
    return _NEXT[lang].join(
        _TERM[lang].format(
            share=100 * kpi["weight"] / whole,
            metric=KPIS[kpi["metric"]][lang],
            scope=_SCOPES[kpi["scope"]][lang],
            lag=_LAG[lang].format(weeks=kpi["lag_weeks"]) if kpi["lag_weeks"] else "",
        )
        for kpi in heaviest
    )
