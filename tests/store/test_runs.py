"""Folders of runs: whole or marked, never disturbed by leftovers, one clear message for every fault."""

import json
import os
import shutil
import subprocess
import sys
from contextlib import suppress

import pytest

from sim.errors import StoreError
from sim.store import catalogue, files, identity, runs
from sim.store.runs import RunFolder, StoredRun


def write_run(root, run="abc123", name="base", **more):
    with RunFolder(root, name, {"run": run, "tasuki": "9.9", "failures": [], **more}) as folder:
        folder.write_json("bundle.json", {"schema": 1, "answer": 42})
    return folder.path


def test_a_whole_run_stands_in_its_place(tmp_path):
    path = write_run(tmp_path)
    assert path == tmp_path / "base" / "abc123"
    stored = StoredRun(path)
    assert (stored.id, stored.state, stored.bundle["answer"]) == ("abc123", "complete", 42)
    assert [entry.name for entry in path.parent.iterdir()] == ["abc123"]


def test_while_it_runs_nothing_stands_in_its_place(tmp_path):
    with RunFolder(tmp_path, "base", {"run": "abc123"}) as folder:
        assert not (tmp_path / "base" / "abc123").exists()
        assert json.loads((folder.path / "manifest.json").read_text())["state"] == "running"


@pytest.mark.parametrize(("error", "state"), [(KeyboardInterrupt(), "interrupted"), (ValueError("oh"), "failed")])
def test_a_run_that_ends_early_says_so(tmp_path, error, state):
    with pytest.raises(type(error)), RunFolder(tmp_path, "base", {"run": "abc123"}):
        raise error
    stored = StoredRun(tmp_path / "base" / "abc123.partial")
    assert stored.state == state
    with pytest.raises(StoreError, match=f"is {state} and has no results"):
        _ = stored.bundle


def test_a_run_with_failed_replicates_is_failed_and_keeps_its_results(tmp_path):
    path = write_run(tmp_path, failures=[{"replicate": 3}])
    assert StoredRun(path).state == "failed"
    assert StoredRun(path).bundle["answer"] == 42


def test_an_earlier_whole_run_stays_until_the_next_is_whole(tmp_path):
    path = write_run(tmp_path)
    with pytest.raises(KeyboardInterrupt), RunFolder(tmp_path, "base", {"run": "abc123"}):
        raise KeyboardInterrupt
    assert StoredRun(path).state == "complete"
    assert StoredRun(write_run(tmp_path)).state == "complete"
    assert [entry.name for entry in path.parent.iterdir()] == ["abc123"]


def ended_early(tmp_path):
    """The folder of a run that was interrupted, with a part and a table that is half written."""
    with suppress(KeyboardInterrupt), RunFolder(tmp_path, "base", {"run": "abc123"}, {"a/b.yaml": "x"}) as folder:
        (folder.path / "parts").mkdir()
        (folder.path / "parts" / "one.part").write_bytes(b"part")
        (folder.path / "weekly.parquet").write_bytes(b"half")
        raise KeyboardInterrupt
    return folder.path


def names(path):
    return sorted(str(entry.relative_to(path)) for entry in path.rglob("*") if entry.is_file())


def test_parts_and_order_of_an_interrupted_run_are_found_again_and_nothing_else(tmp_path):
    path = ended_early(tmp_path)
    with RunFolder(tmp_path, "base", {"run": "abc123"}, {"a/b.yaml": "x"}) as folder:
        assert folder.path == path
        assert names(path) == ["a/b.yaml", "manifest.json", "parts/one.part"]
    assert names(folder.path) == ["a/b.yaml", "manifest.json"]
    assert [entry.name for entry in path.parent.iterdir()] == ["abc123"]


def test_anew_forgets_the_parts(tmp_path):
    ended_early(tmp_path)
    with RunFolder(tmp_path, "base", {"run": "abc123"}, anew=True) as folder:
        assert names(folder.path) == ["manifest.json"]


def test_a_run_with_failed_replicates_is_taken_up_with_its_parts(tmp_path):
    with RunFolder(tmp_path, "base", {"run": "abc123", "failures": [{"replicate": 3}]}) as folder:
        (folder.path / "parts").mkdir()
        (folder.path / "parts" / "one.part").write_bytes(b"part")
    assert names(tmp_path / "base" / "abc123") == ["manifest.json", "parts/one.part"]
    with RunFolder(tmp_path, "base", {"run": "abc123", "failures": []}) as again:
        assert names(again.path) == ["manifest.json", "parts/one.part"]
    assert StoredRun(tmp_path / "base" / "abc123").state == "complete"


BUSY = """
import sys
from pathlib import Path
from sim.errors import StoreError
from sim.store.runs import RunFolder
try:
    RunFolder(Path(sys.argv[1]), "base", {"run": "abc123"})
except StoreError as error:
    print(error)
"""


def test_two_processes_do_not_work_on_one_run(tmp_path):
    with RunFolder(tmp_path, "base", {"run": "abc123"}):
        assert "another process works on run abc123" in python(BUSY, tmp_path).stdout
    assert python(BUSY, tmp_path).stdout == ""


