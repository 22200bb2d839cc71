"""A batch on a real Dask cluster: three worker processes on the loopback, each started by its own command.

Whoever computes, the bytes of the table are those of one machine: also if a worker is killed in the midst of it.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

import sim
from sim.batches import clusters
from sim.batches.batching import Batch
from sim.batches.cluster_check import ClusterError, WorkerFacts, check_workers, worker_facts
from sim.batches.clusters import AGAIN, Cluster, connected
from sim.batches.running import WorkersLostError, run_tasks
from sim.batches.tasks import Task, WrongProgramError, program, work_of
from sim.cli.batch import batch
from tests.batches.conftest import files_in
from tests.conftest import Start

distributed = pytest.importorskip("distributed", reason="Dask distributed is not installed: no cluster to test on")

HERE = "127.0.0.1"
ASKED = {"sample": "lhs:12", "settings": {"contacts.sales.volume.per_hour": "30.0..90.0"}, "block": 2}
LONGEST_S = 120.0
DASK = [sys.executable, "-m", "dask"]


class Loopback:
    """A scheduler and its workers, processes of their own; they end with us, or by themselves when left alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "scheduler.json"
        words = ["scheduler", "--port", "0", "--scheduler-file", str(self.file), "--idle-timeout", "600 s"]
        self.scheduler = self.start(words)
        self.workers: list[subprocess.Popen[bytes]] = []
        until(lambda: self.address != "" or self.scheduler.poll() is not None)
        assert self.scheduler.poll() is None, (folder / "log.txt").read_text()

    def start(self, words: list[str], path: str = "") -> subprocess.Popen[bytes]:
        """A process that nobody from outside can reach."""
        words = [*words, "--host", HERE, "--dashboard-address", f"{HERE}:0"]
        environment = os.environ | ({"PYTHONPATH": path} if path else {})
        with open(self.folder / "log.txt", "ab") as log:
            return subprocess.Popen([*DASK, *words], stdout=log, stderr=log, cwd=path or None, env=environment)

    def work(self, threads: int = 1, path: str = "") -> subprocess.Popen[bytes]:
        """Another worker; `path` is where it finds the package, if not here."""
        words = ["worker", "--scheduler-file", str(self.file), "--no-nanny", "--nthreads", str(threads)]
        words += ["--death-timeout", "60", "--local-directory", str(self.folder)]
        self.workers.append(self.start(words, path))
        return self.workers[-1]

    @property
    def address(self) -> str:
        """Where the scheduler is reached; "" until it has written that, for the file is there before its text."""
        try:
            return json.loads(self.file.read_text())["address"]
        except (FileNotFoundError, json.JSONDecodeError):
            return ""

    def known(self) -> int:
        """How many workers the scheduler knows."""
        return self.ask(lambda dask_scheduler: len(dask_scheduler.workers))

    def ask(self, question: Callable[..., int]) -> int:
        with distributed.Client(self.address, set_as_default=False) as client:
            return client.run_on_scheduler(question)

    def stop(self) -> None:
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + LONGEST_S
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


@pytest.fixture(scope="module")
def loopback(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loopback]:
    """Three workers, one of them with two threads."""
    cluster = Loopback(tmp_path_factory.mktemp("cluster"))
    try:
        for threads in (1, 1, 2):
            cluster.work(threads)
        until(lambda: cluster.known() == 3)
        yield cluster
    finally:
        cluster.stop()


@pytest.fixture
def alone(tiny: Path, tmp_path: Path) -> dict[str, bytes]:
    """What a batch leaves that nobody else had a hand in."""
    sim.batch(tiny, store=tmp_path / "alone", **ASKED)
    return files_in(tmp_path / "alone")


