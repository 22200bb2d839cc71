"""The check of a cluster before tasks are sent: every worker and the scheduler report program, engine and libraries.

A cluster was perhaps started weeks ago, with whatever was installed then. Workers that join later are not asked; a task
names its program, and its worker compares. Decision: other releases of the libraries are reported and not refused. Both
engines write their arithmetic out, so a difference is unlikely; but not all releases have been tried.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from typing import Any, NamedTuple

from sim.batches.tasks import WrongProgramError, program
from sim.jit.compiler import reason_without_numba

MOST_NAMED = 3
"""Workers that are named in a sentence."""
LIBRARIES = ("numpy", "numba", "llvmlite")
"""Other releases of these might change a figure's last bit."""


class ClusterError(RuntimeError):
    """There is no such cluster, or it cannot be used."""


class WorkerFacts(NamedTuple):
    """Program, engine and libraries of a worker."""

    program: str
    has_core: bool
    libraries: str


def worker_facts() -> WorkerFacts:
    """The facts of this process; run at every worker before work begins."""
    return WorkerFacts(
        program(), not reason_without_numba(), f"Python {sys.version_info[0]}.{sys.version_info[1]}, {_libraries()}"
    )


def _libraries() -> str:
    found = []
    for name in LIBRARIES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"no {name}")
    return ", ".join(found)


def check_workers(client: Any, engine: str, address: str, say: Callable[[str], None]) -> None:
    """Ask all workers, and the scheduler, which unpacks every task.

    Raises ClusterError where one of them cannot run the engine, WrongProgramError where it has another program. No
    worker at all, or other libraries, are only reported.
    """
    try:
        workers: dict[str, Any] = client.run(worker_facts, on_error="return")
        answers: dict[str, Any] = {f"the scheduler {address}": _at_scheduler(client)}
    except OSError as error:
        raise ClusterError(f"the scheduler at {address} does not answer any more: {error}") from None
    if not workers:
        say(f"the cluster at {address} has no worker yet; waiting for one")
    at_work = {f"the worker {name}": one for name, one in workers.items()}
    answers.update(at_work)
    mine = worker_facts()
    strangers = [name for name, one in answers.items() if not isinstance(one, WorkerFacts)]
    if strangers:
        raise ClusterError(
            f"{_named(strangers)}: there is no polyvalence {mine.program} ({answers[strangers[0]]}); install it"
        )
    others = {name: one.program for name, one in answers.items() if one.program != mine.program}
    if others:
        theirs = next(iter(others.values()))
        raise WrongProgramError(
            f"{_named(list(others))}: polyvalence {theirs} there, {mine.program} here; install the same"
        )
    slow = [name for name, one in at_work.items() if engine == "core" and not one.has_core]
    if slow:
        raise ClusterError(f"{_named(slow)}: no Numba there, which the core needs; allowed: --engine reference")
    unlike = [name for name, one in at_work.items() if one.libraries != mine.libraries]
    if unlike:
        theirs = at_work[unlike[0]].libraries
        say(f"{_named(unlike)}: {theirs} there, {mine.libraries} here; to be sure of the last bit, install the same")


def _at_scheduler(client: Any) -> WorkerFacts | Exception:
    try:
        found: WorkerFacts = client.run_on_scheduler(worker_facts)
    except OSError:
        raise
    except Exception as error:
        return error
    return found


def _named(names: list[str]) -> str:
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more
