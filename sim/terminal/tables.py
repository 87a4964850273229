"""Tables for people, readable at a glance: the headline metrics of a run, and who is better in a
comparison.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from sim.record.specifications import METRICS
from sim.report import reading
from sim.report.words import Amount
from sim.scenario.words import value_text
from sim.store.catalogue import Entry

PLAIN_WIDTH = 120
NOTHING = "–"
_WORDS = {
    "metric": {"en": "", "ja": ""},
    "mean": {"en": "mean", "ja": "平均"},
    "interval": {"en": "95 % interval", "ja": "95％区間"},
    "difference": {"en": "{arm} minus {baseline}", "ja": "{arm} − {baseline}"},
    "legend": {
        "en": "▲ better  ▼ worse  ↑↓ differs, neither better nor worse  · no clear difference ({interval})",
        "ja": "▲ 良い  ▼ 悪い  ↑↓ 差はあるが優劣ではない  · 明確な差なし({interval})",
    },
    "one": {"en": "95 % interval of the paired difference", "ja": "対応のある差の95％区間"},
    "several": {
        "en": "intervals of the paired differences: 95 %, of all arms together",
        "ja": "対応のある差の区間：全体で95％",
    },
}


def console() -> Console:
    """Standard output; wide enough for a table where it is no terminal."""
    return Console(width=None if sys.stdout.isatty() else PLAIN_WIDTH, highlight=False)


def show_bundle(bundle: dict[str, Any], lang: str) -> None:
    """Print title, table and findings of a run or comparison."""
    out = console()
    count = bundle["replications"]
    titles = " / ".join(reading.title(bundle, arm, lang) for arm in reading.arms(bundle))
    out.print(
        f"{titles}  (seed {bundle['seed']}, n = {count}, {bundle['weeks']} weeks, Tasuki {bundle['tasuki']})",
        style="bold",
        markup=False,
    )
    out.print(_run_table(bundle, lang) if bundle["kind"] == "run" else _comparison_table(bundle, lang))
    if bundle["kind"] == "comparison":
        interval = _WORDS["several" if len(reading.others(bundle)) > 1 else "one"][lang]
        out.print(_WORDS["legend"][lang].format(interval=interval), style="dim", markup=False)
    for finding in bundle["findings"]:
        out.print(f"• {finding[lang]}", markup=False)


def _run_table(bundle: dict[str, Any], lang: str) -> Table:
    table = blank("", _WORDS["mean"][lang], _WORDS["interval"][lang])
    for name in reading.HEADLINES:
        amount = _amount(reading.metric(bundle, bundle["baseline"], name), name, lang)
        table.add_row(getattr(METRICS[name], lang), *_parts(amount))
    return table


def _comparison_table(bundle: dict[str, Any], lang: str) -> Table:
    others = reading.others(bundle)
    gaps = [_WORDS["difference"][lang].format(arm=arm, baseline=bundle["baseline"]) for arm in others]
    table = blank("", *reading.arms(bundle), *(part for gap in gaps for part in (gap, "")))
    for name in reading.HEADLINES:
        means = [_mean(_amount(reading.metric(bundle, arm, name), name, lang)) for arm in reading.arms(bundle)]
        cells = [cell for arm in others for cell in _difference(bundle, arm, name, lang)]
        table.add_row(getattr(METRICS[name], lang), *means, *cells)
    return table


def _difference(bundle: dict[str, Any], arm: str, name: str, lang: str) -> tuple[str, str]:
    gap = reading.difference(bundle, arm, name)
    if gap is None:
        return NOTHING, ""
    unit = METRICS[name].unit
    return f"{Amount(gap, 'points' if unit == 'share' else unit, lang):all}", mark(gap, METRICS[name].better)


def mark(gap: reading.Estimate, better: str) -> str:
    """A sign for a paired difference: better, worse, merely different, or not clearly different."""
    if not gap.clear:
        return "·"
    up = gap.mean > 0
    if better == "neither":
        return "↑" if up else "↓"
    return "[green]▲[/]" if up == (better == "higher") else "[red]▼[/]"


def show_entries(entries: Sequence[Entry]) -> None:
    """Print the runs of a results folder, oldest first."""
    table = blank("run", "scenario", "state", "started (UTC)", "n", "seed", "kind")
    for entry in entries:
        facts = entry.manifest
        cells = (str(facts.get(key, NOTHING)) for key in ("replications", "seed", "kind"))
        table.add_row(entry.id, entry.path.parent.name, entry.state, entry.started[:19], *cells)
    console().print(table)


def show_differences(name: str, differences: dict[str, dict[str, Any]]) -> None:
    """Print the values of a scenario that differ from the base."""
    out = console()
    if not differences:
        out.print(f"{name} is valid and equals the base", markup=False)
        return
    table = blank("parameter", name, "base")
    for key, found in differences.items():
        table.add_row(key, value_text(found["value"]), value_text(found["base"]))
    out.print(table)
    out.print(f"{name} is valid; {len(differences)} values differ from the base", markup=False)


def show_life(life: dict[str, Any], lang: str) -> None:
    """Print one customer's moves under each arm, and where the lives part."""
    out = console()
    why = life["why"][lang]
    out.print(f"{life['customer']}: {why}", style="bold", markup=False)
    for arm, lane in life["arms"].items():
        table = blank("week", "from", "to", "cause", title=arm)
        for move in lane["moves"]:
            table.add_row(str(move["week"]), move["from"], move["to"], move["cause"])
        out.print(table)
    if life["divergence"] is not None:
        out.print(f"week {life['divergence']['week']}: {life['divergence'][lang]}", markup=False)


def _amount(estimate: reading.Estimate | None, name: str, lang: str) -> Amount | None:
    return None if estimate is None else Amount(estimate, METRICS[name].unit, lang)


def _mean(amount: Amount | None) -> str:
    return NOTHING if amount is None else f"{amount}"


def _parts(amount: Amount | None) -> tuple[str, str]:
    return (NOTHING, "") if amount is None else (f"{amount}", f"{amount:interval}".strip())


def escaped(text: str) -> str:
    """A text that Rich prints as it is, brackets too."""
    from rich.markup import escape

    return escape(text)


def blank(*heads: str, title: str | None = None) -> Table:
    """An empty table without lines: the first column and those without a head to the left, all others to the right."""
    table = Table(box=None, pad_edge=False, title=title, title_justify="left")
    for place, head in enumerate(heads):
        table.add_column(head, justify="left" if place == 0 or not head else "right", overflow="fold")
    return table
