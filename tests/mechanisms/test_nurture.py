"""Mail keeps contacts, and annoys those who want none; what is lost is kept, forgotten or struck off (M15, M17)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from sim.engine.model import Model
from sim.organisation.mailing import LOST_CONTACTS
from sim.population.tables import record
from sim.record.metrics import summarise
from sim.record.series import PLACE
from sim.stages import Stage
from sim.world import nurture
from sim.world.market import RETURN
from tests.laws.companies import behaviour, company, lived

ON = {"nurture.enabled": True, "market.return_median_weeks": 12.0}
MAILING = "policies.mailing."


def _total(model: Model, name: str) -> float:
    return float(model.weekly[:, PLACE[name]].sum())


def _numbers(**changes: float) -> Any:
    return np.atleast_1d(record(nurture.Nurture(**changes)))[0]


@pytest.mark.parametrize("mails_per_week", [0.0, 0.25, 1.0, 3.0])
def test_memory_solves_its_differential_equation(mails_per_week: float) -> None:
    p, memory, step = _numbers(forgetting=0.03, refresh=0.1), 1.0, 1e-3
    for _ in range(round(40 / step)):
        memory += step * (0.1 * mails_per_week * (1.0 - memory) - 0.03 * memory)
    assert nurture.remembered(40.0, 40.0 * mails_per_week, p) == pytest.approx(memory, abs=1e-3)


def test_without_forgetting_all_remember() -> None:
    assert nurture.remembered(40.0, 0.0, _numbers(forgetting=0.0)) == 1.0
    assert nurture.remembered(40.0, 0.0, _numbers()) == pytest.approx(math.exp(-0.03 * 40))


def test_mail_brings_contacts_back_and_costs_money() -> None:
    mailed, silent = lived(company(ON)), lived(company(ON, {MAILING + "nurtured_per_week": 0.0}))
    returned = [int((m.accounts["channel"] == RETURN).sum()) for m in (mailed, silent)]
    assert returned[0] > returned[1]
    assert _total(mailed, "money_mailing") < 0 == _total(silent, "money_mailing")
    assert _total(mailed, "money_promotion") != _total(silent, "money_promotion"), "writing takes hours"


def test_unwanted_mail_turns_away_and_is_talked_about() -> None:
    loud = {"nurture.unwanted_talk": 0.3}
    polite = lived(company(ON, loud))
    pushy = lived(company(ON, loud, {MAILING + "pooled_per_week": 1.0, MAILING + "dead_per_week": 1.0}))
    assert _total(pushy, "complaints") > _total(polite, "complaints")
    assert summarise(pushy)["spoilt_share"] > summarise(polite)["spoilt_share"]
    assert summarise(pushy)["reputation"] < summarise(polite)["reputation"]
    assert _total(pushy, "money_mailing") < _total(polite, "money_mailing")


@pytest.mark.parametrize("kept", LOST_CONTACTS)
def test_lost_contacts_are_kept_forgotten_or_struck_off(kept: str) -> None:
    model = lived(company(ON, {MAILING + "lost_contacts": kept, "run.checks": True}))
    returned = (model.accounts["channel"] == RETURN).any()
    asleep = model.accounts["returns_week"] >= nurture.NEVER
    assert returned == (kept == "recycled")
    assert asleep.any() == (kept == "struck_off")
    assert (_total(model, "stage_recycled") > 0) == (kept == "recycled")
    assert (model.accounts["stage"][asleep] == Stage.POOLED).all()


def test_off_its_parameters_and_the_mails_say_nothing() -> None:
    other = {
        "nurture.forgetting": 0.5,
        "nurture.annoyance": 1.0,
        "nurture.unwanted_annoyance": 1.0,
        MAILING + "nurtured_per_week": 3.0,
        MAILING + "pooled_per_week": 3.0,
        MAILING + "dead_per_week": 3.0,
        MAILING + "letter_hours": 100.0,
    }
    assert behaviour(lived(company(other))) == behaviour(lived(company()))
