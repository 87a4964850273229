"""The chief revenue officer: looks across the life cycle, finds the bottleneck, moves people, adds or retunes (M33).

Every cycle the office reads how busy each department is and how long work waits there (M34), by the trend or by the
latest figure alone (M35). What it decides takes a delay to come about, and hiring, ramp and automation their own time.
It costs a salary. It sees the company's records only, and changes who is where, how many hours a case takes, what
a rule demands, and what contracts weigh; never an outcome.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import numpy as np
import simpy

from sim.compiled import kernel
from sim.draws import decision, uniform
from sim.kernels.books import post_organisation, to_cents
from sim.kinds import Kind
from sim.organisation import emphasis as emphasis_rules
from sim.organisation.emphasis import Emphasis
from sim.organisation.seats import can_spare, close_last_seat, open_seat
from sim.scenario import Section, parameter
from sim.stages import Department

if TYPE_CHECKING:
    from sim.engine.model import Model

Process = Generator[simpy.Event, Any, None]
READINGS, PLACES, MEANS = (
    ("trend", "latest"),
    ("bottleneck", "visible", "random"),
    ("nothing", "hire", "automate", "cheaper"),
)
BARS = {
    Department.INSIDE_SALES: "marketing_to_inside_sales",
    Department.FIELD_SALES: "inside_sales_to_field_sales",
    Department.CUSTOMER_SUCCESS: "field_sales_to_customer_success",
}
PLACE = decision("revenue_office.place")


class RevenueOffice(Section):
    """A role that sees the whole."""

    enabled: bool = parameter(False, unit="switch", source="the notes: M33", meaning="whether there is such a role")
    salary: float = parameter(
        240_000.0,
        unit="USD per year",
        low=0,
        high=1e7,
        source="assumption",
        meaning="what the role costs, with its analyst",
    )
    cycle_weeks: int = parameter(
        13, unit="weeks", low=1, high=104, source="assumption: quarterly", meaning="how often it looks and decides"
    )
    delay_weeks: float = parameter(
        4.0, unit="weeks", low=0, high=104, source="assumption", meaning="time from a decision to its coming about"
    )
    reading: str = parameter(
        "trend",
        unit="-",
        choices=READINGS,
        source="the notes: the trend matters more than the absolute figure",
        meaning="whether it reads the smoothed trend or the latest week's figure",
    )
    smoothing: float = parameter(
        0.08,
        unit="share per week",
        low=0.001,
        high=1,
        source="assumption: about a quarter",
        meaning="weight of the latest week in the trend",
    )
    tolerance: float = parameter(
        0.5,
        unit="weeks of work",
        low=0,
        high=100,
        source="assumption",
        meaning="difference of load between departments, and load above full use, that it lets pass",
    )
    moves: bool = parameter(
        True, unit="switch", source="the notes: M33", meaning="whether it moves people to the bottleneck"
    )
    retunes: bool = parameter(
        False, unit="switch", source="the notes: M33", meaning="whether it raises the bar before a bottleneck"
    )
    first_bar: float = parameter(
        0.30, unit="estimated fit", low=0, high=1, source="assumption", meaning="where a bar starts that it sets up"
    )
    bar_per_week: float = parameter(
        0.03,
        unit="estimated fit per week of work",
        low=0,
        high=1,
        source="assumption",
        meaning="how much higher the bar stands for each week of work that waits beyond the tolerance",
    )
    highest_bar: float = parameter(
        0.48, unit="estimated fit", low=0, high=1, source="assumption", meaning="beyond which it does not go"
    )
    adds: str = parameter(
        "nothing",
        unit="-",
        choices=MEANS,
        source="assumption: off in the base company",
        meaning="what it spends its budget on, a step a cycle: people (volume), automation (leverage), or whichever "
        "makes an hour of work there cheaper",
    )
    place: str = parameter(
        "bottleneck",
        unit="-",
        choices=PLACES,
        source="the notes: look for the bottleneck",
        meaning="where: at the bottleneck, where it shows most (field sales), or anywhere",
    )
    budget: float = parameter(
        600_000.0,
        unit="USD per year",
        low=0,
        high=1e9,
        source="assumption",
        meaning="what all that it adds may cost a year",
    )
    automation_cost: float = parameter(
        120_000.0,
        unit="USD per year",
        low=1,
        high=1e8,
        source="assumption: about a person's cost",
        meaning="what a step of automation in one department costs",
    )
    automation_gain: float = parameter(
        0.15,
        unit="share",
        low=0,
        high=5,
        source="assumption",
        meaning="how much more work an hour of that department does after a step",
    )
    automation_weeks: float = parameter(
        26.0, unit="weeks", low=0, high=260, source="assumption", meaning="time until a step of automation works"
    )
    spare_seats: int = parameter(
        6,
        unit="people",
        low=0,
        high=500,
        source="assumption",
        meaning="by how many people a department can grow at most",
    )
    emphasis: Emphasis = Emphasis()

    @property
    def room(self) -> int:
        """Seats a department may grow by: none without the office."""
        return self.spare_seats if self.enabled else 0


def at_the_start(office: RevenueOffice) -> dict[str, Any]:
    """The office's state: by department load of the latest week and its trend, and work an hour does against the start.

    standing: USD a year of the role and of the automation it bought.
    """
    departments = len(Department)
    return {
        "load_now": np.zeros(departments),
        "load_trend": np.full(departments, -1.0),
        "leverage": np.ones(departments),
        "standing": office.salary if office.enabled else 0.0,
        **emphasis_rules.at_the_start(),
    }


@kernel
def read_the_week(totals, rules):
    """Load of each department: hours used of hours available, and weeks of work that waits; ``totals``: ``add_up``."""
    p, office = rules.organisation.revenue_office, rules.office
    if not p.enabled:
        return
    for d in range(totals.shape[0]):
        if totals[d, 1] > 0.0:
            load = (totals[d, 2] + totals[d, 3]) / totals[d, 1]
            before = office.load_trend[d] if office.load_trend[d] >= 0.0 else load
            office.load_now[d] = load
            office.load_trend[d] = before + p.smoothing * (load - before)
    emphasis_rules.read_attainment(totals, p.smoothing, office)


def steer(environment: simpy.Environment, model: Model) -> Process:
    """The office's cycles."""
    p, spent = model.company.organisation.revenue_office, 0.0
    while True:
        yield environment.timeout(p.cycle_weeks)
        load = _read("load", model)
        tight, loose = load.index(max(load)), load.index(min(load))
        if p.moves and load[tight] - load[loose] > p.tolerance:
            environment.process(_move(environment, model, loose, tight))
        if p.retunes:
            environment.process(_retune(environment, model, load))
        if p.emphasis.share > 0.0:
            leg = emphasis_rules.weakest(_read("attained", model), p.emphasis)
            environment.process(emphasis_rules.shift(environment, model, leg))
        where = _place(model, tight)
        if p.adds != "nothing":
            means = cheaper(model, where) if p.adds == "cheaper" else p.adds
            cost = _yearly_cost(model, where, means)
            if spent + cost <= p.budget:
                spent += cost
                environment.process((_hire if means == "hire" else _automate)(environment, model, where))


