"""Records of contacts: one line for each of them, or one for each interval with a count.

The telephone system writes down when every call came, or at least how many came in each quarter of an hour. Either
can be played again. What is not in the table did not come. A line lasts as long as a
column of ends says, else as long as the table's usual step, and a hole in it is a time without contacts.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from sim.errors import Problem, shown
from sim.scenario.format_values import clock
from sim.scenario.scenario import Records
from sim.scenario.tables.column_headers import ColumnChoice, Columns, RefusedError, columns_of, lengths_aside
from sim.scenario.tables.csv_files import Cell, Numbers, content_of, first_problems, sheet_of, width_message
from sim.scenario.tables.instants import Dates, WrittenInstant, halves_of
from sim.scenario.units import DAY_SECONDS, duration, plain

MAX_BYTES = 50_000_000
MOST = 1_000_000_000
_CLOCK = re.compile(r"([0-9]{1,2}):([0-5][0-9]):([0-5][0-9])")
HALF_HOUR = 1800.0
HOUR = 3600.0
WEEK = 7.0 * DAY_SECONDS
FOLD_S = 3600.0
"""What comes twice when the clocks are put back."""
TOTALS = ("total", "totals", "totaux", "somme", "sum", "grand total", "total general", "moyenne", "average", "mean")


class _Line(NamedTuple):
    day: int
    second: float
    end: float | None
    """Seconds after the midnight of `day`; None where the table does not say."""
    contacts: float
    cell: Cell
    timed: bool
    """Whether a time of day stands there."""
    talk: float = -1.0
    """Seconds of conversation, where the table says."""

    @property
    def at(self) -> float:
        return self.day * float(DAY_SECONDS) + self.second


def read_records(
    path: Path, file: str, problems: list[Problem], choice: ColumnChoice | bool, warnings: list[Problem] | None = None
) -> Records | None:
    """The records of a CSV, with counts or one contact a line; where it is faulty None, and `problems` says why."""
    found: list[Problem] = []
    remarks: list[Problem] = []
    text = content_of(path, file, problems, remarks, MAX_BYTES, "write larger records as counts")
    if text is None:
        return None
    choice = choice if isinstance(choice, ColumnChoice) else ColumnChoice(choice)
    records = _Reader(file, found, remarks, choice, path.name).records(text)
    problems += first_problems(found)
    if warnings is not None and not found:
        warnings += remarks
    return None if found else records


class _Reader:
    """One CSV. Every method says what is wrong and goes on, so that all of it is said at once."""

    def __init__(
        self, file: str, problems: list[Problem], warnings: list[Problem], choice: ColumnChoice, name: str
    ) -> None:
        self.file, self.problems, self.warnings, self.choice, self.name = file, problems, warnings, choice, name

    def records(self, text: str) -> Records:
        sheet = sheet_of(text)
        if not sheet.rows:
            example = "from,contacts" if self.choice.counted else "at"
            self._say(Cell("", 1, 1), f"the table is empty; it begins with a line such as {example}")
            return Records(())
        self.warnings += sheet.remarks(self.file)
        header, self.separator = sheet.rows[0], sheet.separator
        try:
            columns = columns_of(sheet, self.choice, self.name)
        except RefusedError as refused:
            self._say(refused.cell, str(refused))
            return Records(())
        for cell in lengths_aside(header, columns):
            self._warn(cell, f"{shown(cell.text)} is left aside; how long a line lasts, a column 'end' says")
        rows = [row for row in sheet.rows[1:] if self._as_wide(row, header) and self._is_of_queue(row, columns)]
        self.dates = Dates(row[i] for row in rows for i in (columns.day, columns.begin, columns.end) if i >= 0)
        self.numbers = Numbers(sheet.separator, (row[columns.counts] for row in rows) if columns.counts >= 0 else ())
        if self.dates.problem is not None:
            self._say(*self.dates.problem)
            return Records(())
        if self.dates.doubt is not None:
            self._warn(*self.dates.doubt)
        read = [self._line(row, columns) for row in rows]
        lines = [line for line in read if line is not None]
        if self.problems or not lines:
            return Records(())
        if not self.choice.counted:
            lines.sort(key=lambda line: (line.day, line.second))
            talks = tuple(line.talk for line in lines) if columns.talk >= 0 else ()
            return Records(tuple((line.day, line.second, 0.0, 1) for line in lines), talks=talks)
        return self._counts(lines)

    def _as_wide(self, row: list[Cell], header: list[Cell]) -> bool:
        if len(row) != len(header):
            self._say(row[0], width_message(row, header, self.separator))
        return len(row) == len(header)

    def _is_of_queue(self, row: list[Cell], columns: Columns) -> bool:
        return columns.queue < 0 or row[columns.queue].text == self.choice.queue

    # ---- a line -----------------------------------------------------------------------------------------------

    def _line(self, row: list[Cell], columns: Columns) -> _Line | None:
        contacts = self._contacts(row[columns.counts]) if columns.counts >= 0 else 1.0
        talk = self._talk(row[columns.talk]) if columns.talk >= 0 else -1.0
        cell = row[columns.begin if columns.begin >= 0 else columns.day]
        begin, until = cell.text, ""
        halves = halves_of(begin) if self.choice.counted else None
        if halves is not None:
            begin, until = halves
        try:
            when = self._begin(row, columns, begin)
            if columns.end >= 0:
                cell, until = row[columns.end], row[columns.end].text
                if not until:
                    raise ValueError(f"the end of {shown(begin)} is empty; write it in every line, or in none")
            end = self._end(when, until) if until else None
        except ValueError as error:
            total = next((one for one in (cell, row[max(columns.day, 0)]) if plain(one.text) in TOTALS), None)
            if total is not None:
                self._say(total, f"{shown(total.text)} is no instant; take lines of totals out of the table")
            else:
                self._say(cell, str(error))
            return None
        if when.second is None and not self.choice.counted:
            self._say(cell, f"{shown(cell.text)} does not say at what time the contact came")
            return None
        if contacts is None:
            return None
        assert when.day is not None
        first = row[columns.begin if columns.begin >= 0 else columns.day]
        return _Line(when.day, when.second or 0.0, end, contacts, first, when.second is not None, talk)

    def _begin(self, row: list[Cell], columns: Columns, text: str) -> WrittenInstant:
        when = self.dates.instant(text)
        if columns.day >= 0 and columns.begin >= 0:
            day = self.dates.instant(row[columns.day].text)
            if day.day is None or (when.day is not None and when.day != day.day):
                raise ValueError(f"{shown(row[columns.day].text)} is not the day of {shown(text)}")
            if day.second and when.day is None:
                raise ValueError(f"{shown(row[columns.day].text)} and {shown(text)} both say a time of day")
            when = WrittenInstant(day.day, when.second)
        if when.day is None:
            raise ValueError(f"{shown(text)} does not say on which day; a column 'date' beside it can")
        return when

    def _end(self, begin: WrittenInstant, text: str) -> float | None:
        """Seconds after midnight of the day on which the line begins; a day alone is its midnight."""
        until = self.dates.instant(text, as_end=True)
        assert begin.day is not None
        day = until.day if until.day is not None else begin.day
        end = (day - begin.day) * float(DAY_SECONDS) + (until.second or 0.0)
        if until.day is None and end <= (begin.second or 0.0):
            end += DAY_SECONDS  # 23:30 to 00:00
        if end < (begin.second or 0.0) or (end == begin.second and until.second is not None):
            raise ValueError(f"{shown(text)} is not after the begin of the line")
        return end

    def _contacts(self, cell: Cell) -> float | None:
        try:
            if cell.text.endswith("%"):
                raise ValueError(f"a number of contacts is wanted, not {shown(cell.text)}")
            found = self.numbers.of(cell)
            if found > MOST:
                raise ValueError(f"at most {MOST} contacts, not {shown(cell.text)}")
        except ValueError as error:
            self._say(cell, str(error))
            return None
        return found

    def _talk(self, cell: Cell) -> float:
        """Seconds of conversation: a number of them, a duration such as '2 min 30', or hours, minutes and seconds."""
        clock = _CLOCK.fullmatch(cell.text)
        try:
            if clock is not None:
                found = sum(float(part) * size for part, size in zip(clock.groups(), (3600, 60, 1), strict=True))
            elif any(letter.isalpha() for letter in cell.text):
                found = duration(cell.text)
            elif ":" in cell.text:
                raise ValueError(f"{shown(cell.text)} is no duration; write 150 (seconds), 2 min 30 s or 0:02:30")
            else:
                found = Numbers(self.separator, [cell]).of(cell)
            if not found <= DAY_SECONDS:
                raise ValueError(f"a conversation lasts at most a day, not {shown(cell.text)}")
        except ValueError as error:
            self._say(cell, str(error))
            return -1.0
        return float(found)

    # ---- how long a line lasts ----------------------------------------------------------------------------------

    def _counts(self, lines: list[_Line]) -> Records:
        lines, twice = self._once(lines)
        untimed = next((line for line in lines if not line.timed and line.end is None), None)
        if untimed is not None and any(line.timed for line in lines):
            said = f"{shown(untimed.cell.text)} has no time of day, and other lines have one"
            self._say(
                untimed.cell, f"{said}; is it the total of a day, or does it begin at 00:00? Write it like the others"
            )
        if self.problems:
            return Records(())
        if all(line.end is not None for line in lines):
            ends = self._ends(lines)
        elif any(line.second for line in lines) or any(a.day == b.day for a, b in pairwise(lines)):
            ends = self._ends_by_step(lines)
        else:
            ends = self._ends_of_days(lines)
        for (line, end), (after, _) in pairwise(zip(lines, ends, strict=True)):
            if line.day * float(DAY_SECONDS) + end > after.at:
                self._say(after.cell, f"{shown(after.cell.text)} is before the end of the line above")
        ended = zip(lines, ends, strict=True)
        rows = ((one.day, one.second, end - one.second, _whole(one.contacts)) for one, end in ended)
        return Records(tuple(rows), twice)

    def _once(self, lines: list[_Line]) -> tuple[list[_Line], tuple[tuple[int, float, float], ...]]:
        """The lines upwards. Where the clocks are put back an hour comes twice, and its lines are added up: the day,
        and from when to when."""
        kept: list[_Line] = []
        again: dict[tuple[int, float], int] = {}
        for line in lines:
            if not kept or line.at > kept[-1].at:
                kept.append(line)
                continue
            at = next((i for i in range(len(kept) - 1, -1, -1) if kept[i].at <= line.at), -1)
            near = at >= 0 and kept[at].at == line.at and kept[-1].at - line.at < FOLD_S
            night = line.timed and line.second < 4 * 3600.0
            if not near or not night or (line.day, line.second) in again or len(kept) - at > 60:
                same = kept[at].at == line.at if at >= 0 else False
                said = f"stands in line {kept[at].cell.line} already" if same else "is not later than the line before"
                self._say(line.cell, f"{shown(line.cell.text)} {said}; list every instant once, upwards")
                continue
            again[line.day, line.second] = at
            kept[at] = kept[at]._replace(contacts=kept[at].contacts + line.contacts)
        spans: dict[int, list[float]] = {}
        for day, second in again:
            spans.setdefault(day, []).append(second)
        return kept, tuple((day, min(some), max(some)) for day, some in spans.items())

    def _ends(self, lines: list[_Line]) -> list[float]:
        """As the column of ends has them; a span of days ends with its last day, or with the first one after it."""
        found = [line.end or 0.0 for line in lines]
        if any(line.timed for line in lines):
            return found
        after = any(one.at - one.second + end == two.at for (one, end), two in
                    zip(zip(lines, found, strict=True), lines[1:], strict=False)) and found[0] > 0  # fmt: skip
        return found if after else [end + DAY_SECONDS for end in found]

    def _ends_by_step(self, lines: list[_Line]) -> list[float]:
        """The table's usual step, or less where the next line comes before."""
        steps = [(b.at - a.at, a, b) for a, b in pairwise(lines)]
        within = Counter(step for step, a, b in steps if a.day == b.day)
        usual = min(within, key=lambda step: (-within[step], step)) if within else HALF_HOUR
        if not within:
            said = "no day has two lines, so each is taken to last half an hour; a column 'end' would say it"
            self._warn(lines[0].cell, said)
        elif usual > HOUR:
            said = f"each line is taken to last {usual / 60:g} min, as lines of this table mostly are apart"
            self._warn(lines[0].cell, f"{said}; a column 'end' would say otherwise")
        holes = [(a, b) for step, a, b in steps if a.day == b.day and step > usual]
        if holes:
            a, b = holes[0]
            end = a.second + usual
            often = f", and {len(holes) - 1} more times" if len(holes) > 1 else ""
            said = f"no contacts from {clock(int(end))} to {clock(int(b.second))}{often}, where there is no line"
            self._warn(a.cell, f"{said}: a line lasts {usual / 60:g} min; a column 'end' would say otherwise")
        nexts = [*(step for step, _, _ in steps), usual]
        return [
            line.end if line.end is not None else line.second + min(step, usual)
            for line, step in zip(lines, nexts, strict=True)
        ]

    def _ends_of_days(self, lines: list[_Line]) -> list[float]:
        """Each line is the total of a day, unless all of them are a week or more apart."""
        apart = min((b.at - a.at for a, b in pairwise(lines)), default=0.0)
        if apart >= WEEK and any(line.end is None for line in lines):
            days = f"{apart / DAY_SECONDS:g} days"
            said = f"the lines are {days} or more apart; does each tell of one day, or of {days}?"
            self._say(lines[0].cell, f"{said} A column 'end' with the last day of each says so")
        return [float(DAY_SECONDS) for _ in lines]

    def _say(self, cell: Cell, message: str) -> None:
        self.problems.append(Problem(self.file, cell.line, cell.column, "", message))

    def _warn(self, cell: Cell, message: str) -> None:
        self.warnings.append(Problem(self.file, cell.line, cell.column, "", message))


def _whole(contacts: float) -> int | float:
    return int(contacts) if contacts.is_integer() else contacts
