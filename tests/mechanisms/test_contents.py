"""Contents: what they cost, how many and whom they draw, and how interested these are (M17)."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.engine.company import Scenario
from sim.engine.model import Model
from sim.engine.phases import live
from sim.engine.week import WEEK
from sim.errors import ScenarioError
from sim.record.series import PLACE
from sim.scenario import load, vary
from sim.stages import Department, Journey, Stage
from sim.world import channels, market, stacking, value
from sim.world.contents import Content, with_contents
from tests.laws.companies import behaviour, company, lived
from tests.scenario.company import write

CHANNELS = tuple(Scenario().market.channels)
CURIOUS = slice(4, None)  # the classes of curiosity buyers
# Many respond, and hours, customers and nobody's work bring them alike.
BUSY = {f"market.channels.{name}.{field}": value for name in CHANNELS
        for field, value in (("weekly_leads", 60.0), ("leads_per_hour", 2.0), ("of_customers", 3.0))}  # fmt: skip
ODD = {"weekly_cost": 900.0, "weekly_hours": 12.0, "reach": 3.0, "selectivity": 1.0, "curiosity": 0.2, "interest": 1.0,
       "latent": 0.5}  # fmt: skip


def _showing(*shown_by: str, **numbers: float) -> dict[str, Any]:
    """A content with these numbers, and the channels that show it."""
    return {"market.contents": {"case_study": numbers}} | {
        f"market.channels.{name}.content": "case_study" for name in shown_by
    }


def _total(model: Model, name: str) -> float:
    return float(model.weekly[:, PLACE[name]].sum())


def _strengths(model: Model, customers: int = 80) -> np.ndarray:
    """How strongly each channel draws this week, after the same hours put into each."""
    model.channels["hours"] = 20.0
    channels.respond(*model.market[:4], customers, model.now[0])
    return np.array(model.channels["strength"])


def _came_by(model: Model, *names: str) -> Any:
    """The accounts whose latest response was to one of these channels."""
    accounts = model.accounts
    asked = (accounts["quote"] > 0) & (accounts["inherited"] == 0)
    return accounts[asked & np.isin(accounts["channel"], [CHANNELS.index(name) for name in names])]


def test_the_base_company_has_none() -> None:
    assert not Scenario().market.contents
    assert {channel.content for channel in Scenario().market.channels.values()} == {""}


@pytest.mark.parametrize("contents", [_showing(**ODD), _showing(*CHANNELS)], ids=["shown by none", "changes nothing"])
def test_what_is_not_shown_or_changes_nothing_leaves_every_bit(contents: dict[str, Any]) -> None:
    assert behaviour(lived(company(contents))) == behaviour(lived(company()))


def test_a_channel_without_content_is_as_it_was() -> None:
    plan = company(_showing("events", **ODD)).market
    met = with_contents(plan.channels, plan.contents)
    assert [name for name in CHANNELS if met[name] != plan.channels[name]] == ["events"]


@pytest.mark.parametrize("shown_by", [("events",), ("search", "events", "targeted")])
def test_a_content_costs_money_once_wherever_it_is_shown(shown_by: tuple[str, ...]) -> None:
    paid, free = lived(company(_showing(*shown_by, weekly_cost=700.0))), lived(company())
    assert _total(free, "money_channel") - _total(paid, "money_channel") == pytest.approx(700.0 * paid.weeks)
    assert paid.accounts.tobytes() == free.accounts.tobytes()  # money is paid by the company, and moves nobody


@pytest.mark.parametrize("shown_by", [("events",), ("search", "events", "targeted")])
def test_a_content_takes_hours_of_marketing_once_wherever_it_is_shown(shown_by: tuple[str, ...]) -> None:
    """A week without leads, in which marketing puts into channels what its duties leave."""
    fields = {"weekly_leads": 0.0, "leads_per_hour": 100.0, "saturation_hours": 10_000.0}  # an hour always pays
    quiet = {f"market.channels.{name}.{field}": value for name in CHANNELS for field, value in fields.items()}
    spent = []
    for contents in ({}, _showing(*shown_by, weekly_hours=9.0)):
        model = Model(company(quiet, contents))
        model.step()
        members = model.members[model.members["department"] == Department.MARKETING]
        assert members["worked"] == pytest.approx(members["hours"])
        assert not members["backlog"].any()
        spent.append(model.channels["hours"].sum())
    assert spent[0] - spent[1] == pytest.approx(9.0)


def test_hours_that_marketing_has_not_are_backlog() -> None:
    model = Model(company(_showing("events", weekly_hours=500.0)))
    model.step()
    members = model.members[model.members["department"] == Department.MARKETING]
    able = members["hours"] @ members["speed"]
    leads = model.company.departments.marketing.scoring_hours * _total(model, "leads")
    left = members["backlog"] @ members["speed"]
    assert 500.0 - able <= left <= 500.0 - able + leads + 1e-9
    assert not model.channels["hours"].any()


@pytest.mark.parametrize("reach", [0.0, 0.5, 2.0])
def test_reach_multiplies_what_a_channel_brings(reach: float) -> None:
    """By itself, by hours and by customers alike, and in the channel that shows it alone."""
    alone, showing = Model(company(BUSY)), Model(company(BUSY, _showing("events", reach=reach)))
    factor = np.where(np.array(CHANNELS) == "events", reach, 1.0)
    np.testing.assert_allclose(_strengths(showing), factor * _strengths(alone), rtol=1e-12)


def test_more_reach_brings_more_leads_by_that_channel() -> None:
    alone, showing = lived(company(BUSY)), lived(company(BUSY, _showing("events", reach=3.0)))
    assert len(_came_by(showing, "events")) > 1.5 * len(_came_by(alone, "events"))


def _shares(model: Model) -> np.ndarray:
    """The share of each class in the responses to the last channel, by the numbers of accounts."""
    weights = model.market[1][:, -1]
    count = np.bincount(model.accounts["appeal"][: model.visible_accounts], minlength=8) * weights
    return np.asarray(count / count.sum())


def test_selectivity_adds_to_that_of_the_channel() -> None:
    """The class weights follow the sum, and a response is as likely as before: only who responds changes."""
    alone, showing = Model(company(BUSY)), Model(company(BUSY, _showing("targeted", selectivity=0.7)))
    own = alone.company.market.channels["targeted"].selectivity
    pull = np.exp((own + 0.7) * channels.QUARTILE_MEANS)
    np.testing.assert_allclose(showing.market[1][:4, -1], pull / pull.mean())
    leads = [_strengths(model)[-1] * model.channels["scale"][-1] for model in (alone, showing)]
    assert leads[0] == pytest.approx(leads[1])


def test_selective_contents_draw_leads_of_better_fit() -> None:
    mean = {bend: _came_by(lived(company(BUSY, _showing(*CHANNELS, selectivity=bend))), *CHANNELS)["fit"].mean()
            for bend in (-1.0, 0.0, 1.0)}  # fmt: skip
    assert mean[-1.0] < mean[0.0] < mean[1.0]


def test_members_expect_better_fit_of_a_channel_that_shows_selective_contents() -> None:
    believed = [
        Model(company(_showing("search", selectivity=bend))).channels["believed_fit"] for bend in (-1.0, 0.0, 1.0)
    ]
    assert believed[0][0] < believed[1][0] < believed[2][0]
    assert believed[0][1:].tolist() == believed[1][1:].tolist() == believed[2][1:].tolist()


@pytest.mark.parametrize("curiosity", [0.0, 0.4, 3.0])
def test_curiosity_multiplies_the_odds_of_curiosity_buyers(curiosity: float) -> None:
    before, after = (
        _shares(Model(company(extra)))[CURIOUS].sum() for extra in ({}, _showing("targeted", curiosity=curiosity))
    )
    assert after / (1.0 - after) == pytest.approx(curiosity * before / (1.0 - before))


def test_contents_for_the_curious_draw_curiosity_buyers() -> None:
    share = {more: _came_by(lived(company(BUSY, _showing(*CHANNELS, curiosity=more))), *CHANNELS)["curious"].mean()
             for more in (0.0, 1.0, 3.0)}  # fmt: skip
    assert share[0.0] == 0.0 < share[1.0] < share[3.0]


@pytest.mark.parametrize(("own", "lift", "met"), [
    (0.5, 1.0, 1.0 / (1.0 + math.exp(-1.0))),
    (0.8, -math.log(4.0), 0.5),
    (0.0, 3.0, 0.0),
    (1.0, -3.0, 1.0),
    (0.3, 0.0, 0.3),
])  # fmt: skip
def test_interest_moves_by_logits(own: float, lift: float, met: float) -> None:
    plan = company({"market.channels.events.interest": own}, _showing("events", interest=lift)).market
    assert with_contents(plan.channels, plan.contents)["events"].interest == pytest.approx(met, rel=1e-12)


def test_contents_leave_interest() -> None:
    """The first week's leads are the same accounts, however interested."""
    leads = []
    for lift in (-1.0, 0.0, 1.0):
        model = Model(company(BUSY, _showing(*CHANNELS, interest=lift)))
        live(model, *WEEK[:2])
        leads.append(_came_by(model, *CHANNELS))
    assert len({len(each) for each in leads}) == 1
    assert leads[0]["interest"].mean() < leads[1]["interest"].mean() < leads[2]["interest"].mean()


