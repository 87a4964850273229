from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import ScenarioError
from sim.scenario import Words, digest, dump, load
from sim.scenario.files import plain
from tests.scenario.company import Channel, Company, Department, Departments, Kpi, Market, Run, write

NAMES = st.text("abz09_-é仮", min_size=1, max_size=6) | st.sampled_from(["no", "on", "1e6", "null", "search", "events"])
FINITE = st.floats(allow_nan=False, allow_infinity=False)
SHARE = st.floats(0, 1)
TEXT = st.text() | st.sampled_from(
    ["no", "1e6", "12:30", "0o7", "~", "a: b", "a #b", " x", "x ", "- a", "\u2028", "\x85"]
)
KPIS = st.lists(st.builds(Kpi, metric=st.sampled_from(["leads", "bookings"]), weight=SHARE), max_size=3).map(tuple)


@st.composite
def channels(draw: st.DrawFn) -> dict[str, Channel]:
    names = draw(st.lists(NAMES, min_size=1, max_size=4, unique=True))
    first = draw(st.integers(0, len(names) - 1))
    costs = st.floats(0, allow_nan=False, allow_infinity=False)
    return {name: Channel(cost=draw(costs), share=float(i == first)) for i, name in enumerate(names)}


MARKETS = st.builds(
    Market,
    accounts=st.integers(1, 10_000_000),
    fit_matters=st.booleans(),
    beta=st.tuples(st.floats(0.01, 1e300), st.floats(0.01, 1e-1)),
    layers=st.dictionaries(NAMES, st.lists(st.floats(0, 10), max_size=3).map(tuple), max_size=3),
    low=FINITE.filter(lambda low: low < 1e300),
    high=st.just(1.7e308),
    segment=TEXT,
    regions=st.lists(st.sampled_from(["east", "west"]), max_size=3).map(tuple),
    channels=channels(),
)
DEPARTMENT = st.builds(Department, headcount=st.integers(0, 99), kpis=KPIS)
COMPANIES = st.builds(
    Company,
    name=NAMES,
    title=st.builds(Words, en=TEXT, ja=TEXT),
    description=st.builds(Words, en=TEXT, ja=TEXT),
    run=st.builds(Run, seed=st.integers(0, 2**200), replications=st.integers(1), years=st.integers(1, 20)),
    market=MARKETS,
    departments=st.builds(Departments, marketing=DEPARTMENT, sales=DEPARTMENT),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("round-trip")


@given(scenario=COMPANIES)
@settings(deadline=None, max_examples=200)
def test_a_dumped_scenario_loads_back_equal(folder: Path, scenario: Company) -> None:
    text = dump(scenario)
    back = load(write(folder, text), Company)
    assert back == scenario
    assert digest(back) == digest(scenario)
    assert dump(back) == text
    assert list(back.market.channels) == list(scenario.market.channels)


@given(scenario=COMPANIES)
@settings(deadline=None)
def test_another_reader_of_yaml_finds_the_same_values(scenario: Company) -> None:
    assert yaml.safe_load(dump(scenario).replace("!replace", "")) == plain(scenario)


def check(path: Path, *overrides: str) -> None:
    """Load, and fail unless the outcome is a scenario or an error that says where and what to do."""
    error: ScenarioError | None = None
    try:
        load(path, Company, overrides)
    except ScenarioError as raised:
        error = raised
    assert error is None or (error.file and error.remedy)


@given(text=st.text() | st.text("{}[]:,-#&*!|>'\"%@` \n\tab01"))
@settings(deadline=None, max_examples=300)
def test_any_text_is_a_scenario_or_one_error(folder: Path, text: str) -> None:
    check(write(folder, text))
    check(write(folder, "run: {}"), text)


KEYS = st.sampled_from(
    ["run", "seed", "market", "channels", "search", "cost", "kpis", "sales", "departments", "layers", "title"]
)
TREES = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | FINITE | st.just(".nan") | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=12,
)


@given(
    tree=st.dictionaries(KEYS, TREES, max_size=4),
    keys=st.lists(KEYS | st.sampled_from("01"), min_size=1, max_size=4),
    value=TREES,
)
@settings(deadline=None, max_examples=300)
def test_any_tree_of_known_keys_is_a_scenario_or_one_error(
    folder: Path, tree: Any, keys: list[str], value: Any
) -> None:
    written = yaml.safe_dump(value, default_flow_style=True).removesuffix("...\n").replace("\n", " ")
    check(write(folder, yaml.safe_dump(tree)), f"{'.'.join(keys)}={written}")


def test_the_digest_sees_every_value_but_those_that_name_the_run() -> None:
    base = Company()
    assert digest(base) == digest(Company(name="x", title=Words(en="t"), description=Words(ja="d")))
    assert digest(base) == digest(Company(run=Run(seed=9, replications=3)))
    assert digest(base) != digest(Company(run=Run(years=3)))
    assert digest(base) != digest(Company(market=Market(high=2.0000000000000004)))
    assert digest(base) == digest(Company(market=Market(high=2)))
    assert len(digest(base)) == 64


def test_the_order_of_names_is_kept_and_counts() -> None:
    turned = Market(channels={"events": Channel(cost=5), "search": Channel()})
    assert digest(Company(market=turned)) != digest(Company())


def test_the_digest_does_not_change_by_accident() -> None:
    assert digest(Company()) == "da8839eb04a0ad9279d0287be4ca55612e6bb4d50266d584bd07d81771b061f1"
