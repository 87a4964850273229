"""A CRM export made into `Records`: what is odd is repaired by a stated rule (`tables.RULES`), and counted.

Every rule that applied is counted; nothing is dropped silently.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.crm import files
from sim.crm.layout import FILES, LOST_STAGE, RENEWED_WORD, STAGES, WON_STAGE
from sim.crm.mapping import Mapping
from sim.crm.observe import subscription_at
from sim.crm.records import DEAL, LEAD, LOST, OPEN, RENEWAL, SUBSCRIPTION, USAGE, WON, Records, Rows, Window
from sim.crm.tables import Reading, Table, shortened, table
from sim.errors import ScenarioError

UNKNOWN: Final = "unknown"


@dataclass(frozen=True)
class Data:
    """An export: its records, day 0, the window in which it was written, and how often each rule applied.

    unknown_leads: leads that deals name and that are not listed. odd_dates: by rule, where the dates are that it found.
    """

    records: Records
    first_day: date
    window: Window
    oddities: dict[str, int]
    unknown_leads: tuple[str, ...]
    odd_dates: dict[str, list[str]] = field(default_factory=dict)


def read(folder: Path, mapping: Mapping, today: date | None = None) -> Data:
    """Read the export in a folder. Raises ScenarioError for what cannot be read, or is dated after ``today``."""
    reading = Reading(folder, mapping, today=today or date.today())
    tables = {name: table(reading, name) for name in FILES}
    if not reading.known & {"leads", "deals"}:
        names = " and ".join(FILES[name].name for name in ("leads", "deals"))
        raise ScenarioError(f"holds neither {names}", file=str(folder), remedy="name the files in a mapping file")
    start = _first_day(tables, mapping, folder)
    sources, leads, lead_numbers = _leads(reading, tables["leads"], start)
    deals, deal_numbers = _deals(reading, tables["deals"], lead_numbers, leads, start)
    subscriptions = _subscriptions(reading, tables["subscriptions"], deal_numbers, deals, start)
    usage = _usage(reading, tables["usage"], subscriptions, start)
    records = Records(
        sources, leads, deals, _activated(reading, subscriptions, usage),
        _renewals(reading, tables["renewals"], subscriptions, start), usage, frozenset(reading.known),
    )  # fmt: skip
    return Data(records, start, _window(reading, tables, start), reading.odd, reading.unknown_leads, reading.odd_dates)


def _first_day(tables: dict[str, Table], mapping: Mapping, folder: Path) -> date:
    """Day 0: as the mapping says, or the first Monday on which, or before the week's end, something came in."""
    given = mapping.day("first_day")
    if given is not None:
        return given
    came = [when for when in tables["leads"].get("created_on", []) if when]
    came = came or [when for name in ("created_on", "closed_on") for when in tables["deals"].get(name, []) if when]
    if not came:
        raise ScenarioError("holds no lead and no deal with a date", file=str(folder))
    first: date = min(came).date()
    return first + timedelta(days=-first.weekday() % 7)


def _window(reading: Reading, tables: dict[str, Table], start: date) -> Window:
    mapping = reading.mapping
    came = [when for when in tables["leads"].get("created_on") or tables["deals"].get("created_on", []) if when]
    named = mapping.day("until")
    if named is not None and named < start:
        said, remedy = f"has nothing between its first day, {start}, and the last day known", "correct `until`"
        raise ScenarioError(said, file=str(reading.folder), key="until", value=str(named), remedy=remedy)
    until = named or reading.latest.date()
    last = mapping.day("leads_until") or min((max(came) if came else reading.latest).date(), until)
    days = [float((day - start).days + 1) for day in (last, until)]
    return Window(days[0], max(days), mapping.watched_days or np.inf)


def _time(table: Table, name: str, start: date, count: int) -> NDArray[np.float64]:
    """A column of dates as days since the start; nan where it is empty or not there."""
    whens = table.get(name) or [None] * count
    return np.array([np.nan if when is None else files.days_since(start, when) for when in whens], dtype=np.float64)


def _number_of(known: dict[str, int], names: list[str], count: int) -> NDArray[np.int64]:
    """A number for every name, new ones in the order in which they are met; -1 for an empty one."""
    numbers = [known.setdefault(name, len(known)) if name else -1 for name in names or [""] * count]
    return np.array(numbers, dtype=np.int64)