STACKING = {"value_stack.enabled": True}


def test_without_stacked_value_a_message_says_nothing() -> None:
    other = {"value_stack.enabled": False}
    assert behaviour(lived(company(other, _showing(*CHANNELS, latent=1.0)))) == behaviour(lived(company(other)))


def test_contents_that_change_nothing_leave_every_bit_of_stacked_value() -> None:
    assert behaviour(lived(company(STACKING, _showing(*CHANNELS)))) == behaviour(lived(company(STACKING)))


@pytest.mark.parametrize("latent", [0.25, 1.0])
def test_a_content_turns_a_share_of_explicit_talk_to_the_latent_layer(latent: float) -> None:
    """Who responds has received what marketing would give if it spoke so itself."""
    shares = {"awareness": 0.75 * (1 - latent), "interest": 0.25 * (1 - latent), "purchase": latent}
    turned = {f"organisation.value_design.marketing.{layer}": share for layer, share in shares.items()}
    stacks = []
    for changes, read in ((turned, 0.0), ({}, latent)):
        model = Model(company(STACKING, {"value_stack.width": 10.0}, changes))
        world = model.rules["nature"][0]
        value.show(read, world)
        for i in range(200):
            stacking.read_about_us(model.accounts[i], i, False, 0, world)
        stacks.append(np.array(model.accounts["stack"][:200]))
    assert stacks[0][:, int(Journey.PURCHASE)].any()
    np.testing.assert_array_equal(stacks[0], stacks[1])


