"""What parameters and metrics are called in a sentence, in English and Japanese."""

from __future__ import annotations

from sim.record.specifications import METRICS
from sim.report.words import DEPARTMENTS, LANGUAGES, term
from sim.studies import telling

Words = dict[str, str]

_OF_DEPARTMENT: dict[str, Words] = {
    "kpis": {"en": "KPIs of {}", "ja": "{}のKPI"},
    "headcount": {"en": "people in {}", "ja": "{}の人数"},
}
_KEYS: dict[str, Words] = {
    "market.accounts": {"en": "accounts in the market", "ja": "市場の企業数"},
    "customers.curious_share": {"en": "the share of curiosity buyers", "ja": "興味本位の顧客の割合"},
    "prospects.cooling_half_hours": {
        "en": "the hours in which waiting halves interest",
        "ja": "待つ間に関心が半減する時間",
    },
    "contracts.price": {"en": "the price a year", "ja": "年額価格"},
    "contracts.gross_margin": {"en": "the gross margin", "ja": "粗利率"},
    "contracts.outside_churn": {"en": "yearly churn by outside events", "ja": "外部要因による年間解約率"},
    "contracts.renewal_success": {"en": "the weight of success at renewal", "ja": "更新時の成功の重み"},
    "usage.care_learning": {"en": "what an hour of care teaches", "ja": "支援1時間の学習効果"},
    "talk.complaint_rate": {"en": "the rate of complaints", "ja": "悪評の頻度"},
    "talk.referral_chance": {"en": "the chance of a referral", "ja": "紹介が実る確率"},
    "organisation.patience": {"en": "the patience of members", "ja": "社員の忍耐（先の報酬の重み）"},
    "run.years": {"en": "years simulated", "ja": "シミュレーションの年数"},
    "people": {"en": "people needed", "ja": "必要な人数"},
}


def key(name: str) -> Words:
    """A parameter, or a section, by its dotted key; what has no words of its own is called by the key."""
    parts = name.split(".")
    if parts[0] == "departments" and len(parts) == 3 and parts[1] in DEPARTMENTS and parts[2] in _OF_DEPARTMENT:
        return {lang: _OF_DEPARTMENT[parts[2]][lang].format(term(parts[1], lang)) for lang in LANGUAGES}
    return _KEYS.get(name) or dict.fromkeys(LANGUAGES, name)


def metric(name: str) -> Words:
    """A metric, or what an objective may be beside one."""
    return dict(telling.metric(name)) if name in METRICS else key(name)


def unit(name: str) -> str:
    """The unit of a difference of a metric: points for a share."""
    found = METRICS[name].unit if name in METRICS else "-"
    return "points" if found == "share" else found
