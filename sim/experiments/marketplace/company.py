"""The company of `scenarios/marketplace.yaml`: what is sized to the data, what is searched, and the file.

Every value that differs from the base scenario is listed here once, with its source; units come from the
declaration of the parameter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sim.engine.company import Scenario
from sim.experiments.marketplace.targets import Targets
from sim.scenario import declared
from sim.scenario.files import plain
from sim.scenario.writing import flow

ACCOUNTS: Final = 200_000
CHANNELS: Final = ["market", "channels"]
FITTED: Final = "fitted to the marketplace leads"
SEEN: Final = "people seen in the marketplace deals"
COUNTED: Final = "set so that the marketplace leads come out"
FLOW: Final = "sized to the flow seen"
PHONE: Final = "assumption: sold by telephone, so that the people seen can serve the leads seen"
SMALL: Final = "assumption: small merchants; no price is in the data"
HELD: Final = "assumption: held at this value when the rest was fitted"


HEAD: Final = """\
# A marketplace that signs up merchants, fitted to real leads of January to March 2018; docs/marketplace.md
# sets model and data side by side. Written by `python -m sim.experiments.marketplace.fit --data DIR`.
extends: base.yaml
name: marketplace
title:
  en: A marketplace that signs up merchants
  ja: 出店者を集めるマーケットプレイス
