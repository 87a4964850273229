"""The page that sets the marketplace scenario and the real leads side by side: `docs/marketplace.md`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from sim.engine.company import Scenario
from sim.experiments.estimates import Estimate
from sim.experiments.marketplace.company import SEARCHED
from sim.experiments.marketplace.data import RULES
from sim.experiments.marketplace.model import simulated_funnel, weeks_needed
from sim.experiments.marketplace.targets import Targets, measure
from sim.scenario import declared, load, vary

WARM_UP_WEEKS: Final = 26
COHORT_WEEKS: Final = 13
REPLICATES: Final = 20
TEXT: Final = Path(__file__).with_name("page.md")

SET, FITTED, CHECK = "set", "fitted", "check"
GROUPS: Final = (
    ("Arrivals", "arrivals.", SET),
    ("Channels: share of leads", "channel_shares.", SET),
    ("Leads won within … days", "won_within.", FITTED),
    ("Leads won within 120 days, by channel", "won_within_by_channel.", FITTED),
    ("Days from lead to deal", "close.", CHECK),
    ("Won accounts active within … days", "active_within.", FITTED),
    ("First sale", "use.first", CHECK),
    ("Inequality of deals between people (Gini)", "", CHECK),
)
LABELS: Final = {
    "weekly_mean": "leads a week",
    "weekly_variance_over_mean": "weekly counts: variance / mean",
    "weekly_variance_over_mean_without_trend": "the same around a straight trend",
    "weekly_trend": "trend a week, share of the mean",
    "burst_variance": "variance of a channel's weekly factor",
    "median_days": "median",
    "mean_days": "mean",
    "mean_over_median": "mean / median",
    "log_mean": "mean of log days",
    "log_sigma": "σ of log days",
    "untruncated_log_mean": "lognormal μ, the cut at 120 days undone",
    "untruncated_log_sigma": "lognormal σ, the cut undone (P09: 1.2–1.9)",
    "lognormal_over_exponential": "log-likelihood a deal, lognormal over exponential (P09: > 0)",
    "early_over_late_hazard": "win hazard at 0–7 days / 60–90 days (P10: ≥ 10)",
    "first_use_median_days": "median days from win to first sale, of those active within 120",
    "first_use_mean_days": "mean",
    "inside_sales.gini": "inside sales, all seen",
    "field_sales.gini": "field sales, all seen",
    "inside_sales.gini_of_regulars": "inside sales, those with five deals or more",
    "field_sales.gini_of_regulars": "field sales, those with five deals or more",
}
CHECKED_ARRIVALS: Final = ("weekly_variance", "weekly_trend")
PERCENT: Final = ("channel_shares", "won_within", "won_within_by_channel", "active_within")


@dataclass(frozen=True)
class Row:
    """One line: what the data show, and the simulation's mean with the range of its replicates."""

    label: str
    role: str
    data: Estimate
    mean: float
    low: float
    high: float
    percent: bool

    @property
    def fits(self) -> bool:
        """Whether the data could be one more replicate, or the simulation's mean lies in their interval."""
        return bool(self.low <= self.data.value <= self.high or self.data.low <= self.mean <= self.data.high)


def write_table(scenario_file: Path, data: Targets, page: Path) -> None:
    """Simulate the scenario under other luck than the fit's, and write the page."""
    scenario = whole_window(load(scenario_file, Scenario))
    model = [simulated(scenario, replicate) for replicate in range(REPLICATES)]
    page.parent.mkdir(exist_ok=True)
    page.write_text(page_text(scenario, data, model), encoding="utf-8")


def whole_window(scenario: Scenario) -> Scenario:
    """The scenario with a horizon in which every lead of the quarter is watched to the end."""
    return vary(scenario, {"run.years": weeks_needed(WARM_UP_WEEKS, COHORT_WEEKS) / 52.0})


def simulated(scenario: Scenario, replicate: int) -> Targets:
    """The aggregates of one replicate, seen through the window of the data."""
    return measure(simulated_funnel(scenario, replicate, WARM_UP_WEEKS, COHORT_WEEKS))


