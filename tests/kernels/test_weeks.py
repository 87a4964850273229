"""However a horizon is cut into weeks and phases, it is the same life, bit for bit."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest

from sim.engine import model as engine
from sim.engine.model import Model
from sim.engine.phases import live_a_week
from sim.engine.week import WEEK
from tests.kernels.rows import scenario
from tests.kernels.tiny_company import CHANGES, COMPANIES


def week_by_week(model: Model) -> None:
    while model.week < model.weeks:
        model.step()


def phase_by_phase(model: Model) -> None:
    while model.week < model.weeks:
        live_a_week(model)


def without_the_last_phase(model: Model) -> None:
    while model.week < model.weeks:
        live_a_week(model, WEEK[:-1])


def with_two_phases_exchanged(model: Model) -> None:
    order = (*WEEK[:2], WEEK[3], WEEK[2], *WEEK[4:])
    while model.week < model.weeks:
        live_a_week(model, order)


@cache
def lived(name: str, live: Callable[[Model], object], detail: bool = False) -> dict[str, bytes]:
    """All that is left in the model's tables and books."""
    company = scenario(*CHANGES, "run.checks=false", "run.years=1.5", *COMPANIES[name], name=name)
    model = Model(company, replicate=2, detail=detail)
    live(model)
    channels, weights, rates, mix, glance, luck, marks = model.market
    tables = {
        "accounts": model.accounts, "members": model.members, "weekly": model.weekly, "rules": model.rules,
        "worth": model.worth, "period": model.period_flows, "totals": model.contracts[3], "channels": channels,
        "weights": weights, "rates": rates, "mix": mix, "glance": glance, "luck": luck, "marks": marks,
        "counts": model.books.counts, "tallies": model.books.tallies, "moves": model.books.move_log(),
        "entries": model.books.entry_log(),
    }  # fmt: skip
    return {table: np.asarray(values).tobytes() for table, values in tables.items()}


@pytest.mark.parametrize("detail", [False, True])
@pytest.mark.parametrize("live", [week_by_week, phase_by_phase])
@pytest.mark.parametrize("name", COMPANIES)
def test_a_stretch_of_weeks_is_its_phases_one_by_one(name: str, live: Callable[[Model], None], detail: bool) -> None:
    found, whole = lived(name, live, detail), lived(name, Model.run, detail)
    assert [table for table in whole if found[table] != whole[table]] == []
    assert bool(whole["moves"]) is detail


def test_the_comparison_would_see_a_difference() -> None:
    for other in (without_the_last_phase, with_two_phases_exchanged):
        assert lived("siloed", other) != lived("siloed", Model.run)


def test_a_stretch_ends_where_the_calendar_has_something_due(monkeypatch: pytest.MonkeyPatch) -> None:
    """A quota period of five weeks is one stretch of compiled weeks; where every week is looked at, none is longer."""
    stretches: list[int] = []
    live_weeks = engine.live_weeks

    def counting(count: int, *handed: object) -> None:
        stretches.append(count)
        live_weeks(count, *handed)

    monkeypatch.setattr(engine, "live_weeks", counting)
    calm = ("run.years=0.5", "organisation.quota_weeks=5", "organisation.people.review_weeks=13")
    Model(scenario(*CHANGES, *calm, "run.checks=false", "organisation.people.yearly_leaving=0",
                   "organisation.people.overload_leaving=0")).run()  # fmt: skip
    assert stretches == [5, 5, 3, 2, 5, 5, 1]
    stretches.clear()
    Model(scenario(*CHANGES, *calm)).run()
    assert stretches == [1] * 26
