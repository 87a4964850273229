"""What measured patterns tell, in both languages: how many lie inside their bands, which do not, and by how much."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from sim.report import pattern_words
from sim.report.pattern_words import VERDICTS, Record
from sim.report.reading import Estimate
from sim.report.told import StudyFigure, StudyTable, Told, Words
from sim.report.words import LANGUAGES, Finding, finding

MOST_ROWS: Final = 22  # of a figure
QUESTION: Words = {
    "en": "Does the model show what is known of real companies of this kind?",
    "ja": "モデルは、実在するこの種の企業について知られた規則性を示すか。",
}
_HEADLINE: Words = {
    "en": "{all_} patterns: {inside} inside their bands, {outside} outside, {open} open; {elsewhere} measured "
    "elsewhere.",
    "ja": "規則性{all_}個：範囲内{inside}、範囲外{outside}、未決{open}、別に測るもの{elsewhere}。",
}
_TITLE: Words = {
    "en": "{span}: {inside} of {count} numbers lie inside their bands, {outside} outside, {open} open.",
    "ja": "{span}：{count}個の数値のうち範囲内{inside}、範囲外{outside}、未決{open}。",
}
_CAPTION: Words = {
    "en": "Each number with its 95 % interval against its band; right: the number, and the band",
    "ja": "各数値と95％区間、その範囲。右：数値と範囲",
}
_READING: Words = {
    "en": "every row has its own scale: bands with two edges are equally wide; where there is one edge, the far end of "
    "the interval is equally far from it",
    "ja": "行ごとに尺度が異なる：両端のある範囲は同じ幅で、片端だけの範囲は区間の遠い端までが同じ距離になるように描く",
}
_METHOD: Sequence[Words] = (
    {
        "en": "Bands come from studies and data, each named in the pattern's file. Inside: the whole interval lies in "
        "the band; outside: none of it does; open: it straddles an edge. A sign asks for an interval on that side of "
        "zero; a placebo for one that contains zero. A pattern is inside only if all its rows are, and outside if any "
        "is. Rows without a band are only observed.",
        "ja": "範囲は研究とデータから取り、出典は各ファイルにある。区間全体が範囲に入れば範囲内、まったく入らなければ"
        "範囲外、端をまたげば未決。符号を問う行は区間がその側にあること、プラセボは区間が0を含むことを求める。"
        "すべての行が範囲内なら規則性は範囲内、一つでも範囲外なら範囲外。範囲のない行は観察のみ。",
    },
    {
        "en": "Each row is judged by its own 95 % interval, which says what luck leaves open at the base parameters, "
        "and nothing of doubt about them. The intervals are not widened for their number: of {rows}, about {missed} "
        "miss what they measure by chance.",
        "ja": "各行はそれぞれの95％区間で判定する。区間は標準パラメータのもとでの偶然の誤差だけを示し、"
        "パラメータの不確かさは含まない。本数に応じた補正はしない：{rows}本のうち約{missed}本は偶然に外れる。",
    },
)  # fmt: skip
_HEADS: Sequence[Words] = tuple(
    {"en": en, "ja": ja}
    for en, ja in (
        ("", ""), ("what is measured", "測るもの"), ("arms", "腕"), ("value [95 %]", "値 [95％]"), ("band", "範囲"),
        ("verdict", "判定"), ("n", "反復"),
    )
)  # fmt: skip
_TABLE: Words = {"en": "All that was measured", "ja": "測ったすべて"}
_OBSERVED: Words = {"en": "observed", "ja": "観察のみ"}


def tell(records: Sequence[Record]) -> Told:
    """The story of measured patterns."""
    judged = [(record, row) for record in records for row in record["rows"] if row["verdict"] is not None]
    figures = [_figure(place, rows) for place, rows in enumerate(_sheets(judged), start=1)]
    where = {row["id"]: figure.name for figure in figures for row in figure.data["rows"]}
    first = figures[0].name if figures else ""
    findings = [_headline(records, first), *(_said(record, where) for record in records if record["sentence"]["en"])]
    numbers = {"rows": str(len(judged)), "missed": f"{0.05 * len(judged):.1f}"}
    method = [{lang: text[lang].format(**numbers) for lang in LANGUAGES} for text in _METHOD]
    return Told(QUESTION, findings, figures, [_table(records)], method, (), {"patterns": list(records)})


def _headline(records: Sequence[Record], figure: str) -> Finding:
    counted = Counter(record["verdict"] for record in records)
    sizes = {"all_": len(records)} | {name: counted[name] for name in VERDICTS}
    return _finding("patterns", figure, _HEADLINE, sizes, {})


def _said(record: Record, where: Mapping[str, str]) -> Finding:
    """What is to be said of a pattern that is not inside."""
    template = dict.fromkeys(LANGUAGES, "{id} {title}: {sentence}")
    names = {"id": dict.fromkeys(LANGUAGES, record["id"]), "title": record["title"], "sentence": record["sentence"]}
    return _finding(record["id"], where.get(record["id"], ""), template, {}, names)


def _finding(
    key: str, figure: str, template: Words, sizes: Mapping[str, int], names: Mapping[str, Words]
) -> Finding:  # fmt: skip
    amounts = {name: (Estimate(float(count)), "count") for name, count in sizes.items()}
    by_language = {lang: {name: words[lang] for name, words in names.items()} for lang in LANGUAGES}
    return finding(key, figure, dict(template), amounts, by_language)


def _sheets(judged: Sequence[tuple[Record, Record]]) -> list[list[tuple[Record, Record]]]:
    """Rows by figure: as few figures as can be, of about the same length."""
    sheets = -(-len(judged) // MOST_ROWS)
    ends = [round(place * len(judged) / sheets) for place in range(sheets + 1)] if sheets else [0]
    return [list(judged[low:high]) for low, high in pairwise(ends)]


def _figure(place: int, rows: Sequence[tuple[Record, Record]]) -> StudyFigure:
    counted = Counter(row["verdict"] for _, row in rows)
    span = "–".join(dict.fromkeys((rows[0][0]["id"], rows[-1][0]["id"])))
    sizes = {"count": len(rows)} | {name: counted[name] for name in ("inside", "outside", "open")}
    title = {lang: _TITLE[lang].format(span=span, **sizes) for lang in LANGUAGES}
    counts = [record["replications"] for record, _ in rows]
    data = {"rows": [_drawn(*row) for row in rows], "replicates": [min(counts), max(counts)]}
    return StudyFigure(f"bands-{place}", "bands", title, _CAPTION, _READING, data)


def _drawn(record: Record, row: Record) -> dict[str, Any]:
    return {
        "id": record["id"],
        "words": {lang: f"{record['id']}  {_label(row, lang)}" for lang in LANGUAGES},
        "shown": {lang: f"{pattern_words.amount(row, lang)}   ({pattern_words.band(row, lang)})" for lang in LANGUAGES},
        **{key: row[key] for key in ("value", "low", "high", "band", "verdict")},
    }


def _label(row: Record, lang: str) -> str:
    """What a row measures; arms of a line are too many for a label and stand in the table."""
    return str(row[lang]) if "," in row["sides"] else pattern_words.with_sides(row, lang)


def _table(records: Sequence[Record]) -> StudyTable:
    return StudyTable(_TABLE, _HEADS, [cells for record in records for cells in _rows(record)])


def _rows(record: Record) -> list[list[str | Words]]:
    if not record["rows"]:
        return [[record["id"], record["title"], "", "", "", VERDICTS[record["verdict"]], ""]]
    return [
        [
            record["id"], {lang: row[lang] for lang in LANGUAGES}, row["sides"], _in_both(pattern_words.amount, row),
            _in_both(pattern_words.band, row), VERDICTS.get(row["verdict"], _OBSERVED), str(record["replications"]),
        ]
        for row in record["rows"]
    ]  # fmt: skip


def _in_both(words: Any, row: Record) -> Words:
    return {lang: words(row, lang) for lang in LANGUAGES}
