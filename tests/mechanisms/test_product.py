"""Connections and development raise the ceiling of use, at a cost (M10, M37)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.draws import four
from sim.record.series import PLACE
from sim.world import product
from tests.laws.companies import RICH, behaviour, company, lived
from tests.mechanisms.worlds import model, nature


def test_connections_reach_what_a_customer_uses_beside_the_product() -> None:
    started = model(product__integrations__partners=4, product__integrations__rivals=12)
    world, seen = nature(started), set()
    for i in range(200):
        need, rivals, _, _ = four(started.key, product.SERVICES, i, 0)
        share = 0.5 if rivals < 0.3 else 0.0
        seen.add(share)
        assert product.rise(i, world) == pytest.approx(0.5 * need * ((1 - share) * 0.5 + share * 0.75), rel=1e-12)
        assert product.kept_from_rivals(i, world) == pytest.approx(1.0 - (0.03 * 0.75 if share else 0.0))
    assert seen == {0.0, 0.5}


def test_without_connections_nothing_rises_and_nobody_is_drawn_away() -> None:
    world = nature(model())
    assert [(product.rise(i, world), product.kept_from_rivals(i, world)) for i in range(5)] == [(0.0, 1.0)] * 5


def test_reports_come_through_after_their_delay_and_beat_guesses() -> None:
    started = model(product__development__enabled=True, product__development__delay_weeks=2)
    world, books = nature(started), started.books.pages
    row, now = started.accounts[0], started.now
    row["success"] = 0.25
    solved = []
    for week in range(5):
        now["week"] = week
        if week == 1:
            product.report_problem(row, world)
        before = float(now["solved_problems"][0])
        product.develop(world, books)
        solved.append(float(now["solved_problems"][0]) - before)
    work = 24.0 / 52.0
    guessed = 0.25 * work
    assert solved == pytest.approx([guessed, guessed, guessed, work, 0.75 - work + 0.25 * (2 * work - 0.75)])
    total = float(now["solved_problems"][0])
    assert float(now["developed"][0]) == pytest.approx(0.4 * total / (total + 60.0))


def test_what_is_built_costs_what_it_says() -> None:
    on = {"product.integrations.partners": 2, "product.development.enabled": True}
    spent = -lived(company(on)).weekly[:, PLACE["money_product"]].sum()
    assert spent == pytest.approx(2 * (2 * 50_000 + 400_000), abs=2.0)


def test_customers_of_a_connected_product_use_it_more() -> None:
    plain, connected = (lived(company({"opening.customers": 400}, each)).accounts
                        for each in ({}, {"product.integrations.partners": 40}))  # fmt: skip
    use = [float(np.mean(rows["adoption"][rows["lives"] > 0])) for rows in (plain, connected)]
    assert use[1] > use[0] + 0.01


SILENT: list[dict[str, Any]] = [
    {"product.integrations.gain": 5.0, "product.integrations.cost": 1e6, "product.integrations.rival_pull": 1.0},
    {"product.development.gain": 5.0, "product.development.cost": 1e6, "product.development.guessed": 1.0},
]


@pytest.mark.parametrize("changes", SILENT, ids=["connections", "development"])
def test_what_is_off_says_nothing(changes: dict[str, Any]) -> None:
    assert behaviour(lived(company(RICH, changes))) == behaviour(lived(company(RICH)))


def test_members_see_what_costs_nothing_too() -> None:
    for cost in (0.0, 50_000.0):
        started = model(product__integrations__partners=4, product__integrations__cost=cost)
        product.develop(nature(started), started.books.pages)
        assert float(started.now["raised"][0]) == pytest.approx(0.5 * 0.5 * (1.0 - 0.15) * 0.5)
