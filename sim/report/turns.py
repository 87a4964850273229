"""Where a claim turns, in plain words, English and Japanese."""

from __future__ import annotations

from sim.experiments.claims.turning import FAILS, HOLDS, PARTLY, TURNS, UNCLEAR, Curve
from sim.experiments.claims.verdicts import CONTRADICTED, SUPPORTED, Judged
from sim.scenario.words import value_text

_OUTCOMES = {
    HOLDS: {"en": "never turns", "ja": "反転しない"},
    FAILS: {"en": "never turns", "ja": "反転しない"},
    TURNS: {"en": "turns between {}", "ja": "{}で反転する"},
    PARTLY: {"en": "no turn seen", "ja": "反転は見られない"},
    UNCLEAR: {"en": "no clear sign", "ja": "符号ははっきりしない"},
}
_FOUND = {
    "holds": {"en": "holds at {}", "ja": "{}で成り立つ"},
    "opposite": {"en": "contradicted at {}", "ja": "{}では反対になる"},
    "negligible": {"en": "no effect worth mentioning at {}", "ja": "{}では取り上げるほどの効果がない"},
    "open": {"en": "not clear at {}", "ja": "{}でははっきりしない"},
}
_PAIR = {"en": "{} and {}", "ja": "{}と{}の間"}
_BETWEEN = {"en": " and between ", "ja": "、"}
_COMMA = {"en": ", ", "ja": "、"}
_SEMICOLON = {"en": "; ", "ja": "；"}
_WHOLE = {"en": "{} ({})", "ja": "{}（{}）"}


def turns(curve: Curve, lang: str) -> str:
    """Where it turns, and what was found at each value: "turns between 5 and 20 (holds at 5; contradicted at 20)"."""
    return _WHOLE[lang].format(outcome(curve, lang), _values(curve, lang))


def outcome(curve: Curve, lang: str) -> str:
    """Where it turns: "turns between 5 and 20", or that it does not, as far as was tried."""
    pairs = [_PAIR[lang].format(value_text(a), value_text(b)) for a, b in curve.turns]
    return _OUTCOMES[curve.outcome][lang].format(_BETWEEN[lang].join(pairs))


def _values(curve: Curve, lang: str) -> str:
    """All values, by what was found there."""
    kinds = [(value_text(value), _kind(point)) for value, point in curve.by_value()]
    found = {name: [value for value, kind in kinds if kind == name] for name in _FOUND}
    parts = [_FOUND[name][lang].format(_COMMA[lang].join(values)) for name, values in found.items() if values]
    return _SEMICOLON[lang].join(parts)


def _kind(point: Judged) -> str:
    if point.verdict in (SUPPORTED, CONTRADICTED):
        return "holds" if point.verdict == SUPPORTED else "opposite"
    return "negligible" if point.negligible else "open"
