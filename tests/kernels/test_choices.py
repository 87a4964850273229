"""What members choose, and what then happens to the account: rules first, then the best pace, and why it moved."""

from __future__ import annotations

import numpy as np
import pytest

from sim.departments import field_sales, inside_sales, marketing
from sim.departments.desk import FIRST
from sim.draws import four
from sim.engine.model import Model
from sim.flows import Flow
from sim.incentives.worth import CARES
from sim.kernels.books import Books
from sim.organisation import belief
from sim.organisation.policies import forbidden
from sim.stages import Cause, Stage
from sim.world import prospects
from tests.kernels.rows import company, numbers, shaken, weights

BAR, RULE = 0.45, "policies.unfit_customers.refuse_below=0.3"
DESKS = {
    "marketing": (marketing, Stage.LEAD, "marketing_to_inside_sales"),
    "inside_sales": (inside_sales, Stage.MQL, "inside_sales_to_field_sales"),
    "field_sales": (field_sales, Stage.SQL, "field_sales_to_customer_success"),
}


def at_work(stage: Stage, *changes: str) -> Model:
    """A company whose accounts are all in one stage, of all degrees of interest, on the desks of the first seats."""
    model = company(*changes)
    rows = shaken(model, interest=(0.05, 1), quote=(5000, 60_000), information=(4, 9))
    model.books.stocks[Stage.MARKET] -= len(rows)
    model.books.stocks[stage] += len(rows)
    rows["stage"] = stage
    first = model.office["first"][0]
    for seat, name in zip(first, ("marketer", "qualifier", "seller"), strict=False):
        rows[name] = seat
    model.members["hours"] = model.members["speed"] = 1.0
    return model


def considered(model: Model, desk: object, worth: np.ndarray, pressure: float = 0.0) -> list[tuple[int, float]]:
    """What a member would do with each account, and how gladly."""
    member = model.members[0]
    member["pressure"] = pressure
    rows, rules, what = model.accounts, model.rules[0], desk.CHOICE  # type: ignore[attr-defined]
    luck = [four(model.key, what, i, model.week) for i in range(len(rows))]
    return [desk.consider(rows[i], i, luck[i], member, worth, rules) for i in range(len(rows))]  # type: ignore[attr-defined]


@pytest.mark.parametrize("pressure", [0.0, 0.6])
@pytest.mark.parametrize("name", DESKS)
def test_a_rule_is_kept_with_its_chance_and_comes_before_everything(name: str, pressure: float) -> None:
    """Below the bar a member refuses with chance compliance · (1 − pressure_effect · pressure), above it never."""
    desk, stage, gate = DESKS[name]
    model = at_work(stage, f"policies.qualification.{gate}={BAR}")
    policies = model.company.policies
    found = considered(model, desk, weights(MQLS=9.0, MEETINGS=9.0, PIPELINE=9.0), pressure)
    refused = np.array([action == desk.REFUSE for action, _ in found])  # type: ignore[attr-defined]
    assert all(score == FIRST for (action, score), no in zip(found, refused, strict=True) if no)
    rows, p = model.accounts, numbers(model.company.prospects)
    below = np.array([belief.estimate(a, prospects.interest_at(a, 0.0, p), model.rules[0]) < BAR for a in rows])
    assert not refused[~below].any()
    chance = policies.qualification.compliance * (1.0 - policies.unfit_customers.pressure_effect * pressure)
    error = 4.0 * np.sqrt(chance * (1.0 - chance) / below.sum())  # a right rule fails in one of 16,000 seeds
    assert error < 0.12
    assert abs(refused[below].mean() - chance) < error


