"""Every number in a sentence is in the bundle, and sentences say what the numbers say."""

from __future__ import annotations

import re
from typing import Any

import pytest

from sim.record.specifications import METRICS
from sim.report import findings
from sim.report.figures import names
from sim.report.words import MINUS
from tests.report.synthetic import bundle

CASES = {
    "crossing": ("siloed", "shared"),
    "siloed wins late": ("shared", "siloed"),
    "no difference": ("siloed", "twin"),
    "three arms": ("siloed", "shared", "both"),
    "run": ("siloed",),
}
SCALES = (1.0, 0.01, 1e3, 1e4, 1e6, 1e8, 1e9)
TOKEN = re.compile(r"\d[\d,]*(?:\.\d+)?")


@pytest.fixture(params=CASES, ids=str)
def content(request: pytest.FixtureRequest) -> dict[str, Any]:
    return bundle(*CASES[request.param])


def figures_of_text(text: str, content: dict[str, Any], lang: str) -> list[str]:
    """Number tokens of a sentence, without those that belong to names."""
    words = [arm["title"][lang] for arm in content["arms"].values()]
    words += [getattr(metric, lang) for metric in METRICS.values()]
    for word in sorted({*words, *(word[:1].lower() + word[1:] for word in words)}, key=len, reverse=True):
        text = text.replace(word, "")
    return TOKEN.findall(text)


def shows(token: str, value: float) -> bool:
    """Whether a token is the rounded size of a value, in some unit of SCALES."""
    decimals = len(token.partition(".")[2])
    half = 0.5 * 10**-decimals * (1 + 1e-9)
    number = float(token.replace(",", ""))
    return any(abs(number - abs(value) / scale) <= half and number * scale <= abs(value) * 2 for scale in SCALES)


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_every_number_of_a_sentence_is_one_of_its_numbers(content: dict[str, Any], lang: str) -> None:
    for finding in findings.write(content):
        for token in figures_of_text(finding[lang], content, lang):
            assert any(
                shows(token, value) or float(token.replace(",", "")) == 0 for value in finding["numbers"].values()
            ), (
                token,
                finding,
            )


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_every_number_is_said(content: dict[str, Any], lang: str) -> None:
    for finding in findings.write(content):
        tokens = figures_of_text(finding[lang], content, lang)
        means = {key: value for key, value in finding["numbers"].items() if not key.endswith(("_low", "_high"))}
        means = {key: value for key, value in means.items() if abs(value) > 1e-3}
        unsaid = [key for key, value in means.items() if not any(shows(token, value) for token in tokens)]
        unsaid = [key for key in unsaid if key not in ("loose", "strict")]  # an optimum at an end says one of them
        assert not unsaid, finding


def values(content: dict[str, Any]) -> set[float]:
    """All numbers a finding may use: the bundle's own, and differences relative to the baseline's mean."""
    base = content["arms"][content["baseline"]]["metrics"]
    found: set[float] = set()
    for arm in content["arms"].values():
        found |= {metric[key] for metric in arm["metrics"].values() for key in ("mean", "low", "high")}
    for gaps in content["differences"].values():
        for name, gap in gaps.items():
            found |= {gap[key] for key in ("mean", "low", "high")}
            found |= {gap[key] / base[name]["mean"] for key in ("mean", "low", "high") if base[name]["mean"]}
    for cross in content["crossover"].values():
        found |= {cross[key] for key in ("month", "low", "high") if cross[key] is not None}
    for curves in content["strictness"]["arms"].values():
        found |= {point[key] for point in curves["total_value"] for key in ("mean", "low", "high")}
    return found | set(content["strictness"]["points"])


def test_every_number_is_the_bundles(content: dict[str, Any]) -> None:
    known = values(content)
    for finding in findings.write(content):
        derived = finding["id"] == "life" or "lead until" in finding["en"]  # a week of the bundle as a month
        for key, value in finding["numbers"].items():
            assert value in known or (derived and key == "month"), (finding["id"], key)


def test_findings_are_well_formed(content: dict[str, Any]) -> None:
    found = findings.write(content)
    assert len({finding["id"] for finding in found}) == len(found)
    for finding in found:
        assert set(finding) == {"id", "figure", "numbers", "en", "ja"}
        assert finding["figure"] in names()
        for text in (finding["en"], finding["ja"]):
            assert not set("{}<>|") & set(text)
            assert "nan" not in text
            assert f"{MINUS}{MINUS}" not in text
        assert finding["en"][0].isupper() or finding["en"][0].isdigit()
        assert finding["en"].endswith(".")
        assert finding["ja"].endswith("。")


