import json
from itertools import pairwise

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import ScenarioError
from sim.scenario import nodes
from sim.scenario.nodes import Node, Place, parse

HERE = Place("f.yaml", 1, 0)


def read(text: str) -> object:
    node = parse(text, HERE)
    return None if node is None else node.plain()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *[(word, word) for word in ("yes", "no", "on", "off", "y", "n", "Yes", "NO")],
        ("12:30", "12:30"),
        ("2024-01-01", "2024-01-01"),
        ("1_000", "1_000"),
        ("1e6", 1_000_000.0),
        ("1E-3", 0.001),
        (".5", 0.5),
        ("1.", 1.0),
        ("-7", -7),
        ("017", 17),
        ("0o17", 15),
        ("0x1F", 31),
        ("9" * 50, int("9" * 50)),
        ("9" * 5000, float("inf")),
        ("-.inf", float("-inf")),
        ("true", True),
        ("False", False),
        ("~", None),
        ("null", None),
        ("'5'", "5"),
        ('"no"', "no"),
        ("{a: [1, x], b: }", {"a": [1, "x"], "b": None}),
        ("a: &x [1]\nb: *x", {"a": [1], "b": [1]}),
        ("a: |\n  x\n  y\n", {"a": "x\ny\n"}),
        ("1: a\nyes: b", {"1": "a", "yes": "b"}),
        ("", None),
        ("# only a comment", None),
    ],
)
def test_scalars_follow_yaml_1_2(text: str, value: object) -> None:
    found = read(text)
    assert found == value
    assert type(found) is type(value)


def test_not_a_number_is_read_as_such() -> None:
    assert str(read(".nan")) == "nan"


# JSON writes letters beyond the first plane as two escapes, which YAML does not read.
LETTERS = st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs"])
TEXT, KEY = st.text(LETTERS), st.text(LETTERS, max_size=150)  # a key of YAML has at most 1,024 signs, an escape six
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEY, inner, max_size=4),
    max_leaves=20,
)


@given(JSON)
@settings(deadline=None)
def test_json_is_read_as_what_it_says(value: object) -> None:
    assert read("# as a file\n" + json.dumps(value).replace("\x7f", "\\u007f")) == value


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\nb: 2\na: 3", "f.yaml:3: a: is given twice, first on line 1. Remedy: keep one of the two."),
        ("a: 1\n---\nb: 1", "f.yaml:2: begins a second YAML document"),
        ("a: 1\nb: [1,\n  2", "f.yaml:2: is not YAML: did not find expected ',' or ']' (value b: [1,)"),
        ("a:\n\t- 1", "Remedy: indent with spaces, not tabs."),
        (
            "a: @b",
            "f.yaml:1: is not YAML: found character that cannot start any token (value a: @b). Remedy: put",
        ),
        ("a: b: c", "f.yaml:1: is not YAML: mapping values are not allowed in this context (value a: b: c)"),
        ("a: &x [*x]", "f.yaml:1: uses an anchor that is not defined before it (value *x)"),
        ("a: *b", "Remedy: define &b above."),
        (
            "a: !!python/object:os.system {}",
            "is a tag that scenarios do not have (value tag:yaml.org,2002:python",
        ),
        ("a: !!str 5", "f.yaml:1: is a tag"),
        ("a: !replace 5", "f.yaml:1: is a tag"),
        ("? [a]\n: 1", "f.yaml:1: is a key that is not a plain word"),
        (
            "b: 1\n<<: {a: 1}",
            "f.yaml:2: <<: YAML merge keys are not read. Remedy: use `extends:` or an alias.",
        ),
        ("a: 1\nb: \x07", "f.yaml:2: holds a control character (value '\\x07')"),
        ("a: \ud800", "f.yaml:1: holds a control character (value '\\ud800')"),
        ("a: " + "[" * 100_000, "f.yaml:1: is nested more than 40 levels deep"),
    ],
)
def test_what_is_not_a_scenario_is_one_message(text: str, message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        parse(text, HERE)
    assert message in str(caught.value)


def test_an_alias_bomb_is_refused_at_once() -> None:
    names = "abcdefghijklmnopqrst"
    lines = [f"{name}: &{name} [{', '.join(['*' + below] * 9)}]" for below, name in pairwise(names)]
    with pytest.raises(ScenarioError, match="holds more than 200000 values"):
        parse("a: &a [x, x]\n" + "\n".join(lines), HERE)


def test_depth_through_aliases_is_bounded() -> None:
    lines = [f"n{i}: &n{i} " + "[" * 9 + f"*n{i - 1}" + "]" * 9 for i in range(1, 9)]
    with pytest.raises(ScenarioError, match="levels deep"):
        parse("n0: &n0 1\n" + "\n".join(lines), HERE)


def test_every_value_knows_the_line_of_its_key() -> None:
    root = parse("a: 1\nb:\n  c:\n    - x\n    - y\nd: *z".replace("*z", "z"), HERE)
    assert root is not None
    assert [line_of(root, *path) for path in (["a"], ["b"], ["b", "c"], ["b", "c", 1], ["d"])] == [
        1,
        2,
        3,
        5,
        6,
    ]


def line_of(node: Node | None, *path: str | int) -> int | None:
    for part in path:
        assert node is not None
        node = node.child(part)
    assert node is not None
    return node.place.line


def test_without_libyaml_the_same_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nodes, "Loader", yaml.SafeLoader)
    assert read("a: no\nb: [1e6, 'x']\nc: !replace {d: 12:30}") == {
        "a": "no",
        "b": [1e6, "x"],
        "c": {"d": "12:30"},
    }
    with pytest.raises(ScenarioError, match=r"f\.yaml:2: is not YAML"):
        parse("a: 1\nb: [1", HERE)