@pytest.mark.parametrize("training", [0.0, 0.4, 1.0])
@pytest.mark.parametrize("pressure", [0.0, 0.7, 1.0])
def test_training_fills_its_share_of_what_pressure_takes_from_compliance(pressure: float, training: float) -> None:
    """Whom one cannot make successful is refused with chance k + (1 − k) · training, k falling with pressure (M30)."""
    policies = company(f"policies.unfit_customers.training={training}", RULE).company.policies
    untrained = policies.unfit_customers.untrained_compliance - policies.unfit_customers.pressure_effect * pressure
    chance, p = 1.0 - (1.0 - untrained) * (1.0 - training), numbers(policies)
    below, bar = policies.unfit_customers.refuse_below - 0.01, policies.unfit_customers.refuse_below
    assert forbidden(below, 0.0, pressure, chance - 1e-9, p)
    assert not forbidden(below, 0.0, pressure, chance + 1e-9, p)
    assert not forbidden(bar, 0.0, pressure, 1e-9, p)


@pytest.mark.parametrize("name", DESKS)
def test_who_is_trained_says_no_more_often_under_pressure_at_every_desk(name: str) -> None:
    desk, stage, _ = DESKS[name]
    refused = []
    for training in (0.0, 0.5, 1.0):
        model = at_work(stage, RULE, f"policies.unfit_customers.training={training}")
        rows, p = model.accounts, numbers(model.company.prospects)
        below = [belief.estimate(a, prospects.interest_at(a, 0.0, p), model.rules[0]) < 0.3 for a in rows]
        found = considered(model, desk, weights(MQLS=9.0, MEETINGS=9.0, PIPELINE=9.0), pressure=1.0)
        said_no = np.array([action == desk.REFUSE for action, _ in found])  # type: ignore[attr-defined]
        assert not said_no[~np.array(below)].any()
        refused.append(int(said_no.sum()))
    assert refused[0] < refused[1] < refused[2] == np.sum(below)


@pytest.mark.parametrize("name", DESKS)
def test_without_a_rule_nobody_refuses(name: str) -> None:
    desk, stage, _ = DESKS[name]
    for worth in (weights(), weights(MQLS=-9.0, MEETINGS=-9.0, ACCEPTED_MEETINGS=-99.0)):
        actions = {action for action, _ in considered(at_work(stage), desk, worth, pressure=1.0)}
        assert desk.REFUSE not in actions  # type: ignore[attr-defined]
        assert desk.GIVE_BACK in actions  # type: ignore[attr-defined]


def test_at_random_calling_researching_and_giving_back_are_equally_likely() -> None:
    model = at_work(Stage.MQL, "organisation.choice=random")
    found = considered(model, inside_sales, weights(MEETINGS=9.0))
    actions = np.array([action for action, _ in found])
    share = [np.mean(actions == each) for each in (inside_sales.CALL, inside_sales.RESEARCH, inside_sales.GIVE_BACK)]
    error = 4.0 * np.sqrt(2.0 / 9.0 / len(actions))  # a right choice fails in one of 16,000 seeds a share
    assert error < 0.1
    assert np.abs(np.array(share) - 1.0 / 3.0).max() < error
    first_three = [four(model.key, inside_sales.CHOICE, i, 0) for i in range(len(found))]
    assert [score for _, score in found] == [max(u[0], u[1], u[3]) for u in first_three]


def test_giving_back_is_worth_no_more_than_its_effort() -> None:
    """Without noise an MQL is called where that pays, and given back where a meeting would cost more than it brings."""
    model = at_work(Stage.MQL, "organisation.temperature=0", "organisation.effort=0.1")
    for a, (action, score) in zip(model.accounts, considered(model, inside_sales, weights(MEETINGS=5.0)), strict=True):
        chance = prospects.reach_chance(prospects.interest_at(a, 0.0, numbers(model.company.prospects)), 0,
                                        numbers(model.company.prospects))  # fmt: skip
        assert action == inside_sales.CALL
        assert score == pytest.approx(5.0 * chance / model.company.departments.inside_sales.call_hours - 0.1, rel=1e-11)
    found = considered(model, inside_sales, weights(MEETINGS=-5.0))
    assert found == [(inside_sales.GIVE_BACK, -0.1)] * len(found)


