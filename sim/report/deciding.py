"""Why somebody moved a customer, in the words of who decided: a member by pay and belief, a customer by experience."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.report.kpi_words import contract
from sim.report.reading import Estimate
from sim.report.words import LANGUAGES, Amount, first_upper, term
from sim.stages import Department

Facts = Mapping[str, Any]
Contracts = Mapping[Department, Any]
Words = dict[str, str]

CUSTOMER: Words = {"en": "Customer", "ja": "顧客"}
RULE: Words = {"en": "Rule", "ja": "規則"}
_MEMBER: Words = {"en": "{department} {number}", "ja": "{department}{number}"}
_OF_CUSTOMERS = {
    "responded", "referred", "returned", "lost", "went_cold", "renewed", "not_renewed", "external", "became_advocate",
    "no_longer_advocate", "forgiven", "not_a_buyer",
}  # fmt: skip

# By cause; or by cause and the stage it leads to, and the one it leads from.
_SAID: dict[str, Words] = {
    "responded": {"en": "You caught our eye; we got in touch.", "ja": "発信が目に留まり、問い合わせた。"},
    "referred": {"en": "A customer of yours told us about you.", "ja": "利用中の会社から紹介を受けた。"},
    "returned": {"en": "Now the time has come; we are in touch again.", "ja": "時期が来たので、再び連絡した。"},
    "passed mql": {"en": "Passed to inside sales.", "ja": "インサイドセールスへ渡した。"},
    "passed lead sql": {"en": "Hot: straight to field sales.", "ja": "関心が高い。フィールドセールスへ直接渡した。"},
    "passed sql": {
        "en": "They agreed to a meeting: over to field sales.",
        "ja": "面談の約束が取れ、フィールドセールスへ渡した。",
    },
    "accepted": {"en": "We met. I keep it as a deal.", "ja": "面談した。商談として進める。"},
    "won": {
        "en": "Signed at {price} a year; over-promised {promise}; hand-over {handover}.",
        "ja": "年額{price}で契約。誇張した約束は{promise}、引き継ぎは{handover}。",
    },
    "lost": {"en": "We decided against it.", "ja": "見送ることにした。"},
    "went_cold": {
        "en": "Nobody had come back to us for {waiting}; we lost interest.",
        "ja": "{waiting}連絡がなく、関心が薄れた。",
    },
    "recycled_by_choice": {
        "en": "Not worth my hours now: given back to nurture.",
        "ja": "今は時間をかける価値がない。育成に戻した。",
    },
    "refused": {"en": "We do not sell to such a customer: refused.", "ja": "この顧客には売らない。断った。"},
    "not_a_buyer": {"en": "We are no buyer at all.", "ja": "そもそも買い手ではない。"},
    "criterion_met implementation": {
        "en": "Onboarding closed; use stands at {adoption}.",
        "ja": "オンボーディング終了、活用度は{adoption}。",
    },
    "criterion_met": {"en": "Use reached {adoption}.", "ja": "活用度が{adoption}に達した。"},
    "renewal_due": {"en": "The contract will soon end.", "ja": "契約の終わりが近い。"},
    "renewed": {
        "en": "We stay: success {success}, use {adoption}; {content}.",
        "ja": "継続する。成果{success}、活用度{adoption}、{content}。",
    },
    "not_renewed": {
        "en": "We leave: success {success}, use {adoption}; {content}.",
        "ja": "解約する。成果{success}、活用度{adoption}、{content}。",
    },
    "external": {
        "en": "We have to end it: something outside changed.",
        "ja": "外部の事情が変わり、終えるほかない。",
    },
    "became_advocate": {"en": "It works for us; we tell others.", "ja": "成果が出ている。周囲に薦める。"},
    "no_longer_advocate": {"en": "We no longer speak of it.", "ja": "もう薦めることはない。"},
    "paused": {"en": "Quiet for long: mail is paused.", "ja": "長く動きがなく、配信を止めた。"},
    "forgiven": {"en": "What was is forgotten; we may listen again.", "ja": "過去は忘れた。また話を聞くかもしれない。"},
    "not_reached": {"en": "Called and called, never reached: given back.", "ja": "何度かけてもつながらず、戻した。"},
    "judged": {"en": "I call this onboarding done.", "ja": "オンボーディング完了とみなした。"},
}  # fmt: skip
_HANDOVER = {True: {"en": "in full", "ja": "完全"}, False: {"en": "thin", "ja": "簡略"}}
_CONTENT = {
    True: {"en": "it is as good as we expected", "ja": "期待どおりかそれ以上"},
    False: {"en": "it is less than we expected", "ja": "期待を下回った"},
}
_PAID: Words = {
    "en": "I am paid on {pay} and stand at {attained} of target for the time passed",
    "ja": "評価は{pay}、経過時間に対する達成度は{attained}",
}
_NOTHING_PAID: Words = {"en": "No KPI pays me", "ja": "評価指標はない"}
_TOOK: Words = {"en": "; I took their fit for {believed}.", "ja": "。適合度を{believed}と見ていた。"}
_FIRST_SIGHT: Words = {"en": "; I knew nothing of them yet.", "ja": "。相手のことはまだ何も知らなかった。"}


def speaker(move: Facts) -> str:
    """Who decided a move: "customer", "rule", or the department of the member."""
    if move["cause"] in _OF_CUSTOMERS:
        return "customer"
    return "rule" if move["by"] is None else str(move["by"]["department"])


def who(move: Facts, lang: str) -> str:
    """What whoever decided is called."""
    found = speaker(move)
    if found in ("customer", "rule"):
        return (CUSTOMER if found == "customer" else RULE)[lang]
    named = first_upper(term(found, lang))
    return _MEMBER[lang].format(department=named, number=move["by"]["number"])


def said(move: Facts, lang: str) -> str:
    """What whoever decided says of the move."""
    cause, there = move["cause"], move["to"]
    template = next(
        _SAID[key] for key in (f"{cause} {move['from']} {there}", f"{cause} {there}", cause) if key in _SAID
    )
    before, after = move["before"] or {}, move["after"]
    return template[lang].format(
        price=Amount(Estimate(after["price"]), "USD", lang), promise=_share(after["promise"], lang),
        handover=_HANDOVER[move.get("full", False)][lang], adoption=_share(after["adoption"], lang),
        success=_share(after["success"], lang), content=_CONTENT[after["satisfaction"] >= 0.0][lang],
        waiting=_weeks(before.get("waiting", after["waiting"]), lang),
    )  # fmt: skip


def because(move: Facts, contracts: Contracts, lang: str) -> str:
    """What a member is paid on and believed; empty where a customer or a rule decided."""
    if speaker(move) in ("customer", "rule"):
        return ""
    department = Department[move["by"]["department"].upper()]
    pay = contract(contracts.get(department, ()), lang)
    told = _PAID[lang].format(pay=pay, attained=_share(move["by"]["attainment"], lang)) if pay else _NOTHING_PAID[lang]
    before = move["before"]
    known = before is not None and before["believed"] is not None and before["stage"] == move["from"]
    return told + (_TOOK[lang].format(believed=_share(before["believed"], lang)) if known else _FIRST_SIGHT[lang])


def explained(move: Facts, contracts: Contracts) -> dict[str, Any]:
    """A move as the page shows it, in every language."""
    told = {key: move[key] for key in ("week", "hour", "from", "to", "cause")}
    words = {
        lang: {"who": who(move, lang), "said": said(move, lang), "because": because(move, contracts, lang)}
        for lang in LANGUAGES
    }
    return told | {"speaker": speaker(move), "by": move["by"], "words": words}


def _share(value: float, lang: str) -> str:
    return {"en": f"{100 * value:.0f} %", "ja": f"{100 * value:.0f}％"}[lang]


def _weeks(weeks: float, lang: str) -> str:
    whole = max(round(weeks), 1)
    return {"en": "a week" if whole == 1 else f"{whole} weeks", "ja": f"{whole}週間"}[lang]