def _leads(reading: Reading, table: Table, start: date) -> tuple[tuple[str, ...], Rows, dict[str, int]]:
    names = table.get("lead_id", [])
    meant = {theirs: ours for ours, many in reading.mapping.sources.items() for theirs in many}
    rows = np.zeros(len(names), LEAD)
    rows["created"], rows["qualified"] = (
        _time(table, name, start, len(names)) for name in ("created_on", "qualified_on")
    )
    rows["account"] = _number_of(reading.accounts, table.get("account_id", []), len(names))
    rows["owner"] = _number_of(reading.people, table.get("owner", []), len(names))
    given = [meant.get(source, source) for source in table.get("source") or [""] * len(names)]
    reading.odd["source_missing"] += sum(not source for source in given) if "source" in table else 0
    sources = sorted({source or UNKNOWN for source in given})
    rows["source"] = [sources.index(source or UNKNOWN) for source in given]
    dated = ~np.isnan(rows["created"])
    reading.odd["lead_without_date"] += int((~dated).sum())
    stays, numbers = _first_of(names, dated)
    reading.odd["duplicate_lead"] += int((dated & ~stays).sum())
    if table and not stays.any():
        remedy = "fill in when leads came in, or name the column in the mapping file"
        raise ScenarioError("has no lead with a date", file=str(reading.path("leads")), remedy=remedy)
    return tuple(sources), rows[stays], numbers


def _first_of(names: list[str], among: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], dict[str, int]]:
    """Which rows are the first of their name, among some, and the place of each name in what is left."""
    numbers: dict[str, int] = {}
    stays = among.copy()
    for place, name in enumerate(names):
        if among[place]:
            stays[place] = not name or name not in numbers
            if stays[place]:
                numbers[name or f"row {place}"] = len(numbers)
    return stays, numbers


def _deals(
    reading: Reading, table: Table, lead_numbers: dict[str, int], leads: Rows, start: date
) -> tuple[Rows, dict[str, int]]:
    count = len(table.get("closed_on", []))
    rows = np.zeros(count, DEAL)
    for column, name in (("created", "created_on"), ("accepted", "accepted_on"), ("closed", "closed_on")):
        rows[column] = _time(table, name, start, count)
    rows["account"] = _number_of(reading.accounts, table.get("account_id", []), count)
    for column in ("qualified_by", "sold_by"):
        rows[column] = _number_of(reading.people, table.get(column, []), count)
    rows["amount"] = table.get("amount") or np.nan
    rows["reason"] = -1
    rows["outcome"] = [{WON_STAGE: WON, LOST_STAGE: LOST}.get(stage, OPEN) for stage in table.get("stage", [])]
    rows["lost_from"] = [STAGES.index(stage) if stage else 1 for stage in table.get("lost_from") or ["meeting"] * count]
    named = table.get("lead_id") or [""] * count
    rows["lead"] = [lead_numbers.get(name, -1) for name in named]
    orphan = _orphans(reading, named, lead_numbers)
    undated = (rows["outcome"] != OPEN) & np.isnan(rows["closed"])
    stays, numbers = _first_of(table.get("deal_id") or [""] * count, ~orphan & ~undated)
    reading.odd["closed_without_date"] += int((undated & ~orphan).sum())
    reading.odd["duplicate_deal"] += int((~orphan & ~undated & ~stays).sum())
    if count and not stays.any():
        raise _no_deal_left(reading)
    rows = rows[stays]
    if len(rows) and not (rows["outcome"] == LOST).any():
        reading.odd["no_lost_deals"] = len(rows)
        reading.known.discard("deals.outcome")
    rows["closed"][rows["outcome"] == OPEN] = np.nan
    since = np.append(leads["created"], np.nan)[rows["lead"]]
    reading.odd["closed_before_lead"] += int((rows["closed"] < np.fmax(since, rows["created"])).sum())
    return rows, numbers


def _orphans(reading: Reading, named: list[str], lead_numbers: dict[str, int]) -> NDArray[np.bool_]:
    """Which deals name a lead that is not listed; none where the data have no leads."""
    listed = "leads" in reading.known
    orphan = np.array([listed and bool(name) and name not in lead_numbers for name in named], dtype=np.bool_)
    reading.odd["deal_of_unknown_lead"] = int(orphan.sum())
    reading.unknown_leads = tuple(dict.fromkeys(name for name, gone in zip(named, orphan, strict=True) if gone))
    return orphan


def _no_deal_left(reading: Reading) -> ScenarioError:
    said, remedy = "has no deal with a date where it was won or lost", "fill in when deals were closed"
    if reading.unknown_leads:
        undated, orphans = (reading.odd[rule] for rule in ("closed_without_date", "deal_of_unknown_lead"))
        said = f"has no deal whose lead is in {reading.path('leads').name}: {orphans:,} name other leads "
        said += f"({shortened(reading.unknown_leads)})"
        said += f", {undated:,} were closed without a date" if undated else ""
        remedy = "let both files call a lead by the same id"
    return ScenarioError(
        said, file=str(reading.path("deals")), remedy=f"{remedy}, or name the column in the mapping file"
    )  # fmt: skip


