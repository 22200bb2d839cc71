"""Running tasks on workers: any `concurrent.futures.Executor`, or our own threads or processes.

A given executor may have a thousand workers behind it, or one that is killed. Only a limited number of tasks is under
way at a time, results are taken in any order, and what is stored does not depend on that order. Decision: an interrupt
waits for no worker. Finished blocks are stored already, and what a worker is still computing would be thrown away.
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
"""Tasks under way at a time in a given executor."""
NEW_POOLS = 3
"""How often in a row our own processes are started again after one died without any task being finished."""


class WorkersLostError(RuntimeError):
    """The executor is broken; finished blocks are stored."""


class Workers(Protocol):
    """Something that runs tasks."""

    @property
    def at_once(self) -> int:
        """Tasks to have under way at a time."""

    def submit(self, task: Task) -> Future[bytes]:
        """Begin a task."""

    def renew(self, progress: bool) -> bool:
        """Replace lost workers, if possible, and return whether there are new ones; `progress`: something was finished
        before."""


class ForeignExecutor:
    """An executor given by the caller."""

    def __init__(self, executor: Executor) -> None:
        self.executor = executor
        self.at_once = ANYWHERE

    def submit(self, task: Task) -> Future[bytes]:
        """Begin a task in the executor."""
        return self.executor.submit(run_block, task)

    def renew(self, progress: bool) -> bool:
        """A given executor cannot be started again."""
        return False


class Threads:
    """Threads of this process, for the core, which releases Python's lock."""

    def __init__(self, jobs: int) -> None:
        self.pool = ThreadPoolExecutor(jobs)
        self.at_once = 2 * jobs
        self.halted = threading.Event()

    def submit(self, task: Task) -> Future[bytes]:
        """Begin a task in a thread."""
        return self.pool.submit(run_block, task, self.halted)

    def renew(self, progress: bool) -> bool:
        """Threads cannot be lost."""
        return False

    def close(self, finished: bool) -> None:
        """Wait for the threads to end; after an interrupt only signal them to end."""
        self.halted.set()
        self.pool.shutdown(wait=finished, cancel_futures=True)


class Processes:
    """Processes of this machine, for the reference, which holds Python's lock."""

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
        """Start new processes after one was killed, perhaps for lack of memory; a few times in a row."""
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
        # the thread that manages the processes sees that they are gone; otherwise it would end with the interpreter,
        # which may have closed the pipe it waits on
        self.pool.shutdown(wait=True, cancel_futures=True)


def _only_with_parent() -> None:
    """Leave an interrupt to the parent, and end the process when the parent has ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent,), daemon=True).start()


def _end_after(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


@contextmanager
def workers_for(engine: str, jobs: int, given: Executor | Workers | None) -> Iterator[Workers]:
    """The workers or the executor given, or our own workers, which end with the block."""
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
    """Run tasks and pass on each answer as it comes, in any order.

    `done(task, shard)` stores an answer; `failed(task, error)` gets what a run has raised. Raises WorkersLostError
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
    """Begin tasks until enough are under way; return those that could not be begun."""
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
    """Remove and return the finished tasks; wait a little if there are none."""
    found, _ = wait(under_way, POLL_S, FIRST_COMPLETED)
    return [(under_way.pop(future), future) for future in found]
