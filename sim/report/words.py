"""Words and numbers in English and Japanese: terms of the field, and how an estimate is written."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from typing import Any

from sim.report.reading import Estimate

Amounts = dict[str, tuple[Estimate, str]]
Finding = dict[str, Any]

LANGUAGES = ("en", "ja")
MINUS = "\u2212"
UNDEFINED = "–"

TERMS: dict[str, dict[str, str]] = {
    "market": {"en": "market", "ja": "市場"},
    "lead": {"en": "lead", "ja": "リード"},
    "mql": {"en": "MQL", "ja": "MQL"},
    "sql": {"en": "SQL", "ja": "SQL"},
    "opportunity": {"en": "opportunity", "ja": "商談"},
    "onboarding": {"en": "onboarding", "ja": "オンボーディング"},
    "implementation": {"en": "implementation", "ja": "導入"},
    "adoption": {"en": "adoption", "ja": "活用"},
    "renewal": {"en": "renewal", "ja": "更新"},
    "advocate": {"en": "advocate", "ja": "推奨者"},
    "recycled": {"en": "recycled", "ja": "リサイクル"},
    "pooled": {"en": "pooled", "ja": "プール"},
    "dead_end": {"en": "dead end", "ja": "対象外"},
    "churned": {"en": "churned", "ja": "解約"},
    "marketing": {"en": "marketing", "ja": "マーケティング"},
    "inside_sales": {"en": "inside sales", "ja": "インサイドセールス"},
    "field_sales": {"en": "field sales", "ja": "フィールドセールス"},
    "customer_success": {"en": "customer success", "ja": "カスタマーサクセス"},
}
DEPARTMENTS = ("marketing", "inside_sales", "field_sales", "customer_success")

# Largest power first: (from, divisor, before the number, after it).
_MONEY: dict[str, list[tuple[float, float, str, str]]] = {
    "en": [(1e9, 1e9, "$", "B"), (1e6, 1e6, "$", "M"), (1e3, 1e3, "$", "k"), (0, 1, "$", "")],
    "ja": [(1e8, 1e8, "", "億ドル"), (1e4, 1e4, "", "万ドル"), (0, 1, "", "ドル")],
}
_AFTER: dict[str, dict[str, str]] = {
    "share": {"en": " %", "ja": "％"},
    "whole share": {"en": " %", "ja": "％"},
    "points": {"en": " points", "ja": "ポイント"},
    "months": {"en": " months", "ja": "か月"},
}
_HUNDREDS = ("share", "whole share", "points")
_WHOLE = ("month", "count", "whole share")
_MOST_DECIMALS = 6


def term(key: str, lang: str) -> str:
    """The word for a stage or department."""
    return TERMS[key][lang]


def first_upper(text: str) -> str:
    """The text with its first letter in upper case; the rest is left as it is."""
    return text[:1].upper() + text[1:]


@dataclass(frozen=True)
class Style:
    """How an estimate and its interval are written: one divisor and one number of decimals for all three."""

    divisor: float
    decimals: int
    before: str
    after: str

    @property
    def unit(self) -> str:
        """The unit for an axis whose ticks are bare numbers."""
        return f"{self.before}{self.after}"

    def bare(self, value: float) -> str:
        """The number alone, with a true minus sign; a rounded zero has no sign."""
        text = f"{value / self.divisor:,.{self.decimals}f}"
        return text.lstrip("-") if float(text.replace(",", "")) == 0 else text.replace("-", MINUS)

    def full(self, value: float) -> str:
        """The number with its unit."""
        text = self.bare(value)
        sign = MINUS if text.startswith(MINUS) else ""
        return f"{sign}{self.before}{text.removeprefix(MINUS)}{self.after}"


def style(value: Estimate, unit: str, lang: str) -> Style:
    """The style for an estimate in a unit: money in k or M (ja: 万, 億), shares in percent, decimals by its
    width.

    Units: USD (also per year), share, whole share (no decimals), points (of a share), months (a length), month (a
    date: no decimals, no unit); any other: bare.
    """
    ends = [abs(end) for end in (value.mean, value.low, value.high) if end is not None]
    form = _money_style(max(ends), lang) if unit.startswith("USD") else _plain_style(value, ends, unit, lang)
    told_apart = value.clear and unit not in _WHOLE
    return replace(form, decimals=_visible(min(ends) / form.divisor, form.decimals)) if told_apart else form


def _plain_style(value: Estimate, ends: list[float], unit: str, lang: str) -> Style:
    divisor = 0.01 if unit in _HUNDREDS else 1.0
    resolution = (min(value.half, *ends) if value.clear else value.half) or max(ends) / 20
    decimals = 0 if unit in _WHOLE else _decimals(resolution / divisor, max(ends) / divisor)
    return Style(divisor, decimals, "", _AFTER.get(unit, {}).get(lang, ""))


def _money_style(size: float, lang: str) -> Style:
    _, divisor, before, after = next(row for row in _MONEY[lang] if size >= row[0])
    shown = size / divisor
    whole = shown >= (10 if divisor == 1 else 100) or shown == 0  # dollars for each dollar need their cents
    return Style(divisor, 0 if whole else 1 if shown >= 10 else 2, before, after)


def _visible(bound: float, decimals: int) -> int:
    """Decimals with which a clear interval's bound is not written as zero, which would belie the verdict."""
    while decimals < _MOST_DECIMALS and round(bound, decimals) == 0:
        decimals += 1
    return decimals


