"""The revenue office reads load, moves people, adds, automates and retunes; late, and for money (M33)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from sim.engine.model import Model
from sim.kinds import Kind
from sim.organisation import revenue_office
from sim.record.series import PLACE
from sim.stages import FIRST_CUSTOMER_STAGE, LAST_CUSTOMER_STAGE
from tests.laws.companies import RICH, behaviour, company, lived

KEY = "organisation.revenue_office"
ON = {f"{KEY}.enabled": True}
QUIET = {f"{KEY}.moves": False, f"{KEY}.salary": 0.0}


def seen(model: Model, load: list[float], weeks: int, trend: list[float] | None = None) -> Model:
    """The model some weeks later, if the office reads the same load all the time, or another as its trend."""
    for _ in range(weeks):
        model.office["load_now"][0], model.office["load_trend"][0] = load, trend or load
        model.step()
    return model


def of_customers(model: Model) -> Any:
    stage = model.accounts["stage"]
    return model.accounts[(stage >= FIRST_CUSTOMER_STAGE) & (stage <= LAST_CUSTOMER_STAGE)]


def open_seats(model: Model) -> list[int]:
    return [int((model.members["closed"][model.members["department"] == d] == 0).sum()) for d in range(4)]


def test_load_is_work_done_and_waiting_by_hours_there_are_and_the_trend_lags() -> None:
    model = Model(company(ON))
    p = model.company.organisation.revenue_office
    totals = np.zeros((4, 6))
    totals[:, 1], totals[:, 2], totals[:, 3] = 50.0, 40.0, (0.0, 10.0, 20.0, 60.0)
    revenue_office.read_the_week(totals, model.rules[0])
    np.testing.assert_allclose(model.office["load_now"][0], [0.8, 1.0, 1.2, 2.0])
    np.testing.assert_allclose(
        model.office["load_trend"][0], [0.8, 1.0, 1.2, 2.0], err_msg="the first week is the trend"
    )
    totals[:, 3] = 0.0
    revenue_office.read_the_week(totals, model.rules[0])
    np.testing.assert_allclose(model.office["load_trend"][0, 3], 2.0 + p.smoothing * (0.8 - 2.0))


def test_a_person_moves_to_the_bottleneck_after_the_delay_and_starts_anew() -> None:
    plan = {**ON, f"{KEY}.cycle_weeks": 4, f"{KEY}.delay_weeks": 3.0, "organisation.people.yearly_leaving": 0.0}
    model = Model(company(plan))
    assert open_seats(seen(model, [0.5, 0.9, 1.0, 3.0], 6)) == [2, 2, 2, 2]
    assert open_seats(seen(model, [1.0, 1.0, 1.0, 1.0], 3)) == [1, 2, 2, 3]
    assert model.office["heads"][0].tolist() == model.office["desk_heads"][0].tolist() == [1, 2, 2, 3]
    newcomer = int(model.office["first"][0, 3]) + 2
    assert model.members["hired_week"][newcomer] == 7.0
    assert (model.members["hours"][: int(model.office["first"][0, 1])] > 0).sum() == 1
    leads = model.accounts["stage"] == 1
    assert set(model.accounts["marketer"][leads].tolist()) <= {0}, "nobody is left with an account in a closed seat"


@pytest.mark.parametrize(("load", "adopting"), [([0.5, 1.0, 1.0, 3.0], 3), ([3.0, 1.0, 1.0, 0.5], 2)])
def test_two_roles_keep_their_shares_when_people_move(load: list[float], adopting: int) -> None:
    roles = {"departments.customer_success.headcount": 4, "departments.marketing.headcount": 3,
             "policies.care.adoption_share": 0.6, "organisation.people.yearly_leaving": 0.0}  # fmt: skip
    model = seen(Model(company({**ON, **roles, f"{KEY}.cycle_weeks": 4, f"{KEY}.delay_weeks": 0.0})), load, 5)
    first, heads = (int(model.office[name][0, 3]) for name in ("first", "heads"))
    assert heads == (5 if adopting == 3 else 3)
    assert model.office["adopters"][0] == adopting
    assert model.members["role"][first : first + heads].tolist() == [1] * adopting + [2] * (heads - adopting)
    customers = of_customers(model)
    assert set(customers["carer"].tolist()) <= set(range(first, first + adopting))
    assert set(customers["keeper"].tolist()) <= set(range(first + adopting, first + heads))


def test_what_a_seller_kept_goes_to_colleagues() -> None:
    kept = {"policies.care.expansion_by": "field_sales", "organisation.people.yearly_leaving": 0.0}
    model = Model(company({**ON, **kept, f"{KEY}.cycle_weeks": 4, f"{KEY}.delay_weeks": 0.0}))
    seen(model, [3.0, 1.0, 0.5, 1.0], 5)
    first = int(model.office["first"][0, 2])
    assert open_seats(model) == [3, 2, 1, 2]
    customers = of_customers(model)
    assert set(customers["keeper"].tolist()) == {first}


def test_generalists_have_no_departments_between_which_to_move() -> None:
    with pytest.raises(ValidationError, match="generalists have none"):
        company(ON, {"organisation.division": "generalists"})


def test_nobody_is_hired_while_hiring_is_stopped() -> None:
    plan = {**ON, **QUIET, f"{KEY}.adds": "hire", f"{KEY}.budget": 150_000.0, f"{KEY}.cycle_weeks": 4}
    model = Model(company(plan))
    model.purse.hiring_frozen = True
    assert open_seats(seen(model, [0.5, 0.9, 1.0, 3.0], 30)) == [2, 2, 2, 2]
    model.purse.hiring_frozen = False
    assert open_seats(seen(model, [0.5, 0.9, 1.0, 3.0], 2)) == [2, 2, 2, 3]


def test_balanced_load_moves_nobody() -> None:
    model = Model(company({**ON, f"{KEY}.cycle_weeks": 4}))
    assert open_seats(seen(model, [1.0, 1.2, 1.1, 1.4], 20)) == [2, 2, 2, 2]


@pytest.mark.parametrize(("place", "where"), [("bottleneck", 3), ("visible", 2)])
def test_volume_is_people_where_the_office_puts_them(place: str, where: int) -> None:
    plan = {**ON, **QUIET, f"{KEY}.adds": "hire", f"{KEY}.place": place, f"{KEY}.budget": 300_000.0}
    model = seen(Model(company(plan)), [0.5, 0.9, 1.0, 3.0], 60)
    rate = float(model.office["hourly"][0, where]) * 40 * 52
    expected = [2, 2, 2, 2]
    expected[where] += int(300_000.0 // rate)
    assert open_seats(model) == expected


def test_leverage_is_more_work_in_an_hour_and_costs_from_the_decision_on() -> None:
    plan = {**ON, **QUIET, f"{KEY}.adds": "automate", f"{KEY}.budget": 250_000.0}
    model = seen(Model(company(plan)), [0.5, 0.9, 1.0, 3.0], 90)
    gain = 1.0 + model.company.organisation.revenue_office.automation_gain
    np.testing.assert_allclose(model.office["leverage"][0], [1.0, 1.0, 1.0, gain**2])
    overhead = model.weekly[:, PLACE[f"money_{Kind.OVERHEAD.name.lower()}"]]
    assert overhead[12] - overhead[13] == pytest.approx(120_000.0 / 52, abs=0.02)


def test_the_role_costs_its_salary() -> None:
    with_it, without = (lived(company({**QUIET, **change})) for change in ({**ON, f"{KEY}.salary": 52_000.0}, {}))
    names = [f"money_{kind.name.lower()}" for kind in Kind]
    lost = sum((without.weekly[:, PLACE[name]] - with_it.weekly[:, PLACE[name]]).sum() for name in names)
    assert lost == pytest.approx(52_000.0 * 2, abs=2.0)


def test_bars_stand_as_high_as_work_waits_and_do_not_wind_up() -> None:
    """The same load gives the same bar however often it is read; an ease brings the bar down at once."""
    model = Model(company({**ON, **QUIET, f"{KEY}.retunes": True, f"{KEY}.cycle_weeks": 4, f"{KEY}.delay_weeks": 0.0}))
    p, bars = model.company.organisation.revenue_office, model.rules["policies"]["qualification"]
    for _ in range(3):
        seen(model, [0.5, 0.9, 1.0, 3.0], 9)
        assert bars["field_sales_to_customer_success"][0] == pytest.approx(p.first_bar + 1.5 * p.bar_per_week)
    assert bars["inside_sales_to_field_sales"][0] == 0.0
    seen(model, [1.0, 1.0, 1.0, 1.0], 12)
    assert bars["field_sales_to_customer_success"][0] == 0.0


@pytest.mark.parametrize(("reading", "tight"), [("latest", 3), ("trend", 1)])
def test_the_office_acts_on_the_reading_that_it_goes_by(reading: str, tight: int) -> None:
    """Where the latest week shows another bottleneck than the trend: moves, hires, tools, and bars (M35)."""
    now, trend = [0.5, 0.9, 1.0, 3.0], [1.0, 3.0, 0.5, 0.9]
    loose, soon = now.index(0.5) if reading == "latest" else trend.index(0.5), {f"{KEY}.delay_weeks": 0.0}
    plan = {**ON, **soon, f"{KEY}.reading": reading, f"{KEY}.cycle_weeks": 4, "organisation.people.hiring_weeks": 0.0,
            "organisation.people.yearly_leaving": 0.0, f"{KEY}.automation_weeks": 0.0}  # fmt: skip
    more = [2 + (place == tight) for place in range(4)]
    moved = seen(Model(company(plan)), now, 5, trend)
    assert open_seats(moved) == [2 + (place == tight) - (place == loose) for place in range(4)]
    hired = seen(Model(company(plan, QUIET, {f"{KEY}.adds": "hire", f"{KEY}.budget": 200e3})), now, 5, trend)
    assert open_seats(hired) == more
    tools = seen(Model(company(plan, QUIET, {f"{KEY}.adds": "automate", f"{KEY}.budget": 200e3})), now, 5, trend)
    assert (tools.office["leverage"][0] > 1.0).tolist() == [place == tight for place in range(4)]
    strict = seen(Model(company(plan, QUIET, {f"{KEY}.retunes": True})), now, 5, trend)
    bars = strict.rules["policies"]["qualification"][0]
    raised = {department: bars[name] > 0.0 for department, name in revenue_office.BARS.items()}
    assert raised == {department: department == tight for department in revenue_office.BARS}


@pytest.mark.parametrize(("reading", "weakest"), [("latest", 2), ("trend", 0)])
def test_the_office_lifts_the_leg_that_is_weakest_by_the_reading_that_it_goes_by(reading: str, weakest: int) -> None:
    share = {f"{KEY}.emphasis.share": 0.4, f"{KEY}.cycle_weeks": 4, f"{KEY}.delay_weeks": 0.0}
    model = Model(company(ON, QUIET, share, {f"{KEY}.reading": reading}))
    while model.week < 5:
        model.office["attained_now"][0], model.office["attained_trend"][0] = (1.0, 1.0, 0.2, 1.0), (0.2, 1.0, 1.0, 1.0)
        model.step()
    assert model.office["emphasised"][0] == weakest


def test_off_is_absent() -> None:
    off: dict[str, Any] = {f"{KEY}.enabled": False}
    changes = {f"{KEY}.retunes": True, f"{KEY}.adds": "hire", f"{KEY}.cycle_weeks": 1, f"{KEY}.salary": 1e6}
    model = lived(company(RICH, off, changes))
    assert behaviour(model) == behaviour(lived(company(RICH, off)))
    assert len(model.members) == sum(model.company.headcount.values())


def test_the_office_buys_what_makes_an_hour_of_work_cheaper() -> None:
    """A step of automation is worth so much of every head there is; another head is worth one."""
    cheaper = {f"{KEY}.adds": "cheaper", f"{KEY}.automation_gain": 0.15}
    model = Model(company(ON, QUIET, cheaper))
    heads, hourly = int(model.office["heads"][0, 3]), float(model.office["hourly"][0, 3])
    person = 52.0 * model.company.organisation.people.contract_hours * hourly
    even = person * heads * 0.15
    for cost, means in ((1.01 * even, "hire"), (0.99 * even, "automate")):
        started = Model(company(ON, QUIET, cheaper, {f"{KEY}.automation_cost": cost}))
        assert revenue_office.cheaper(started, 3) == means
    full = Model(company(ON, QUIET, cheaper, {f"{KEY}.automation_cost": 100.0 * even, f"{KEY}.spare_seats": 0}))
    assert revenue_office.cheaper(full, 3) == "automate"


def test_what_the_office_finds_cheaper_it_does() -> None:
    def outcome(cost: float) -> tuple[float, float]:
        cheaper = {f"{KEY}.adds": "cheaper", f"{KEY}.automation_cost": cost, f"{KEY}.cycle_weeks": 8}
        model = lived(company(ON, QUIET, cheaper, {"organisation.people.yearly_leaving": 0.0}))
        return float(model.office["leverage"].max()), float(model.office["heads"].sum())

    (automated, same), (plain, more) = outcome(1_000.0), outcome(590_000.0)
    assert automated > 1.0 == plain
    assert more > same
