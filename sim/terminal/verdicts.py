"""Verdicts for people: all claims at a glance, or a few of them in full."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.table import Table

from sim.experiments.claims.form import Claim
from sim.report import claim_words
from sim.report.words import MINUS
from sim.terminal.tables import console

_ALL = {
    "en": ("claim", "", "verdict", "what decided", "effect", "n", "where it turns"),
    "ja": ("主張", "", "判定", "決め手の比較", "効果", "反復", "反転するところ"),
}
_ONE = {"en": ("check", "expect", "effect", "found"), "ja": ("比較", "予想", "効果", "結果")}
_WORDS = {
    "replicates": {"en": "{} replicates{}, intervals at level {:.1%}", "ja": "反復{}回{}、区間の水準 {:.1%}"},
    "outside": {"en": "evidence outside this model", "ja": "このモデルの外の実証"},
}
Judged = tuple[Claim, Mapping[str, Any]]


def show_all(found: Sequence[Judged], lang: str) -> None:
    """Print one line a claim."""
    table = _table(_ALL[lang])
    for claim, record in found:
        check = claim_words.deciding(record)
        turns = "; ".join(condition["short"][lang] for condition in record["conditions"])
        table.add_row(
            claim.id, getattr(claim.title, lang), claim_words.verdict(record, lang), check["metric"],
            claim_words.amount(check, lang), str(record["replications"]), turns,
        )  # fmt: skip
    console().print(table)


def show_each(found: Sequence[Judged], lang: str) -> None:
    """Print every claim with all its checks and conditions."""
    for claim, record in found:
        _show(claim, record, lang)


def _show(claim: Claim, record: Mapping[str, Any], lang: str) -> None:
    out = console()
    head = f"{claim.id} {claim_words.verdict(record, lang)}: {getattr(claim.claim, lang)}"
    out.print(head, style="bold", markup=False)
    words = _WORDS["replicates"][lang].format(
        record["replications"], claim_words.left_open(record, lang), record["level"]
    )
    out.print(f"{words}, seed {record['seed']}", style="dim", markup=False)
    table = _table(_ONE[lang])
    for check in record["checks"]:
        expect = check["expect"].replace("-", MINUS)
        name = f"{check['metric']}: {claim_words.sides(check)}"
        table.add_row(name, expect, claim_words.amount(check, lang), claim_words.found(check, lang))
    out.print(table)
    for condition in record["conditions"]:
        out.print(f"{condition[lang]}: {condition['words'][lang]}", markup=False)
    if claim.outside_evidence is not None:
        says = claim_words.EVIDENCE[claim.outside_evidence.says][lang]
        evidence = getattr(claim.outside_evidence, lang)
        out.print(f"{_WORDS['outside'][lang]} ({says}): {evidence}", style="dim", markup=False)
    out.print()


def _table(heads: Sequence[str]) -> Table:
    table = Table(box=None, pad_edge=False)
    for head in heads:
        table.add_column(head, overflow="fold")
    return table
