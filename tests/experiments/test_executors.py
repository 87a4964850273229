"""Nothing planned is lost: failures, killed workers, order, interruption."""

import os
import pkgutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass

import pytest

from sim.errors import ScenarioError, TasukiError
from sim.experiments import cluster, executors, supervisor
from sim.experiments.executors import Failure, Task, execute


@dataclass(frozen=True)
class Square:
    """Squares the replicate; fails or dies where told to, dies once if `once` names a file not yet there."""

    fails: tuple[int, ...] = ()
    dies: tuple[int, ...] = ()
    once: str = ""
    slow: bool = False

    def __call__(self, task: Task) -> int:
        if task.replicate in self.fails:
            raise ValueError(f"no square of {task.replicate}")
        if task.replicate in self.dies and (not self.once or not os.path.exists(self.once)):
            if self.once:
                open(self.once, "w").close()
            os.kill(os.getpid(), signal.SIGKILL)
        if self.slow:
            time.sleep(0.05 / (1 + task.replicate))  # the first finishes last
        return task.replicate**2


def tasks(count):
    return [Task("arm", replicate) for replicate in range(count)]


@pytest.fixture(autouse=True)
def _forked(monkeypatch):
    # A test runner may have threads of its own; they hold no lock that these workers take.
    monkeypatch.setattr(supervisor, "start_method", lambda: "fork")


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_outcomes_come_in_order_whatever_finished_first(jobs):
    assert list(execute(tasks(12), Square(slow=True), jobs)) == [i * i for i in range(12)]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_failing_task_is_named_and_the_others_go_on(jobs):
    *others, failure = sorted(execute(tasks(9), Square(fails=(4,)), jobs), key=lambda found: isinstance(found, Failure))
    assert others == [i * i for i in range(9) if i != 4]
    assert failure.task == Task("arm", 4)
    assert failure.error == "ValueError: no square of 4"
    assert "Square" in failure.trace or "__call__" in failure.trace


def test_a_worker_that_always_dies_at_a_task_loses_only_that_task():
    found = list(execute(tasks(9), Square(dies=(0, 5)), 2))
    assert [outcome for outcome in found if not isinstance(outcome, Failure)] == [1, 4, 9, 16, 36, 49, 64]
    assert {outcome.task.replicate for outcome in found if isinstance(outcome, Failure)} == {0, 5}
    assert "SIGKILL" in found[5].error


def test_a_worker_killed_once_loses_nothing(tmp_path):
    assert list(execute(tasks(9), Square(dies=(3,), once=str(tmp_path / "died")), 2)) == [i * i for i in range(9)]


def test_workers_that_cannot_live_are_given_up():
    found = list(execute(tasks(40), Square(dies=tuple(range(40))), 2))
    assert len(found) == 40
    assert all(isinstance(outcome, Failure) for outcome in found)
    assert "not started" in found[-1].error


def test_progress_counts_every_task():
    said = []
    list(execute(tasks(6), Square(fails=(1, 2)), 2, lambda *numbers: said.append(numbers)))
    assert [done for done, _, _ in said] == [1, 2, 3, 4, 5, 6]
    assert said[-1] == (6, 2, 6)


@pytest.mark.parametrize("address", ["dask://head.example:8786", "dask://127.0.0.1:1", "dask://[::1]:8786"])
def test_an_address_of_a_cluster_has_host_and_port(address):
    assert executors.check_address(address) == address
    with pytest.raises(ScenarioError, match="is no address"):
        execute(tasks(1), Square(), address.rpartition(":")[0])


def test_no_tasks():
    assert list(execute([], Square(), 2)) == []


def test_an_exception_in_the_consumer_ends_the_workers():
    outcomes = supervisor.Supervisor(tasks(1000), Square(slow=True), 2, lambda *numbers: None)
    results = outcomes.outcomes()
    next(results)
    processes = [worker.process.pid for worker in outcomes._workers]
    assert processes
    results.close()
    for pid in processes:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_threads_rule_out_forking(monkeypatch):
    monkeypatch.setattr(executors.threading, "active_count", lambda: 2)
    assert executors.start_method() != "fork"


PATIENCE = 60  # seconds until a process that hangs fails its test
SCRIPT = """
import os, sys, time
sys.path.insert(0, {root!r})
from sim.experiments import cluster, executors, supervisor
def work(task):
    os.write(1, b"%d\\n" % os.getpid())
    time.sleep(0.5)
if __name__ == "__main__":
    list(executors.execute([executors.Task("a", i) for i in range(40)], work, 2))
"""


