"""Experiment files and flags: one form, one space; what is wrong is told with its line or its flag."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

import sim.studies
from sim.errors import ScenarioError
from sim.scenario import load
from sim.studies import files, spaces
from sim.studies.files import StudyForm, flags, vary_flag
from sim.studies.order import KINDS
from tests.experiments import fakes
from tests.studies import project

FILE = Path("scenarios/study.yaml")
WHOLE = """\
kind: sweep
scenario: base.yaml
set: {market.lift: 1.5}
seed: 7
space:
  market.accounts: {low: 100, high: 10000, scale: log}
  market.lift: [0, 2.5]
  policies.unfit_customers.refuse_below: declared
  departments.marketing.headcount: around
  policy:
    levels: {short: short.yaml, long: long.yaml, none: {}}
"""


@pytest.fixture(autouse=True)
def _project(tmp_path, monkeypatch):
    project.make(tmp_path, monkeypatch)
    Path("scenarios/short.yaml").write_text("extends: base.yaml\nrun: {years: 1}\n")
    Path("scenarios/long.yaml").write_text("extends: base.yaml\nrun: {years: 2}\nmarket: {fails_at: 9}\n")
    Path("scenarios/lucky.yaml").write_text("extends: base.yaml\nrun: {seed: 9}\n")


def read(text=None, *given, source="scenarios/base.yaml"):
    if text is not None:
        FILE.write_text(text, encoding="utf-8")
        source = str(FILE)
    stated = files.read("sweep", source, StudyForm, given)
    return stated, spaces.resolve(stated, load(stated.scenario, fakes.Scenario, stated.overrides))


def test_a_file_says_a_whole_experiment():
    stated, space = read(WHOLE)
    assert stated.scenario == "scenarios/base.yaml"
    assert stated.overrides == ["market.lift=1.5"]
    assert stated.form.seed == 7
    accounts, lift, refuse, headcount, policy = space.axes
    assert (accounts.low, accounts.high, accounts.whole, accounts.logarithmic) == (100, 10_000, True, True)
    assert lift.levels == (("0", {"market.lift": 0}), ("2.5", {"market.lift": 2.5}))
    assert (refuse.low, refuse.high, refuse.whole) == (0.0, 1.0, False)
    assert (headcount.low, headcount.high, headcount.whole) == (1, 5, True)
    assert policy.levels == (
        ("short", {"run.years": 1}), ("long", {"run.years": 2, "market.fails_at": 9}), ("none", {}),
    )  # fmt: skip


def test_every_file_that_conducts_a_study_is_a_kind():
    modules = [import_module(f"sim.studies.{found.name}") for found in iter_modules(sim.studies.__path__)]
    assert {one.KIND for one in modules if hasattr(one, "KIND")} == set(KINDS)
    assert all(hasattr(import_module(f"sim.studies.{kind}"), "conduct") for kind in KINDS)


def test_flags_alone_say_the_same():
    given = [vary_flag("market.accounts=100:10000:log"), vary_flag("market.lift=0,2.5"),
             vary_flag("policies.unfit_customers.refuse_below=declared"),
             vary_flag("departments.marketing.headcount=around")]  # fmt: skip
    _, space = read(None, *given)
    assert space.axes == read(WHOLE)[1].axes[:4]


def test_flags_lie_over_the_file():
    stated, space = read(WHOLE, vary_flag("market.lift=1:3"), *flags(seed=9, replications=None))
    assert (space.axes[1].low, space.axes[1].high, space.axes[1].levels) == (1.0, 3.0, None)
    assert stated.form.seed == 9
    assert len(space.axes) == 5


def test_a_flag_replaces_all_that_a_file_says_of_an_axis():
    _, space = read(WHOLE, vary_flag("market.accounts=200:300"), vary_flag("market.lift=7"))
    assert (space.axes[0].low, space.axes[0].logarithmic) == (200, False)
    assert space.axes[1].levels == (("7", {"market.lift": 7}),)


def test_what_is_set_holds_at_every_point():
    _, space = read(WHOLE.replace("[0, 2.5]", "around"))
    assert (space.axes[1].low, space.axes[1].high) == (0.75, 2.25)  # around 1.5, not around the base's 0


def test_a_space_survives_json():
    _, space = read(WHOLE)
    assert spaces.from_plan(json.loads(json.dumps(spaces.plain(space)))) == space


def test_a_table_shows_values_and_names_of_levels():
    _, space = read(WHOLE)
    assert [spaces.value_at(axis, 0.0) for axis in space.axes] == [100, 0, 0.0, 1, "short"]


@pytest.mark.parametrize(("value", "low", "high", "ends"), [
    (10.0, None, None, (5.0, 15.0)), (10.0, 8, 12, (8.0, 12.0)), (0.9, 0, 1, (0.85, 0.95)), (-4.0, -5, 0, (-5.0, -2.0)),
    (3, 0, None, (1, 5)), (1, 1, 10, (1, 2)), (0.0, 0, 1, None), (0, None, None, None), (True, None, None, None),
    ("text", None, None, None), (5.0, 5, 5, None),
])  # fmt: skip
def test_plausible_ranges_lie_around_the_value_within_its_bounds(value, low, high, ends):
    from sim.scenario import Parameter

    found = spaces.around(Parameter("x", type(value), "-", value, low, high, None, "", ""))
    assert found == (None if ends is None else pytest.approx(ends))


@pytest.mark.parametrize(("old", "new", "place", "said"), [
    ("market.lift: [0, 2.5]", "market.lft: [0, 2.5]", ":7", "did you mean market.lift?"),
    ("low: 100", "low: 100000", ":6", "`low` must lie below `high` (value {low: 100000, high: 10000, scale: log})"),
    ("low: 100", "low: -5", ":6", "above 0"),
    ("low: 100", "low: 0.5", ":6", "whole numbers"),
    ("low: 100, ", "", ":6", "both `low` and `high`"),
    ("scale: log", "scale: cubic", ":6", "'linear' or 'log' (value cubic)"),
    ("scale: log", "steps: 3", ":6", "is not a known key"),
    ("[0, 2.5]", "[]", ":7", "at least 1"),
    ("[0, 2.5]", "[0, much]", ":7", "much"),
    ("[0, 2.5]", "declared", ":7", "no range that could be declared"),
    ("refuse_below: declared", "refuse_below: {low: 0.5, high: 1.5}", ":8", "from 0 to 1"),
    ("long.yaml", "lnog.yaml", "lnog.yaml", "did you mean"),
    ("none: {}", "none: {market.accounts: 0}", ":11", "market.accounts"),
    ("kind: sweep", "kind: sensitivity", ":1", "tasuki sensitivity"),
    ("kind: sweep", "kind: swep", ":1", "is no kind of experiment (value swep). Remedy: did you mean sweep?"),
    ("kind: sweep", "kind: 7", ":1", "known: sweep, sensitivity,"),
    ("kind: sweep\n", "", ":1", "add `kind: sweep`"),
    ("set: {market.lift: 1.5}", "set: lift", ":3", "must be a mapping of keys to values"),
    ("seed: 7", "seed: soon", ":4", "must be a whole number"),
    ("scenario: base.yaml", "scenari: base.yaml", ":2", "did you mean scenario?"),
    ("scenario: base.yaml", "scenario: bsae.yaml", ":2", "there is no such file (value bsae.yaml)"),
    ("  market.lift: [0, 2.5]", "  run.seed: [0, 2]", ":7", "--seed"),
    ("none: {}", "none: {run.seed: 3}", ":11", "--seed"),
    ("none: {}", "none: {run: {replications: 9}}", ":11", "--replications"),
    ("long.yaml", "lucky.yaml", ":11", "run.seed"),
    ("none: {}", "none: {policies.unfit_customers.refuse_below: 0.5}", ":11", "refuse_below sets it too"),
    ("[0, 2.5]", "[2.5, 2.5]", ":7", "values that differ"),
    ("seed: 7", "replications: 0", ":4", "greater than or equal to 1"),
])  # fmt: skip
def test_what_is_wrong_is_told_with_its_line(old, new, place, said):
    assert old in WHOLE
    with pytest.raises(ScenarioError) as caught:
        read(WHOLE.replace(old, new))
    assert place in str(caught.value)
    assert said in str(caught.value)


@pytest.mark.parametrize(("text", "said"), [
    ("market.accounts", "KEY=LOW:HIGH"), ("market.accounts=", "KEY=LOW:HIGH"), ("market.acounts=1:2", "did you mean"),
    ("market.accounts=5:2", "below"), ("market.accounts=a:b", "number"), ("market.accounts=1:2:3", "scale"),
    ("market.accounts=[1", "YAML"), ("market.accounts=0:5", "at least 1"), ("name=1:2", "not a parameter"),
])  # fmt: skip
def test_what_is_wrong_with_a_flag_is_told_with_the_flag(text, said):
    with pytest.raises(ScenarioError) as caught:
        read(None, vary_flag(text))
    assert f"--vary {text}" in str(caught.value)
    assert said in str(caught.value)
