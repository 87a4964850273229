"""The same events for process-mining tools: XES (one case per account) and OCEL 2.0 as JSON (cases of several kinds).

XES: IEEE 1849-2016 with the extensions concept, time and organizational. OCEL 2.0: https://www.ocel-standard.org.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import quoteattr

from sim.crm.activities import Activity
from sim.crm.records import Records
from sim.crm.write import START, Dates, code

XES, OCEL = "log.xes", "log.ocel.json"
_HEAD: Final = """\
<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
  <extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
  <classifier name="Activity" keys="concept:name"/>
"""
_KINDS: Final = ("account", "lead", "deal", "subscription", "person")


def write_xes(steps: Sequence[Activity], path: Path, start: date = START) -> None:
    """Write one trace per account, its events in order. Raises OSError."""
    by_account: dict[int, list[Activity]] = {}
    for step in steps:
        by_account.setdefault(step.account, []).append(step)
    on = Dates(start)
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(_HEAD)
        for account, mine in by_account.items():
            stream.write(f"  <trace>\n{_text('concept:name', code('A', account), 4)}")
            stream.writelines(_event(one, on) for one in mine)
            stream.write("  </trace>\n")
        stream.write("</log>\n")


def _event(one: Activity, on: Dates) -> str:
    stamp = f'      <date key="time:timestamp" value={quoteattr(_utc(on, one.day))}/>\n'
    by = _text("org:resource", code("P", one.by), 6) if one.by >= 0 else ""
    reason = _text("reason", one.reason, 6) if one.reason else ""
    return f"    <event>\n{_text('concept:name', one.name, 6)}{stamp}{by}{reason}    </event>\n"


def _text(key: str, value: str, indent: int) -> str:
    return f"{' ' * indent}<string key={quoteattr(key)} value={quoteattr(value)}/>\n"


def _utc(on: Dates, day: float) -> str:
    return f"{on.moment(day).isoformat(timespec='seconds')}+00:00"


def write_ocel(records: Records, steps: Sequence[Activity], path: Path, start: date = START) -> None:
    """Write accounts, leads, deals, subscriptions and people as objects, and their events. Raises OSError."""
    on = Dates(start)
    content = {
        "objectTypes": [{"name": kind, "attributes": _attributes(kind)} for kind in _KINDS],
        "eventTypes": [
            {"name": name, "attributes": [{"name": "reason", "type": "string"}]}
            for name in sorted({step.name for step in steps})
        ],
        "objects": [*_objects(records, steps, on)],
        "events": [_ocel_event(number, step, on) for number, step in enumerate(steps)],
    }
    path.write_text(json.dumps(content, ensure_ascii=False, allow_nan=False), encoding="utf-8")


def _attributes(kind: str) -> list[dict[str, str]]:
    found = {"lead": [("source", "string")], "deal": [("amount", "float")], "subscription": [("amount", "float")]}
    return [{"name": name, "type": type_} for name, type_ in found.get(kind, [])]


def _objects(records: Records, steps: Iterable[Activity], on: Dates) -> Iterator[dict[str, Any]]:
    """Every object that an event names."""
    named = {letter: set[int]() for letter in "ALDSP"}
    for step in steps:
        for letter, number in _concerned(step):
            named[letter].add(number)
    for kind, letter in zip(_KINDS, "ALDSP", strict=True):
        for number in sorted(named[letter]):
            yield {"id": code(letter, number), "type": kind, "attributes": _values(records, letter, number, on)}


def _values(records: Records, letter: str, number: int, on: Dates) -> list[dict[str, Any]]:
    if letter == "L":
        row = records.leads[number]
        return [{"name": "source", "time": _utc(on, row["created"]), "value": records.sources[row["source"]]}]
    if letter in "DS":
        row = (records.deals if letter == "D" else records.subscriptions)[number]
        since = row["created" if letter == "D" else "started"]
        return [{"name": "amount", "time": _utc(on, since), "value": float(row["amount"])}]
    return []


def _ocel_event(number: int, step: Activity, on: Dates) -> dict[str, Any]:
    named = dict(zip("ALDSP", _KINDS, strict=True))
    event = {
        "id": f"e{number}",
        "type": step.name,
        "time": _utc(on, step.day),
        "relationships": [{"objectId": code(letter, i), "qualifier": named[letter]} for letter, i in _concerned(step)],
    }
    return event | ({"attributes": [{"name": "reason", "value": step.reason}]} if step.reason else {})


def _concerned(step: Activity) -> list[tuple[str, int]]:
    """The objects that a step concerns, by letter of their id and number."""
    numbers = (step.account, step.lead, step.deal, step.subscription, step.by)
    return [(letter, number) for letter, number in zip("ALDSP", numbers, strict=True) if number >= 0]