def _read(what: str, model: Model) -> list[float]:
    """A record by department, as the office reads records."""
    reading = "trend" if model.company.organisation.revenue_office.reading == "trend" else "now"
    found: list[float] = model.office[f"{what}_{reading}"][0].tolist()
    return found


def _place(model: Model, tight: int) -> int:
    place = model.company.organisation.revenue_office.place
    if place == "random":
        return int(len(Department) * float(uniform(model.key, PLACE, np.uint64(0), np.uint64(model.week))))
    return tight if place == "bottleneck" else int(Department.FIELD_SALES)


def cheaper(model: Model, where: int) -> str:
    """What makes an hour of work of the department cheaper: one more head, or every head's hour worth more."""
    if not _has_room(model, where):
        return "automate"
    heads, leverage = (float(model.office[name][0, where]) for name in ("heads", "leverage"))
    hire = _yearly_cost(model, where, "hire") / leverage
    automate = _yearly_cost(model, where, "automate")
    gained = heads * leverage * model.company.organisation.revenue_office.automation_gain
    return "automate" if automate < hire * gained else "hire"


def _yearly_cost(model: Model, where: int, means: str) -> float:
    p = model.company.organisation
    if means == "automate":
        return p.revenue_office.automation_cost
    return float(52.0 * p.people.contract_hours * model.office["hourly"][0, where])


def _move(environment: simpy.Environment, model: Model, source: int, to: int) -> Process:
    """Somebody changes the department, and learns the work there from the start."""
    yield environment.timeout(model.company.organisation.revenue_office.delay_weeks)
    if can_spare(model, source) and _has_room(model, to):
        close_last_seat(model, source)
        open_seat(model, to, environment.now)


def _hire(environment: simpy.Environment, model: Model, where: int) -> Process:
    """Somebody new, after the time that finding people takes, and not while hiring is stopped."""
    p = model.company.organisation
    yield environment.timeout(p.revenue_office.delay_weeks + p.people.hiring_weeks)
    while model.purse.hiring_frozen:
        yield environment.timeout(1)
    if _has_room(model, where):
        open_seat(model, where, environment.now)
        cost = -to_cents(p.people.hiring_cost)
        post_organisation(int(Kind.HIRING), cost, int(environment.now), model.books.pages)


def _automate(environment: simpy.Environment, model: Model, where: int) -> Process:
    """An hour of the department does more, once the tools work; they cost from the decision on."""
    p = model.company.organisation.revenue_office
    model.office["standing"] += p.automation_cost
    yield environment.timeout(p.delay_weeks + p.automation_weeks)
    model.office["leverage"][0, where] *= 1.0 + p.automation_gain


def _retune(environment: simpy.Environment, model: Model, load: list[float]) -> Process:
    """A bar stands as high as work waits at the department behind it; where that keeps up, as planned."""
    p = model.company.organisation.revenue_office
    yield environment.timeout(p.delay_weeks)
    plan = model.company.policies.qualification  # which may have changed in the meantime
    bars = model.rules["policies"]["qualification"]
    for department, name in BARS.items():
        waiting = load[department] - 1.0 - p.tolerance
        bar = min(p.first_bar + p.bar_per_week * waiting, p.highest_bar) if waiting > 0.0 else 0.0
        bars[name] = max(bar, getattr(plan, name))


def _has_room(model: Model, where: int) -> bool:
    planned = list(model.company.headcount.values())[where]
    return bool(model.office["heads"][0, where] < planned + model.company.organisation.revenue_office.spare_seats)
