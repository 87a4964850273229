"""Sentences of a sensitivity analysis in both languages. Numbers and names are filled in; no digit is typed here."""

from __future__ import annotations

Phrase = dict[str, str]

QUESTION: Phrase = {
    "en": "Which parameters move {metric}?",
    "ja": "どのパラメータが{metric}を動かすか。",
}
TOP: dict[str, Phrase] = {
    "morris": {
        "en": "The strongest is {axis}: over its range ({values}) it moves {metric} by {star:all} on average, mostly {direction}.",
        "ja": "{metric}を最も動かすのは{axis}で、範囲全体（{values}）で平均{star:all}、主に{direction}。",
    },
    "sobol": {
        "en": "The strongest is {axis}: it explains {first:all} of the variance of {metric} alone, {total:all} with interactions.",
        "ja": "{metric}の分散を最もよく説明するのは{axis}で、単独で{first:all}、相互作用を含めて{total:all}。",
    },
}
NEXT: Phrase = {
    "en": "Next come {listed}.",
    "ja": "これに続くのは{listed}。",
}
UP: Phrase = {"en": "upwards", "ja": "上方向"}
DOWN: Phrase = {"en": "downwards", "ja": "下方向"}
STAND_OUT: dict[str, Phrase] = {
    "morris": {
        "en": "{count} of {all} parameters stand out from simulation error; of the others an effect was not seen. Luck alone "
        "would show a mean size of {floor} for a typical one of them.",
        "ja": "{all}個のパラメータのうち{count}個がシミュレーション誤差から区別できる。他には効果が見えなかった。"
        "そのうち典型的なものでは、偶然だけでも平均{floor}の大きさに見える。",
    },
    "sobol": {
        "en": "{count} of {all} parameters have a total order that stands out from simulation error, which makes up at most "
        "{error} of the variance in any of them ({worst}).",
        "ja": "{all}個のパラメータのうち{count}個の総効果がシミュレーション誤差から区別できる。"
        "誤差は最大でも分散の{error}（{worst}）。",
    },
}
UNKNOWN: Phrase = {
    "en": "With one replicate of each company it is not known which effects are simulation error; take two or more.",
    "ja": "各社の反復が一回では、どの効果がシミュレーション誤差か分からない。二回以上にする。",
}
UNEVEN: Phrase = {
    "en": "The effect is uneven for {listed}: with where it stands, or with the others, it changes by more than its mean size.",
    "ja": "効果が一様でないのは{listed}：位置や他のパラメータによって、平均の大きさ以上に変わる。",
}
ALONE: dict[str, Phrase] = {
    "below": {
        "en": "One by one, the parameters explain {sum} of the variance; the rest is interaction, and uncertainty of the "
        "indices.",
        "ja": "各パラメータ単独の効果の合計は分散の{sum}。残りは相互作用と、指標自体の不確かさ。",
    },
    "above": {
        "en": "One by one, the parameters seem to explain {sum} of the variance, which is more than there is: the indices are "
        "uncertain, and a larger --base would tell.",
        "ja": "各パラメータ単独の効果の合計は分散の{sum}となり、全体を超える：指標が不確かで、--baseを大きくすれば分かる。",
    },
}
PAIR: dict[str, Phrase] = {
    "clear": {
        "en": "The strongest pair is {first} with {second}: together they explain {pair:all} beyond what each does alone.",
        "ja": "最も強い組は{first}と{second}で、単独の効果を超えて{pair:all}を説明する。",
    },
    "none": {
        "en": "No pair of parameters clearly does something together that neither does alone (largest: {first} and {second}, "
        "{pair:all}).",
        "ja": "単独の効果を明確に超える組はない（最大は{first}と{second}、{pair:all}）。",
    },
}
CHOSEN: dict[str, Phrase] = {
    "around": {
        "en": "No parameters were named, so {all} were varied, each between half and one and a half times the scenario's value, "
        "or as far as its declared bounds allow; shares keep to half of their distance from none and all.",
        "ja": "パラメータの指定がないため、{all}個を動かした。範囲は各々シナリオの値の半分から1.5倍（宣言された上下限の中で）。"
        "割合は0と1までの距離の半分まで。",
    },
}
DROPPED: Phrase = {
    "en": "{dropped} parameters were left out because they must agree with others.",
    "ja": "他との整合が必要な{dropped}個のパラメータは除いた。",
}
METHOD: dict[str, Phrase] = {
    "morris": {
        "en": "Screening by elementary effects (Morris 1991; mean size by Campolongo et al. 2007), SALib {salib}: {blocks} "
        "trajectories through a grid on the unit cube, {points} companies with {replicates} replicates each. The effect is "
        "per whole range. Intervals are bootstrap intervals over trajectories, widened as Student's t is for few. A parameter "
        "stands out where the lower end of its interval lies above the mean size that simulation error alone would give, and "
        "where over replicates its mean effect, or the difference between the lower and the upper part of its range, is not "
        "luck (t-tests at a level shared among all parameters).",
        "ja": "基本効果によるスクリーニング（Morris 1991、平均の大きさはCampolongoほか2007）、SALib {salib}："
        "単位立方体の格子上の{blocks}本の経路、{points}社、各{replicates}反復。効果は範囲全体あたり。"
        "区間は経路のブートストラップで、経路が少ない分をスチューデントのtと同じ比で広げた。区間の下端が、"
        "誤差だけで生じる平均の大きさを上回り、かつ平均効果または範囲の上下での差が反復にわたって偶然でないとき"
        "「区別できる」とする（全パラメータで水準を分け合うt検定）。",
    },
    "sobol": {
        "en": "Variance-based indices (Saltelli et al. 2010), SALib {salib}: two scrambled Sobol samples of {blocks} base points "
        "crossed, {points} companies with {replicates} replicates each; every value of a range is equally likely. Intervals "
        "are bootstrap intervals over base points. The part of a total order that is simulation error is measured from how "
        "replicates disagree about the differences behind it; with the same luck at both points that is little.",
        "ja": "分散に基づく指標（Saltelliほか2010）、SALib {salib}：基点{blocks}個のスクランブル付きソボル標本二つを交差、"
        "{points}社、各{replicates}反復。範囲内の値は一様。区間は基点のブートストラップ。"
        "総効果のうちシミュレーション誤差の部分は、差についての反復間の不一致から測る。両点は同じ偶然に出会うので小さい。",
    },
}
LOST: Phrase = {
    "en": "{lost} of {planned} blocks of points are left out because a company of theirs has no value.",
    "ja": "値のない会社を含むため、{planned}個のうち{lost}個の点の組を除いた。",
}
LIMITS: dict[str, Phrase] = {
    "range": {
        "en": "What matters depends on the ranges: a parameter that is varied little moves little. Parameters that were not "
        "varied stay at the scenario's values.",
        "ja": "何が効くかは範囲による：狭い範囲で動かしたものは小さく見える。動かさなかったパラメータはシナリオの値のまま。",
    },
}
CAPTION: dict[str, Phrase] = {
    "effects": {
        "en": "Mean size of the effect on {metric} over the whole range",
        "ja": "範囲全体での{metric}への効果の平均の大きさ",
    },
    "spread": {
        "en": "Effects on {metric}: mean size, and spread over trajectories",
        "ja": "{metric}への効果：平均の大きさと経路間のばらつき",
    },
    "indices": {"en": "Share of the variance of {metric}", "ja": "{metric}の分散に占める割合"},
    "pairs": {
        "en": "Share of the variance of {metric} that two parameters explain together, beyond each alone",
        "ja": "二つのパラメータが単独の効果を超えて説明する{metric}の分散の割合",
    },
}
READING: dict[str, Phrase] = {
    "effects": {
        "en": "right: a higher value raises it; bars: 95 % interval over trajectories; grey band: what simulation error alone would show",
        "ja": "右：値が大きいほど上がる、線：経路にわたる95％区間、灰色の帯：誤差だけで見える大きさ",
    },
    "spread": {
        "en": "above the line the effect varies more than its mean size: curved, or together with others; hollow: does not "
        "stand out from simulation error",
        "ja": "線より上では効果のばらつきが平均の大きさを超える（非線形か、他との相互作用）、白抜き：誤差から区別できない",
    },
    "indices": {
        "en": "dark: alone; pale: with all interactions; hatched: simulation error; lines: 95 % intervals",
        "ja": "濃：単独、淡：相互作用を含む、斜線：シミュレーション誤差、線：95％区間",
    },
    "pairs": {"en": "±: half-width of the 95 % interval", "ja": "±：95％区間の半幅"},
}
TABLES: dict[str, Phrase] = {
    "morris": {"en": "Parameters, the strongest first", "ja": "パラメータ（効果の大きい順）"},
    "sobol": {"en": "Parameters, the strongest first", "ja": "パラメータ（効果の大きい順）"},
    "parameter": {"en": "Parameter", "ja": "パラメータ"},
    "values": {"en": "Range", "ja": "範囲"},
    "star": {"en": "Mean size of effect", "ja": "効果の平均の大きさ"},
    "mean": {"en": "Mean effect", "ja": "平均効果"},
    "spread": {"en": "Spread", "ja": "ばらつき"},
    "floor": {"en": "From luck alone", "ja": "偶然だけの大きさ"},
    "first": {"en": "Alone", "ja": "単独"},
    "total": {"en": "With interactions", "ja": "相互作用込み"},
    "error": {"en": "Simulation error", "ja": "シミュレーション誤差"},
}
