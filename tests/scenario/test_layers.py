import os
from pathlib import Path

import pytest

from sim.scenario import load
from tests.scenario.company import Channel, Company, Kpi, refused, write


def test_a_file_differs_from_the_defaults_only_in_what_it_says(tmp_path: Path) -> None:
    scenario = load(write(tmp_path, "departments:\n  marketing:\n    kpis: []\n"), Company)
    assert scenario.departments.marketing.kpis == ()
    assert scenario.departments.marketing.headcount == 6
    assert scenario.market == Company().market


def test_mappings_join_by_key_and_lists_replace(tmp_path: Path) -> None:
    (tmp_path / "deeper").mkdir()
    write(tmp_path, "market: {accounts: 5, beta: [3, 4]}\ndepartments: {sales: {headcount: 4}}", "base.yaml")
    write(tmp_path, "extends: ../base.yaml\nmarket:\n  beta: [5, 6]", "deeper/middle.yaml")
    top = write(tmp_path, "extends: deeper/middle.yaml\nmarket: {channels: {search: {cost: 9}}}")
    scenario = load(top, Company)
    assert scenario.market.accounts == 5
    assert scenario.market.beta == (5, 6)
    assert scenario.market.channels == {"search": Channel(cost=9), "events": Channel(cost=5)}
    assert scenario.departments.sales.headcount == 4


def test_a_replaced_mapping_forgets_the_entries_below(tmp_path: Path) -> None:
    write(tmp_path, "market: {channels: !replace {fair: {share: 1}}}", "base.yaml")
    top = write(tmp_path, "extends: base.yaml\nmarket: {channels: {fair: {cost: 3}}}")
    assert load(top, Company).market.channels == {"fair": Channel(cost=3, share=1)}


@pytest.mark.parametrize(
    "text",
    [
        "run: {seed: {x: !replace {y: 1}}}",
        "run: {sed: {x: !replace {y: 1}}}",
        "market: {beta: [1, 2, !replace {y: 1}]}",
        "market: {beta: {x: !replace {y: 1}}}",
    ],
)
def test_a_replaced_mapping_where_none_belongs_is_an_error(tmp_path: Path, text: str) -> None:
    assert refused(write(tmp_path, text)).line == 1


def test_fixed_keys_cannot_be_replaced_as_a_whole(tmp_path: Path) -> None:
    path = write(tmp_path, "run: {years: 3}\nmarket: !replace {accounts: 5}")
    expected = ":2: market: cannot be replaced as a whole. Remedy: remove !replace; it is for mappings whose names"
    assert expected in str(refused(path))


def test_name_title_and_description_belong_to_one_file(tmp_path: Path) -> None:
    text = "name: base\ntitle: {en: Base, ja: 基本}\ndescription: {en: All, ja: 全部}"
    assert load(write(tmp_path, text, "base.yaml"), Company).title.ja == "基本"
    scenario = load(write(tmp_path, "extends: base.yaml"), Company)
    assert (scenario.name, scenario.title.en, scenario.title.ja) == ("mine", "mine", "mine")
    assert scenario.description.en == ""
    named = load(write(tmp_path, "extends: base.yaml\nname: other\ntitle: {en: Other}"), Company)
    assert (named.name, named.title.en, named.title.ja) == ("other", "Other", "other")


