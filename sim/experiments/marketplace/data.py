"""Leads, deals and use of a marketplace that signs up merchants, read into one `Funnel` by stated rules.

The files (`leads.csv`, `deals.csv`, `usage.csv`) stay outside the project; only aggregates may be published.
A simulated run is turned into a `Funnel` too, so that model and data are measured by the same functions.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.crm import files
from sim.errors import ScenarioError

FIRST_DAY: Final = date(2018, 1, 1)
"""A Monday: day 0 of every `Funnel`."""
LAST_DAY: Final = date(2018, 3, 31)
"""Later leads are kept back for validation."""
WINDOW_DAYS: Final = 120
"""A lead is watched this long for a deal, an account this long for its first sale."""
USE_OBSERVED_UNTIL: Final = date(2018, 8, 29)
UNKNOWN: Final = "unknown"

COLUMNS: Final = {
    "leads.csv": ("lead_id", "created_on", "channel"),
    "deals.csv": ("lead_id", "account_id", "inside_sales", "field_sales", "won_at"),
    "usage.csv": ("account_id", "day", "revenue"),
}
PARSED: Final[dict[str, tuple[Callable[[str], Any], str]]] = {
    "created_on": (date.fromisoformat, "a day such as 2018-01-31"),
    "won_at": (lambda text: datetime.fromisoformat(text).replace(tzinfo=None), "a date such as 2018-01-31 12:00:00"),
    "day": (date.fromisoformat, "a day such as 2018-01-31"),
    "revenue": (float, "a number"),
}
RULES: Final = {
    "duplicate_lead": "lead listed twice: the first row stays",
    "lead_outside_period": "lead created outside January to March 2018: left out",
    "channel_missing": "channel empty: counted as `unknown`, a value the source itself uses",
    "deal_of_unknown_lead": "deal without its lead: left out",
    "duplicate_deal": "second deal of one lead, or of one account: the earliest stays",
    "deal_after_window": "deal later than 120 days after its lead: not counted as won",
    "won_before_lead": "deal dated before its lead: counted as won, left out of the times to close",
    "use_of_unknown_account": "use without a deal: left out",
    "use_before_win": "use dated before the win: left out",
    "use_after_window": "use later than 120 days after the win, or after observation ended: left out",
    "use_window_cut": "account watched for less than 120 days: enters a share only if watched that long",
}


@dataclass(frozen=True)
class Funnel:
    """Leads and what became of them. One entry a lead; `nan` or -1 where a thing did not happen.

    `arrival_day`: days since the first Monday (float64); `channel`: index into `channels`;
    `won`: within the window; `close_days`: lead to win (nan: not won, or the time is unusable);
    `first_use_days`: win to first sale (nan: none seen); `watched_days`: days of use observed after the win;
    `use`: amount sold within the window; `inside_sales`, `field_sales`: who qualified, who closed (-1: none);
    `days`: length of the period in days.
    """

    days: int
    channels: tuple[str, ...]
    arrival_day: NDArray[np.float64]
    channel: NDArray[np.int64]
    won: NDArray[np.bool_]
    close_days: NDArray[np.float64]
    first_use_days: NDArray[np.float64]
    watched_days: NDArray[np.float64]
    use: NDArray[np.float64]
    inside_sales: NDArray[np.int64]
    field_sales: NDArray[np.int64]


@dataclass
class _Deal:
    """One deal while it is being read."""

    account: str
    won_at: datetime
    inside_sales: str
    field_sales: str
    first_use_days: float = float("nan")
    use: float = 0.0


@dataclass
class _Reading:
    """What has been read so far, with how often each rule applied."""

    odd: dict[str, int] = field(default_factory=lambda: dict.fromkeys(RULES, 0))
    leads: dict[str, tuple[date, str]] = field(default_factory=dict)
    dropped: set[str] = field(default_factory=set)
    deals: dict[str, _Deal] = field(default_factory=dict)


def read(folder: Path) -> tuple[Funnel, dict[str, int]]:
    """The funnel in `folder`, and how often each rule of `RULES` applied.

    Raises `ScenarioError` where a file or a column is missing or a value is no date or number.
    """
    reading = _Reading()
    _read_leads(_rows(folder, "leads.csv"), reading)
    _read_deals(_rows(folder, "deals.csv"), reading)
    _read_use(_rows(folder, "usage.csv"), reading)
    return _funnel(reading), reading.odd


def _rows(folder: Path, name: str) -> list[dict[str, Any]]:
    """Rows by column, days and amounts parsed."""
    path = folder / name
    if not path.is_file():
        remedy = f"give the folder that holds {', '.join(COLUMNS)}"
        raise ScenarioError("no such file", file=str(path), remedy=remedy)
    sheet = files.read_sheet(path, COLUMNS[name])
    columns = [sheet.parsed(column, *PARSED.get(column, (str, "text"))) for column in COLUMNS[name]]
    return [dict(zip(COLUMNS[name], row, strict=True)) for row in zip(*columns, strict=True)]


def _read_leads(rows: Iterable[dict[str, Any]], reading: _Reading) -> None:
    for row in rows:
        lead, created = row["lead_id"], row["created_on"]
        if lead in reading.leads or lead in reading.dropped:
            reading.odd["duplicate_lead"] += 1
        elif not FIRST_DAY <= created <= LAST_DAY:
            reading.odd["lead_outside_period"] += 1
            reading.dropped.add(lead)
        else:
            reading.odd["channel_missing"] += not row["channel"]
            reading.leads[lead] = created, row["channel"] or UNKNOWN


def _read_deals(rows: Iterable[dict[str, Any]], reading: _Reading) -> None:
    accounts: set[str] = set()
    for row in sorted(rows, key=lambda row: row["won_at"]):
        lead, account, won_at = row["lead_id"], row["account_id"], row["won_at"]
        if lead in reading.dropped:
            continue
        if lead not in reading.leads:
            reading.odd["deal_of_unknown_lead"] += 1
        elif lead in reading.deals or account in accounts:
            reading.odd["duplicate_deal"] += 1
        elif _days(reading.leads[lead][0], won_at) > WINDOW_DAYS:
            reading.odd["deal_after_window"] += 1
        else:
            reading.odd["won_before_lead"] += _days(reading.leads[lead][0], won_at) < 0
            reading.odd["use_window_cut"] += (USE_OBSERVED_UNTIL - won_at.date()).days < WINDOW_DAYS
            accounts.add(account)
            reading.deals[lead] = _Deal(account, won_at, row["inside_sales"], row["field_sales"])


def _read_use(rows: Iterable[dict[str, Any]], reading: _Reading) -> None:
    by_account = {deal.account: deal for deal in reading.deals.values()}
    for row in rows:
        deal, day = by_account.get(row["account_id"]), row["day"]
        if deal is None:
            reading.odd["use_of_unknown_account"] += 1
            continue
        after = (day - deal.won_at.date()).days
        if after < 0:
            reading.odd["use_before_win"] += 1
        elif after > WINDOW_DAYS or day > USE_OBSERVED_UNTIL:
            reading.odd["use_after_window"] += 1
        else:
            deal.first_use_days = min(after, deal.first_use_days) if deal.use else after
            deal.use += row["revenue"]


def _days(start: date, end: datetime) -> float:
    """Days from the midnight that opens `start`: the source gives no hour for a lead."""
    return (end - datetime.combine(start, datetime.min.time())).total_seconds() / 86400.0


def _funnel(reading: _Reading) -> Funnel:
    channels = tuple(sorted({channel for _, channel in reading.leads.values()}))
    leads = list(reading.leads.items())
    deals = [reading.deals.get(lead) for lead, _ in leads]
    pairs = [(created, deal) for (_, (created, _)), deal in zip(leads, deals, strict=True)]
    first_use = [deal.first_use_days if deal else np.nan for deal in deals]
    closed = np.array([_days(created, deal.won_at) if deal else np.nan for created, deal in pairs])
    observed = [(USE_OBSERVED_UNTIL - deal.won_at.date()).days if deal else np.nan for deal in deals]
    return Funnel(
        days=(LAST_DAY - FIRST_DAY).days + 1,
        channels=channels,
        arrival_day=np.array([(created - FIRST_DAY).days for _, (created, _) in leads], dtype=np.float64),
        channel=np.array([channels.index(channel) for _, (_, channel) in leads], dtype=np.int64),
        won=np.array([deal is not None for deal in deals], dtype=np.bool_),
        close_days=np.where(closed >= 0, closed, np.nan),
        first_use_days=np.array(first_use, dtype=np.float64),
        watched_days=np.minimum(np.array(observed, dtype=np.float64), WINDOW_DAYS),
        use=np.array([deal.use if deal else 0.0 for deal in deals], dtype=np.float64),
        inside_sales=_codes([deal.inside_sales if deal else None for deal in deals]),
        field_sales=_codes([deal.field_sales if deal else None for deal in deals]),
    )


def _codes(names: list[str | None]) -> NDArray[np.int64]:
    """A number for each distinct name, -1 for none."""
    known = {name: code for code, name in enumerate(sorted({name for name in names if name is not None}))}
    return np.array([-1 if name is None else known[name] for name in names], dtype=np.int64)
