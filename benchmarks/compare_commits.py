"""Today's core against that of an earlier commit, in turn: what additions cost scenarios that do not use them.

`python -m benchmarks --against COMMIT` exports the earlier sources from git into a temporary folder and runs the same
workloads with either package, each time in a fresh process. Run as a file it is that process: it does not know which
package it imports, and uses only what every version has.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]
WORKLOADS = (
    ("W1 c=100", "benchmarks/workloads/w1.yaml", "hundred", 1),
    ("W2", "benchmarks/workloads/w2.yaml", "base", 1),
    ("O2, today", "scenarios/o2.yaml", "today", 10),
    ("O2, specialised", "scenarios/o2.yaml", "specialised", 10),
)
"""Name, file of the earlier sources, design, replications."""
SEED = 11


def speeds(root: Path) -> dict[str, float]:
    """Contacts per second of processor time on each workload, by the package that Python finds first."""
    from sim import load
    from sim.engines.run import engine_for
    from sim.model.chance import streams
    from sim.plan.build import plan_design

    found = {}
    for name, file, design, replications in WORKLOADS:
        engine = engine_for(plan_design(load(root / file), design), "core")
        contacts, seconds = 0, 0.0
        for replication in range(1 + replications):
            begun = time.process_time()
            floor = engine.replicate(streams.of_replication(SEED, replication))[2]
            if replication > 0:  # the first one allocates memory
                seconds += time.process_time() - begun
                contacts += int(floor.counts[0]["contacts"])
        found[name] = contacts / seconds
    return found


def in_a_process(root: Path, workloads: Path) -> dict[str, float]:
    """`speeds` in a fresh process, with the package below `root` and the files below `workloads`."""
    environment = {**os.environ, "PYTHONPATH": str(root)}
    if root != ROOT:  # keep the compiled code of an earlier version out of the user's cache
        environment["POLYVALENCE_CACHE_DIR"] = str(root / ".compiled")
    command = [sys.executable, "-P", str(Path(__file__)), str(workloads)]
    done = subprocess.run(command, cwd=root, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def sources_of(commit: str, folder: Path) -> None:
    """Export the sources of a commit into a folder; ValueError where git knows no such commit."""
    packed = subprocess.run(["git", "archive", commit], cwd=ROOT, check=False, capture_output=True)
    if packed.returncode != 0:
        raise ValueError(f"git does not give the sources of '{commit}': {packed.stderr.decode().strip()}")
    subprocess.run(["tar", "-x", "-C", str(folder)], input=packed.stdout, check=True)


def against(commit: str, repetitions: int) -> dict[str, tuple[float, float, float]]:
    """By workload: contacts per second then and now, and the median over the turns of the ratio within a turn."""
    with tempfile.TemporaryDirectory() as folder:
        earlier = Path(folder)
        sources_of(commit, earlier)
        for root in (earlier, ROOT):
            in_a_process(root, earlier)  # compiles what must be compiled
        turns = [(in_a_process(earlier, earlier), in_a_process(ROOT, earlier)) for _ in range(repetitions)]
    return {
        name: (
            median(then[name] for then, _ in turns),
            median(now[name] for _, now in turns),
            median(now[name] / then[name] for then, now in turns),
        )
        for name, *_ in WORKLOADS
    }


if __name__ == "__main__":
    print(json.dumps(speeds(Path(sys.argv[1]))))
