"""Uncertain parameters: replicate r takes draw r, and whatever is set anew is no longer uncertain."""

from __future__ import annotations

import pytest

from sim.engine.company import Scenario
from sim.engine.model import Model
from sim.engine.uncertainty import drawn, uncertain
from sim.errors import ScenarioError
from sim.scenario import digest, dump, load, vary

DRAWS = [
    {"key": "prospects.win_intercept", "fitted": -3.4, "draws": [-2.0, -4.0, -5.0]},
    {"key": "departments.field_sales.headcount", "fitted": 12.0, "draws": [3.0, 4.0, 5.0]},
    {"key": "market.channels.search.weekly_leads", "fitted": 45.0, "draws": [10.0, 20.0, 30.0]},
]


def company(**more):
    return vary(Scenario(), {"posterior.parameters": DRAWS} | more)


def values(scenario):
    return (
        scenario.prospects.win_intercept, scenario.departments.field_sales.headcount,
        scenario.market.channels["search"].weekly_leads,
    )  # fmt: skip


def test_replicate_r_takes_the_rth_draw_of_all_parameters_together():
    assert [values(drawn(company(), r)) for r in range(4)] == [
        (-2.0, 3, 10.0), (-4.0, 4, 20.0), (-5.0, 5, 30.0), (-2.0, 3, 10.0)
    ]  # fmt: skip
    assert isinstance(drawn(company(), 0).departments.field_sales.headcount, int)


def test_a_replicate_lives_as_a_company_with_those_values():
    small = {"market.accounts": 300, "run.years": 0.25, "opening.customers": 10}
    known = {"prospects.win_intercept": -4.0, "departments.field_sales.headcount": 4,
             "market.channels.search.weekly_leads": 20.0}  # fmt: skip
    lived = Model(company(**small), 1).run()
    assert lived.weekly.tobytes() == Model(vary(Scenario(), small | known), 1).run().weekly.tobytes()
    assert lived.weekly.tobytes() != Model(vary(Scenario(), small), 1).run().weekly.tobytes()


def test_what_is_set_anew_is_no_longer_uncertain():
    varied = company(**{"prospects.win_intercept": -1.0})
    assert values(drawn(varied, 0)) == (-1.0, 3, 10.0)
    assert [one.key for one in uncertain(varied)] == [one["key"] for one in DRAWS[1:]]


def test_it_can_be_switched_off():
    off = company(**{"posterior.enabled": False})
    assert drawn(off, 0) is off
    assert uncertain(off) == []


def test_a_scenario_without_draws_is_left_as_it_is():
    plain = Scenario()
    assert drawn(plain, 5) is plain


def test_it_is_part_of_what_a_run_depends_on_and_survives_writing(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(dump(company()), encoding="utf-8")
    assert digest(load(path, Scenario)) == digest(company()) != digest(Scenario())


@pytest.mark.parametrize(
    ("draws", "said"),
    [
        ([DRAWS[0], DRAWS[0]], "names a parameter twice"),
        ([DRAWS[0], DRAWS[1] | {"draws": [1.0]}], "different lengths"),
        ([DRAWS[0] | {"draws": []}], "different lengths"),
    ],
)
def test_draws_that_do_not_belong_together_are_refused(draws, said):
    with pytest.raises(ScenarioError, match=said):
        vary(Scenario(), {"posterior.parameters": draws})


@pytest.mark.parametrize(
    ("key", "said"), [("prospects.win_intercep", "did you mean"), ("organisation.choice", "no number")]
)
def test_draws_of_what_is_no_number_are_refused(key, said):
    with pytest.raises(ScenarioError, match=said):
        drawn(company(**{"posterior.parameters": [DRAWS[0] | {"key": key}]}), 0)
