"""The questions of the workshop, team by team, with their answers and what each changes of the scenario."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

DEPARTMENTS = ("marketing", "inside_sales", "field_sales", "customer_success")
WHOLE = "whole"
TEAMS = (*DEPARTMENTS, WHOLE)
Terms = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Answer:
    """One answer: values by dotted key that it sets, or the terms of an own number."""

    name: str
    en: str
    ja: str
    changes: Mapping[str, Any] = field(default_factory=dict)
    terms: Terms = ()


@dataclass(frozen=True)
class Question:
    """What a team decides; the first answer holds until it does."""

    name: str
    en: str
    ja: str
    answers: tuple[Answer, ...]


def _number(name: str, en: str, ja: str, *terms: Mapping[str, Any]) -> Answer:
    return Answer(name, en, ja, terms=terms)


def _levels(key: str, *levels: tuple[str, float, str, str]) -> tuple[Answer, ...]:
    return tuple(Answer(name, en, ja, {key: value}) for name, value, en, ja in levels)


def _strictness(key: str) -> Question:
    return Question("strictness", "How strict at your hand-over?", "引き継ぎの基準は？", _levels(
        f"policies.qualification.{key}",
        ("none", 0.0, "No bar: everybody is handed on", "基準なし：全員を渡す"),
        ("loose", 0.3, "Loose: estimated fit of 30 % or more", "緩い：推定適合度30％以上"),
        ("medium", 0.4, "Medium: 40 % or more", "中くらい：40％以上"),
        ("strict", 0.5, "Strict: 50 % or more", "厳しい：50％以上"),
    ))  # fmt: skip


def _tells(stream: str, en: str, ja: str) -> Question:
    key = f"organisation.feedback.{stream}"
    return Question(stream, en, ja, (
        Answer("no", "No, the hours are for our own work", "伝えない（時間は自分たちの仕事に使う）", {key: False}),
        Answer("yes", "Yes, every four weeks", "伝える（4週ごと）", {key: True}),
    ))  # fmt: skip


GUESS = Question("guess", "Your guess: with shared goals in all departments, the company would be …",
                 "予想：全部門が共通目標だったら、会社の価値は…", (
    Answer("open", "We do not say yet", "まだ言わない"),
    Answer("more", "worth more", "今より高い"),
    Answer("same", "worth about the same", "ほぼ同じ"),
    Answer("less", "worth less", "今より低い"),
))  # fmt: skip
"""What every team is asked besides; it changes nothing."""
SHARES = {"none": 0.0, "quarter": 0.25, "half": 0.5, "most": 0.75, "all": 1.0}
SHARED = Question("shared", "How much of your pay hangs on the company’s result?", "変動給のうち会社の成果で決まる割合は？", (
    Answer("none", "Nothing: our own number alone", "0％：自部門の数字だけ"),
    Answer("quarter", "A quarter", "25％"),
    Answer("half", "Half", "50％"),
    Answer("most", "Three quarters", "75％"),
    Answer("all", "All of it", "100％：会社の成果だけ"),
))  # fmt: skip
_ORDERS_THAT_STAY = (
    {"metric": "bookings", "weight": 0.3, "target": 95_000.0},
    {"metric": "retention", "weight": 0.7, "target": 0.85, "volume": 3.0},
)
_KEPT = {"metric": "retention", "weight": 0.6, "target": 0.85, "volume": 8.0}
_STARTED = {"metric": "onboarding", "weight": 0.4, "target": 0.7, "volume": 6.0}
_OWN = "What is your own number?", "自部門の数字は？"
QUESTIONS: dict[str, tuple[Question, ...]] = {
    "marketing": (
        Question("own", *_OWN, (
            _number("mqls", "Leads passed on (MQLs)", "MQL数", {"metric": "mqls", "target": 220.0}),
            _number("profit", "Gross profit of the customers that came from them", "獲得につながった顧客の粗利",
                    {"metric": "gross_profit", "target": 400_000.0}),
        )),
        SHARED,
        _strictness("marketing_to_inside_sales"),
        Question("fast_pass", "May hot leads go straight on?", "関心の高いリードは直ちに渡す？", (
            Answer("no", "No, each is looked at", "渡さない（一件ずつ判断）", {"policies.scoring.fast_pass": False}),
            Answer("yes", "Yes, by their score", "渡す（スコアで自動）", {"policies.scoring.fast_pass": True}),
        )),
        GUESS,
    ),
    "inside_sales": (
        Question("own", *_OWN, (
            _number("meetings", "Meetings booked", "アポイント数", {"metric": "meetings", "target": 26.0}),
            _number("calls", "Calls made", "架電数", {"metric": "calls", "target": 150.0}),
            _number("accepted", "Meetings that field sales accepts", "有効商談数",
                    {"metric": "accepted_meetings", "target": 24.0}),
            _number("win_rate", "Win rate of what they passed", "渡した商談の成約率",
                    {"metric": "win_rate", "target": 0.25, "volume": 24.0}),
        )),
        SHARED,
        _strictness("inside_sales_to_field_sales"),
        _tells("inside_sales_to_marketing", "Do you tell marketing what became of its leads?",
               "リードのその後をマーケティングに伝える？"),
        GUESS,
    ),
    "field_sales": (
        Question("own", *_OWN, (
            _number("bookings", "Bookings signed", "受注額", {"metric": "bookings", "target": 95_000.0}),
            _number("stay", "Bookings, and above all that they are renewed", "受注額と、主に更新率", *_ORDERS_THAT_STAY),
        )),
        SHARED,
        _strictness("field_sales_to_customer_success"),
        Question("pitch", "What may sellers promise?", "商談での約束は？", (
            Answer("free", "Each seller decides", "各自に任せる", {"departments.field_sales.pitch": "free"}),
            Answer("honest", "Only the truth", "事実だけを伝える", {"departments.field_sales.pitch": "honest"}),
            Answer("over_promise", "Whatever wins: just try it for a year", "受注優先：「まず1年」",
                   {"departments.field_sales.pitch": "over_promise"}),
        )),
        _tells("sales_to_inside_sales", "Do you tell inside sales what became of its meetings?",
               "商談のその後をインサイドセールスに伝える？"),
        GUESS,
    ),
    "customer_success": (
        Question("own", *_OWN, (
            _number("kept", "Renewals, and customers brought into use", "更新率とオンボーディング完了率", _KEPT, _STARTED),
            _number("renewals", "Renewals alone", "更新率だけ", _KEPT | {"weight": 1.0}),
            _number("started", "Customers brought into use alone", "オンボーディング完了率だけ", _STARTED | {"weight": 1.0}),
            _number("expansion", "Expansion sold to customers", "拡大額", {"metric": "expansion", "target": 40_000.0}),
        )),
        SHARED,
        Question("way", "What is a session with a customer?", "顧客との面談の中身は？", tuple(
            Answer(name, en, ja, {"policies.care.way_of_helping": name}) for name, en, ja in (
                ("usual", "As usual", "いつも通り"),
                ("explain", "Explaining functions and what others do", "機能と他社事例の説明"),
                ("solve", "Solving the customer’s own problem", "その顧客の課題の解決"),
            )
        )),
        _tells("success_to_sales", "Do you tell field sales what became of its customers?", "受注後の様子を営業に伝える？"),
        _tells("success_to_marketing", "Do you tell marketing?", "マーケティングにも伝える？"),
        GUESS,
    ),
    WHOLE: (
        Question("refuse", "Whom does the company not sell to?", "会社として売らない相手は？", _levels(
            "policies.unfit_customers.refuse_below",
            ("none", 0.0, "No rule", "規則なし"), ("low", 0.3, "Estimated fit below 30 %", "推定適合度30％未満"),
            ("medium", 0.4, "Below 40 %", "40％未満"), ("high", 0.5, "Below 50 %", "50％未満"),
        )),
        Question("training", "Are members trained to say no?", "断る訓練は？", _levels(
            "policies.unfit_customers.training",
            ("none", 0.0, "No", "しない"), ("some", 0.5, "Some: a quarter of an hour a week", "少し：週15分"),
            ("full", 1.0, "Thoroughly: half an hour a week", "十分に：週30分"),
        )),
        Question("right", "Is selling to the right customers paid, on top?", "適合顧客率を営業側の評価に加える？", _levels(
            "policies.unfit_customers.metric_weight",
            ("none", 0.0, "No", "加えない"), ("some", 0.3, "A little: weight 30 %", "少し：重み30％"),
            ("much", 1.0, "As much as the own number: weight 100 %", "自部門の数字と同じ：重み100％"),
        )),
        GUESS,
    ),
}  # fmt: skip