KILLED = """
import os, signal, sys
from pathlib import Path
from sim.store.runs import RunFolder
with RunFolder(Path(sys.argv[1]), "base", {"run": "abc123"}) as folder:
    (folder.path / "weekly.parquet").write_bytes(b"half")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def python(program, *arguments):
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([os.getcwd(), *sys.path])}
    command = [sys.executable, "-c", program, *map(str, arguments)]
    return subprocess.run(command, check=False, env=environment, capture_output=True, text=True)


def test_a_killed_run_does_not_look_whole_and_does_not_disturb_the_next(tmp_path):
    assert python(KILLED, tmp_path).returncode == -9
    (entry,) = catalogue.entries(tmp_path)
    assert entry.manifest["state"] == "running"
    assert entry.state == "interrupted"
    path = write_run(tmp_path)
    assert StoredRun(path).state == "complete"
    assert [entry.path for entry in catalogue.entries(tmp_path)] == [path]


def test_a_failed_write_is_one_message(tmp_path):
    with pytest.raises(StoreError, match=r"cannot write .*No space left.*--out"), files.writing(tmp_path):
        raise OSError(28, "No space left on device")


def test_a_folder_that_cannot_be_made_is_one_message(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot write"):
        RunFolder(tmp_path / "file", "base", {"run": "abc123"})


def test_a_full_disk_in_the_end_leaves_the_run_marked(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    folder = RunFolder(tmp_path, "base", {"run": "abc123"})
    monkeypatch.setattr(runs, "replace_text", full)
    with pytest.raises(StoreError, match="No space left"), folder:
        folder.write_json("bundle.json", {})
    assert json.loads((folder.path / "manifest.json").read_text())["state"] == "running"
    assert not (tmp_path / "base" / "abc123").exists()


@pytest.mark.parametrize("schema", [0, 2, None])
def test_another_schema_is_refused_with_a_remedy(tmp_path, schema):
    path = write_run(tmp_path)
    manifest = path / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"schema": schema}))
    with pytest.raises(StoreError, match=r"schema .*Remedy: run the scenario again, or read it with tasuki 9\.9"):
        StoredRun(path)


@pytest.mark.parametrize("text", ["", "{", "[]", "3"])
def test_a_manifest_that_cannot_be_read_is_refused(tmp_path, text):
    path = write_run(tmp_path)
    (path / "manifest.json").write_text(text)
    with pytest.raises(StoreError, match="is not a run"):
        StoredRun(path)
    assert catalogue.entries(tmp_path) == []


def test_nan_never_reaches_a_bundle(tmp_path):
    with pytest.raises(ValueError, match="Out of range"), RunFolder(tmp_path, "base", {"run": "a"}) as folder:
        folder.write_json("bundle.json", {"x": float("nan")})


def test_only_what_can_be_gone_on_with_is_offered_to_be(tmp_path):
    facts = {"hash": {}, "order": {}, "kind": "sweep"}
    write_run(tmp_path, "whole1")
    with pytest.raises(StoreError, match=r"there is no unfinished run 'zzz' .*there is none to go on with"):
        catalogue.find(tmp_path, "zzz", unfinished=True)
    for run, code in (("ours", identity.code_digest()), ("older", "other")):
        with pytest.raises(KeyboardInterrupt), RunFolder(tmp_path, "base", {"run": run, "code": code, **facts}):
            raise KeyboardInterrupt
    with (
        RunFolder(tmp_path, "base", {"run": "under-way", "code": identity.code_digest(), **facts}),
        pytest.raises(StoreError, match=r"choose one of base/ours\.partial\.$"),
    ):
        catalogue.find(tmp_path, "zzz", unfinished=True)
    with pytest.raises(StoreError, match="run a scenario first"):
        catalogue.find(tmp_path / "empty", "zzz", unfinished=True)


def test_runs_are_found_by_path_id_prefix_and_latest(tmp_path):
    first, second = write_run(tmp_path, "abc123"), write_run(tmp_path, "abd456", "other")
    manifest = json.loads((first / "manifest.json").read_text())
    (first / "manifest.json").write_text(json.dumps(manifest | {"started": "2000-01-01T00:00:00+00:00"}))
    for reference in (str(second), "abd456", "abd", "other/abd456", "latest"):
        assert catalogue.find(tmp_path, reference).path == second
    assert [entry.path for entry in catalogue.entries(tmp_path)] == [first, second]
    with pytest.raises(StoreError, match=r"2 runs .* begin with 'ab'"):
        catalogue.find(tmp_path, "ab")
    for reference in ("zzz", ""):
        with pytest.raises(StoreError, match=r"there is no run .*choose one of base/abc123, other/abd456"):
            catalogue.find(tmp_path, reference)
    shutil.rmtree(tmp_path / "base")
    shutil.rmtree(tmp_path / "other")
    with pytest.raises(StoreError, match="run a scenario first"):
        catalogue.find(tmp_path, "latest")
