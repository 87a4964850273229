"""Simulation error told apart from doubt about parameters, in numbers and beneath every figure."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest

from sim import conduct
from sim.engine.uncertainty import Posterior
from sim.experiments import doubt
from sim.experiments.space import Floats
from sim.report.figures import canvas
from tests.experiments import fakes
from tests.studies import project

DRAWS = [0.0, 30.0, -30.0, 10.0]


class Uncertain(fakes.Scenario):
    """The fake scenario, with draws of a calibration."""

    posterior: Posterior = Posterior()


def drawing(scenario, replicate, *, detail=False):
    """The fake engine, taking draws."""
    taken = scenario.posterior.enabled and scenario.posterior.parameters
    lift = scenario.posterior.parameters[0].draws[replicate % len(DRAWS)] if taken else scenario.market.lift
    market = scenario.market.model_copy(update={"lift": lift})
    return fakes.simulate(scenario.model_copy(update={"market": market}), replicate, detail=detail)


def spread(parameters: float) -> Floats:
    random = np.random.default_rng(1)
    luck = random.normal(size=400)
    return np.stack([luck + parameters * random.normal(size=400), luck])


@pytest.mark.parametrize(("parameters", "share"), [(0.0, 0.0), (1.0, 0.5), (3.0, 0.9)])
def test_the_share_of_parameters_is_that_of_the_variance(parameters, share):
    """400 pairs of a fixed seed: four standard errors of the share are 0.2."""
    found = doubt.apart("total_value", spread(parameters))
    assert found["share_of_parameters"] == pytest.approx(share, abs=0.2)
    assert found["share_low"] <= found["share_of_parameters"] <= found["share_high"] < found["share_low"] + 0.3
    assert found["luck"] == pytest.approx(1.0, abs=0.15)


def test_companies_that_do_not_differ_have_no_share():
    assert doubt.apart("total_value", np.ones((2, 5))) is None


@pytest.fixture
def uncertain(tmp_path, monkeypatch):
    """A project with a scenario whose parameter takes draws."""
    project.make(tmp_path, monkeypatch, drawing)
    monkeypatch.setattr(conduct, "load_engine", lambda: conduct.Engine(Uncertain, drawing))
    (tmp_path / "scenarios" / "mine.yaml").write_text(
        f"extends: base.yaml\nposterior: {{parameters: [{{key: market.lift, fitted: 0.0, draws: {DRAWS}}}]}}\n"
    )


def told_apart(kept):
    assert kept["metric"] == "total_value"
    assert kept["share_of_parameters"] > 0.9  # draws lie tens apart, luck has a standard deviation of 1


@pytest.mark.usefixtures("uncertain")
def test_every_figure_of_an_uncertain_company_says_what_its_draws_make_up():
    found = project.printed_json("sweep", "mine", "--vary", "market.accounts=100,200", "--jobs", 1)
    told_apart(json.loads((project.stored(found) / "study.json").read_text(encoding="utf-8"))["doubt"])
    page = (project.stored(found) / "report.html").read_text(encoding="utf-8")
    captions = re.findall("<figcaption>.*?</figcaption>", page)
    assert captions
    assert all(re.search(r"which make up \d+ % \[.*the rest is luck", caption) for caption in captions)


@pytest.mark.usefixtures("uncertain")
def test_a_comparison_with_an_uncertain_company_says_what_its_draws_make_up(monkeypatch):
    monkeypatch.setattr(conduct, "draw", lambda folder, content, lang, jobs: folder / "report.html")
    found = project.printed_json("compare", "base", "mine", "--replications", 12, "--jobs", 1)
    bundle = json.loads((Path("results") / "base-vs-mine" / found["run"] / "bundle.json").read_text(encoding="utf-8"))
    told_apart(bundle["doubt"])
    assert re.search(r"which make up .* % \[.*the rest is luck", canvas.footnote(bundle, "en", ""))


def test_a_certain_company_has_nothing_to_tell_apart(tmp_path, monkeypatch):
    project.make(tmp_path, monkeypatch)
    found = project.printed_json("sweep", "base", "--vary", "market.accounts=100,200", "--jobs", 1)
    study = json.loads((project.stored(found) / "study.json").read_text(encoding="utf-8"))
    assert study["doubt"] is None
