"""`tasuki conditions CLAIM`: where in the plausible space of parameters a claim holds, and where it fails.

kind: conditions
scenario: ../claims/C01.yaml      # the claim's file
check: headline                   # one of its checks by name; the first if left out
space: {...}                      # see `sim.studies.files`; plausible ranges of parameters that no arm sets if left out
points: 192                       # of a Latin hypercube; a third of them is held out
replications: 6                   # paired, at each point
of: fails                         # holds or fails: what boxes are sought for; the rarer if left out
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
from pydantic import Field

from sim import conduct as runs
from sim.errors import TasukiError
from sim.experiments.attribution.switches import differences
from sim.experiments.claims import files as claims
from sim.experiments.claims.form import Check, Claim
from sim.experiments.claims.verdicts import Judged, judge
from sim.experiments.design import designs
from sim.experiments.discovery.box import Mask, whole_space
from sim.experiments.discovery.conditions import Discovered, discover, holds
from sim.experiments.executors import Workers
from sim.experiments.space import Axis, Floats, Space
from sim.experiments.statistics import LEVEL
from sim.request import RESULTS, Watcher
from sim.scenario import Changes, ScenarioBase, parameters, vary
from sim.store.runs import StoredRun
from sim.studies import files, spaces
from sim.studies.conditions_found import Discovery
from sim.studies.conditions_story import tell
from sim.studies.files import Flag, Stated, StudyForm
from sim.studies.order import Order
from sim.studies.workbench import Bench, workbench

KIND = "conditions"
REPLICATIONS = 6
WIDE = 5  # ratio of a range's ends from which on equal ratios are equally far apart
PLAUSIBLE = (
    "market.accounts", "departments.marketing.headcount", "departments.inside_sales.headcount",
    "departments.field_sales.headcount", "departments.customer_success.headcount", "customers.curious_share",
    "prospects.cooling_half_hours", "contracts.price", "contracts.gross_margin", "contracts.outside_churn",
    "contracts.renewal_success", "usage.care_learning", "talk.complaint_rate", "talk.referral_chance",
    "organisation.patience",
)  # fmt: skip
"""Parameters that differ from company to company and are known of none; each is tried half as large and half as large
again (`spaces.around`).
"""


class ConditionsForm(StudyForm):
    """The experiment file of `conditions`."""

    check: str | None = None
    points: int = Field(192, ge=24, le=designs.MOST_POINTS)
    of: Literal["holds", "fails"] | None = None


def _claim_file(source: str) -> str:
    """The file of a claim that is named by its id alone; anything else is a path already.

    Raises ScenarioError for an id that no claim has.
    """
    if Path(source).exists() or Path(source).name != source or Path(source).suffix:
        return source
    return str(claims.find([source])[0])


def prepare(
    source: str | Path, given: Sequence[Flag] = (), overrides: Sequence[str] = (), *,
    jobs: Workers | None = None, out: Path = RESULTS, lang: str = "en",
) -> Order:  # fmt: skip
    """The order for a claim's file, or an experiment file that names one. Raises ScenarioError for anything wrong."""
    stated = files.read(KIND, _claim_file(str(source)), ConditionsForm, given)
    path, form = Path(stated.scenario), stated.form
    claim = claims.read(path)
    check = _check(stated, claim)
    order = files.order(stated, overrides, jobs=jobs, out=out, lang=lang)
    order = replace(order, scenario=str(path.parent / claim.base), replications=form.replications or REPLICATIONS)
    scenarios = claims.scenarios(claim, path, runs.load_engine().schema, order.overrides)
    order = _as_long(order, scenarios[check.arm])
    base = files.scenario_of(order)
    common, arms = _apart({name: differences(base, scenarios[name]) for name in check.sides})
    base, touched = vary(base, common), {key for changes in arms.values() for key in changes}
    fixed = touched | {override.partition("=")[0].strip() for override in order.overrides}
    asked = stated.form.space
    space = _asked(stated, base, touched) if asked else Space(tuple(_plausible(claim, check, base, fixed)))
    plan = {
        "claim": claim.id, "title": claim.title.model_dump(), "check": check.model_dump(mode="json"),
        "common": common, "arms": arms, "space": spaces.plain(space), "points": form.points, "of": form.of,
    }  # fmt: skip
    return files.with_plan(order, plan)


def _as_long(order: Order, arm: Any) -> Order:
    """The order for a scenario that runs as long as an arm, whatever the claim's base says."""
    years = arm.run.years
    if files.scenario_of(order).run.years == years:
        return order
    return replace(order, overrides=[*order.overrides, f"run.years={years}"])


def _apart(arms: Mapping[str, Changes]) -> tuple[dict[str, Any], dict[str, Changes]]:
    """What all arms change alike, and what each of them changes beside that."""
    first, *others = arms.values()
    common = {k: value for k, value in first.items() if all(k in one and one[k] == value for one in others)}
    return common, {name: {k: changes[k] for k in changes if k not in common} for name, changes in arms.items()}


