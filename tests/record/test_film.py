"""The film of a replicate replays to the weekly series, and taking it changes nothing."""

from __future__ import annotations

import numpy as np
import pytest

from sim.engine.model import Model
from sim.record.film import Film, film, sample, sampling
from sim.stages import STAGE_COUNT, Department, Stage
from tests.theory.small_company import scenario

SMALL = {"market__accounts": 2000, "run__years": 2}


def filmed(dots: int, **changes: object) -> tuple[Film, Model]:
    model = Model(scenario("siloed", **SMALL, **changes), 0, detail=True)
    return film(model, dots), model


@pytest.fixture(scope="module")
def whole() -> tuple[Film, Model]:
    return filmed(10_000, market__born_per_year=0.05)


def replayed(taken: Film) -> np.ndarray:
    """(weeks, stages): dots in each stage at the end of each week, from the first picture and the moves alone."""
    stage, moves, counts = taken.dots["stage"].copy(), taken.moves, []
    for week in range(taken.weeks):
        for move in moves[moves["week"] == week]:
            stage[move["dot"]] = move["to"]
        there = taken.dots["born"] <= week
        counts.append(np.bincount(stage[there], minlength=STAGE_COUNT))
    return np.array(counts)


def test_all_accounts_replay_to_the_weekly_series(whole: tuple[Film, Model]) -> None:
    taken, model = whole
    assert taken.every == 1
    assert len(model.accounts) > 2000  # some are born on the way
    np.testing.assert_array_equal(replayed(taken), model.weekly[:, :STAGE_COUNT])
    np.testing.assert_array_equal(taken.stocks, model.weekly[:, :STAGE_COUNT])


def test_a_sample_is_some_accounts_of_the_same_film(whole: tuple[Film, Model]) -> None:
    taken, _ = filmed(500, market__born_per_year=0.05)
    assert taken.every == 5
    of_all = whole[0].moves[np.isin(whole[0].moves["dot"], taken.dots["account"])]
    np.testing.assert_array_equal(taken.dots["account"][taken.moves["dot"]], of_all["dot"])
    for column in ("week", "part", "to", "cause", "seat", "by", "believed", "health"):
        np.testing.assert_array_equal(taken.moves[column], of_all[column])
    np.testing.assert_array_equal(taken.desks, whole[0].desks)


def test_whoever_films_changes_nothing(whole: tuple[Film, Model]) -> None:
    unseen = Model(whole[1].company, 0).run()
    assert unseen.weekly.tobytes() == whole[1].weekly.tobytes()


def test_looking_at_health_leaves_no_note() -> None:
    company = scenario("siloed", **SMALL, organisation__health__enabled=True)
    model, unseen = Model(company, 0, detail=True), Model(company, 0).run()
    film(model, 500)
    assert np.asarray(model.accounts).tobytes() == np.asarray(unseen.accounts).tobytes()


def test_queues_of_desks_add_up_to_what_departments_have_in_hand(whole: tuple[Film, Model]) -> None:
    taken, model = whole
    inside = model.members["department"] == Department.INSIDE_SALES
    np.testing.assert_array_equal(taken.desks["queue"][:, inside].sum(axis=1), taken.stocks[:, Stage.MQL])


def test_moves_come_in_order_to_a_desk_of_their_department(whole: tuple[Film, Model]) -> None:
    moves = whole[0].moves
    moment = moves["week"].astype(int) * 1000 + moves["part"]
    assert (np.diff(moment) >= 0).all()
    to_field = moves[moves["to"] == Stage.SQL]
    assert len(to_field)
    assert (whole[1].members["department"][to_field["seat"]] == Department.FIELD_SALES).all()
    assert (moves["seat"][moves["to"] == Stage.RECYCLED] == -1).all()


def test_what_is_believed_differs_from_what_is_so(whole: tuple[Film, Model]) -> None:
    taken, _ = whole
    at_meeting = taken.moves[taken.moves["to"] == Stage.OPPORTUNITY]
    error = at_meeting["believed"] - taken.dots["fit"][at_meeting["dot"]].astype(int)
    assert np.abs(error).mean() > 5  # of 255
    assert np.corrcoef(at_meeting["believed"], taken.dots["fit"][at_meeting["dot"]])[0, 1] > 0.1


def test_sampling_keeps_to_the_number_of_dots() -> None:
    assert [sampling(accounts, 6000) for accounts in (1, 6000, 6001, 23_011)] == [1, 1, 2, 4]


@pytest.mark.parametrize("heads", [2, 3, 5, 6, 8, 10, 12])
@pytest.mark.parametrize("every", [2, 4, 6])
def test_a_sample_sees_every_desk_alike(every: int, heads: int) -> None:
    chosen = sample(20_000, every)
    assert (np.diff(chosen) > 0).all()
    assert (chosen // every == np.arange(len(chosen))).all()  # one of every run
    at_desk = np.bincount(chosen % heads, minlength=heads)
    assert at_desk.min() > 0.85 * len(chosen) / heads
