"""Templates of the findings. Numbers, intervals and names are filled in; no digit is ever typed here.

``{x}`` is a number with its unit, ``{x:change}`` the same with its sign, ``:size`` without; ``:interval``
the interval; ``:all`` and ``:signed`` number and interval. ``<win|wins>`` agrees with the arm's name.
"""

from __future__ import annotations

Phrase = dict[str, str]

# The headline is built from three clauses: the first year, the crossing, the end.
FIRST_YEAR: dict[str, Phrase] = {
    "fewer": {
        "en": "<win|wins> {early:size} fewer customers in the first year{early:interval}",
        "ja": "初年度の獲得顧客は{early:size}少なく{early:interval}",
    },
    "more": {
        "en": "<win|wins> {early:size} more customers in the first year{early:interval}",
        "ja": "初年度の獲得顧客は{early:size}多く{early:interval}",
    },
    "unclear": {
        "en": "<win|wins> about as many customers in the first year ({early:signed})",
        "ja": "初年度の獲得顧客に明確な差はなく（{early:signed}）",
    },
}
CROSSING: dict[str, Phrase] = {
    "passes": {
        "en": "<pass|passes> {base} in month {month}{month:interval}",
        "ja": "累積価値では{month}か月目{month:interval}に{base}を追い抜き",
    },
    "falls": {"en": "<lead|leads> until month {month}", "ja": "累積価値では{month}か月目まで先行するが"},
    "ahead": {"en": "<stay|stays> ahead of {base} throughout", "ja": "累積価値では終始{base}を上回り"},
    "behind": {"en": "never lastingly <pass|passes> {base}", "ja": "累積価値では{base}を最後まで追い抜けず"},
}
END: dict[str, Phrase] = {
    "higher": {
        "en": "<end|ends> {end:size} higher in total value{end:interval}",
        "ja": "最終的な総価値は{end:size}高い{end:interval}",
    },
    "lower": {
        "en": "<end|ends> {end:size} lower in total value{end:interval}",
        "ja": "最終的な総価値は{end:size}低い{end:interval}",
    },
    "unclear": {
        "en": "<end|ends> with no clear difference in total value ({end:signed})",
        "ja": "最終的な総価値に明確な差はない（{end:signed}）",
    },
}

