"""The programs on one workload: the core, that of all services, the C program, the reference, and plain SimPy.

They take turns, so that whatever else the machine does hits all alike. The reference must do more than give plausible
figures: on the same replication it must leave the same sums as the core, to the last bit.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from benchmarks import c_program, plain_simpy
from benchmarks.cases import BATCHES, WARM_UP, Case, plan_of
from benchmarks.timing import Run, timed
from sim.engines import conservation
from sim.engines.core.loop import Core
from sim.engines.run import Engine, engine_for
from sim.model.arrays import Floor, Tally
from sim.model.chance import streams
from sim.plan.build import PlannedDesign

SEED = 20_250
WHOLE = "core of all services"
Tell = Callable[[str], None]


@dataclass
class Runs:
    """All runs of one workload, by program, and whether both engines gave equal sums."""

    case: Case
    by_program: dict[str, list[Run]] = field(default_factory=dict)
    same_bits: bool = True


class Turns:
    """One workload, ready to be run by each program in turn."""

    def __init__(self, case: Case, scale: float, hand: c_program.CPrograms | None = None) -> None:
        self.case = case
        self.hand = hand
        self.minutes = case.minutes("core", scale)
        self.long = plan_of(case, self.minutes)
        self.short = plan_of(case, case.minutes("reference", scale))
        self.plain_minutes = case.minutes("plain SimPy", scale)
        self.core = engine_for(self.long, "core")
        self.whole = Core(self.long.plan, whole=True)
        self.check = engine_for(self.short, "core")
        self.reference = engine_for(self.short, "reference")
        by_hands = c_program.PROGRAMS if hand is not None else ()
        self.runs = Runs(case, {program: [] for program in ("core", WHOLE, *by_hands, "reference", "plain SimPy")})

    def take(self, repetition: int) -> None:
        """Each program once."""
        by_program = self.runs.by_program
        ran, sums = run_engine(self.core, self.long, repetition)
        by_program["core"].append(ran)
        ran, sums_of_whole = run_engine(self.whole, self.long, repetition)
        by_program[WHOLE].append(ran)
        if self.hand is not None:
            for program in c_program.PROGRAMS:
                by_program[program].append(self.hand.run(program, self.case, self.minutes, SEED + repetition))
        by_program["plain SimPy"].append(run_plain(self.case, self.plain_minutes, repetition))
        run, tally = run_engine(self.reference, self.short, repetition)
        shadow, expected = run_engine(self.check, self.short, repetition)
        by_program["reference"].append(replace(run, contacts=shadow.contacts))
        self.runs.same_bits &= same_bits(tally, expected) and same_bits(sums, sums_of_whole)


def run_engine(engine: Engine, planned: PlannedDesign, replication: int) -> tuple[Run, Tally]:
    """One checked replication. Only the core counts the contacts of the warm-up as well."""
    (tally, floor), took = timed(lambda: _replicate(engine, planned, replication))
    return Run(int(floor.counts[0]["contacts"]), took, batches_of(tally)), tally


def _replicate(engine: Engine, planned: PlannedDesign, replication: int) -> tuple[Tally, Floor]:
    tally, _, floor = engine.replicate(streams.of_replication(SEED, replication))
    conservation.check(planned.plan, tally, floor)
    return tally, floor


def run_plain(case: Case, minutes: float, replication: int) -> Run:
    """One run of the plain SimPy model."""
    seed = SEED + replication
    if case.file == "w1.yaml":
        record, took = timed(lambda: plain_simpy.erlang_a(case.agents, minutes, seed))
    else:
        record, took = timed(lambda: plain_simpy.multi_skill(minutes, seed))
    return Run(record.contacts, took, batches_of_record(record, minutes))


def batches_of(tally: Tally) -> np.ndarray:
    """[batches, 3] contacts offered, abandoned, minutes waited: the tallies by interval, all queues together."""
    flow = tally.flow
    waited = (flow["wait_answered"] + flow["wait_abandoned"]) / 60.0
    return np.stack([flow["offered"], flow["abandoned"], waited], axis=-1).sum(axis=0)


def batches_of_record(record: plain_simpy.Record, minutes: float) -> np.ndarray:
    """[batches, 3] the same from a plain record, in equal parts of the time after the warm-up."""
    came = np.array(record.came)
    counted = came >= WARM_UP
    width = (minutes - WARM_UP) / BATCHES
    batch = np.minimum(((came[counted] - WARM_UP) / width).astype(int), BATCHES - 1)
    weights = (np.ones(len(batch)), np.array(record.gave_up)[counted], np.array(record.waits)[counted])
    return np.stack([np.bincount(batch, weight, BATCHES) for weight in weights], axis=-1)


def same_bits(one: Tally, other: Tally) -> bool:
    """Whether two replications have the same sums, byte by byte."""
    return all(a.tobytes() == b.tobytes() for a, b in zip(one, other, strict=True))


def run_in_turn(cases: tuple[Case, ...], repetitions: int, scale: float, tell: Tell) -> list[Runs]:
    """Every workload by every program, again and again."""
    with tempfile.TemporaryDirectory() as folder:
        hand = c_program.compiled_into(Path(folder))
        turns = [Turns(case, scale, hand) for case in cases]
        for one in turns:
            for engine in (one.core, one.whole):
                engine.replicate((1, 2))  # memory is allocated and the code loaded before anything is timed
        for repetition in range(repetitions):
            for one in turns:
                tell(f"{one.case.name}, turn {repetition + 1} of {repetitions}")
                one.take(repetition)
    return [one.runs for one in turns]
