"""What is faster or slower than in an earlier measurement.

First the ratios, in which the speed of the machine cancels out: a core that is slower relative to the same C program
has slowed. Then the plain figures, which depend as much on the machine at the time as on the program.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from benchmarks.measurement import BELOW

Json = dict[str, Any]
PAST = 0.05
"""Relative change of a ratio from which on it is marked."""


def changes(now: Json, then: Json) -> Iterator[str]:
    """One line for each ratio and figure that both measurements have."""
    yield from _ratios(now, then)
    yield "plain figures"
    if now["machine"] != then["machine"]:
        yield "  (another machine, or other versions: they say little)"
    earlier = _figures(then)
    for name, (value, unit) in _figures(now).items():
        if name in earlier:
            was = earlier[name][0]
            yield f"  {name:46} {value / was - 1.0 if was > 0 else 0.0:+7.1%}  ({was:,.4g} -> {value:,.4g} {unit})"


def _ratios(now: Json, then: Json) -> Iterator[str]:
    earlier = {(row["workload"], name): row.get(name) for row in then["ratios"] for name in BELOW}
    yield "core : another program, today and published"
    for row in now["ratios"]:
        for name, program in BELOW.items():
            value, was = row[name], earlier.get((row["workload"], name))
            if value is not None and was:
                yield _ratio(f"{row['workload']}, core : {program}", value, was)
    by_c, by_c_then = now["day"].get("by_c"), then["day"].get("by_c")
    if by_c and by_c_then:
        yield _ratio("W3, core : C", by_c["to_c"], by_c_then["to_c"])


def _ratio(name: str, value: float, was: float) -> str:
    mark = "  slower" if value < (1.0 - PAST) * was else ""
    return f"  {name:46} today {value:,.4g}, published {was:,.4g}{mark}"


def _figures(result: Json) -> dict[str, tuple[float, str]]:
    """By name: contacts a second, seconds, nanoseconds and megabytes."""
    found = {f"{row['workload']}, {row['program']}": (row["per_second"], "contacts/s") for row in result["speed"]}
    for one in result["day"]["jobs"]:
        a_day = one["cpu_s"] / result["day"]["replications"]
        found[f"a day of W3, {one['cores']} cores"] = (a_day, "s of computing")
    found |= {f"a contact, {row['floor']}": (row["ns"], "ns") for row in result.get("growth", ())}
    found |= {row["study"]: (row["cpu_s"], "s of computing") for row in result.get("studies", ())}
    peaks = {row["study"]: row["peak_mb"] for row in result.get("memory", ())}
    found |= {f"memory, {name}": (peak, "MB") for name, peak in peaks.items() if peak is not None}
    return found | {row["start"]: (row["cpu_s"], "s of computing") for row in result["starts"]}
