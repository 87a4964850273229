"""A study's figures and its ``report.html``, from the contents of ``study.json``: question, findings, figures, tables,
method and limits in one self-contained page, in both languages.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.report.figures import study as figures
from sim.report.figures.canvas import differ
from sim.report.prose import METHOD, METHOD_DRAWN, TEXT, limits
from sim.report.reading import uncertain
from sim.report.words import LANGUAGES

Study = Mapping[str, Any]
Words = Mapping[str, str]

KINDS: dict[str, Words] = {
    "sweep": {"en": "Sweep", "ja": "スイープ"},
    "sensitivity": {"en": "Sensitivity", "ja": "感度分析"},
    "optimise": {"en": "Optimisation", "ja": "最適化"},
    "explain": {"en": "Explanation", "ja": "差の説明"},
    "conditions": {"en": "Conditions", "ja": "成立条件"},
    "calibrate": {"en": "Calibration", "ja": "較正"},
    "validate": {"en": "Validation", "ja": "妥当性確認"},
}
_TEXT: dict[str, Words] = {
    "details": {"en": "What was varied, and how", "ja": "何をどう変えたか"},
}
_FACTS: dict[str, Words] = {
    "scenario": {"en": "Scenario", "ja": "シナリオ"},
    "seed": {"en": "Seed", "ja": "シード"},
    "replications": {"en": "Replicates", "ja": "反復"},
    "failed": {"en": "Replicates that failed", "ja": "失敗した反復"},
    "run": {"en": "Run", "ja": "実行ID"},
    "hash": {"en": "Hash of the resolved scenario", "ja": "シナリオのハッシュ"},
    "tasuki": {"en": "Tasuki", "ja": "Tasuki"},
}
_PAIRED: Words = {
    "en": "Every company of the study meets the same luck: a draw depends on the seed, the replicate, the customer "
    "and the moment, never on a parameter. Differences between companies are therefore paired by replicate.",
    "ja": "すべての会社に同じ偶然（共通乱数）を与える："
    "乱数はシード・反復・顧客・時点だけで決まり、パラメータには依らない。"
    "会社間の差は反復ごとに対で計算する。",
}  # fmt: skip


def draw(folder: Path, study: Study, lang: str, jobs: int = 1) -> Path:
    """Draw the figures of a study into its folder and write its report, opening in ``lang``; returns the report's path.

    Raises OSError where the folder cannot be written.
    """
    drawn = folder / "figures"
    drawn.mkdir(exist_ok=True)
    paths = figures.draw_all(study, drawn, lang, jobs)
    report = folder / "report.html"
    report.write_text(_page(study, paths, lang), encoding="utf-8")
    return report


def kind(study: Study) -> Words:
    """What this kind of study is called."""
    name = str(study["kind"])
    return KINDS.get(name) or dict.fromkeys(LANGUAGES, name)


def _page(study: Study, paths: list[Path], lang: str) -> str:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("sim.report"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return environment.get_template("study.html").render(
        lang=lang,
        text={**TEXT, **_TEXT},
        kind=kind(study),
        study=study,
        drawn=_drawn(study, paths),
        method=[*study["method"], _PAIRED, *([METHOD_DRAWN] if uncertain(study) else []), METHOD[0]],
        limits=[*study["limits"], limits(drawn=uncertain(study))[0]],
        differ={one: differ(study, one) for one in LANGUAGES} if uncertain(study) else None,
        facts=[(words, study[key]) for key, words in _FACTS.items()],
        versions=", ".join(f"{name} {version}" for name, version in study["versions"].items()),
        both=_both,
    )


def _both(cell: str | Words) -> Words:
    """A cell in every language; a text alone is the same in all."""
    return dict.fromkeys(LANGUAGES, cell) if isinstance(cell, str) else cell


def _drawn(study: Study, paths: list[Path]) -> dict[str, dict[str, Any]]:
    return {
        figure["name"]: {
            "number": number,
            "image": base64.b64encode(path.read_bytes()).decode("ascii"),
            "title": figure["title"],
            "caption": figure["caption"],
            "reading": figure["reading"],
        }
        for number, (figure, path) in enumerate(zip(study["figures"], paths, strict=True), start=1)
    }
