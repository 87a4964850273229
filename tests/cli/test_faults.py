"""A whole process with a fake engine: interruption, kill, full disk, and what help leaves unloaded."""

import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FAKES = """
import multiprocessing, os, signal
from sim import cli, conduct, interrupts
from tests.experiments import fakes
conduct.load_engine = lambda: conduct.Engine(fakes.Scenario, fakes.simulate)
conduct.warm_up = lambda *_: None
conduct.draw = lambda folder, content, lang, jobs: folder / "report.html"  # random numbers make no figures
"""
PROGRAM = FAKES + "cli.main()"
PATIENCE = 60  # seconds until a process that hangs fails its test


@pytest.fixture
def project(tmp_path):
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "slow.yaml").write_text("market: {seconds: 0.3}\n")
    (tmp_path / "scenarios" / "quick.yaml").write_text("run: {replications: 40}\n")
    return tmp_path


def start(project, *arguments, program=PROGRAM, **more):
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        cwd=project, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more,
    )  # fmt: skip


def manifests(project):
    return [json.loads(path.read_text()) for path in project.glob("results/*/*/manifest.json")]


def wait_until_it_runs(project):
    deadline = time.monotonic() + PATIENCE
    while not any(found["state"] == "running" for found in manifests(project)):
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("blow", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_says_so_in_one_line(project, blow, jobs):
    running = start(project, "run", "slow", "--replications", "60", "--jobs", jobs)
    wait_until_it_runs(project)
    running.send_signal(blow)
    assert_interrupted(project, running)


def assert_interrupted(project, running):
    out, err = running.communicate(timeout=PATIENCE)
    assert (running.returncode, out) == (130, "")
    assert [line for line in err.splitlines() if "interrupted" in line] == err.splitlines()[-1:]
    assert "Traceback" not in err
    assert [found["state"] for found in manifests(project)] == ["interrupted"]


@pytest.mark.parametrize("blow", ["SIGINT", "SIGTERM"])
@pytest.mark.parametrize("moment", ["before", "after_in_parent"])
def test_an_interruption_while_a_worker_is_forked_is_not_lost(project, moment, blow):
    """Python drops exceptions in these hooks, and `threading` and `logging` have hooks of their own."""
    hook = f"os.register_at_fork({moment}=lambda: os.kill(os.getpid(), signal.{blow}))\n"
    program = FAKES + hook + "cli.main()"
    assert_interrupted(project, start(project, "run", "slow", "--jobs", "2", program=program))


def test_ctrl_c_does_not_concern_a_worker_that_has_only_begun(project):
    hook = "os.register_at_fork(after_in_child=lambda: os.kill(os.getpid(), signal.SIGINT))\n"
    running = start(project, "run", "slow", "--jobs", "2", "--json", program=FAKES + hook + "cli.main()")
    out, err = running.communicate(timeout=PATIENCE)
    assert (running.returncode, json.loads(out)["replications"]) == (0, 4)
    assert "Traceback" not in err


STORM = (
    FAKES
    + """
import json, sys
from pathlib import Path
rounds, again = int(sys.argv[1]), float(sys.argv[2])
for number in range(rounds):
    blow = (signal.SIGINT, signal.SIGTERM)[number % 2]
    signal.signal(signal.SIGALRM, lambda *_: os.kill(os.getpid(), blow))
    interrupts.listen()
    signal.setitimer(signal.ITIMER_REAL, 0.001 + 0.004 * number, again)
    try:
        cli.app(["run", "slow", "--replications", "60", "--jobs", "12", "--out", f"out{number}"])
    except SystemExit as end:
        signal.setitimer(signal.ITIMER_REAL, 0)
        states = [json.loads(path.read_text())["state"] for path in Path(f"out{number}").glob("*/*/manifest.json")]
        print(json.dumps([end.code, states, len(multiprocessing.active_children())]))
"""
)
ROUNDS = 30


@pytest.mark.parametrize("again", ["0", "0.002"])
def test_no_interruption_is_lost_at_any_early_moment(project, again):
    """One signal, or one every other millisecond, first while arguments are read, then while workers are forked."""
    out, err = start(project, str(ROUNDS), again, program=STORM).communicate(timeout=PATIENCE)
    found = [json.loads(line) for line in out.splitlines()]
    assert found == [[130, found[number][1], 0] for number in range(ROUNDS)], err
    assert {tuple(states) for _, states, _ in found} <= {(), ("interrupted",)}
    assert err.count("\n") == err.count("interrupted") == ROUNDS


def test_a_killed_run_never_looks_whole_and_the_next_is_not_disturbed(project):
    running = start(project, "run", "slow", "--replications", "6", "--jobs", "2")
    wait_until_it_runs(project)
    running.kill()
    running.communicate(timeout=PATIENCE)
    assert [found["state"] for found in manifests(project)] == ["running"]
    assert not list(project.glob("results/slow/" + "[0-9a-f]" * 12))
    again = start(project, "run", "slow", "--replications", "6", "--jobs", "2", "--json")
    out, err = again.communicate(timeout=PATIENCE)
    assert again.returncode == 0, err
    assert json.loads(out)["replications"] == 6
    assert [found["state"] for found in manifests(project)] == ["complete"]


def test_a_disk_without_room_is_one_message(project):
    def little_room():
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    running = start(project, "run", "quick", "--jobs", "2", preexec_fn=little_room)
    _, err = running.communicate(timeout=PATIENCE)
    assert running.returncode == 2
    assert "cannot write" in err.splitlines()[-1]
    assert "Traceback" not in err
    assert [found["state"] for found in manifests(project)] == ["failed"]


def test_help_loads_nothing_heavy():
    program = "import sys; sys.argv[1:] = ['--help']; from sim.cli import main; main()"
    found = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in ("run", "compare", "claims", "check", "schema", "new", "ls", "show", "life", "report", "resume",
                 "query"):  # fmt: skip
        assert f"\n  {name} " in found.stdout
    imported = {line.rpartition("|")[2].strip() for line in found.stderr.splitlines()}
    assert not imported & {
        "numpy",
        "pandas",
        "numba",
        "mesa",
        "matplotlib",
        "pyarrow",
        "scipy",
        "pydantic",
        "rich",
        "duckdb",
        "distributed",
    }