description:
  en: Arrivals, channels, time to close and first use fitted to real leads; money and renewal assumed.
  ja: リード数・チャネル・受注までの日数・利用開始は実データに合わせ、価格や更新は仮定である。"""


@dataclass(frozen=True)
class Setting:
    """One value of the scenario and its source."""

    value: Any
    source: str


@dataclass(frozen=True)
class Searched:
    """A parameter that the fit may move: where it starts and how far it may go."""

    start: float
    low: float
    high: float


SEARCHED: Final = {
    "won": {
        "prospects.win_intercept": Searched(-3.01, -5.0, 0.0),
        "prospects.decision_median_weeks": Searched(1.41, 0.1, 6.0),
        "prospects.decision_spread": Searched(1.95, 0.3, 3.0),
        "prospects.cooling_half_hours": Searched(12.9, 3.0, 100.0),
    },
    "active": {
        "usage.adoption_from": Searched(0.16, 0.05, 0.40),
        "usage.self_learning": Searched(0.032, 0.001, 0.05),
        "usage.care_learning": Searched(0.0244, 0.001, 0.15),
        "customers.spread": Searched(3.48, 0.5, 4.0),
    },
}
"""By what they are searched for: the shares of leads won, and of won accounts active, by days."""

SIZED: Final = {
    "market.accounts": Setting(ACCOUNTS, "assumption: far more merchants than can be reached in a year"),
    "contracts.price": Setting(2_400.0, SMALL),
    "prospects.win_discount": Setting(5.0, "assumption: small merchants mind the price"),
    "talk.enabled": Setting(
        False, "assumption: leads sent by customers are in the referral channel; a quarter shows no more"
    ),
    "opening.customers": Setting(500, "assumption: four months of the wins seen; not in the data"),
    "opening.selection": Setting(1.0, HELD),
    "departments.marketing.scoring_hours": Setting(0.1, PHONE),
    "departments.marketing.qualifying_cost": Setting(30.0, SMALL),
    "departments.marketing.kpis": Setting([{"metric": "mqls", "target": 560.0}], FLOW),
    "departments.inside_sales.headcount": Setting(9, f"{SEEN}: 9 with five deals or more"),
    "departments.inside_sales.call_hours": Setting(0.3, PHONE),
    "departments.inside_sales.research_hours": Setting(0.3, PHONE),
    "departments.inside_sales.meeting_cost": Setting(80.0, SMALL),
    "departments.inside_sales.kpis": Setting([{"metric": "meetings", "target": 150.0}], FLOW),
    "departments.field_sales.headcount": Setting(11, f"{SEEN}: 11 close 95 % of all deals"),
    "departments.field_sales.meeting_hours": Setting(0.6, PHONE),
    "departments.field_sales.closing_hours": Setting(0.6, PHONE),
    "departments.field_sales.refuse_hours": Setting(0.1, PHONE),
    "departments.field_sales.least_meetings": Setting(1, PHONE),
    "departments.field_sales.kpis": Setting([{"metric": "orders", "target": 38.0}], FLOW),
    "departments.customer_success.headcount": Setting(10, "assumption: success people are not in the data"),
    "departments.customer_success.session_hours": Setting(0.5, PHONE),
    "departments.customer_success.rescue_hours": Setting(0.5, PHONE),
    "departments.customer_success.offer_hours": Setting(0.5, PHONE),
    "organisation.handover.full_hours": Setting(0.3, PHONE),
    "organisation.beliefs.care_cost": Setting(110.0, SMALL),
    "organisation.beliefs.onboarding_cost": Setting(300.0, SMALL),
    "usage.ticket_hours": Setting(0.002, SMALL),
    "usage.care_half_hours": Setting(0.4, PHONE),
    "usage.window_weeks": Setting(17, "the 120 days for which accounts are watched"),
    "usage.implementation_from": Setting(0.04, "assumption: set up, before the first sale"),
    "usage.experience_floor": Setting(0.3, HELD),
    "contracts.renewal_intercept": Setting(0.6, HELD),
    "contracts.renewal_success": Setting(8.0, HELD),
    "organisation.perception.noise": Setting(0.95, HELD),
    "organisation.effort": Setting(0.1, HELD),
}

CHANNEL: Final = {
    "leads_per_hour": Setting(0.0, "assumption: campaigns of the period are in the leads counted"),
    "saturation_hours": Setting(40.0, "assumption, without effect while leads_per_hour is 0"),
    "cost_per_lead": Setting(10.0, SMALL),
    "selectivity": Setting(0.0, "assumption: the data do not tell fit from interest"),
    "curiosity": Setting(1.0, "assumption: the data do not tell curiosity buyers"),
}


@dataclass(frozen=True)
class ChannelFit:
    """One channel: leads a week counted, interest fitted so that its share won comes out."""

    leads_a_week: float
    interest: float


def channels_of(data: Targets, interest: float = 0.5) -> dict[str, ChannelFit]:
    """The channels of the data, all with the same interest to start from."""
    weekly = data.arrivals["weekly_mean"].value
    return {name: ChannelFit(weekly * part.value, interest) for name, part in data.channel_shares.items()}


def settings(found: Mapping[str, float], channels: Mapping[str, ChannelFit], burst: float) -> dict[str, Setting]:
    """Every value that differs from the base scenario, by dotted key; ``burst``: variance of bursts."""
    chosen = dict(SIZED)
    chosen |= {path: Setting(value, FITTED) for path, value in found.items()}
    chosen["usage.onboarded_from"] = Setting(found["usage.adoption_from"], "the same mark: active or not")
    for name, channel in channels.items():
        key = f"market.channels.{name}"
        leads = channel.leads_a_week * 20_000 / ACCOUNTS
        chosen[f"{key}.weekly_leads"] = Setting(leads, COUNTED)
        chosen |= {f"{key}.{field}": setting for field, setting in CHANNEL.items()}
        chosen[f"{key}.interest"] = Setting(channel.interest, f"{FITTED}: share won of this channel")
        chosen[f"{key}.dispersion"] = Setting(burst, "marketplace leads: weekly variance beyond Poisson")
    return chosen


def rounded(chosen: Mapping[str, Setting]) -> dict[str, Setting]:
    """The same with numbers as they are written: to four significant digits."""
    return {
        path: Setting(float(f"{one.value:.4g}"), one.source) if isinstance(one.value, float) else one
        for path, one in chosen.items()
    }


def company(chosen: Mapping[str, Setting], run: Mapping[str, Any] | None = None) -> Scenario:
    """The base scenario with the chosen values and, for a fit, its own ``run`` section."""
    values = plain(Scenario())
    values["market"]["channels"] = {}
    values["run"] |= run or {}
    for path, one in chosen.items():
        *sections, name = path.split(".")
        place = values
        for section in sections:
            place = place.setdefault(section, {})
        place[name] = one.value
    return Scenario.model_validate(values)


def yaml_text(chosen: Mapping[str, Setting]) -> str:
    """The scenario file: only differences, each with unit and source."""
    units, lines, open_sections = _units(), [HEAD], list[str]()
    for path in _in_order(chosen, list(units)):
        *sections, name = path.split(".")
        for depth in range(_shared(open_sections, sections), len(sections)):
            tag = " !replace" if sections[: depth + 1] == CHANNELS else ""
            lines += [""] if depth == 0 else []
            lines.append(f"{'  ' * depth}{sections[depth]}:{tag}")
        open_sections = sections
        comment = f"{units[_generic(path)]}; {chosen[path].source}"
        lines.append(f"{'  ' * len(sections)}{name}: {_written(chosen[path].value)}  # {comment}")
    return "\n".join(lines) + "\n"


def _units() -> dict[str, str]:
    """Unit of every declared key, in the order of declaration; a list of sections is in terms."""
    units: dict[str, str] = {}
    for parameter in declared(Scenario):
        path, is_list, _ = parameter.path.partition(".<index>")
        units[path] = "terms" if is_list else parameter.unit
    return units


def _in_order(chosen: Mapping[str, Setting], order: list[str]) -> list[str]:
    """Keys in the order of the declaration, channel by channel, so that a section is written in one place."""
    names = list(dict.fromkeys(path.split(".")[2] for path in chosen if path.split(".")[:2] == CHANNELS))

    def rank(path: str) -> tuple[int, int, int]:
        place, parts = order.index(_generic(path)), path.split(".")
        if parts[:2] != CHANNELS:
            return place, 0, 0
        return order.index(f"{'.'.join(CHANNELS)}.<name>.weekly_leads"), names.index(parts[2]), place

    return sorted(chosen, key=rank)


def _generic(path: str) -> str:
    """The declared key: a channel's name is free."""
    parts = path.split(".")
    return ".".join([*CHANNELS, "<name>", *parts[3:]]) if parts[:2] == CHANNELS else path


def _shared(left: list[str], right: list[str]) -> int:
    depth = 0
    while depth < min(len(left), len(right)) and left[depth] == right[depth]:
        depth += 1
    return depth


def _written(value: Any) -> str:
    return "[" + ", ".join(flow(item) for item in value) + "]" if isinstance(value, list) else flow(value)