def test_the_same_bytes(loopback: Loopback, tiny: Path, tmp_path: Path, alone: dict[str, bytes]) -> None:
    """By address, and by an executor that somebody has made of a client; nothing of ours is left there."""
    done = sim.batch(tiny, store=tmp_path / "there", cluster=loopback.address, **ASKED)
    assert done.ran == 12 * 2 * 6
    assert files_in(done.store) == alone
    with distributed.Client(loopback.address, set_as_default=False) as client, client.get_executor() as executor:
        done = sim.batch(tiny, store=tmp_path / "executor", executor=executor, **ASKED)
    assert files_in(done.store) == alone
    until(lambda: loopback.ask(lambda dask_scheduler: len(dask_scheduler.tasks)) == 0)


def test_a_worker_is_killed_in_the_midst(
    loopback: Loopback, tiny: Path, tmp_path: Path, alone: dict[str, bytes]
) -> None:
    before, victim = loopback.known(), loopback.workers[0]

    def kill(what: str, done: int, wanted: int) -> None:
        if what == "run" and 0 < done < wanted and victim.poll() is None:
            victim.send_signal(signal.SIGKILL)
            victim.wait()

    done = sim.batch(tiny, store=tmp_path / "there", cluster=str(loopback.file), tell=kill, **ASKED)
    assert victim.poll() == -signal.SIGKILL
    assert loopback.known() == before - 1
    assert files_in(done.store) == alone
    assert not done.failures
    loopback.workers[0] = loopback.work()
    until(lambda: loopback.known() == before)


def command(tiny: Path, store: Path, cluster: str) -> list[str]:
    return [sys.executable, "-m", "sim", "batch", str(tiny), "--store", str(store), "--cluster", cluster]


def test_ctrl_c_leaves_the_cluster_as_it_was(loopback: Loopback, tiny: Path, tmp_path: Path, start: Start) -> None:
    """Whatever was under way is taken back, what is finished is kept."""
    before, store = loopback.known(), tmp_path / "there"
    process = start([*command(tiny, store, loopback.address), "-n", "100000", "--block", "20"], stderr=subprocess.PIPE)
    until(lambda: process.poll() is not None or any(store.glob("shards/*/*")))
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=LONGEST_S)
    assert process.returncode == 130, said
    assert b"the same command goes on" in said
    assert b"Traceback" not in said
    until(lambda: loopback.ask(lambda dask_scheduler: len(dask_scheduler.tasks)) == 0)
    assert loopback.known() == before


