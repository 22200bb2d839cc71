"""One measurement of everything, as the plain object that is printed, stored, and compared with the next one.

Numbers have four significant digits. The object names the processor, but neither the machine nor its folders nor the
date.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import Any

from benchmarks import growth, start_times, studies, w3, waiting
from benchmarks.cases import CASES, Case, known
from benchmarks.expected_figures import agrees, figure_columns, significant
from benchmarks.machine import load_average, machine
from benchmarks.programs import WHOLE, Runs, Tell, run_in_turn
from benchmarks.timing import Run, Took, figures
from sim import __version__

Json = dict[str, Any]
BELOW = {
    "to_c": "C", "to_c_tuned": "C tuned", "to_c_fewest": "C fewest", "to_plain": "plain SimPy",
    "to_reference": "reference",
}  # fmt: skip
"""By the name of each ratio, the program that the core is compared with."""


@dataclass(frozen=True)
class Size:
    """The extent of a measurement: repetitions, the length of a run (1: as the cases say), the days of W3.

    Then the turns of W3 (whose ratio on two cores varies most) and of the starts, the replications of
    O2, and how far memory is followed: days, replications.
    """

    name: str
    repetitions: int
    scale: float
    days: int
    day_turns: int
    starts: int
    o2_replications: int
    longest: int
    most: int


FULL = Size("full", 3, 1.0, 1000, 7, 3, 20, 365, 10_000)
QUICK = Size("quick", 2, 0.25, 100, 2, 1, 5, 365, 1000)


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
        "growth": growth.rows(runs, growth.floors_in_turn(size.repetitions, size.scale, tell)),
        "day": w3.day(size.days, size.day_turns, tell),
        "studies": studies.speed_rows(size.o2_replications, size.repetitions, tell),
        "memory": studies.memory_rows(size.longest, size.most, tell),
        "starts": start_rows(start_times.cold_and_warm(size.starts, tell)),
        "waiting": waiting.rows(size.starts, ns_of_w2(runs), tell),
        "load_average": [before, load_average()],
    }


# ---- speed ----------------------------------------------------------------------------------------------


def speed_rows(runs: Runs) -> list[Json]:
    """A row for each program: its speed, and whether its figures are right."""
    return [speed_row(runs.case, program, of_it, runs.same_bits) for program, of_it in runs.by_program.items()]


def speed_row(case: Case, program: str, runs: list[Run], same_bits: bool) -> Json:
    """Contacts per second, and the figures beside the expected ones.

    The reference's runs are too short for a comparison with theory; they are right if they have the core's bits.
    """
    share, wait = figures(runs)
    right = same_bits if program == "reference" else agrees(share, wait, known(case))
    return {
        "workload": case.name, "program": program, "contacts": sum(run.contacts for run in runs),
        "per_second": significant(median(run.speed for run in runs)),
        "per_wall_second": significant(median(run.contacts / run.took.wall_s for run in runs)),
        **figure_columns(share, wait, known(case)), "right": right,
    }  # fmt: skip


def ratio_row(runs: Runs) -> Json:
    """How many times faster the core is: the median over the turns of the ratio within a turn.

    None where the other program could not be run.
    """
    ratios = {name: _ratio(runs, "core", program) for name, program in BELOW.items()}
    whole = {"whole_to_c": _ratio(runs, WHOLE, "C")}
    return {"workload": runs.case.name, **ratios, **whole, "same_bits": runs.same_bits}


def _ratio(runs: Runs, program: str, below: str) -> float | None:
    if below not in runs.by_program:
        return None
    above, other = runs.by_program[program], runs.by_program[below]
    return significant(median(a.speed / b.speed for a, b in zip(above, other, strict=True)))


# ---- starts ---------------------------------------------------------------------------------------------


def start_rows(found: dict[str, Took]) -> list[Json]:
    """A row for each way to start."""
    return [
        {"start": name, "wall_s": significant(took.wall_s), "cpu_s": significant(took.cpu_s)}
        for name, took in found.items()
    ]


def ns_of_w2(many: list[Runs]) -> float | None:
    """Nanoseconds of computing of a contact of W2, in the core; None where it was not run."""
    return next(
        (1e9 / median(one.speed for one in runs.by_program["core"]) for runs in many if runs.case.name == "W2"), None
    )


def wrong(result: Json) -> list[str]:
    """Sentences on fast answers that were wrong."""
    rows = [f"{row['program']} on {row['workload']}" for row in result["speed"] if not row["right"]]
    by_c = result["day"].get("by_c")
    rows += ["C on W3"] if by_c is not None and not by_c["right"] else []
    return rows + ([] if result["day"]["right"] else ["W3"])
