"""The shipped arms give the numbers that they gave when somebody last meant to change them.

Frozen numbers are no theory: they say that something changed, not that it is right. ``make golden`` freezes them anew.
"""

from __future__ import annotations

from typing import Any

import pytest

from sim.record.specifications import METRICS
from tests.golden import summary as golden

REMEDY = "after a meant change of output: make golden, and an entry in CHANGELOG.md"


@pytest.fixture(scope="module")
def now() -> dict[str, Any]:
    return golden.summary()


def test_what_is_frozen_is_what_is_reported() -> None:
    arms = golden.frozen()["arms"]
    assert tuple(arms) == golden.ARMS
    for replicates in arms.values():
        assert [list(each["metrics"]) for each in replicates] == [sorted(METRICS)] * golden.REPLICATES


@pytest.mark.parametrize("arm", golden.ARMS)
def test_metrics_are_as_they_were(arm: str, now: dict[str, Any]) -> None:
    for then, today in zip(golden.frozen()["arms"][arm], now["arms"][arm], strict=True):
        defined = {name: value for name, value in then["metrics"].items() if value is not None}
        assert {name for name, value in today["metrics"].items() if value is not None} == set(defined), REMEDY
        found = {name: today["metrics"][name] for name in defined}
        assert found == pytest.approx(defined, rel=golden.TOLERANCE, abs=golden.TOLERANCE), REMEDY


@pytest.mark.parametrize("arm", golden.ARMS)
def test_every_byte_is_as_it_was(arm: str, now: dict[str, Any]) -> None:
    """On every Python with the compiled libraries and the machine that the numbers were frozen with."""
    if golden.frozen()["where"] != now["where"]:
        pytest.skip(f"frozen with {golden.frozen()['where']}, this is {now['where']}: only metrics are compared")
    hashes = [[each["sha256"] for each in numbers["arms"][arm]] for numbers in (golden.frozen(), now)]
    assert hashes[0] == hashes[1], REMEDY


def test_replicates_and_contracts_are_told_apart() -> None:
    """The base company is paid in silos, so it and the siloed arm are one; nothing else is."""
    arms = golden.frozen()["arms"]
    assert arms["base"] == arms["siloed"]
    assert arms["shared"] != arms["siloed"]
    assert arms["siloed"][0]["sha256"] != arms["siloed"][1]["sha256"]
