"""The fixed words of the report page in both languages."""

from __future__ import annotations

Words = dict[str, str]

TEXT: dict[str, Words] = {
    "caution": {"en": "Illustrative, not a forecast.", "ja": "例示であり、予測ではない。"},
    "setting": {
        "en": "An agent-based simulation of a subscription company; numbers in brackets are 95 % intervals.",
        "ja": "サブスクリプション企業のエージェント・シミュレーション。括弧内は95％区間。",
    },
    "findings": {"en": "Findings", "ja": "わかったこと"},
    "figure": {"en": "Figure", "ja": "図"},
    "figures": {"en": "Figures", "ja": "図"},
    "summary": {"en": "Summary", "ja": "要約"},
    "measures": {"en": "All measures", "ja": "すべての指標"},
    "caption": {
        "en": "Mean over replicates with its 95 % interval; differences are paired: both arms meet the same luck.",
        "ja": "反復の平均と95％区間。差は対での比較：両者に同じ偶然（共通乱数）を与えている。",
    },
    "measure": {"en": "Measure", "ja": "指標"},
    "difference": {"en": "{arm} minus {base}", "ja": "{arm} − {base}"},
    "question": {"en": "Question", "ja": "問い"},
    "compared": {"en": "What is compared", "ja": "何を比べるか"},
    "company": {"en": "The company", "ja": "この会社"},
    "differing": {"en": "Where they differ; everything else is the same.", "ja": "異なる点。その他はすべて同じ。"},
    "differs": {"en": "Value", "ja": "項目"},
    "rests": {"en": "What the result rests on", "ja": "結果を左右する前提"},
    "weighty": {
        "en": "Assumptions that move total value most, within the ranges that were tried",
        "ja": "試した範囲の中で総価値を最も動かす仮定",
    },
    "assumption": {"en": "Assumption", "ja": "仮定"},
    "range": {"en": "Tried from – to", "ja": "試した範囲"},
    "strength": {"en": "Moves total value by", "ja": "総価値への効果"},
    "limits": {"en": "Limits", "ja": "限界"},
    "again": {"en": "How to run it again", "ja": "再実行の方法"},
    "method": {"en": "Method", "ja": "方法"},
    "arms": {"en": "Arms", "ja": "比較対象"},
    "arm": {"en": "Arm", "ja": "名称"},
    "scenario": {"en": "Scenario", "ja": "シナリオ"},
    "hash": {"en": "Hash of the resolved scenario", "ja": "シナリオのハッシュ"},
}
HEADING: dict[str, Words] = {
    "comparison": {"en": "{others} against {base}", "ja": "「{base}」と「{others}」の比較"},
    "run": {"en": "{base}", "ja": "{base}"},
}
QUESTION: dict[str, Words] = {
    "comparison": {
        "en": "The same customers and the same luck, under {base} and under {others}: who wins more customers, whose "
        "company is worth more in the end, from which month on, and at what price?",
        "ja": "同じ顧客、同じ偶然のもとで「{base}」と「{others}」を比べる：どちらが多くの顧客を獲得し、"
        "最後に価値が高いのはどちらの会社で、それは何か月目からか。その代償は何か。",
    },
    "run": {
        "en": "How many customers does this company win and keep, what is it worth in the end, and what does growth "
        "cost first?",
        "ja": "この会社は顧客をどれだけ獲得し維持するか、最後にどれだけの価値になるか。成長のために先に何を費やすか。",
    },
}
AND: Words = {"en": " and ", "ja": "」「"}
VERDICTS: dict[int, tuple[str, Words]] = {
    1: ("better", {"en": "▲ better", "ja": "▲ 良い"}),
    -1: ("worse", {"en": "▼ worse", "ja": "▼ 悪い"}),
    0: ("unclear", {"en": "no clear difference", "ja": "明確な差なし"}),
}
DIFFERENT: Words = {"en": "differs", "ja": "差あり"}
FACTS: dict[str, Words] = {
    "seed": {"en": "Seed", "ja": "乱数シード"},
    "replications": {"en": "Replicates", "ja": "反復"},
    "weeks": {"en": "Weeks", "ja": "週数"},
    "tasuki": {"en": "Tasuki", "ja": "Tasuki"},
    "run": {"en": "Run", "ja": "実行ID"},
}
METHOD: list[Words] = [
    {
        "en": "Every member of staff chooses each week, from the actions open to them, those that promise "
        "most for their own KPIs under "
        "their own uncertain beliefs. KPIs and policies act only through these choices; no outcome is set "
        "by a policy.",
        "ja": "社員は毎週、可能な行動の中から、不確かな見立てのもとで自分のKPIに最も効くと思うものを選ぶ。"
        "KPIや方針はこの選択を通してのみ作用し、結果を直接は動かさない。",
    },
    {
        "en": "All arms meet the same luck: a draw depends on the seed, the replicate, the customer and the "
        "moment, never on the policy. "
        "Intervals of means and of paired differences are 95 % intervals over replicates; a relative "
        "difference is the paired "
        "difference divided by the baseline's mean. “No clear difference” means that the interval includes "
        "zero. Where several arms are compared with the first, the intervals of a difference hold for all of them "
        "together (Bonferroni). With many measures some intervals leave zero out by chance; of the department whose "
        "load moves most, the finding says whether its difference is larger than that.",
        "ja": "どの比較対象にも同じ偶然（共通乱数）を与える："
        "乱数はシード・反復・顧客・時点だけで決まり、方針には依らない。"
        "平均と対の差の区間は反復にわたる95％区間。相対差は、対の差を基準の平均で割ったもの。"
        "「明確な差なし」は区間がゼロを含むこと。複数を最初のものと比べるときは、"
        "差の区間がそのすべてで同時に成り立つ（ボンフェローニ）。指標が多ければ、偶然ゼロを外れる区間もある。"
        "負荷が最も変わる部門については、その差が偶然を超えるかどうかを文中で述べる。",
    },
]
LIMITS: list[Words] = [
    {
        "en": "Intervals show the luck of the simulation only, not how well the model fits a real company. "
        "Every parameter has its source "
        "or is marked as an assumption in the scenario.",
        "ja": "区間が表すのはシミュレーションの偶然だけで、実在の会社への当てはまりではない。"
        "各パラメータの出典（または仮定である旨）はシナリオに記してある。",
    },
    {
        "en": "The company is an illustration. Directions and conditions carry over to a real company sooner than "
        "sizes do; “tasuki calibrate” fits one to your own records.",
        "ja": "この会社は例示である。実在の会社に当てはまりやすいのは大きさより方向と条件。自社の記録には"
        "「tasuki calibrate」で合わせられる。",
    },
    {
        "en": "Value per customer can rise when customers are refused, by selection alone: read it beside the total.",
        "ja": "顧客を断ると、選別だけで一社あたりの価値が上がることがある。総価値と並べて読むこと。",
    },
    {
        "en": "What the model leaves out or simplifies is listed in its description, docs/model.md.",
        "ja": "モデルが省いたもの、単純にしたものは docs/model.md にある。",
    },
]
LIMIT_DRAWN: Words = {
    "en": "Intervals hold the luck of the simulation and the draws of the uncertain parameters, not how well the model "
    "otherwise fits a real company. Every parameter has its source or is marked as an assumption in the scenario.",
    "ja": "区間が表すのはシミュレーションの偶然と不確かなパラメータの抽出であり、"
    "それ以外の点での実在の会社への当てはまりではない。"
    "各パラメータの出典（または仮定である旨）はシナリオに記してある。",
}
METHOD_DRAWN: Words = {
    "en": "Parameters that a calibration left uncertain are drawn: replicate r takes their r-th draw, the same in "
    "every company that is compared. Where luck or simulation error is spoken of, these draws are part of it.",
    "ja": "較正で不確かなまま残ったパラメータは抽出される：r番目の反復はr番目の抽出を用い、比べる会社すべてで同じ。"
    "偶然やシミュレーション誤差というとき、この抽出も含む。",
}
GROUND: dict[str, Words] = {
    "kpis": {"en": "what {department} is paid on", "ja": "{department}の評価指標"},
    "headcount": {"en": "people in {department}", "ja": "{department}の人数"},
    "nothing": {"en": "–", "ja": "–"},
    "on": {"en": "on", "ja": "あり"},
    "off": {"en": "off", "ja": "なし"},
    "more": {
        "en": "{number} more values differ; “tasuki check” lists them.",
        "ja": "他に{number}項目が異なる（「tasuki check」で一覧）。",
    },
    "assumed": {
        "en": "{assumed} of the {parameters} values of {arm} are assumptions; the others have a source or are a matter "
        "of choice. docs/parameters.md says which.",
        "ja": "{arm}の{parameters}個の値のうち{assumed}個は仮定。その他は出典があるか、選択によるもの"
        "（docs/parameters.md）。",
    },
    "unmeasured": {
        "en": "Which of them weigh most has not been measured for this company. “tasuki sensitivity {scenario}” does, "
        "and “tasuki report {run}” then shows it here.",
        "ja": "どの仮定が最も効くかは、この会社についてはまだ測られていない。「tasuki sensitivity {scenario}」で測り、"
        "「tasuki report {run}」でここに示される。",
    },
    "measured": {
        "en": "A sensitivity analysis of the same company is stored ({scenario}, {study}). Of the {varied} assumptions "
        "that it varied, these stand out from simulation error:",
        "ja": "同じ会社の感度分析がある（{scenario}、{study}）。変えた{varied}個の仮定のうち、"
        "シミュレーション誤差を超えて効くもの：",
    },
    "none_stands_out": {
        "en": "A sensitivity analysis of the same company is stored ({scenario}, {study}). Of the {varied} assumptions "
        "that it varied, none stands out from simulation error.",
        "ja": "同じ会社の感度分析がある（{scenario}、{study}）。変えた{varied}個の仮定のうち、"
        "シミュレーション誤差を超えて効くものはなかった。",
    },
    "level_only": {
        "en": "This says what moves total value itself. Whether a difference between arms turns with it is asked by "
        "“tasuki sweep” over that assumption with the arms as levels.",
        "ja": "これは総価値そのものを動かすもの。比較対象の差がそれで逆転するかは、その仮定と比較対象を軸とする"
        "「tasuki sweep」で調べる。",
    },
    "same": {
        "en": "The same again, to the last bit with the same version, from the scenarios kept in the run’s folder:",
        "ja": "実行フォルダに保存されたシナリオから、同じ版なら最後の一桁まで同じ結果を得る：",
    },
    "varied": {"en": "With another value, such as the size of the market:", "ja": "別の値で（例：市場の規模）："},
}


def limits(*, drawn: bool) -> list[Words]:
    """The limits of a report; ``drawn``: of replicates that take parameters from draws."""
    return [LIMIT_DRAWN, *LIMITS[1:]] if drawn else LIMITS


def method(*, drawn: bool) -> list[Words]:
    """The method of a report; ``drawn`` as in `limits`."""
    return [*METHOD, METHOD_DRAWN] if drawn else METHOD
