"""Words of an explanation: templates of its findings, and how its figures and numbers are to be read."""

from __future__ import annotations

from sim.studies.naming import Words

STAGES: dict[str, Words] = {
    "hours": {"en": "Hours", "ja": "時間"},
    "queues": {"en": "Queues", "ja": "待ち行列"},
    "waits": {"en": "Waits", "ja": "待ち時間"},
    "selling": {"en": "Selling", "ja": "販売"},
    "handover": {"en": "Hand-over", "ja": "引き継ぎ"},
    "health": {"en": "Health", "ja": "健全性"},
    "churn": {"en": "Churn", "ja": "解約"},
    "talk": {"en": "Talk", "ja": "口コミ"},
    "value": {"en": "Value", "ja": "価値"},
}
LINKS: dict[str, Words] = {
    "free_hours": {"en": "free hours a week of {}", "ja": "{}の週あたり空き時間"},
    "queue": {"en": "hours of work waiting for {}", "ja": "{}で待つ作業時間"},
    "wait": {"en": "weeks that work waits for {}", "ja": "{}での待ち週数"},
    "meetings": {"en": "meetings booked", "ja": "商談数"},
    "healthy_share": {"en": "customers judged healthy after 13 weeks", "ja": "13週後に健全と見られた顧客の割合"},
}
WHOLE: dict[str, Words] = {
    "higher": {
        "en": "From {first} to {second}, {metric} rises by {gap:size}{gap:interval}.",
        "ja": "{first}から{second}へ移ると、{metric}は{gap:size}増える{gap:interval}。",
    },
    "lower": {
        "en": "From {first} to {second}, {metric} falls by {gap:size}{gap:interval}.",
        "ja": "{first}から{second}へ移ると、{metric}は{gap:size}減る{gap:interval}。",
    },
    "unclear": {
        "en": "Between {first} and {second} there is no clear difference in {metric} ({gap:signed}).",
        "ja": "{first}と{second}の間に、{metric}の明確な差はない（{gap:signed}）。",
    },
}
PART: dict[str, Words] = {
    "clear": {
        "en": "{switch}: {part:signed}; changed alone {alone:signed}, as the last of all {last:signed}.",
        "ja": "{switch}の寄与：{part:signed}。単独で変えると{alone:signed}、最後に変えると{last:signed}。",
    },
    "unclear": {
        "en": "{switch}: no clear contribution ({part:signed}).",
        "ja": "{switch}：明確な寄与はない（{part:signed}）。",
    },
}
BOND: Words = {
    "en": "{switch}: {bond:signed} when changed last rather than first; what it does depends on the others.",
    "ja": "{switch}：最初に変える場合に比べ、最後に変えると{bond:signed}。効き目は他のスイッチに左右される。",
}
PATH: Words = {
    "en": "The path as measured, from {first} to {second}: {items}.",
    "ja": "測定された経路（{first}から{second}へ）：{items}。",
}
STAGE: Words = {"en": "{stage}: {items}.", "ja": "{stage}：{items}。"}
STILL: Words = {"en": "No clear difference in: {stages}.", "ja": "明確な差がない段階：{stages}。"}
NOTHING: Words = {
    "en": "No link of the path differs clearly between {first} and {second}.",
    "ja": "{first}と{second}の間に、明確な差のある段階はない。",
}
DRAWN: Words = {
    "en": "{orders} orders of turning the switches were drawn, not all: that alone leaves a contribution a standard "
    "error of at most {error}, which its interval holds.",
    "ja": "スイッチを変える順序は全部ではなく{orders}通りを抽出した。それによる寄与の標準誤差は最大{error}で、"
    "区間に含まれる。",
}
ARROW, COMMA, AND = {"en": " → ", "ja": " → "}, {"en": "; ", "ja": "、"}, {"en": ", ", "ja": "、"}