def _subscriptions(reading: Reading, table: Table, deal_numbers: dict[str, int], deals: Rows, start: date) -> Rows:
    if not table:
        return _of_won_deals(reading, deals)
    count = len(table["started_on"])
    rows = np.zeros(count, SUBSCRIPTION)
    for column, name in (("started", "started_on"), ("activated", "activated_on"), ("ended", "ended_on")):
        rows[column] = _time(table, name, start, count)
    rows["account"] = _number_of(reading.accounts, table["account_id"], count)
    rows["deal"] = [deal_numbers.get(name, -1) for name in table.get("deal_id") or [""] * count]
    rows["amount"], rows["reason"] = table.get("amount") or np.nan, -1
    undated, backwards = np.isnan(rows["started"]), rows["ended"] < rows["started"]
    reading.odd["subscription_without_date"] += int(undated.sum())
    reading.odd["ended_before_start"] += int(backwards.sum())
    kept: Rows = rows[~undated & ~backwards]
    return kept


def _of_won_deals(reading: Reading, deals: Rows) -> Rows:
    """Subscriptions as far as deals tell: they begin with the win, and nobody knows their end."""
    won = np.flatnonzero((deals["outcome"] == WON) & (deals["account"] >= 0))
    rows = np.zeros(len(won), SUBSCRIPTION)
    rows["account"], rows["deal"], rows["started"] = deals["account"][won], won, deals["closed"][won]
    rows["amount"], rows["activated"], rows["ended"], rows["reason"] = deals["amount"][won], np.nan, np.nan, -1
    if len(won):
        reading.known |= {"subscriptions", "subscriptions.started"}
    return rows


def _attach(reading: Reading, table: Table, time: str, subscriptions: Rows, start: date) -> tuple[Any, Any, Any]:
    """Which rows stay, the subscription of each of them, and its day."""
    count = len(table[time])
    days = _time(table, time, start, count)
    dated = ~np.isnan(days)
    reading.odd["row_without_date"] += int((~dated).sum())
    accounts = np.array([reading.accounts.get(name, -1) for name in table["account_id"]], dtype=np.int64)
    # A day's use may carry the midnight that opens the day of signing.
    place = subscription_at(subscriptions, accounts, np.where(dated, days, -np.inf) + 1.0)
    stays = dated & (place >= 0)
    reading.odd["unknown_account"] += int((dated & (place < 0)).sum())
    return stays, place[stays], days[stays]


def _renewals(reading: Reading, table: Table, subscriptions: Rows, start: date) -> Rows:
    if not table:
        return np.zeros(0, RENEWAL)
    stays, place, days = _attach(reading, table, "due_on", subscriptions, start)
    rows = np.zeros(len(place), RENEWAL)
    rows["subscription"], rows["due"] = place, days
    rows["renewed"] = np.array([word == RENEWED_WORD for word in table["outcome"]], dtype=np.bool_)[stays]
    amounts = table.get("amount")
    rows["amount"] = np.nan if amounts is None else np.array(amounts, dtype=np.float64)[stays]
    return rows


def _usage(reading: Reading, table: Table, subscriptions: Rows, start: date) -> Rows:
    if not table:
        return np.zeros(0, USAGE)
    stays, place, days = _attach(reading, table, "day", subscriptions, start)
    rows = np.zeros(len(place), USAGE)
    rows["subscription"], rows["day"] = place, days
    uses = table.get("use")
    rows["use"] = np.nan if uses is None else np.array(uses, dtype=np.float64)[stays]
    reading.odd["use_above_one"] = int((rows["use"] > 1.0).sum())
    if reading.odd["use_above_one"]:
        reading.known.discard("usage.use")
    return rows


def _activated(reading: Reading, subscriptions: Rows, usage: Rows) -> Rows:
    """Where no column says when use began, it began with the first use above the mapping's mark."""
    if "subscriptions.activated" in reading.known or not len(usage):
        return subscriptions
    used = usage[np.isnan(usage["use"]) | (usage["use"] > reading.mapping.active_from)]
    first = np.full(len(subscriptions), np.inf)
    np.minimum.at(first, used["subscription"], used["day"])
    subscriptions["activated"] = np.where(np.isfinite(first), np.maximum(first, subscriptions["started"]), np.nan)
    reading.known.add("subscriptions.activated")
    return subscriptions
