"""What a feature costs a service that does not use it: W1, W2 and O2 on their own core, and with each feature put back.

`python -m benchmarks.unused SCALE` prints nanoseconds of computing by contact, by workload and feature, as one JSON
object. The same code has run faster or slower with the pages of memory in which it happened to lie, by more than is to
be measured here. So there are several processes, in each of which the free pages are shuffled first, and of each core
the least counts.
"""

from __future__ import annotations

import json
import math
import mmap
import random
import subprocess
import sys
from typing import Any

from benchmarks.answers import short
from benchmarks.cases import CASES, plan_of
from benchmarks.measuring import timed
from benchmarks.programs import Tell
from benchmarks.starts import ROOT
from sim import load
from sim.engines.core.loop import Core
from sim.jit import variants
from sim.model import arrays
from sim.model.chance import streams
from sim.plan.build import compile_design

Json = dict[str, Any]
Costs = dict[str, dict[str, float]]
"""Nanoseconds by contact, by workload and what is put back; "" is the workload's own core."""
SEED = 20_250
TURNS = 6
SHUFFLED = 2000
"""Pages: more than code and tables take."""
PART = 0.1
"""Of the contacts that the core simulates elsewhere in the bench."""


def plans(scale: float) -> dict[str, arrays.Plan]:
    """By workload, some hundred thousand contacts of it."""
    found = {case.name: plan_of(case, case.minutes("core", PART * scale)).plan for case in CASES}
    return found | {"O2, specialised": compile_design(load(ROOT / "scenarios" / "o2.yaml"), "specialised").plan}


def costs(scale: float) -> Costs:
    """Of every workload, on each core in turn, the least."""
    return {name: least(plan) for name, plan in plans(scale).items()}


def least(plan: arrays.Plan) -> dict[str, float]:
    """The least cost of a contact on the plan's own core, and with each feature put back that it does without."""
    cores = {"": Core(plan)} | {name: Core(plan, kept=frozenset({name})) for name in sorted(variants.absent_in(plan))}
    for core in cores.values():
        core.replicate((1, 2))  # memory is fetched and the code loaded before anything is timed
    found = dict.fromkeys(cores, math.inf)
    for turn in range(TURNS):
        for name, core in cores.items():
            found[name] = min(found[name], cost(core, turn))
    return found


def cost(core: Core, replication: int) -> float:
    """Nanoseconds of computing by contact."""
    (_, _, floor), took = timed(lambda: core.replicate(streams.of_replication(SEED, replication)))
    return 1e9 * took.cpu_s / int(floor.counts[0]["contacts"])


def shuffle_free_pages() -> None:
    """Give back some thousand pages of memory in any order: whatever is loaded next lies in them, here and there."""
    pages = [mmap.mmap(-1, mmap.PAGESIZE) for _ in range(SHUFFLED)]
    for page in pages:
        page[0] = 1  # only now there is memory behind it
    random.shuffle(pages)
    for page in pages:
        page.close()


def in_a_process(scale: float) -> Costs:
    """The same in a fresh process."""
    command = [sys.executable, "-m", "benchmarks.unused", str(scale)]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    found: Costs = json.loads(done.stdout)
    return found


def rows(processes: int, scale: float, tell: Tell) -> list[Json]:
    """A row for each workload and feature: the cost without it and with it, and their ratio."""
    found = []
    for process in range(processes):
        tell(f"features that are not used, process {process + 1} of {processes}")
        found.append(in_a_process(scale))
    return [row(name, feature, found) for name, of_it in found[0].items() for feature in of_it if feature]


def row(workload: str, feature: str, found: list[Costs]) -> Json:
    """What a contact costs without the feature and with it, the least of all processes, and their ratio."""
    own, kept = (min(one[workload][name] for one in found) for name in ("", feature))
    cost = {"ns": short(own), "kept_ns": short(kept), "times": short(kept / own)}
    return {"workload": workload, "feature": feature, **cost}


if __name__ == "__main__":
    shuffle_free_pages()
    print(json.dumps(costs(float(sys.argv[1]))))
