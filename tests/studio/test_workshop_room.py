"""The room's rules: joining, roles, secrets, what may be decided and when, and what survives a restart."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.engine.company import Scenario
from sim.errors import StoreError
from sim.scenario import vary
from sim.studio.workshop import choices, play
from sim.studio.workshop.choices import DecisionError
from sim.studio.workshop.guesses import MOST, WITHIN_SECONDS, Guesses
from sim.studio.workshop.questions import DEPARTMENTS, GUESS, QUESTIONS, TEAMS, WHOLE
from sim.studio.workshop.room import MOST_NAME, MOST_PEOPLE, Room, RoomError, Setting
from sim.studio.workshop.store import Store

STRICT = choices.usual("marketing") | {"strictness": "strict"}
COMMON = {name: [{"metric": "cohort_ltv", "scope": "company", "target": 60_000.0}] for name in DEPARTMENTS}
USUAL = {team: choices.usual(team) for team in TEAMS}


def _reason(of: object, *arguments: object, **named: object) -> str:
    with pytest.raises(RoomError) as raised:
        of(*arguments, **named)  # type: ignore[operator]
    return raised.value.reason


def test_whoever_knows_the_code_joins_a_team() -> None:
    room = Room()
    token = room.join(f" {room.code.lower()} ", "whole", " Yu\nki ")
    assert (room.person(token).team, room.person(token).name) == ("whole", "Yuki")


def test_nobody_joins_by_another_code() -> None:
    room = Room()
    assert _reason(room.join, "ZZZZZZ", "whole", "") == "wrong_code"
    assert _reason(room.join, "", "whole", "") == "wrong_code"
    assert _reason(room.join, room.code, "board", "") == "wrong_team"
    assert not room.people


def test_a_room_has_an_end_and_so_has_a_name() -> None:
    room = Room()
    for _ in range(MOST_PEOPLE):
        token = room.join(room.code, "marketing", "名" * 100)
    assert len(room.person(token).name) == MOST_NAME
    assert _reason(room.join, room.code, "marketing", "") == "full"


def test_secrets_are_not_alike_and_no_token_is_the_trainers() -> None:
    room, other = Room(), Room()
    token = room.join(room.code, "marketing", "")
    assert len({room.key, other.key, room.code, other.code, token}) == 5
    assert room.is_trainer(room.key)
    assert not any(room.is_trainer(said) for said in (token, room.code, other.key, "", "é"))
    assert _reason(room.person, room.key) == "unknown"


def test_wrong_guesses_are_limited_by_address_and_forgotten_in_time() -> None:
    now = [0.0]
    guesses = Guesses(lambda: now[0])
    for _ in range(MOST):
        assert not guesses.refused("a")
        guesses.wrong("a")
    assert guesses.refused("a")
    assert not guesses.refused("b")
    now[0] = WITHIN_SECONDS + 1
    assert not guesses.refused("a")


@pytest.mark.parametrize("decision", [{}, STRICT | {"strictness": "rude"}, STRICT | {"more": "1"}, {"own": "mqls"}])
def test_only_complete_decisions_of_known_answers_are_taken(decision: dict[str, str]) -> None:
    room = Room()
    with pytest.raises(DecisionError):
        room.choose("marketing", decision, 0, ready=True)
    assert (room.drafts["marketing"], room.ready) == (choices.usual("marketing"), [])


def test_a_team_decides_for_the_quarter_to_come_alone() -> None:
    room = Room()
    room.choose("marketing", STRICT, 0, ready=True)
    assert (room.drafts["marketing"], room.ready) == (STRICT, ["marketing"])
    room.begin(room.coming(1))
    assert (room.decided[0]["marketing"], room.ready) == (STRICT, [])
    assert _reason(room.choose, "marketing", STRICT, 0, ready=True) == "too_late"
    room.choose("marketing", choices.usual("marketing"), 1, ready=False)
    assert room.decided[0]["marketing"] == STRICT


def test_what_was_run_is_not_moved_by_later_decisions() -> None:
    room = Room()
    decided = room.coming(2)
    room.drafts["marketing"]["strictness"] = "strict"
    assert [each["marketing"]["strictness"] for each in decided] == ["none", "none"]


def test_no_more_quarters_than_agreed_and_none_after_the_reveal() -> None:
    room = Room(setting=Setting(quarters=2))
    assert _reason(room.show, 1) == "nothing_yet"
    room.begin(room.coming(2))
    assert room.over
    assert _reason(room.coming, 1) == "over"
    room.show(1)
    assert _reason(room.choose, "marketing", STRICT, 2, ready=True) == "revealed"
    assert _reason(room.show, 9) == "wrong_step"
    room.again(Setting(quarters=3))
    assert (room.quarter, room.shown, room.setting.quarters) == (0, 0, 3)


def test_a_restart_loses_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path / "results" / "workshop" / "room.json")
    room = store.load()
    token = room.join(room.code, "marketing", "ゆき")
    room.choose("marketing", STRICT, 0, ready=True)
    room.begin(room.coming(1))
    room.show(1)
    store.save(room)
    again = store.load()
    assert again == room
    assert again.person(token).team == "marketing"
    assert [path.name for path in (tmp_path / "results" / "workshop").iterdir()] == ["room.json"]
    assert (tmp_path / "results" / "workshop").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("text", ["", "{", '{"code": 1}', '{"more": 1}'])
def test_a_file_that_is_no_workshop_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "room.json"
    path.write_text(text, "utf-8")
    with pytest.raises(StoreError, match=r"room\.json"):
        Store(path).load()


@pytest.mark.parametrize(
    ("team", "question", "answer"),
    [(team, q.name, a.name) for team, asked in QUESTIONS.items() for q in asked for a in q.answers],
)
def test_every_answer_makes_a_company_that_can_follow_the_usual_one(team: str, question: str, answer: str) -> None:
    decided = [USUAL, USUAL | {team: choices.usual(team) | {question: answer}}]
    way = play.course(Scenario(), decided, COMMON)
    assert len(way.later) == (decided[0] != decided[1] and question != GUESS.name)
    from sim.engine.model import Model
    from sim.engine.reform import plan

    small = {"market.accounts": 500, "run.years": 1.0}
    plan(Model(vary(way.first, small)), {week: vary(company, small) for week, company in way.later.items()})


def test_a_share_of_the_pay_hangs_on_the_common_goal() -> None:
    half = USUAL | {"customer_success": choices.usual("customer_success") | {"shared": "half"}}
    contract = choices.changes(half, COMMON)
    weights = [term["weight"] for term in contract["departments.customer_success.kpis"]]
    assert weights == pytest.approx([0.3, 0.2, 0.5])


def test_the_counterfactual_differs_in_goals_alone() -> None:
    shared = play.with_shared_goals([USUAL])[0]
    assert {team: one | {"shared": "none"} if team != WHOLE else one for team, one in shared.items()} == USUAL
    assert {shared[team]["shared"] for team in DEPARTMENTS} == {"all"}


def test_the_common_goal_is_that_of_the_company_with_shared_goals() -> None:
    terms = play.common_terms(Scenario())
    assert [term["metric"] for term in terms["customer_success"]] == ["retention", "onboarding"]
    assert set(terms) == set(DEPARTMENTS)


def test_no_more_quarters_are_played_than_the_company_is_long() -> None:
    with pytest.raises(RoomError, match="less than 21 quarters"):
        play.course(Scenario(), [USUAL] * 21, COMMON)
