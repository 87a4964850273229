from pathlib import Path

import pytest

from tests.scenario.company import refused, write

ACCOUNTS = "give a whole number from 1 to 10000000 [accounts]: companies in the market."
BETA = "give a list of 2 numbers, at least 0.01: the two numbers of the beta law."
MARKET = "accounts, fit_matters, beta, layers, low, high, segment, regions, channels"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        # unknown keys
        ("market: {acounts: 5}", "market.acounts: is not a known key. Remedy: did you mean `accounts`?"),
        ("accounts: 5", "accounts: is not a known key. Remedy: `accounts` is valid as market.accounts."),
        (
            "headcount: 5",
            "`headcount` is valid as departments.marketing.headcount and as departments.sales.headcount.",
        ),
        (
            "headcounts: 5",
            "Remedy: did you mean departments.marketing.headcount? Otherwise, valid here: name, title,",
        ),
        ("market.accounts: 5", "Remedy: nest it: `accounts:` indented beneath `market:`."),
        ("extend: base.yaml", "extend: is not a known key. Remedy: did you mean `extends`?"),
        # files made of scenarios
        (
            "{id: C01, claim: {en: x}}",
            ":1: claim: is a claim, which compares scenarios. Remedy: say `tasuki claims C01`.",
        ),
        ("pattern: {en: x}", "which measures scenarios. Remedy: say `tasuki validate --patterns`."),
        ("kind: sweep\nscenario: base.yaml", "is an experiment on a scenario. Remedy: say `tasuki sweep "),
        ("run: {zebra: 5}", "run.zebra: is not a known key. Remedy: valid here: seed, replications, years."),
        ("run: {sed: 5, x: 1, y: 1}", "Remedy: did you mean `seed`? (and 2 more)"),
        ("market: {channels: {search: {price: 5}}}", "market.channels.search.price: is not a known key."),
        # types
        (
            "market: {accounts: many}",
            f"market.accounts: must be a whole number (value many). Remedy: {ACCOUNTS}",
        ),
        ("market: {accounts: 20_000}", f"(value 20_000). Remedy: write 20000; {ACCOUNTS}"),
        ("market: {accounts: 1e6}", f"(value 1e6). Remedy: write 1000000; {ACCOUNTS}"),
        ("market: {accounts: 1.5}", f"(value 1.5). Remedy: {ACCOUNTS}"),
        ("market: {accounts: '5'}", f'(value "5"). Remedy: write 5; {ACCOUNTS}'),
        ("market: {accounts: 5%}", f"(value 5%). Remedy: {ACCOUNTS}"),
        ("market: {accounts: true}", f"(value true). Remedy: {ACCOUNTS}"),
        (
            "market: {high: 12%}",
            "market.high: must be a number (value 12%). Remedy: write 0.12; give a number [USD]",
        ),
        (
            "market: {high: '3'}",
            'market.high: must be a number (value "3"). Remedy: write 3; give a number [USD]',
        ),
        ("market: {high: .nan}", "market.high: must be a finite number (value .nan)"),
        ("market: {high: .inf}", "market.high: must be a finite number (value .inf)"),
        (
            "market: {fit_matters: yes}",
            "must be true or false (value yes). Remedy: write true; give true or false:",
        ),
        ("market: {fit_matters: 'off'}", "Remedy: write false; give true or false: whether fit matters."),
        ("market: {fit_matters: 0}", "must be true or false (value 0). Remedy: give true or false:"),
        (
            "market: {segment: 5}",
            'market.segment: must be text (value 5). Remedy: put quotes around it: "5"; give text',
        ),
        ("market: {beta: 1}", f"market.beta: must be a list of 2 numbers (value 1). Remedy: {BETA}"),
        ("market: {beta: [1]}", f"market.beta: must be a list of 2 numbers (value [1]). Remedy: {BETA}"),
        ("market: {beta: [1, 2, 3]}", f"must be a list of 2 numbers (value [1, 2, 3]). Remedy: {BETA}"),
        ("market: {beta: [1, x]}", f"market.beta.1: must be a number (value x). Remedy: {BETA}"),
        ("market: {layers: 1}", "market.layers: must be a mapping of names to lists of numbers (value 1)"),
        ("market: {layers: {first: 1}}", "market.layers.first: must be a list of numbers (value 1)"),
        ("market: {layers: {first: [x]}}", "market.layers.first.0: must be a number (value x)"),
        (
            "market: 5",
            f"market: must be a mapping of keys to values (value 5). Remedy: write its keys indented "
            f"beneath it: {MARKET}.",
        ),
        (
            "market: {channels: 5}",
            "market.channels: must be a mapping of names (value 5). Remedy: give a mapping of names:",
        ),
        (
            "market: {channels: {search: 5}}",
            "market.channels.search: must be a mapping of keys to values (value 5)",
        ),
        (
            "departments: {sales: {kpis: x}}",
            "departments.sales.kpis: must be a list (value x). Remedy: give a list: KPI",
        ),
        (
            "departments: {sales: {kpis: [x]}}",
            "departments.sales.kpis.0: must be a mapping of keys to values (value x)",
        ),
        ("market: {regions: 5%}", "market.regions: must be a list of texts (value 5%). Remedy: give a list"),
        # no value
        (
            "run: {seed: }",
            "run.seed: has no value (value null). Remedy: give a whole number, at least 0: seed of all "
            "luck; or delete the line to keep the default.",
        ),
        ("run:", "run: has no value (value null)"),
        ("departments: {sales: {kpis: [~]}}", "departments.sales.kpis.0: has no value (value ~)"),
        (
            "departments: {sales: {kpis: [{metric: ~}]}}",
            "Remedy: give one of bookings, leads: what is counted.",
        ),
        (
            "departments: {sales: {kpis: [{weight: 1}]}}",
            "departments.sales.kpis.0.metric: is missing. Remedy: give one",
        ),
        # ranges and choices
        (
            "market: {accounts: 0}",
            f"market.accounts: must be from 1 to 10000000 [accounts] (value 0). Remedy: {ACCOUNTS}",
        ),
        ("run: {seed: -1}", "run.seed: must be at least 0 (value -1)"),
        ("market: {beta: [1, 0]}", f"market.beta.1: must be at least 0.01 (value 0). Remedy: {BETA}"),
        (
            "market: {layers: {first: [1, 11]}}",
            "market.layers.first.1: must be from 0 to 10 [share] (value 11)",
        ),
        ("market: {layers: {a.b: [1]}}", "market.layers: has an entry named 'a.b'"),
        (
            "departments: {sales: {kpis: [{metric: lead}]}}",
            "is not one of the choices (value lead). Remedy: give one of",
        ),
        (
            "market: {regions: [north]}",
            "market.regions.0: is not one of the choices (value north). Remedy: give a list of "
            "texts, each one of east, west: regions.",
        ),
        (
            "name: ../x",
            "name: cannot name a folder (value ../x). Remedy: give a plain word, such as `my-company`.",
        ),
        # sections' own rules
        (
            "market: {low: 3}",
            "market.low: low must be below high (value 3). Remedy: raise high or lower low.",
        ),
        (
            "market: {channels: {fair: {share: 0.2}}}",
            "market.channels: shares must sum to 1, not 1.2 (value {search:",
        ),
    ],
)
def test_a_wrong_scenario_is_one_message(tmp_path: Path, text: str, message: str) -> None:
    said = str(refused(write(tmp_path, text)))
    assert message in said
    assert said.startswith(f"{tmp_path / 'mine.yaml'}:1: ")
    assert "\n" not in said


