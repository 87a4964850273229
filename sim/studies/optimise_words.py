"""Sentences of `optimise` in both languages. Numbers and names are filled in; no digit is typed here."""

from __future__ import annotations

from sim.studies.naming import Words

QUESTION: Words = {"en": "Which policy is best for {objectives}?", "ja": "{objectives}にとって最良の方針はどれか"}
WINNER: Words = {
    "en": "The best found for {metric}: {point}. On fresh replicates it is {level:all}, {gain:signed} against the "
    "scenario as it stands.",
    "ja": "{metric}が最も良いのは{point}。新しい反復では{level:all}、元のシナリオとの差は{gain:signed}。",
}
NO_GAIN: Words = {
    "en": "The best found for {metric}: {point}; on fresh replicates it is no clear gain against the scenario as it "
    "stands ({gain:signed}).",
    "ja": "{metric}が最も良いのは{point}。ただし新しい反復では、元のシナリオに比べ明確な改善はない（{gain:signed}）。",
}
NOBODY: Words = {
    "en": "None of {trials} policies that were tried keeps the constraints: {constraints}.",
    "ja": "試した{trials}通りの方針に、制約（{constraints}）を満たすものはなかった。",
}
OPTIMISM: dict[str, Words] = {
    "clear": {
        "en": "The search had promised {promised:signed}: it was too optimistic by {optimism:all}.",
        "ja": "探索が見込んだ差は{promised:signed}で、{optimism:all}だけ楽観的だった。",
    },
    "pessimistic": {
        "en": "The search had promised {promised:signed}, which differs from fresh replicates by {optimism:signed}.",
        "ja": "探索が見込んだ差は{promised:signed}で、新しい反復との差は{optimism:signed}。",
    },
    "unclear": {
        "en": "The search had promised {promised:signed}; its optimism, {optimism:signed}, is not clearly different "
        "from nothing.",
        "ja": "探索が見込んだ差は{promised:signed}。その楽観の程度（{optimism:signed}）はゼロと明確に異ならない。",
    },
}
KEPT: dict[str, Words] = {
    "kept": {
        "en": "The bound {bound} is clearly kept: {value:all}.",
        "ja": "制約「{bound}」は明確に満たされる：{value:all}。",
    },
    "close": {
        "en": "The bound {bound} is met by a margin that may be luck: {value:all}.",
        "ja": "制約「{bound}」は満たされるが、余裕は偶然かもしれない：{value:all}。",
    },
    "open": {
        "en": "The bound {bound} is missed on fresh replicates, by a margin that may be luck: {value:all}.",
        "ja": "制約「{bound}」は新しい反復で満たされないが、差は偶然かもしれない：{value:all}。",
    },
    "broken": {
        "en": "The bound {bound} is clearly broken: {value:all}.",
        "ja": "制約「{bound}」は明確に破られる：{value:all}。",
    },
}
LEFT: Words = {
    "en": "{count} policies are left after {replicates} replicates: none is clearly beaten by another, better in one "
    "objective and no worse in the others.",
    "ja": "{replicates}回の反復の後に{count}通りが残った：ある目的で明確に良く他の目的でも劣らない相手に負けたものは、"
    "このなかにない。",
}
EQUALS: Words = {
    "en": "{count} policies could not be told apart by {replicates} replicates: treat them as equally good, and "
    "choose by what the model does not hold.",
    "ja": "{replicates}回の反復では、{count}通りの方針の優劣はつかなかった。同等とみなし、モデルにない理由で選ぶとよい"
    "。",
}
FRONT: Words = {
    "en": "{count} of those that were left are beaten by none in everything: from {best} to {worst} in {first}, "
    "{other} goes from {from} to {to}.",
    "ja": "残ったもののうち{count}通りは、すべての目的で上回る相手がない：{first}が{best}から{worst}まで動く間に、"
    "{other}は{from}から{to}になる。",
}
EFFORT: Words = {
    "en": "{trials} policies were tried with {start} replicates each, {finalists} of them raced, up to {most} "
    "replicates where it was close.",
    "ja": "{trials}通りの方針を{start}回ずつ試し、上位{finalists}通りを競わせ、接戦では最大{most}回まで反復した。",
}
METHOD: Words = {
    "en": "Points are proposed by a tree-structured Parzen estimator (Optuna) in batches of one size, so that the "
    "search is the same for any number of processes. The best of them race on common replicates: one leaves when "
    "another is clearly better in an objective and no worse in the others, or when it clearly breaks a bound; the intervals of all looks "
    "(Pocock) and rivals (Bonferroni) hold together. Those that are left are measured on fresh replicates by which "
    "nothing was chosen.",
    "ja": "候補はTPE(Optuna)が決まった大きさの組で提案するので、プロセス数によらず同じ探索になる。上位の候補は共通の反"
    "復で競い、ある目的で明確に上回り他の目的でも劣らない相手がいるか、制約を明確に破る候補が脱落する。区間は全時点(Pocock)と全相手"
    "(Bonferroni)で同時に成り立つ。残った候補は、選択に使わなかった新しい反復で測る。",
}
LIMITS: Words = {
    "en": "A search finds the best of what it tried. What lies outside the ranges, or between the trials, may be "
    "better.",
    "ja": "探索が見つけるのは試した中での最良である。範囲の外や試行の間に、より良いものがあるかもしれない。",
}
RANKING_CAPTION: Words = {
    "en": "Gain in {metric} against the scenario as it stands, of those that were left",
    "ja": "元のシナリオに対する{metric}の差（残った方針）",
}
RANKING_READING: Words = {
    "en": "hollow: what the search promised; filled: what fresh replicates say; lines: 95 % intervals",
    "ja": "白抜き：探索の見込み、塗り：新しい反復での値、線：95％区間",
}
PARETO_CAPTION: Words = {"en": "{first} against {other}", "ja": "{first}と{other}"}
PARETO_READING: Words = {
    "en": "grey dots: trials, crosses: those that break a bound; with 95 % intervals on fresh replicates: blue, left "
    "and beaten by none; pale, left and beaten; diamond: the scenario as it stands",
    "ja": "灰点：試行、×：制約を破るもの、95％区間つきは新しい反復での値で、青：どれにも負けないもの、淡色：負けるも"
    "の、菱形：元のシナリオ",
}
TABLE: Words = {"en": "Policies that were left, the winner first", "ja": "残った方針（先頭が勝者）"}
POINT: Words = {"en": "Policy", "ja": "方針"}
GAIN: Words = {"en": "Gain in {metric}", "ja": "{metric}の差"}
PROMISED: Words = {"en": "Promised", "ja": "探索の見込み"}
AND: Words = {"en": " and ", "ja": "と"}
COMMA: Words = {"en": ", ", "ja": "、"}
ALONE: Words = {"en": "One policy is best in every objective", "ja": "すべての目的で最良の方針が一つある"}
