"""What parameters and metrics are called in a sentence, in English and Japanese."""

from __future__ import annotations

from sim.record.specifications import METRICS
from sim.report.words import DEPARTMENTS, LANGUAGES, term

Words = dict[str, str]

_OF_DEPARTMENT: dict[str, Words] = {
    "kpis": {"en": "KPIs of {}", "ja": "{}のKPI"},
    "headcount": {"en": "people in {}", "ja": "{}の人数"},
}
_KEYS: dict[str, Words] = {
    "market.accounts": {"en": "accounts in the market", "ja": "市場の企業数"},
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
    """A metric as it stands in the middle of a sentence."""
    if name not in METRICS:
        return key(name)
    english = METRICS[name].en
    small = english if english[1:2].isupper() else english[:1].lower() + english[1:]
    return {"en": small, "ja": METRICS[name].ja}


def unit(name: str) -> str:
    """The unit of a difference of a metric: points for a share."""
    found = METRICS[name].unit if name in METRICS else "-"
    return "points" if found == "share" else found
