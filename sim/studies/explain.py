"""`tasuki explain A B`: what each difference between two scenarios contributes to the difference of a metric, and the
path it takes.

    kind: explain
    scenario: siloed.yaml              # from
    against: shared.yaml               # to
    metric: total_value
    groups: {selling: [departments.inside_sales.*, departments.field_sales.*]}   # keys that are turned together
    each: false                        # true: every key that no group takes is turned by itself
    pairs: 12                          # of an order and its reverse, where there are too many switches for all orders
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import Field

from sim import conduct as runs
from sim.errors import ScenarioError, TasukiError
from sim.experiments.attribution import path, shapley
from sim.experiments.attribution.switches import Switch, differences, switches
from sim.experiments.executors import Workers
from sim.experiments.statistics import Floats, difference, estimate
from sim.record.specifications import METRICS
from sim.request import RESULTS, Watcher
from sim.scenario import load
from sim.store.runs import StoredRun
from sim.studies import files
from sim.studies.explain_story import tell
from sim.studies.files import Flag, StudyForm, metric_field
from sim.studies.naming import Words
from sim.studies.order import Order
from sim.studies.workbench import Bench, Evaluated, workbench

KIND = "explain"


class ExplainForm(StudyForm):
    """The experiment file of `explain`."""

    against: str
    metric: str = "total_value"
    groups: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    each: bool = False
    pairs: int = Field(12, ge=2)

    _known = metric_field("metric")


def prepare(
    source: str | Path, given: Sequence[Flag] = (), overrides: Sequence[str] = (), *,
    jobs: Workers | None = None, out: Path = RESULTS, lang: str = "en",
) -> Order:  # fmt: skip
    """The order of an experiment file, or of two scenarios, the second as a flag.

    Raises ScenarioError where the file, a flag or a scenario is wrong, or the two scenarios do not differ.
    """
    stated = files.read(KIND, str(source), ExplainForm, given)
    order, form = files.order(stated, overrides, jobs=jobs, out=out, lang=lang), stated.form
    against = stated.path(form.against)
    other: Any = load(against, runs.load_engine().schema, order.overrides)
    found = differences(files.scenario_of(order), other)
    if not found:
        raise ScenarioError("does not differ from the first scenario", file=against, remedy="name two that differ")
    try:
        turned = switches(found, form.groups, each=form.each)
    except ScenarioError as error:
        raise stated.blame(("groups", str(error.key).removeprefix("groups.")), error) from None
    plan = {
        "metric": form.metric, "pairs": form.pairs, "title": other.title.model_dump(),
        "switches": [{"name": one.name, "changes": dict(one.changes)} for one in turned],
    }  # fmt: skip
    return files.with_plan(order, plan)


def group_flag(text: str) -> Flag:
    """``NAME=PATTERN,PATTERN`` as a flag. Raises ScenarioError where it is none."""
    written = f"--group {text}"
    name, equals, patterns = (part.strip() for part in text.partition("="))
    if not name or not equals or not patterns:
        raise ScenarioError(
            "is not of the form NAME=PATTERN", file=written, remedy="such as --group people=*.headcount"
        )
    listed = [pattern.strip() for pattern in patterns.split(",")]
    return Flag(("groups", name), json.dumps(listed), written)


def against_flag(path: str | Path) -> Flag:
    """The second scenario as a flag."""
    return Flag(("against",), json.dumps(str(Path(path).absolute())), str(path))


def conduct(order: Order, watcher: Watcher) -> StoredRun:
    """Carry out an explanation. Raises TasukiError and its children."""
    turned = [Switch(one["name"], one["changes"]) for one in order.plan["switches"]]
    with workbench(order, watcher) as bench:
        content = explain(bench, turned, order.plan["metric"], order.plan["pairs"])
        titles: tuple[Words, Words] = (bench.scenario.title.model_dump(), order.plan["title"])
        _write_tables(bench, content)
        bench.finish(tell(content, titles))
    return bench.stored()


def explain(bench: Bench, turned: Sequence[Switch], metric: str, pairs: int) -> dict[str, Any]:
    """The numbers of an explanation, as the report tells them and --json prints them.

    Raises TasukiError where fewer than two replicates have the metric in every company.
    """
    count, exact = len(turned), len(turned) <= shapley.MOST_EXACT
    orders = shapley.every_order(count) if exact else shapley.drawn_orders(count, pairs, bench.seed)
    known = shapley.coalitions(orders)
    found = bench.evaluate([_changes(turned, coalition) for coalition in known], bench.replications)
    values = _whole(found.metric(metric))
    if values.shape[1] < 2:
        raise TasukiError(
            f"{metric} is defined in {values.shape[1]} replicates of all {len(known)} companies alike",
            remedy="ask for more --replications, or another --metric",
        )
    steps = _trace(bench, turned, metric)
    told = shapley.contributions(orders, known, values)
    return {
        "metric": metric,
        "unit": METRICS[metric].unit,
        "first": estimate(values[0]).plain(),
        "second": estimate(values[-1]).plain(),
        "difference": difference(values[-1], values[0]).plain(),
        "exact": exact,
        "orders": len(orders),
        "companies": len(known),
        "contributions": [_contribution(*one) for one in zip(turned, told, strict=True)],
        "by_link": _by_link(found, orders, known, steps),
        "path": [_step(step) for step in steps],
    }


def _changes(turned: Sequence[Switch], coalition: int) -> dict[str, Any]:
    """What a coalition of switches changes in the first scenario."""
    chosen = (switch for i, switch in enumerate(turned) if coalition >> i & 1)
    return {key: value for switch in chosen for key, value in switch.changes.items()}


def _whole(values: Floats) -> Floats:
    """(companies, replicates) without the replicates that are not defined in every company."""
    return values[:, ~np.isnan(values).any(axis=0)]


def _trace(bench: Bench, turned: Sequence[Switch], metric: str) -> list[path.Step]:
    """The path, for which series are needed, so that both scenarios are simulated once more."""
    links = tuple(path.links(metric))
    traced = bench.through(partial(path.Traced, links), [link.name for link in links], f"path-{metric}.sqlite")
    both = [{}, _changes(turned, (1 << len(turned)) - 1)]
    return path.steps(links, *traced.evaluate(both, bench.replications, "path").metrics)


def _by_link(found: Evaluated, orders: shapley.Orders, known: Sequence[int], steps: Sequence[path.Step]) -> list[Any]:
    """What the switches contribute to every link of the path that is a metric of its own."""
    told = []
    for name in (step.link.name for step in steps if step.link.name in METRICS):
        values = _whole(found.metric(name))
        if values.shape[1] >= 2:
            parts = [one.shapley.plain() for one in shapley.contributions(orders, known, values)]
            told.append({"link": name, "contributions": parts})
    return told


def _contribution(switch: Switch, found: shapley.Contribution) -> dict[str, Any]:
    beside = {name: getattr(found, name).plain() for name in ("alone", "last", "bond")}
    return {
        "switch": switch.name, "keys": list(switch.changes), **found.shapley.plain(),
        "sampling_error": found.sampling_error, **beside,
    }  # fmt: skip


def _step(step: path.Step) -> dict[str, Any]:
    link = step.link
    return {
        "stage": link.stage, "link": link.name, "unit": link.unit, "about": link.about,
        "first": step.first.plain(), "second": step.second.plain(), "difference": step.gap.plain(),
    }  # fmt: skip


def _write_tables(bench: Bench, content: Mapping[str, Any]) -> None:
    """``contributions.parquet``, a row for each switch and metric, and ``path.parquet``, a row for each link."""
    main = {"link": content["metric"], "contributions": content["contributions"]}
    rows = [
        {"switch": of["switch"], "metric": link["link"], **_numbers(part)}
        for link in [main, *(one for one in content["by_link"] if one["link"] != content["metric"])]
        for of, part in zip(content["contributions"], link["contributions"], strict=True)
    ]
    bench.table("contributions", _columns(rows))
    sides = ("first", "second", "difference")
    named_ = [
        {**{key: one[key] for key in ("stage", "link", "unit")}, **{s: _numbers(one[s])["mean"] for s in sides},
         "low": _numbers(one["difference"])["low"], "high": _numbers(one["difference"])["high"]}
        for one in content["path"]
    ]  # fmt: skip
    bench.table("path", _columns(named_))


def _numbers(part: Mapping[str, Any]) -> dict[str, float]:
    return {key: np.nan if part[key] is None else float(part[key]) for key in ("mean", "low", "high")}


def _columns(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    return {name: [row[name] for row in rows] for name in rows[0]}
