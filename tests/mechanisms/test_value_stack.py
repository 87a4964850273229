"""Value is received in the order of the journey, out of order it is not, and hand-overs lose it (M06, M07)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from sim.engine.company import Scenario
from sim.engine.model import Model
from sim.errors import ScenarioError
from sim.record.series import PLACE
from sim.scenario import load
from sim.stages import Stage
from sim.world import stacking, value
from tests.laws.companies import behaviour, company, lived
from tests.mechanisms.worlds import DEPARTMENTS, LAYERS, RICH_WITHOUT, design, nature
from tests.theory.small_company import SCENARIOS

ON = {"value_stack.enabled": True}
ONE_EACH = design(**{d: {LAYERS[k]: 1.0} for k, d in enumerate(DEPARTMENTS)})  # department k speaks of layer k alone


def _started(*changes: dict[str, Any]) -> tuple[Model, Any]:
    model = Model(company(ON, *changes))
    return model, nature(model)


def _hear(a: Any, i: int, layer: int, state: int, world: Any, hours: float = 4.0) -> float:
    return float(value.hear(a, i, state, layer, hours, 0.0, 0.0, world))


def _received(layer: int, state: int, stack: tuple[int, ...], *changes: dict[str, Any]) -> tuple[float, Any]:
    """What is received of four hours about one layer alone, in layers, and the account that heard it."""
    model, world = _started(design(marketing={LAYERS[layer]: 1.0}), {"value_stack.per_hour": 0.5}, *changes)
    a = model.accounts[7]
    a["stack"] = stack
    need = value.needs(a, 7, world)[0 if layer < 3 else 1]
    return _hear(a, 7, 0, state, world) / need, a


HEARD = 1.0 - math.exp(-0.5 * 4.0)  # share of a message that so many hours at that rate bring across


@pytest.mark.parametrize("layer", range(6))
def test_a_message_is_received_by_nearness(layer: int) -> None:
    """Alone: where what lies beneath says nothing, the Gaussian of the distance between layer and state."""
    alone = {"value_stack.foundation": 0.0, "value_stack.width": 1.5}
    found = [_received(layer, state, (0,) * 6, alone)[0] for state in range(6)]
    expected = [HEARD * math.exp(-((layer - state) ** 2) / (2.0 * 1.5**2)) for state in range(6)]
    np.testing.assert_allclose(found, expected, rtol=1e-12)
    assert found.index(max(found)) == layer


@pytest.mark.parametrize("layer", range(6))
@pytest.mark.parametrize("beneath", [0, 102, 255])
def test_a_message_is_received_by_what_lies_beneath_it(layer: int, beneath: int) -> None:
    """Alone: the customer stands at the layer; each one beneath takes its share for what it lacks, none above does."""
    stack = tuple(beneath if k < layer else 0 for k in range(6))
    lacking = (1.0 - beneath / 255.0) * 0.3
    found = _received(layer, layer, stack, {"value_stack.foundation": 0.3})[0]
    assert found == pytest.approx(HEARD * (1.0 - lacking) ** layer, rel=1e-12)
    above = tuple(beneath if k < layer else 255 * (k > layer) for k in range(6))
    assert _received(layer, layer, above, {"value_stack.foundation": 0.3})[0] == found


@pytest.mark.parametrize("layer", range(6))
@pytest.mark.parametrize("held", [0, 51, 255])
def test_what_is_known_already_is_not_received_again(layer: int, held: int) -> None:
    stack = tuple(held if k == layer else 255 for k in range(6))
    found, a = _received(layer, layer, stack)
    assert found == pytest.approx(HEARD * (1.0 - held / 255.0), rel=1e-12)
    need = value.needs(a, 7, nature(_started()[0]))[0 if layer < 3 else 1]
    assert a["stack"][layer] == pytest.approx(held + 255.0 * found * need, abs=0.5)


@pytest.mark.parametrize("layer", [1, 3, 5])
def test_a_message_is_received_by_nearness_foundation_and_need_together(layer: int) -> None:
    stack = (200, 100, 50, 20, 10, 5)
    found = _received(layer, 2, stack, {"value_stack.foundation": 0.6, "value_stack.width": 2.0})[0]
    beneath = math.prod(1.0 - 0.6 * (1.0 - v / 255.0) for v in stack[:layer])
    near = math.exp(-0.5 * ((layer - 2) / 2.0) ** 2)
    assert found == pytest.approx(HEARD * near * beneath * (1.0 - stack[layer] / 255.0), rel=1e-12)


def test_the_same_talk_in_the_order_of_the_journey_brings_more() -> None:
    """Layer after layer as the customer goes on, against the last layers first: the hours are equal."""
    model, world = _started(ONE_EACH)
    forward = [sum(_hear(model.accounts[i], i, state, state, world) for state in range(4)) for i in range(100)]
    model, world = _started(ONE_EACH)
    backward = [sum(_hear(model.accounts[i], i, 3 - state, state, world) for state in range(4)) for i in range(100)]
    assert all(f > 2.0 * b for f, b in zip(forward, backward, strict=True))


def test_explicit_need_answers_early_layers_and_fit_tells_of_latent_need() -> None:
    model, world = _started()
    needs = np.array([value.needs(model.accounts[i], i, world) for i in range(1500)])
    fit = model.accounts["fit"][:1500]
    assert abs(np.corrcoef(needs[:, 0], fit)[0, 1]) < 0.1  # standard error 0.026
    assert np.corrcoef(needs[:, 1], fit)[0, 1] > 0.5


def test_interchangeable_layers_are_received_alike_whatever_the_design() -> None:
    """Bit for bit: only how much of the talk has any value counts."""
    change = {"value_stack.interchangeable": True}
    here, there = _started(change), _started(change, design(**{key: {"effective_use": 1.0} for key in DEPARTMENTS}))
    for i in range(50):
        state = i % 6
        heard = [value.hear(m.accounts[i], i, state, i % 4, 2.0, 0.0, 0.0, w) for m, w in (here, there)]
        assert heard[0] == heard[1] > 0.0
        assert value.pull(here[0].accounts[i], i, here[1]) == value.pull(there[0].accounts[i], i, there[1])


def test_the_market_responds_less_to_what_lies_far_ahead() -> None:
    shares = ({"awareness": 1.0}, {"interest": 1.0}, {"effective_use": 1.0})
    pulls = []
    for share in shares:
        model, world = _started(design(marketing=share))
        each = [value.pull(model.accounts[i], i, world) for i in range(300)]
        assert max(each) <= value.most_pull(world)
        pulls.append(np.mean(each))
    assert pulls[0] > pulls[1] > 100 * pulls[2]
    assert pulls[0] == pytest.approx(1.0, abs=0.1)


def test_leads_are_fewer_where_marketing_speaks_of_what_lies_far_ahead() -> None:
    near, far = (lived(company(ON, design(marketing={layer: 1.0}))) for layer in ("awareness", "use"))
    leads = [model.weekly[:, PLACE["leads"]].sum() for model in (near, far)]
    assert leads[0] > 2.0 * leads[1]


def test_received_value_raises_interest_before_the_sale_and_use_after_it() -> None:
    model, world = _started()
    a = model.accounts[3]
    a["stage"], a["interest"] = Stage.MQL, 0.5
    received = value.hear(a.copy(), 3, 1, 1, 2.0, 0.0, 0.0, world)
    stacking.speak(a, 3, 1, 2.0, 0.0, 0.0, world)
    assert a["interest"] == pytest.approx(0.5 + 0.5 * model.company.value_stack.interest_lift * received, rel=1e-12)
    a["stage"], a["adoption"] = Stage.ADOPTION, 0.05
    stacking.speak(a, 3, 3, 3.0, 0.0, 0.0, world)
    assert a["adoption"] > 0.05


def test_a_handover_takes_the_share_that_does_not_cross() -> None:
    model, world = _started({"value_stack.handover_loss": 0.8})
    a = model.accounts[3]
    a["stack"] = (250, 200, 150, 100, 50, 0)
    stacking.cross_over(a, 1.0, world)
    assert a["stack"].tolist() == [250, 200, 150, 100, 50, 0]
    stacking.cross_over(a, 0.25, world)
    assert a["stack"].tolist() == pytest.approx([v * (1 - 0.8 * 0.75) for v in (250, 200, 150, 100, 50, 0)], abs=0.5)


def test_wider_purposes_are_used_only_where_late_layers_are_full() -> None:
    model, world = _started()
    active = np.arange(2, dtype=np.int32)
    world["now"]["active"] = 2
    for i, late in ((0, 0), (1, 255)):
        a = model.accounts[i]
        a["stage"], a["stack"], a["fit"], a["adoption"] = Stage.ADOPTION, (255, 255, 255, late, late, late), 0.4, 0.2
    stacking.widen_use(model.accounts, active, world)
    p, first = model.company.value_stack, 0.15 + 0.85 * 0.4
    opened = p.breadth * (1.0 - first)
    assert model.accounts["adoption"][:2] == pytest.approx([0.2, 0.2 + p.widening_speed * opened])
    model.accounts["adoption"][1] = first + opened
    stacking.widen_use(model.accounts, active, world)
    assert model.accounts["adoption"][1] == pytest.approx(first + opened), "and no further"


def test_wider_purposes_wait_for_the_customers_organisation_to_change() -> None:
    model, world = _started({"change.enabled": True, "change.stalled_share": 0.4})
    world["now"]["active"] = 1
    a, p = model.accounts[0], model.company.value_stack
    a["stage"], a["stack"], a["fit"] = Stage.ADOPTION, (255,) * 6, 0.4
    most = 0.15 + 0.85 * 0.4 + p.breadth * (0.85 - 0.85 * 0.4)
    for changed, limit in ((0, 0.4 * most), (1, most)):
        a["has_changed"], a["adoption"] = changed, limit - 0.01
        for _ in range(300):
            stacking.widen_use(model.accounts, np.zeros(1, np.int32), world)
            stacking.speak(a, 0, 3, 4.0, 0.0, 0.0, world)
        assert a["adoption"] == pytest.approx(limit, rel=1e-3)
        assert a["adoption"] <= limit + 1e-12


def test_off_leaves_no_trace_and_its_parameters_say_nothing() -> None:
    loud = {"value_stack.per_hour": 5.0, "value_stack.breadth": 1.0, "value_stack.handover_loss": 1.0,
            "organisation.value_design.marketing.awareness": 0.1}  # fmt: skip
    off = lived(company(RICH_WITHOUT))
    assert not off.accounts["stack"].any()
    assert behaviour(lived(company(RICH_WITHOUT, loud))) == behaviour(off)
    on = lived(company(RICH_WITHOUT, ON))
    assert on.accounts["stack"].any()
    assert behaviour(on) != behaviour(off)


def test_a_department_cannot_speak_of_more_than_all_it_says() -> None:
    with pytest.raises(ScenarioError, match=r"sum to 1\.25, more than 1"):
        load(SCENARIOS / "base.yaml", Scenario, ["organisation.value_design.marketing.use=0.25"])
