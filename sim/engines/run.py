"""Replications of a compiled design on either engine, checked before anybody sees them."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Event
from typing import Protocol

import numpy as np

from sim.engines import conservation
from sim.engines.blocks import KEPT, Block, Ended, ended, side_by_side
from sim.jit.compiler import reason_without_numba
from sim.model import arrays, layout
from sim.model.chance import streams
from sim.notices import notify
from sim.plan.build import PlannedDesign
from sim.rules import PolicyError

ENGINES = ("core", "reference")


class Engine(Protocol):
    """Whatever can run replications of one plan; one to a thread."""

    def replicate(self, stream: tuple[int, int], log_rows: int = 0) -> tuple[arrays.Tally, np.ndarray, arrays.Floor]:
        """Sums, log (empty unless rows are wanted) and final floor of one replication."""


class ReferenceEngine:
    """The SimPy engine in the shape of `Engine`."""

    def __init__(self, plan: arrays.Plan) -> None:
        self.plan = plan

    def replicate(self, stream: tuple[int, int], log_rows: int = 0) -> tuple[arrays.Tally, np.ndarray, arrays.Floor]:
        """One replication, as processes."""
        from sim.engines.reference.processes import Reference

        return Reference(self.plan, stream, log_rows > 0).run()


def engine_for(planned: PlannedDesign, name: str, halted: Event | None = None) -> Engine:
    """A fresh engine for a plan. Where Numba is absent, ask for the reference: `default_engine` says which.

    A core that runs in a thread is stopped by setting `halted`.
    """
    if name == "reference":
        return ReferenceEngine(planned.plan)
    from sim.engines.core.loop import Core

    return Core(planned.plan, halted)


def known_engine(name: str | None) -> str:
    """The engine to use; ValueError for one that does not exist or cannot run here."""
    chosen = name or default_engine()
    if chosen not in ENGINES:
        raise ValueError(f"'{chosen}' is not an engine; allowed: {', '.join(ENGINES)}")
    if chosen == "core" and (why := reason_without_numba()):
        raise ValueError(f"the core needs Numba, which {why}; allowed: reference (the same results, slower)")
    return chosen


def default_engine() -> str:
    """The core where Numba can be used, else the reference; a message says that it is slower."""
    if why := reason_without_numba():
        notify(f"the reference engine runs, with the same results but slower: Numba {why}")
        return "reference"
    return "core"


def replicate(
    engine: Engine, planned: PlannedDesign, seed: int, replication: int, log_rows: int = 0
) -> tuple[arrays.Tally, np.ndarray]:
    """Sums and log of one replication; raises `conservation.ConservationError` if anything was lost."""
    tally, log, floor = _run(engine, planned, seed, replication, log_rows)
    conservation.check(planned.plan, tally, floor)
    return tally._replace(agents=books_of(planned.plan, floor)), log


def run_unchecked(engine: Engine, planned: PlannedDesign, seed: int, replication: int) -> Ended:
    """One replication, to be checked with others: `checked` is the only way to its figures."""
    tally, _, floor = _run(engine, planned, seed, replication, 0)
    return ended(replication, tally, floor)


def checked(planned: PlannedDesign, replications: Sequence[Ended]) -> Block:
    """The sums of some replications; raises `conservation.ConservationError` if in any of them anything was lost."""
    plan = planned.plan
    sums = side_by_side([one.tally for one in replications])
    floors = side_by_side([one.floor for one in replications], KEPT)
    conservation.check_all(plan, sums, floors, [one.number for one in replications])
    return Block(sums._replace(agents=books_of(plan, floors)))


def block_of(tally: arrays.Tally) -> Block:
    """The block of one replication that is checked already."""
    return Block(side_by_side([tally]))


def _run(
    engine: Engine, planned: PlannedDesign, seed: int, replication: int, log_rows: int
) -> tuple[arrays.Tally, np.ndarray, arrays.Floor]:
    """One replication as the engine leaves it; a policy's mistake is raised with its line."""
    stream = streams.of_replication(seed, replication)
    try:
        return engine.replicate(stream, log_rows)
    except PolicyError:
        ReferenceEngine(planned.plan).replicate(stream)
        message = f"a policy failed in the core in replication {replication}, and not in the reference"
        raise RuntimeError(message) from None


def books_of(plan: arrays.Plan, floor: arrays.Floor) -> np.ndarray:
    """[..., agents, layout.AGENT_TIMES] everybody's seconds at the end of a run, or of each of several."""
    agents = int(plan.group["size"].sum())
    times = np.zeros((*floor.agent.shape[:-1], agents, len(layout.AGENT_TIMES)))
    own = {name: floor.agent[name][..., :agents] for name in ("idle_s", "engaged_s")}
    if plan.group["rostered"].any():
        own |= {name: floor.person[name][..., :agents] for name in ("rostered_s", "overtime_s", "paid_s")}
        times[..., layout.AGENT_TIMES.index("break_s") :] = floor.spent[..., :agents, arrays.ON_BREAK :]
    for name, seconds in own.items():
        times[..., layout.AGENT_TIMES.index(name)] = seconds
    return times