def test_a_worker_with_another_program(loopback: Loopback, tiny: Path, tmp_path: Path) -> None:
    """Its sources differ in a comment; nothing is run."""
    path = tmp_path / "other"
    shutil.copytree(Path(sim.__file__).parent, path / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    with open(path / "sim" / "model" / "chance" / "draws.py", "a", encoding="utf-8") as source:
        source.write("# another one\n")
    before, other = loopback.known(), loopback.work(path=str(path))
    try:
        until(lambda: loopback.known() == before + 1)
        with pytest.raises(
            WrongProgramError, match=rf"the worker tcp://{HERE}:\d+: polyvalence .* there, {program()} here"
        ):
            sim.batch(tiny, store=tmp_path / "there", cluster=loopback.address)
        assert not (tmp_path / "there").exists()
    finally:
        other.terminate()
        other.wait()
    until(lambda: loopback.known() == before)


def tasks_of(tiny: Path, **changes: object) -> list[Task]:
    return [replace(Task(work_of(sim.load(tiny), "few"), 0, 2, 1, "core", program()), **changes)]


def unexpected(*_: object) -> None:
    raise AssertionError


def test_a_worker_that_joins_later_looks_for_itself(loopback: Loopback, tiny: Path) -> None:
    """A worker refuses the task of another program, wherever it comes from."""
    with (
        connected(loopback.address, "core", unexpected) as workers,
        pytest.raises(WrongProgramError, match="this worker has polyvalence"),
    ):
        run_tasks(tasks_of(tiny, program="0.0.1-abc"), workers, unexpected, unexpected)


def test_nobody_there(tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters, "CONNECT_S", 0.5)
    with socket.socket() as taken:
        taken.bind((HERE, 0))  # and does not listen
        address = f"tcp://{HERE}:{taken.getsockname()[1]}"
        with pytest.raises(ClusterError, match=f"no Dask scheduler answers at {address}: .*"):
            sim.batch(tiny, store=tmp_path / "there", cluster=address)
    assert not (tmp_path / "there").exists()


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("localhost:8786", "'localhost:8786' is not the address of a cluster; allowed: tcp://HOST:PORT"),
        ("tcp://localhost", "is not the address"),
        ("nowhere.json", "there is no scheduler file 'nowhere.json'"),
        ("half.json", "'half.json' is not a scheduler file"),
        ("tls://localhost:8786", "needs certificates"),
    ],
)
def test_no_address(address: str, said: str, tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(clusters, "CONNECT_S", 0.2)
    Path("half.json").write_text('{"address":')
    with pytest.raises(ValueError, match=said):
        sim.batch(tiny, store="there", cluster=address)


def test_what_the_command_says(tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody there is for another try; what is no address, or two places, is bad input."""
    monkeypatch.setattr(clusters, "CONNECT_S", 0.2)
    with socket.socket() as taken:
        taken.bind((HERE, 0))
        address = f"tcp://{HERE}:{taken.getsockname()[1]}"
        for words, code, said in (
            ([address], 1, f"no Dask scheduler answers at {address}"),
            (["there"], 2, "'there' is not the address of a cluster"),
            ([address, "--jobs", "2"], 2, "two places to run at"),
        ):
            done = CliRunner().invoke(batch, [str(tiny), "--store", str(tmp_path / "s"), "--cluster", *words])
            assert (done.exit_code, said in done.stderr) == (code, True), done.output


def test_two_places(tiny: Path, tmp_path: Path) -> None:
    with ThreadPoolExecutor(1) as pool, pytest.raises(ValueError, match="two places to run at"):
        sim.batch(tiny, store=tmp_path / "s", cluster="tcp://a:1", executor=pool)


def test_without_dask(tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters, "find_spec", lambda name: None)
    with pytest.raises(ValueError, match=r"not installed; python -m pip install 'polyvalence\[cluster\]'"):
        sim.batch(tiny, store=tmp_path / "there", cluster=f"tcp://{HERE}:1")


# ---- who is there ---------------------------------------------------------------------------------------------


class Answers:
    """A client with these answers."""

    def __init__(self, scheduler: WorkerFacts | Exception, workers: list[WorkerFacts | Exception]) -> None:
        self.scheduler, self.workers = scheduler, {f"tcp://w{i}": one for i, one in enumerate(workers)}

    def run(self, question: Callable[[], WorkerFacts], on_error: str) -> dict[str, WorkerFacts | Exception]:
        return self.workers

    def run_on_scheduler(self, question: Callable[[], WorkerFacts]) -> WorkerFacts:
        if isinstance(self.scheduler, Exception):
            raise self.scheduler
        return self.scheduler


ABSENT = ModuleNotFoundError("No module named 'sim'")
NO_CORE = worker_facts()._replace(has_core=False)


@pytest.mark.parametrize(
    ("scheduler", "workers", "said"),
    [
        (
            ABSENT,
            [worker_facts()],
            "the scheduler tcp://s: there is no polyvalence .* .No module named 'sim'.; install it",
        ),
        (worker_facts(), [worker_facts(), ABSENT], "the worker tcp://w1: there is no polyvalence"),
        (worker_facts(), [ABSENT] * 5, "the worker tcp://w0, the worker tcp://w1, the worker tcp://w2 and 2 more: "),
        (OSError("gone"), [], "the scheduler at tcp://s does not answer any more: gone"),
        (worker_facts(), [NO_CORE], "the worker tcp://w0: no Numba there"),
    ],
)
def test_clusters_that_cannot_be_used(
    scheduler: WorkerFacts | Exception, workers: list[WorkerFacts | Exception], said: str
) -> None:
    with pytest.raises(ClusterError, match=said):
        check_workers(Answers(scheduler, workers), "core", "tcp://s", unexpected)


def test_clusters_of_which_something_is_said() -> None:
    said: list[str] = []
    check_workers(Answers(NO_CORE, [NO_CORE]), "reference", "tcp://s", said.append)
    assert said == []
    check_workers(
        Answers(worker_facts(), [worker_facts()._replace(libraries="numpy 1.0")]), "core", "tcp://s", said.append
    )
    check_workers(Answers(worker_facts(), []), "core", "tcp://s", said.append)
    assert len(said) == 2
    assert "the worker tcp://w0: numpy 1.0 there" in said[0]
    assert said[1] == "the cluster at tcp://s has no worker yet; waiting for one"


# ---- the scheduler, and blocks that Dask has given up -------------------------------------------------------------


def test_the_scheduler_is_lost(tiny: Path, tmp_path: Path, alone: dict[str, bytes]) -> None:
    """What is finished is kept, and the batch goes on anywhere."""
    cluster = Loopback(tmp_path)
    try:
        cluster.work()

        def kill(what: str, done: int, wanted: int) -> None:
            if what == "run" and 0 < done < wanted:
                cluster.scheduler.kill()

        with pytest.raises(WorkersLostError, match=rf"the scheduler at {cluster.address} is gone; what is finished"):
            sim.batch(tiny, store=tmp_path / "there", cluster=cluster.address, tell=kill, **ASKED)
    finally:
        cluster.stop()
    done: Batch = sim.batch(tiny, store=tmp_path / "there", **ASKED)
    assert done.kept > 0
    assert files_in(done.store) == alone


class GivesUp(Executor):
    """Loses its workers a number of times, then answers."""

    def __init__(self, losses: int) -> None:
        self.left, self.asked = losses, 0
        self.loss: Exception = distributed.KilledWorker("a", None, 3)

    def submit(self, function, task):
        self.asked += 1
        self.left -= 1
        future: Future = Future()
        if self.left >= 0:
            future.set_exception(self.loss)
        else:
            future.set_result(b"a shard")
        return future


class GivingUp:
    """As much of a client as is asked for."""

    status = "running"

    def __init__(self, losses: int) -> None:
        self.executor = GivesUp(losses)

    def get_executor(self, pure: bool) -> Executor:
        return self.executor

    def nthreads(self) -> dict[str, int]:
        return {"a": 1}


def test_a_block_that_dask_has_given_up_is_sent_again(tiny: Path) -> None:
    """It may only have been there when a machine was taken away."""
    client, found = GivingUp(AGAIN), []
    run_tasks(tasks_of(tiny), Cluster(client, "there", unexpected), lambda task, shard: found.append(shard), unexpected)
    assert found == [b"a shard"]
    assert client.executor.asked == AGAIN + 1


def test_a_block_that_loses_all_workers_has_failed(tiny: Path) -> None:
    client, found = GivingUp(AGAIN + 1), []
    run_tasks(
        tasks_of(tiny), Cluster(client, "there", unexpected), unexpected, lambda task, error: found.append(str(error))
    )
    assert found == [f"{4 * (AGAIN + 1)} workers were lost with this block; have they enough memory?"]
    assert client.executor.asked == AGAIN + 1


def test_a_worker_without_the_package(tiny: Path) -> None:
    """It has joined after everybody was asked."""
    client = GivingUp(1)
    client.executor.loss = ABSENT
    with pytest.raises(WrongProgramError, match=f"a worker says: No module named 'sim'; .* {program()}; install"):
        run_tasks(tasks_of(tiny), Cluster(client, "there", unexpected), unexpected, unexpected)


def test_more_workers_more_tasks_under_way() -> None:
    """And where there are none any more, that is said."""
    client, said = GivingUp(0), []
    client.nthreads = lambda: {"a": 4, "b": 6}
    workers = Cluster(client, "there", said.append)
    assert workers.at_once == clusters.AT_LEAST + clusters.FOR_EACH_THREAD * 10
    client.nthreads, workers.looked = dict, float("-inf")
    assert workers.at_once == clusters.AT_LEAST
    assert said == ["the cluster at there has no workers; waiting for some"]