# Level of both arms and the paired difference, where it is clear; then what to call the measure elsewhere.
CONTRASTS: dict[str, Phrase] = {
    "customers_won": {
        "en": "{arm} <win|wins> {ours} customers in all, {base} {theirs} (difference {gap:signed}).",
        "ja": "{arm}の獲得顧客は合計{ours}社、{base}は{theirs}社（差 {gap:signed}）。",
    },
    "unfit_share_won": {
        "en": "{ours} of the customers {arm} <win|wins> are unfit for the product, against {theirs} with "
        "{base} "
        "(difference {gap:signed}).",
        "ja": "製品に適合しない顧客の割合は、{arm}では獲得顧客の{ours}、{base}では{theirs}（差 {gap:signed}）。",
    },
    "churn_12m": {
        "en": "Churn over the last year is {ours} with {arm} and {theirs} with {base} (difference {gap:signed}).",
        "ja": "直近一年の解約率は{arm}で{ours}、{base}で{theirs}（差 {gap:signed}）。",
    },
    "onboarding_failed_share": {
        "en": "{ours} of onboardings fail with {arm}, {theirs} with {base} (difference {gap:signed}).",
        "ja": "オンボーディングの失敗率は{arm}で{ours}、{base}で{theirs}（差 {gap:signed}）。",
    },
    "utilisation": {
        "en": "The load moves most in {department}: {ours} of its hours are worked with {arm}, {theirs} "
        "with {base} "
        "(difference {gap:signed}).",
        "ja": "負荷が最も変わるのは{department}で、稼働率は{arm}で{ours}、{base}で{theirs}（差 {gap:signed}）。",
    },
    "cash_trough": {
        "en": "Cash is lowest at {ours} with {arm} and at {theirs} with {base} (difference {gap:signed}).",
        "ja": "現金の底は{arm}で{ours}、{base}で{theirs}（差 {gap:signed}）。",
    },
    "ltv_per_customer": {
        "en": "A customer won is worth {ours} on average with {arm} and {theirs} with {base} (difference "
        "{gap:signed}).",
        "ja": "獲得顧客一社あたりのLTVは平均で{arm}では{ours}、{base}では{theirs}（差 {gap:signed}）。",
    },
    "advocates": {
        "en": "{arm} <have|has> {ours} advocates at the end, {base} {theirs} (difference {gap:signed}).",
        "ja": "期末の推奨者は{arm}で{ours}社、{base}で{theirs}社（差 {gap:signed}）。",
    },
    "spoilt_share": {
        "en": "Bad talk has spoilt {ours} of the market with {arm}, {theirs} with {base} (difference {gap:signed}).",
        "ja": "悪い口コミで失われた市場は{arm}で{ours}、{base}で{theirs}（差 {gap:signed}）。",
    },
}
# Where the interval leaves zero out, and the difference was chosen for being the largest of several.
BY_LUCK: dict[str, Phrase] = {
    "utilisation": {
        "en": "The load moves most in {department}, though no further than the largest of several differences may by "
        "luck: {ours} of its hours are worked with {arm}, {theirs} with {base} (difference {gap:signed}).",
        "ja": "負荷が最も変わるのは{department}だが、複数の部門のうち最大の差なら偶然でも生じうる大きさである："
        "稼働率は{arm}で{ours}、{base}で{theirs}（差 {gap:signed}）。",
    },
}
# Where the interval includes zero.
NO_DIFFERENCE: Phrase = {
    "en": "No clear difference in {what}: {ours} with {arm} against {theirs} with {base} (difference {gap:signed}).",
    "ja": "{what}に明確な差はない：{arm}で{ours}、{base}で{theirs}（差 {gap:signed}）。",
}
WHAT: dict[str, Phrase] = {
    "customers_won": {"en": "the number of customers won", "ja": "獲得顧客数"},
    "unfit_share_won": {"en": "the share of unfit customers", "ja": "適合しない顧客の割合"},
    "churn_12m": {"en": "churn over the last year", "ja": "直近一年の解約率"},
    "onboarding_failed_share": {"en": "the share of onboardings that fail", "ja": "オンボーディングの失敗率"},
    "utilisation": {
        "en": "how busy any department is (most in {department})",
        "ja": "各部門の稼働率（最大は{department}）",
    },
    "cash_trough": {"en": "the lowest cash balance", "ja": "現金の底"},
    "ltv_per_customer": {"en": "the value of a customer won", "ja": "顧客一社あたりのLTV"},
    "advocates": {"en": "the number of advocates", "ja": "推奨者数"},
    "spoilt_share": {
        "en": "how much of the market bad talk has spoilt",
        "ja": "悪い口コミで失われた市場の割合",
    },
}

TRADE_OFF: dict[str, Phrase] = {
    "price": {
        "en": "The price of the higher value with {arm}: {items}.",
        "ja": "{arm}で価値が高まる代償：{items}。",
    },
    "free": {
        "en": "No price was found: nothing is worse with {arm} by more than luck explains among so many measures.",
        "ja": "代償は見つからなかった：多くの指標を比べれば偶然でも生じる程度を超えて、{arm}が劣る指標はない。",
    },
    "gained": {
        "en": "What {arm} <gain|gains> in return for the lower value: {items}.",
        "ja": "{arm}で価値が下がる代わりに得られるもの：{items}。",
    },
    "nothing": {
        "en": "{arm} <gain|gains> nothing in return: nothing is better by more than luck explains among so many "
        "measures.",
        "ja": "{arm}で代わりに得られるものはない：多くの指標を比べれば偶然でも生じる程度を超えて優れる指標はない。",
    },
    "both": {
        "en": "Total value shows no clear difference; what differs most clearly with {arm}: {items}.",
        "ja": "総価値に明確な差はない。{arm}で最も明確に異なる指標：{items}。",
    },
    "same": {
        "en": "Nothing that was measured differs between {arm} and {base} by more than luck explains among so many "
        "measures.",
        "ja": "{arm}と{base}の間に、多くの指標を比べれば偶然でも生じる程度を超える差はない。",
    },
}

