"""The goals for the program's speed and memory, and whether a measurement reaches them.

A goal that was not measured (no C compiler, one core only) is neither met nor missed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from benchmarks.c_program import NO_COMPILER
from benchmarks.programs import WHOLE as WHOLE_CORE
from benchmarks.start_times import BEGINS, CHECK, COLD, HELP, WARM, WHOLE
from benchmarks.table_format import NOTHING, count, seconds, times
from benchmarks.waiting import ANSWER, FILES, JSON, VARIANT

Json = dict[str, Any]
TO_C, WHOLE_TO_C = 0.8, 0.9
TO_PLAIN = {"W1 c=100": 60.0, "W2": 40.0}
REFERENCE_TO_PLAIN = 0.25
W3_WALL_S = 9.0
TWO_CORES = 1.9
BY_AGENTS, BY_TYPES = 1.6, 2.5
FLAT = 1.3
"""Ratio of peak memory up to which it counts as constant, for hundreds of times as much work."""
O2_PER_SECOND = 1e6
YEAR_S = 3.0
STARTS_S = {HELP: 0.3, CHECK: 0.3, f"{CHECK}, 500 lines": 0.3, f"{WARM}: {BEGINS}": 1.5, f"{COLD}: {BEGINS}": 20.0,
            f"{WHOLE}: {BEGINS}": 20.0}  # fmt: skip
"""Wall-clock seconds."""
WAITS_S = {ANSWER: 1.5, FILES: 1.5, JSON: 1.0, VARIANT: 0.01}
SMALL = 1.5


class Goal(NamedTuple):
    """A goal: subject, required and measured value, and whether it is met (None: not measured)."""

    about: str
    asked: str
    found: str
    met: bool | None


def goals(result: Json) -> list[Goal]:
    """Every goal, with what was measured."""
    return [*_speed(result), *_day(result), *_growth(result), *_services(result), *_memory(result),
            *_waiting(result), *_starts(result)]  # fmt: skip


def _speed(result: Json) -> Iterator[Goal]:
    ratios = {row["workload"]: row for row in result["ratios"]}
    for name, program, asked in (("to_c", "core", TO_C), ("whole_to_c", WHOLE_CORE, WHOLE_TO_C)):
        to_c = [row[name] for row in ratios.values() if name in row]
        about = f"{program} : C on W1 and W2, the least"
        if None in to_c:
            yield Goal(about, f"≥ {times(asked)}", NO_COMPILER, None)
        elif to_c:
            yield _at_least(about, asked, min(to_c))
    for workload, asked in TO_PLAIN.items():
        if workload in ratios:
            row = ratios[workload]
            yield _at_least(f"core : plain SimPy on {workload}", asked, row["to_plain"])
            if row.get("to_reference"):
                found = row["to_plain"] / row["to_reference"]
                yield _at_least(f"reference : plain SimPy on {workload}", REFERENCE_TO_PLAIN, found)


def _day(result: Json) -> Iterator[Goal]:
    found = result["day"]
    wall = found["jobs"][0]["wall_s"]
    if found["replications"] == 1000:
        yield Goal("W3 on one core", f"< {seconds(W3_WALL_S)}", seconds(wall), wall < W3_WALL_S)
    if found["speed_up"] is not None:
        yield _at_least("W3 on two cores, the same bits", TWO_CORES, found["speed_up"])


def _growth(result: Json) -> Iterator[Goal]:
    names = {"agents": (BY_AGENTS, "10 to 1000 agents"), "types and groups": (BY_TYPES, "2 to 60 types and 40 groups")}
    for what, (most, name) in names.items():
        found = [row["times"] for row in result.get("growth", ()) if row["what"] == what]
        if found:
            yield _at_most(f"cost of a contact, {name}", most, max(found))


def _services(result: Json) -> Iterator[Goal]:
    rows = result.get("studies", ())
    o2 = [row["per_second"] for row in rows if row["study"].startswith("O2")]
    if o2:
        yield Goal("O2 with everything on, slowest design", f"≥ {count(O2_PER_SECOND)}/s", f"{count(min(o2))}/s",
                   min(o2) >= O2_PER_SECOND)  # fmt: skip
    for row in rows:
        if not row["study"].startswith("O2"):
            yield Goal(row["study"], f"< {seconds(YEAR_S)}", seconds(row["cpu_s"]), row["cpu_s"] < YEAR_S)


def _memory(result: Json) -> Iterator[Goal]:
    rows = result.get("memory", ())
    for what in dict.fromkeys(row["what"] for row in rows):
        found = [row for row in rows if row["what"] == what]
        about = f"memory, {found[0]['study']} to {found[-1]['study']}"
        if found[-1]["times"] is None:
            yield Goal(about, f"≤ {times(FLAT)}", NOTHING, None)
        else:
            yield _at_most(about, FLAT, max(row["times"] for row in found))


def _waiting(result: Json) -> Iterator[Goal]:
    for row in result.get("waiting", ()):
        if row["wait"] in WAITS_S:
            most = WAITS_S[row["wait"]]
            about = f"{row['wait']}, beside the simulation"
            yield Goal(about, f"< {seconds(most)}", seconds(row["beside_s"]), row["beside_s"] < most)
        elif row["times_w2"] is not None:
            yield _at_most(f"{row['wait']}: a contact with all its sums : one of W2", SMALL, row["times_w2"])


def _starts(result: Json) -> Iterator[Goal]:
    found = {row["start"]: row["wall_s"] for row in result.get("starts", ())}
    for about, most in STARTS_S.items():
        if about in found:
            yield Goal(about, f"< {seconds(most)}", seconds(found[about]), found[about] < most)


def _at_least(about: str, asked: float, found: float) -> Goal:
    return Goal(about, f"≥ {times(asked)}", times(found), found >= asked)


def _at_most(about: str, asked: float, found: float) -> Goal:
    return Goal(about, f"≤ {times(asked)}", times(found), found <= asked)
