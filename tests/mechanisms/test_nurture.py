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


def _after_a_week(*layers: dict[str, Any], marketers: int) -> Model:
    """A company in its first week, so many of whose two marketers are there."""
    model = Model(company(ON, *layers))
    model.members["absent"][:2] = [s >= marketers for s in range(2)]
    model.accounts["stage"][model.accounts["stage"] == Stage.ADOPTION] = Stage.ADVOCATE
    model.step()
    return model


PROGRAMME = {"policies.referral_programme.running": True, "policies.referral_programme.hours_per_week": 20.0,
             "opening.customers": 400}  # fmt: skip


def test_without_marketers_no_mail_is_written_and_nobody_is_told_of_a_programme() -> None:
    """Work takes hours, and what these do not allow is left undone, for all to see."""
    there, away = (_after_a_week(PROGRAMME, {MAILING + "pooled_per_week": 1.0}, marketers=m) for m in (2, 0))
    assert there.now["mails"][0] == there.now["pooled_mails"][0] == 1.0
    assert away.now["mails"][0] == away.now["pooled_mails"][0] == 0.0
    assert (there.accounts["invited_until"] > 0).any()
    assert not (away.accounts["invited_until"] > 0).any()
    left = (away.members["backlog"][:2] * away.members["speed"][:2]).sum()
    leads = 0.3 * (away.accounts["stage"] == Stage.LEAD).sum()
    told = (there.accounts["invited_until"] > 0).sum()
    assert left == pytest.approx(4.0 + told + leads)


def test_as_much_mail_is_written_as_hours_allow() -> None:
    model = _after_a_week({MAILING + "nurtured_per_week": 7.0, MAILING + "letter_hours": 400.0}, marketers=1)
    member = model.members[0]
    hours = float(member["hours"] * member["speed"])
    assert member["worked"] == member["hours"]
    assert model.now["mails"][0] == pytest.approx(hours / 400.0)
    left = (model.members["backlog"][:2] * model.members["speed"][:2]).sum()
    assert left >= 7 * 400.0 - hours
