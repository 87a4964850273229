"""What is compared between data and simulation: moments of the records that one window shows.

The same functions measure both. A moment that the records cannot tell, or that nothing was seen of, is nan.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.crm.records import LOST, MEETING, OPEN, WON, Records, Rows, Window
from sim.experiments.estimates import burst_variance

Floats = NDArray[np.float64]
Moments = dict[str, float]

HORIZONS: Final = (30.0, 60.0, 90.0, 120.0)
KEPT_DAYS: Final = (180.0, 365.0, 540.0, 730.0)
MEETING_WITHIN: Final = 30.0
FIRST_RENEWAL_BEFORE: Final = 547.0  # days since signing: one and a half years
EARLY_USE: Final = 120.0
LEAST: Final = 5  # things of which a share or a mean is taken, and below which it says nothing

SHARE, RATE, PLAIN = "share", "rate", "plain"


@dataclass(frozen=True)
class Group:
    """Moments that need the same data: what they need of `Records.known`, their kind, and their words."""

    needs: frozenset[str]
    kind: str
    measure: Callable[[Records, Window], Iterator[tuple[str, float]]]
    en: str
    ja: str


def measure(records: Records, window: Window, sources: Sequence[str] = ()) -> Moments:
    """All moments that the records can tell, by name such as ``won.90``; ``sources``: those told apart.

    ``records`` are those that `records.seen` shows of the window.
    """
    found: Moments = {}
    for name, group in GROUPS.items():
        if group.needs <= records.known:
            found |= {f"{name}.{part}" if part else name: value for part, value in group.measure(records, window)}
    if GROUPS["leads"].needs <= records.known and sources:
        found |= _by_source(records, window, sources)
    return found


def kind_of(name: str) -> str:
    """SHARE, RATE or PLAIN, by the name of a moment."""
    return SHARE if name.startswith("won_of_source.") else GROUPS[name.partition(".")[0]].kind


def steady(names: Sequence[str], values: Floats) -> Floats:
    """Values (…, moments) on scales on which their luck is about the same everywhere: arcsine of the root of shares,
    logarithm of rates.
    """
    kinds = np.array([kind_of(name) for name in names])
    root = np.arcsin(np.sqrt(np.clip(values, 0.0, 1.0)))
    logs = np.log(np.maximum(values, 0.0) + 0.02)
    scaled: Floats = np.select([kinds == SHARE, kinds == RATE], [root, logs], values)
    return scaled


def _share(hits: NDArray[np.bool_]) -> float:
    return float(hits.mean()) if len(hits) >= LEAST else np.nan


def _mean(values: Floats) -> float:
    defined = values[np.isfinite(values)]
    return float(defined.mean()) if len(defined) >= LEAST else np.nan


def _spread(values: Floats) -> float:
    defined = values[np.isfinite(values)]
    return float(defined.std()) if len(defined) >= LEAST else np.nan


def won_days(records: Records) -> Floats:
    """By lead, days from the lead to its first win; infinity where there was none."""
    deals = records.deals[(records.deals["outcome"] == WON) & (records.deals["lead"] >= 0)]
    days = np.full(len(records.leads), np.inf)
    np.minimum.at(days, deals["lead"], deals["closed"] - records.leads["created"][deals["lead"]])
    return days


def _leads(records: Records, window: Window) -> Iterator[tuple[str, float]]:
    yield "", 7.0 * len(records.leads) / window.leads_until


def weekly_counts(records: Records, window: Window) -> Floats:
    """Leads by whole week and source, (weeks, sources)."""
    weeks = int(window.leads_until // 7)
    inside = records.leads[records.leads["created"] < 7 * weeks]
    counts = np.zeros((weeks, len(records.sources)))
    np.add.at(counts, ((inside["created"] // 7).astype(np.int64), inside["source"]), 1.0)
    return counts


def _bursts(records: Records, window: Window) -> Iterator[tuple[str, float]]:
    counts = weekly_counts(records, window)
    yield "", max(burst_variance(counts), 0.0) if len(counts) > 1 else np.nan


def _by_source(records: Records, window: Window, sources: Sequence[str]) -> Moments:
    found: Moments = {}
    days, followed = won_days(records), window.followed(records.leads["created"])
    told = {"deals", "deals.lead"} <= records.known
    for name in sources:
        code = records.sources.index(name) if name in records.sources else -2
        mine = records.leads["source"] == code
        found[f"leads.{name}"] = 7.0 * float(mine.sum()) / window.leads_until
        if told:
            found[f"won_of_source.{name}"] = _share(days[mine & (followed >= HORIZONS[-2])] <= HORIZONS[-2])
    return found


def _won(records: Records, window: Window) -> Iterator[tuple[str, float]]:
    days, followed = won_days(records), window.followed(records.leads["created"])
    for horizon in HORIZONS:
        yield f"{horizon:.0f}", _share(days[followed >= horizon] <= horizon)


def _close(records: Records, window: Window) -> Iterator[tuple[str, float]]:
    days = won_days(records)
    logs = np.log(days[np.isfinite(days) & (days > 0)])
    yield "log_mean", _mean(logs)
    yield "log_sigma", _spread(logs)


def _qualified(records: Records, window: Window) -> Iterator[tuple[str, float]]:
    followed = window.followed(records.leads["created"]) >= MEETING_WITHIN
    yield "", _share((records.leads["qualified"] - records.leads["created"])[followed] <= MEETING_WITHIN)


def _met(records: Records, window: Window) -> Iterator[tuple[str, float]]:
    deals = records.deals[records.deals["lead"] >= 0]
    days = np.full(len(records.leads), np.inf)
    since = deals["created"] - records.leads["created"][deals["lead"]]
    np.minimum.at(days, deals["lead"], np.where(np.isnan(since), np.inf, since))
    yield "", _share(days[window.followed(records.leads["created"]) >= MEETING_WITHIN] <= MEETING_WITHIN)


def _closed(records: Records) -> Rows:
    closed: Rows = records.deals[records.deals["outcome"] != OPEN]
    return closed


def _deals(records: Records, window: Window) -> Iterator[tuple[str, float]]:
    yield "", 7.0 * len(records.deals) / window.leads_until


def _deals_won(records: Records, window: Window) -> Iterator[tuple[str, float]]:
    yield "", _share(_closed(records)["outcome"] == WON)


def _deal_days(records: Records, window: Window) -> Iterator[tuple[str, float]]:
    for word, outcome in (("won", WON), ("lost", LOST)):
        deals = records.deals[records.deals["outcome"] == outcome]
        days = deals["closed"] - deals["created"]
        yield word, _mean(np.log(days[days > 0]))


def _lost_early(records: Records, window: Window) -> Iterator[tuple[str, float]]:
    lost = records.deals[records.deals["outcome"] == LOST]
    yield "", _share(lost["lost_from"] == MEETING)


def _price(records: Records, window: Window) -> Iterator[tuple[str, float]]:
    won = records.deals[(records.deals["outcome"] == WON) & (records.deals["amount"] > 0)]
    logs = np.log(won["amount"])
    yield "log_mean", _mean(logs)
    yield "log_sigma", _spread(logs)


def _new(records: Records) -> Rows:
    """Subscriptions that began inside the window."""
    new: Rows = records.subscriptions[records.subscriptions["started"] >= 0.0]
    return new


def _active(records: Records, window: Window) -> Iterator[tuple[str, float]]:
    rows = _new(records)
    for horizon in HORIZONS:
        watched = rows[rows["started"] + horizon <= window.until]
        yield f"{horizon:.0f}", _share(watched["activated"] - watched["started"] <= horizon)


def _kept(records: Records, window: Window) -> Iterator[tuple[str, float]]:
    rows = _new(records)
    for days in KEPT_DAYS:
        watched = rows[rows["started"] + days <= window.until]
        yield f"{days:.0f}", _share(~(watched["ended"] - watched["started"] <= days))


def _leaving(records: Records, window: Window) -> Iterator[tuple[str, float]]:
    rows = records.subscriptions
    end = np.where(np.isnan(rows["ended"]), window.until, rows["ended"])
    years = np.maximum(end - np.maximum(rows["started"], 0.0), 0.0).sum() / 365.0
    left = ((rows["ended"] >= 0.0) & (rows["ended"] <= window.until)).sum()
    yield "", float(left / years) if years > 0 else np.nan


def _renewed(records: Records, window: Window) -> Iterator[tuple[str, float]]:
    age = records.renewals["due"] - records.subscriptions["started"][records.renewals["subscription"]]
    for word, which in (("first", age < FIRST_RENEWAL_BEFORE), ("later", age >= FIRST_RENEWAL_BEFORE)):
        yield word, _share(records.renewals["renewed"][which])


def _use(records: Records, window: Window) -> Iterator[tuple[str, float]]:
    usage = records.usage
    age = usage["day"] - records.subscriptions["started"][usage["subscription"]]
    yield "early", _mean(usage["use"][age < EARLY_USE])
    yield "late", _mean(usage["use"][age >= EARLY_USE])
    yield "spread", _spread(usage["use"])


def _needs(*names: str) -> frozenset[str]:
    return frozenset(names)


_ALL_DEALS = _needs("deals", "deals.outcome")  # those that were lost too
_OF_LEADS = _needs("leads", "deals", "deals.lead")
_STARTED = _needs("subscriptions", "subscriptions.activated")
_ENDED = _needs("subscriptions", "subscriptions.ended")
GROUPS: Final = {
    "leads": Group(_needs("leads"), RATE, _leads, "leads a week", "週あたりリード数"),
    "bursts": Group(
        _needs("leads"), RATE, _bursts, "bursts of leads beyond Poisson", "リード数のポアソン超過のばらつき"),
    "won": Group(_OF_LEADS, SHARE, _won, "leads won within {} days", "{}日以内に受注したリードの割合"),
    "close": Group(_OF_LEADS, PLAIN, _close, "log days from lead to win", "リードから受注までの日数（対数）"),
    "qualified": Group(
        _needs("leads", "leads.qualified"), SHARE, _qualified,
        "leads qualified within 30 days", "30日以内に選別されたリードの割合"),
    "met": Group(
        _OF_LEADS | _ALL_DEALS | {"deals.created"}, SHARE, _met,
        "leads with a meeting within 30 days", "30日以内に面談が決まったリードの割合"),
    "deals": Group(_ALL_DEALS | {"deals.created"}, RATE, _deals, "deals a week", "週あたり商談数"),
    "deals_won": Group(_ALL_DEALS, SHARE, _deals_won, "closed deals that were won", "終了した商談の受注率"),
    "deal_days": Group(
        _needs("deals", "deals.created"), PLAIN, _deal_days, "log days of a deal", "商談の日数（対数）"),
    "lost_early": Group(
        _ALL_DEALS | {"deals.lost_from"}, SHARE, _lost_early,
        "lost deals lost at the meeting", "失注のうち初回面談で失ったもの"),
    "price": Group(_needs("deals", "deals.amount"), PLAIN, _price, "log price a year", "年間価格（対数）"),
    "active": Group(_STARTED, SHARE, _active, "customers in use within {} days", "{}日以内に利用を始めた顧客の割合"),
    "kept": Group(_ENDED, SHARE, _kept, "customers kept for {} days", "{}日後も顧客である割合"),
    "leaving": Group(_ENDED, RATE, _leaving, "customers leaving per customer and year", "顧客あたり年間解約数"),
    "renewed": Group(_needs("renewals"), SHARE, _renewed, "contracts renewed when due", "満期時の更新率"),
    "use": Group(_needs("usage", "usage.use"), PLAIN, _use, "measured use", "計測された利用度"),
}  # fmt: skip
_PARTS: Final = {
    "log_mean": ("mean", "平均"), "log_sigma": ("σ", "σ"), "won": ("won", "受注"), "lost": ("lost", "失注"),
    "first": ("first year", "1年目"), "later": ("later", "以降"), "early": ("first 120 days", "最初の120日"),
    "late": ("later", "以降"), "spread": ("σ", "σ"),
}  # fmt: skip


def words(name: str, lang: str) -> str:
    """What a moment is called: that of its group, with its part in its place or behind it."""
    group, _, part = name.partition(".")
    if group == "won_of_source":
        said = {"en": "leads won within 90 days", "ja": "90日以内に受注したリードの割合"}[lang]
    else:
        said = str(getattr(GROUPS[group], lang))
    if "{}" in said:
        return said.format(part)
    part = _PARTS[part][lang == "ja"] if part in _PARTS else part
    return f"{said}: {part}" if part else said