def _check(stated: Stated[ConditionsForm], claim: Claim) -> Check:
    named = stated.form.check
    for check in claim.checks:
        if named is None or check.name == named:
            return check
    known = ", ".join(check.name for check in claim.checks if check.name) or "none has a name"
    raise stated.error(("check",), f"is no check of {claim.id}", f"its checks: {known}", named)


def _asked(stated: Stated[ConditionsForm], base: ScenarioBase, touched: set[str]) -> Space:
    """The axes that were asked for, which no arm may set."""
    for name in stated.form.space:
        if _overlaps(name, touched):
            raise stated.error(("space", name), "is what the arms differ in", "vary something that the arms share")
    space = spaces.resolve(stated, base)
    for axis in space.axes:
        inside = [key for _, changes in axis.levels or () for key in changes if _overlaps(key, touched)]
        if inside:
            remedy = "leave it to the arms"
            raise stated.error(("space", axis.name), "has levels that set what the arms differ in", remedy, inside[0])
    return space


def _plausible(claim: Claim, check: Check, base: ScenarioBase, fixed: set[str]) -> Iterator[Axis]:
    """Axes of `PLAUSIBLE`, and of the claim's own conditions between their ends, without what is fixed."""
    known, ranges = parameters(base), {}
    for condition in claim.conditions:
        numeric = all(isinstance(value, int | float) and not isinstance(value, bool) for value in condition.values)
        if numeric and len(condition.keys) == 1 and condition.arms is None and claim.check_of(condition) is check:
            ranges[condition.keys[0]] = (min(condition.values), max(condition.values))
    for key in dict.fromkeys([*ranges, *PLAUSIBLE]):
        if key not in known or known[key].type not in (int, float) or _overlaps(key, fixed) or key == "run.years":
            continue
        ends = ranges.get(key) or spaces.around(known[key])
        if ends is not None:
            low, high = ends
            yield spaces.ranged(known[key], low, high, logarithmic=low > 0 and high / low > WIDE)


def _overlaps(key: str, touched: set[str]) -> bool:
    """Whether a key is, holds or lies in one of those touched."""
    return any(f"{key}.".startswith(f"{other}.") or f"{other}.".startswith(f"{key}.") for other in touched)


def conduct(order: Order, watcher: Watcher) -> StoredRun:
    """Carry out the search for conditions. Raises TasukiError and its children."""
    plan = order.plan
    space, check = spaces.from_plan(plan["space"]), Check(**plan["check"])
    with workbench(order, watcher) as bench:
        shares = designs.latin(space, plan["points"], bench.seed)
        common: Changes = plan["common"]
        judged = _judge(bench, [{**common, **space.changes(point)} for point in shares], plan["arms"], check)
        values = _values(space, shares)
        found = _discover(space, values, judged, plan["of"])
        story = Discovery(plan, space, check, values, judged, found, vary(bench.scenario, common), bench.replications)
        _write(bench, story)
        bench.finish(tell(story))
    return bench.stored()


def _judge(bench: Bench, points: Sequence[Changes], arms: Mapping[str, Changes], check: Check) -> list[Judged]:
    """The check at every point, from replicates paired over its arms. Raises TasukiError where none defines it."""
    companies = [{**point, **changes} for changes in arms.values() for point in points]
    found = bench.evaluate(companies, bench.replications).metric(check.metric)
    by_arm = dict(zip(arms, np.split(found, len(arms)), strict=True))
    judged = [
        judge(check, {arm: [{check.metric: value} for value in rows[i]] for arm, rows in by_arm.items()}, LEVEL)
        for i in range(len(points))
    ]
    if all(np.isnan(one.effect) for one in judged):
        raise TasukiError(f"{check.metric} is defined at no point")
    return judged


def _values(space: Space, shares: Floats) -> Floats:
    """(points, axes): numbers of ranges, and the number of the level of the other axes."""
    return np.array([
        [int(share * len(axis.levels)) if axis.levels is not None else axis.value(float(share))
         for axis, share in zip(space.axes, point, strict=True)]
        for point in shares
    ], dtype=np.float64)  # fmt: skip


def _discover(space: Space, values: Floats, judged: Sequence[Judged], of: str | None) -> Discovered:
    """Boxes over the points at which the check is defined."""
    defined = np.array([not np.isnan(one.effect) for one in judged])
    whole = whole_space([None if axis.levels is None else len(axis.levels) for axis in space.axes])
    labels: Mask = np.array([holds(one) for one in judged])
    return discover(values[defined], labels[defined], whole, of)


def _write(bench: Bench, story: Discovery) -> None:
    """``points.parquet``: a row for each point, its values, the effect with its interval, and what that says."""
    columns: dict[str, Any] = {"point": list(range(len(story.judged)))}
    for place, axis in enumerate(story.space.axes):
        levels = axis.levels
        column = story.values[:, place]
        columns[axis.name] = column if levels is None else [levels[int(number)][0] for number in column]
    for name in ("effect", "low", "high", "verdict"):
        columns[name] = [getattr(one, name) for one in story.judged]
    bench.table("points", columns)