RUN: dict[str, Phrase] = {
    "value": {
        "en": "Total value reaches {total:all} at the end: {account:all} for each account of the market.",
        "ja": "最終的な総価値は{total:all}、市場の一社あたり{account:all}。",
    },
    "customers": {
        "en": "{won:all} customers are won in all, {early:all} of them in the first year.",
        "ja": "獲得顧客は合計{won:all}社、うち初年度は{early:all}社。",
    },
    "fit": {
        "en": "{unfit:all} of the customers won are unfit for the product.",
        "ja": "獲得顧客のうち、製品に適合しない顧客は{unfit:all}。",
    },
    "churn": {
        "en": "Churn over the last year is {churn:all}; {failed:all} of onboardings fail.",
        "ja": "直近一年の解約率は{churn:all}、オンボーディングの失敗率は{failed:all}。",
    },
    "load": {
        "en": "The tightest department is {department}: {use:all} of its hours are worked.",
        "ja": "最も余裕がない部門は{department}で、稼働率は{use:all}。",
    },
    "cash": {
        "en": "The price of growth comes first: cash is lowest at {trough:all}, in month {month:all}, and a "
        "customer's acquisition cost is back after {payback:all}.",
        "ja": "成長の費用は先に出ていく：現金の底は{month:all}か月目の{trough:all}、"
        "顧客獲得コストの回収には{payback:all}かかる。",
    },
    "ltv": {
        "en": "A customer won is worth {ltv:all} on average, a curiosity buyer {curiosity:all}.",
        "ja": "獲得顧客一社あたりのLTVは平均{ltv:all}、興味本位の顧客では{curiosity:all}。",
    },
    "talk": {
        "en": "{advocates:all} customers are advocates at the end; bad talk has spoilt {spoilt:all} of the market.",
        "ja": "期末の推奨者は{advocates:all}社、悪い口コミで失われた市場は{spoilt:all}。",
    },
}

# Where the interval of an end overlaps that of the best setting, {loose_open} and {strict_open} say so.
STRICTNESS: dict[str, Phrase] = {
    "interior": {
        "en": "Total value with {arm} is highest at a strictness of {at}: {best:all}, against {loose} at the "
        "loosest setting{loose_open} and {strict} at the strictest{strict_open}.",
        "ja": "{arm}の総価値は厳しさ{at}で最大の{best:all}となり、最も緩い設定では{loose}{loose_open}、"
        "最も厳しい設定では{strict}{strict_open}。",
    },
    "loosest": {
        "en": "Total value with {arm} is highest at the loosest setting tried ({at}): {best:all}, against "
        "{strict} at the strictest{strict_open}.",
        "ja": "{arm}の総価値は最も緩い設定（{at}）で最大の{best:all}となり、最も厳しい設定では{strict}{strict_open}。",
    },
    "strictest": {
        "en": "Total value with {arm} is highest at the strictest setting tried ({at}): {best:all}, against "
        "{loose} at the loosest{loose_open}.",
        "ja": "{arm}の総価値は最も厳しい設定（{at}）で最大の{best:all}となり、最も緩い設定では{loose}{loose_open}。",
    },
}
OVERLAPS: Phrase = {"en": " (their intervals overlap)", "ja": "（区間は重なる）"}

LIFE: dict[str, Phrase] = {
    "part": {
        "en": "One customer, the same luck: {theirs} at the end with {base}, {ours} with {arm}; the two "
        "lives part in "
        "month {month}.",
        "ja": "同じ顧客、同じ偶然：最後は{base}では「{theirs}」、{arm}では「{ours}」。"
        "二つの道は{month}か月目に分かれる。",
    },
    "same": {
        "en": "One customer, the same luck: {theirs} at the end with {base}, {ours} with {arm}; the two "
        "lives never part.",
        "ja": "同じ顧客、同じ偶然：最後は{base}では「{theirs}」、{arm}では「{ours}」。二つの道は分かれない。",
    },
    "alone": {
        "en": "One customer's life with {arm}: {ours} at the end.",
        "ja": "{arm}での一顧客の歩み：最後は「{ours}」。",
    },
}
