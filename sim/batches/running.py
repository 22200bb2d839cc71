"""Tasks on workers: any `concurrent.futures.Executor`, or our own threads or processes.

Whoever gives an executor may have a thousand workers behind it, or one that is killed. Only a window of tasks is under
way at a time, results are taken as they come, and what is kept of them does not hang on their order. The one surprising
decision: nobody waits for workers at an interrupt. Finished blocks are kept already, and whatever a worker is still at
would be thrown away.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    wait,
)
from contextlib import contextmanager
from itertools import chain
from multiprocessing.process import BaseProcess
from typing import Protocol

from sim.batches.tasks import Task, WrongProgramError, run_block
from sim.scenario.arguments import cores

POLL_S = 0.2
ANYWHERE = 256
"""Tasks under way at a time in an executor of somebody else's."""
NEW_POOLS = 3
"""How often in a row our own processes are started anew after one of them died without anything being finished."""


class WorkersLostError(RuntimeError):
    """The executor is broken; what is finished is kept."""


class Workers(Protocol):
    """Where tasks go."""

    @property
    def at_once(self) -> int:
        """Tasks to have under way at a time."""

    def submit(self, task: Task) -> Future[bytes]:
        """Begin a task."""

    def renew(self, progress: bool) -> bool:
        """Workers were lost, after something was finished or not: whether there are new ones."""


class ForeignExecutor:
    """Somebody else's executor."""

    def __init__(self, executor: Executor) -> None:
        self.executor = executor
        self.at_once = ANYWHERE

    def submit(self, task: Task) -> Future[bytes]:
        """Begin a task anywhere."""
        return self.executor.submit(run_block, task)

    def renew(self, progress: bool) -> bool:
        """It is not ours to start anew."""
        return False


class Threads:
    """Threads of this process: the core holds no lock."""

    def __init__(self, jobs: int) -> None:
        self.pool = ThreadPoolExecutor(jobs)
        self.at_once = 2 * jobs
        self.halted = threading.Event()

    def submit(self, task: Task) -> Future[bytes]:
        """Begin a task beside us."""
        return self.pool.submit(run_block, task, self.halted)

    def renew(self, progress: bool) -> bool:
        """Threads are not lost."""
        return False

    def close(self, finished: bool) -> None:
        """Wait for the threads to end; after an interrupt they are only told to."""
        self.halted.set()
        self.pool.shutdown(wait=finished, cancel_futures=True)


class Processes:
    """Processes of this machine, for the reference: Python does one thing at a time."""

    def __init__(self, jobs: int) -> None:
        self.jobs, self.at_once = jobs, 2 * jobs
        self.before = set(multiprocessing.active_children())
        self.renewed = 0
        self.pool = self._started()

    def _started(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(self.jobs, multiprocessing.get_context("spawn"), initializer=_only_with_parent)

    def submit(self, task: Task) -> Future[bytes]:
        """Begin a task in a process."""
        return self.pool.submit(run_block, task)

    def renew(self, progress: bool) -> bool:
        """A process was killed, perhaps for want of memory: start others, a few times in a row."""
        self.pool.shutdown(wait=False, cancel_futures=True)
        self.renewed = 1 if progress else self.renewed + 1
        if self.renewed > NEW_POOLS:
            return False
        self.pool = self._started()
        return True

    def close(self, finished: bool) -> None:
        """End the processes; after an interrupt at once."""
        if not finished:
            for process in multiprocessing.active_children():
                if process not in self.before:
                    process.terminate()
        # the thread that minds the processes sees that they are gone; left to itself it would end with the interpreter,
        # which may have closed what it listens to
        self.pool.shutdown(wait=True, cancel_futures=True)


def _only_with_parent() -> None:
    """An interrupt is the parent's business; and where there is no parent any more, there is no business."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent,), daemon=True).start()


def _end_after(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


@contextmanager
def workers_for(engine: str, jobs: int, given: Executor | Workers | None) -> Iterator[Workers]:
    """The workers or the executor given, or workers of our own that end with the block."""
    if given is not None:
        yield ForeignExecutor(given) if isinstance(given, Executor) else given
        return
    ours = (Processes if engine == "reference" else Threads)(jobs or cores())
    finished = False
    try:
        yield ours
        finished = True
    finally:
        ours.close(finished)


def run_tasks(
    tasks: Iterable[Task],
    workers: Workers,
    done: Callable[[Task, bytes], None],
    failed: Callable[[Task, Exception], None],
) -> None:
    """Run tasks and hand over each answer as it comes, in any order.

    `done(task, shard)` keeps an answer; `failed(task, error)` is told of what a run has raised. Raises WorkersLostError
    where the executor is broken, WrongProgramError where a worker has another program, and what `done` raises.
    """
    ahead = iter(tasks)
    under_way: dict[Future[bytes], Task] = {}
    progress = False
    try:
        while True:
            lost = _fill(workers, ahead, under_way)
            if not under_way and not lost:
                return
            for task, future in _finished(under_way):
                try:
                    shard = future.result()
                except (BrokenExecutor, CancelledError):
                    lost.append(task)
                except WrongProgramError:
                    raise
                except Exception as error:
                    failed(task, error)
                else:
                    done(task, shard)
                    progress = True
            if lost:
                left = len(lost) + len(under_way)
                ahead = chain(lost, under_way.values(), ahead)
                under_way = {}
                if not workers.renew(progress):
                    raise WorkersLostError(f"the workers were lost with {left} tasks; what is finished is kept")
                progress = False
    finally:
        for future in under_way:
            future.cancel()


def _fill(workers: Workers, ahead: Iterator[Task], under_way: dict[Future[bytes], Task]) -> list[Task]:
    """Begin tasks until enough are under way; those that could not be begun are returned."""
    while len(under_way) < workers.at_once:
        task = next(ahead, None)
        if task is None:
            break
        try:
            under_way[workers.submit(task)] = task
        except BrokenExecutor:
            return [task]
    return []


def _finished(under_way: dict[Future[bytes], Task]) -> list[tuple[Task, Future[bytes]]]:
    """Take out what is finished; wait a little where nothing is."""
    found, _ = wait(under_way, POLL_S, FIRST_COMPLETED)
    return [(under_way.pop(future), future) for future in found]
