"""How a batch grows: a Dask cluster of 1, 2 and 4 worker processes, and from it a table for 10⁹ replication-days.

    python -m benchmarks.scale                 measure, and print (needs Dask: pip install -e ".[cluster]")
    python -m benchmarks.scale --write-docs    and put it into docs/performance.md

A batch of days of W3 and of O2 is run in this process by one thread, then on clusters on the loopback, each worker a
process of one thread. *Overhead* is what a task costs beside its replications: the wall of the cluster of one worker
less that of the thread, by task. Bytes are those of the task and of its shard, as they are sent. The table is
arithmetic on these figures.
"""

from __future__ import annotations

import json
import logging
import pickle
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from benchmarks.expected_figures import significant
from benchmarks.start_times import O2, ROOT
from benchmarks.table_format import Table, as_markdown, count, seconds, times
from sim.batches.batching import Batch, batch
from sim.batches.planning import BatchOptions, plan_of
from sim.batches.tasks import run_block

Json = dict[str, Any]
RESULT = ROOT / "benchmarks/results/scale.json"
WORKERS = (1, 2, 4)
WANTED = 1e9
"""Replication-days."""
CORES = 1000
CORE_HOUR = 0.04
"""Price of an hour of one core in a public cloud, in euros; an assumption."""
SCHEDULER = 200.0
"""Tasks a second that one Dask scheduler hands out with ease, by its documentation; an assumption too."""


class Work(NamedTuple):
    """What is run: a file, its design, how many days a replication has, and how many replications."""

    name: str
    file: str
    design: str
    days: int
    replications: int


WORKS = (
    Work("a day of W3", str(ROOT / "benchmarks/workloads/w3.yaml"), "base", 1, 1600),
    Work("four weeks of O2", O2, "today", 28, 200),
)


def measure(works: tuple[Work, ...] = WORKS, workers: tuple[int, ...] = WORKERS, turns: int = 3) -> list[Json]:
    """A row for each work: seconds by workers, by task and by replication-day, and bytes by task."""
    return [row(work, {many: [run(work, many) for _ in range(turns)] for many in (0, *workers)}) for work in works]


def run(work: Work, workers: int) -> float:
    """Seconds on the wall of this batch: on a cluster of so many workers; 0: by one thread of this process."""
    with tempfile.TemporaryDirectory() as folder, cluster_of(workers) as address:
        batch_of(work, f"{folder}/warm", address, work.replications // 8)
        begun = time.monotonic()
        batch_of(work, f"{folder}/store", address, work.replications)
        return time.monotonic() - begun


def batch_of(work: Work, store: str, address: str | None, replications: int) -> Batch:
    """The batch of so many replications of a work."""
    where: Json = {"cluster": address} if address else {"jobs": 1}
    return batch([work.file], store=store, designs=[work.design], replications=replications, **where)


@contextmanager
def cluster_of(workers: int) -> Iterator[str | None]:
    """The address of a cluster on the loopback; None without workers."""
    if workers == 0:
        yield None
        return
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        dashboard_address=None,
        silence_logs=logging.CRITICAL,
    ) as cluster:
        yield str(cluster.scheduler_address)


def row(work: Work, walls: dict[int, list[float]]) -> Json:
    """The figures of a work, from the seconds on the wall of each turn by number of workers (0: one thread)."""
    best = {many: min(found) for many, found in walls.items()}
    tasks, task_bytes, shard_bytes = sizes_of(work)
    return {
        "work": work.name, "days": work.days, "replications": work.replications, "tasks": tasks,
        "thread_s": significant(best[0]),
        "workers": [{"workers": many, "wall_s": significant(wall), "times": significant(best[1] / wall)}
                    for many, wall in best.items() if many],
        "overhead_s": significant(max(best[1] - best[0], 0.0) / tasks),
        "task_bytes": task_bytes, "shard_bytes": shard_bytes,
    }  # fmt: skip


def sizes_of(work: Work) -> tuple[int, int, int]:
    """How many tasks the batch has, and the bytes of a task and of its shard."""
    options = BatchOptions((work.design,), work.replications, None, "core", None)
    tasks = list(plan_of([work.file], [()], options, set()).tasks("core"))
    return len(tasks), len(pickle.dumps(tasks[0])), len(run_block(tasks[0]))


# ---- on paper -------------------------------------------------------------------------------------------------


def needs(one: Json) -> Json:
    """What 10⁹ replication-days of a work need, from the figures of its row."""
    replications = WANTED / one["days"]
    tasks = replications * one["tasks"] / one["replications"]
    core_s = replications * one["thread_s"] / one["replications"] + tasks * one["overhead_s"]
    hours = core_s / 3600.0
    return {
        "core_hours": hours, "cost": hours * CORE_HOUR, "hours": hours / CORES, "tasks": tasks,
        "tasks_per_s": tasks / (core_s / CORES), "store_bytes": tasks * one["shard_bytes"],
        "cores_at_most": SCHEDULER * core_s / tasks,
    }  # fmt: skip


def tables(rows: list[Json]) -> list[Table]:
    """What was measured, and what 10⁹ replication-days need."""
    measured, paper = [], []
    for one in rows:
        by_workers = {found["workers"]: found for found in one["workers"]}
        cells = [f"{seconds(found['wall_s'])} ({times(found['times'])})" for found in by_workers.values()]
        measured.append([
            one["work"], str(one["tasks"]), seconds(one["thread_s"]), *cells, f"{1e3 * one['overhead_s']:.1f} ms",
            f"{one['task_bytes'] / 1e3:.1f} kB", f"{one['shard_bytes'] / 1e3:.0f} kB",
        ])  # fmt: skip
        found = needs(one)
        paper.append([
            one["work"], count(found["core_hours"]), f"{found['hours']:.1f} h", f"{found['cost']:,.0f} €",
            count(found["tasks"]), f"{found['tasks_per_s']:.0f}", f"{found['store_bytes'] / 1e9:,.0f} GB",
            count(found["cores_at_most"]),
        ])  # fmt: skip
    many = [f"{found['workers']} worker{'s' if found['workers'] > 1 else ''}" for found in rows[0]["workers"]]
    heads = ["batch", "tasks", "one thread", *many, "overhead of a task", "task sent", "shard returned"]
    on_paper = ["10⁹ days as", "core-hours", f"on {CORES} cores", f"at {CORE_HOUR} € a core-hour", "tasks",
                "tasks a second", "store", "cores that one scheduler feeds"]  # fmt: skip
    return [
        Table("A batch on a Dask cluster", heads, measured),
        Table("10⁹ replication-days, by arithmetic", on_paper, paper),
    ]


BEGIN, END = "<!-- scale: written by `python -m benchmarks.scale --write-docs` -->", "<!-- end of scale -->"


def renewed(page: str, rows: list[Json]) -> str:
    """The page with these tables between its two marks."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the page must hold the marks {BEGIN} and {END}")
    text = "\n\n".join(as_markdown(table) for table in tables(rows))
    return f"{before}{BEGIN}\n\n{text}\n\n{END}{after}"


def main(words: list[str]) -> None:
    """Measure, print, and write where asked."""
    rows = measure()
    for table in tables(rows):
        print(as_markdown(table), end="\n\n")
    if "--write-docs" in words:
        RESULT.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
        page = ROOT / "docs/performance.md"
        page.write_text(renewed(page.read_text(encoding="utf-8"), rows), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
