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
    "caption": {
        "en": "Mean over replicates with its 95 % interval; differences are paired: both arms meet the same luck.",
        "ja": "反復の平均と95％区間。差は対で計算：両者は同じ運に出会う。",
    },
    "measure": {"en": "Measure", "ja": "指標"},
    "difference": {"en": "{arm} minus {base}", "ja": "{arm} − {base}"},
    "method": {"en": "Method", "ja": "方法"},
    "arms": {"en": "Arms", "ja": "比較対象"},
    "arm": {"en": "Arm", "ja": "名称"},
    "scenario": {"en": "Scenario", "ja": "シナリオ"},
    "hash": {"en": "Hash of the resolved scenario", "ja": "シナリオのハッシュ"},
}
HEADING: dict[str, Words] = {
    "comparison": {"en": "{others} against {base}", "ja": "{base}と{others}の比較"},
    "run": {"en": "{base}", "ja": "{base}"},
}
AND: Words = {"en": " and ", "ja": "・"}
VERDICTS: dict[int, tuple[str, Words]] = {
    1: ("better", {"en": "▲ better", "ja": "▲ 良い"}),
    -1: ("worse", {"en": "▼ worse", "ja": "▼ 悪い"}),
    0: ("unclear", {"en": "no clear difference", "ja": "明確な差なし"}),
}
DIFFERENT: Words = {"en": "differs", "ja": "差あり"}
FACTS: dict[str, Words] = {
    "seed": {"en": "Seed", "ja": "シード"},
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
        "zero. With many "
        "measures some intervals leave zero out by chance.",
        "ja": "どの比較対象も同じ運に出会う：乱数はシード・反復・顧客・時点だけで決まり、方針には依らない。"
        "平均と対の差の区間は反復にわたる95％区間。相対差は、対の差を基準の平均で割ったもの。"
        "「明確な差なし」は区間がゼロを含むこと。指標が多ければ、偶然ゼロを外れる区間もある。",
    },
    {
        "en": "Intervals show the luck of the simulation only, not how well the model fits a real company. "
        "Every parameter has its source "
        "or is marked as an assumption in the scenario.",
        "ja": "区間が表すのは模擬実験の偶然だけで、実在の会社への当てはまりではない。"
        "各パラメータの出典（または仮定である旨）はシナリオに記してある。",
    },
]
