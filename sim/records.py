"""Records of contacts: one line for each of them, or one for each interval with a count.

The telephone system writes down when every call came, or at least how many came in each quarter of an hour. Either
can be played again. The one surprising decision: an interval lasts until the next line of the same day, so a table
may be fine by day and coarse by night; the last line of a day lasts as long as most others do.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from sim.errors import Problem, shown
from sim.scenario import Records
from sim.tables import Cell, cells_of, content_of, told
from sim.units import DAY_SECONDS, nearest

MAX_BYTES = 50_000_000
MOST = 1_000_000_000
INSTANTS = ("at", "from", "start", "date")
CONTACTS = "contacts"
_INSTANT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[ T]([0-9]{2}):([0-9]{2})(?::([0-9]{2}(?:[.,][0-9]{1,6})?))?)?")
_COUNT = re.compile(r"[0-9]{1,12}")


class _Line(NamedTuple):
    day: int
    second: float
    contacts: int
    cell: Cell


def read_records(path: Path, file: str, problems: list[Problem], counted: bool) -> Records | None:
    """The records of a CSV, with counts or one contact a line; where it is faulty None, and `problems` says why."""
    found: list[Problem] = []
    text = content_of(path, file, problems, MAX_BYTES, "write larger records as counts")
    if text is None:
        return None
    records = _Reader(file, found, counted).records(text)
    problems += told(found)
    return None if found else records


class _Reader:
    """One CSV. Every method says what is wrong and goes on, so that all of it is said at once."""

    def __init__(self, file: str, problems: list[Problem], counted: bool) -> None:
        self.file, self.problems, self.counted = file, problems, counted

    def records(self, text: str) -> Records:
        _, rows = cells_of(text)
        if not rows:
            self._say(Cell("", 1, 1), f"the table is empty; it begins with a line such as {self._example()}")
            return Records(())
        header = rows[0]
        at, count = self._columns(header)
        lines = []
        for row in rows[1:]:
            if len(row) != len(header):
                self._say(row[0], f"this line has {len(row)} cells, the first of the table has {len(header)}")
            elif at >= 0:
                line = self._line(row, at, count)
                lines += [line] if line is not None else []
        if not self.counted:
            return Records(tuple(sorted((line.day, line.second, 0.0, 1) for line in lines)))
        widths = self._widths(lines, header[0])
        return Records(tuple((one.day, one.second, w, one.contacts) for one, w in zip(lines, widths, strict=True)))

    def _example(self) -> str:
        return "from,contacts" if self.counted else "at"

    def _columns(self, header: list[Cell]) -> tuple[int, int]:
        """Column of the instants, and of the counts; -1 where there is none."""
        names = [cell.text.lower() for cell in header]
        wanted = INSTANTS if self.counted else INSTANTS[:1]
        at = next((i for i, name in enumerate(names) if name in wanted), -1)
        if at < 0:
            allowed = ", ".join(f"'{name}'" for name in wanted)
            near = nearest(names[0], wanted)
            self._say(header[0], f"no column is headed {' or '.join(allowed.rsplit(', ', 1))}{near}")
        if not self.counted:
            return at, -1
        others = [i for i in range(len(names)) if i != max(at, 0)]
        if CONTACTS in names:
            return at, names.index(CONTACTS)
        if len(others) != 1:
            many = "no column" if not others else "more than one column"
            self._say(header[0], f"{many} could hold the counts; head it '{CONTACTS}'")
        return at, others[0] if others else -1

    def _line(self, row: list[Cell], at: int, count: int) -> _Line | None:
        when = self._instant(row[at])
        contacts = 1
        if count >= 0:
            text = row[count].text
            if not _COUNT.fullmatch(text) or int(text) > MOST:
                self._say(row[count], f"a whole number from 0 to {MOST} is wanted, not {shown(text)}")
                return None
            contacts = int(text)
        return None if when is None else _Line(*when, contacts, row[at])

    def _instant(self, cell: Cell) -> tuple[int, float] | None:
        found = _INSTANT.fullmatch(cell.text)
        if found is not None:
            try:
                day = dt.date.fromisoformat(found[1]).toordinal()
            except ValueError:
                self._say(cell, f"there is no day {shown(found[1])}")
                return None
            hours, minutes, seconds = (float((found[i] or "0").replace(",", ".")) for i in (2, 3, 4))
            if hours < 24 and minutes < 60 and seconds < 60:
                return day, hours * 3600.0 + minutes * 60.0 + seconds
        self._say(cell, f"{shown(cell.text)} is not an instant; write e.g. 2024-03-04 09:12:30, or 2024-03-04")
        return None

    def _widths(self, lines: list[_Line], header: Cell) -> list[float]:
        """How long each interval lasts."""
        steps = [(b.day - a.day) * float(DAY_SECONDS) + b.second - a.second for a, b in pairwise(lines)]
        for step, line in zip(steps, lines[1:], strict=True):
            if step <= 0:
                self._say(line.cell, f"{shown(line.cell.text)} is not later than the line before; list them upwards")
        if not steps:
            if not self.problems:
                self._say(header, "at least two lines are wanted; the second tells how long an interval lasts")
            return [0.0] * len(lines)
        within = [step for step, (a, b) in zip(steps, pairwise(lines), strict=True) if b.day == a.day]
        usual = Counter(within or steps).most_common(1)[0][0]
        widths = [step if b.day == a.day else min(step, usual)
                  for step, (a, b) in zip(steps, pairwise(lines), strict=True)]  # fmt: skip
        return [*widths, usual]

    def _say(self, cell: Cell, message: str) -> None:
        self.problems.append(Problem(self.file, cell.line, cell.column, "", message))