def _decimals(resolution: float, size: float) -> int:
    """Enough decimals to see what must be told apart: the half width, and a clear interval's bounds from
    zero.
    """
    return 0 if resolution >= 0.5 or size >= 1_000 or size == 0 else 1 if resolution >= 0.05 else 2


@dataclass(frozen=True)
class Amount:
    """An estimate with unit and language, for templates.

    ``{x}`` is the number with unit, ``{x:size}`` its size without sign, ``{x:change}`` with its sign even if
    positive, ``{x:interval}`` the interval in brackets with a space before it (nothing where there is none),
    ``{x:all}`` number and interval, ``{x:signed}`` change and interval. An amount that is not defined is a dash.
    """

    value: Estimate
    unit: str
    lang: str

    def __format__(self, spec: str) -> str:
        if math.isnan(self.value.mean):
            return "" if spec == "interval" else UNDEFINED
        form = style(self.value, self.unit, self.lang)
        number = form.full(abs(self.value.mean) if spec == "size" else self.value.mean)
        if (
            spec in ("change", "signed")
            and float(form.bare(abs(self.value.mean)).replace(",", "")) * self.value.mean > 0
        ):
            number = f"+{number}"
        shown = self._interval(form) if spec in ("interval", "all", "signed") else ""
        return shown if spec == "interval" else number + shown

    def _interval(self, form: Style) -> str:
        if self.value.low is None:
            return ""
        high = "∞)" if self.value.high is None else f"{form.bare(self.value.high)}]"
        return f" [{form.bare(self.value.low)}, {high}"


def say(template: str, lang: str, amounts: Amounts, names: dict[str, str]) -> str:
    """A sentence from a template: amounts as estimate and unit, names as plain words.

    ``<win|wins>`` takes the form that agrees with the name ``arm`` (plural if its last letter is s).
    """
    values = {key: Amount(value, unit, lang) for key, (value, unit) in amounts.items()}
    text = template.format(**values, **names)
    plural = names.get("arm", "").endswith("s")
    return first_upper(re.sub(r"<([^|<>]*)\|([^|<>]*)>", r"\1" if plural else r"\2", text))


def finding(
    key: str, figure: str, template: dict[str, str], amounts: Amounts, names: dict[str, dict[str, str]]
) -> Finding:
    """A finding of the bundle: its sentence in every language and the numbers in it, unrounded."""
    numbers: dict[str, float] = {}
    for name, (value, _) in amounts.items():
        ends = {f"{name}_low": value.low, f"{name}_high": value.high}
        numbers |= {name: value.mean} | {key: end for key, end in ends.items() if end is not None}
    texts = {lang: say(template[lang], lang, amounts, names[lang]) for lang in LANGUAGES}
    return {"id": key, "figure": figure, "numbers": numbers, **texts}
