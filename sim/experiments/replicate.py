"""One replicate: a pure function of (scenario, replicate), and of what the company changes in mid-run."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import numpy as np

from sim.engine.company import Scenario
from sim.engine.model import Model
from sim.engine.reform import Later, plan
from sim.kinds import FIXED_POINT
from sim.record import metrics
from sim.record.life import Diary
from sim.record.results import FIT_BINS, PERCENTILES, Detail, Replicate


def simulate(
    scenario: Scenario, replicate: int, *, detail: bool = False, later: Later = MappingProxyType({})
) -> Replicate:
    """Live through one replicate of ``scenario``; with ``detail`` every move, amount and customer is kept.

    later: what the company changes in mid-run, by week.
    """
    model = Model(scenario, replicate, detail=detail)
    plan(model, later)
    if not detail:
        return _results(model.run(), None)
    diary = Diary(model)
    while model.week < model.weeks:
        model.step()
        diary.write()
    return _results(model, diary)


def _results(model: Model, diary: Diary | None) -> Replicate:
    accounts = model.accounts[: model.visible_accounts]
    won = metrics.won_by(model)
    bins = np.linspace(0.0, 1.0, FIT_BINS + 1)
    worth = won["worth"] / (100.0 * FIXED_POINT)
    percentiles = np.percentile(worth, np.arange(PERCENTILES)) if len(won) else np.full(PERCENTILES, np.nan)
    return Replicate(
        index=model.replicate,
        metrics=metrics.summarise(model),
        weekly=model.weekly,
        cohorts=metrics.cohorts(won, model.weeks),
        fit_histogram=np.stack([np.histogram(table["fit"], bins)[0] for table in (accounts, won)]),
        ltv_quantiles=percentiles,
        detail=_detail(model, accounts, diary) if diary is not None else None,
    )


def _detail(model: Model, accounts: Any, diary: Diary) -> Detail:
    rows = np.flatnonzero(accounts["lives"] > 0)
    return Detail(
        customers=customers_table(accounts, rows),
        moves=model.books.move_log(),
        ledger=model.books.entry_log(),
        life=diary.rows(),
    )


def customers_table(accounts: Any, rows: Any) -> Any:
    """One row per customer ever: the columns of the account, with its number in front."""
    names = list(accounts.dtype.names)
    layout = np.dtype([("account", "i4"), *((name, accounts.dtype[name]) for name in names)])
    table = np.zeros(len(rows), layout)
    table["account"] = rows
    for name in names:
        table[name] = accounts[name][rows]
    return table
