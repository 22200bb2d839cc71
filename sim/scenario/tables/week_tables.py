"""Tables of the week: how contacts spread over it, and how many people are on duty, from a spreadsheet.

The planner keeps both in a spreadsheet and saves it as CSV: a column of times, a column for each day (or for
mon-fri at once). A French spreadsheet writes `08:00;12,5`, an English one `08:00,12.5`; both are read.

A table is found beside the scenario file or below it, and nowhere else. A
scenario is data that may come from anybody, so it must not be able to name a file elsewhere on the disk.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path, PurePosixPath, PureWindowsPath

from sim.errors import Problem, shown
from sim.scenario import units
from sim.scenario.scenario import WeekTable
from sim.scenario.tables.column_headers import is_begin, is_end
from sim.scenario.tables.csv_files import Cell, Numbers, content_of, first_problems, sheet_of, width_message
from sim.scenario.tables.dated_tables import dates_of, in_columns, like_a_date
from sim.scenario.tables.instants import halves_of, time_of
from sim.scenario.units import nearest

MAX_BYTES = 5_000_000
HOLIDAY = 7
"""Number of the column of public holidays, after the weekdays."""


def find_table(folder: Path, name: str) -> Path:
    """The file that a scenario in `folder` means by `name`; a `ValueError` says why there is none."""
    windows = PureWindowsPath(name)
    if not name.strip() or not name.isprintable():
        raise ValueError(f"the name of a CSV file is wanted, e.g. 'calls.csv', not {shown(name)}")
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


def read_table(
    path: Path, file: str, problems: list[Problem], warnings: list[Problem] | None = None
) -> WeekTable | None:
    """The table of a CSV file; where it is faulty None, and `problems` says why."""
    remarks: list[Problem] = []
    text = content_of(path, file, problems, remarks, MAX_BYTES, "a week never is")
    if text is None:
        return None
    found: list[Problem] = []
    table = _Reader(file, found, remarks).table(text)
    problems += first_problems(found)
    if warnings is not None and not found:
        warnings += remarks
    return None if found else table


def _clock(text: str) -> int:
    """Seconds after midnight, also of a clock with two halves."""
    return int(time_of(text)) if text[-1:] in "mM." and text[:1].isdigit() else units.clock(text)


class _Reader:
    """One CSV. Every method says what is wrong and goes on, so that all of it is said at once."""

    def __init__(self, file: str, problems: list[Problem], warnings: list[Problem]) -> None:
        self.file, self.problems, self.warnings = file, problems, warnings

    def table(self, text: str) -> WeekTable | None:
        sheet = sheet_of(text)
        rows, self.separator = sheet.rows, sheet.separator
        if not rows:
            self._say(Cell("", 1, 1), "the table is empty; it begins with a line such as from,mon-fri,sat")
            return None
        rows = in_columns(rows, sheet.separator, self._say)
        if not rows:
            return None
        end = next((i for i, cell in enumerate(rows[0][1:], 1) if is_end(cell.text, [rows[0][0].text])), 0)
        body = [row for row in rows[1:] if self._as_wide(row, rows[0])]
        ends = [row[end] if end else None for row in body]
        if end:
            rows[0], *body = [[*row[:end], *row[end + 1 :]] for row in (rows[0], *body)]
        self.warnings += sheet.remarks(self.file)
        days = self._header(rows[0])
        first_s, step_s = self._times([(row[0], until) for row, until in zip(body, ends, strict=True)], rows[0][0])
        per_cent = bool(body) and body[0][-1].text.endswith("%")
        numbers = Numbers(sheet.separator, (cell for row in body for cell in row[1:]))
        lines = [[self._value(cell, numbers, per_cent) for cell in row[1:]] for row in body]
        kinds = range(8 if HOLIDAY in days else 7)
        week = (tuple(line[days[day]] if day in days else 0.0 for line in lines) for day in kinds)
        dates = ((day, tuple(line[days[day]] for line in lines)) for day in sorted(days) if day > HOLIDAY)
        weekly = tuple(day for day in range(7) if day in days)
        return WeekTable(first_s, step_s, tuple(week), per_cent, tuple(dates), weekly)

    def _header(self, row: list[Cell]) -> dict[int, int]:
        """Weekday (or `HOLIDAY`, or the ordinal of a date) → column of values."""
        if not is_begin(row[0].text):
            self._say(row[0], f"the first column is headed 'from', not {shown(row[0].text)}")
        if len(row) == 1:
            self._say(row[0], "a column for at least one day is wanted, e.g. mon-fri or all")
        days: dict[int, int] = {}
        dated = dates_of(row, self._say)
        for column, cell in enumerate(row[1:]):
            if like_a_date(cell.text):
                day = dated.get(column + 1, 0)
                if day in days:
                    self._say(cell, f"{cell.text} named twice; each day may stand in one column only")
                days |= {day: column} if day else {}
                continue
            try:
                named = [HOLIDAY] if units.is_holidays(cell.text) else units.days_named(cell.text)
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
            self._say(row[0], width_message(row, header, self.separator))
        return len(row) == len(header)

    def _times(self, cells: list[tuple[Cell, Cell | None]], header: Cell) -> tuple[int, int]:
        """Begin of the first row and width of every row, in seconds; rows may say their ends, too."""
        times: list[tuple[int, Cell]] = []
        ends: list[tuple[int, int, Cell]] = []
        for cell, until in cells:
            halves = halves_of(cell.text)
            begin, end = halves or (cell.text, until.text if until is not None else "")
            try:
                times.append((_clock(begin), cell))
                at = until if until is not None and halves is None else cell
                ends += [(times[-1][0], _clock(end) or units.DAY_SECONDS, at)] if end else []
            except ValueError as error:
                self._say(until if until is not None and times and times[-1][1] is cell else cell, str(error))
        if len(times) < 2 and not ends:
            if not self.problems:
                self._say(header, "at least two rows are wanted; the second says how long a row lasts")
            return 0, 60
        first = times[0][0]
        step = ends[0][1] - ends[0][0] if ends else times[1][0] - first
        for from_s, until_s, cell in ends:
            if until_s - from_s != step or step <= 0:
                lasts = f"this row lasts {(until_s - from_s) // 60} min"
                self._say(cell, f"{lasts}; every row lasts as long as the first, {step // 60} min")
        for (before, _), (time, cell) in pairwise(times):
            if time <= before:
                self._say(cell, f"{shown(cell.text)} is not later than the row before; list the times upwards")
            elif time - before != step and step > 0:
                evenly = f"{step // 60} min after the row before, as the first rows are apart"
                self._say(cell, f"{shown(cell.text)} is not {evenly}")
        if times[-1][0] + step > units.DAY_SECONDS:
            self._say(times[-1][1], f"this row of {step // 60} min, as wide as the others, ends after midnight")
        return first, step

    def _value(self, cell: Cell, numbers: Numbers, per_cent: bool) -> float:
        try:
            found = numbers.of(cell)
        except ValueError as error:
            self._say(cell, str(error))
            return 0.0
        if cell.text.endswith("%") != per_cent:
            first = "with" if per_cent else "without"
            message = f"every value carries a % sign or none does, and the first row is {first}"
            self._say(cell, f"{shown(cell.text)}: {message}")
        return found / (100.0 if per_cent else 1.0)

    def _say(self, cell: Cell, message: str) -> None:
        self.problems.append(Problem(self.file, cell.line, cell.column, "", message))