def test_every_figure_has_a_finding_for_its_title(content: dict[str, Any]) -> None:
    told = {finding["figure"] for finding in findings.write(content)}
    assert told == set(names()) - (set() if content["life"] else {"life"})


def test_one_replicate_shows_no_difference_in_the_load() -> None:
    """It has neither intervals nor p-values."""
    content = bundle("siloed", "shared")
    for entry in [*content["differences"].values(), *(arm["metrics"] for arm in content["arms"].values())]:
        for value in entry.values():
            value.update({key: None for key in ("low", "high", "p") if key in value})
    (load,) = (one for one in findings.write(content) if one["id"].startswith("utilisation_"))
    assert load["en"].startswith("No clear difference")


def text(found: list[dict[str, Any]], key: str) -> str:
    return next(finding["en"] for finding in found if finding["id"] == key)


def test_headline_of_curves_that_cross() -> None:
    content = bundle("siloed", "shared")
    month = content["crossover"]["shared"]
    headline = text(findings.write(content), "headline-shared")
    assert headline.startswith("Shared KPIs win ")
    assert "fewer customers in the first year [" in headline
    assert f"pass Siloed KPIs in month {month['month']} [{month['low']}, {month['high']}] and end " in headline
    assert "higher in total value [" in headline


def test_headline_where_the_lead_is_lost() -> None:
    headline = text(findings.write(bundle("shared", "siloed")), "headline-siloed")
    assert re.fullmatch(
        r"Siloed KPIs win \d+ % more customers in the first year \[.*\], "
        r"lead until month \d+ and end \d+ % lower in "
        r"total value \[.*\]\.",
        headline,
    )


def test_headline_where_siloed_wins_throughout() -> None:
    content = bundle("shared", "siloed")
    gap = content["difference_series"]["siloed"]["value_cumulative"]
    for key in ("mean", "low", "high"):
        gap[key] = [abs(value) + 1 for value in gap[key]]
    content["differences"]["siloed"]["total_value"] = {"mean": 2e6, "low": 1e6, "high": 3e6, "p": 0.001}
    found = findings.write(content)
    assert "stay ahead of Shared KPIs throughout and end " in text(found, "headline-siloed")
    assert "The price of the higher value with Siloed KPIs: " in text(found, "trade-off-siloed")


def test_headline_where_the_curves_never_cross() -> None:
    content = bundle("shared", "siloed")
    gap = content["difference_series"]["siloed"]["value_cumulative"]
    for key in ("mean", "low", "high"):
        gap[key] = [-abs(value) - 1 for value in gap[key]]
    assert "never lastingly pass Shared KPIs and end " in text(findings.write(content), "headline-siloed")


def test_an_interval_that_spans_zero_is_no_clear_difference() -> None:
    found = findings.write(bundle("siloed", "twin"))
    assert "ends with no clear difference in total value (+" in text(found, "headline-twin")
    assert "in month" not in text(found, "headline-twin")
    assert text(found, "advocates-twin").startswith("No clear difference in the number of advocates: ")
    assert text(found, "trade-off-twin").startswith("Nothing that was measured differs between ")


def test_what_moved_among_many_measures_moved_by_more_than_luck_explains() -> None:
    """Of seventy intervals at 95 %, some leave zero out by luck, and the clearest of them would be told."""
    content = bundle("siloed", "shared")
    assert text(findings.write(content), "trade-off-shared").startswith("The price of the higher value")
    for gap in content["differences"]["shared"].values():
        gap["p"] = max(gap["p"], 0.01)
    assert text(findings.write(content), "trade-off-shared").startswith("No price was found: ")


def test_a_measure_is_named_by_itself_in_a_sentence() -> None:
    content = bundle("siloed", "shared")
    for arm in content["arms"].values():
        arm["metrics"]["cost_per_win_returned"] = arm["metrics"].pop("customers_won")
    gaps = content["differences"]["shared"]
    gaps["cost_per_win_returned"] = gaps.pop("customers_won") | {"low": 10.0, "mean": 11.0, "high": 12.0, "p": 0.0}
    for name in gaps.keys() - {"cost_per_win_returned"}:
        gaps[name]["p"] = 1.0
    assert "direct cost of a contract with a recycled account" in text(findings.write(content), "trade-off-shared")


