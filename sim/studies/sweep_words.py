"""Sentences of a sweep in both languages. Numbers and names are filled in; no digit is typed here."""

from __future__ import annotations

Phrase = dict[str, str]

QUESTION: Phrase = {
    "en": "How does {metric} change with {axes}?",
    "ja": "{axes}によって{metric}はどう変わるか。",
}
ENDS: dict[str, Phrase] = {
    "rises": {
        "en": "{metric} rises by {gap:size}{gap:interval} between {axis} {start} and {end}, from {first:all} to {last:all}.",
        "ja": "軸{axis}の{start}と{end}の間で、{metric}は{gap:size}上がる{gap:interval}：{first:all}から{last:all}へ。",
    },
    "falls": {
        "en": "{metric} falls by {gap:size}{gap:interval} between {axis} {start} and {end}, from {first:all} to {last:all}.",
        "ja": "軸{axis}の{start}と{end}の間で、{metric}は{gap:size}下がる{gap:interval}：{first:all}から{last:all}へ。",
    },
    "unclear": {
        "en": "{metric} shows no clear change between {axis} {start} and {end} ({gap:signed}): {first:all} and {last:all}.",
        "ja": "軸{axis}の{start}と{end}の間で、{metric}に明確な変化はない（{gap:signed}）：{first:all}と{last:all}。",
    },
}
MAIN: dict[str, Phrase] = {
    "clear": {
        "en": "Between {axis} {start} and {end}, {metric} changes by {gap:signed}, on average over everything else varied.",
        "ja": "軸{axis}の{start}と{end}の間で{metric}は{gap:signed}変わる（他に変えたものの平均で）。",
    },
    "listed": {
        "en": "Between {axis} {start} and {end}, and all that the list changes with it, {metric} changes by {gap:signed}.",
        "ja": "軸{axis}の{start}と{end}の間で、一覧が同時に変えるものも含めて、{metric}は{gap:signed}変わる。",
    },
    "unclear": {
        "en": "No clear change of {metric} between {axis} {start} and {end} ({gap:signed}).",
        "ja": "軸{axis}の{start}と{end}の間で{metric}に明確な変化はない（{gap:signed}）。",
    },
}
BEST: dict[str, Phrase] = {
    "alone": {
        "en": "The best point is {point}, with {metric} of {value:all} on replicates that did not choose it; no other comes "
        "so near that luck could make the difference.",
        "ja": "最良の点は{point}で、選択に使わなかった反復での{metric}は{value:all}。"
        "偶然で入れ替わりうるほど近い点は他にない。",
    },
    "rivals": {
        "en": "The best point is {point}, with {metric} of {value:all} on replicates that did not choose it; {count} of the "
        "other {others} cannot be told from it: {rivals}.",
        "ja": "最良の点は{point}で、選択に使わなかった反復での{metric}は{value:all}。"
        "他の{others}点のうち{count}点はこれと区別できない：{rivals}。",
    },
}
ERROR: Phrase = {
    "en": "Simulation error makes up {error} of the variance between the points' means. Luck that all points share, with a "
    "standard deviation of {luck}, cancels by pairing.",
    "ja": "点の平均のあいだの分散のうち、シミュレーション誤差は{error}。"
    "すべての点に共通する運（標準偏差{luck}）は対にすることで消える。",
}
ADDITIVE: Phrase = {
    "en": "{share} of the differences between points is what the axes do one by one; the rest is what they do together.",
    "ja": "点のあいだの差のうち{share}は各軸の単独の効果で、残りは軸の組み合わせによる。",
}
STOPPED: dict[str, Phrase] = {
    "all": {
        "en": "Every point reached the wanted half-width, after {least} to {most} replicates.",
        "ja": "すべての点が目標の半幅に達した（反復{least}〜{most}回）。",
    },
    "some": {
        "en": "At {open} of {points} points, {most} replicates were not enough for the wanted half-width.",
        "ja": "{points}点のうち{open}点では、反復{most}回でも目標の半幅に達しなかった。",
    },
}
DESIGNS: dict[str, Phrase] = {
    "full": {"en": "every combination of the values", "ja": "値のすべての組み合わせ"},
    "fractional": {"en": "a two-level fraction of resolution {resolution}", "ja": "分解能{resolution}の二水準一部実施"},
    "latin": {"en": "a Latin hypercube", "ja": "ラテン超方格"},
    "sobol": {"en": "a scrambled Sobol sequence", "ja": "スクランブル付きソボル列"},
    "list": {"en": "a list of points", "ja": "点の一覧"},
}
METHOD: Phrase = {
    "en": "Design: {design}, {points} points with {least} to {most} replicates each. Intervals are 95 % intervals over "
    "replicates. Points are compared with the best one at a level shared among all comparisons (Bonferroni); the value of "
    "the best is measured, in each half of the replicates, at the point that the other half chose. Along an axis whose values "
    "have no order the lowest and the highest are compared, at a level shared among all pairs.",
    "ja": "実験計画：{design}、{points}点、各{least}〜{most}反復。区間は反復にわたる95％区間。"
    "最良の点との比較は比較全体で水準を分け合い（ボンフェローニ）、最良の値は、反復の半分が選んだ点を残り半分で測る。"
    "値に順序のない軸では最低と最高を比べ、水準をすべての組で分け合う。",
}
SEQUENTIAL: Phrase = {
    "en": "Replicates were added until the interval of the mean was narrow enough, looking first after {first} and then "
    "every {step}; the stopping rule keeps its coverage near 95 %, and near 90 % for a strongly skewed metric.",
    "ja": "平均の区間が十分狭くなるまで反復を追加した（最初の確認は{first}回後、以後{step}回ごと）。"
    "この停止規則では被覆率が約95％、強く歪んだ指標では約90％に保たれる。",
}
LIMITS: dict[str, Phrase] = {
    "range": {
        "en": "Nothing is said beyond the values that were simulated, nor about parameters that stayed as they are.",
        "ja": "シミュレーションした値の外側や、変えなかったパラメータについては何も言えない。",
    },
    "filling": {
        "en": "The points fill the space at random: intervals of main effects show luck, not the choice of points. They compare "
        "the points in the lowest and in the highest part of a range.",
        "ja": "点は空間に無作為に置かれている：主効果の区間は運を表し、点の選び方は含まない。範囲の最も低い部分と最も高い部分の点を比べる。",
    },
    "listed": {
        "en": "The axes of a list change together: what one of them does cannot be told from what the others do.",
        "ja": "一覧では軸が同時に変わる：一つの軸の効果を他の軸の効果から分けることはできない。",
    },
    "undefined": {
        "en": "At {count} of {points} points {metric} is not defined in any replicate; findings and figures leave them out: {listed}.",
        "ja": "{points}点のうち{count}点では、どの反復でも{metric}が定義されない。知見と図からは除いた：{listed}。",
    },
}
CURVE = {
    "en": "Mean by {axis}, with its 95 % interval",
    "ja": "{axis}別の平均と95％区間",
}
MAP = {
    "en": "Mean of {metric} by {x} and {y}",
    "ja": "{x}と{y}別の{metric}の平均",
}
EFFECTS = {
    "en": "Change of {metric} against the mean of all points",
    "ja": "全点の平均に対する{metric}の変化",
}
READING: dict[str, Phrase] = {
    "curves": {"en": "bands and bars: 95 % interval of the mean", "ja": "帯と線：平均の95％区間"},
    "heat_map": {
        "en": "±: half-width of the 95 % interval of the mean; framed: the best point",
        "ja": "±：平均の95％区間の半幅、枠：最良の点",
    },
    "main_effects": {"en": "bars: 95 % interval over replicates, paired", "ja": "線：対にした反復の95％区間"},
}
TABLES: dict[str, Phrase] = {
    "points": {"en": "Points, the best first", "ja": "各点（良い順）"},
    "in_order": {"en": "Points", "ja": "各点"},
    "replicates": {"en": "Replicates", "ja": "反復"},
}
