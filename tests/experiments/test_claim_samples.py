"""Replicates kept on disk between judgements."""

import math
import sqlite3
from pathlib import PurePath

import pytest

from sim import versions
from sim.errors import StoreError
from sim.record.specifications import METRICS
from sim.store import samples
from sim.store.samples import Samples
from tests.structure.sources import PACKAGE, imports


def metrics(value):
    return {name: value + place for place, name in enumerate(METRICS)}


def test_what_is_kept_is_recalled_bit_for_bit_by_company_and_replicate(tmp_path):
    memory = Samples(tmp_path / "claims")
    memory.keep("a-1", 0, metrics(0.1))
    memory.keep("a-1", 3, metrics(1 / 3))
    memory.keep("b-1", 0, metrics(2.0) | {"cac": math.nan})
    assert memory.recall("a-1") == {}
    memory.flush()
    later = Samples(tmp_path / "claims")
    assert later.recall("a-1") == {0: metrics(0.1), 3: metrics(1 / 3)}
    assert math.isnan(later.recall("b-1")[0]["cac"])
    assert later.recall("c-1") == {}


def test_rows_are_written_once_a_second(tmp_path, monkeypatch):
    now = [0.0]
    monkeypatch.setattr(samples.time, "monotonic", lambda: now[0])
    memory = Samples(tmp_path)
    for replicate, second in enumerate((0.2, 0.9, 1.1, 1.2)):
        now[0] = second
        memory.keep("a-1", replicate, metrics(1.0))
    assert list(Samples(tmp_path).recall("a-1")) == [0, 1, 2]


def test_a_damaged_row_is_as_if_it_were_not_there(tmp_path):
    memory = Samples(tmp_path)
    for replicate in range(3):
        memory.keep("a-1", replicate, metrics(1.0))
    memory.flush()
    with sqlite3.connect(memory.path) as file:
        file.execute("update replicates set metrics = zeroblob(8) where replicate = 0")
        file.execute("update replicates set metrics = zeroblob(length(metrics)) where replicate = 2")
    file.close()
    assert list(Samples(tmp_path).recall("a-1")) == [1]


def test_what_other_code_simulated_is_removed(tmp_path, monkeypatch):
    memory = Samples(tmp_path)
    memory.keep("a-1", 0, metrics(1.0))
    memory.flush()
    monkeypatch.setattr(samples, "simulation_digest", lambda: "other")
    assert Samples(tmp_path).recall("a-1") == {}
    monkeypatch.undo()
    assert Samples(tmp_path).recall("a-1") == {}


def test_all_that_a_replicate_imports_is_part_of_the_code_that_counts():
    reached, unseen = set(), {"sim.experiments.replicate"}
    while unseen:
        reached |= unseen
        unseen = {other for module in unseen for other in imports(module)} - reached - {"sim"}
    paths = {PurePath(*name.split(".")[1:]) for name in reached}
    assert len(paths) > 50
    for path in paths:
        folder = (PACKAGE / path).is_dir()
        assert versions.simulates(path / "__init__.py" if folder else path.with_suffix(".py")), path
    assert not versions.simulates(PurePath("studies", "sweep.py"))


def test_two_that_judge_at_once_share_the_file(tmp_path):
    ours, theirs = Samples(tmp_path), Samples(tmp_path)
    for memory, replicate in ((ours, 0), (theirs, 0), (theirs, 1)):
        memory.keep("a-1", replicate, metrics(1.0))
    ours.flush()
    theirs.flush()
    assert list(ours.recall("a-1")) == [0, 1]


def test_a_file_that_is_no_database_is_one_message(tmp_path):
    (tmp_path / samples.FOLDER).mkdir()
    (tmp_path / samples.FOLDER / samples.FILE).write_text("something else" * 100)
    with pytest.raises(StoreError, match=r"replicates\.sqlite.*delete that file"):
        Samples(tmp_path)


def test_a_folder_that_cannot_be_made_is_one_message(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot write"):
        Samples(tmp_path / "file" / "claims")


def test_no_connection_stays_open(tmp_path, monkeypatch):
    opened = []
    connect = sqlite3.connect

    def remember(*arguments, **more):
        opened.append(connect(*arguments, **more))
        return opened[-1]

    monkeypatch.setattr(sqlite3, "connect", remember)
    memory = Samples(tmp_path)
    memory.keep("a-1", 0, metrics(1.0))
    memory.flush()
    memory.recall("a-1")
    for connection in opened:
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            connection.execute("select 1")
