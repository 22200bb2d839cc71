"""The workloads: which scenario file, how many contacts for which program, and what must come out.

A workload is an ordinary scenario file. Its length is set here, for a program a hundred times slower need not
simulate a hundred times longer, and ten minutes of warm-up are left out of the figures: the floor begins empty.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from pathlib import Path

from sim import load
from sim.plan.build import PlannedDesign, plan_design
from sim.theory import erlang_a

FOLDER = Path(__file__).parent / "workloads"
PROGRAMS = ("core", "reference", "plain SimPy")
"""Those in Python; the C programs (`c_program`) simulate as much as the core."""
WARM_UP = 10.0
"""Minutes of warm-up, which are not counted."""
BATCHES = 10
"""Batches of a run; their variance gives the intervals of its figures."""


@dataclass(frozen=True)
class Known:
    """Expected figures: the share that gives up, and the mean wait of all in minutes, each with its precision."""

    p_abandon: float
    mean_wait: float
    p_abandon_digit: float = 0.0
    """Half a unit of the last digit known; 0 where the value is exact."""
    mean_wait_digit: float = 0.0


@dataclass(frozen=True)
class Case:
    """A workload: a design of a file, contacts per minute, and the contacts that each program simulates."""

    name: str
    file: str
    design: str
    per_minute: float
    agents: int
    contacts: dict[str, int]

    def minutes(self, program: str, scale: float = 1.0) -> float:
        """Whole minutes to simulate for about this many contacts, warm-up included; never under twice the warm-up."""
        return max(2.0 * WARM_UP, math.ceil(scale * self.contacts[program] / self.per_minute))


def _w1(design: str, agents: int, core: int, plain: int) -> Case:
    contacts = dict(zip(PROGRAMS, (core, 25_000, plain), strict=True))
    return Case(f"W1 c={agents}", "w1.yaml", design, float(agents), agents, contacts)


CASES = (
    _w1("ten", 10, 2_400_000, 120_000),
    _w1("hundred", 100, 2_400_000, 120_000),
    _w1("thousand", 1000, 3_000_000, 150_000),
    Case("W2", "w2.yaml", "base", 60.0, 64, dict(zip(PROGRAMS, (2_400_000, 25_000, 150_000), strict=True))),
)


def known(case: Case) -> Known:
    """The expected figures: Erlang A for W1; for W2 the values on which seven programs agree."""
    if case.file == "w1.yaml":
        exact = erlang_a(case.per_minute / 60.0, 60.0, case.agents, 120.0)
        return Known(exact.p_abandon, exact.mean_wait / 60.0)
    return Known(0.0269, 0.0806, 0.00005, 0.00005)


KNOWN_DAY = Known(0.0266, 0.0797, 0.00005, 0.00005)
"""W3, a 600-minute day that begins with an empty floor; cross-checked like W2."""


def plan_of(case: Case, minutes: float) -> PlannedDesign:
    """The workload's plan for so many minutes; its calendar gets that length, for a plan has a row for each day."""
    scenario = load(FOLDER / case.file)
    centre = scenario.designs[case.design]
    calendar = centre.calendar.model_copy(update={"length": minutes * 60.0})
    longer = replace(scenario, designs={case.design: centre.model_copy(update={"calendar": calendar})})
    return counted_in_batches(plan_design(longer, case.design), minutes)


def counted_in_batches(planned: PlannedDesign, minutes: float) -> PlannedDesign:
    """A plan of this length, counted in `BATCHES` intervals after the warm-up.

    An interval of the run is a batch, so the tallies by interval are those of the batches.
    """
    width = (minutes - WARM_UP) * 60.0 / BATCHES
    bins = math.ceil(minutes * 60.0 / width)
    plan = planned.plan._replace(warm_up=WARM_UP * 60.0, interval=width, bins=bins)
    return replace(planned, plan=plan)
