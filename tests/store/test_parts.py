"""Parts of a run: what comes back is what went in, bit for bit, and what is damaged does not come back."""

import math

import numpy as np
import pytest

from sim.store import parts
from sim.store.parts import Parts
from tests.experiments import fakes

SCENARIO = fakes.Scenario()


@pytest.fixture(autouse=True)
def _a_part_for_each(monkeypatch):
    monkeypatch.setattr(parts, "SECONDS", -1.0)


def equal(one, other):
    logs = ("customers", "moves", "ledger", "life") if one.detail is not None else ()
    arrays = [(getattr(one, name), getattr(other, name)) for name in parts._STACKED]
    arrays += [(getattr(one.detail, log), getattr(other.detail, log)) for log in logs]
    assert (one.index, list(one.metrics)) == (other.index, list(other.metrics))
    assert (one.detail is None) == (other.detail is None)
    assert np.array_equal(list(one.metrics.values()), list(other.metrics.values()), equal_nan=True)
    return all(ours.dtype == theirs.dtype and ours.tobytes() == theirs.tobytes() for ours, theirs in arrays)


def test_replicates_come_back_with_their_logs_whichever_part_they_are_in(tmp_path, monkeypatch):
    given = {(arm, i): fakes.simulate(SCENARIO, i, detail=i < 2) for arm in ("base", "a b") for i in range(3)}
    given["base", 2].metrics["cac"] = math.nan
    written = Parts(tmp_path)
    for (arm, index), replicate in given.items():
        if (arm, index) == ("a b", 1):
            monkeypatch.setattr(parts, "SECONDS", 1000.0)
        written.add(arm, replicate)
    written.flush()
    assert len(list((tmp_path / "parts").iterdir())) == 5
    found = Parts(tmp_path).read()
    assert set(found) == set(given)
    assert all(equal(given[key], found[key]) for key in given)


@pytest.mark.parametrize("damage", [lambda whole: whole[:-9], lambda whole: b"", lambda whole: whole[:99] + b"x" * 200])
def test_a_damaged_part_is_counted_and_removed(tmp_path, damage):
    written = Parts(tmp_path)
    for index in range(2):
        written.add("base", fakes.simulate(SCENARIO, index))
    first = tmp_path / "parts" / "base-000000.part"
    first.write_bytes(damage(first.read_bytes()))
    again = Parts(tmp_path)
    assert list(again.read()) == [("base", 1)]
    assert again.unreadable == 1
    assert not first.exists()


def test_nothing_is_known_of_a_new_run(tmp_path):
    assert Parts(tmp_path).read() == {}
    Parts(tmp_path).flush()
    assert not (tmp_path / "parts").exists()


def test_a_disk_without_room_does_not_hide_what_ended_the_run(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(parts, "replace_bytes", full)
    written = Parts(tmp_path)
    with pytest.raises(OSError, match="No space"):
        written.add("base", fakes.simulate(SCENARIO, 0))
    written.save()
