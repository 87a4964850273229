"""Findings: plain sentences in two languages, generated from the bundle's numbers and their intervals.

A finding is ``{"id", "figure", "numbers", "en", "ja"}``: the first finding of a figure is also its title.
Every number in a sentence is in ``numbers``, unrounded, with its bounds as ``<name>_low`` and
``<name>_high``.
"""

from __future__ import annotations

import numpy as np

from sim.experiments.statistics import LEVEL
from sim.report.optional import doubt, life, strictness
from sim.report.phrases import BY_LUCK, CONTRASTS, CROSSING, END, FIRST_YEAR, NO_DIFFERENCE, RUN, WHAT, Phrase
from sim.report.reading import (
    Bundle,
    Estimate,
    band,
    difference,
    metric,
    month_of,
    others,
    relative,
    title,
)
from sim.report.trade_off import trade_off
from sim.report.words import DEPARTMENTS, LANGUAGES, Amounts, Finding, finding, term

# Figure that shows it, metric, unit of its difference where it is not the metric's own.
_CONTRASTS = (
    ("flow", "customers_won"),
    ("fit", "unfit_share_won"),
    ("cohorts", "churn_12m"),
    ("cohorts", "onboarding_failed_share"),
    ("cash", "cash_trough"),
    ("ltv", "ltv_per_customer"),
    ("talk", "advocates"),
    ("talk", "spoilt_share"),
)
_RUN: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("value", "value", {"total": "total_value", "account": "value_per_account"}),
    ("flow", "customers", {"won": "customers_won", "early": "customers_won_year_1"}),
    ("fit", "fit", {"unfit": "unfit_share_won"}),
    ("cohorts", "churn", {"churn": "churn_12m", "failed": "onboarding_failed_share"}),
    ("cash", "cash", {"trough": "cash_trough", "month": "cash_trough_month", "payback": "payback_months"}),
    ("ltv", "ltv", {"ltv": "ltv_per_customer", "curiosity": "curiosity_ltv"}),
    ("talk", "talk", {"advocates": "advocates", "spoilt": "spoilt_share"}),
)


def write(bundle: Bundle) -> list[Finding]:
    """All findings of a run or a comparison, in the order of the report."""
    if bundle["kind"] == "run":
        found = [_of_run(bundle, *row) for row in _RUN] + [_load_of_run(bundle)]
    else:
        found = [one for arm in others(bundle) for one in _of_arm(bundle, arm)]
    return [one for one in [*found, *doubt(bundle), *strictness(bundle), life(bundle)] if one is not None]


def _of_arm(bundle: Bundle, arm: str) -> list[Finding | None]:
    contrasts = [_contrast(bundle, arm, figure, name) for figure, name in _CONTRASTS]
    return [_headline(bundle, arm), trade_off(bundle, arm), *contrasts, _load(bundle, arm)]


def _names(bundle: Bundle, arm: str) -> dict[str, dict[str, str]]:
    return {
        lang: {"arm": title(bundle, arm, lang), "base": title(bundle, bundle["baseline"], lang)} for lang in LANGUAGES
    }


def _gap(bundle: Bundle, arm: str, name: str) -> tuple[Estimate, str] | None:
    """The difference relative to the baseline, or in the metric's unit where the baseline is not clearly
    positive.
    """
    share, gap = relative(bundle, arm, name), difference(bundle, arm, name)
    if share is not None:
        return share, "share"
    return None if gap is None else (gap, bundle["arms"][arm]["metrics"][name]["unit"])


def _headline(bundle: Bundle, arm: str) -> Finding | None:
    """The first year, the crossing and the end in one sentence."""
    early, end = _gap(bundle, arm, "customers_won_year_1"), _gap(bundle, arm, "total_value")
    if early is None or end is None:
        return None
    amounts = {"early": early, "end": end}
    clauses = [_by_sign(FIRST_YEAR, early[0], "more", "fewer")]
    crossing = _crossing(bundle, arm, end[0])
    if crossing is not None:
        clause, month = crossing
        clauses.append(clause)
        amounts |= {"month": (month, "month")} if month is not None else {}
    clauses.append(_by_sign(END, end[0], "higher", "lower"))
    joined = {
        "en": "{arm} " + ", ".join(clause["en"] for clause in clauses[:-1]) + " and " + clauses[-1]["en"] + ".",
        "ja": "{arm}では、" + "、".join(clause["ja"] for clause in clauses) + "。",
    }
    return finding(f"headline-{arm}", "value", joined, amounts, _names(bundle, arm))


