"""What a policy costs: the metrics that move against it, or for it where it loses."""

from __future__ import annotations

from sim.experiments.statistics import LEVEL
from sim.record.specifications import METRICS
from sim.report.phrases import TRADE_OFF
from sim.report.reading import Bundle, Estimate, difference, relative, title
from sim.report.words import LANGUAGES, Amounts, Finding, finding

SHOWN = 3
# Names that lean on the line above them in a table.
_ALONE = {
    "cost_per_win_referral": "direct cost of a first contract with an account that an advocate sent",
    "cost_per_win_returned": "direct cost of a contract with a recycled account, from its return on",
}
# Other readings of total value are no price of it.
_SAME_THING = ("total_value", "value_per_account")


def trade_off(bundle: Bundle, arm: str) -> Finding | None:
    """The clearest metrics on the other side of the balance from total value; both sides where total value
    is unclear.
    """
    total = difference(bundle, arm, "total_value")
    if total is None:
        return None
    sign = 0 if not total.clear else 1 if total.mean > 0 else -1
    gains, losses = _moved(bundle, arm, 1), _moved(bundle, arm, -1)
    shown = {1: losses[:SHOWN], -1: gains[:SHOWN], 0: gains[: SHOWN - 1] + losses[: SHOWN - 1]}[sign]
    full, empty = {1: ("price", "free"), -1: ("gained", "nothing"), 0: ("both", "same")}[sign]
    amounts: Amounts = {f"item_{rank}": _amount(bundle, arm, name) for rank, name in enumerate(shown, start=1)}
    template = TRADE_OFF[full if shown else empty]
    phrase = {lang: template[lang].replace("{items}", _items(shown, lang)) for lang in LANGUAGES}
    names = {
        lang: {
            "arm": title(bundle, arm, lang),
            "base": title(bundle, bundle["baseline"], lang),
            **{f"name_{rank}": _name(name, lang) for rank, name in enumerate(shown, start=1)},
        }
        for lang in LANGUAGES
    }
    return finding(f"trade-off-{arm}", "value", phrase, amounts, names)


def better(name: str, gap: Estimate) -> int:
    """1 if a clear difference is for the better, -1 for the worse, 0 if it is unclear or the metric has no
    better side.
    """
    side = {"higher": 1, "lower": -1, "neither": 0}[METRICS[name].better]
    return side * (1 if gap.mean > 0 else -1) if gap.clear else 0


def _moved(bundle: Bundle, arm: str, side: int) -> list[str]:
    """Metrics that move clearly to a side, the largest move against its own uncertainty first. They are chosen from
    all that have a better side, so that each must be clear among so many (Bonferroni).
    """
    gaps = {name: difference(bundle, arm, name) for name in METRICS if name not in _SAME_THING}
    judged = {name: gap for name, gap in gaps.items() if gap is not None and METRICS[name].better != "neither"}
    moved = {
        name: abs(gap.mean) / gap.half
        for name, gap in judged.items()
        if better(name, gap) == side and gap.half > 0
        and bundle["differences"][arm][name]["p"] * len(judged) < 1.0 - LEVEL
    }  # fmt: skip
    return sorted(moved, key=moved.__getitem__, reverse=True)


def _amount(bundle: Bundle, arm: str, name: str) -> tuple[Estimate, str]:
    """The change in points for a share, else in percent of the baseline where that is positive, else in its
    unit.
    """
    unit, gap, share = (
        bundle["arms"][arm]["metrics"][name]["unit"],
        difference(bundle, arm, name),
        relative(bundle, arm, name),
    )
    assert gap is not None  # only metrics with a clear difference come here
    if unit == "share":
        return gap, "points"
    return (share, "share") if share is not None and unit != "months" else (gap, unit)


def _items(shown: list[str], lang: str) -> str:
    mark = {"en": "; ", "ja": "、"}[lang]
    return mark.join(f"{{name_{rank}}} {{item_{rank}:signed}}" for rank in range(1, len(shown) + 1))


def _name(metric: str, lang: str) -> str:
    """The metric's name as it stands in the middle of a sentence."""
    name = _ALONE[metric] if lang == "en" and metric in _ALONE else str(getattr(METRICS[metric], lang))
    return name if name[1:2].isupper() or lang == "ja" else name[:1].lower() + name[1:]