def test_after_the_last_attempt_an_mql_is_given_up_and_no_sooner() -> None:
    most = company().company.departments.inside_sales.most_attempts
    model = at_work(Stage.MQL)
    for attempts in (most - 1, most, most + 1):
        model.accounts["attempts"] = attempts
        found = considered(model, inside_sales, weights(MEETINGS=9.0))
        assert (found == [(inside_sales.GIVE_UP, FIRST)] * len(found)) == (attempts >= most)


GIVEN_BACK = [
    (marketing, Stage.LEAD, marketing.GIVE_BACK, Cause.RECYCLED_BY_CHOICE, 0),
    (marketing, Stage.LEAD, marketing.REFUSE, Cause.REFUSED, 1),
    (inside_sales, Stage.MQL, inside_sales.GIVE_BACK, Cause.RECYCLED_BY_CHOICE, 0),
    (inside_sales, Stage.MQL, inside_sales.REFUSE, Cause.REFUSED, 1),
    (inside_sales, Stage.MQL, inside_sales.GIVE_UP, Cause.NOT_REACHED, 0),
    (field_sales, Stage.SQL, field_sales.GIVE_BACK, Cause.RECYCLED_BY_CHOICE, 0),
    (field_sales, Stage.OPPORTUNITY, field_sales.REFUSE, Cause.REFUSED, 1),
]


@pytest.mark.parametrize(("desk", "stage", "action", "cause", "refused"), GIVEN_BACK)
def test_an_account_that_is_given_back_says_why(
    desk: object, stage: Stage, action: int, cause: Cause, refused: int
) -> None:
    model = at_work(stage)
    own, a = Books(len(model.members), detailed=True), model.accounts[7]
    own.make_room(1, 1)
    desk.perform(a, 7, action, 2, weights(), 0.25, model.members, model.rules[0], own.pages)  # type: ignore[attr-defined]
    (move,) = own.move_log()
    assert (move["from_stage"], move["to_stage"], move["cause"], move["member"]) == (stage, Stage.RECYCLED, cause, 2)
    assert own.flows[Flow.RECYCLED] == 1
    assert own.flows[Flow.REFUSED] == refused
    assert a["returns_week"] > 0


def test_a_closing_meeting_counts_what_a_loss_costs() -> None:
    """Whoever is paid on the win rate meets a prospect who decides only where the chance of a yes pays for a no."""
    changes = ("organisation.temperature=0", "organisation.effort=0", "departments.field_sales.pitch=honest")
    model = at_work(Stage.OPPORTUNITY, *changes, "departments.field_sales.discount=0", "prospects.win_intercept=-3")
    rows, s = model.accounts, model.company
    rows["meetings"], rows["ready_week"] = s.departments.field_sales.least_meetings, 0
    worth = weights(ORDERS=1.0, LOST=-1.0)
    worth[CARES] = 1.0
    met = set()
    p = numbers(s.prospects)
    for a, (action, score) in zip(rows, considered(model, field_sales, worth), strict=True):
        interest = prospects.after_meeting(prospects.interest_at(a, 0.0, p), a["information"], 0, p)
        yes = prospects.apparent_chance(a, interest, a["promise"], 0.0, p)
        hours = s.departments.field_sales.closing_hours * a["scale"] ** s.departments.field_sales.hours_of_size
        pace = (yes - (1.0 - yes) * (1.0 - s.prospects.undecided_share)) / hours
        met.add(int(action))
        assert score == pytest.approx(max(pace, 0.0), rel=1e-10, abs=1e-15)
        assert action == (field_sales.GIVE_BACK if pace < 0 else field_sales.HONEST)
    assert len(met) > 1


@pytest.mark.parametrize(("discount", "chosen"), [(0.15, True), (0.0, False)])
def test_without_a_discount_none_is_chosen(discount: float, chosen: bool) -> None:
    """Not even as a second throw of the dice for an honest meeting."""
    model = at_work(Stage.OPPORTUNITY, "organisation.temperature=10", f"departments.field_sales.discount={discount}")
    model.accounts["meetings"], model.accounts["ready_week"] = model.company.departments.field_sales.least_meetings, 0
    worth = weights(ORDERS=1.0)
    actions = {int(action) for action, _ in considered(model, field_sales, worth)}
    assert (field_sales.DISCOUNT in actions) is chosen
    assert {field_sales.HONEST, field_sales.PROMISE} < actions