def test_the_error_has_its_parts_apart(tmp_path: Path) -> None:
    error = refused(write(tmp_path, "run:\n  years: 3\n  seed: x"))
    assert (error.line, error.key, error.value) == (3, "run.seed", "x")
    assert error.file == str(tmp_path / "mine.yaml")
    assert error.message == "must be a whole number"
    assert error.remedy == "give a whole number, at least 0: seed of all luck"


def test_the_error_points_to_the_layer_where_the_value_was_written(tmp_path: Path) -> None:
    write(tmp_path, "run:\n  seed: x", "base.yaml")
    path = write(tmp_path, "extends: base.yaml\nmarket: {accounts: 3}")
    assert str(refused(path)).startswith(f"{tmp_path / 'base.yaml'}:2: run.seed")


def test_of_keys_that_disagree_the_one_written_last_is_named(tmp_path: Path) -> None:
    write(tmp_path, "market:\n  low: 3\n  high: 4", "base.yaml")
    path = write(tmp_path, "extends: base.yaml\nmarket:\n  high: 2.5")
    assert str(refused(path)).startswith(f"{path}:3: market.high: low must be below high (value 2.5)")
    assert str(refused(path, "market.low=6")).startswith("--set market.low=6: market.low: low must be below high")


def test_a_default_that_disagrees_points_to_what_was_written_around_it(tmp_path: Path) -> None:
    path = write(tmp_path, "run: {}\nmarket:\n  channels: !replace {}")
    assert str(refused(path)).startswith(f"{path}:3: market.channels: shares must sum to 1, not 0 (value {{}})")


def test_the_first_problem_of_the_highest_layer_is_told_and_the_others_counted(tmp_path: Path) -> None:
    write(tmp_path, "run: {seed: x}", "base.yaml")
    path = write(tmp_path, "extends: base.yaml\nmarket:\n  low: x\n  accounts: y\nrun: {years: 0}")
    error = refused(path)
    assert (error.line, error.key, error.more) == (3, "market.low", 3)
    assert str(error).endswith("(and 3 more)")


def test_a_wrong_name_taken_from_the_file_concerns_the_whole_file(tmp_path: Path) -> None:
    error = refused(write(tmp_path, "run: {}", ".mine.yaml"))
    assert (error.file, error.line, error.key) == (str(tmp_path / ".mine.yaml"), None, "name")


def test_line_breaks_and_control_characters_are_shown_as_escapes(tmp_path: Path) -> None:
    said = str(refused(write(tmp_path, 'run: {seed: "a\\nb", "x\\ey": 1}')))
    assert 'run.seed: must be a whole number (value "a\\nb")' in said
    assert "run.x\\x1by: is not a known key" in str(refused(write(tmp_path, 'run: {"x\\ey": 1}')))


def test_a_long_value_is_shortened(tmp_path: Path) -> None:
    error = refused(write(tmp_path, f"run: {{seed: {'x' * 500}}}"))
    assert error.value == "x" * 57 + "..."
