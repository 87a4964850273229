"""The debrief: questions for the room, chosen from what happened, each with its numbers in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sim.report.reading import Bundle, Estimate, difference, metric
from sim.report.words import Amounts, Finding, finding, term
from sim.studio.workshop.choices import Decision
from sim.studio.workshop.play import GOALS, PLAYED
from sim.studio.workshop.questions import DEPARTMENTS, GUESS, TEAMS

Facts = Sequence[Mapping[str, Any]]
LONG_QUEUE_WEEKS = 1.0
_LANGUAGES = ("en", "ja")
_WORDS: dict[str, dict[str, str]] = {
    "paid_and_worse": {
        "en": "{who} attained {attained} of its KPI and was paid {paid}. With shared goals the company’s value would "
        "differ by {gap:signed}. Who paid for it?",
        "ja": "{who}は自部門KPIの{attained}を達成し、報酬は{paid}だった。共通目標なら会社の価値の差は{gap:signed}。"
        "そのつけを払ったのは誰か？",
    },
    "paid_and_unclear": {
        "en": "{who} attained {attained} of its KPI and was paid {paid}. Against the same company with shared goals "
        "there is no clear difference in value: {gap:signed}. What made up for what?",
        "ja": "{who}は自部門KPIの{attained}を達成し、報酬は{paid}だった。"
        "共通目標の会社との価値の差は明確でない：{gap:signed}。何が何を補ったのか？",
    },
    "paid_and_better": {
        "en": "{who} attained {attained} of its KPI and was paid {paid}. With shared goals the company’s value would "
        "differ by {gap:signed}. Which of your rules did better than the shared goal?",
        "ja": "{who}は自部門KPIの{attained}を達成し、報酬は{paid}だった。共通目標なら会社の価値の差は{gap:signed}。"
        "共通目標に勝ったのはどの規則か？",
    },
    "short": {
        "en": "{who} attained {attained} of its KPI. Was it their own work, or what they were handed?",
        "ja": "{who}の自部門KPIの達成率は{attained}だった。自分たちの仕事のせいか、渡されたもののせいか？",
    },
    "queue": {
        "en": "At the end of quarter {quarter}, {weeks} weeks of work lay waiting at {who}. Which earlier decision "
        "brought it there, and who knew?",
        "ja": "第{quarter}四半期の終わりに、{who}には{weeks}週分の仕事がたまっていた。"
        "それを招いたのはどの決定で、誰が知っていたか？",
    },
    "unfit": {
        "en": "{unfit:all} of contracts went to customers who do not fit; with shared goals {other:all}. At "
        "which hand-over could it have been seen?",
        "ja": "契約の{unfit:all}は適合しない顧客だった（共通目標なら{other:all}）。どの引き継ぎで気づけたか？",
    },
    "changed": {
        "en": "{who} changed course before quarter {quarter}. What did the next department notice, and when?",
        "ja": "{who}は第{quarter}四半期の前に方針を変えた。次の部門は何に、いつ気づいたか？",
    },
    "unchanged": {
        "en": "No team changed anything after the first quarter. What would have had to be seen to change it?",
        "ja": "最初の四半期のあと、どのチームも何も変えなかった。何が見えていれば変えたか？",
    },
}
_WHOLE = {"en": "The team that sees the whole", "ja": "全体を見るチーム"}


def attained(team: str, facts: Facts) -> dict[str, list[float | None]]:
    """By quarter what a department attained and was paid; nothing for the team that sees the whole."""
    if team not in DEPARTMENTS:
        return {"attained": [], "paid": []}
    return {name: [quarter["departments"][team][name] for quarter in facts] for name in ("attained", "paid")}


def questions(facts: Facts, decided: Sequence[Mapping[str, Decision]], bundle: Bundle) -> list[Finding]:
    """Questions for the room, three to five of them."""
    return [*_of_pay(facts, bundle), *_of_queue(facts), *_of_unfit(bundle), _of_change(decided)]


def _of_pay(facts: Facts, bundle: Bundle) -> Iterator[Finding]:
    """Who met the own number best, beside the company; and who met it least, if they fell short."""
    known = {team: mean for team in DEPARTMENTS if (mean := _mean(attained(team, facts)["attained"])) is not None}
    if not known:
        return
    best, least = max(known, key=known.__getitem__), min(known, key=known.__getitem__)
    gap = difference(bundle, GOALS, "total_value")
    if gap is not None:
        kind = "unclear" if not gap.clear else "worse" if gap.mean > 0 else "better"
        paid = _mean(attained(best, facts)["paid"])
        yield _ask(f"paid_and_{kind}", {"gap": (gap, "USD"), **_shares(attained=known[best], paid=paid)}, best)
    if known[least] < 1.0:
        yield _ask("short", _shares(attained=known[least]), least)


def _of_queue(facts: Facts) -> Iterator[Finding]:
    """Where most work lay waiting, if it was much."""
    waiting = [
        (quarter["departments"][team]["queue_weeks"] or 0.0, -number, team)
        for number, quarter in enumerate(facts, start=1)
        for team in DEPARTMENTS
    ]
    weeks, number, team = max(waiting)
    if weeks >= LONG_QUEUE_WEEKS:
        yield _ask("queue", {"weeks": (Estimate(weeks), "weeks")}, team, quarter=-number)


def _of_unfit(bundle: Bundle) -> Iterator[Finding]:
    found = {name: metric(bundle, arm, "unfit_share_won") for name, arm in (("unfit", PLAYED), ("other", GOALS))}
    amounts = {name: (value, "share") for name, value in found.items() if value is not None}
    if len(amounts) == len(found):
        yield _ask("unfit", amounts)


def _of_change(decided: Sequence[Mapping[str, Decision]]) -> Finding:
    """The first change of course, or that there was none."""
    for number in range(1, len(decided)):
        for team in TEAMS:
            if _rules(decided[number][team]) != _rules(decided[number - 1][team]):
                return _ask("changed", {}, team, quarter=number + 1)
    return _ask("unchanged", {})


def _rules(decision: Decision) -> Decision:
    """What of a decision acts: a guess does not."""
    return {name: answer for name, answer in decision.items() if name != GUESS.name}


def _ask(key: str, amounts: Amounts, team: str = "", **numbers: int) -> Finding:
    names = {lang: {"who": _called(team, lang), **{k: str(v) for k, v in numbers.items()}} for lang in _LANGUAGES}
    return finding(key, "", _WORDS[key], amounts, names)


def _called(team: str, lang: str) -> str:
    return term(team, lang) if team in DEPARTMENTS else _WHOLE[lang]


def _shares(**values: float | None) -> Amounts:
    return {name: (Estimate(float("nan") if value is None else value), "share") for name, value in values.items()}


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None
