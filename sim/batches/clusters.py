"""Running the tasks of a batch on a Dask cluster.

The cluster belongs to somebody else: shared, with workers that come and go, and still there when the batch is over. So
its workers are checked before anything is sent, and it is left as it was found. Decision: a block that Dask has given
up after several workers died with it is sent again a few times. Dask blames every block that a lost worker was running,
and where machines are taken away at any time most of these are innocent.
"""

from __future__ import annotations

import json
import logging
import re
import time
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, Future
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from typing import Any

from sim.batches.cluster_check import ClusterError, check_workers
from sim.batches.running import WorkersLostError
from sim.batches.tasks import Task, WrongProgramError, program, run_block
from sim.errors import shown

ADDRESS = re.compile(r"(tcp|tls)://[^\s/]+:\d{1,5}")
CONNECT_S = 10.0
CLOSE_S = 0.5
POLL_S = 10.0
"""Time between two questions to the cluster how many threads it has, s."""
AT_LEAST = 32
"""Least number of tasks under way, even with few threads or none yet; with more threads there are some for each."""
FOR_EACH_THREAD = 3
AGAIN = 2
"""How often a block that Dask has given up because its workers died is sent again."""
LOGGERS = ("distributed", "distributed.client", "distributed.core", "tornado.application")

Say = Callable[[str], None]


@contextmanager
def connected(address: str, engine: str, say: Say) -> Iterator[Cluster]:
    """A cluster whose workers have this program; at the end of the block our tasks are removed from it.

    `address` is tcp://HOST:PORT, tls://HOST:PORT, or the path of a scheduler file. Raises ValueError for something
    else or where Dask is not installed, ClusterError where nothing answers or a worker cannot run the engine,
    WrongProgramError where a worker has another program.
    """
    if find_spec("distributed") is None:
        raise ValueError(
            f"the cluster {shown(address)} needs Dask distributed, which is not installed; "
            "python -m pip install 'polyvalence[cluster]'"
        )
    scheduler = _scheduler(address)
    with _quiet_loggers():
        client = _client(scheduler, say)
        try:
            check_workers(client, engine, scheduler, say)
            yield Cluster(client, scheduler, say)
        finally:
            client.close(timeout=CLOSE_S)


def _scheduler(address: str) -> str:
    """The address of the scheduler, read from a scheduler file if one is named; ValueError for anything else."""
    if address.endswith(".json"):
        address = _address_in(address)
    if ADDRESS.fullmatch(address):
        return address
    raise ValueError(
        f"{shown(address)} is not the address of a cluster; allowed: tcp://HOST:PORT, tls://HOST:PORT, or the "
        "scheduler file (*.json) that dask scheduler --scheduler-file writes"
    )


def _address_in(path: str) -> str:
    """The address in a scheduler file, which a scheduler that starts now may still be writing."""
    end = time.monotonic() + CONNECT_S
    while True:
        try:
            with open(path, encoding="utf-8") as file:
                return str(json.load(file)["address"])
        except FileNotFoundError:
            problem = f"there is no scheduler file {shown(path)}; dask scheduler --scheduler-file writes one"
        except (OSError, ValueError, TypeError, KeyError):
            problem = f"{shown(path)} is not a scheduler file"
        if time.monotonic() > end:
            raise ValueError(problem)
        time.sleep(0.1)


@contextmanager
def _quiet_loggers() -> Iterator[None]:
    """Silence Dask's log messages on lost connections, which are reported in sentences of this package."""
    import distributed  # noqa: F401  its loggers are set up here

    before = {name: logging.getLogger(name).level for name in LOGGERS}
    for name in LOGGERS:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for name, level in before.items():
            logging.getLogger(name).setLevel(level)


def _client(address: str, say: Say) -> Any:
    from distributed import Client, Security

    security = Security()  # as Dask's own configuration says
    if address.startswith("tls://") and security.get_connection_args("client").get("ssl_context") is None:
        raise ValueError(
            f"{shown(address)} needs certificates; Dask's settings distributed.comm.tls say where they are"
        )
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            client = Client(address, timeout=CONNECT_S, security=security, set_as_default=False)
    except Exception as error:  # OSError if nothing listens there; anything where another program does
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ClusterError(f"no Dask scheduler answers at {address}: {reason}") from None
    for warning in caught:
        if not issubclass(warning.category, (DeprecationWarning, ResourceWarning)):
            say(f"Dask says: {warning.message}")
    return client


# ---- at work ----------------------------------------------------------------------------------------------------


class Cluster:
    """The workers of a Dask cluster; see `sim.batches.running.Workers`."""

    def __init__(self, client: Any, address: str, say: Say) -> None:
        self.client, self.address, self.say = client, address, say
        # unique keys: Dask would join equal tasks, and the owner of the other may cancel it
        self.executor: Executor = client.get_executor(pure=False)
        self.looked = float("-inf")
        self.threads = 1

    @property
    def at_once(self) -> int:
        """Tasks to have under way at a time; it changes, as workers join and leave."""
        if time.monotonic() - self.looked > POLL_S and self.client.status == "running":
            self.looked = time.monotonic()
            before = self.threads
            with suppress(OSError):  # the tasks will soon fail with it
                self.threads = sum(self.client.nthreads().values())
            if before and not self.threads:
                self.say(f"the cluster at {self.address} has no workers; waiting for some")
        return AT_LEAST + FOR_EACH_THREAD * self.threads

    def submit(self, task: Task) -> Future[bytes]:
        """Begin a task somewhere."""
        answer: Future[bytes] = Future()
        self._send(task, answer, [])
        return answer

    def _send(self, task: Task, answer: Future[bytes], losses: list[int]) -> None:
        try:
            sent = self.executor.submit(run_block, task)
        except Exception as error:  # the client has given up
            answer.set_exception(CancelledError(str(error)))
            return
        sent.add_done_callback(lambda done: self._settle(done, task, answer, losses))

    def _settle(self, done: Future[bytes], task: Task, answer: Future[bytes], losses: list[int]) -> None:
        """Pass on the answer of a finished task; send a block again that Dask has given up."""
        from distributed import KilledWorker

        error: BaseException
        try:
            shard = done.result()
        except KilledWorker as killed:
            losses = [*losses, killed.allowed_failures + 1]
            if len(losses) <= AGAIN and not answer.cancelled():
                self._send(task, answer, losses)
                return
            error = ClusterError(f"{sum(losses)} workers were lost with this block; have they enough memory?")
        except ImportError as absent:
            wanted = f"the batch was started with polyvalence {program()}; install the same on all workers"
            error = WrongProgramError(f"a worker says: {absent}; {wanted}")
        except Exception as other:
            error = other
        else:
            if answer.set_running_or_notify_cancel():
                answer.set_result(shard)
            return
        if answer.set_running_or_notify_cancel():
            answer.set_exception(error)

    def renew(self, progress: bool) -> bool:
        """Dask replaces lost workers; only the loss of the scheduler matters here."""
        raise WorkersLostError(
            f"the scheduler at {self.address} is gone; what is finished is kept, "
            "and the same command goes on from there"
        )
