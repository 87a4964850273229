"""Claims as files: their form, their arms and conditions as scenarios, and one message for whatever is wrong."""

import pytest

from sim.errors import ScenarioError
from sim.experiments.claims import files as claims
from sim.experiments.claims.form import Condition, Looks
from sim.scenario import digest
from tests.experiments import fakes

FILE = """\
id: C01
group: incentives
title: {en: Sharing, ja: 共有}
seed_source: ["002", "003"]
claim: {en: Sharing wins, ja: 共有が勝つ}
base: ../siloed.yaml
arms:
  siloed: {}
  shared: {extends: ../shared.yaml, set: {market.accounts: 500}}
checks:
  - {metric: total_value, arm: shared, against: siloed, expect: "+", smallest_effect: 5%}
  - {name: cost, metric: cac, arm: shared, against: siloed, expect: 0, beyond: 10}
  - {name: level, metric: cac, arm: shared, expect: "+"}
conditions:
  - {en: people, ja: 人数, set: departments.marketing.headcount, values: [2, 4, 8]}
  - en: market
    ja: 市場
    set: [market.accounts, departments.field_sales.headcount]
    values: [[100, 1], [200, 2]]
    check: level
  - {en: lift, ja: 上乗せ, set: market.lift, values: [1, 2], arms: [shared]}
look_at: {en: Look, ja: 見る}
replications: {start: 4, most: 12}
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "claims").mkdir()
    (tmp_path / "claims" / "C01.yaml").write_text(FILE)
    (tmp_path / "siloed.yaml").write_text("name: siloed\n")
    (tmp_path / "shared.yaml").write_text("extends: siloed.yaml\nmarket: {lift: 10.0}\n")
    return tmp_path / "claims"


def test_a_claim_is_read_with_its_arms_as_scenarios(folder):
    (path,) = claims.find(["C01"], folder)
    claim = claims.read(path)
    assert claim.claim.ja == "共有が勝つ"
    assert [check.expect for check in claim.checks] == ["+", "0", "+"]
    arms = claims.scenarios(claim, path, fakes.Scenario, ["run.seed=9"])
    assert [arm.market.lift for arm in arms.values()] == [0.0, 10.0]
    assert [arm.market.accounts for arm in arms.values()] == [1000, 500]
    assert [arm.run.seed for arm in arms.values()] == [9, 9]


def test_a_condition_is_set_in_every_arm_of_its_check_at_every_value(folder):
    path = folder / "C01.yaml"
    claim = claims.read(path)
    people, market, lift = (claims.under(claim, path, fakes.Scenario, [], one) for one in claim.conditions)
    assert [list(arms) for arms in people] == [["shared", "siloed"]] * 3
    assert [[one.departments.marketing.headcount for one in arms.values()] for arms in people] == [
        [2, 2],
        [4, 4],
        [8, 8],
    ]
    assert [list(arms) for arms in market] == [["shared"]] * 2
    both = [(arms["shared"].market.accounts, arms["shared"].departments.field_sales.headcount) for arms in market]
    assert both == [(100, 1), (200, 2)]
    assert [[arms[name].market.lift for name in ("shared", "siloed")] for arms in lift] == [[1.0, 0.0], [2.0, 0.0]]


def test_a_condition_lies_over_the_arms_and_over_the_overrides(folder):
    path = folder / "C01.yaml"
    claim = claims.read(path)
    market = claims.under(claim, path, fakes.Scenario, ["market.accounts=7"], claim.conditions[1])
    assert [arms["shared"].market.accounts for arms in market] == [100, 200]


def test_a_condition_that_makes_arms_the_same_is_refused(folder):
    path = folder / "C01.yaml"
    text = FILE.replace("set: market.lift, values: [1, 2], arms: [shared]", "set: market.lift, values: [1, 2]")
    path.write_text(text.replace(", set: {market.accounts: 500}", ""))
    claim = claims.read(path)
    with pytest.raises(ScenarioError, match=r"market\.lift.*the same.*C01\.yaml|C01\.yaml.*market\.lift.*the same"):
        claims.under(claim, path, fakes.Scenario, [], claim.conditions[2])


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("metric: total_value", "metric: totl_value", "did you mean total_value"),
        ("arm: shared", "arm: shred", "did you mean shared"),
        ('expect: "+"', "expect: up", "C01.yaml:11"),
        ("smallest_effect: 5%", "smallest_effect: much", "number, or a percentage"),
        ('expect: "+"}\nconditions', 'expect: "+", beyond: 5%}\nconditions', "beyond is a number, or a percentage"),
        ("replications: {start: 4", "replications: {start: 1", "replications.start"),
        ("base: ../siloed.yaml", "bass: ../siloed.yaml", "bass"),
        ("checks:", "chckes:", "checks"),
        ("group: incentives", "group: incentive", "did you mean incentives"),
        ("check: level", "check: levl", "did you mean level"),
        ("name: level", "name: cost", "same name"),
        ("values: [2, 4, 8]", "values: [2]", "conditions.0.values"),
        ("values: [2, 4, 8]", "values: [2, 4, 2]", "differ from one another"),
        ("[[100, 1], [200, 2]]", "[[100, 1], [200]]", "needs 2 entries"),
        ("arms: [shared]", "arms: [shred]", "did you mean shared"),
        ("set: departments.marketing.headcount, v", "sett: departments.marketing.headcount, v", "did you mean set"),
    ],
)
def test_a_wrong_claim_is_one_message_with_its_place(folder, old, new, said):
    path = folder / "C01.yaml"
    path.write_text(FILE.replace(old, new, 1))
    with pytest.raises(ScenarioError) as caught:
        claims.read(path)
    assert said in str(caught.value)
    assert "C01.yaml" in str(caught.value)


def test_a_claim_needs_a_condition_and_a_placebo_does_not(folder):
    path = folder / "C01.yaml"
    start, end = FILE.index("conditions:"), FILE.index("look_at")
    path.write_text(FILE[:start] + FILE[end:])
    with pytest.raises(ScenarioError, match="at least one of `conditions`"):
        claims.read(path)
    path.write_text(FILE[:start] + FILE[end:] + "placebo_of: C02\n")
    assert claims.read(path).conditions == ()


def test_an_unknown_parameter_of_an_arm_is_refused_where_the_claim_says_it(folder):
    path = folder / "C01.yaml"
    path.write_text(FILE.replace("market.accounts: 500", "market.acounts: 500"))
    with pytest.raises(ScenarioError, match=r"C01\.yaml.*arms\.shared\.set: market\.acounts"):
        claims.scenarios(claims.read(path), path, fakes.Scenario, [])


def test_an_unknown_parameter_of_a_condition_is_refused_where_the_claim_says_it(folder):
    path = folder / "C01.yaml"
    path.write_text(FILE.replace("set: market.lift", "set: market.lft"))
    claim = claims.read(path)
    with pytest.raises(ScenarioError, match=r"C01\.yaml.*conditions\.set: market\.lft"):
        claims.under(claim, path, fakes.Scenario, [], claim.conditions[2])


def test_all_claims_come_with_placebos_last(folder):
    for name in ("P-C01", "C02"):
        (folder / f"{name}.yaml").write_text(FILE)
    assert [path.stem for path in claims.find([], folder)] == ["C01", "C02", "P-C01"]
    with pytest.raises(ScenarioError, match="did you mean C02"):
        claims.find(["C2"], folder)


def test_looks_double_and_end_with_the_most_replicates():
    assert Looks(start=8, most=64).looks() == (8, 16, 32, 64)
    assert Looks(start=20, most=100).looks() == (20, 40, 80, 100)
    assert Looks(start=20, most=5).looks() == (5,)


def test_one_key_may_take_a_list_and_several_keys_one_value():
    one = Condition(en="", ja="", set="a", values=([1, 2], [3]))
    assert one.settings([1, 2], "arm") == {"a": [1, 2]}
    several = Condition(en="", ja="", set=("a", "b"), values=(1, 2))
    assert several.settings(2, "arm") == {"a": 2, "b": 2}


def test_the_fingerprint_follows_what_is_judged_and_not_the_words(folder):
    path = folder / "C01.yaml"

    def fingerprint(text):
        path.write_text(text)
        claim = claims.read(path)
        return claims.fingerprint(claim, claims.scenarios(claim, path, fakes.Scenario, []))

    own = fingerprint(FILE)
    assert fingerprint(FILE.replace("Sharing wins", "Sharing loses").replace("en: people", "en: persons")) == own
    for old, new in (("values: [2, 4, 8]", "values: [2, 4]"), ("beyond: 10", "beyond: 9"), ("most: 12", "most: 16")):
        assert fingerprint(FILE.replace(old, new)) != own
    (folder.parent / "siloed.yaml").write_text("name: siloed\nmarket: {accounts: 3}\n")
    assert fingerprint(FILE) != own


def test_the_file_of_the_test_has_arms_that_differ(folder):
    claim = claims.read(folder / "C01.yaml")
    arms = claims.scenarios(claim, folder / "C01.yaml", fakes.Scenario, [])
    assert len({digest(scenario) for scenario in arms.values()}) == 2
