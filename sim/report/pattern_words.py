"""Words and numbers of a pattern's record, for tables and the page alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.experiments.patterns.form import KNOWN, Row
from sim.report.reading import Estimate
from sim.report.words import LANGUAGES, MINUS, Amount, first_upper, style

Record = Mapping[str, Any]

VERDICTS = {
    "inside": {"en": "inside", "ja": "範囲内"},
    "outside": {"en": "outside", "ja": "範囲外"},
    "open": {"en": "open", "ja": "未決"},
    "elsewhere": {"en": "measured elsewhere", "ja": "別に測る"},
}
_KINDS = {
    "level": {"en": "{}", "ja": "{}"},
    "difference": {"en": "{}", "ja": "{}"},
    "change": {"en": "relative change of: {}", "ja": "相対変化：{}"},
    "elasticity": {"en": "elasticity to {per} of: {}", "ja": "{per}に対する弾力性：{}"},
    "slope": {"en": "slope of: {}", "ja": "傾き：{}"},
    "highest": {"en": "the highest of: {}", "ja": "最大値：{}"},
    "steepest": {"en": "highest elasticity of: {}", "ja": "最大の弾力性：{}"},
    "others": {"en": "second highest elasticity of: {}", "ja": "二番目の弾力性：{}"},
    "interior": {
        "en": "share of replicates with their best inside the range: {}",
        "ja": "最良点が範囲の内側にある反復の割合：{}",
    },
    "loose": {"en": "loss at the loose end: {}", "ja": "緩い端での損失：{}"},
    "strict": {"en": "loss at the strict end: {}", "ja": "厳しい端での損失：{}"},
    "value_over_churn": {
        "en": "at the point of most value, less at that of least churn: {}",
        "ja": "価値最大の点と解約最小の点との差：{}",
    },
}
_RATIOS, _SHARES = ("elasticity", "steepest", "others"), ("change", "interior", "loose", "strict")
_SIGNS = {
    "+": {"en": "above 0", "ja": "正"},
    "-": {"en": "below 0", "ja": "負"},
    "0": {"en": "0 within the interval", "ja": "区間が0を含む"},
}
_EDGES = {
    "from": {"en": "at least {}", "ja": "{}以上"},
    "to": {"en": "at most {}", "ja": "{}以下"},
    "between": {"en": "{} to {}", "ja": "{}〜{}"},
}
_FAILS = {"en": "{name}: {amount}; band: {band}", "ja": "{name}：{amount}、範囲は{band}"}
_SENTENCES = {
    "outside": {"en": "The pattern fails. {}.", "ja": "このパターンは示されない。{}。"},
    "open": {"en": "The interval straddles an edge of the band. {}.", "ja": "区間が範囲の端をまたぐ。{}。"},
}


def name(row: Row) -> dict[str, str]:
    """What a row measures, in every language."""
    if row.name is not None:
        return {lang: getattr(row.name, lang) for lang in LANGUAGES}
    per = KNOWN[row.per] if isinstance(row.per, str) else None
    metric = KNOWN[row.metric]
    return {
        lang: _KINDS[row.kind][lang].format(getattr(metric, lang), per=getattr(per, lang) if per else f"× {row.per}")
        for lang in LANGUAGES
    }


def unit(row: Row) -> str:
    """The unit of a row's number, by which it is written."""
    own = KNOWN[row.metric].unit
    if row.kind in _RATIOS:
        return "ratio"
    if row.kind in _SHARES:
        return "share"
    if row.kind in ("slope", "highest"):
        return "share" if row.points[0].against else own
    return "points" if own == "share" and row.kind in ("difference", "value_over_churn") else own


def sides(row: Row) -> str:
    """Which arms are compared."""
    if row.points:
        return ", ".join(point.arm for point in row.points)
    if row.against is None:
        return row.arm or ""
    return f"{row.arm} {'/' if row.kind in ('change', 'elasticity') else MINUS} {row.against}"


def amount(row: Record, lang: str) -> str:
    """A row's number with its interval; a dash where it is not defined."""
    if row["value"] is None:
        return "–"
    if row["unit"] in ("ratio", "Gini", "quartile", "AUC"):
        return "{value:.2f} [{low:.2f}, {high:.2f}]".format(**row).replace("-", MINUS)
    return f"{Amount(_estimate(row), row['unit'], lang):all}"


def band(row: Record, lang: str) -> str:
    """A row's band, in the units of its number; nothing where it has none."""
    stated = row["band"]
    if stated is None:
        return ""
    if isinstance(stated, str):
        return _SIGNS[stated][lang]
    low, high = (None if edge is None else _edge(edge, row, lang) for edge in stated)
    if low is None or high is None:
        return _EDGES["from" if high is None else "to"][lang].format(low if high is None else high)
    return _EDGES["between"][lang].format(low, high)


def sentence(record: Record, lang: str) -> str:
    """Why a pattern fails or is open, in plain words; nothing where it is inside."""
    if record["verdict"] not in _SENTENCES:
        return ""
    rows = [row for row in record["rows"] if row["verdict"] == record["verdict"]]
    said = [
        _FAILS[lang].format(name=with_sides(row, lang), amount=amount(row, lang), band=band(row, lang)) for row in rows
    ]
    return _SENTENCES[record["verdict"]][lang].format(first_upper("; ".join(said)))


def with_sides(row: Record, lang: str) -> str:
    """What a row measures, with the arms that are compared."""
    return f"{row[lang]} ({row['sides']})" if row["sides"] else str(row[lang])


def _edge(edge: float, row: Record, lang: str) -> str:
    form = style(Estimate(edge), row["unit"], lang)
    return f"{form.before}{edge / form.divisor:g}{form.after}".replace("-", MINUS)


def _estimate(row: Record) -> Estimate:
    return Estimate(row["value"], row["low"], row["high"])