def groups(data: Targets, model: Sequence[Targets]) -> dict[str, list[Row]]:
    """Data and model side by side, in groups by their titles."""
    return {title: list(_rows(prefix, role, data, model)) for title, prefix, role in GROUPS}


def page_text(scenario: Scenario, data: Targets, model: Sequence[Targets]) -> str:
    """The whole page."""
    rows = groups(data, model)
    return TEXT.read_text(encoding="utf-8").format(
        leads=f"{data.leads:,}",
        deals=data.deals,
        replicates=REPLICATES,
        fits=sum(row.fits for group in rows.values() for row in group),
        rows=sum(len(group) for group in rows.values()),
        table="\n".join(_lines(rows)),
        oddities="\n".join(f"| {RULES[name]} | {count} |" for name, count in data.oddities.items()),
        parameters="\n".join(_parameters(scenario)),
        daily=cell(data.arrivals["daily_variance_over_mean"], False),
        within_weekday=cell(data.arrivals["daily_variance_over_mean_within_weekday"], False),
        weekend=cell(data.arrivals["weekend_share"], True),
        gini=cell(data.use["gini"], False),
        top=cell(data.use["top_tenth_share"], True),
        inside_seen=data.inside_sales.seen,
        inside_five=data.inside_sales.regulars,
        field_seen=data.field_sales.seen,
        field_five=data.field_sales.regulars,
        field_top=f"{100 * sum(data.field_sales.shares[:11]):.0f}",
    )


def _rows(prefix: str, role: str, data: Targets, model: Sequence[Targets]) -> Iterator[Row]:
    simulated = [dict(one.flat()) for one in model]
    for name, estimate in data.flat():
        last = name.rpartition(".")[2]
        if not (name.startswith(prefix) if prefix else "_sales.gini" in name) or _left_out(name):
            continue
        drawn = np.array([one[name].value for one in simulated])
        low, high = np.nanpercentile(drawn, (2.5, 97.5))
        own = CHECK if last.startswith(CHECKED_ARRIVALS) else role
        label = LABELS.get(last if prefix else name, name.split(".")[1])
        percent = name.split(".")[0] in PERCENT
        yield Row(label, own, estimate, float(np.nanmean(drawn)), float(low), float(high), percent)


def _left_out(name: str) -> bool:
    """What a weekly model cannot show, and the shorter horizons by channel."""
    days = name.startswith("won_within_by_channel.") and not name.endswith(".120")
    return days or name.startswith("arrivals.daily") or name == "arrivals.weekend_share"


def _lines(rows: Mapping[str, Sequence[Row]]) -> Iterator[str]:
    yield "| | data [95 %] | model [95 % of replicates] | use | fits |"
    yield "|---|---|---|---|---|"
    for title, group in rows.items():
        yield f"| **{title}** | | | | |"
        for row in group:
            model = cell(Estimate(row.mean, row.low, row.high, 0), row.percent)
            verdict = "yes" if row.fits else "no"
            yield f"| {row.label} | {cell(row.data, row.percent)} | {model} | {row.role} | {verdict} |"


def cell(estimate: Estimate, percent: bool) -> str:
    """An estimate with its interval, shares in percent."""
    low, high = (_number(bound, percent) for bound in (estimate.low, estimate.high))
    return f"{_number(estimate.value, percent)} [{low}, {high}]{' %' if percent else ''}"


def _number(value: float, percent: bool) -> str:
    if percent:
        return f"{100 * value:.1f}"
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.3g}"


def _parameters(scenario: Scenario) -> Iterator[str]:
    known = {parameter.path: parameter for parameter in declared(Scenario)}
    for path in (path for block in SEARCHED.values() for path in block):
        section, name = path.split(".")
        value, one = getattr(getattr(scenario, section), name), known[path]
        yield f"| `{path}` | {value:.4g} | {one.default:.4g} | {one.unit} | {one.meaning} |"
    for name, channel in scenario.market.channels.items():
        path = f"market.channels.{name}.interest"
        yield f"| `{path}` | {channel.interest:.3f} | | 0–1 | mean interest of its leads |"