def chosen_way(worth: np.ndarray, *changes: str) -> dict[int, int]:
    """How many prospects a seller without noise would meet in which way, before they can decide."""
    sure = ("organisation.temperature=0", "organisation.effort=0", *changes)
    model = at_work(Stage.SQL, *sure)
    actions = np.array([action for action, _ in considered(model, field_sales, worth)])
    return {way: int((actions == way).sum()) for way in (field_sales.HONEST, field_sales.PROMISE)}


@pytest.mark.parametrize("volume", ["ORDERS", "BOOKINGS"])
def test_who_is_paid_on_volume_promises_more_than_who_is_paid_on_value(volume: str) -> None:
    """A promise excites and costs retention later: only who is paid on what comes later weighs the one by the other."""
    by_volume, by_value = weights(**{volume: 1.0}), weights(LIFETIME_VALUE=1.0)
    by_volume[CARES] = by_value[CARES] = 1.0
    dear = ("organisation.beliefs.promise_cost=0.6",)
    sold, kept = chosen_way(by_volume, *dear), chosen_way(by_value, *dear)
    assert sold[field_sales.HONEST] == 0 < sold[field_sales.PROMISE]
    assert kept[field_sales.HONEST] > kept[field_sales.PROMISE]
    free = chosen_way(by_value, "organisation.beliefs.promise_cost=0")
    assert free[field_sales.HONEST] < kept[field_sales.HONEST]
    barred = chosen_way(by_volume, *dear, "departments.field_sales.pitch=honest")
    assert barred[field_sales.PROMISE] == 0 < barred[field_sales.HONEST]


def called(action: int, hour_of_research: float) -> tuple[Model, np.ndarray, np.ndarray]:
    """All MQLs called, with research or without, by somebody who keeps to a bar: the booked, and the hours of each."""
    model = at_work(Stage.MQL, "policies.qualification.inside_sales_to_field_sales=0.4", "market.accounts=4000",
                    "policies.qualification.compliance=1", "prospects.reach_chance=1", "organisation.temperature=0",
                    f"organisation.perception.hour_of_research={hour_of_research}")  # fmt: skip
    model.accounts["information"] = 1.0
    books = Books(len(model.members), detailed=True)
    books.make_room(len(model.accounts), len(model.accounts))
    hours = [inside_sales.perform(a, i, action, 2, weights(), 0.25, model.members, model.rules[0], books.pages)
             for i, a in enumerate(model.accounts)]  # fmt: skip
    return model, model.accounts["stage"] == Stage.SQL, np.array(hours)


def test_research_before_a_call_books_better_fitting_accounts_and_takes_hours() -> None:
    """Against a second look at what is known already: what research tells makes the same bar choose better."""
    arms = [(inside_sales.CALL, 1.5), (inside_sales.RESEARCH, 0.0), (inside_sales.RESEARCH, 15.0)]
    found = [called(*arm) for arm in arms]
    fits = [model.accounts["fit"][booked] for model, booked, _ in found]
    gain, error = fits[2].mean() - fits[1].mean(), np.sqrt(sum(fit.var() / len(fit) for fit in fits[1:]))
    assert gain > 4.0 * error
    assert fits[1].mean() > fits[0].mean()
    for (model, booked, hours), (action, told) in zip(found, arms, strict=True):
        p, dropped = model.company.departments.inside_sales, model.accounts["stage"] == Stage.RECYCLED
        researched = p.research_hours if action == inside_sales.RESEARCH else 0.0
        assert dropped.any() == (action == inside_sales.RESEARCH)
        assert (model.accounts["information"][dropped] == 1.0 + researched * told).all()
        assert hours[booked] == pytest.approx(p.call_hours + researched)
