"""The tables of a measurement.

Where a measurement lacks a part, because it was made before that part was measured, its table is left out.
"""

from __future__ import annotations

from benchmarks.c_program import NO_COMPILER
from benchmarks.goals import goals
from benchmarks.measurement import BELOW, Json
from benchmarks.programs import WHOLE
from benchmarks.table_format import NOTHING, Table, count, interval, megabytes, seconds, times, yes_or_no


def tables(result: Json) -> list[Table]:
    """All tables of a measurement."""
    found = [summary(result), speeds(result), ratios(result), day(result)]
    found += [growth(result)] if "growth" in result else []
    found += [studies(result)] if "studies" in result else []
    found += [memory(result)] if "memory" in result else []
    found += [waits(result)] if "waiting" in result else []
    return [*found, starts(result), answers(result)]


def summary(result: Json) -> Table:
    """The goals, and what was measured."""
    rows = [
        [one.about, one.asked, one.found, NOTHING if one.met is None else yes_or_no(one.met)] for one in goals(result)
    ]
    return Table("Goals", ["what", "asked", "found", "met"], rows)


def speeds(result: Json) -> Table:
    """Contacts a second of each program."""
    programs = [
        name for name in ("core", WHOLE, *BELOW.values()) if any(row["program"] == name for row in result["speed"])
    ]
    rows = []
    for ratio in result["ratios"]:
        of = {row["program"]: row for row in result["speed"] if row["workload"] == ratio["workload"]}
        rows.append([ratio["workload"], *(count(of[name]["per_second"]) for name in programs)])
    without_c = any("to_c" in row and row["to_c"] is None for row in result["ratios"])
    return Table(f"Speed ({NO_COMPILER})" if without_c else "Speed", ["contacts/s of one core", *programs], rows)


def ratios(result: Json) -> Table:
    """How the core compares, within a turn."""
    shown = {name: program for name, program in BELOW.items() if any(name in row for row in result["ratios"])}
    whole = any("whole_to_c" in row for row in result["ratios"])
    names = [*shown, "whole_to_c"] if whole else [*shown]
    rows = [
        [row["workload"], *(times(row.get(name)) for name in names), yes_or_no(row["same_bits"])]
        for row in result["ratios"]
    ]
    heads = [*shown.values(), f"{WHOLE} : C"] if whole else [*shown.values()]
    return Table("The core compared", ["core :", *heads, "same bits as the reference"], rows)


def day(result: Json) -> Table:
    """W3 on one core and on two."""
    found = result["day"]
    rows = [
        [
            f"{one['cores']} core{'s' if one['cores'] > 1 else ''}", seconds(one["wall_s"]), seconds(one["cpu_s"]),
            count(found["contacts"] / one["wall_s"]), megabytes(one["peak_mb"]),
        ]
        for one in found["jobs"]
    ]  # fmt: skip
    by_c = found.get("by_c")
    if by_c is not None:
        speed = count(found["contacts"] / by_c["wall_s"])
        rows.append(["1 core, C", seconds(by_c["wall_s"]), seconds(by_c["cpu_s"]), speed, NOTHING])
    title = f"W3: {found['replications']} days, {count(found['contacts'])} contacts"
    if found["speed_up"] is not None:
        same = "the same bits" if found["same_bits"] else "NOT the same bits"
        title += f"; two cores {found['speed_up']:.2f} × as fast, {same}"
    if found.get("apart") is not None:
        title += f" (two programs of one core, side by side: {times(found['apart'])})"
    if by_c is not None:
        title += f"; core : C {times(by_c['to_c'])}"
    return Table(title, ["W3 on", "wall", "computing", "contacts a second of wall", "peak memory"], rows)


def growth(result: Json) -> Table:
    """What a contact costs on bigger floors."""
    rows = [
        [
            row["floor"], str(row["agents"]), f"{row['ns']:.0f} ns", times(row["times"]), f"{row['p_abandon']:.4f}",
            f"{row['mean_wait']:.4f} min",
        ]
        for row in result["growth"]
    ]  # fmt: skip
    columns = ["floor", "agents", "computing by contact", "beside the first", "P(abandon)", "mean wait"]
    return Table("Growth: the cost of a contact", columns, rows)


def studies(result: Json) -> Table:
    """Whole services."""
    rows = [
        [
            row["study"], count(row["contacts"]), seconds(row["cpu_s"]), count(row["per_second"]),
            megabytes(row["peak_mb"]),
        ]
        for row in result["studies"]
    ]  # fmt: skip
    columns = ["service, one core", "contacts", "computing", "contacts/s", "peak memory"]
    return Table("Real services: one replication with all its sums", columns, rows)


def memory(result: Json) -> Table:
    """The peak over days and over replications."""
    rows = [
        [row["study"], count(row["contacts"]), megabytes(row["peak_mb"]), times(row["times"])]
        for row in result["memory"]
    ]
    columns = ["a small service, all indicators", "contacts", "peak memory", "beside the first"]
    return Table("Memory: more days (40 replications each), more replications (of a day)", columns, rows)


def waits(result: Json) -> Table:
    """What the user waits for beside the simulation."""
    rows = [[row["wait"], seconds(row["beside_s"]), times(row["times_w2"])] for row in result["waiting"]]
    columns = ["what the user waits for", "beside the simulation", "a contact : one of W2"]
    return Table("Waiting (a small day: all of it)", columns, rows)


def starts(result: Json) -> Table:
    """The times of starts."""
    rows = [[row["start"], seconds(row["wall_s"]), seconds(row["cpu_s"])] for row in result["starts"]]
    return Table("Starts", ["from typing the command", "wall", "computing"], rows)


def answers(result: Json) -> Table:
    """The figures of the timed runs, beside the expected ones.

    The reference is not in it: its runs are short, and must only have the core's bits. Nor are the other two
    C programs, which draw what the first draws, and find what it finds.
    """
    shown = [row for row in result["speed"] if row["program"] in ("core", "C", "plain SimPy")]
    rows = [answer(f"{row['workload']}, {row['program']}", row) for row in shown]
    rows.append(answer("W3, core", result["day"]))
    return Table("Answers", ["P(abandon), mean wait in min", "P(abandon)", "known", "wait", "known", "right"], rows)


def answer(name: str, row: Json) -> list[str]:
    """One program's figures."""
    return [
        name,
        interval(row["p_abandon"], row["p_abandon_half"]), f"{row['p_abandon_known']:.5f}",
        interval(row["mean_wait"], row["mean_wait_half"]), f"{row['mean_wait_known']:.5f}", yes_or_no(row["right"]),
    ]  # fmt: skip


def machine_line(result: Json) -> str:
    """The machine it was measured on."""
    at = result["machine"]
    load = " to ".join("?" if one is None else f"{one:g}" for one in result["load_average"])
    libraries = ", ".join(f"{name} {at[name]}" for name in ("numpy", "numba", "simpy"))
    return (
        f"{at['cpu']}, {at['cores']} cores, {at['system']}, Python {at['python']}, {libraries}; load average {load}; "
        f"polyvalence {result['version']}, {result['size']} measurement, {result['repetitions']} turns"
    )
