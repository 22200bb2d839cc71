"""A task: a block of replications of one design, as a message that any worker can answer.

The worker may be a thread of this process or a machine elsewhere. So a task contains everything (the whole design, its
tables, the seed, which replications) and no path, and the answer is the bytes of a shard. `run_block` needs nothing but
this package. Decision: a task names the program that wrote it, version and digest of the sources, and a worker with
another one refuses, for figures of two programs must not be mixed in one table.
"""

from __future__ import annotations

import hashlib
import json
import pickle
import threading
import zlib
from collections import OrderedDict
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np

from sim.batches.shards import pack
from sim.engines.blocks import Block, Ended
from sim.engines.run import Engine, engine_for, run_unchecked
from sim.experiments.replications import in_blocks
from sim.figures.money.invoices import invoiced, invoices
from sim.figures.summing import pairs_served, sheets_of, targets_met, totals_of
from sim.floors import from_floor_of, sources_of
from sim.plan.build import PlannedDesign, plan_design
from sim.scenario.scenario import Scenario
from sim.version import __version__

CACHED_DESIGNS = 4
"""Planned designs that a process caches for further blocks."""
FORMAT = ("shards.py", "tasks.py")
"""Files of this folder that decide the content of a shard."""


class WrongProgramError(RuntimeError):
    """A worker has another program than the sender of the task."""


@dataclass(frozen=True)
class Work:
    """One design with everything that decides its sums, independent of its name and file."""

    digest: str
    design: str
    scenario: bytes
    """The scenario with this design alone, pickled and compressed."""

    def load(self) -> Scenario:
        """The scenario, unpickled."""
        found: Scenario = pickle.loads(zlib.decompress(self.scenario))
        return found


@dataclass(frozen=True)
class Task:
    """Replications `first` to `first + count - 1` of a piece of work."""

    work: Work
    first: int
    count: int
    seed: int
    engine: str
    program: str

    @property
    def run(self) -> tuple[str, int]:
        """Identifies the run it is a part of: the digest of the work, and the seed."""
        return self.work.digest, self.seed

    @property
    def about(self) -> dict[str, Any]:
        """Everything that decides the answer, as plain data."""
        return {
            "program": self.program, "work": self.work.digest, "seed": self.seed, "engine": self.engine,
            "first": self.first, "count": self.count,
        }  # fmt: skip

    @cached_property
    def key(self) -> str:
        """The name of the shard, a digest: equal where the answers are equal."""
        return digest_of(self.about)


def digest_of(content: Any) -> str:
    """SHA-256 of plain data, in the order of its keys."""
    return hashlib.sha256(json.dumps(content, separators=(",", ":"), default=str).encode()).hexdigest()


def work_of(scenario: Scenario, design: str) -> Work:
    """The piece of work that a design of a checked scenario is.

    The digest is finer than that of the scenario: names of designs and labels do not matter, nor do the other designs
    and their tables; the order of contact types and groups does, for the rows of the sums follow it.
    """
    from sim.scenario.loading import files_named, without_labels
    from sim.scenario.scenario import records_key

    centre = scenario.designs[design]
    names = sorted({records_key(path[-1], name) for path, name in files_named(centre)})
    alone = replace(
        scenario, name="", question="", designs={design: centre}, labels={}, differences={}, assumptions={},
        published={}, path="", digest="",
        tables={name: scenario.tables[name] for name in names if name in scenario.tables},
        records={name: scenario.records[name] for name in names if name in scenario.records},
    )  # fmt: skip
    content = {
        "centre": without_labels(centre.model_dump(exclude_defaults=True)),
        "tables": {name: [one.first_s, one.step_s, one.values, one.per_cent] for name, one in alone.tables.items()},
        "records": {name: one.rows for name, one in alone.records.items()},
        "study": [scenario.study.warm_up, scenario.study.fcr_window],
    }
    return Work(digest_of(content), design, zlib.compress(pickle.dumps(alone, protocol=5)))


@lru_cache(maxsize=1)
def program() -> str:
    """Version and digest of the sources that figures depend on, e.g. `0.1.0-1f9e2ab34c51`."""
    here = Path(__file__).parent
    digest = hashlib.sha256()
    for path in (*sources_of(from_floor_of("experiments")), *(here / name for name in FORMAT)):
        digest.update(path.relative_to(here.parent).as_posix().encode() + path.read_bytes())
    return f"{__version__}-{digest.hexdigest()[:12]}"


# ---- at the worker ----------------------------------------------------------------------------------------------

_compiled: OrderedDict[str, PlannedDesign] = OrderedDict()
_compiling = threading.Lock()
_mine = threading.local()


def run_block(task: Task, halted: Event | None = None) -> bytes:
    """The shard of a task. Needs nothing but this package, so it can be sent anywhere with its task.

    `halted`, for threads only, stops a core within its replication. Raises WrongProgramError for the task of another
    program, and whatever a run may raise.
    """
    if task.program != program():
        raise WrongProgramError(
            f"this worker has polyvalence {program()}, the batch was started with {task.program}; install the same"
        )
    planned = _compiled_for(task.work)
    numbers = range(task.first, task.first + task.count)
    replications = (_replicated(planned, task, number, halted) for number in numbers)
    tables = [_tables(planned, block) for block in in_blocks(replications, planned)]
    whole = {name: np.concatenate([its[name] for its in tables]) for name in tables[0]}
    return pack({**task.about, "key": task.key}, whole)


def _replicated(planned: PlannedDesign, task: Task, number: int, halted: Event | None) -> Ended:
    engine = _engine_for(planned, task, halted)
    try:
        return run_unchecked(engine, planned, task.seed, number)
    except BaseException:  # the state of its tables is unknown
        _mine.kept = None
        raise


def _tables(planned: PlannedDesign, block: Block) -> dict[str, np.ndarray]:
    """The tables of a block of replications that a shard stores."""
    totals, by_site = totals_of(planned, block.sums), {}
    if len(planned.plan.month_ends):
        by_site = invoiced(planned, invoices(planned, block))
    sheets = sheets_of(planned, totals, invoiced=by_site)
    met, pairs = targets_met(planned, totals), pairs_served(planned, totals)
    return {"sheets": sheets, "target_met": met, "waits": block.sums.waits, "pairs": pairs}


def _compiled_for(work: Work) -> PlannedDesign:
    with _compiling:
        if work.digest not in _compiled:
            _compiled[work.digest] = plan_design(work.load(), work.design)
        _compiled.move_to_end(work.digest)
        while len(_compiled) > CACHED_DESIGNS:
            _compiled.popitem(last=False)
        return _compiled[work.digest]


def _engine_for(planned: PlannedDesign, task: Task, halted: Event | None) -> Engine:
    """This thread's engine, which holds the tables of one replication under way."""
    kept: tuple[PlannedDesign, str, Event | None, Engine] | None = getattr(_mine, "kept", None)
    if kept is None or kept[0] is not planned or kept[1:3] != (task.engine, halted):
        kept = (planned, task.engine, halted, engine_for(planned, task.engine, halted))
        _mine.kept = kept
    return kept[3]
