"""Contributions: games with known answers, what is uncertain of drawn orders, and switches of real scenarios."""

import itertools
import math

import numpy as np
import pytest

from sim.errors import ScenarioError
from sim.experiments.attribution import path, shapley
from sim.experiments.attribution.switches import differences, switches
from sim.record.results import Replicate
from sim.record.series import PLACE
from sim.record.specifications import METRICS, SERIES
from sim.scenario import digest, parameter, vary
from tests.experiments import fakes
from tests.experiments.fakes import Desk, Scenario


def play(game, count, orders, replicates=8, noise=0.0, seed=1):
    """Values of a game of a set of switches, with luck that all coalitions share and luck of their own."""
    known = shapley.coalitions(orders)
    random = np.random.default_rng(seed)
    shared = random.normal(size=replicates)
    sets = [{i for i in range(count) if coalition >> i & 1} for coalition in known]
    own = noise * random.normal(size=(len(known), replicates))
    return known, np.array([game(turned) for turned in sets])[:, None] + shared + own


def shapley_by_definition(game, count):
    found = []
    for i in range(count):
        others, mean = [j for j in range(count) if j != i], 0.0
        for size in range(count):
            weight = math.factorial(size) * math.factorial(count - size - 1) / math.factorial(count)
            for chosen in itertools.combinations(others, size):
                mean += weight * (game({*chosen, i}) - game(set(chosen)))
        found.append(mean)
    return found


def test_an_additive_game_gives_back_its_terms():
    terms = [3.0, -1.0, 0.5, 0.0]
    orders = shapley.every_order(4)
    found = shapley.contributions(orders, *play(lambda turned: sum(terms[i] for i in turned), 4, orders))
    assert [one.shapley.mean for one in found] == pytest.approx(terms)
    assert [one.alone.mean for one in found] == pytest.approx(terms)
    assert [one.last.mean for one in found] == pytest.approx(terms)
    assert all(one.sampling_error == 0.0 for one in found)


def test_a_game_of_gloves_shares_what_only_pairs_earn():
    """One left glove and two right ones: 2/3, 1/6, 1/6 (the textbook's answer)."""
    orders = shapley.every_order(3)
    found = shapley.contributions(orders, *play(lambda turned: float(0 in turned and len(turned) > 1), 3, orders))
    assert [one.shapley.mean for one in found] == pytest.approx([2 / 3, 1 / 6, 1 / 6])
    assert found[0].alone.mean == pytest.approx(0.0)
    assert found[0].last.mean == pytest.approx(1.0)


def tangled(turned):
    """Main effects, a pair and a triple."""
    return (
        sum((i + 1) * 0.7 for i in turned)
        + 5.0 * (0 in turned and 3 in turned)
        - 4.0 * (1 in turned and 2 in turned and 4 in turned)
    )


def test_interactions_are_shared_by_definition():
    orders = shapley.every_order(5)
    found = shapley.contributions(orders, *play(tangled, 5, orders))
    assert [one.shapley.mean for one in found] == pytest.approx(shapley_by_definition(tangled, 5))


@pytest.mark.parametrize("orders", [shapley.every_order(5), shapley.drawn_orders(5, 6, seed=3)])
def test_contributions_add_up_to_the_difference(orders):
    known, values = play(tangled, 5, orders, noise=2.0)
    found = shapley.contributions(orders, known, values)
    whole = values[known.index(31)] - values[known.index(0)]
    assert sum(one.shapley.mean for one in found) == pytest.approx(whole.mean(), abs=1e-9)


def test_drawn_orders_come_within_their_own_error():
    """Eight switches. Mean and four standard errors: each of 8 fails with p < 1e-4 if the error is right."""
    orders = shapley.drawn_orders(8, 150, seed=2)
    found = shapley.contributions(orders, *play(tangled, 8, orders))
    exact = shapley_by_definition(tangled, 8)
    for one, true in zip(found, exact, strict=True):
        assert abs(one.shapley.mean - true) <= 4 * one.sampling_error + 1e-9
    assert found[0].sampling_error > 0.0
    assert found[0].shapley.low < exact[0] < found[0].shapley.high


def test_an_order_and_its_reverse_leave_no_error_where_switches_meet_in_pairs():
    orders = shapley.drawn_orders(9, 2, seed=1)
    game = lambda turned: 2.0 * len(turned) + 3.0 * (0 in turned and 1 in turned)  # noqa: E731
    found = shapley.contributions(orders, *play(game, 9, orders))
    assert found[0].shapley.mean == pytest.approx(3.5)
    assert found[0].sampling_error == pytest.approx(0.0, abs=1e-12)


