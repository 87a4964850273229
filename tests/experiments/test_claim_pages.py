"""The pages and figures of claims: written from stored verdicts of the code and the claims as they stand."""

import json
from pathlib import Path

import numpy as np
import pytest
from matplotlib import image
from matplotlib.figure import Figure
from typer.testing import CliRunner

from sim import cli, conduct, evidence
from sim.errors import StoreError
from sim.report import claim_words
from sim.report.figures import claim as figure
from sim.report.figures.canvas import GRID
from tests.experiments import claim_project, fakes

pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project whose claims are judged."""
    monkeypatch.chdir(tmp_path)
    for module in (conduct, evidence):
        monkeypatch.setattr(module, "load_engine", lambda: conduct.Engine(fakes.Scenario, fakes.simulate))
    monkeypatch.setattr(conduct, "warm_up", lambda *_: None)
    claim_project.write(tmp_path)
    judge()
    return tmp_path


def judge(*arguments):
    assert CliRunner().invoke(cli.app, ["claims", "--jobs", "1", *arguments]).exit_code == 0


def write():
    return [path.as_posix() for path in evidence.write_claims(Path("results"), Path("docs"))]


def record(name):
    return json.loads(Path("results", "claims", f"{name}.json").read_text())


def test_there_is_a_table_of_all_and_a_page_for_each_group(project):
    assert write() == ["docs/claims.md", "docs/claims/incentives.md", "docs/claims/people.md"]
    table = Path("docs/claims.md").read_text()
    assert "Claims: 2, of them 1 supported, 1 contradicted. Placebos: 1, of them 1 supported." in table
    rows = [line for line in table.splitlines() if line.startswith("| [")]
    assert [row.split("]")[0] for row in rows] == ["| [C01", "| [P-C01", "| [C02"]
    assert "(claims/incentives.md#c01)" in rows[0]
    assert "Lift of C01<br>C01の上乗せ" in rows[0]
    assert "**supported**<br>2 of 2 checks as expected<br>evidence outside disagrees" in rows[0]
    assert "`total_value`, lifted − plain<br>$2.00 [2.00, 2.00]" in rows[0]
    assert "lift of the lifted: turns between -2 and 1<br>accounts: never turns" in rows[0]


def test_a_section_says_what_was_claimed_found_and_where_it_turns(project):
    write()
    page = Path("docs/claims/incentives.md").read_text()
    assert [line for line in page.splitlines() if line.startswith("## ")] == ["## C01", "## P-C01"]
    section = page[: page.index("## P-C01")]
    for words in (
        "A lift lifts. **Supported.**", "上乗せは上げる。 **支持。**", "Not elsewhere.", "他では違う。",
        "Look at the lift.", "上乗せを見る。", "A note.", "*Evidence outside this model: disagrees.*",
        "../figures/claims/C01.png",
        "(../../scenarios/claims/C01.yaml)", "Source note 002;", "4 replicates, seed 1, intervals at level 97.06%",
        "| `lifted` | `lifted` | `run.seed: 1` |",
        "| lifted − plain | $2.00 [2.00, 2.00] | + | supported |", "| observed |",
        "*lift of the lifted*: turns between -2 and 1 (holds at 1, 3; contradicted at -2).",
        "*上乗せ*: -2と1の間で反転する", "| -2 | −$2.00 [−2.00, −2.00] | contradicted | 3 |",
        "over `market.lift`",
    ):  # fmt: skip
        assert words in section, words
    for entry in (*record("C01")["checks"], *record("C01")["observed"]):
        assert claim_words.amount(entry) in section
    assert "Placebo of C01." in page


def test_every_claim_has_a_small_figure(project):
    write()
    for name in ("C01", "C02", "P-C01"):
        path = Path("docs", "figures", "claims", f"{name}.png")
        assert 2_000 < path.stat().st_size < 40_000
        assert image.imread(path).shape[1] == figure.WIDTH * figure.DPI


def test_the_same_verdict_gives_the_same_figure(project):
    paths = [Path(f"{name}.png") for name in ("one", "other")]
    for path in paths:
        figure.draw(record("C01"), "A title", path)
    assert paths[0].read_bytes() == paths[1].read_bytes()


def shows(path, colour):
    """Whether a figure has pixels of nearly this colour."""
    wanted = np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)]) / 255
    return bool((np.abs(image.imread(path)[:, :, :3] - wanted).max(axis=2) < 0.05).any())


@pytest.mark.parametrize("verdict", ["supported", "contradicted", "undecided"])
def test_a_verdict_is_seen_by_its_colour(project, verdict):
    one = record("C01")
    checks = [check | {"verdict": verdict} for check in one["checks"]]
    figure.draw(one | {"checks": checks, "conditions": []}, "A title", Path("one.png"))
    for told in ("supported", "contradicted"):  # grey is the colour of letters too
        assert shows("one.png", figure.LOOKS[told][0]) == (told == verdict)


def test_what_is_not_defined_is_neither_drawn_nor_written(project):
    nothing = {"effect": None, "low": None, "high": None}
    one = record("C01")
    one["checks"] = [check | nothing for check in one["checks"]]
    for condition in one["conditions"]:
        condition["points"] = [point | nothing for point in condition["points"]]
    figure.draw(one, "A title", Path("nothing.png"))
    assert Path("nothing.png").stat().st_size > 1_000
    assert claim_words.amount(one["checks"][0]) == "–"


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("results/claims/C01.json", '"code": "', '"code": "another'),
        ("results/claims/C01.json", '"overrides": []', '"overrides": ["market.accounts=7"]'),
        ("scenarios/claims/C01.yaml", 'expect: "+"', 'expect: "-"'),
        ("scenarios/claims/C01.yaml", "values: [-2, 1, 3]", "values: [-2, 3]"),
        ("scenarios/claims/C01.yaml", "most: 8", "most: 12"),
        ("scenarios/lifted.yaml", "lift: 2.0", "lift: 2.5"),
    ],
)
def test_a_verdict_of_something_else_is_refused(project, file, old, new):
    path = Path(file)
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(StoreError, match=r"C01.*tasuki claims C01"):
        write()


def test_a_verdict_from_another_number_of_replicates_is_refused(project):
    judge("C01", "--replications", "6")
    with pytest.raises(StoreError, match="tasuki claims C01"):
        write()


def test_words_of_a_claim_may_change_after_its_verdict(project):
    path = Path("scenarios/claims/C01.yaml")
    path.write_text(path.read_text().replace("A lift lifts.", "Lifting lifts."))
    write()
    assert "Lifting lifts." in Path("docs/claims/incentives.md").read_text()


SMALL = {
    "metric": "cac",
    "against": "b",
    "verdict": "undecided",
    "negligible": True,
    "smallest_effect": 500.0,
    "beyond": 0.0,
}


@pytest.mark.parametrize(
    ("check", "lang", "said"),
    [
        (SMALL, "en", "undecided; no effect larger than $500"), (SMALL, "ja", "未決（500ドルを超える効果なし）"),
        (SMALL | {"beyond": 2000.0}, "en", "undecided; within $500 of $2.00k"),
        (SMALL | {"verdict": "supported"}, "en", "supported; no effect larger than $500"),
        (SMALL | {"negligible": False}, "en", "undecided"),
    ],
)  # fmt: skip
def test_a_small_effect_is_said_beside_the_verdict(check, lang, said):
    assert claim_words.found(check, lang) == said


@pytest.mark.parametrize(
    ("replications", "said"),
    [(32, " (up to 64 would hardly decide it)"), (63, " (as many as are allowed)"), (64, " (as many as are allowed)")],
)
def test_what_is_left_open_says_why_no_more_replicates_were_added(replications: int, said: str) -> None:
    record = {"verdict": "undecided", "negligible": False, "replications": replications, "looks": [8, 16, 32, 64]}
    assert claim_words.left_open(record, "en") == said
    assert claim_words.left_open(record | {"verdict": "supported"}, "en") == ""
    assert claim_words.left_open(record | {"negligible": True}, "ja") == ""


def test_what_is_compared_is_written_as_it_is_reckoned():
    alone = {"arm": "a", "against": None, "less": None}
    assert claim_words.sides(alone) == "a"
    assert claim_words.sides(alone | {"against": "b"}) == "a − b"
    assert claim_words.sides(alone | {"against": "b", "less": ["c", "d"]}) == "(a − b) − (c − d)"


def test_ratios_and_shares_are_written_in_their_own_way():
    numbers = {"effect": 0.1, "low": 0.05, "high": 0.15}
    assert claim_words.amount({"metric": "win_back_cost_ratio", "against": None, **numbers}) == "0.10 [0.05, 0.15]"
    assert claim_words.amount({"metric": "churn_12m", "against": "b", **numbers}) == "10 points [5, 15]"
    assert claim_words.amount({"metric": "churn_12m", "against": None, **numbers}) == "10 % [5, 15]"


@pytest.mark.parametrize(
    ("found", "verdict", "place", "said"),
    [
        (["supported", "undecided", "contradicted"], "contradicted", 2, "1 of 3 checks as expected"),
        (["supported", "undecided"], "undecided", 1, "1 of 2 checks as expected"),
        (["supported", "supported"], "supported", 0, "2 of 2 checks as expected"),
        (["contradicted"], "contradicted", 0, ""),
    ],
)
def test_the_check_that_is_shown_is_the_one_that_decided(found, verdict, place, said):
    told = {"verdict": verdict, "checks": [{"verdict": each, "place": k} for k, each in enumerate(found)]}
    assert claim_words.deciding(told)["place"] == place
    assert claim_words.tally(told, "en") == said


def test_panels_stand_where_no_last_digit_of_the_layout_moves_a_pixel(project, monkeypatch):
    saved = []
    whole = Figure.savefig
    monkeypatch.setattr(
        Figure, "savefig", lambda self, *args, **kinds: (saved.append(self), whole(self, *args, **kinds))
    )
    figure.draw(record("C01"), "A title", Path("one.png"))
    places = [edge for axes in saved[0].axes for edge in axes.get_position(original=True).bounds]
    assert len(places) == 4 * 3
    assert places == pytest.approx([round(edge, GRID) for edge in places], abs=1e-12)
