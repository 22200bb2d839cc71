"""One measurement of everything, as the plain object that is printed, kept, and compared with the next one.

The object holds numbers only as far as they mean something, four digits. It names the processor, and neither the
machine nor its folders nor the day.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from statistics import median
from typing import Any

from benchmarks import starts
from benchmarks.cases import CASES, KNOWN_DAY, PROGRAMS, Case, Known, known
from benchmarks.machine import load_average, machine
from benchmarks.measuring import Estimate, Run, Took, figures, middle
from benchmarks.programs import Runs, Tell, run_in_turn
from sim import __version__
from sim.experiments.replications import cores

Json = dict[str, Any]


@dataclass(frozen=True)
class Size:
    """How much to measure: repetitions, the length of a run (1: as long as the cases say), the days of W3."""

    name: str
    repetitions: int
    scale: float
    days: int
    starts: int


FULL = Size("full", 3, 1.0, 1000, 3)
QUICK = Size("quick", 2, 0.3, 100, 1)


def measure(size: Size, tell: Tell, cases: tuple[Case, ...] = CASES) -> Json:
    """Everything, in one go."""
    before = load_average()
    runs = run_in_turn(cases, size.repetitions, size.scale, tell)
    return {
        "version": __version__,
        "size": size.name,
        "repetitions": size.repetitions,
        "machine": machine(),
        "speed": [row for one in runs for row in speed_rows(one)],
        "ratios": [ratio_row(one) for one in runs],
        "day": day(size.days, size.repetitions, tell),
        "starts": start_rows(starts.cold_and_warm(size.starts, tell)),
        "load_average": [before, load_average()],
    }


# ---- speed ----------------------------------------------------------------------------------------------


def speed_rows(runs: Runs) -> list[Json]:
    """A row for each program: its speed, and whether its figures are right."""
    return [speed_row(runs.case, program, runs.by_program[program], runs.same_bits) for program in PROGRAMS]


def speed_row(case: Case, program: str, runs: list[Run], same_bits: bool) -> Json:
    """Contacts a second, and the figures beside what is known.

    The reference's runs are too short to be judged by theory; they are right if they have the core's bits.
    """
    share, wait = figures(runs)
    right = same_bits if program == "reference" else agrees(share, wait, known(case))
    return {
        "workload": case.name, "program": program, "contacts": sum(run.contacts for run in runs),
        "per_second": short(median(run.speed for run in runs)),
        "per_wall_second": short(median(run.contacts / run.took.wall_s for run in runs)),
        **figure_columns(share, wait, known(case)), "right": right,
    }  # fmt: skip


def figure_columns(share: Estimate, wait: Estimate, expected: Known) -> Json:
    """Both figures with their intervals and what is known of them."""
    return {
        "p_abandon": short(share.value),
        "p_abandon_half": short(share.half),
        "p_abandon_known": short(expected.p_abandon, 6),
        "mean_wait": short(wait.value),
        "mean_wait_half": short(wait.half),
        "mean_wait_known": short(expected.mean_wait, 6),
    }


def agrees(share: Estimate, wait: Estimate, expected: Known) -> bool:
    """Whether both figures agree with what is known."""
    return share.agrees_with(expected.p_abandon, expected.p_abandon_digit) and wait.agrees_with(
        expected.mean_wait, expected.mean_wait_digit
    )


def ratio_row(runs: Runs) -> Json:
    """How many times faster the core is: the median over the turns of the ratio within a turn."""
    speeds = {program: [run.speed for run in runs.by_program[program]] for program in PROGRAMS}
    return {
        "workload": runs.case.name,
        "to_plain": short(_median_ratio(speeds["core"], speeds["plain SimPy"])),
        "to_reference": short(_median_ratio(speeds["core"], speeds["reference"])),
        "same_bits": runs.same_bits,
    }


def _median_ratio(above: list[float], below: list[float]) -> float:
    return median(a / b for a, b in zip(above, below, strict=True))


# ---- W3 -------------------------------------------------------------------------------------------------


def day(replications: int, repetitions: int, tell: Tell) -> Json:
    """W3 on one core and on two, in turn."""
    jobs = (1, 2) if cores() > 1 else (1,)
    found: dict[int, list[Json]] = {job: [] for job in jobs}
    for repetition in range(repetitions):
        for job in jobs:
            tell(f"W3 on {job} core{'s' if job > 1 else ''}, turn {repetition + 1} of {repetitions}")
            found[job].append(one_day(job, replications))
    first = found[1][0]
    share = Estimate(first["p_abandon"], first["p_abandon_half"])
    wait = Estimate(first["mean_wait"], first["mean_wait_half"])
    same = len({one["digest"] for many in found.values() for one in many}) == 1
    return {
        "replications": replications, "contacts": first["contacts"],
        "jobs": [day_row(job, many) for job, many in found.items()],
        "speed_up": short(_speed_up(found)) if len(jobs) > 1 else None, "same_bits": same,
        **figure_columns(share, wait, KNOWN_DAY), "right": same and agrees(share, wait, KNOWN_DAY),
    }  # fmt: skip


def one_day(jobs: int, replications: int) -> Json:
    """W3 once, in a process of its own."""
    words = [sys.executable, "-m", "benchmarks.day", str(jobs), str(replications)]
    done = subprocess.run(words, cwd=starts.ROOT, check=True, stdout=subprocess.PIPE, text=True)
    found: Json = json.loads(done.stdout)
    return found


def day_row(jobs: int, many: list[Json]) -> Json:
    """The median of the turns on so many cores."""
    took = middle([Took(one["wall_s"], one["cpu_s"]) for one in many])
    peaks = [one["peak_mb"] for one in many if one["peak_mb"] is not None]
    peak = short(max(peaks)) if peaks else None
    return {"cores": jobs, "wall_s": short(took.wall_s), "cpu_s": short(took.cpu_s), "peak_mb": peak}


def _speed_up(found: dict[int, list[Json]]) -> float:
    return _median_ratio([one["wall_s"] for one in found[1]], [one["wall_s"] for one in found[2]])


# ---- starts ---------------------------------------------------------------------------------------------


def start_rows(found: dict[str, Took]) -> list[Json]:
    """A row for each way to start."""
    return [{"start": name, "wall_s": short(took.wall_s), "cpu_s": short(took.cpu_s)} for name, took in found.items()]


def short(value: float, digits: int = 4) -> float:
    """So many significant digits."""
    return float(f"{value:.{digits}g}")


def wrong(result: Json) -> list[str]:
    """What was fast and wrong, in words."""
    rows = [f"{row['program']} on {row['workload']}" for row in result["speed"] if not row["right"]]
    return rows + ([] if result["day"]["right"] else ["W3"])
