"""Words for one customer's life: why this customer is shown, and where two policies first parted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sim.errors import StoreError
from sim.report.words import term
from sim.store.lives import Logs, choose, facts

_FATES = {
    "left": {"en": "leave", "ja": "解約する"},
    "stayed": {"en": "stay", "ja": "継続する"},
    "never": {"en": "never buy", "ja": "購入しない"},
}
Titles = Mapping[str, Mapping[str, str]]


def tell(logs: Mapping[str, Logs], titles: Titles, customer: int | None = None) -> dict[str, Any]:
    """The life of a customer by arm, as the bundle has it; the typical customer where none is named.

    Raises StoreError for a customer of whom the logs say nothing, and where there is none to choose from.
    """
    reason = None if customer is None else {"en": "the customer asked for", "ja": "指定された顧客"}
    if customer is None:
        choice = choose(list(logs.values()))
        if choice is None:
            raise StoreError("no customer was sampled in these runs", remedy="name one with --customer")
        customer, reason = choice.customer, why(choice.fates, choice.alike, titles)
    found = facts(logs, customer)
    return {**found, "why": reason, "divergence": divergence(found["divergence"], titles)}


def why(fates: Sequence[str], alike: int, titles: Titles) -> dict[str, str]:
    """Why the customer was chosen: the median of the sampled ones with the same fate under each arm."""
    english = " and ".join(
        f"{_FATES[fate]['en']} under {title['en']}" for fate, title in zip(fates, titles.values(), strict=True)
    )
    japanese = "、".join(
        f"{title['ja']}では{_FATES[fate]['ja']}" for fate, title in zip(fates, titles.values(), strict=True)
    )
    customers = "one sampled customer who would" if alike == 1 else f"the median of {alike} sampled customers who"
    return {"en": f"{customers} {english}", "ja": f"{japanese}標本顧客{alike}社の中央値"}


def divergence(found: Mapping[str, Any] | None, titles: Titles) -> dict[str, Any] | None:
    """The week in which the lives part, with one sentence in each language."""
    if found is None:
        return None
    english = "; ".join(f"{titles[arm]['en']}: {_move(move, 'en')}" for arm, move in found["moves"].items())
    japanese = "、".join(f"{titles[arm]['ja']}では{_move(move, 'ja')}" for arm, move in found["moves"].items())
    return {"week": found["week"], "en": english, "ja": japanese}


def _move(move: Mapping[str, Any] | None, lang: str) -> str:
    if move is None:
        return {"en": "no further move", "ja": "その後の移動なし"}[lang]
    if lang == "ja":
        return f"第{move['week']}週に{term(move['to'], lang)}へ"
    return f"to {term(move['to'], lang)} in week {move['week']} ({move['cause']})"
