"""Commands that are killed at any moment go on with `tasuki resume` to the bytes of an undisturbed run."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sim import cli, conduct
from sim.store import parts
from tests.experiments import claim_project, fakes

ROOT = Path(__file__).parents[2]
PATIENCE = 60  # seconds until a process that hangs fails its test
_HOW = ("started", "finished", "process", "host")
PROGRAM = """
from sim import cli, conduct
from sim.store import parts, samples
from tests.experiments import fakes
def draw(folder, content, lang, jobs):
    (folder / "report.html").write_text(lang)
    return folder / "report.html"
def simulate(scenario, replicate, *, detail=False):
    found = fakes.simulate(scenario, replicate, detail=detail)
    with open("simulated", "a") as log:
        log.write(f"{scenario.market.lift} {scenario.policies} {scenario.run.seed} {replicate}\\n")
    return found
conduct.load_engine = lambda: conduct.Engine(fakes.Scenario, simulate)
conduct.warm_up = lambda *_: None
conduct.draw = draw
parts.SECONDS = samples.SECONDS = 0.05
cli.main()
"""
COMMANDS = {
    "run": ("run", "slow", "--replications", "40", "--jobs", "1"),
    "compare": ("compare", "slow", "lifted", "--replications", "20", "--strictness", "3", "--jobs", "2"),
    "sweep": ("sweep", "slow", "--vary", "market.lift=0:3", "--replications", "9", "--jobs", "2"),
    "claims": ("claims", "--replications", "12", "--jobs", "2"),
}


@pytest.fixture
def projects(tmp_path):
    """Two folders with the same scenarios and claims: one is left in peace, in the other things are killed."""
    folders = [tmp_path / name for name in ("undisturbed", "killed")]
    for folder in folders:
        claim_project.write(folder, seconds=0.01)
        (folder / "scenarios" / "slow.yaml").write_text("market: {seconds: 0.02}\nrun: {detailed: 3}\n")
    return folders


def start(project, *arguments):
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *arguments],
        cwd=project, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def tasuki(project, *arguments, status=0):
    running = start(project, *arguments)
    out, err = running.communicate(timeout=PATIENCE)
    assert running.returncode == status, err
    return out, err


def simulated(project):
    log = project / "simulated"
    return log.read_text().splitlines() if log.exists() else []


def kill_after(project, count, blow, *arguments):
    """Start a command, and end it when it has simulated so many more replicates."""
    running, target, deadline = start(project, *arguments), len(simulated(project)) + count, time.monotonic() + PATIENCE
    while len(simulated(project)) < target:
        assert time.monotonic() < deadline
        assert running.poll() is None, running.communicate()
        time.sleep(0.005)
    running.send_signal(blow)
    running.communicate(timeout=PATIENCE)
    return running.returncode


def results(project):
    """Every table, bundle and text of the results; of a manifest, what does not tell how it came about."""
    root = project / "results"
    found = {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}
    found = {name: found[name] for name in found if not name.endswith(".sqlite")}
    for name in [name for name in found if name.endswith("manifest.json")]:
        facts = json.loads(found[name])
        found[name] = {key: facts[key] for key in facts if key not in _HOW}
    return found


@pytest.mark.slow
@pytest.mark.heavy
@pytest.mark.parametrize("name", COMMANDS)
def test_what_is_killed_again_and_again_ends_in_the_same_bytes(projects, name):
    undisturbed, killed = projects
    tasuki(undisturbed, *COMMANDS[name])
    planned = len(simulated(undisturbed))
    assert kill_after(killed, 12, signal.SIGKILL, *COMMANDS[name]) == -signal.SIGKILL
    assert kill_after(killed, 10, signal.SIGKILL, "resume", "--jobs", "2") == -signal.SIGKILL
    assert kill_after(killed, 8, signal.SIGTERM, "resume", "latest", "--jobs", "1") == 130
    tasuki(killed, "resume", "--jobs", "2")
    assert results(killed) == results(undisturbed)
    assert set(simulated(killed)) == set(simulated(undisturbed))
    # Each of the kills cost what was under way: what two workers had done and not yet handed in.
    assert len(simulated(killed)) < 2 * planned


@pytest.mark.slow
@pytest.mark.heavy
def test_what_is_whole_is_answered_from_the_store_in_any_language_unless_asked_anew(projects):
    project = projects[0]
    arguments = ("run", "slow", "--replications", "3", "--json")
    first, _ = tasuki(project, *arguments)
    count = len(simulated(project))
    again, err = tasuki(project, *arguments)
    assert (again, len(simulated(project))) == (first, count)
    assert "Answered from the store; --anew simulates it again: results/slow/" in err
    (report,) = project.glob("results/slow/*/report.html")
    tasuki(project, *arguments, "--lang", "ja")
    assert (report.read_text(), len(simulated(project))) == ("ja", count)
    resumed, err = tasuki(project, "resume", json.loads(first)["run"], "--json")
    assert (resumed, len(simulated(project))) == (first, count)
    assert "Nothing is left to do" in err
    assert tasuki(project, *arguments, "--anew")[0] == first
    assert len(simulated(project)) == 2 * count


@pytest.mark.slow
@pytest.mark.heavy
def test_a_part_that_cannot_be_read_is_simulated_again(projects):
    undisturbed, project = projects
    arguments = ("run", "slow", "--replications", "40", "--jobs", "1")
    tasuki(undisturbed, *arguments)
    kill_after(project, 10, signal.SIGKILL, *arguments)
    part = min(project.glob("results/slow/*/parts/*.part"))
    part.write_bytes(part.read_bytes()[:-9])
    _, err = tasuki(project, "resume")
    assert "1 parts of the run cannot be read; their replicates are simulated again" in err
    assert results(project) == results(undisturbed)


@pytest.mark.slow
def test_two_at_once_do_not_disturb_each_other(projects):
    project = projects[0]
    arguments = ("run", "slow", "--replications", "60", "--jobs", "1")
    running, deadline = start(project, *arguments), time.monotonic() + PATIENCE
    while not simulated(project):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    running.send_signal(signal.SIGSTOP)  # or it may be whole before the other has begun
    try:
        _, err = tasuki(project, *arguments, status=2)
    finally:
        running.send_signal(signal.SIGCONT)
    assert re.search(r"another process works on run \w{12}\. Remedy: wait until it ends", err)
    assert running.communicate(timeout=PATIENCE)[1].count("tasuki:") == 0
    assert running.returncode == 0


@pytest.fixture
def here(projects, monkeypatch):
    """A project to run commands in, in this process, with an engine that is interrupted after three replicates."""
    project, done = projects[0], []

    def simulate(scenario, replicate, *, detail=False):
        if len(done) == 3:
            raise KeyboardInterrupt
        done.append(replicate)
        return fakes.simulate(scenario, replicate, detail=detail)

    monkeypatch.chdir(project)
    monkeypatch.setattr(conduct, "load_engine", lambda: conduct.Engine(fakes.Scenario, simulate))
    monkeypatch.setattr(conduct, "warm_up", lambda *_: None)
    monkeypatch.setattr(conduct, "draw", lambda folder, *_: folder / "report.html")
    return project, done


def command(*arguments, status=0):
    found = CliRunner().invoke(cli.app, [*arguments, "--jobs", "1"])
    assert found.exit_code == status, found.output
    return found.stderr


def test_an_interrupted_run_simulates_what_is_left(here):
    _, done = here
    command("run", "slow", "--replications", "5", status=130)
    done.insert(0, "resumed")
    assert "3 replicates are stored, and the run goes on from there" in command("resume", "latest")
    assert done == ["resumed", 0, 1, 2, 3, 4]


def test_what_is_stored_is_not_written_again(here, monkeypatch):
    """Written one by one under the name of their part, all but the first would be lost by a kill in between."""
    project, _ = here
    command("run", "slow", "--replications", "5", status=130)
    (part,) = project.glob("results/slow/*.partial/parts/*.part")
    before = part.read_bytes()
    monkeypatch.setattr(parts, "SECONDS", -1.0)
    command("resume", "latest", status=130)
    assert part.read_bytes() == before


def test_only_replicates_that_failed_are_tried_again(here):
    _, done = here
    done.extend("more than three")
    command("run", "slow", "--replications", "6", "--set", "market.fails_at=4", status=1)
    count = len(done)
    err = command("resume", status=1)
    assert "5 replicates are stored" in err
    assert "slow 4: ValueError: as the test asked" in err
    assert done[count:] == [4]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"code": "other"}, "begun by other code"),
        ({"run": "aaaaaaaaaaaa"}, "not those that the run was begun with"),
        ({"schema": 0}, "results of schema 0"),
        ({"kind": "dream"}, "does not know how to go on"),
    ],
)
def test_what_cannot_be_gone_on_with_is_refused_in_one_message(here, facts, said):
    project, _ = here
    command("run", "slow", status=130)
    (path,) = project.glob("results/slow/*/manifest.json")
    path.write_text(json.dumps(json.loads(path.read_text()) | facts))
    err = command("resume", status=2)
    assert said in err
    assert err.count("\n") == 1


def test_claims_that_have_changed_are_not_gone_on_with(here):
    project, _ = here
    command("claims", "C01", status=130)
    path = project / "scenarios" / "claims" / "C01.yaml"
    path.write_text(path.read_text().replace('expect: "+"', 'expect: "-"'))
    assert "the claims have changed since" in command("resume", status=2)


@pytest.mark.usefixtures("here")
def test_nothing_to_resume_is_one_message():
    assert "there is no unfinished run 'latest'" in command("resume", status=2)


def test_what_was_ended_when_it_was_just_whole_is_printed_again(here):
    """A kill while the results are printed leaves nothing to do, and `tasuki resume` says so."""
    project, done = here
    done.append("so that nothing is interrupted")
    command("run", "slow", "--replications", "2")
    count = len(done)
    found = CliRunner().invoke(cli.app, ["resume"])
    assert found.exit_code == 0, found.output
    assert "Nothing is left to do" in found.stderr
    assert "report.html" in found.stdout
    assert len(done) == count
    (path,) = project.glob("results/slow/*/manifest.json")
    path.write_text(json.dumps(json.loads(path.read_text()) | {"code": "other"}))
    assert "there is none to go on with" in command("resume", status=2)
