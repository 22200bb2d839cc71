"""W3: a thousand days in fresh processes, on one core, on two, and by the C program, in turn."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import c_program, start_times
from benchmarks.cases import KNOWN_DAY
from benchmarks.expected_figures import agrees, figure_columns, significant
from benchmarks.programs import Tell
from benchmarks.timing import Estimate, Run, Took, figures, median_took
from sim.scenario.arguments import cores

Json = dict[str, Any]
C = "C"


def day(replications: int, repetitions: int, tell: Tell) -> Json:
    """All of it: times and memory by cores, what came out, and how it compares."""
    jobs = (1, 2) if cores() > 1 else (1,)
    found: dict[int, list[Json]] = {job: [] for job in jobs}
    apart: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        hand = c_program.compiled_into(Path(folder))
        by_c: list[Run] = []
        for repetition in range(repetitions):
            for job in jobs:
                tell(f"W3 on {job} core{'s' if job > 1 else ''}, turn {repetition + 1} of {repetitions}")
                found[job].append(one_day(job, replications))
            if len(jobs) > 1:
                apart.append(side_by_side(replications // 2))
            if hand is not None:
                by_c.append(hand.days(C, replications, 1 + repetition))
    first = found[1][0]
    share = Estimate(first["p_abandon"], first["p_abandon_half"])
    wait = Estimate(first["mean_wait"], first["mean_wait_half"])
    same = len({one["digest"] for many in found.values() for one in many}) == 1
    return {
        "replications": replications, "contacts": first["contacts"],
        "jobs": [day_row(job, many) for job, many in found.items()],
        "by_c": c_row(by_c, found[1]) if by_c else None,
        "speed_up": significant(_speed_up(found)) if len(jobs) > 1 else None, "same_bits": same,
        "apart": significant(_times(found, apart)) if len(jobs) > 1 else None,
        **figure_columns(share, wait, KNOWN_DAY), "right": same and agrees(share, wait, KNOWN_DAY),
    }  # fmt: skip


def one_day(jobs: int, replications: int) -> Json:
    """W3 once, in a process of its own."""
    return _result_of(_started(jobs, replications, 0))


def side_by_side(replications: int) -> float:
    """Wall-clock seconds of the slower of two independent programs of one core each, run at the same time."""
    both = [_started(1, replications, core) for core in (0, 1)]
    return float(max(_result_of(one)["wall_s"] for one in both))


def _started(jobs: int, replications: int, first: int) -> subprocess.Popen[str]:
    words = [sys.executable, "-m", "benchmarks.w3_process", str(jobs), str(replications), str(first)]
    return subprocess.Popen(words, cwd=start_times.ROOT, stdout=subprocess.PIPE, text=True)


def _result_of(process: subprocess.Popen[str]) -> Json:
    said, _ = process.communicate()
    if process.returncode != 0:
        raise subprocess.CalledProcessError(process.returncode, process.args)
    found: Json = json.loads(said)
    return found


def day_row(jobs: int, many: list[Json]) -> Json:
    """The medians over the turns on so many cores."""
    took = median_took([Took(one["wall_s"], one["cpu_s"]) for one in many])
    peaks = [one["peak_mb"] for one in many if one["peak_mb"] is not None]
    peak = significant(max(peaks)) if peaks else None
    return {"cores": jobs, "wall_s": significant(took.wall_s), "cpu_s": significant(took.cpu_s), "peak_mb": peak}


def c_row(by_c: list[Run], core: list[Json]) -> Json:
    """The C program's days: its time, how the core on one core compares, and whether its figures are right."""
    took = median_took([run.took for run in by_c])
    ratio = median(run.took.cpu_s / one["cpu_s"] for run, one in zip(by_c, core, strict=True))
    right = agrees(*figures(by_c), KNOWN_DAY)
    return {
        "wall_s": significant(took.wall_s),
        "cpu_s": significant(took.cpu_s),
        "to_c": significant(ratio),
        "right": right,
    }


def _times(found: dict[int, list[Json]], apart: list[float]) -> float:
    return median(float(one["wall_s"] / wall) for one, wall in zip(found[1], apart, strict=True))


def _speed_up(found: dict[int, list[Json]]) -> float:
    return median(float(one["wall_s"] / two["wall_s"]) for one, two in zip(found[1], found[2], strict=True))
