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
_UNCLEAR: Phrase = {
    "en": "No clear change of {metric} between {axis} {start} and {end} ({gap:signed}).",
    "ja": "軸{axis}の{start}と{end}の間で{metric}に明確な変化はない（{gap:signed}）。",
}
MAIN: dict[str, dict[str, Phrase]] = {
    "compared": {
        "clear": {
            "en": "Between {axis} {start} and {end}, {metric} changes by {gap:signed}, on average over everything else "
            "varied.",
            "ja": "軸{axis}の{start}と{end}の間で{metric}は{gap:signed}変わる（他に変えたものの平均で）。",
        },
        "unclear": _UNCLEAR,
    },
    "fitted": {
        "clear": {
            "en": "Between {axis} {start} and {end}, {metric} changes by {gap:signed}, by a regression over all axes at "
            "once; the interval also holds what that leaves unexplained.",
            "ja": "軸{axis}の{start}と{end}の間で{metric}は{gap:signed}変わる（全軸を同時に入れた回帰による。"
            "区間は回帰で説明できない部分も含む）。",
        },
        "unclear": {
            "en": "No clear change of {metric} between {axis} {start} and {end} ({gap:signed}), by a regression over all "
            "axes at once; the interval also holds what that leaves unexplained.",
            "ja": "軸{axis}の{start}と{end}の間で{metric}に明確な変化はない（{gap:signed}。全軸を同時に入れた回帰による。"
            "区間は回帰で説明できない部分も含む）。",
        },
    },
    "listed": {
        "clear": {
            "en": "Between {axis} {start} and {end}, and all that the list changes with it, {metric} changes by "
            "{gap:signed}.",
            "ja": "軸{axis}の{start}と{end}の間で、一覧が同時に変えるものも含めて、{metric}は{gap:signed}変わる。",
        },
        "unclear": _UNCLEAR,
    },
}
SMALL: Phrase = {
    "en": "The design is too small to say what each of its {axes} axes does: a regression over all of them needs more "
    "than these {points} points.",
    "ja": "{axes}本の軸それぞれの効果を述べるには計画が小さすぎる：全軸を同時に入れた回帰には、この{points}点より多くの点が要る。",
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
ERROR: dict[str, Phrase] = {
    "luck": {
        "en": "Simulation error makes up {error} of the variance between the points' means. Luck that all points share, "
        "with a standard deviation of {luck}, cancels by pairing.",
        "ja": "点の平均のあいだの分散のうち、シミュレーション誤差は{error}。"
        "すべての点に共通する偶然（標準偏差{luck}）は対にすることで消える。",
    },
    "drawn": {
        "en": "Simulation error, draws of the uncertain parameters included, makes up {error} of the variance between the "
        "points' means. Luck and draws that all points share, with a standard deviation of {luck}, cancel by pairing.",
        "ja": "点の平均のあいだの分散のうち、シミュレーション誤差（不確かなパラメータの抽出を含む）は{error}。"
        "すべての点に共通する偶然と抽出（標準偏差{luck}）は対にすることで消える。",
    },
}
ADDITIVE: Phrase = {
    "en": "{share} of the differences between points is what the axes do one by one; the rest is what they do together.",
    "ja": "点のあいだの差のうち{share}は各軸の単独の効果で、残りは軸の組み合わせによる。",
}
STOPPED: dict[str, Phrase] = {
    "all": {
        "en": "Every point reached the wanted half-width, after {replicates}.",
        "ja": "すべての点が目標の半幅に達した（{replicates}）。",
    },
    "some": {
        "en": "At {open} of {points} points, {most} replicates were not enough for the wanted half-width.",
        "ja": "{points}点のうち{open}点では、反復{most}回でも目標の半幅に達しなかった。",
    },
}
REPLICATES: dict[str, Phrase] = {
    "same": {"en": "{most} replicates", "ja": "反復{most}回"},
    "range": {"en": "{least} to {most} replicates", "ja": "反復{least}〜{most}回"},
}
DESIGNS: dict[str, Phrase] = {
    "full": {"en": "every combination of the values", "ja": "値のすべての組み合わせ"},
    "fractional": {"en": "a two-level fraction of resolution {resolution}", "ja": "分解能{resolution}の二水準一部実施"},
    "latin": {"en": "a Latin hypercube", "ja": "ラテン超方格"},
    "sobol": {"en": "a scrambled Sobol sequence", "ja": "スクランブル付きソボル列"},
    "list": {"en": "a list of points", "ja": "点の一覧"},
}
METHOD: Phrase = {
    "en": "Design: {design}, {points} points with {replicates} each. Intervals are 95 % intervals over "
    "replicates. Points are compared with the best one at a level shared among all comparisons (Bonferroni); the value of "
    "the best is measured, in each half of the replicates, at the point that the other half chose. Along an axis whose values "
    "have no order the lowest and the highest are compared, at a level shared among all pairs.",
    "ja": "実験計画：{design}、{points}点、各点の{replicates}。区間は反復にわたる95％区間。"
    "最良の点との比較は比較全体で水準を分け合い（ボンフェローニ）、最良の値は、反復の半分が選んだ点を残り半分で測る。"
    "値に順序のない軸では最低と最高を比べ、水準をすべての組で分け合う。",
}
FITTED: Phrase = {
    "en": "The points are not balanced: those with much of one axis have by chance more of another. What an axis does is "
    "therefore taken from a least-squares regression of the points on all axes at once: the straight line from one end of "
    "an axis to the other (along the logarithm of a logarithmic axis), a level of its own for each value of an axis "
    "without order. Its interval is Student's t (Welch's degrees of freedom) and holds what replicates disagree about, "
    "which is luck, and what the regression leaves unexplained over points, which is curvature and what axes do together "
    "(HC3, MacKinnon and White 1985).",
    "ja": "点は釣り合っていない：ある軸の値が大きい点は、たまたま別の軸の値も大きいことがある。そのため各軸の効果は、"
    "全軸を同時に入れた最小二乗回帰による：軸の一端から他端への直線（対数軸では対数で）、順序のない軸では値ごとの水準。"
    "区間はスチューデントのt（自由度はウェルチ）で、反復間の不一致（偶然）と、点にわたって回帰で説明できない部分"
    "（曲がりと軸の組み合わせ。HC3、MacKinnonとWhite 1985）の両方を含む。",
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
    "fitted": {
        "en": "A straight line does not show where along an axis the metric turns: an axis with its best value in between may "
        "seem to do nothing. A full design shows it.",
        "ja": "直線では、軸の途中で指標が転じることは分からない：途中に最良の値がある軸は効果がないように見えうる。完全実施計画なら分かる。",
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
EFFECTS: dict[str, Phrase] = {
    "compared": {"en": "Change of {metric} against the mean of all points", "ja": "全点の平均に対する{metric}の変化"},
    "fitted": {
        "en": "Change of {metric} against the mean of all points, by a regression over all axes at once",
        "ja": "全点の平均に対する{metric}の変化（全軸を同時に入れた回帰による）",
    },
}
READING: dict[str, Phrase] = {
    "curves": {"en": "bands and bars: 95 % interval of the mean", "ja": "帯と線：平均の95％区間"},
    "heat_map": {
        "en": "±: half-width of the 95 % interval of the mean; framed: the best point",
        "ja": "±：平均の95％区間の半幅、枠：最良の点",
    },
    "compared": {"en": "bars: 95 % interval over replicates, paired", "ja": "線：対にした反復の95％区間"},
    "fitted": {
        "en": "bars: 95 % interval, of replicates and of what the regression leaves unexplained",
        "ja": "線：95％区間（反復間の違いと、回帰で説明できない部分を含む）",
    },
}
TABLES: dict[str, Phrase] = {
    "points": {"en": "Points, the best first", "ja": "各点（良い順）"},
    "in_order": {"en": "Points", "ja": "各点"},
    "replicates": {"en": "Replicates", "ja": "反復"},
}
