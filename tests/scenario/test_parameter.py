import copy
import pickle
import subprocess
import sys
from typing import Any

import pytest
from pydantic import ValidationError

from sim.scenario import REQUIRED, FrozenDict, Section, declared, parameter
from tests.scenario.company import Channel, Company, Department, Kpi, Market, Run


@pytest.mark.parametrize(
    ("section", "values"),
    [
        (Run, {"seed": True}),
        (Run, {"seed": 1.0}),
        (Run, {"seed": "1"}),
        (Run, {"seed": None}),
        (Run, {"seed": -1}),
        (Run, {"sed": 1}),
        (Kpi, {}),
        (Kpi, {"metric": "lead"}),
        (Kpi, {"metric": "leads", "weight": True}),
        (Kpi, {"metric": "leads", "weight": "0.5"}),
        (Kpi, {"metric": "leads", "weight": float("nan")}),
        (Kpi, {"metric": "leads", "weight": 1.0000001}),
        (Channel, {"cost": float("inf")}),
        (Department, {"headcount": 100}),
        (Market, {"fit_matters": "yes"}),
        (Market, {"fit_matters": 1}),
        (Market, {"segment": 5}),
        (Market, {"beta": (1.0,)}),
        (Market, {"beta": (1.0, 0.0)}),
        (Market, {"beta": 1.0}),
        (Market, {"layers": {"first": (1, 11)}}),
        (Market, {"layers": {"two words": (1, 1)}}),
        (Market, {"layers": [1]}),
        (Market, {"regions": ("east", "north")}),
        (Market, {"low": 3}),
        (Market, {"channels": {"search": Channel(share=0.9)}}),
        (Market, {"channels": {"a.b": Channel(share=1)}}),
    ],
)
def test_wrong_values_are_refused(section: type[Section], values: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        section(**values)


def test_whole_numbers_serve_as_numbers_and_lists_as_tuples() -> None:
    market = Market(beta=[1, 2], low=-0.0, regions=["east"])  # type: ignore[arg-type]
    assert market.beta == (1.0, 2.0)
    assert repr(market.beta) == "(1.0, 2.0)"
    assert repr(market.low) == "0.0"
    assert market.regions == ("east",)


def test_a_scenario_is_frozen_to_its_depth() -> None:
    scenario = Company()
    with pytest.raises(ValidationError):
        scenario.market.accounts = 3
    channels: Any = scenario.market.channels
    changes = [
        lambda: channels.__setitem__("x", 1),
        lambda: channels.__delitem__("search"),
        lambda: channels.__ior__({}),
        lambda: channels.update(x=1),
        lambda: channels.pop("search"),
        lambda: channels.popitem(),
        lambda: channels.clear(),
        lambda: channels.setdefault("x", 1),
    ]
    for change in changes:
        with pytest.raises(TypeError, match="cannot be changed"):
            change()


def test_a_scenario_can_be_hashed_copied_and_sent_to_a_process() -> None:
    scenario = Company()
    assert hash(scenario) == hash(Company())
    for other in (pickle.loads(pickle.dumps(scenario)), copy.deepcopy(scenario)):
        assert other == scenario
        assert type(other.market.channels) is FrozenDict
        assert list(other.market.channels) == ["search", "events"]


def test_a_field_without_declaration_is_refused_when_the_class_is_defined() -> None:
    with pytest.raises(TypeError, match=r"Loose\.number needs a parameter"):

        class Loose(Section):
            number: int = 3

    with pytest.raises(TypeError, match=r"Bare\.run needs a parameter"):

        class Bare(Section):
            run: Run


def test_a_type_that_yaml_cannot_hold_is_refused_when_the_class_is_defined() -> None:
    with pytest.raises(TypeError, match="cannot be a parameter"):

        class Odd(Section):
            maybe: int | None = parameter(None, unit="-", meaning="m", source="s")


def test_every_parameter_is_listed_with_the_default_of_its_own_place() -> None:
    listed = {each.path: each for each in declared(Company)}
    assert list(listed)[:6] == [
        "name",
        "title.en",
        "title.ja",
        "description.en",
        "description.ja",
        "run.seed",
    ]
    assert listed["departments.marketing.headcount"].default == 6
    assert listed["departments.sales.headcount"].default == 3
    assert listed["market.channels.<name>.cost"].default == 30
    assert listed["departments.sales.kpis.<index>.metric"].default is REQUIRED
    assert listed["departments.sales.kpis.<index>.metric"].choices == ("bookings", "leads")
    accounts = listed["market.accounts"]
    assert (accounts.type, accounts.unit, accounts.low, accounts.high) == (int, "accounts", 1, 10_000_000)
    assert (accounts.meaning, accounts.source) == ("companies in the market", "assumption")


def test_importing_scenarios_loads_no_numerical_library() -> None:
    heavy = ("numpy", "numba", "mesa", "pandas")
    code = f"import sys, sim.scenario; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
