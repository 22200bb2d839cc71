"""The two engines side by side: the same replication on both, compared to the last bit.

Where they differ, the message names the first contact and the field, for "the bytes are not equal" helps
nobody at eleven at night.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.engines.core.loop import Core
from sim.engines.run import engine_for, replicate
from sim.model.arrays import Tally
from sim.model.plain import is_plain
from sim.plan.build import PlannedDesign, plan_design
from sim.scenario.scenario import Scenario

ENGINES = ("reference", "core")
ROWS = 1024


class Run(NamedTuple):
    """What one replication left behind."""

    tally: Tally
    log: np.ndarray
    planned: PlannedDesign


def run(scenario: Scenario, engine: str, seed: int = 1, replication: int = 0, design: str | None = None) -> Run:
    """One checked replication of a design (default: the first) on one engine, with its log."""
    return run_compiled(plan_design(scenario, design or next(iter(scenario.designs))), engine, seed, replication)


def run_compiled(planned: PlannedDesign, engine: str, seed: int, replication: int) -> Run:
    """The same of a design that is compiled already."""
    tally, log = replicate(engine_for(planned, engine), planned, seed, replication, ROWS)
    return Run(tally, log, planned)


def run_both(scenario: Scenario, seed: int = 1, replication: int = 0, design: str | None = None) -> Run:
    """The replication on both engines, a plain service on both cores; returns the core's."""
    planned = plan_design(scenario, design or next(iter(scenario.designs)))
    reference = run_compiled(planned, "reference", seed, replication)
    core = run_compiled(planned, "core", seed, replication)
    say_where_they_differ(reference, core)
    if is_plain(planned.plan):
        whole = Core(planned.plan, whole=True)
        say_where_they_differ(reference, Run(*replicate(whole, planned, seed, replication, ROWS), planned))
    return core


def say_where_they_differ(reference: Run, core: Run) -> None:
    """AssertionError with the first difference, unless log and sums are equal byte by byte."""
    differ = first_difference("log", reference.log, core.log)
    if differ is None:
        for name, one, other in zip(Tally._fields, reference.tally, core.tally, strict=True):
            differ = differ or first_difference(name, one, other)
    if differ is not None:
        raise AssertionError(differ)


def first_difference(name: str, one: np.ndarray, other: np.ndarray) -> str | None:
    """Where two tables differ first, in words; None if they are equal to the last bit."""
    if one.shape != other.shape and one.ndim > 1:
        return f"{name}: shape {one.shape} in the reference, {other.shape} in the core"
    if one.tobytes() == other.tobytes():
        return None
    for index in np.ndindex(one.shape):
        if index >= other.shape or one[index].tobytes() != other[index].tobytes():
            there = other[index] if index < other.shape else "nothing"
            return f"{name}{list(index)}: reference {one[index]!r}, core {there!r}, of {one.dtype.names}"
    return f"{name}: {one.shape} rows in the reference, {other.shape} in the core"
