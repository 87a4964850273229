"""A real cluster of separate processes on this machine: same bytes as without it, also when a worker is killed."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytest.importorskip("distributed")

ROOT = Path(__file__).parents[2]
PATIENCE = 120  # seconds until a process that hangs fails its test
PROGRAM = """
import sys
from sim import cli, conduct, interrupts
from sim.experiments import cluster
from tests.experiments import fakes
conduct.load_engine = lambda: conduct.Engine(fakes.Scenario, fakes.simulate)
conduct.warm_up = lambda *_: None
conduct.draw = lambda folder, content, lang, jobs: folder / "report.html"
cluster.CHUNK_SECONDS = 0.2
cluster.PATIENCE = 5
if sys.argv[1] == "other":
    del sys.argv[1]
    cluster.environment = lambda: {"code": "ours", "numpy": "1.0"}
cli.main()
"""
COMPARE = ("compare", "slow", "lifted", "--replications", "30", "--strictness", "3", "--json")


def process(folder, *command, **more):
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen([sys.executable, *command], cwd=folder, env=environment, text=True, **more)


def tasuki(project, *arguments):
    return process(project, "-c", PROGRAM, *arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def message(project, *arguments):
    """The last line of a command that must end with one message."""
    return last_line(tasuki(project, *arguments))


def last_line(running):
    _, err = running.communicate(timeout=PATIENCE)
    assert running.returncode == 1, err
    assert "Traceback" not in err
    assert "distributed" not in err
    return err.splitlines()[-1]


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = tmp_path_factory.mktemp("project")
    (folder / "scenarios").mkdir()
    (folder / "scenarios" / "slow.yaml").write_text("market: {seconds: 0.03}\nrun: {detailed: 2}\n")
    (folder / "scenarios" / "lifted.yaml").write_text("extends: slow.yaml\nmarket: {lift: 2.0}\n")
    return folder


class Cluster:
    """A scheduler and its workers, each a process of its own."""

    def __init__(self, folder):
        self.folder, self.file = folder, folder / "scheduler.json"
        options = ("--port", "0", "--no-dashboard", "--no-show", "--scheduler-file", str(self.file))
        self.processes = [self._start("dask_scheduler", *options)]
        until(lambda: self.file.exists() and self.file.read_text().endswith("}"))
        self.address = json.loads(self.file.read_text())["address"].replace("tcp", "dask")

    def add_worker(self):
        options = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--scheduler-file", str(self.file))
        self.processes.append(self._start("dask_worker", *options))
        return self.processes[-1]

    def _start(self, name, *options):
        with (self.folder / f"{name}.log").open("a") as log:
            return process(self.folder, "-m", f"distributed.cli.{name}", *options, stdout=log, stderr=log)

    def end(self):
        for running in self.processes:
            running.kill()
            running.wait()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    made = Cluster(tmp_path_factory.mktemp("cluster"))
    yield made
    made.end()


def until(true):
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def results(project, out):
    kept = ("*.parquet", "bundle.json", "*.yaml")
    return {str(path.relative_to(project / out)): path.read_bytes() for kind in kept for path in
            (project / out / "slow-vs-lifted").rglob(kind)}  # fmt: skip


@pytest.mark.slow
def test_a_cluster_without_workers_is_one_message(project, cluster):
    said = message(project, "run", "slow", "--executor", cluster.address)
    assert said.startswith(f"tasuki: the cluster at {cluster.address} has no workers")


@pytest.mark.slow
def test_a_killed_worker_costs_its_task_only_and_bytes_are_those_of_one_process(project, cluster):
    local = tasuki(project, *COMPARE, "--jobs", "1", "--out", "local")
    first, second = cluster.add_worker(), cluster.add_worker()
    assert local.wait(timeout=PATIENCE) == 0
    local.communicate()
    until(lambda: (cluster.folder / "dask_worker.log").read_text().count("Registered to") == 2)
    said = message(project, "other", "run", "slow", "--executor", cluster.address)
    assert "would not give the same bytes: it has numpy" in said or "would not give the same bytes: it has code" in said
    running = tasuki(project, *COMPARE, "--executor", cluster.address, "--out", "scaled")
    until(lambda: list(project.glob("scaled/*/*/parts/*.part")))
    first.send_signal(signal.SIGKILL)
    out, err = running.communicate(timeout=PATIENCE)
    assert running.returncode == 0, err
    assert json.loads(out)["replications"] == 30
    assert results(project, "scaled") == results(project, "local")
    assert second.poll() is None


@pytest.mark.slow
def test_a_cluster_that_cannot_be_reached_is_one_message_and_nothing_is_lost(project):
    address = "dask://127.0.0.1:9"
    said = message(project, "run", "slow", "--out", "unreached", "--executor", address)
    assert said.startswith(f"tasuki: cannot reach the cluster at {address}")
    running = tasuki(project, "run", "slow", "--out", "unreached", "--jobs", "1", "--json")
    assert json.loads(running.communicate(timeout=PATIENCE)[0])["replications"] == 4


@pytest.mark.slow
def test_a_lost_scheduler_is_one_message_and_what_was_simulated_is_kept(project, tmp_path):
    lost = Cluster(tmp_path)
    try:
        lost.add_worker()
        until(lambda: "Registered to" in (lost.folder / "dask_worker.log").read_text())
        running = tasuki(project, *COMPARE, "--executor", lost.address, "--out", "lost")
        until(lambda: list(project.glob("lost/*/*/parts/*.part")))
        lost.processes[0].kill()
        assert last_line(running).startswith("tasuki: the cluster was lost")
    finally:
        lost.end()
    assert list(project.glob("lost/*/*.partial/parts/*.part"))
