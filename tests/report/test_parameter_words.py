"""Every parameter of the package and every unit has Japanese words, and there are none of anything else."""

from __future__ import annotations

from collections import Counter

import pytest

from sim.engine.company import Scenario
from sim.report.parameter_words import FILE, SOURCES, as_declared, meaning, meanings, source, sources, unit, units
from sim.report.words import DEPARTMENTS
from sim.scenario import by_key, declared

DECLARED = {each.path: each for each in declared(Scenario)}
UNITS = {each.unit for each in DECLARED.values()}


def test_every_parameter_has_japanese_words() -> None:
    missing = [key for key in DECLARED if not meaning(key, "")["ja"]]
    assert not missing, f"add under meanings of {FILE}: {missing}"


def test_every_unit_has_japanese_words() -> None:
    missing = [each for each in UNITS if unit(each)["ja"] == each]
    assert not missing, f"add under units of {FILE}: {missing}"


def test_every_source_has_japanese_words() -> None:
    missing = {each.source for each in DECLARED.values()} - set(sources())
    assert not missing, f"add to {SOURCES}: {missing}"
    assert source("assumption: two developers") == {"en": "assumption: two developers", "ja": "仮定：開発者二人"}
    assert source("a book of its own")["ja"] == "a book of its own"


def test_there_are_words_of_nothing_else() -> None:
    idle = [key for key in meanings() if not any(key.replace("<department>", name) in DECLARED for name in DEPARTMENTS)]
    assert not idle, f"not declared, remove from {FILE}: {idle}"
    unused = set(units()) - UNITS
    assert not unused, f"no unit of a parameter, remove from {FILE}: {unused}"
    cited = set(sources()) - {each.source for each in DECLARED.values()}
    assert not cited, f"no source of a parameter, remove from {SOURCES}: {cited}"


def test_every_entry_is_written_once() -> None:
    lines = Counter(line.split(": ")[0] for line in FILE.read_text("utf-8").splitlines() if line.startswith("  "))
    assert [key for key, times in lines.items() if times > 1] == []


def test_a_family_speaks_of_each_department() -> None:
    assert meaning("organisation.value_design.field_sales.use", "")["ja"].startswith("フィールドセールスが語る割合")
    assert meaning("departments.marketing.headcount", "people")["en"] == "people (marketing)"
    assert not [key for key in DECLARED if "{" in meaning(key, "")["ja"]]


@pytest.mark.parametrize(("key", "path"), [
    ("market.channels.events.interest", "market.channels.<name>.interest"),
    ("departments.marketing.kpis.0.weight", "departments.marketing.kpis.<index>.weight"),
    ("run.years", "run.years"),
])  # fmt: skip
def test_values_have_the_words_of_their_declaration(key: str, path: str) -> None:
    assert as_declared(key) == path
    assert meaning(key, "en") == meaning(path, "en")


def test_every_value_of_a_company_has_words() -> None:
    values = {key for key, value in by_key(Scenario()).items() if not isinstance(value, (list, dict))}
    assert not [key for key in values if not meaning(key, "")["ja"]]


def test_what_has_no_japanese_words_says_so() -> None:
    assert meaning("a.parameter.of_its_own", "luck") == {"en": "luck", "ja": ""}
    assert unit("switch") == {"en": "", "ja": ""}
    assert unit("weeks") == {"en": "weeks", "ja": "週"}
    assert unit("a unit of its own")["ja"] == "a unit of its own"
