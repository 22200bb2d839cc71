"""Tables of the week: how contacts spread over it, and how many people are on duty, from a spreadsheet.

The planner keeps both in a spreadsheet and saves it as CSV: a column of times, a column for each day (or for
mon-fri at once). A French spreadsheet writes `08:00;12,5`, an English one `08:00,12.5`; both are read.

The one surprising decision: a table is found beside the scenario file or below it, and nowhere else. A
scenario is data that may come from anybody, so it must not be able to name a file elsewhere on the disk.
"""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import NamedTuple

from sim import units
from sim.errors import Problem, shown
from sim.scenario import WeekTable
from sim.units import nearest

MAX_BYTES = 5_000_000
MAX_PROBLEMS = 10
HOLIDAY = 7
"""Number of the column of public holidays, after the weekdays."""
_NUMBER = {
    ",": re.compile(r"[0-9]{1,12}(\.[0-9]{1,15})?"),
    ";": re.compile(r"[0-9]{1,12}([.,][0-9]{1,15})?"),
}


class Cell(NamedTuple):
    """A cell of a CSV and where it stands; line and column count from 1."""

    text: str
    line: int
    column: int


def find_table(folder: Path, name: str) -> Path:
    """The file that a scenario in `folder` means by `name`; a `ValueError` says why there is none."""
    windows = PureWindowsPath(name)
    if not name.strip() or not name.isprintable():
        raise ValueError("the name of a CSV file is wanted, e.g. 'calls.csv'")
    if PurePosixPath(name).is_absolute() or windows.drive or windows.root:
        raise ValueError(f"{shown(name)} is an absolute path; allowed: files beside the scenario or below it")
    if ".." in windows.parts:
        raise ValueError(f"{shown(name)} leaves the scenario's folder; allowed: files beside it or below it")
    path = folder / name
    try:
        inside, there = path.resolve().is_relative_to(folder.resolve()), path.is_file()
    except (OSError, RuntimeError, ValueError):
        inside, there = True, False
    if not inside:
        raise ValueError(f"{shown(name)} is a link out of the scenario's folder; copy the file into it")
    if not there:
        raise ValueError(f"there is no file {shown(name)}; {_tables_beside(folder, name)}")
    return path


def _tables_beside(folder: Path, name: str) -> str:
    found = [*folder.glob("*.csv"), *folder.glob("*/*.csv")]
    tables = sorted(one.relative_to(folder).as_posix() for one in found)
    return f"CSV files beside the scenario: {', '.join(tables[:8]) or 'none'}{nearest(name, tables)}"


def read_table(path: Path, file: str, problems: list[Problem]) -> WeekTable | None:
    """The table of a CSV file; where it is faulty None, and `problems` says why."""
    text = content_of(path, file, problems, MAX_BYTES, "a week never is")
    if text is None:
        return None
    found: list[Problem] = []
    table = _Reader(file, found).table(text)
    problems += told(found)
    return None if found else table


def content_of(path: Path, file: str, problems: list[Problem], most: int, remark: str) -> str | None:
    """The text of a CSV of at most so many bytes; None where it cannot be read, and `problems` says why."""
    try:
        with path.open("rb") as stream:
            content = stream.read(most + 1)
    except OSError as error:
        problems.append(Problem(file, 0, 0, "", f"the file cannot be read: {error.strerror}"))
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problems.append(Problem(file, line, 1, "", "this is not UTF-8 text; save the file as 'CSV UTF-8'"))
        return None
    if len(content) > most:
        problems.append(Problem(file, 1, 1, "", f"larger than {most // 1_000_000} MB; {remark}"))
        return None
    return text


def told(found: list[Problem]) -> list[Problem]:
    """The first problems of a file, the last of them with a word on the others."""
    if len(found) <= MAX_PROBLEMS:
        return found
    last, more = found[MAX_PROBLEMS], len(found) - MAX_PROBLEMS
    silent = last._replace(message=f"{last.message} ({more} problems of this file are not shown)")
    return [*found[:MAX_PROBLEMS], silent]


