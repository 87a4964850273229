"""What Explore offers to move: parameters by name, grouped, with short words in both languages.

Unit, range, default, meaning and source of each come from its declaration in the scenario.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, get_origin

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from sim.engine.company import Scenario
from sim.record.specifications import METRICS
from sim.report.kpi_words import KPIS
from sim.report.parameter_words import meaning, source, unit
from sim.scenario import REQUIRED, Parameter, declared
from sim.scenario.identity import IDENTITY
from sim.scenario.parameter import contained_section
from sim.scenario.words import type_words
from sim.studio import strictness

Words = dict[str, str]


@dataclass(frozen=True)
class Control:
    """One parameter that can be moved; ``low``, ``high`` and ``step`` are the page's, within the declared range."""

    key: str
    en: str
    ja: str
    low: float = 0.0
    high: float = 1.0
    step: float = 0.05


@dataclass(frozen=True)
class Group:
    """Controls that belong together."""

    name: str
    en: str
    ja: str
    controls: tuple[Control, ...]


_STRICT, _UNFIT = "policies.qualification.", "policies.unfit_customers."
_FEEDBACK, _TRUST = "organisation.feedback.", "organisation.trust."
_OFFICE, _HEADS = "organisation.revenue_office.", "departments."
GROUPS = (
    Group("strictness", "Strictness at each hand-over", "引き継ぎの厳しさ", (
        Control(f"{_STRICT}marketing_to_inside_sales", "Marketing → inside sales", "マーケ → インサイドセールス",
                high=0.8),
        Control(f"{_STRICT}inside_sales_to_field_sales", "Inside sales → field sales", "インサイド → フィールド",
                high=0.8),
        Control(f"{_STRICT}field_sales_to_customer_success", "Field sales → customer success", "フィールド → CS",
                high=0.8),
    )),
    Group("no_sell", "Saying no: three instruments", "「売らない」三つの手段", (
        Control(f"{_UNFIT}refuse_below", "Segmentation: refuse below", "セグメント：これ未満は断る", high=0.8),
        Control(f"{_UNFIT}training", "Training to say no", "断る訓練"),
        Control(f"{_UNFIT}metric_weight", "Metric: right customers", "指標：適合顧客率", high=2.0, step=0.1),
    )),
    Group("feedback", "Feedback upstream", "上流へのフィードバック", (
        Control(f"{_FEEDBACK}success_to_marketing", "Success → marketing", "CS → マーケ"),
        Control(f"{_FEEDBACK}success_to_sales", "Success → sales", "CS → 営業"),
        Control(f"{_FEEDBACK}sales_to_inside_sales", "Sales → inside sales", "営業 → インサイド"),
        Control(f"{_FEEDBACK}inside_sales_to_marketing", "Inside sales → marketing", "インサイド → マーケ"),
    )),
    Group("trust", "Trust and a view of the whole", "信頼と全体を見る役割", (
        Control(f"{_TRUST}enabled", "Trust between departments moves", "部門間の信頼が動く"),
        Control("organisation.handover.trust", "Trust at the start", "開始時の信頼"),
        Control(f"{_OFFICE}enabled", "Chief revenue officer", "最高収益責任者（CRO）"),
    )),
    Group("people", "People", "人数", tuple(
        Control(f"{_HEADS}{name}.headcount", en, ja, low=1, high=40, step=1)
        for name, en, ja in (
            ("marketing", "Marketing", "マーケティング"), ("inside_sales", "Inside sales", "インサイドセールス"),
            ("field_sales", "Field sales", "フィールドセールス"),
            ("customer_success", "Customer success", "カスタマーサクセス"),
        )
    )),
    Group("market", "Market and time", "市場と期間", (
        Control("market.accounts", "Accounts in the market", "市場の企業数", low=1000, high=50_000, step=1000),
        Control("market.born_per_year", "New accounts a year", "年間の新規企業", high=0.2, step=0.01),
        Control("run.years", "Years", "年数", low=1, high=10, step=1),
    )),
)  # fmt: skip


def offered() -> list[dict[str, Any]]:
    """The groups, each control with what its declaration says."""
    known = {each.path: each for each in declared(Scenario)}
    return [
        {
            "name": group.name,
            "words": {"en": group.en, "ja": group.ja},
            "controls": [_told(control, known[control.key]) for control in group.controls],
        }
        for group in GROUPS
    ]


def _told(control: Control, parameter: Parameter) -> dict[str, Any]:
    low = control.low if parameter.low is None else max(control.low, parameter.low)
    high = control.high if parameter.high is None else min(control.high, parameter.high)
    told = assumption(parameter) | {"words": {"en": control.en, "ja": control.ja}}
    return told | {"from": low, "to": high, "step": control.step}


def assumption(parameter: Parameter) -> dict[str, Any]:
    """A declaration as the page shows it."""
    default = parameter.default
    return {
        "key": parameter.path, "kind": _kind(parameter.type), "unit": unit(parameter.unit), "low": parameter.low,
        "high": parameter.high, "choices": parameter.choices, "meaning": meaning(parameter.path, parameter.meaning),
        "source": source(parameter.source), "default": None if default is REQUIRED else default,
    }  # fmt: skip


def _kind(annotation: Any) -> str:
    if contained_section(annotation) is not None or get_origin(annotation) is not None:
        return "list"
    return {int: "whole", float: "number", bool: "switch", str: "text"}[annotation]


def measures() -> dict[str, dict[str, str]]:
    """Every reported metric: unit, better direction and words."""
    return {
        name: {"unit": one.unit, "better": one.better, "en": one.en, "ja": one.ja} for name, one in METRICS.items()
    }  # fmt: skip


async def controls(_: Request) -> JSONResponse:
    """The controls of Explore, the metrics that it shows, what KPIs are called, and what a scan of strictness does."""
    scan = {"points": strictness.POINTS, "replications": strictness.REPLICATIONS}
    return JSONResponse({"groups": offered(), "metrics": measures(), "kpis": KPIS, "strictness": scan})


async def assumptions(_: Request) -> JSONResponse:
    """Every declared parameter that stands for itself: what the whole model assumes."""
    numbered = [each for each in declared(Scenario) if each.path.split(".")[0] not in IDENTITY and "<" not in each.path]
    plain = [each for each in numbered if _kind(each.type) != "list"]
    told = [assumption(each) | {"type": type_words(each.type)} for each in plain]
    return JSONResponse({"assumptions": told})


ROUTES = [Route("/api/controls", controls), Route("/api/assumptions", assumptions)]