EXACT: Words = {
    "en": "The differing values are gathered into switches, and every combination of switches is simulated "
    "({companies} companies). A contribution is a Shapley value: what the switch adds, averaged over all {orders} "
    "orders in which they can be turned. Contributions add up to the difference in every replicate. Intervals (95 "
    "%) of all contributions hold together (Bonferroni).",
    "ja": "異なる値をスイッチにまとめ、すべての組み合わせ（{companies}社）をシミュレーションした。寄与はシャープレイ値"
    "、すなわち{orders}通りの順序すべてにわたる平均の増分である。寄与の合計は反復ごとに全体の差に一致する。95％区間"
    "は全寄与で同時に成り立つ（Bonferroni）。",
}
SAMPLED: Words = {
    "en": "The differing values are gathered into switches. There are too many for every combination: {orders} orders "
    "were drawn, each with its reverse ({companies} companies). A contribution is what the switch adds, averaged "
    "over these orders (a Shapley value by sampling). Contributions add up to the difference in every replicate. "
    "Intervals (95 %) hold both luck and the drawing of orders, and hold together (Bonferroni).",
    "ja": "異なる値をスイッチにまとめた。組み合わせが多いため、順序を{orders}通り（逆順と対で）抽出した（{companies}社"
    "）。寄与はそれらの順序での平均の増分（標本によるシャープレイ値）。寄与の合計は反復ごとに全体の差に一致する。"
    "95％区間は偶然と抽出の両方を含み、同時に成り立つ（Bonferroni）。",
}
METHOD_PATH: Words = {
    "en": "Every link of the path is a paired difference of something measured; their intervals hold together "
    "(Bonferroni). A wait is the work that waits over the work done in a week (Little's law).",
    "ja": "経路の各段階は測定値の対の差であり、区間は同時に成り立つ（Bonferroni）。待ちは、待っている作業量を週の作業"
    "量で割ったもの（リトルの法則）。",
}
LIMITS: list[Words] = [
    {
        "en": "That links of the path differ in this order does not prove that each moved the next; which switch "
        "moves which link is shown beside it.",
        "ja": "各段階がこの順に異なることは、前が次を動かした証明ではない。どのスイッチがどの段階を動かすかは別の図に"
        "示す。",
    }
]
READ_WATERFALL: Words = {
    "en": "bars: contributions, which add up to the difference; lines: 95 % intervals, holding together; hatched: no "
    "clear sign",
    "ja": "棒：寄与（合計は全体の差）、線：同時95％区間、斜線：符号が明確でない",
}
PATH_TITLE: Words = {"en": "What differs on the way from hours to value", "ja": "時間から価値までの道筋で異なるもの"}
PATH_CAPTION: Words = {
    "en": "Paired differences, each in units of the end of its interval that lies farthest from zero",
    "ja": "対の差（それぞれ、区間のゼロから遠い端を単位とする）",
}
READ_PATH: Words = {
    "en": "filled: clear difference; hollow: the interval holds zero; intervals hold together",
    "ja": "塗り：明確な差、白抜き：区間がゼロを含む、区間は同時に成り立つ",
}
MATRIX_TITLE: Words = {"en": "Which switch moves which link of the path", "ja": "どのスイッチがどの段階を動かすか"}
MATRIX_CAPTION: Words = {"en": "Contributions of the switches to each metric", "ja": "各指標へのスイッチの寄与"}
READ_MATRIX: Words = {
    "en": "blue ▲: raises, orange ▼: lowers, · : no clear contribution; intervals of one row hold together",
    "ja": "青▲：上げる、橙▼：下げる、·：明確な寄与なし、区間は行ごとに同時に成り立つ",
}
TABLE: Words = {"en": "Contributions of the switches", "ja": "スイッチの寄与"}
COLUMNS: list[Words] = [
    {"en": "Switch", "ja": "スイッチ"},
    {"en": "Keys", "ja": "キー"},
    {"en": "Contribution", "ja": "寄与"},
    {"en": "Changed alone", "ja": "単独で変更"},
    {"en": "Changed last", "ja": "最後に変更"},
]