def _by_sign(phrases: dict[str, Phrase], gap: Estimate, above: str, below: str) -> Phrase:
    return phrases["unclear" if not gap.clear else above if gap.mean > 0 else below]


def _crossing(bundle: Bundle, arm: str, end: Estimate) -> tuple[Phrase, Estimate | None] | None:
    """How the curves of cumulative value lie to each other; None where the end says enough."""
    found = bundle["crossover"][arm]
    if not end.clear:
        return None
    if found["month"] is not None:
        return CROSSING["passes"], Estimate(found["month"], found["low"], found["high"])
    if end.mean > 0:
        return CROSSING["ahead"], None
    gap = band(bundle["difference_series"][arm]["value_cumulative"])
    led = np.flatnonzero(gap.mean > 0)
    if len(led) and (gap.low[led] > 0).any():
        return CROSSING["falls"], Estimate(month_of(int(led[-1])))
    return CROSSING["behind"], None


def _contrast(
    bundle: Bundle,
    arm: str,
    figure: str,
    name: str,
    names: dict[str, dict[str, str]] | None = None,
    kind: str | None = None,
    looked_at: int = 1,
) -> Finding | None:
    """Both levels of a metric and their paired difference, chosen from ``looked_at`` metrics for being the largest."""
    ours, theirs, gap = (
        metric(bundle, arm, name),
        metric(bundle, bundle["baseline"], name),
        difference(bundle, arm, name),
    )
    if ours is None or theirs is None or gap is None:
        return None
    unit = bundle["arms"][arm]["metrics"][name]["unit"]
    kind = kind or name
    level = "whole share" if kind == "utilisation" else unit
    filled = {
        lang: words | {"what": WHAT[kind][lang].format(**words)}
        for lang, words in (names or _names(bundle, arm)).items()
    }
    amounts: Amounts = {
        "ours": (ours, level),
        "theirs": (theirs, level),
        "gap": (gap, "points" if unit == "share" else unit),
    }
    if not gap.clear:  # also where there is one replicate, and no p
        phrase = NO_DIFFERENCE
    elif looked_at > 1 and bundle["differences"][arm][name]["p"] * looked_at >= 1.0 - LEVEL:
        phrase = BY_LUCK[kind]  # the largest of several differs so by luck alone
    else:
        phrase = CONTRASTS[kind]
    return finding(f"{name}-{arm}", figure, phrase, amounts, filled)


def _load(bundle: Bundle, arm: str) -> Finding | None:
    """The department whose utilisation moves most."""
    gaps = {name: difference(bundle, arm, f"utilisation_{name}") for name in DEPARTMENTS}
    defined = {name: abs(gap.mean) for name, gap in gaps.items() if gap is not None}
    if not defined:
        return None
    most = max(defined, key=defined.__getitem__)
    names = {lang: words | {"department": term(most, lang)} for lang, words in _names(bundle, arm).items()}
    return _contrast(bundle, arm, "load", f"utilisation_{most}", names, "utilisation", len(defined))


def _of_run(bundle: Bundle, figure: str, key: str, metrics: dict[str, str]) -> Finding | None:
    arm = bundle["baseline"]
    found = {name: metric(bundle, arm, source) for name, source in metrics.items()}
    units = {name: bundle["arms"][arm]["metrics"][source]["unit"] for name, source in metrics.items()} | {
        "month": "month"
    }
    amounts = {name: (value, units[name]) for name, value in found.items() if value is not None}
    return finding(key, figure, RUN[key], amounts, _names(bundle, arm)) if len(amounts) == len(metrics) else None


def _load_of_run(bundle: Bundle) -> Finding | None:
    arm = bundle["baseline"]
    use = {name: metric(bundle, arm, f"utilisation_{name}") for name in DEPARTMENTS}
    defined = {name: value for name, value in use.items() if value is not None}
    if not defined:
        return None
    tightest = max(defined, key=lambda name: defined[name].mean)
    names = {lang: words | {"department": term(tightest, lang)} for lang, words in _names(bundle, arm).items()}
    return finding("load", "load", RUN["load"], {"use": (defined[tightest], "whole share")}, names)