def test_a_baseline_that_may_be_zero_is_no_divisor() -> None:
    content = bundle("siloed", "shared")
    content["arms"]["siloed"]["metrics"]["total_value"]["low"] = -1.0
    assert re.search(r"end \$\S+M higher in total value \[", text(findings.write(content), "headline-shared"))


def test_what_is_not_defined_is_not_told() -> None:
    content = bundle("siloed", "shared")
    for arm in content["arms"].values():
        arm["metrics"]["churn_12m"] |= {"mean": None, "low": None, "high": None}
    content["differences"]["shared"]["churn_12m"] |= {"mean": None, "low": None, "high": None}
    assert "churn_12m-shared" not in {finding["id"] for finding in findings.write(content)}


def test_one_replicate_has_no_intervals() -> None:
    content = bundle("siloed")
    for metric in content["arms"]["siloed"]["metrics"].values():
        metric |= {"low": None, "high": None}
    assert not any("[" in finding["en"] for finding in findings.write(content) if finding["figure"] != "strictness")


def test_a_crossing_that_some_resamples_miss_has_no_upper_bound() -> None:
    content = bundle("siloed", "shared")
    content["crossover"]["shared"]["high"] = None
    assert re.search(r"in month \d+ \[\d+, ∞\) and end", text(findings.write(content), "headline-shared"))


def test_the_best_strictness_may_lie_at_an_end() -> None:
    content = bundle("siloed")
    points = content["strictness"]["arms"]["siloed"]["total_value"]
    points.sort(key=lambda point: point["mean"])
    assert "at the strictest setting tried" in text(findings.write(content), "strictness-siloed")
    points.reverse()
    assert "at the loosest setting tried" in text(findings.write(content), "strictness-siloed")


def test_a_best_strictness_whose_interval_overlaps_that_of_an_end_says_so() -> None:
    content = bundle("siloed")
    points = content["strictness"]["arms"]["siloed"]["total_value"]
    best = max(points, key=lambda point: point["mean"])
    for high, said in ((best["low"] - 1.0, ""), (best["low"] + 1.0, " (their intervals overlap)")):
        points[0]["high"] = high
        assert f"at the loosest setting{said} and " in text(findings.write(content), "strictness-siloed")


def test_the_department_whose_load_moves_most_was_looked_for_among_four() -> None:
    """The largest of four differences is below 5 % by luck alone in nearly a fifth of all cases."""
    content = bundle("siloed", "shared")
    said = {}
    for p in (0.02, 0.01):
        for name in [name for name in content["differences"]["shared"] if name.startswith("utilisation_")]:
            content["differences"]["shared"][name] |= {"low": 0.01, "mean": 0.02, "high": 0.03, "p": p}
        said[p] = next(f["en"] for f in findings.write(content) if f["figure"] == "load")
    by_luck = ", though no further than the largest of several differences may by luck: "
    assert said[0.02].startswith("The load moves most in ")
    assert by_luck in said[0.02]
    assert by_luck not in said[0.01]


@pytest.mark.parametrize("ends", [(0.0003, 0.0032), (-0.0003, 0.0032)])
@pytest.mark.parametrize("p", [0.001, 0.02, 0.2])
def test_no_clear_difference_is_said_where_the_printed_interval_includes_zero_and_nowhere_else(
    ends: tuple[float, float], p: float
) -> None:
    content = bundle("siloed", "shared")
    for gap in content["differences"]["shared"].values():
        gap |= {"low": ends[0], "mean": 0.0015, "high": ends[1], "p": p}
    told = [found for found in findings.write(content) if "gap" in found["numbers"]]
    assert {found["figure"] for found in told} >= {"load", "flow", "cash"}
    for found in told:
        assert found["en"].startswith("No clear difference") == ("明確な差はない" in found["ja"]) == (ends[0] < 0)


def test_a_load_is_told_in_whole_per_cent() -> None:
    content = bundle("siloed")
    content["arms"]["siloed"]["metrics"]["utilisation_marketing"] |= {"mean": 1.0001, "low": 1.00005, "high": 1.0002}
    said = next(found for found in findings.write(content) if found["figure"] == "load")
    assert "100 % [100, 100] of its hours are worked" in said["en"]
    assert "稼働率は100％" in said["ja"]