def test_noise_widens_the_interval_and_a_failed_replicate_is_left_out():
    orders = shapley.every_order(2)
    known, values = play(lambda turned: 1.0 * len(turned), 2, orders, replicates=20, noise=0.5)
    values[1, 3] = np.nan
    found = shapley.contributions(orders, known, values)
    assert found[0].shapley.count == 19
    assert found[0].shapley.low < 1.0 < found[0].shapley.high
    assert 0.0 < found[0].shapley.high - found[0].shapley.low < 2.0


FIRST = Scenario()
SECOND = Scenario.model_validate(
    {
        "departments": {"marketing": {"headcount": 5}, "field_sales": {"headcount": 1}},
        "market": {"lift": 2.0, "seconds": 0.1},
        "run": {"seed": 9, "replications": 3},
    }
)


def test_differences_are_the_seconds_values_without_seed_and_name():
    assert differences(FIRST, SECOND) == {
        "market.lift": 2.0, "market.seconds": 0.1,
        "departments.marketing.headcount": 5, "departments.field_sales.headcount": 1,
    }  # fmt: skip


def test_a_section_is_a_switch_and_a_departments_headcount_too():
    names = [switch.name for switch in switches(differences(FIRST, SECOND))]
    assert names == ["market", "departments.marketing.headcount", "departments.field_sales.headcount"]
    each = [switch.name for switch in switches(differences(FIRST, SECOND), each=True)]
    assert each[:2] == ["market.lift", "market.seconds"]


def test_groups_gather_what_their_patterns_match():
    found = switches(differences(FIRST, SECOND), {"people": ["*.headcount"]})
    assert [switch.name for switch in found] == ["market", "people"]
    assert found[1].changes == {"departments.marketing.headcount": 5, "departments.field_sales.headcount": 1}


def test_a_pattern_that_matches_nothing_is_refused():
    with pytest.raises(ScenarioError, match=r"groups\.people.*matches nothing"):
        switches(differences(FIRST, SECOND), {"people": ["*.heads"]})


def test_scenarios_of_unequal_length_are_refused():
    longer = Scenario.model_validate({"run": {"years": 2}})
    with pytest.raises(ScenarioError, match=r"run\.years"):
        differences(FIRST, longer)


class Chain(Scenario):
    """A scenario with a mapping."""

    shops: dict[str, Desk] = parameter({"own": Desk()}, **fakes.NOWHERE)


def test_an_entry_that_only_the_second_has_is_one_value():
    first, second = Chain(), Chain.model_validate({"shops": {"own": {"headcount": 4}, "new": {"headcount": 2}}})
    found = differences(first, second)
    assert found == {"shops.own.headcount": 4, "shops.new": {"headcount": 2}}
    assert digest(vary(first, found)) == digest(second)
    with pytest.raises(ScenarioError, match=r"shops: .*second scenario lacks \(value new\)"):
        differences(second, first)


def test_links_are_what_they_say():
    """20 hours a week there, 15 worked, 30 waiting: 5 are free, and work waits two weeks (Little)."""
    weekly = np.zeros((26, len(SERIES)))
    for name, hours in (("hours_available", 20.0), ("hours_worked", 15.0), ("queue", 30.0)):
        weekly[:, PLACE[f"{name}_field_sales"]] = hours
    weekly[:, PLACE["orders"]], weekly[:4, PLACE["healthy"]] = 1.0, 2.0
    nothing = np.empty(0, dtype=np.int64)
    found = Replicate(0, dict.fromkeys(METRICS, 7.0), weekly, nothing, nothing, np.empty(0))
    values = {link.name: link.measure(found) for link in path.links("total_value")}
    assert values["free_hours_field_sales"] == 5.0
    assert values["queue_field_sales"] == 30.0
    assert values["wait_field_sales"] == 2.0
    assert np.isnan(values["wait_marketing"])
    assert values["healthy_share"] == pytest.approx(8 / 26)
    assert values["total_value"] == 7.0
    assert list(values)[-1] == "total_value"


def test_the_path_is_paired_and_leaves_out_what_failed():
    links = path.links("total_value")
    luck = np.random.default_rng(1).normal(size=(6, len(links)))
    second = luck + 4.0
    luck[2] = np.nan
    gap = path.steps(links, luck, second)[-1].gap
    assert gap.count == 5
    assert (gap.mean, gap.low, gap.high) == pytest.approx((4.0, 4.0, 4.0))


@pytest.mark.parametrize("metric", ["total_value", "churn_12m", "payback_months"])
def test_the_path_ends_at_the_metric_and_no_link_stands_in_it_twice(metric):
    names = [link.name for link in path.links(metric)]
    assert len(set(names)) == len(names)
    assert metric in names
