"""`sim.batch`: scenario files with many values of their keys, as one tidy table; an interrupted batch can be resumed.

The folder of the batch (its store) holds every finished block of replications in a shard named by its content. To
resume, a batch lists its blocks, runs those that are missing, and makes the table of all of them. Decision: the table
is made anew from the shards each time, so an interrupted batch and an undisturbed one give the same bytes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.batches.axes import axes_of
from sim.batches.clusters import connected
from sim.batches.csv_lists import write_lists
from sim.batches.manifest import changes, is_sound, manifest_of
from sim.batches.planning import BatchOptions, BatchPlan, files_of, plan_of
from sim.batches.running import Workers, WorkersLostError, run_tasks, workers_for
from sim.batches.sampling import Hypercube, points_of, sample_of
from sim.batches.settings import Settings
from sim.batches.store import MANIFEST, Store, StoreError
from sim.batches.table import MissingShardsError, write_table
from sim.batches.tasks import Task, program
from sim.engines.run import known_engine
from sim.errors import harmless, shown
from sim.experiments.resource_estimate import MONTH, require_feasible, rough_duration
from sim.notices import notify
from sim.report.tables import need_parquet
from sim.scenario import arguments

if TYPE_CHECKING:
    import pandas as pd

RESULTS = "results.parquet"
LOOKED_AT, LONG_S = 20, 10.0
"""Variants after which the time of the rest is estimated; the time, s, from which on it is announced."""
ROUNDS = 3
"""How often damaged shards are computed again before the disk is taken for broken."""
Tell = Callable[[str, int, int], None]
"""Called as tell(step, done, wanted); step is "checked" (variants), "run" (replications) or "written" (variants)."""
Say = Callable[[str], None]
"""Called with a message for the user."""
Words = Mapping[str, Any] | list[str]


class Failure(NamedTuple):
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
    plan: BatchPlan
    failures: tuple[Failure, ...]
    ran: int
    """Replications run now."""
    kept: int
    """Replications that were in the store already."""
    spare: int
    """Shards in the store that this batch does not need."""

    @property
    def path(self) -> Path:
        """The table, a Parquet file."""
        return self.store / RESULTS

    @property
    def results(self) -> pd.DataFrame:
        """The table as a frame: a row for each indicator of each design of each variant."""
        import pandas as pd

        return pd.read_parquet(self.path)


def batch(
    paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    *,
    store: str | os.PathLike[str],
    settings: Words | None = None,
    grid: Words | None = None,
    sample: str | Hypercube | None = None,
    designs: Iterable[str] = (),
    replications: int | None = None,
    seed: int | None = None,
    engine: str | None = None,
    jobs: int = 0,
    block: int | None = None,
    executor: Executor | None = None,
    cluster: str | None = None,
    prune: bool = False,
    force: bool = False,
    tell: Tell | None = None,
    say: Say | None = None,
) -> Batch:
    """Run scenario files with every combination of values of some keys, and write one tidy table.

    `settings` are keys and their values, as `{"groups.sales.agents": [20, 25]}` or words `groups.sales.agents=20,25`;
    they are crossed, or drawn from where there is a `sample` ("lhs:200"). Those of `grid` are always crossed. `store`
    is the folder; what is finished there is not run again, and what is not needed any more stays, unless it is to be
    `prune`d. `executor` is any `concurrent.futures.Executor`: it is given `sim.batches.tasks.run_block` and tasks that
    need nothing but this package, and it is not shut down. `cluster` is the address of a Dask cluster, or its scheduler
    file. Without either, `jobs` threads (the reference engine: processes) are used, 0 for all cores. `block` is the
    number of replications in a task; another one makes other shards.

    Raises ScenarioError with all problems before anything runs, ValueError for an unknown engine or a folder of
    something else, TooLargeError (a ValueError) for what this machine can hardly do unless you `force` it, StoreError
    where the disk refuses, WorkersLostError for a broken executor, ClusterError and WrongProgramError for a cluster
    that cannot be used.
    """
    need_parquet()
    if executor is not None and cluster is not None:
        raise ValueError(f"an executor and the cluster {shown(cluster)} are two places to run at; name one")
    jobs = arguments.jobs(jobs)
    if cluster is not None and jobs:
        raise ValueError(f"{jobs} workers of this machine and a cluster are two places to run at; name one")
    options = BatchOptions(
        tuple(designs), _if_given(arguments.replications, replications), _if_given(arguments.seed, seed),
        known_engine(engine), _if_given(arguments.block, block),
    )  # fmt: skip
    with connected(cluster, options.engine, say or _ignore) if cluster else nullcontext(executor) as given:
        plan, asked = _planned(paths, settings or {}, grid or {}, sample, options, tell)
        estimate = plan.resource_estimate(jobs)
        if given is not None:  # the workers are elsewhere: only what the store keeps counts
            estimate = estimate._replace(contacts=0.0, at_once=0.0, seconds=0.0)
        if long := require_feasible("the batch", estimate, MONTH, force):
            notify(long)
        return Run(plan, Store(store), options.engine, asked, tell, say).finished(jobs, given, prune)


def _if_given(read: Callable[[int], int], number: int | None) -> int | None:
    return None if number is None else read(number)


def _ignore(sentence: str) -> None:
    """Drop a message."""


def _planned(
    paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    settings: Words,
    grid: Words,
    sample: str | Hypercube | None,
    options: BatchOptions,
    tell: Tell | None,
) -> tuple[BatchPlan, dict[str, Any]]:
    """The plan, and the request it answers as plain data."""
    given = [os.fsdecode(path) for path in ([paths] if isinstance(paths, (str, os.PathLike)) else paths)]
    chosen = sample_of(sample) if isinstance(sample, str) else sample and sample.checked()
    axes, crossed = axes_of(settings, "--set", sampled=chosen is not None), axes_of(grid, "--grid")
    listed = {axis.path for axis in (*axes, *crossed) if axis.range is None}
    checked = VariantCheck(tell).report_progress
    plan = plan_of(files_of(given), points_of(axes, crossed, chosen), options, listed, checked)
    asked = {
        "paths": given, "set": [str(axis) for axis in axes], "grid": [str(axis) for axis in crossed],
        "sample": chosen and chosen._asdict(), **asdict(options),
    }  # fmt: skip
    del asked["block"]  # the figures do not depend on it
    return plan, asked


class VariantCheck:
    """Progress of the check of variants, announced at once where it will take long."""

    def __init__(self, tell: Tell | None) -> None:
        self.tell, self.begun = tell, 0.0

    def report_progress(self, done: int, wanted: int) -> None:
        """Report how many variants are checked."""
        if done == 1:  # the first one also imports modules
            self.begun = monotonic()
        if done == LOOKED_AT and (left_s := (monotonic() - self.begun) / (done - 1) * (wanted - done)) > LONG_S:
            notify(f"{wanted} variants are checked before anything runs, which takes {rough_duration(left_s)}")
        if self.tell is not None:
            self.tell("checked", done, wanted)


class Run:
    """Runs a plan and writes its table; `asked` is the request as plain data, stored with the table."""

    def __init__(
        self,
        plan: BatchPlan,
        store: Store,
        engine: str,
        asked: dict[str, Any],
        tell: Tell | None = None,
        say: Say | None = None,
    ) -> None:
        self.plan, self.store, self.engine = plan, store, engine
        self.facts = {"program": program(), "engine": engine, "asked": asked}
        self.tell: Tell = tell or (lambda what, done, wanted: None)
        self.say: Say = say or _ignore
        self.failed: dict[tuple[str, int], str] = {}
        """Runs (digest of the work, seed) that failed, with the reason."""
        self.tasks = list(plan.tasks(engine))
        self.manifest = manifest_of(plan, self.facts)
        self.made: set[str] = set()
        """Shards that were written now."""
        self.ran = 0

    def finished(self, jobs: int = 0, given: Executor | Workers | None = None, prune: bool = False) -> Batch:
        """Run what is missing, write the tables, and return the finished batch."""
        self.store.open()
        self.note_changes()
        there = self.store.keys()
        for _ in range(ROUNDS):
            self.run_missing(jobs, given)
            try:
                self.write()
            except MissingShardsError:
                continue
            if self.store.manifest() != self.manifest:  # the folder was emptied meanwhile
                self.store.write_json(MANIFEST, self.manifest)
            spare = self.spare(prune)
            kept = sum(task.count for task in self.tasks if task.key in there - self.made)
            return Batch(self.store.folder, self.plan, self.failures(), self.ran, kept, spare)
        raise StoreError(f"shards in '{self.store.folder}' are damaged as soon as they are written; look at the disk")

    def note_changes(self) -> None:
        """Report what has changed since the store was last used, and store the present request.

        The table of another request is removed first, so it never stands beside this one.
        """
        before = self.store.manifest()
        if is_sound(before):
            for sentence in changes(before, self.manifest):
                self.say(sentence)
        elif self.store.has_manifest():
            self.say("the manifest is damaged and is written anew; what is finished is kept")
        elif self.store.keys():
            self.say("the manifest is missing and is written anew; what is finished is kept")
        if before != self.manifest:
            self.store.delete(RESULTS)
            self.store.write_json(MANIFEST, self.manifest)

    def run_missing(self, jobs: int, given: Executor | Workers | None) -> None:
        """Run the tasks whose shards are missing."""
        there = self.store.keys()
        missing = [task for task in self.tasks if task.key not in there]
        wanted = sum(task.count for task in self.tasks)
        done = wanted - sum(task.count for task in missing)
        self.tell("run", done, wanted)

        def keep(task: Task, shard: bytes) -> None:
            nonlocal done
            self.store.write(task.key, shard)
            self.ran += task.count if task.key not in self.made else 0
            self.made.add(task.key)
            done += task.count
            self.tell("run", done, wanted)

        def fail(task: Task, error: Exception) -> None:
            self.failed.setdefault(task.run, harmless(f"{type(error).__name__}: {error}"))

        if missing:
            with workers_for(self.engine, jobs, given) as workers:
                run_tasks((task for task in missing if task.run not in self.failed), workers, keep, fail)

    def write(self) -> None:
        """Write the table, the list of variants and the list of failures."""
        done = 0

        def report_progress(variants: int) -> None:
            nonlocal done
            done += variants
            self.tell("written", done, len(self.plan.variants))

        with self.store.atomic_file(self.store.folder / RESULTS) as draft:
            write_table(self.store, draft, self.plan, self.engine, self.failed, self.facts, report_progress)
        write_lists(self.store, self.plan, self.failures())

    def failures(self) -> tuple[Failure, ...]:
        """What could not be run, in the order of the variants."""
        found = []
        for one in self.plan.variants:
            reasons = [("", str(problem)) for problem in one.problems]
            reasons += [(case.design, self.failed[case.run]) for case in one.cases if case.run in self.failed]
            found += [Failure(one.number, one.file, one.settings, design, reason) for design, reason in reasons]
        return tuple(found)

    def spare(self, prune: bool) -> int:
        """The number of shards that this request does not need; with `prune` they are removed."""
        keys = self.store.keys() - {task.key for task in self.tasks}
        for key in keys if prune else ():
            self.store.remove(key)
        return 0 if prune else len(keys)


__all__ = ["Batch", "Failure", "StoreError", "WorkersLostError", "batch"]
