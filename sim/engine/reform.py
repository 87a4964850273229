"""A company that changes contracts and rules in mid-run: what is decided for a week acts from that week on.

The change is an entry of the organisation's calendar, after everything else that comes due at that instant: a quota
period that ends there is still closed under the contracts it was worked under. No week before it differs, and what runs
under way is kept: trust, pictures, the pipeline, what members attained in a period that goes on.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

import simpy

from sim.engine.company import Scenario
from sim.engine.rules import write_rules
from sim.engine.uncertainty import drawn
from sim.errors import ScenarioError
from sim.organisation.feedback import STREAMS, meet
from sim.scenario import Section
from sim.scenario.identity import IDENTITY

if TYPE_CHECKING:
    from sim.engine.model import Model

CHANGEABLE = (
    "departments.*.kpis", "departments.field_sales.pitch", "policies.qualification.*", "policies.unfit_customers.*",
    "policies.scoring.*", "policies.care.way_of_helping", *(f"organisation.feedback.{each.switch}" for each in STREAMS),
)  # fmt: skip
"""Parameters that a company can change in mid-run: what members are paid on, may do, must do, and tell each other."""
Later = Mapping[int, Scenario]
"""By week: the scenario that holds from then on."""
_RULED = ("departments", "policies", "organisation")


def plan(model: Model, later: Later) -> None:
    """Let a company that has not begun go on as another scenario from each of these weeks on.

    Raises ScenarioError for a week outside of the run, and where scenarios differ in more than can change in mid-run.
    """
    before = model.company
    for week, scenario in sorted(later.items()):
        company = drawn(scenario, model.replicate)
        if not 0 < week < model.weeks:
            raise ScenarioError(f"changes in week {week} of {model.weeks}", remedy="give a week within the run")
        _demand_changeable(before, company)
        model.calendar.process(_go_on_as(model, week, company))
        before = company


def _demand_changeable(before: Scenario, after: Scenario) -> None:
    for key in _changed(before, after):
        if not any(fnmatchcase(key, pattern) for pattern in CHANGEABLE):
            raise ScenarioError(
                "cannot change in mid-run", key=key, remedy=f"only these can: {', '.join(CHANGEABLE)}"
            )  # fmt: skip


def _changed(before: Section, after: Section, prefix: str = "") -> Iterator[str]:
    """Dotted keys in which two scenarios differ; their names and titles do not count."""
    for name in type(before).model_fields:
        old, new, key = getattr(before, name), getattr(after, name), prefix + name
        if key in IDENTITY:
            continue
        if isinstance(old, Section):
            yield from _changed(old, new, f"{key}.")
        elif old != new:
            yield key


def _go_on_as(model: Model, week: int, company: Scenario) -> Generator[simpy.Event, Any, None]:
    yield model.calendar.timeout(week)
    yield model.calendar.timeout(0)  # after what is due at this instant already
    _become(model, company)


def _become(model: Model, company: Scenario) -> None:
    before, model.company = model.company, company
    old, new = write_rules(before, model.key), write_rules(company, model.key)
    for section in _RULED:
        _take_over(model.rules[section], old[section], new[section])
    model.office["segmentation"] = new["office"]["segmentation"]
    model.agree_on_contracts()
    was, held = before.organisation.feedback, company.organisation.feedback
    new_streams = [each for each in STREAMS if getattr(held, each.switch) and not getattr(was, each.switch)]
    model.calendar.process(meet(model.calendar, model, new_streams))


def _take_over(rules: Any, old: Any, new: Any) -> None:
    """Write what differs between two scenarios; everything else stays as the run has made it."""
    for name in rules.dtype.names:
        if rules.dtype[name].names:
            _take_over(rules[name], old[name], new[name])
        elif (old[name] != new[name]).any():
            rules[name] = new[name]
