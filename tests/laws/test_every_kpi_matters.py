"""Every KPI moves somebody who is paid on it, through every flow it is made of; none moves morale by itself (law 1)."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from sim.engine.model import Model
from sim.engine.phases import live
from sim.engine.week import WEEK, clock, record
from sim.flows import FLOW_COUNT, Flow
from sim.incentives.metrics import METRICS
from sim.record.series import PLACE
from sim.record.specifications import SERIES
from tests.laws.companies import DEPARTMENTS, RICH, behaviour, company, lived, term

BEHAVIOUR = [place for place, name in enumerate(SERIES) if not name.startswith("attainment_")]
USED = sorted({flow for metric in METRICS.values() for flow in (*metric.numerator, *metric.denominator)})
MONEY = {Flow.PIPELINE, Flow.BOOKINGS, Flow.DUE_REVENUE, Flow.RENEWED_REVENUE, Flow.EXPANSION, Flow.LIFETIME_VALUE,
         Flow.GROSS_PROFIT}  # fmt: skip
BUSTLING = {  # work is done, and deals are decided, though it pays nothing
    "organisation.temperature": 0.5,
    "organisation.effort": 0.1,
}


def _weeks(model: Model) -> bytes:
    """The weekly results, without the measurement of what the contract itself attained."""
    return model.weekly[:, BEHAVIOUR].tobytes()


def _paid_on(contract: list[dict[str, Any]], *layers: dict[str, Any]) -> Model:
    return Model(company({f"departments.{name}.kpis": contract for name in DEPARTMENTS}, *layers))


@cache
def _paid_on_nothing(bustling: bool) -> bytes:
    return _weeks(_paid_on([], BUSTLING if bustling else {}).run())


@pytest.mark.parametrize("metric", METRICS)
def test_a_kpi_alone_changes_the_weekly_results(metric: str) -> None:
    assert _weeks(_paid_on([term(metric)]).run()) != _paid_on_nothing(bustling=False)


def _paid_on_one_flow(flow: Flow, worth: float) -> Model:
    """Every member is paid on this flow and on nothing else: a sum whose unit is a share ``worth`` of the target."""
    model = _paid_on([term("orders")], BUSTLING)
    terms = model.contracts[1]
    terms["flow"][:, 0], terms["target"], terms["late"] = flow, 1.0 / abs(worth), 1.0
    terms["over"][:, 0] = np.sign(worth)
    return model


@pytest.mark.parametrize("sign", [1, -1], ids=["gained", "lost"])
@pytest.mark.parametrize("flow", USED, ids=lambda flow: flow.name.lower())
def test_a_flow_that_some_kpi_uses_changes_the_weekly_results(flow: Flow, sign: int) -> None:
    """Paid or charged, alone: a flow that no choice ever reads would leave everything as it is without a contract."""
    model = _paid_on_one_flow(flow, sign * (1e-5 if flow in MONEY else 0.2))
    live(model, clock)
    assert set(np.flatnonzero(model.worth[:, :FLOW_COUNT].any(axis=0))) == {flow}
    assert _weeks(model.run()) != _paid_on_nothing(bustling=True)


def test_a_flow_that_no_choice_reads_changes_nothing() -> None:
    """The two tests above would see nothing in it, so they can fail."""
    unread = sorted(set(Flow) - set(USED))
    assert Flow.UNFIT_WON in unread
    for flow in unread:
        assert _weeks(_paid_on_one_flow(flow, 0.2).run()) == _paid_on_nothing(bustling=True)


# Morale follows what was left undone that others wait for; what it pays, and how far behind somebody is, is not in it.

BUSY = {"market.channels.search.weekly_leads": 800.0, "organisation.people.overload_from": 0.2,
        "organisation.people.morale_speed": 0.2}  # fmt: skip


def _morale(model: Model) -> list[float]:
    found: list[float] = model.members["morale"].tolist()
    return found


def _at_the_end_of_a_week(model: Model, weeks: int = 20) -> Model:
    """Everybody has worked; the week is not yet written down."""
    for _ in range(weeks):
        model.step()
    model.open_week()
    live(model, *WEEK[:-1])
    return model


@pytest.mark.parametrize(("column", "value"), [("pressure", 1.0), ("pressure", 0.5), ("attainment", 0.0),
                                               ("attainment", 9.0), ("worth", 5.0), ("worth", 0.0)])  # fmt: skip
def test_what_a_contract_says_does_not_reach_morale(column: str, value: float) -> None:
    """Once the week's choices are made, nothing that comes from a contract changes anybody's morale."""
    as_it_is, changed = (_at_the_end_of_a_week(Model(company(RICH, BUSY))) for _ in range(2))
    before = _morale(as_it_is)
    told = changed.worth if column == "worth" else changed.members[column]
    assert not (told == value).all()
    told[:] = value
    for model in (as_it_is, changed):
        live(model, record)
    assert _morale(changed) == _morale(as_it_is)
    assert any(after < earlier for after, earlier in zip(_morale(as_it_is), before, strict=True))


def test_what_is_left_undone_does_reach_morale() -> None:
    as_it_is, idle = (_at_the_end_of_a_week(Model(company(RICH, BUSY))) for _ in range(2))
    idle.members["backlog"] = 0.0
    for model in (as_it_is, idle):
        live(model, record)
    assert all(calm >= busy for calm, busy in zip(_morale(idle), _morale(as_it_is), strict=True))
    assert _morale(idle) != _morale(as_it_is)


def test_contracts_change_morale_where_members_choose_by_them_and_not_where_they_do_not() -> None:
    contracts = ([term("meetings")], [term("cohort_ltv", scope="company")], [])
    for choice, number in (("random", 1), ("utility", 3)):
        layers = [{f"departments.{name}.kpis": contract for name in DEPARTMENTS} for contract in contracts]
        paid = [lived(company(BUSY, layer, {"organisation.choice": choice})) for layer in layers]
        assert len({model.weekly[:, PLACE["morale"]].tobytes() for model in paid}) == number
        assert len({behaviour(model) for model in paid}) == number
        assert all(model.weekly[:, PLACE["morale"]].min() < 0.9 for model in paid)
