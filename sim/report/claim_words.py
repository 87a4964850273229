"""Words and numbers of a claim's record, for tables, pages and figures alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.record.specifications import METRICS
from sim.report.reading import Estimate
from sim.report.words import MINUS, Amount

VERDICTS = {
    "supported": {"en": "supported", "ja": "支持"},
    "contradicted": {"en": "contradicted", "ja": "反対の結果"},
    "undecided": {"en": "undecided", "ja": "未決"},
}
EVIDENCE = {
    "agrees": {"en": "agrees", "ja": "一致"},
    "mixed": {"en": "mixed", "ja": "まちまち"},
    "disagrees": {"en": "disagrees", "ja": "不一致"},
}
_SMALL = {"en": "what is open has no effect worth mentioning", "ja": "未決の項目に取り上げるほどの効果なし"}
_LARGER = {"en": "no effect larger than {}", "ja": "{}を超える効果なし"}
_NEAR = {"en": "within {} of {}", "ja": "{1}との差は{0}以内"}
_OPEN = {
    "more": {"en": " (up to {} would hardly decide it)", "ja": "（{}回まで増やしても決まる見込みは小さい）"},
    "all": {"en": " (as many as are allowed)", "ja": "（許された上限）"},
}
_AND = {"en": "{}; {}", "ja": "{}（{}）"}
_TALLY = {"en": "{} of {} checks as expected", "ja": "{1}項目中{0}項目が予想どおり"}


def verdict(record: Mapping[str, Any], lang: str) -> str:
    """A claim's verdict, and whether it is open only because effects are too small to be of interest."""
    word = VERDICTS[record["verdict"]][lang]
    return _AND[lang].format(word, _SMALL[lang]) if record["negligible"] else word


def left_open(record: Mapping[str, Any], lang: str) -> str:
    """Why no more replicates were added where these decide nothing; nothing where they do, or the effects are small."""
    if record["verdict"] != "undecided" or record["negligible"]:
        return ""
    *before, most = record["looks"]  # a look at which a replicate failed counts fewer than it has
    return _OPEN["more" if record["replications"] <= max(before, default=0) else "all"][lang].format(most)


def deciding(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """The check that gave the verdict: the first one of all with the same, so that neither belies the other."""
    return next(check for check in record["checks"] if check["verdict"] == record["verdict"])


def tally(record: Mapping[str, Any], lang: str) -> str:
    """How many of several checks came out as expected; nothing where there is one."""
    met = sum(check["verdict"] == "supported" for check in record["checks"])
    return _TALLY[lang].format(met, len(record["checks"])) if len(record["checks"]) > 1 else ""


def found(check: Mapping[str, Any], lang: str) -> str:
    """A check's verdict, with the size that its effect is known not to exceed where it is negligible."""
    word = VERDICTS[check["verdict"]][lang]
    if not check["negligible"]:
        return word
    smallest, beyond = (level(check, key, lang) for key in ("smallest_effect", "beyond"))
    size = _NEAR[lang].format(smallest, beyond) if check["beyond"] else _LARGER[lang].format(smallest)
    return _AND[lang].format(word, size)


def amount(entry: Mapping[str, Any], lang: str = "en") -> str:
    """Effect and interval of a check or an observed contrast; a dash where it is not defined."""
    if entry["effect"] is None:
        return "–"
    if METRICS[entry["metric"]].unit == "ratio":  # told apart from one and two, not from zero
        return "{effect:.2f} [{low:.2f}, {high:.2f}]".format(**entry)
    return f"{Amount(estimate(entry), unit(entry), lang):all}"


def level(entry: Mapping[str, Any], key: str, lang: str) -> str:
    """One number of an entry in the unit of its metric."""
    return f"{Amount(Estimate(entry[key]), unit(entry), lang)}"


def estimate(entry: Mapping[str, Any]) -> Estimate:
    """Effect and interval of an entry."""
    return Estimate(entry["effect"], entry["low"], entry["high"])


def unit(entry: Mapping[str, Any]) -> str:
    """The unit of an entry's effect: a difference of shares is in points."""
    name = METRICS[entry["metric"]].unit
    return "points" if name == "share" and entry["against"] else name


def sides(entry: Mapping[str, Any]) -> str:
    """What is compared: arm minus the other, or the arm alone; less the difference of two more."""
    own = f"{entry['arm']} {MINUS} {entry['against']}" if entry["against"] else str(entry["arm"])
    return f"({own}) {MINUS} ({f' {MINUS} '.join(entry['less'])})" if entry["less"] else own