class _Reader:
    """One CSV. Every method says what is wrong and goes on, so that all of it is said at once."""

    def __init__(self, file: str, problems: list[Problem]) -> None:
        self.file, self.problems = file, problems

    def table(self, text: str) -> WeekTable | None:
        separator, rows = cells_of(text)
        if not rows:
            self._say(Cell("", 1, 1), "the table is empty; it begins with a line such as from,mon-fri,sat")
            return None
        days = self._header(rows[0])
        body = [row for row in rows[1:] if self._as_wide(row, rows[0])]
        first_s, step_s = self._times([row[0] for row in body], rows[0][0])
        per_cent = bool(body) and body[0][-1].text.endswith("%")
        lines = [[self._value(cell, separator, per_cent) for cell in row[1:]] for row in body]
        kinds = range(8 if HOLIDAY in days else 7)
        week = (tuple(line[days[day]] if day in days else 0.0 for line in lines) for day in kinds)
        return WeekTable(first_s, step_s, tuple(week), per_cent)

    def _header(self, row: list[Cell]) -> dict[int, int]:
        """Weekday (or `HOLIDAY`) → column of values."""
        if row[0].text.lower() != "from":
            self._say(row[0], f"the first column is headed 'from', not {shown(row[0].text)}")
        if len(row) == 1:
            self._say(row[0], "a column for at least one day is wanted, e.g. mon-fri or all")
        days: dict[int, int] = {}
        for column, cell in enumerate(row[1:]):
            try:
                holiday = cell.text.strip().lower() == units.HOLIDAYS
                named = [HOLIDAY] if holiday else units.days_named(cell.text)
            except ValueError as error:
                self._say(cell, str(error))
                continue
            twice = [(*units.DAYS, units.HOLIDAYS)[day] for day in named if day in days]
            if twice:
                self._say(cell, f"{', '.join(twice)} named twice; each day may stand in one column only")
            days |= dict.fromkeys(named, column)
        return days

    def _as_wide(self, row: list[Cell], header: list[Cell]) -> bool:
        if len(row) != len(header):
            self._say(row[0], f"this line has {len(row)} cells, the first of the table has {len(header)}")
        return len(row) == len(header)

    def _times(self, cells: list[Cell], header: Cell) -> tuple[int, int]:
        """Begin of the first row and width of every row, in seconds."""
        times: list[tuple[int, Cell]] = []
        for cell in cells:
            try:
                times.append((units.clock(cell.text), cell))
            except ValueError as error:
                self._say(cell, str(error))
        if len(times) < 2:
            if not self.problems:
                self._say(header, "at least two rows are wanted; the second tells how long a row lasts")
            return 0, 60
        first, step = times[0][0], times[1][0] - times[0][0]
        for (before, _), (time, cell) in pairwise(times):
            if time <= before:
                self._say(cell, f"{shown(cell.text)} is not later than the row before; list the times upwards")
            elif time - before != step and step > 0:
                evenly = f"{step // 60} min after the row before, as the first rows are apart"
                self._say(cell, f"{shown(cell.text)} is not {evenly}")
        if times[-1][0] + step > units.DAY_SECONDS:
            self._say(times[-1][1], f"this row of {step // 60} min, as wide as the others, ends after midnight")
        return first, step

    def _value(self, cell: Cell, separator: str, per_cent: bool) -> float:
        body = cell.text.removesuffix("%").strip()
        if not _NUMBER[separator].fullmatch(body):
            hint = "; a decimal comma needs semicolons between the cells" if "," in body else ""
            self._say(cell, f"a number of at least 0 is wanted, not {shown(cell.text)}{hint}")
            return 0.0
        if cell.text.endswith("%") != per_cent:
            first = "with" if per_cent else "without"
            message = f"every value carries a % sign or none does, and the first row is {first}"
            self._say(cell, f"{shown(cell.text)}: {message}")
        return float(body.replace(",", ".")) / (100.0 if per_cent else 1.0)

    def _say(self, cell: Cell, message: str) -> None:
        self.problems.append(Problem(self.file, cell.line, cell.column, "", message))


def cells_of(text: str) -> tuple[str, list[list[Cell]]]:
    """The separator, and the lines that are neither blank nor a comment (#) as cells with their places."""
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    lines = [(number, line) for number, line in lines if not line.lstrip().startswith("#")]
    separator = ";" if lines and ";" in lines[0][1] else ","
    return separator, [_row(line, number, separator) for number, line in lines]


def _row(line: str, number: int, separator: str) -> list[Cell]:
    cells, column = [], 1
    for part in line.split(separator):
        indent = len(part) - len(part.lstrip())
        cells.append(Cell(part.strip().strip('"').strip(), number, column + indent))
        column += len(part) + 1
    return cells
