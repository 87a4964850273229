"""Sentences of `conditions` in both languages. Numbers and names are filled in; no digit is typed here."""

from __future__ import annotations

from sim.studies.naming import Words

QUESTION: Words = {
    "en": "Where does this hold, and where does it fail: {title}?",
    "ja": "次のことはどこで成り立ち、どこで成り立たないか：{title}",
}
CHECK: dict[str, Words] = {
    "+": {"en": "{metric} is higher with {arm} than with {against}", "ja": "{metric}は{against}より{arm}で高い"},
    "-": {"en": "{metric} is lower with {arm} than with {against}", "ja": "{metric}は{against}より{arm}で低い"},
    "0": {"en": "{metric} with {arm} is about that with {against}", "ja": "{metric}は{arm}と{against}でほぼ同じ"},
    "±": {"en": "{metric} with {arm} is not that with {against}", "ja": "{metric}は{arm}と{against}で異なる"},
}
LEVEL: dict[str, Words] = {
    "+": {"en": "{metric} with {arm} is above {against}", "ja": "{arm}での{metric}は{against}を上回る"},
    "-": {"en": "{metric} with {arm} is below {against}", "ja": "{arm}での{metric}は{against}を下回る"},
    "0": {"en": "{metric} with {arm} is about {against}", "ja": "{arm}での{metric}は{against}とほぼ等しい"},
    "±": {"en": "{metric} with {arm} is not {against}", "ja": "{arm}での{metric}は{against}と異なる"},
}
SHARE: Words = {
    "en": "“{check}” holds at {holds:all} of {count} plausible companies: clearly at {clear}, clearly not at "
    "{not_clear}; elsewhere the sign is not clear.",
    "ja": "「{check}」は、もっともらしい{count}社の{holds:all}で成り立つ。明確に成り立つのは{clear}社、明確に成り立た"
    "ないのは{not_clear}社、残りは符号がはっきりしない。",
}
BOX: dict[str, dict[str, Words]] = {
    "fails": {
        "except": {"en": "It holds, except with {bounds}.", "ja": "{bounds}でない限り成り立つ。"},
        "dense": {"en": "It fails with {bounds}.", "ja": "{bounds}では成り立たない。"},
        "more": {"en": "It fails more often with {bounds}.", "ja": "{bounds}では成り立たないことが多い。"},
    },
    "holds": {
        "except": {
            "en": "It holds with {bounds}, and seldom elsewhere.",
            "ja": "{bounds}で成り立ち、それ以外で成り立つことは少ない。",
        },
        "dense": {"en": "It holds with {bounds}.", "ja": "{bounds}で成り立つ。"},
        "more": {"en": "It holds more often with {bounds}.", "ja": "{bounds}では成り立つことが多い。"},
    },
}
HELD_OUT: dict[str, dict[str, Words]] = {
    "fails": {
        "confirmed": {
            "en": "Of the points held out it fails at {density:all} there and at {outside:all} outside; {coverage} of "
            "its failures lie there.",
            "ja": "取り置いた点のうち成り立たないのは、その範囲で{density:all}、範囲の外で{outside:all}。成り立たない点の"
            "{coverage}がそこにある。",
        },
        "open": {
            "en": "Points held out do not confirm that: it fails at {density:all} there and at {outside:all} outside.",
            "ja": "ただし取り置いた点では確かめられない：成り立たないのは、その範囲で{density:all}、範囲の外で{outside:all}。",
        },
    },
    "holds": {
        "confirmed": {
            "en": "Of the points held out it holds at {density:all} there and at {outside:all} outside; {coverage} of "
            "those where it holds lie there.",
            "ja": "取り置いた点のうち成り立つのは、その範囲で{density:all}、範囲の外で{outside:all}。成り立つ点の"
            "{coverage}がそこにある。",
        },
        "open": {
            "en": "Points held out do not confirm that: it holds at {density:all} there and at {outside:all} outside.",
            "ja": "ただし取り置いた点では確かめられない：成り立つのは、その範囲で{density:all}、範囲の外で{outside:all}。",
        },
    },
}
LATER: Words = {
    "en": "Points in the regions named before are left out here.",
    "ja": "ここでは、先に挙げた範囲の点を除いている。",
}
NONE: dict[str, Words] = {
    "fails": {
        "en": "It fails at {count} of the points, which show no region of their own: no bound on any parameter is "
        "more than chance.",
        "ja": "成り立たない点は{count}個で、特定の領域には集まっていない：どのパラメータの境界も偶然の範囲を出ない。",
    },
    "holds": {
        "en": "It holds at {count} of the points, which show no region of their own: no bound on any parameter is "
        "more than chance.",
        "ja": "成り立つ点は{count}個で、特定の領域には集まっていない：どのパラメータの境界も偶然の範囲を出ない。",
    },
}
TOO_FEW: dict[str, Words] = {
    "fails": {
        "en": "It fails at {count} of the points: too few to look for a region among them.",
        "ja": "成り立たない点は{count}個で、領域を探すには少なすぎる。",
    },
    "holds": {
        "en": "It holds at {count} of the points: too few to look for a region among them.",
        "ja": "成り立つ点は{count}個で、領域を探すには少なすぎる。",
    },
}
LIMIT: dict[str, Words] = {
    "low": {"en": "{name} at {low} or more", "ja": "{name}が{low}以上"},
    "high": {"en": "{name} at {high} or less", "ja": "{name}が{high}以下"},
    "both": {"en": "{name} between {low} and {high}", "ja": "{name}が{low}から{high}の間"},
    "levels": {"en": "{name} at {levels}", "ja": "{name}が{levels}"},
}
BETWEEN: Words = {"en": " ", "ja": ""}
STOP: Words = {"en": ". ", "ja": "。"}
AND: Words = {"en": " and ", "ja": "かつ"}
OR: Words = {"en": " or ", "ja": "または"}
METHOD: Words = {
    "en": "The claim's arms were simulated at {count} points of a Latin hypercube over the ranges below, "
    "{replications} paired replicates at each. A point counts by the sign of its mean effect; where the interval "
    "holds zero that sign may be luck, which blurs the edges of a box and does not move them. Boxes are found on "
    "two thirds of the points by patient rule induction (PRIM): thin slices are peeled off until what is sought is "
    "dense. A bound whose quasi-p (binomial, against the box without it) is above {chance} is taken away again. "
    "Coverage and density are measured on the third of the points that was held out, for a later box without the "
    "points of the earlier ones. A box is confirmed where so many cases inside would be rarer by chance "
    "(hypergeometric) than {error} over the number of boxes.",
    "ja": "主張の各条件を、下の範囲のラテン超方格{count}点で、各点{replications}組の対の反復でシミュレーションした。各"
    "点は平均効果の符号で数える。区間がゼロを含む点の符号は偶然かもしれず、箱の境界をぼかすが、ずらしはしない。箱は"
    "点の三分の二からPRIM(薄く剥ぐ方法)で見つけた。準p値(その境界がない箱に対する二項検定)が{chance}を超える境界は外"
    "した。網羅率と密度は、取り置いた三分の一の点で測り、後の箱では前の箱の点を除いた。偶然"
    "にこれほど多く入る確率(超幾何分布)が{error}を箱の数で割った値以下なら、箱は確かめられたとする。",
}
LIMITS: Words = {
    "en": "Beyond the ranges below nothing was tried. Parameters vary independently, which those of real companies do "
    "not.",
    "ja": "下の範囲の外は試していない。パラメータは互いに独立に変えたが、実際の会社ではそうではない。",
}
BOX_CAPTION: dict[str, Words] = {
    "boxes": {
        "en": "Points of the space, on pairs of the axes that bound a box",
        "ja": "空間の点（箱を区切る軸の組ごと）",
    },
    "none": {
        "en": "Points of the space, on the first axes; no box was found",
        "ja": "空間の点（最初の軸の組。箱はない）",
    },
}
BOX_READING: dict[str, Words] = {
    "boxes": {
        "en": "blue ●: holds, orange ×: fails, pale: the sign is not clear; frames: boxes",
        "ja": "青●：成り立つ、橙×：成り立たない、淡色：符号が明確でない、枠：箱",
    },
    "none": {
        "en": "blue ●: holds, orange ×: fails, pale: the sign is not clear",
        "ja": "青●：成り立つ、橙×：成り立たない、淡色：符号が明確でない",
    },
}
PEELING_TITLE: Words = {"en": "How dense a box can be, and how much it then covers", "ja": "箱の密度と網羅率の関係"}
PEELING_CAPTION: Words = {
    "en": "The peeling from all points to the densest box: coverage and density, numbers of bounded axes beside the "
    "points",
    "ja": "全点から最も密な箱までの剥ぎ取り：網羅率と密度（数字は区切られた軸の数）",
}
PEELING_READING: Words = {
    "en": "filled: the box that was chosen, before bounds by chance were taken away; hollow square with interval: the "
    "final box on points held out",
    "ja": "塗り：選ばれた箱（偶然の境界を外す前）、白四角と区間：取り置いた点での最終の箱",
}
TABLE: Words = {"en": "Bounds of the boxes", "ja": "箱の境界"}
COLUMNS: list[Words] = [
    {"en": "Box", "ja": "箱"},
    {"en": "Bound", "ja": "境界"},
    {"en": "Quasi-p", "ja": "準p値"},
    {"en": "Density (points used)", "ja": "密度（使った点）"},
    {"en": "Density (held out)", "ja": "密度（取り置いた点）"},
    {"en": "Coverage (held out)", "ja": "網羅率（取り置いた点）"},
    {"en": "p (held out)", "ja": "p値（取り置いた点）"},
]
