"""Where arms differ, how much is assumed, and which stored analyses are about the same ground."""

from __future__ import annotations

from typing import Any

from sim.scenario import Section, digest, parameter, vary
from sim.store.basis import basis
from sim.store.catalogue import latest_study
from sim.store.runs import RunFolder
from tests.experiments import fakes


class Weather(Section):
    """Two values that nobody measured, and one that somebody did."""

    rain: float = parameter(0.5, unit="share", meaning="days with rain", source="assumption: a guess")
    wind: float = parameter(3.0, unit="m/s", meaning="mean wind", source="assumption")
    sun: float = parameter(0.2, unit="share", meaning="days with sun", source="measured 2019")


class Scenario(fakes.Scenario):
    """The engine's stand-in under a sky."""

    weather: Weather = Weather()


def write_study(root: Any, run: str, hashes: list[str], kind: str = "sensitivity", metric: str = "total_value") -> None:
    facts = {"run": run, "kind": kind, "hash": dict(enumerate(hashes)), "failures": []}
    with RunFolder(root, f"base-{kind}", facts) as folder:
        folder.write_json("study.json", {"run": run, "plan": {"metric": metric}})


def test_what_differs_is_told_by_arm_with_unit_and_meaning() -> None:
    found = basis({"a": Scenario(), "b": vary(Scenario(), {"weather.wind": 5.0, "run.seed": 9})})
    assert found["differing"] == {
        "weather.wind": {"unit": "m/s", "meaning": "mean wind", "values": {"a": 3.0, "b": 5.0}}
    }
    assert basis({"a": Scenario()})["differing"] == {}


def test_what_is_no_assumption_is_known_by_its_source() -> None:
    found = basis({"a": Scenario()})
    assert "weather.sun" in found["sourced"]
    assert found["parameters"] - len(found["sourced"]) == 2


def test_arms_share_the_ground_of_what_they_do_not_differ_in() -> None:
    rainy = vary(Scenario(), {"weather.rain": 0.9})
    arms = {"a": vary(rainy, {"market.lift": 5.0}), "b": vary(rainy, {"market.lift": 20.0})}
    assert digest(rainy) in basis(arms)["hashes"]
    assert digest(Scenario()) not in basis(arms)["hashes"]


def test_the_newest_whole_analysis_of_that_metric_is_found(tmp_path: Any) -> None:
    write_study(tmp_path, "old", ["one"])
    write_study(tmp_path, "other-metric", ["one"], metric="cac")
    write_study(tmp_path, "other-kind", ["one"], kind="sweep")
    write_study(tmp_path, "other-company", ["two"])
    found = latest_study(tmp_path, "sensitivity", "total_value", ["zero", "one"])
    assert found is not None
    assert found.id == "old"
    assert latest_study(tmp_path, "sensitivity", "total_value", ["three"]) is None
