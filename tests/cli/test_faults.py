"""A whole process with a fake engine: interruption, kill, full disk, and how soon help appears."""

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
PROGRAM = """
import sys
from sim import cli, conduct
from tests.experiments import fakes
conduct.load_engine = lambda: conduct.Engine(fakes.Scenario, fakes.simulate)
conduct.warm_up = lambda *_: None
conduct.draw = lambda folder, content, lang: folder / "report.html"  # random numbers make no figures
cli.main()
"""


@pytest.fixture
def project(tmp_path):
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "slow.yaml").write_text("market: {seconds: 0.3}\n")
    (tmp_path / "scenarios" / "quick.yaml").write_text("run: {replications: 40}\n")
    return tmp_path


def start(project, *arguments, **more):
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *arguments],
        cwd=project, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more,
    )  # fmt: skip


def manifests(project):
    return [json.loads(path.read_text()) for path in project.glob("results/*/*/manifest.json")]


def wait_until_it_runs(project):
    deadline = time.monotonic() + 60
    while not any(found["state"] == "running" for found in manifests(project)):
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("blow", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_says_so_in_one_line(project, blow, jobs):
    running = start(project, "run", "slow", "--replications", "60", "--jobs", jobs)
    wait_until_it_runs(project)
    running.send_signal(blow)
    out, err = running.communicate(timeout=60)
    assert running.returncode == 130
    assert out == ""
    assert [line for line in err.splitlines() if "interrupted" in line] == err.splitlines()[-1:]
    assert "Traceback" not in err
    assert [found["state"] for found in manifests(project)] == ["interrupted"]


@pytest.mark.slow
def test_no_interrupt_is_lost_while_workers_are_started(project):
    """Just after the manifest appears, workers are forked; a signal in that moment must not be swallowed."""
    for delay in range(0, 24, 2):
        running = start(project, "run", "slow", "--replications", "60", "--jobs", "2", "--seed", str(delay))
        wait_until_it_runs(project)
        time.sleep(delay / 1000)
        running.send_signal(signal.SIGTERM)
        _, err = running.communicate(timeout=60)
        assert running.returncode == 130, err
        assert "Traceback" not in err
    assert {found["state"] for found in manifests(project)} == {"interrupted"}


def test_a_killed_run_never_looks_whole_and_the_next_is_not_disturbed(project):
    running = start(project, "run", "slow", "--replications", "6", "--jobs", "2")
    wait_until_it_runs(project)
    running.kill()
    running.communicate(timeout=60)
    assert [found["state"] for found in manifests(project)] == ["running"]
    assert not list(project.glob("results/slow/" + "[0-9a-f]" * 12))
    again = start(project, "run", "slow", "--replications", "6", "--jobs", "2", "--json")
    out, err = again.communicate(timeout=60)
    assert again.returncode == 0, err
    assert json.loads(out)["replications"] == 6
    assert [found["state"] for found in manifests(project)] == ["complete"]


def test_a_disk_without_room_is_one_message(project):
    def little_room():
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    running = start(project, "run", "quick", "--jobs", "2", preexec_fn=little_room)
    _, err = running.communicate(timeout=60)
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
    for name in ("run", "compare", "claims", "check", "schema", "new", "ls", "show", "life", "report"):
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
    }