def test_a_circle_is_printed_as_the_chain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "extends: b.yaml", "a.yaml")
    write(tmp_path, "extends: ./c.yaml", "b.yaml")
    write(tmp_path, "run: {seed: 1}\nextends: a.yaml", "c.yaml")
    assert str(refused(Path("a.yaml"))) == (
        "c.yaml:2: extends: is circular: a.yaml -> b.yaml -> c.yaml -> a.yaml (value a.yaml). "
        "Remedy: let one of these files extend nothing."
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "extends: bas.yaml",
            ":1: extends: bas.yaml does not exist (value bas.yaml). Remedy: did you mean base.yaml?",
        ),
        (
            "run: {}\nextends: base",
            ":2: extends: base does not exist (value base). Remedy: did you mean base.yaml?",
        ),
        ("extends: sub/x.yaml", "Remedy: the folder sub does not exist either; check the path."),
        ("extends: empty/x.yaml", "Remedy: empty holds no scenario; check the path."),
        ("extends: empty", "extends: empty is a folder, not a file"),
        (
            "extends: [a, b]",
            "extends: must be a path (value [a, b]). Remedy: give the path of one scenario file",
        ),
        ('extends: "a\\0b"', 'extends: must be a path (value "a\\x00b")'),
        ("extends:", "extends: must be a path (value null)"),
    ],
)
def test_a_wrong_extends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, message: str) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    write(tmp_path, "run: {seed: 2}", "base.yaml")
    write(tmp_path, text)
    assert f"mine.yaml{message}" in str(refused(Path("mine.yaml"))) or message in str(refused(Path("mine.yaml")))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "mine.yaml: is empty. Remedy: write at least one key, such as `extends: base.yaml`."),
        (b"# nothing\n", "mine.yaml: is empty"),
        (b"- 1\n", "mine.yaml:1: is not a mapping of keys to values (value [1])"),
        (
            b"a: 1\nb: \xff",
            "mine.yaml:2: is not UTF-8 text (value byte 0xff). Remedy: save the file as UTF-8.",
        ),
    ],
)
def test_a_file_that_holds_no_scenario(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "mine.yaml"
    path.write_bytes(data)
    assert message in str(refused(path))


def test_a_byte_order_mark_and_carriage_returns_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_bytes(b"\xef\xbb\xbfrun:\r\n  seed: 7\r\n")
    assert load(path, Company).run.seed == 7


def test_a_missing_file_a_folder_and_a_forbidden_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "run: {}", "siloed.yaml")
    assert "does not exist. Remedy: did you mean" in str(refused(tmp_path / "siloed"))
    assert f"{tmp_path}: is a folder, not a file. Remedy: {tmp_path} holds siloed.yaml" in str(refused(tmp_path))

    def denied(_: Path) -> bytes:
        raise PermissionError(13, os.strerror(13))

    monkeypatch.setattr(Path, "read_bytes", denied)
    assert "cannot be read. Remedy: check the file and its permissions (Permission denied)" in str(
        refused(tmp_path / "siloed.yaml")
    )


def test_overrides_reach_names_and_indices_and_whole_values(tmp_path: Path) -> None:
    path = write(tmp_path, "extends: base.yaml")
    write(
        tmp_path,
        "run: {seed: 2}\ndepartments: {sales: {kpis: [{metric: leads}, {metric: bookings}]}}",
        "base.yaml",
    )
    scenario = load(
        path,
        Company,
        [
            "run.seed=0",
            "market.channels.search.cost=3",
            "departments.sales.kpis.1.weight=0.25",
            "departments.marketing.kpis=[{metric: leads, weight: 0.5}]",
            "market.layers={first: [7], second: [8]}",
            "market.segment=a=b",
            "market.beta.1=2",
            "run.seed=3",
        ],
    )
    assert scenario.run.seed == 3
    assert scenario.market.channels["search"] == Channel(cost=3)
    assert scenario.departments.sales.kpis == (Kpi(metric="leads"), Kpi(metric="bookings", weight=0.25))
    assert scenario.departments.marketing.kpis == (Kpi(metric="leads", weight=0.5),)
    assert scenario.market.layers == {"first": (7,), "second": (8,)}
    assert scenario.market.segment == "a=b"
    assert scenario.market.beta == (0.7, 2)


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        (
            "run.seed",
            ": is not of the form key=value. Remedy: write --set key=value, such as --set run.seed=7.",
        ),
        ("=4", ": is not of the form key=value"),
        ("run..seed=4", ": is not of the form key=value"),
        ("a." * 5000 + "a=1", ": is not of the form key=value"),
        ("run.seed=", ": run.seed: has no value (value null)"),
        ("run.seed=[1", ": is not YAML"),
        ("run.sed=1", ": run.sed: is not a known key. Remedy: did you mean `seed`?"),
        ("extends=base.yaml", ": extends: belongs in a file"),
        (
            "departments.sales.kpis.1.weight=1",
            ": departments.sales.kpis: has no entry 1. Remedy: use an index from 0 to 0",
        ),
        ("departments.sales.kpis.x=1", ": departments.sales.kpis: has no entry x"),
        (
            "market.regions.0=east",
            ": market.regions: has no entry 0. Remedy: give the whole list, such as [1, 2].",
        ),
        ("market.accounts.x=5", ": market.accounts: must be a whole number (value {x: 5})"),
        ("market.low=5", ": market.low: low must be below high (value 5)"),
    ],
)
def test_a_wrong_override_names_itself(tmp_path: Path, argument: str, message: str) -> None:
    error = refused(write(tmp_path, "run: {seed: 2}"), argument)
    assert f"--set {argument}{message}" in str(error)
    assert error.line is None


def test_an_override_that_is_not_text_is_shown_with_escapes(tmp_path: Path) -> None:
    error = refused(write(tmp_path, "run: {seed: 2}"), "run.seed=\ud800")
    assert str(error).startswith("--set run.seed=\\ud800: holds a control character (value '\\ud800').")
