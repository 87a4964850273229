"""Feedback sharpens the picture by outcomes that happened, as far as it is believed, late, and for hours (M31)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.departments import marketing
from sim.engine.model import Model
from sim.flows import FLOW_COUNT
from sim.organisation import belief, feedback
from sim.organisation.feedback import STREAMS
from tests.laws.companies import RICH, behaviour, company, lived, term

ALL_OFF = {f"organisation.feedback.{stream.switch}": False for stream in STREAMS}
LASTING = {"organisation.feedback.fading": 0.0, "organisation.feedback.every_weeks": 4}
FREE = {"organisation.feedback.teller_hours": 0.0, "organisation.feedback.listener_hours": 0.0}


@pytest.mark.parametrize("stream", STREAMS, ids=lambda stream: stream.switch)
def test_a_stream_teaches_its_listener_what_happened_after_its_delay(stream: Any) -> None:
    model = Model(company(LASTING, {f"organisation.feedback.{stream.switch}": True}))
    p, alone = model.company.organisation.feedback, model.company.organisation.perception.picture
    cases = 0.0
    while model.week < 6:
        if model.week == 3:  # what happened in the weeks before is told now, and known two weeks later
            cases = sum(float(model.office["happened"][0, flow]) for flow in stream.outcomes)
        model.step()
        if model.week <= 5:
            assert (model.office["picture"][0] == alone).all()
    learnt = p.lesson * getattr(p, stream.tells) * cases / (cases + p.half_cases)
    expected = np.full(4, alone)
    expected[stream.listener] += 0.7 * learnt * (1 - alone)
    np.testing.assert_allclose(model.office["picture"][0], expected, rtol=1e-12)
    np.testing.assert_allclose(model.office["taught"][0], p.units * (expected - alone), atol=1e-12)


def test_meetings_take_hours_of_both_sides_and_of_nobody_else() -> None:
    """In the week of the meeting; last week's work, which reaches over differently, is counted with the hours."""
    lengths = {"organisation.feedback.listener_hours": 1.5, "organisation.feedback.teller_hours": 2.5}
    told, quiet = (Model(company(lengths, {"organisation.feedback.success_to_sales": on})) for on in (True, False))
    for week in range(5):
        for model in (told, quiet):
            model.step()
        free = [model.members["hours"] + model.members["overrun"] for model in (told, quiet)]
        gone = np.array([0.0, 0.0, 1.5, 2.5]) if week == 3 else np.zeros(4)
        np.testing.assert_allclose(free[1] - free[0], gone[told.members["department"]], atol=1e-9)


def test_what_nothing_feeds_fades_to_what_is_known_without_feedback() -> None:
    model = Model(company())
    alone, fading = 0.5, model.company.organisation.feedback.fading
    model.office["picture"][0] = 0.9
    for k in range(1, 20):
        feedback.remember(model.rules[0], np.zeros(FLOW_COUNT))
        np.testing.assert_allclose(model.office["picture"][0], alone + 0.4 * (1 - fading) ** k, rtol=1e-12)


def test_a_sharper_picture_sees_fit_better() -> None:
    """Taught units are information about every account, and eagerness deceives less."""
    model = lived(company({"run.years": 0.5}))
    rows = [a for a in model.accounts if a["stage"] == 1 or a["stage"] == 2]
    errors = []
    for picture, taught in ((0.5, 0.0), (1.0, 5.0)):
        model.office["picture"][0], model.office["taught"][0] = picture, taught
        errors.append(np.mean([(belief.estimate(a, 0.9, model.rules[0]) - a["fit"]) ** 2 for a in rows]))
    assert errors[1] < errors[0]


def test_nobody_learns_from_whom_nobody_trusts() -> None:
    """The placebo: without trust, streams that take no time change no bit."""
    distrust = {"organisation.handover.trust": 0.0, **FREE}
    on = dict.fromkeys(ALL_OFF, True)
    assert behaviour(lived(company(distrust, on))) == behaviour(lived(company(distrust)))
    assert behaviour(lived(company(FREE, on))) != behaviour(lived(company(FREE)))


def test_off_says_nothing() -> None:
    names = ("delay_weeks", "teller_hours", "half_cases", "lesson", "success_tells", "sales_tells", "units", "fading")
    changes = {f"organisation.feedback.{name}": 0.77 for name in names}
    assert behaviour(lived(company(RICH, ALL_OFF, changes))) == behaviour(lived(company(RICH, ALL_OFF)))


KNOWN_ALONE = {"organisation.feedback.promises_known": 0.4, "organisation.feedback.channels_known": 0.4}


def test_what_promises_cost_is_believed_as_far_as_sellers_were_told() -> None:
    model = Model(company(KNOWN_ALONE))
    p, full = model.rules["organisation"]["beliefs"], model.company.organisation.beliefs.promise_cost
    assert p["promise_cost"][0] == pytest.approx(0.4 * full)
    model.office["picture"][0, 2] = 0.75  # half of what is missing of a picture of 0.5
    fading = model.company.organisation.feedback.fading
    feedback.remember(model.rules[0], np.zeros(FLOW_COUNT))
    assert p["promise_cost"][0] == pytest.approx(full * (0.4 + 0.6 * 0.5 * (1.0 - fading)))


def test_channels_look_alike_to_a_department_that_nobody_told() -> None:
    model = Model(company(KNOWN_ALONE))
    usual, rules = float(model.now["mean_fit"][0]), model.rules[0]
    for picture, known in ((0.5, 0.4), (0.75, 0.7), (1.0, 1.0)):
        model.office["picture"][0, 0] = picture
        for channel in model.channels:
            expected = usual + known * (channel["believed_fit"] - usual)
            assert marketing.whom_it_brings(channel, rules) == pytest.approx(expected)


def test_sellers_who_hear_of_expectations_set_wrongly_promise_less() -> None:
    """Where value is paid and sellers do not know by themselves; under the same luck."""
    paid = {"departments.field_sales.kpis": [term("bookings"), term("cohort_ltv", scope="department")]}
    plan = {**paid, **FREE, "organisation.handover.trust": 1.0, "organisation.feedback.promises_known": 0.0,
            "organisation.feedback.units": 0.0, "organisation.feedback.lesson": 1.0,
            "organisation.beliefs.promise_cost": 1.0}  # fmt: skip
    promise = []
    for told in (False, True):
        models = [lived(company(plan, {"organisation.feedback.success_to_sales": told}), k) for k in range(3)]
        won = [m.accounts["promise"][(m.accounts["lives"] > 0) & (m.accounts["won_week"] > 20)] for m in models]
        promise.append(float(np.concatenate(won).mean()))
    assert promise[1] < promise[0], promise
