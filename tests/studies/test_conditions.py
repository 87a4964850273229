"""`conditions`: a planted region is found, checked on points held out, and told; what arms set is not varied."""

from __future__ import annotations

import numpy as np
import pytest

from sim.experiments.claims.form import Check
from sim.experiments.claims.verdicts import Judged
from sim.experiments.discovery.box import Limit, whole_space
from sim.experiments.discovery.conditions import FAILS, HOLDS, check, discover, holds, share
from sim.report import study
from sim.store.catalogue import find
from sim.studies import conditions
from sim.studies import conditions_words as words
from sim.studies.conditions_story import strength
from tests.experiments import fakes
from tests.studies import project
from tests.studies.project import printed_json, tasuki

CLAIM = """\
id: C90
group: economics
title: {en: A lift pays, ja: 効果が出る}
seed_source: ["000"]
claim: {en: A lift pays., ja: 効果が出る。}
base: ../base.yaml
arms:
  low: {}
  high: {set: {market.lift: 3.0}}
checks:
  - {metric: total_value, arm: high, against: low, expect: "+"}
  - {name: churn, metric: churn_12m, arm: high, against: low, expect: "-"}
conditions:
  - {en: accounts, ja: 企業数, set: market.accounts, values: [500, 4000]}
look_at: {en: x, ja: x}
"""
AXES = ("--vary", "market.accounts=500:2000", "--vary", "departments.field_sales.headcount=1:12",
        "--vary", "departments.marketing.headcount=1:9")  # fmt: skip


def planted(scenario, replicate, *, detail=False):
    """The lift turns into a loss in large markets with many sellers."""
    found = fakes.simulate(scenario, replicate, detail=detail)
    turned = scenario.market.accounts > 1200 and scenario.departments.field_sales.headcount >= 6
    own = np.random.default_rng([scenario.market.accounts, replicate]).normal()
    found.metrics["total_value"] += scenario.market.lift * (own / 10 - 2.0 * turned)
    return found


@pytest.fixture
def _project(tmp_path, monkeypatch):
    project.make(tmp_path, monkeypatch, planted)
    claims = tmp_path / "scenarios" / "claims"
    claims.mkdir()
    (claims / "C90.yaml").write_text(CLAIM, encoding="utf-8")


@pytest.mark.parametrize(
    ("expect", "effect", "found"),
    [("+", 1.0, True), ("+", -1.0, False), ("-", -1.0, True), ("-", 1.0, False), ("0", 1.0, False), ("0", 0.1, True),
     ("±", 1.0, True), ("±", -1.0, True), ("±", 0.1, False)],
)  # fmt: skip
def test_a_check_holds_where_the_effect_is_on_the_side_expected(expect, effect, found):
    one = Check(metric="cac", arm="a", against="b", expect=expect)
    assert holds(Judged(one, effect, effect - 1.0, effect + 1.0, "undecided", smallest=0.5)) is found


@pytest.fixture
def _undrawn(monkeypatch):
    monkeypatch.setattr(study, "draw", lambda *_: None)


def sought(*arguments):
    return printed_json("conditions", "C90", *AXES, "--replications", 3, "--jobs", 1, *arguments)


@pytest.mark.usefixtures("_project", "_undrawn")
def test_a_planted_region_is_found_and_confirmed():
    found = sought("--points", 150)
    assert found["of"] == FAILS
    (box,) = found["boxes"]
    values = {(one["key"], one["side"]): one["value"] for one in box["bounds"]}
    assert set(values) == {("market.accounts", "low"), ("departments.field_sales.headcount", "low")}
    assert values["market.accounts", "low"] == pytest.approx(1200, abs=80)
    assert values["departments.field_sales.headcount", "low"] == 5.5
    assert box["held_out"]["confirmed"]
    assert box["held_out"]["density"]["mean"] > 0.85
    assert box["held_out"]["coverage"] > 0.85


@pytest.mark.usefixtures("_project", "_undrawn")
def test_it_is_told_as_unless_or_as_where():
    sentence = next(one for one in sought("--points", 150)["findings"] if one["id"] == "box-1")
    assert "It holds, except with" in sentence["en"]
    assert "people in field sales at 6 or more" in sentence["en"]
    assert "フィールドセールスの人数が6以上" in sentence["ja"]
    where = sought("--points", 150, "--of", "holds")["findings"][1]["en"]
    assert where.startswith("It holds ")
    assert "except" not in where


@pytest.mark.usefixtures("_project", "_undrawn")
def test_where_it_never_fails_no_region_is_told():
    found = sought("--points", 48, "--set", "departments.field_sales.headcount=2", "--check", "churn", "--of", "holds")
    assert found["holds"] == 0
    assert found["boxes"] == []
    (sentence,) = (one for one in found["findings"] if one["id"] == "none")
    assert "too few to look for" in sentence["en"]
    assert "少なすぎる" in sentence["ja"]


