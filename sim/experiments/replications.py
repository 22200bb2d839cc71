"""Many replications of one design: on all cores, in order, with memory that hardly grows.

A task is a replication, or several short ones; its random numbers depend on the replication's number alone. Results are
added up in the order of their numbers, whichever worker finished first, so one worker and sixteen give the same bits.
The core runs in threads (its loop releases the lock of the interpreter), the reference in processes.

Of each replication one sheet of sums is kept, without repetitions (`sim.experiments.compact_tables`). Sums by interval
are kept in at most `SECTIONS` sections (replication r in section r mod SECTIONS), so they do not grow with the
replications.
"""

from __future__ import annotations

import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from functools import cached_property
from multiprocessing import get_context
from time import perf_counter
from typing import NamedTuple

import numpy as np

from sim.engines.blocks import Block, Ended, room_in_a_block
from sim.engines.run import Engine, checked, engine_for, run_unchecked
from sim.experiments.compact_tables import CompactTables, Tables, row_of_all
from sim.figures.money.invoices import LineKey, invoiced, invoices
from sim.figures.sheets import SheetRow, Sums, all_rows
from sim.figures.summing import pairs_served, sheets_of, targets_met, totals_of
from sim.plan.build import PlannedDesign
from sim.scenario.arguments import cores

SECTIONS = 40
ROWS_KEPT = 2
"""Rows of the sheets cached at a time: one, and its row of calls and chats alone."""
TASK_S = 0.05
"""About how long a task of short replications takes, s; handing over shorter ones would cost more than they do."""
Progress = Callable[[int], None]


class Sample:
    """The sums of a design over n replications."""

    def __init__(self, planned: PlannedDesign) -> None:
        self.planned = planned
        self.sheets: Tables = CompactTables()
        """One [rows, columns] for each replication."""
        self.flow: list[np.ndarray] = []
        self.people: list[np.ndarray] = []
        self.waits: list[np.ndarray] = []
        self.backlog: list[np.ndarray] = []
        self.pairs: list[np.ndarray] = []
        """For each section [pairs, served fields] what each group did of each type, in the order of
        `sheets.pairs_of`."""
        self.target_met: Tables = CompactTables()
        """For each replication [T] whether in_time / offered reached the target; NaN without contacts."""
        self.invoice_keys: list[LineKey] = []
        """Site, month, item … of each line of the invoices; the same in every replication."""
        self.invoices: Tables = CompactTables()
        """For each replication [lines, 3] quantity, unit price, amount."""
        self.invoice_reasons: list[tuple[str, ...]] = []
        """For each replication the reason of each line."""
        self.agents: np.ndarray = np.zeros((0, 0))
        """[agents, layout.AGENT_TIMES] sums over the replications."""

        self._at: dict[int, np.ndarray] = {}
        self._alike, self._compared = True, 0

    @property
    def count(self) -> int:
        """Replications so far."""
        return len(self.sheets)

    @cached_property
    def row_index(self) -> dict[SheetRow, int]:
        """The index of each row in a sheet."""
        return {row: at for at, row in enumerate(all_rows(self.planned))}

    def sums_at(self, row: int) -> np.ndarray:
        """[n, columns] the sums of one row of the sheets; a few rows are cached, for indicators read row by row."""
        if len(self._at.get(row, ())) != self.count:
            if len(self._at) >= ROWS_KEPT:
                self._at.clear()
            self._at[row] = row_of_all(self.sheets, row)
        return self._at[row]

    @property
    def is_certain(self) -> bool:
        """Whether nothing is random: there are two replications or more, all equal to the last bit."""
        while self._alike and self._compared < self.count:
            one, first = (np.asarray(self.sheets[at]).view(np.int64) for at in (self._compared, 0))
            self._alike, self._compared = bool((one == first).all()), self._compared + 1
        return self._alike and self.count > 1

    def add(self, block: Block) -> None:
        """Add the next replications; must be called in the order of their numbers."""
        planned, sums = self.planned, block.sums
        all_lines, totals = invoices(planned, block), totals_of(planned, sums)
        for lines in all_lines:
            if not self.invoice_keys:
                self.invoice_keys = [key for key, _ in lines]
            self.invoice_reasons.append(self._interned(tuple(line.why for _, line in lines)))
        amounts = [[[*map(float, line[2:5])] for _, line in lines] for lines in all_lines]
        self.invoices.extend(np.array(amounts).reshape(block.count, -1, 3))
        self.target_met.extend(targets_met(planned, totals))
        parts = (*totals.by_interval, sums.waits, sums.backlog, pairs_served(planned, totals))
        for r in range(block.count):
            self.agents = self.agents + sums.agents[r] if self.count + r else sums.agents[r].copy()
            kept = (self.flow, self.people, self.waits, self.backlog, self.pairs)
            for section, part in zip(kept, parts, strict=True):
                if len(section) < SECTIONS:
                    section.append(part[r].astype(float))
                else:
                    section[(self.count + r) % SECTIONS] += part[r]
        self.sheets.extend(sheets_of(planned, totals, invoiced=invoiced(planned, all_lines)))

    def _interned(self, reasons: tuple[str, ...]) -> tuple[str, ...]:
        """The same reasons, stored once."""
        if self.invoice_reasons and self.invoice_reasons[-1] == reasons:
            return self.invoice_reasons[-1]
        return tuple(map(sys.intern, reasons))

    def sections(self) -> Sums:
        """Flow and people's time by interval: [sections, ...]."""
        return Sums(np.array(self.flow), np.array(self.people))

    def per_section(self) -> np.ndarray:
        """[sections] how many replications each holds."""
        numbers = np.arange(self.count) % SECTIONS
        return np.bincount(numbers, minlength=len(self.flow)).astype(float)


