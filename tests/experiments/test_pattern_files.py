"""Files of patterns: the shipped ones, and what is said of wrong ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim.engine.company import Scenario
from sim.errors import ScenarioError
from sim.experiments.patterns import files as patterns
from sim.experiments.patterns.form import Pattern
from sim.scenario import digest, load
from sim.scenario.lookup import parameters
from tests.experiments import pattern_project

SHIPPED = Path(__file__).parents[2] / "scenarios" / "patterns"
ALL = [f"P{number:02}" for number in range(1, 26)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    pattern_project.write(tmp_path)
    return tmp_path / "scenarios" / "patterns"


def test_every_pattern_of_the_table_has_its_file() -> None:
    assert [path.stem for path in patterns.find([], SHIPPED)] == ALL


@pytest.mark.parametrize("name", ALL)
def test_shipped_patterns_are_about_companies_that_differ(name: str) -> None:
    path = SHIPPED / f"{name}.yaml"
    pattern = patterns.read(path)
    assert pattern.id == name
    arms = patterns.scenarios(pattern, path, Scenario)
    assert len({digest(scenario) for scenario in arms.values()}) == len(arms)


@pytest.mark.parametrize(("name", "factor"), [("half", 0.5), ("double", 2.0)])
def test_companies_of_other_sizes_are_the_base_company(name: str, factor: float) -> None:
    base = settings(SHIPPED.parent / "base.yaml")
    grown = ("market.accounts", "opening.customers", ".headcount", ".saturation_hours")
    scaled = {key: value * factor for key, value in base.items() if key.endswith(grown)}
    scaled |= {key: value / factor for key, value in base.items() if key.endswith(".leads_per_hour")}
    assert len(scaled) == 2 + 4 + 2 * 4  # of departments, and of channels twice
    assert settings(SHIPPED / "sizes" / f"{name}.yaml") == base | scaled


def settings(path: Path) -> dict[str, Any]:
    return {key: found.default for key, found in parameters(load(path, Scenario)).items()}


def test_only_what_the_marketplace_shows_is_measured_elsewhere() -> None:
    found = [patterns.read(path) for path in patterns.find([], SHIPPED)]
    assert {pattern.id for pattern in found if pattern.elsewhere} == {"P09"}


@pytest.mark.parametrize("name", ALL)
def test_what_fails_or_is_measured_elsewhere_says_why(name: str) -> None:
    """Nobody shall wonder about a row that is observed beside the band, or about a pattern without a row."""
    pattern = patterns.read(SHIPPED / f"{name}.yaml")
    assert pattern.elsewhere or pattern.note or all(row.band for row in pattern.rows)


def test_what_all_arms_set_lies_beneath_what_each_sets() -> None:
    given = {"set": {"a": 1, "b": 1}, "arms": {"x": {}, "y": {"set": {"b": 2}}}}
    stated = {"id": "P", "title": WORDS, "pattern": WORDS, "source": "s", "elsewhere": WORDS}
    arms = Pattern.model_validate(stated | given).arms
    assert (arms["x"].set, arms["y"].set) == ({"a": 1, "b": 1}, {"a": 1, "b": 2})


WORDS = {"en": "a", "ja": "b"}


def test_an_unknown_id_names_the_nearest(folder: Path) -> None:
    with pytest.raises(ScenarioError, match=r"is no pattern.*did you mean P01"):
        patterns.find(["P01x"], folder)


def test_a_folder_without_patterns_says_where_to_be(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="holds no patterns"):
        patterns.find([], tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("metric: total_value", "metric: total_valu", "did you mean total_value"),
        ("metric: total_value", "metric: bass_error", "is not measured there"),
        ("kind: difference", "kind: differ", "must be"),
        ("against: plain", "against: plan", "did you mean plain"),
        (", against: plain", "", "needs 'against'"),
        (", kind: difference", "", "has no 'against'"),
        ("kind: difference", "kind: elasticity", "needs 'per'"),
        ("kind: difference, arm: lifted, against: plain", "kind: slope", "needs 'points'"),
        ("kind: difference, arm: lifted, against: plain", "kind: interior", "needs a `scan`"),
        ("band: [1.9, 2.1]", "band: [2.1, 1.9]", "from low to high"),
        ("band: [1.9, 2.1]", "band: [null, null]", "at least one edge"),
        (", band: [1.9, 2.1]", "", "needs a `band`"),
        ("replications: 5", "replications: 3", "greater than or equal to 4"),
        ("note:", "elsewhere: {en: a, ja: b}\nnote:", "says `elsewhere`"),
        ("source:", "sorce:", "did you mean source"),
        ("note:", "experiment: bas\nnote:", "did you mean bass"),
    ],
)
def test_a_wrong_file_is_one_message(folder: Path, old: str, new: str, said: str) -> None:
    path = folder / "P01.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ScenarioError, match=said) as error:
        patterns.read(path)
    assert str(path) in str(error.value)


def test_a_wrong_key_of_an_arm_points_at_the_pattern(folder: Path) -> None:
    from tests.experiments import fakes

    path = folder / "P01.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("plain: {}", "plain: {set: {market.lft: 1.0}}"))
    with pytest.raises(ScenarioError, match=r"arms\.plain\.set") as error:
        patterns.scenarios(patterns.read(path), path, fakes.Scenario)
    assert str(path) in str(error.value)