@pytest.mark.usefixtures("_project", "_undrawn")
def test_plausible_ranges_leave_out_what_arms_and_flags_set():
    found = printed_json("conditions", "C90", "--points", 24, "--replications", 2, "--jobs", 1)
    axes = {axis["name"]: axis for axis in found["plan"]["space"]}
    assert "market.lift" not in axes
    assert (axes["market.accounts"]["low"], axes["market.accounts"]["high"]) == (500.0, 4000.0)
    assert axes["market.accounts"]["logarithmic"]
    assert (axes["departments.marketing.headcount"]["low"], axes["departments.marketing.headcount"]["high"]) == (
        1.0,
        5.0,
    )
    fixed = printed_json("conditions", "C90", "--points", 24, "--replications", 2, "--set", "market.accounts=700")
    assert "market.accounts" not in {axis["name"] for axis in fixed["plan"]["space"]}


@pytest.mark.usefixtures("_project", "_undrawn")
def test_what_all_arms_set_alike_is_the_ground_they_are_compared_on(tmp_path):
    """They run longer than the base, in a market of their own, which may be varied: it is not what they differ in."""
    alike = "run.years: 2, market.accounts: 800"
    claim = CLAIM.replace("low: {}", f"low: {{set: {{{alike}}}}}").replace(
        "market.lift: 3.0", f"market.lift: 3.0, {alike}"
    )
    (tmp_path / "scenarios" / "claims" / "C90.yaml").write_text(claim, encoding="utf-8")
    flags = ("--points", 24, "--replications", 2, "--jobs", 1)
    found = printed_json("conditions", "C90", *flags, "--vary", "departments.marketing.headcount=1:9")
    assert found["plan"]["common"] == {"market.accounts": 800}
    assert found["plan"]["arms"] == {"high": {"market.lift": 3.0}, "low": {}}
    folder = project.stored(found)
    assert "years: 2" in (folder / "scenario.yaml").read_text(encoding="utf-8")
    assert found["holds"] == 24  # no market of 800 turns the lift into a loss
    varied = printed_json("conditions", "C90", *flags, *AXES[:4])
    assert varied["fails"] > 0


@pytest.mark.usefixtures("_project", "_undrawn")
def test_a_level_may_not_set_what_the_arms_differ_in(tmp_path):
    (tmp_path / "where.yaml").write_text(
        "kind: conditions\nscenario: scenarios/claims/C90.yaml\nspace:\n"
        "  kind: {levels: {a: {market.accounts: 700}, b: {market.lift: 2.0}}}\n"
    )
    assert "has levels that set what the arms differ in" in tasuki("conditions", "where.yaml", status=2).stderr


@pytest.mark.parametrize("claim", ["C06", "C10", "C37", "C42"])
def test_claims_of_their_own_length_and_with_entries_of_their_own_can_be_asked(claim):
    plan = conditions.prepare(claim).plan
    assert plan["space"]
    assert set(plan["arms"]) >= {plan["check"]["arm"]}


@pytest.mark.usefixtures("_project")
def test_the_run_is_stored_with_points_figures_and_a_report(tmp_path):
    found = sought("--points", 120, "--lang", "ja")
    stored = find(tmp_path / "results", found["run"])
    assert [file.name.split(".")[0] for file in sorted((stored.path / "figures").iterdir())] == [
        "01-boxes",
        "02-peeling",
    ]
    table = stored.table("points").to_pandas()
    assert len(table) == 120
    turned = (table["market.accounts"] > 1200) & (table["departments.field_sales.headcount"] >= 6)
    assert (table["effect"] < 0).equals(turned)
    assert "どこで成り立" in (stored.path / "report.html").read_text(encoding="utf-8")


@pytest.mark.usefixtures("_project", "_undrawn")
def test_a_file_says_the_same_as_flags_and_any_number_of_processes_finds_the_same(tmp_path):
    (tmp_path / "where.yaml").write_text(
        "kind: conditions\nscenario: scenarios/claims/C90.yaml\npoints: 48\nreplications: 3\nspace:\n"
        "  market.accounts: {low: 500, high: 2000}\n  departments.field_sales.headcount: {low: 1, high: 12}\n"
        "  departments.marketing.headcount: {low: 1, high: 9}\n"
    )
    by_file = printed_json("conditions", "where.yaml", "--jobs", 2)
    by_flags = sought("--points", 48)
    assert by_file == by_flags