def in_blocks(replications: Iterable[Ended], planned: PlannedDesign) -> Iterator[Block]:
    """Put replications of a design side by side in blocks, in their order; raises ConservationError.

    A block is yielded only after all its replications have passed the checks of conservation.
    """
    block: list[Ended] = []
    room = room_in_a_block(planned.plan)
    for one in replications:
        block.append(one)
        if len(block) == room:
            found, block = checked(planned, block), []  # frees the separate replications
            yield found
    if block:
        yield checked(planned, block)


class Finished(NamedTuple):
    """The replications of one task, and how long they took."""

    replications: list[Ended]
    took_s: float


class Runner:
    """Runs replications of compiled designs on a number of workers; use as a context manager."""

    def __init__(self, engine: str, seed: int, jobs: int = 0) -> None:
        self.engine = engine
        self.seed = seed
        self.jobs = jobs or cores()
        self.mine = threading.local()
        self.halted = threading.Event()
        self.pool: Executor | None = None

    def __enter__(self) -> Runner:
        if self.engine == "reference":
            self.pool = self._processes() if self.jobs > 1 else None
        else:
            self.pool = ThreadPoolExecutor(self.jobs)
        return self

    def _processes(self) -> Executor:
        # the parent handles an interrupt: workers finish what they do
        return ProcessPoolExecutor(
            self.jobs, get_context("spawn"), initializer=signal.signal, initargs=(signal.SIGINT, signal.SIG_IGN)
        )

    def __exit__(self, stopped_by: object, *_: object) -> None:
        if stopped_by is not None:  # threads stop within their replication
            self.halted.set()
        if self.pool is not None:
            self.pool.shutdown(wait=True, cancel_futures=True)

    def extend(self, sample: Sample, upto: int, progress: Progress | None = None) -> None:
        """Run the sample on to `upto` replications; `progress` is called as each of them is finished."""
        finished = self._in_order(sample.planned, range(sample.count, upto))
        for block in in_blocks(_with_progress(finished, progress), sample.planned):
            sample.add(block)

    def _in_order(self, planned: PlannedDesign, numbers: range) -> Iterator[Ended]:
        if self.pool is None:
            engine = engine_for(planned, self.engine)
            yield from (run_unchecked(engine, planned, self.seed, number) for number in numbers)
            return
        waiting: deque[Future[Finished]] = deque()
        at, most, each_s = numbers.start, max(1, room_in_a_block(planned.plan) // 4), TASK_S
        while waiting or at < numbers.stop:
            while at < numbers.stop and len(waiting) <= 2 * self.jobs:
                left = (numbers.stop - at) // (
                    8 * self.jobs
                )  # small tasks at the end, so that all workers end together
                many = max(1, min(most, left, int(TASK_S / each_s)))
                waiting.append(self._submit(planned, range(at, at + many)))
                at += many
            finished = waiting.popleft().result()
            each_s = finished.took_s / len(finished.replications)
            yield from finished.replications

    def _submit(self, planned: PlannedDesign, numbers: range) -> Future[Finished]:
        assert self.pool is not None
        if self.engine == "reference":
            return self.pool.submit(_in_a_process, planned, self.seed, numbers)
        return self.pool.submit(self._in_a_thread, planned, numbers)

    def _in_a_thread(self, planned: PlannedDesign, numbers: range) -> Finished:
        kept: tuple[PlannedDesign, Engine] | None = getattr(self.mine, "kept", None)
        if kept is None or kept[0] is not planned:
            kept = (planned, engine_for(planned, self.engine, self.halted))
            self.mine.kept = kept
        return _finished(kept[1], planned, self.seed, numbers)


def _in_a_process(planned: PlannedDesign, seed: int, numbers: range) -> Finished:
    return _finished(engine_for(planned, "reference"), planned, seed, numbers)


def _finished(engine: Engine, planned: PlannedDesign, seed: int, numbers: range) -> Finished:
    begun = perf_counter()
    found = [run_unchecked(engine, planned, seed, number) for number in numbers]
    return Finished(found, perf_counter() - begun)


def _with_progress(finished: Iterator[Ended], progress: Progress | None) -> Iterator[Ended]:
    for one in finished:
        yield one
        if progress is not None:
            progress(1)