def test_only_who_responds_to_a_channel_that_shows_it_has_read_it() -> None:
    """The first week's leads are the same accounts, whatever they read."""
    stacks = {}
    for latent in (0.0, 1.0):
        model = Model(company(BUSY, STACKING, _showing("search", latent=latent)))
        live(model, *WEEK[:2])
        came = _came_by(model, "search"), _came_by(model, "advertising", "events", "targeted")
        stacks[latent] = [np.array(each["stack"]) for each in came]
    assert stacks[0.0][0][:, int(Journey.AWARENESS)].any()
    assert not stacks[1.0][0][:, : int(Journey.PURCHASE)].any()
    assert stacks[0.0][1].any()
    np.testing.assert_array_equal(stacks[0.0][1], stacks[1.0][1])


def test_who_is_referred_has_read_marketings_own() -> None:
    """Though somebody before it has read a content."""
    model = Model(company(STACKING, _showing(*CHANNELS, latent=1.0)))
    world, books = model.rules["nature"][0], model.books.pages
    value.show(1.0, world)
    respond = market._respond
    i = int(np.flatnonzero(model.accounts["stage"][: model.visible_accounts] == Stage.MARKET)[0])
    respond(model.accounts[i], i, False, model.market[3], model.channels, 2, world, books)
    assert model.accounts["channel"][i] == market.REFERRAL
    assert model.accounts["stack"][i, int(Journey.AWARENESS)] > 0


def test_the_example_of_the_model_page_loads(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "model.md").read_text("utf-8")
    start = page.index("    market:\n      contents:")
    text = page[start : page.index("\n\n", start)]
    plan = load(write(tmp_path, "\n".join(line[4:] for line in text.splitlines())), Scenario).market
    assert list(plan.contents) == [plan.channels["search"].content] == ["case_study"]


@pytest.mark.parametrize(("text", "message"), [
    ("market:\n  channels:\n    search: {content: case_studdy}\n  contents: {case_study: {}, article: {}}",
     "mine.yaml:3: market.channels.search.content: is not one of the contents (value case_studdy). "
     "Remedy: give one of case_study, article, or declare case_studdy under market.contents."),
    ("market:\n  channels:\n    search:\n      content: article",
     "mine.yaml:4: market.channels.search.content: is not one of the contents (value article). "
     "Remedy: declare article under market.contents."),
    ("market:\n  contents:\n    article: {reach: -1}",
     "mine.yaml:3: market.contents.article.reach: must be from 0 to 10 [ratio] (value -1)."),
    ("market:\n  contents:\n    article: {reech: 1}",
     "mine.yaml:3: market.contents.article.reech: is not a known key. Remedy: did you mean `reach`?"),
])  # fmt: skip
def test_messages(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        load(write(tmp_path, text), Scenario)
    assert message in str(refused.value)
    assert refused.value.exit_status == 2


def test_contents_are_varied_as_channels_are() -> None:
    scenario = company(_showing("search", **ODD))
    assert vary(scenario, {"market.contents.case_study.reach": 0.5}).market.contents["case_study"].reach == 0.5
    other = vary(scenario, {"market.contents.article": {"reach": 2.0}, "market.channels.search.content": "article"})
    assert other.market.contents["article"] == Content(reach=2.0)
    with pytest.raises(ScenarioError, match="is not one of the contents"):
        vary(scenario, {"market.channels.search.content": "article"})
