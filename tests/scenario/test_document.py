import json
from pathlib import Path
from typing import Any

import yaml

from sim.scenario import ScenarioBase, Section, load, parameter
from sim.scenario.document import json_schema, markdown_table, yaml_with_sources
from sim.scenario.files import plain
from tests.scenario.company import Company, write


def at(document: dict[str, Any], *path: str) -> dict[str, Any]:
    for name in path:
        document = document["properties"][name]
    return document


def test_the_json_schema_describes_types_units_bounds_and_defaults() -> None:
    document = json_schema(Company)
    assert document["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert at(document, "market", "accounts") == {
        "description": "companies in the market [accounts]. Source: assumption",
        "type": "integer",
        "minimum": 1,
        "maximum": 10_000_000,
        "default": 20_000,
    }
    assert at(document, "market")["description"] == "Companies that could buy."
    assert at(document, "market", "fit_matters")["type"] == "boolean"
    assert at(document, "market", "beta")["prefixItems"] == [{"type": "number", "minimum": 0.01}] * 2
    assert at(document, "market", "beta")["items"] is False
    layers = at(document, "market", "layers")["additionalProperties"]
    assert layers == {"type": "array", "items": {"type": "number", "minimum": 0, "maximum": 10}}
    assert at(document, "market", "regions")["items"] == {"type": "string", "enum": ["east", "west"]}
    assert at(document, "departments", "marketing", "headcount")["default"] == 6
    assert at(document, "departments", "sales", "headcount")["default"] == 3
    kpi = at(document, "departments", "sales", "kpis")["items"]
    assert at(kpi, "metric")["enum"] == ["bookings", "leads"]
    assert "default" not in at(kpi, "metric")
    assert at(document, "market", "channels")["default"]["events"] == {"cost": 5.0, "share": 0.5}
    assert at(document, "extends")["type"] == "string"


def test_no_key_is_required_and_no_unknown_key_allowed() -> None:
    text = json.dumps(json_schema(Company))
    assert '"required"' not in text
    objects = [part for part in _parts(json_schema(Company)) if "properties" in part]
    assert len(objects) > 8
    assert all(part["additionalProperties"] is False for part in objects)


def _parts(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, list):
        return [part for item in value for part in _parts(item)]
    if not isinstance(value, dict):
        return []
    inner = [part for item in value.values() for part in _parts(item)]
    return inner if not isinstance(value.get("type"), str) else [value, *inner]


def test_the_table_lists_every_parameter_on_one_row() -> None:
    text = markdown_table(Company)
    assert "## market\n\nCompanies that could buy.\n\n| Parameter | Type | Unit | Default |" in text
    row = "| whole number | accounts | `20000` | from 1 to 10000000 | companies in the market | assumption |"
    assert f"| `market.accounts` {row}\n" in text
    assert "| `departments.sales.kpis.<index>.metric` | text |  | required | bookings, leads |" in text
    assert "Fader \\| Hardie |" in text
    assert '| `title.en` | text |  | `""` |' in text


def test_the_base_file_is_complete_and_loads_back_to_the_defaults(tmp_path: Path) -> None:
    text = yaml_with_sources(Company)
    assert yaml.safe_load(text) == plain(Company())
    assert load(write(tmp_path, text), Company) == Company()
    assert "\n\nmarket:  # Companies that could buy.\n" in text
    assert "  accounts: 20000  # accounts; companies in the market; source: assumption\n" in text
    assert "      - metric: leads  # what is counted; source: notes\n" in text


def test_a_hash_sign_or_line_break_in_a_declaration_stays_in_the_comment(tmp_path: Path) -> None:
    class Odd(Section):
        a: int = parameter(1, unit="-", meaning="first\nseed: 3", source="# see | there")

    class Odder(ScenarioBase):
        odd: Odd = Odd()

    text = yaml_with_sources(Odder)
    assert "odd:\n  a: 1  # first seed: 3; source: # see | there\n" in text
    assert load(write(tmp_path, text), Odder) == Odder()
    assert "| `odd.a` | whole number |  | `1` |  | first seed: 3 | # see \\| there |" in markdown_table(Odder)