@pytest.mark.usefixtures("_project", "_undrawn")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("C91",), "is no claim (value C91). Remedy: did you mean C90?"),
        (("mine",), "known: C90"),
        (("mine.yaml",), "does not exist"),
        (("C90", "--check", "headline"), "is no check of C90"),
        (("C90", "--vary", "market.lift=1:2"), "is what the arms differ in"),
        (("C90", "--vary", "market.lif=1:2"), "did you mean market.lift"),
        (("C90", "--points", "3"), "greater than or equal to 24"),
        (("C90", "--of", "wins"), "'holds' or 'fails'"),
    ],
)
def test_faults_are_one_message_each(arguments, message):
    found = tasuki("conditions", *arguments, status=2)
    assert message in found.stderr
    assert found.stderr.count("\n") == 1


def test_too_few_cases_give_no_box_and_points_held_out_never_find_one():
    points = np.random.default_rng(1).random((90, 2))
    few = np.zeros(90, dtype=bool)
    few[:6] = True
    assert discover(points, few, whole_space([None, None])).boxes == ()
    found = discover(points, points[:, 0] > 0.4, whole_space([None, None]))
    assert found.of == FAILS
    assert found.train.sum() == 60
    turned = discover(points, points[:, 0] > 0.4, whole_space([None, None]), HOLDS)
    assert turned.boxes[0][1].inside <= 30
    assert turned.boxes[0][1].chance < 1e-3


def boxes_at(*ends):
    """Boxes in one dimension, from 0 to each of the ends."""
    return [whole_space([None]).with_limit(0, Limit(high=end)) for end in ends]


def test_a_later_box_is_judged_by_the_points_that_earlier_ones_leave():
    """Cases fill the first box, and beyond it one point in five is one: a wider box has nothing of its own."""
    points = np.arange(101)[:, None] / 100
    cases = (points[:, 0] <= 0.3) | (np.arange(101) % 5 == 0)
    first, second = check(boxes_at(0.3, 0.7), points, cases)
    assert first.confirmed
    assert not second.confirmed
    assert (second.inside, second.cases) == (40, 8)
    assert second.coverage == pytest.approx(8 / cases.sum())
    assert second.outside.mean == pytest.approx(0.2)


def test_a_second_planted_box_is_confirmed_too():
    points = np.random.default_rng(2).random((600, 2))
    planted = (points[:, 0] < 0.25) | ((points[:, 0] > 0.7) & (points[:, 1] > 0.6))
    found = discover(points, ~planted, whole_space([None, None]), FAILS)
    assert [checked.confirmed for _, checked in found.boxes[:2]] == [True, True]
    assert sum(checked.coverage for _, checked in found.boxes) > 0.85


def test_chance_is_exact_and_shared_by_the_boxes():
    """All three cases of ten points lie among the three inside: one way in 120 (hypergeometric)."""
    points = np.arange(10.0)[:, None]
    (alone,) = check(boxes_at(2.5), points, points[:, 0] < 3)
    assert alone.chance == pytest.approx(1 / 120)
    assert alone.confirmed
    many = check(boxes_at(*[2.5] * 7), points, points[:, 0] < 3)
    assert not many[0].confirmed


@pytest.mark.parametrize(
    ("ends", "cases", "said"),
    [(0.5, 0.5, "except"), (0.2, 0.5, "dense"), (0.9, 0.5, "more")],
)
def test_no_more_is_said_of_a_box_than_points_held_out_show(ends, cases, said):
    points = np.linspace(0, 1, 101)[:, None]
    (checked,) = check(boxes_at(ends), points, points[:, 0] <= cases)
    assert checked.confirmed
    assert strength(checked) == said


def test_every_strength_has_its_sentence_in_both_languages():
    assert {tuple(words.BOX[of]) for of in (HOLDS, FAILS)} == {("except", "dense", "more")}
    assert all(
        "{outside:all}" in text for of in words.HELD_OUT.values() for one in of.values() for text in one.values()
    )


def test_a_share_has_wilsons_interval():
    """Wilson (1927) for 8 of 10: 0.490 to 0.943."""
    found = share(8, 10)
    assert (found.mean, found.low, found.high) == (
        0.8,
        pytest.approx(0.4902, abs=1e-4),
        pytest.approx(0.9433, abs=1e-4),
    )
    assert np.isnan(share(0, 0).mean)


@pytest.mark.usefixtures("_undrawn")
def test_a_real_claim_is_mapped(tmp_path):
    small = ["--set", "market.accounts=600", "--set", "run.years=1", "--out", tmp_path, "--jobs", 1]
    axes = ["--vary", "departments.field_sales.headcount=4:16", "--vary", "contracts.price=around"]
    found = printed_json("conditions", "C01", *small, *axes, "--points", 24, "--replications", 2)
    assert found["claim"] == "C01"
    assert found["holds"] + found["fails"] == 24