@pytest.mark.parametrize("blow", [signal.SIGINT, signal.SIGKILL])
def test_no_worker_outlives_its_supervisor(tmp_path, blow):
    script = tmp_path / "script.py"
    script.write_text(SCRIPT.format(root=os.getcwd()))
    parent = subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    workers = [int(parent.stdout.readline()) for _ in range(2)]
    parent.send_signal(blow)
    assert parent.wait(timeout=PATIENCE) != 0
    deadline = time.monotonic() + PATIENCE
    while any(_runs(pid) for pid in workers) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(_runs(pid) for pid in workers)
    parent.stdout.close()


def _runs(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def run_script(tmp_path, text):
    script = tmp_path / "script.py"
    script.write_text(f"import os, signal, sys\nsys.path.insert(0, {os.getcwd()!r})\n{text}")
    return subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=PATIENCE, check=False)


DROPPED = """
from sim.experiments import executors
os.register_at_fork(after_in_parent=lambda: os.kill(os.getpid(), signal.SIGINT))
try:
    list(executors.execute([1, 2, 3], abs, 2))
except KeyboardInterrupt:
    print("interrupted", signal.getsignal(signal.SIGINT) is signal.default_int_handler)
"""


def test_ctrl_c_while_forking_reaches_a_script_that_handles_signals_as_python_does(tmp_path):
    found = run_script(tmp_path, DROPPED)
    assert (found.stdout, found.stderr) == ("interrupted True\n", "")


BEGINNING = """
from sim.experiments import cluster, executors, supervisor
supervisor.start_method = lambda: {method!r}
if __name__ == "__main__":
    print(list(executors.execute([-1, 2, -3], abs, 2)))
else:
    os.kill(os.getpid(), signal.SIGINT)  # a worker loads this file before it serves
"""


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_ctrl_c_does_not_concern_a_worker_that_is_only_starting(tmp_path, method):
    found = run_script(tmp_path, BEGINNING.format(method=method))
    assert (found.stdout, found.stderr) == ("[1, 2, 3]\n", "")


class Fate:
    """A future that is lost at first, as when its worker dies before the result was fetched, and comes in the end."""

    status = "lost"

    def result(self):
        return cluster._Served(cluster.environment(), [49], 0.02)


def test_a_result_that_went_with_its_worker_is_waited_for_again():
    handing, future = cluster._Dispatcher(None, tasks(1), Square(), lambda *_: None), Fate()
    handing._chunks, handing._arrivals = {future: [0]}, set()
    handing._take(future)
    assert (handing._arrivals, handing._done) == ({future}, 0)
    future.status = "finished"
    handing._take(future)
    assert handing._finished == {0: 49}


class Going:
    """A client, its list of arrivals and its one future, of a cluster whose loss is noticed at a given call."""

    loop, status = None, "finished"

    def __init__(self, noticed, error):
        self.noticed, self.error = noticed, error

    def _call(self, name, answer):
        if name == self.noticed:
            raise self.error
        return answer

    def scheduler_info(self, n_workers):
        return self._call("scheduler_info", {"workers": {"one": {}}})

    def submit(self, *_, pure):
        return self._call("submit", self)

    def result(self):
        return self._call("result", cluster._Served(cluster.environment(), [0], 0.02))

    def cancel(self, futures, force):
        return self._call("cancel", None)

    def add(self, future):
        pass

    def __next__(self):
        return self


LOSSES = ["distributed.comm:CommClosedError", "distributed.client:ClosedClientError", "distributed:CancelledError"]


@pytest.mark.parametrize("error", [*LOSSES, "builtins:TimeoutError"])
@pytest.mark.parametrize("noticed", ["scheduler_info", "submit", "result"])
def test_a_lost_cluster_is_one_message_at_whichever_call_it_is_noticed(monkeypatch, noticed, error):
    distributed = pytest.importorskip("distributed")
    client = Going(noticed, pkgutil.resolve_name(error)("gone"))
    monkeypatch.setattr(distributed, "as_completed", lambda loop: client)
    with pytest.raises(TasukiError, match="the cluster was lost"):
        list(cluster._Dispatcher(client, tasks(1), Square(), lambda *_: None).outcomes())


def test_a_cluster_lost_after_its_last_result_costs_nothing(monkeypatch):
    distributed = pytest.importorskip("distributed")
    client = Going("cancel", distributed.client.ClosedClientError("gone"))
    monkeypatch.setattr(distributed, "as_completed", lambda loop: client)
    assert list(cluster._Dispatcher(client, tasks(1), Square(), lambda *_: None).outcomes()) == [0]


def test_a_cluster_gets_chunks_of_two_seconds_also_after_a_first_that_loaded_the_model():
    handing = cluster._Dispatcher(None, tasks(1000), Square(), lambda *_: None)
    assert len(handing._next_chunk(1)) == 1
    handing._keep([0], cluster._Served(cluster.environment(), [0], 60.0))
    assert len(handing._next_chunk(1)) == 1
    handing._keep([1], cluster._Served(cluster.environment(), [1], 0.02))
    assert len(handing._next_chunk(1)) == 100
