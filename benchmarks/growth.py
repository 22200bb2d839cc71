"""What a bigger floor costs a contact: from 10 to 1000 agents, from 2 types and 3 groups to 60 types and 40 groups.

The cost is processor time by contact, in nanoseconds. The agents' side is W1 itself. For types and groups the floors
are made here, and as alike as they can be: 640 agents, 600 calls a minute, the same handling, the same patience; what
differs is into how many types and groups they are cut. Two types and three groups are W2 ten times over. In the others
each type is known by four neighbouring groups, the first of them asked first and without a penalty, so that the groups
are a closed chain, each for five or six types: enough pooling that waits stay short, enough choice that dispatching has
something to do.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.cases import WARM_UP, counted_in_batches
from benchmarks.expected_figures import significant
from benchmarks.programs import Runs, Tell, run_engine
from benchmarks.timing import Run, figures
from sim import load
from sim.engines.run import Engine, engine_for
from sim.plan.build import PlannedDesign, plan_design

CALLS = 600
"""Calls per minute over all types."""
AGENTS = 640
SIZES = ((2, 3), (10, 8), (30, 20), (60, 40))
"""Types and groups of each floor; the others are compared with the first."""
KNOWN_BY = 4
"""Groups with the skill for a type."""
CONTACTS = 2_400_000


@dataclass
class Floor:
    """A floor ready to be run, and its runs so far."""

    types: int
    groups: int
    planned: PlannedDesign
    engine: Engine
    runs: list[Run] = field(default_factory=list)


def scenario(types: int, groups: int, minutes: float) -> dict[str, Any]:
    """The floor as the content of a scenario file."""
    names = [f"type {k + 1}" for k in range(types)]
    contact = {
        "channel": "call", "volume": {"per_hour": 60 * CALLS // types}, "handling": {"talk": "exponential(1 min)"},
        "patience": "exponential(3 min)", "target": "80 % in 20 s",
    }  # fmt: skip
    return {
        "name": f"{types} types, {groups} groups",
        "calendar": {"length": f"{minutes:.0f} min", "interval": "10 min"},
        "contacts": dict.fromkeys(names, contact),
        "groups": two_queues(names) if types == 2 else chain(names, groups),
    }


def two_queues(names: list[str]) -> dict[str, Any]:
    """W2 ten times over: specialists of either type, and generalists who take 10 % longer."""
    slower = {name: {"slower": "10 %"} for name in names}
    specialists = {f"specialists {name}": {"agents": 200, "skills": {name: {}}} for name in names}
    return specialists | {"generalists": {"agents": 240, "skills": slower}}


def chain(names: list[str], groups: int) -> dict[str, Any]:
    """Equal groups; the skill for type k is in the `KNOWN_BY` groups from k * groups // types on, round the circle."""
    skills: list[dict[str, Any]] = [{} for _ in range(groups)]
    for k, name in enumerate(names):
        for step in range(KNOWN_BY):
            at = (k * groups // len(names) + step) % groups
            skills[at][name] = {"slower": "10 %", "agent_rank": 2} if step else {"agent_rank": 1}
    return {f"group {g + 1}": {"agents": AGENTS // groups, "skills": known} for g, known in enumerate(skills)}


def floor(types: int, groups: int, scale: float) -> Floor:
    """A floor and its engine; memory is allocated and the code loaded before anything is timed."""
    minutes = max(2.0 * WARM_UP, round(scale * CONTACTS / CALLS))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "floor.yaml"
        path.write_text(json.dumps(scenario(types, groups, minutes)), encoding="utf-8")
        made = load(path)
    planned = counted_in_batches(plan_design(made, next(iter(made.designs))), minutes)
    engine = engine_for(planned, "core")
    engine.replicate((1, 2))
    return Floor(types, groups, planned, engine)


def floors_in_turn(repetitions: int, scale: float, tell: Tell) -> list[Floor]:
    """Every floor, again and again."""
    floors = [floor(*size, scale) for size in SIZES]
    for repetition in range(repetitions):
        tell(f"types and groups, turn {repetition + 1} of {repetitions}")
        for one in floors:
            one.runs.append(run_engine(one.engine, one.planned, repetition)[0])
    return floors


def rows(runs: list[Runs], floors: list[Floor]) -> list[dict[str, Any]]:
    """The cost of a contact on each floor: of W1 by agents, of the floors made here by types and groups."""
    w1 = [(one.case.agents, one.by_program["core"]) for one in runs if one.case.file == "w1.yaml"]
    found = []
    for agents, of_it in w1:
        named = {"floor": f"{agents} agents", "types": 1, "groups": 1}
        found.append({"what": "agents", **named, "agents": agents, **cost(of_it, w1[0][1])})
    for one in floors:
        named = {"floor": f"{one.types} types, {one.groups} groups", "types": one.types, "groups": one.groups}
        found.append({"what": "types and groups", **named, "agents": AGENTS, **cost(one.runs, floors[0].runs)})
    return found


def cost(runs: list[Run], first: list[Run]) -> dict[str, float]:
    """Nanoseconds per contact, their ratio to the first floor's within a turn, and the figures."""
    share, wait = figures(runs)
    return {
        "ns": significant(median(1e9 / run.speed for run in runs)),
        "times": significant(median(a.speed / b.speed for a, b in zip(first, runs, strict=True))),
        "p_abandon": significant(share.value),
        "mean_wait": significant(wait.value),
    }
