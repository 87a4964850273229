"""Findings of the bundle's optional sections: value over strictness, one customer's life, doubt about parameters."""

from __future__ import annotations

from typing import Any

from sim.report.phrases import LIFE, OVERLAPS, STRICTNESS
from sim.report.reading import Bundle, Estimate, arms, estimate, month_of, others, title
from sim.report.words import LANGUAGES, Amounts, Finding, finding, term

_DOUBT = {
    "en": "{arm}: uncertain parameters: {parameters}. Single replicates, which differ by them and by luck, have a "
    "total value from {low} to {high} (95 %). The interval of the mean says only how well the replicates know it.",
    "ja": "{arm}：不確かなパラメータは{parameters}個。"
    "その値と偶然で変わる一つ一つの反復の総価値は、95％が{low}から{high}に収まる。平均の区間が表すのは、その平均をどれだけ正確に推定できたかだけである。",
}


def doubt(bundle: Bundle) -> list[Finding]:
    """For each arm whose replicates take parameters from draws, how far they lie apart."""
    found = []
    for arm in arms(bundle):
        entry = bundle["arms"][arm].get("uncertain")
        if entry is not None:
            bounds = {end: (Estimate(entry["total_value"][end]), "USD") for end in ("low", "high")}
            amounts: Amounts = bounds | {"parameters": (Estimate(float(entry["parameters"])), "count")}
            names = {lang: {"arm": title(bundle, arm, lang)} for lang in LANGUAGES}
            found.append(finding(f"doubt-{arm}", "value", _DOUBT, amounts, names))
    return found


def strictness(bundle: Bundle) -> list[Finding | None]:
    """Where total value is highest, for each arm of the strictness section."""
    swept = bundle["strictness"]
    return (
        [_peak(bundle, arm) for arm in [*others(bundle), bundle["baseline"]] if arm in swept["arms"]] if swept else []
    )


def _peak(bundle: Bundle, arm: str) -> Finding | None:
    swept = bundle["strictness"]
    values = [estimate(entry) for entry in swept["arms"][arm]["total_value"]]
    found = [value for value in values if value is not None]
    if len(found) < len(values):
        return None
    best = max(range(len(found)), key=lambda index: found[index].mean)
    kind = "loosest" if best == 0 else "strictest" if best == len(found) - 1 else "interior"
    amounts: Amounts = {
        "at": (Estimate(swept["points"][best]), ""),
        "best": (found[best], "USD"),
        "loose": (found[0], "USD"),
        "strict": (found[-1], "USD"),
    }
    return finding(
        f"strictness-{arm}",
        "strictness",
        STRICTNESS[kind],
        amounts,
        {lang: {"arm": title(bundle, arm, lang)} | _open(found, best, lang) for lang in LANGUAGES},
    )


def _open(found: list[Estimate], best: int, lang: str) -> dict[str, str]:
    """Whether the best setting's interval overlaps that of the loosest and of the strictest."""
    ends = {"loose_open": found[0], "strict_open": found[-1]}
    floor = found[best].low
    return {
        name: OVERLAPS[lang] if floor is not None and end.high is not None and end.high >= floor else ""
        for name, end in ends.items()
    }


def life(bundle: Bundle) -> Finding | None:
    """How one customer's life ends under each policy, and when the two lives part."""
    lives: dict[str, Any] | None = bundle["life"]
    if not lives:
        return None
    base, *_, arm = list(lives["arms"]) * 2  # a single life stands for both
    ends = {key: lives["arms"][name]["rows"][-1]["stage"] for key, name in (("theirs", base), ("ours", arm))}
    names = {
        lang: {
            "arm": title(bundle, arm, lang),
            "base": title(bundle, base, lang),
            **{key: term(stage, lang) for key, stage in ends.items()},
        }
        for lang in LANGUAGES
    }
    parting = lives["divergence"]
    amounts: Amounts = {"month": (Estimate(month_of(parting["week"])), "month")} if parting else {}
    return finding("life", "life", LIFE["alone" if arm == base else "part" if parting else "same"], amounts, names)
