"""The measurement as tables: on the screen, and in the page.

One row is a list of cells, one table a list of rows; how it is drawn comes last, so the page and the screen cannot
say different things.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from benchmarks.measures import Json

NUMBERS_RIGHT = 1
"""The first column is words, the others are numbers."""


class Table(NamedTuple):
    """A title, the names of the columns, the cells."""

    title: str
    columns: list[str]
    rows: list[list[str]]


def tables(result: Json) -> list[Table]:
    """All tables of a measurement."""
    return [speeds(result), answers(result), day(result), starts(result)]


def speeds(result: Json) -> Table:
    """Contacts a second, and how many times faster the core is."""
    rows = []
    for ratio in result["ratios"]:
        of = {row["program"]: row for row in result["speed"] if row["workload"] == ratio["workload"]}
        cells = [count(of[program]["per_second"]) for program in ("core", "reference", "plain SimPy")]
        ratios = [f"{ratio['to_plain']:.0f} ×", f"{ratio['to_reference']:.0f} ×"]
        rows.append([ratio["workload"], *cells, *ratios, "yes" if ratio["same_bits"] else "NO"])
    columns = ["contacts/s of one core", "core", "reference", "plain SimPy"]
    columns += ["core : SimPy", "core : reference", "same bits"]
    return Table("Speed", columns, rows)


def answers(result: Json) -> Table:
    """What the timed runs found, beside what is known.

    The reference is not in it: its runs are short, and what is asked of them is the core's bits.
    """
    rows = [
        answer(f"{row['workload']}, {row['program']}", row) for row in result["speed"] if row["program"] != "reference"
    ]
    rows.append(answer("W3, core", result["day"]))
    return Table("Answers", ["P(abandon), mean wait in min", "P(abandon)", "known", "wait", "known", "right"], rows)


def answer(name: str, row: Json) -> list[str]:
    """One program's figures."""
    return [
        name,
        interval(row["p_abandon"], row["p_abandon_half"]), f"{row['p_abandon_known']:.5f}",
        interval(row["mean_wait"], row["mean_wait_half"]), f"{row['mean_wait_known']:.5f}",
        "yes" if row["right"] else "NO",
    ]  # fmt: skip


def day(result: Json) -> Table:
    """W3 on one core and on two."""
    found = result["day"]
    rows = [
        [
            f"{one['cores']} core{'s' if one['cores'] > 1 else ''}", seconds(one["wall_s"]), seconds(one["cpu_s"]),
            count(found["contacts"] / one["wall_s"]), "" if one["peak_mb"] is None else f"{one['peak_mb']:.0f} MB",
        ]
        for one in found["jobs"]
    ]  # fmt: skip
    title = f"W3: {found['replications']} days, {count(found['contacts'])} contacts"
    if found["speed_up"] is not None:
        same = "the same bits" if found["same_bits"] else "NOT the same bits"
        title += f"; two cores {found['speed_up']:.2f} × as fast, {same}"
    return Table(title, ["W3 on", "wall", "computing", "contacts a second of wall", "peak memory"], rows)


def starts(result: Json) -> Table:
    """How long until something happens."""
    rows = [[row["start"], seconds(row["wall_s"]), seconds(row["cpu_s"])] for row in result["starts"]]
    return Table("Starts", ["from typing the command", "wall", "computing"], rows)


def machine_line(result: Json) -> str:
    """What it was measured on."""
    at = result["machine"]
    load = " to ".join("?" if one is None else f"{one:g}" for one in result["load_average"])
    libraries = ", ".join(f"{name} {at[name]}" for name in ("numpy", "numba", "simpy"))
    return (
        f"{at['cpu']}, {at['cores']} cores, {at['system']}, Python {at['python']}, {libraries}; load average {load}; "
        f"polyvalence {result['version']}, {result['size']} measurement, {result['repetitions']} turns"
    )


# ---- cells ----------------------------------------------------------------------------------------------


def count(number: float) -> str:
    """Contacts as a reader takes them in: 3.21 M, 64.3 k, 812."""
    for size, unit in ((1e6, " M"), (1e3, " k")):
        if number >= size:
            return f"{number / size:.3g}{unit}"
    return f"{number:.0f}"


def seconds(number: float) -> str:
    """A duration with three digits at most."""
    return f"{number:.1f} s" if number >= 10 else f"{number:.2f} s"


def interval(value: float, half: float) -> str:
    """An estimate with the half width of its interval."""
    return f"{value:.5f} ± {half:.5f}"


# ---- drawn ----------------------------------------------------------------------------------------------


def as_text(table: Table) -> str:
    """For the screen: columns side by side."""
    lines = [table.columns, *table.rows]
    widths = [max(len(line[i]) for line in lines) for i in range(len(table.columns))]
    return "\n".join([table.title, *("  " + _padded(line, widths) for line in lines)])


def _padded(line: list[str], widths: list[int]) -> str:
    cells = [
        cell.ljust(width) if i < NUMBERS_RIGHT else cell.rjust(width)
        for i, (cell, width) in enumerate(zip(line, widths, strict=True))
    ]
    return "  ".join(cells).rstrip()


def as_markdown(table: Table) -> str:
    """For the page."""
    ruler = ["---"] * NUMBERS_RIGHT + ["---:"] * (len(table.columns) - NUMBERS_RIGHT)
    lines = [table.columns, ruler, *table.rows]
    return "\n".join([f"**{table.title}**", "", *(f"| {' | '.join(line)} |" for line in lines)])


def changes(now: Json, then: Json) -> Iterator[str]:
    """What is faster or slower than in an earlier measurement, one line each."""
    if now["machine"] != then["machine"]:
        yield "(another machine, or other versions: the changes say little)"
    earlier = {(row["workload"], row["program"]): row["per_second"] for row in then["speed"]}
    for row in now["speed"]:
        key = (row["workload"], row["program"])
        if key in earlier:
            yield _change(f"{key[0]}, {key[1]}", row["per_second"], earlier[key], "contacts/s")
    computing = _computing(then)
    for name, cpu_s in _computing(now).items():
        if name in computing:
            yield _change(name, cpu_s, computing[name], "s of computing")


def _computing(result: Json) -> dict[str, float]:
    """Seconds of computing: of a day of W3 by cores, and of each start."""
    day = result["day"]
    found = {f"a day of W3, {one['cores']} cores": one["cpu_s"] / day["replications"] for one in day["jobs"]}
    return found | {row["start"]: row["cpu_s"] for row in result["starts"]}


def _change(name: str, now: float, then: float, unit: str) -> str:
    share = now / then - 1.0 if then > 0 else 0.0
    return f"  {name:36} {share:+7.1%}  ({then:,.4g} -> {now:,.4g} {unit})"
