"""`sim.batch`: scenario files with many values of their keys, as one tidy table; killed at any instant, it goes on.

The folder of the batch holds every finished block of replications under the name of what is in it. So to go on is
nothing special: a batch asks for its blocks, runs those that are not there, and makes the table of all of them. The one
surprising decision: the table is made anew from the blocks each time, however the batch came to its end; thus the bytes
of an interrupted batch and of an undisturbed one cannot differ.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.batches.axes import axes_of
from sim.batches.planning import Ask, Plan, files_of, plan_of
from sim.batches.running import WorkersLostError, run_tasks, workers_for
from sim.batches.sampling import Sample, points_of, sample_of
from sim.batches.settings import Settings
from sim.batches.store import MANIFEST, Store, StoreError
from sim.batches.table import MissingShardsError, write_table
from sim.batches.tasks import Task, program
from sim.engines.running import known_engine
from sim.errors import harmless

if TYPE_CHECKING:
    import pandas as pd

RESULTS, FAILURES = "results.parquet", "failures.csv"
ROUNDS = 3
"""How often damaged shards are made again before the disk is held to be broken."""
Tell = Callable[[str, int, int], None]
"""Called as tell(what, done, wanted); what is "checked" (variants), "run" (replications) or "written" (variants)."""
Words = Mapping[str, Any] | list[str]


@dataclass(frozen=True)
class Failure:
    """A design of a variant that could not be run; `design` is empty where the variant could not be loaded."""

    variant: int
    file: str
    settings: Settings
    design: str
    reason: str


@dataclass(frozen=True)
class Batch:
    """A finished batch."""

    store: Path
    plan: Plan
    failures: tuple[Failure, ...]
    ran: int
    """Replications run now."""
    kept: int
    """Replications that were there already."""

    @property
    def path(self) -> Path:
        """The table, a Parquet file."""
        return self.store / RESULTS

    @property
    def results(self) -> pd.DataFrame:
        """The table as a frame: a row for each figure of each design of each variant."""
        import pandas as pd

        return pd.read_parquet(self.path)


def batch(
    paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    *,
    store: str | os.PathLike[str],
    settings: Words | None = None,
    grid: Words | None = None,
    sample: str | Sample | None = None,
    designs: Iterable[str] = (),
    replications: int | None = None,
    seed: int | None = None,
    engine: str | None = None,
    jobs: int = 0,
    block: int | None = None,
    executor: Executor | None = None,
    tell: Tell | None = None,
) -> Batch:
    """Run scenario files with every combination of values of some keys, and write one tidy table.

    `settings` are keys and their values, as `{"groups.sales.agents": [20, 25]}` or words `groups.sales.agents=20,25`;
    they are crossed, or drawn from where there is a `sample` ("lhs:200"). Those of `grid` are always crossed. `store`
    is the folder; what is finished there is not run again. `executor` is any `concurrent.futures.Executor`: it is
    given `sim.batches.tasks.run_block` and tasks that need nothing but this package, and it is not shut down. Without
    one, `jobs` threads (the reference engine: processes) are used, 0 for all cores. `block` is the number of
    replications in a task; another one makes other shards.

    Raises ScenarioError with all problems before anything runs, ValueError for an unknown engine, StoreError where the
    folder cannot be used, WorkersLostError for a broken executor.
    """
    need_parquet()
    given = [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)
    chosen = sample_of(sample) if isinstance(sample, str) else sample
    axes = axes_of(settings or {}, "--set", sampled=chosen is not None)
    crossed = axes_of(grid or {}, "--grid")
    ask = Ask(tuple(designs), replications, seed, known_engine(engine), block)
    checked = None if tell is None else lambda done, wanted: tell("checked", done, wanted)
    listed = {axis.path for axis in (*axes, *crossed) if axis.range is None}
    plan = plan_of(files_of(given), points_of(axes, crossed, chosen), ask, listed, checked)
    return Run(plan, Store(store), ask.engine, jobs, executor, tell).finished()


def need_parquet() -> None:
    """ValueError where the library of the table is missing."""
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError:
        raise ValueError("a batch needs the pyarrow library; install it with: pip install pyarrow") from None


class Run:
    """A plan on its way to the table."""

    def __init__(
        self, plan: Plan, store: Store, engine: str, jobs: int, executor: Executor | None, tell: Tell | None
    ) -> None:
        self.plan, self.store, self.engine, self.jobs, self.executor = plan, store, engine, jobs, executor
        self.tell: Tell = tell or (lambda what, done, wanted: None)
        self.failed: dict[str, str] = {}
        """Works that failed, with the reason."""
        self.ran = self.there = 0

    def finished(self) -> Batch:
        """Run what is missing, and write the table."""
        self.store.open()
        self.store.write_json(MANIFEST, {"program": program(), "engine": self.engine})
        for _ in range(ROUNDS):
            self.run_missing()
            try:
                self.write()
            except MissingShardsError:
                continue
            return Batch(self.store.folder, self.plan, self.failures(), self.ran, self.there)
        raise StoreError(f"shards in '{self.store.folder}' are damaged as soon as they are written; look at the disk")

    def run_missing(self) -> None:
        """Run the tasks whose shards are not there."""
        there = self.store.keys()
        tasks = list(self.plan.tasks(self.engine))
        missing = [task for task in tasks if task.key not in there]
        self.there = max(self.there, sum(task.count for task in tasks if task.key in there))
        wanted = sum(task.count for task in tasks)
        done = wanted - sum(task.count for task in missing)
        self.tell("run", done, wanted)

        def keep(task: Task, shard: bytes) -> None:
            nonlocal done
            self.store.write(task.key, shard)
            self.ran += task.count
            done += task.count
            self.tell("run", done, wanted)

        def fail(task: Task, error: Exception) -> None:
            self.failed.setdefault(task.work.digest, harmless(f"{type(error).__name__}: {error}"))

        if missing:
            with workers_for(self.engine, self.jobs, self.executor) as workers:
                run_tasks((task for task in missing if task.work.digest not in self.failed), workers, keep, fail)

    def write(self) -> None:
        """Write the table, and that of the failures."""
        done = 0

        def told(variants: int) -> None:
            nonlocal done
            done += variants
            self.tell("written", done, len(self.plan.variants))

        with self.store.whole_file(self.store.folder / RESULTS) as draft:
            write_table(self.store, draft, self.plan, self.engine, set(self.failed), {"program": program()}, told)

    def failures(self) -> tuple[Failure, ...]:
        """What could not be run, in the order of the variants."""
        found = []
        for one in self.plan.variants:
            reasons = [("", str(problem)) for problem in one.problems]
            reasons += [(c.design, self.failed[c.work.digest]) for c in one.cases if c.work.digest in self.failed]
            found += [Failure(one.number, one.file, one.settings, design, reason) for design, reason in reasons]
        return tuple(found)


__all__ = ["Batch", "Failure", "StoreError", "WorkersLostError", "batch"]
