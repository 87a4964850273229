"""Watch and Lives as the page asks for them: the film's file, desks, fates and lives."""

from __future__ import annotations

import json
import struct
from typing import Any

import numpy as np
import pytest
from starlette.testclient import TestClient

from sim.engine.model import Model
from sim.record.film import film
from sim.stages import STAGE_COUNT, Stage
from sim.studio.film import about, pack, shoot
from tests.theory.small_company import scenario

SMALL = {"market__accounts": 2000, "run__years": 1}
CUSTOMER = {"onboarding", "implementation", "adoption", "renewal", "advocate"}
SILOED, SHARED = ({"preset": name, "changes": {}} for name in ("siloed", "shared"))


def unpacked(content: bytes) -> tuple[dict[str, Any], dict[str, dict[str, np.ndarray]]]:
    """Header and columns of a film, read as its description says."""
    assert content[:4] == b"TSK1"
    length = struct.unpack_from("<I", content, 4)[0]
    header = json.loads(content[8 : 8 + length])
    start = -(-(8 + length) // 8) * 8
    tables: dict[str, dict[str, np.ndarray]] = {}
    for column in header["columns"]:
        values = np.frombuffer(content, f"<{column['type']}", column["length"], start + column["at"])
        tables.setdefault(column["table"], {})[column["name"]] = values
    return header, tables


@pytest.fixture(scope="module")
def packed() -> tuple[bytes, Model]:
    model = Model(scenario("siloed", **SMALL), 0, detail=True)
    return pack(film(model), about(model)), model


def test_the_file_replays_to_the_weekly_series(packed: tuple[bytes, Model]) -> None:
    header, tables = unpacked(packed[0])
    moves, dots = tables["moves"], tables["dots"]
    stage, last = dots["stage"].copy(), np.zeros(0)
    for week in range(header["weeks"]):
        for place in np.flatnonzero(moves["week"] == week):
            stage[moves["dot"][place]] = moves["to"][place]
        last = np.bincount(stage[dots["born"] <= week], minlength=STAGE_COUNT)
        np.testing.assert_array_equal(last, packed[1].weekly[week, :STAGE_COUNT])
    stocks = tables["stocks"]["accounts"].reshape(header["weeks"], STAGE_COUNT)
    np.testing.assert_array_equal(stocks[-1], last)


def test_the_file_says_what_it_is_about(packed: tuple[bytes, Model]) -> None:
    header, tables = unpacked(packed[0])
    assert header["stages"] == [each.name.lower() for each in Stage]
    assert [each["name"] for each in header["departments"]][-1] == "customer_success"
    assert header["title"]["ja"]
    assert header["every"] == 1
    assert header["accounts"] == len(tables["dots"]["stage"])
    queue = tables["desks"]["queue"].reshape(header["weeks"], -1)
    assert queue.shape[1] == len(packed[1].members)
    inside = header["departments"][1]["first"], header["departments"][2]["first"]
    in_hand = tables["stocks"]["accounts"].reshape(-1, STAGE_COUNT)[:, Stage.MQL]
    np.testing.assert_array_equal(queue[:, slice(*inside)].sum(axis=1), in_hand)


def test_a_film_is_the_same_bytes_again() -> None:
    company = scenario("shared", market__accounts=1000, run__years=0.5)
    assert shoot(company, 3) == shoot(company, 3)
    assert shoot(company, 3) != shoot(company, 4)


def test_the_page_gets_its_film(client: TestClient) -> None:
    answer = client.post("/api/film", json={"company": SILOED, "seed": 7})
    assert answer.headers["content-encoding"] == "gzip"
    header, _ = unpacked(answer.content)
    assert (header["seed"], header["replicate"], header["weeks"]) == (7, 0, 52)


def test_a_desk_is_told_with_pay_and_queue(client: TestClient) -> None:
    asked = {"company": SILOED, "week": 30, "seat": 0}
    told = client.post("/api/desk", json=asked).json()
    assert (told["department"], told["number"], told["week"]) == ("marketing", 1, 30)
    assert told["pay"][0]["words"] == {"en": "leads passed on", "ja": "MQL数"}
    assert told["waiting"] == len(told["queue"])


@pytest.mark.parametrize("asked", [{"week": 52, "seat": 0}, {"week": 0, "seat": 500}, {"week": -1, "seat": 0}])
def test_a_desk_that_is_not_there_is_refused(client: TestClient, asked: dict[str, int]) -> None:
    answer = client.post("/api/desk", json={"company": SILOED, **asked})
    assert answer.status_code == 400
    assert answer.json()["error"]["message"]


def test_a_market_too_large_to_film_is_refused(client: TestClient) -> None:
    large = {"preset": "siloed", "changes": {"market.accounts": 500_000}}
    answer = client.post("/api/film", json={"company": large})
    assert answer.status_code == 422
    assert answer.json()["error"]["key"] == "market.accounts"


def test_fates_and_lives_agree(client: TestClient) -> None:
    arms = {"arms": [SILOED, SHARED]}
    found = client.post("/api/fates", json=arms).json()
    kind = found["switches"][0]
    assert kind["count"] == max(each["count"] for each in found["switches"])
    told = client.post("/api/life", json={**arms, "account": kind["examples"][0]["account"]}).json()
    for life, fate in zip(told["lives"], kind["fates"], strict=True):
        # Who is a customer in week 0 has moves that come from there.
        ever = {move[end] for move in life["moves"] for end in ("from", "to")}
        assert bool(ever & CUSTOMER) == (fate != "never") or not ever
        assert all(move["words"]["ja"]["said"] for move in life["moves"])
    assert told["divergence"]["en"] != told["divergence"]["ja"]
    parted = [move["week"] for life in told["lives"] for move in life["moves"]]
    assert told["divergence"]["week"] in parted


def test_the_same_company_twice_has_one_fate(client: TestClient) -> None:
    arms = {"arms": [SILOED, SILOED]}
    assert client.post("/api/fates", json=arms).json()["switches"] == []
    assert client.post("/api/life", json={**arms, "account": 5}).json()["divergence"] is None


def test_a_customer_who_is_not_there_is_refused(client: TestClient) -> None:
    answer = client.post("/api/life", json={"arms": [SILOED, SHARED], "account": 10_000_000})
    assert answer.status_code == 400
    assert "no customer" in answer.json()["error"]["message"]
