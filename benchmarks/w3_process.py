"""W3 in a process of its own: a thousand days on one core or two. `python -m benchmarks.w3_process JOBS REPLICATIONS`.

A process of its own, because peak memory is known of whole processes only. It prints one JSON object, with a digest of
every sum of every replication: two cores must give the same bits as one.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.cases import FOLDER
from benchmarks.timing import ratio, timed
from sim import load
from sim.engines.run import engine_for
from sim.experiments.compact_tables import row_of_all
from sim.experiments.replications import Runner, Sample
from sim.figures.sheets import AT
from sim.plan.build import plan_design

SEED = 3


def run_days(jobs: int, replications: int) -> dict[str, Any]:
    """Times, memory and figures of all days; the code is loaded before the clock starts."""
    planned = plan_design(load(FOLDER / "w3.yaml"), "base")
    engine_for(planned, "core").replicate((1, 2))
    sample = Sample(planned)
    with Runner("core", SEED, jobs) as runner:
        _, took = timed(lambda: runner.extend(sample, replications))
    gave_up, waited, offered = _by_replication(sample)
    share, wait = ratio(gave_up, offered), ratio(waited, offered)
    return {
        "jobs": jobs, "replications": replications, "contacts": int(offered.sum()),
        "wall_s": took.wall_s, "cpu_s": took.cpu_s, "peak_mb": peak_mb(), "digest": digest(sample),
        "p_abandon": share.value, "p_abandon_half": share.half, "mean_wait": wait.value, "mean_wait_half": wait.half,
    }  # fmt: skip


def _by_replication(sample: Sample) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """[replications] each: contacts that gave up, minutes waited, contacts offered."""
    total = row_of_all(sample.sheets, 0)
    waited = total[:, AT["wait_answered"]] + total[:, AT["wait_abandoned"]]
    return total[:, AT["abandoned"]], waited / 60.0, total[:, AT["offered"]]


def digest(sample: Sample) -> str:
    """Digest of all sums after the replications, sixteen hex digits."""
    found = hashlib.sha256()
    for table in (
        sample.sheets,
        sample.flow,
        sample.people,
        sample.waits,
        sample.backlog,
        sample.pairs,
        sample.target_met,
    ):
        found.update(np.array(table).tobytes())
    return found.hexdigest()[:16]


def peak_mb() -> float | None:
    """Peak memory of this process; None where the system does not report it (Windows).

    On Linux `getrusage` includes what the parent held when it forked; /proc does not.
    """
    try:
        status = Path("/proc/self/status").read_text(encoding="utf-8")
        return int(re.findall(r"^VmHWM:\s+(\d+) kB", status, re.MULTILINE)[0]) * 1024 / 1e6
    except (OSError, IndexError):
        pass
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return float(peak) / 1e6 * (1 if sys.platform == "darwin" else 1024)


def pin_to_cores(jobs: int, first: int = 0) -> None:
    """Pin the process to so many cores, where the system can, so that one core gets no help from another."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[first : first + jobs])


if __name__ == "__main__":
    jobs, replications, first = (*map(int, sys.argv[1:]), 0)[:3]
    pin_to_cores(jobs, first)
    print(json.dumps(run_days(jobs, replications)))
