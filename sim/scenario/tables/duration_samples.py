"""Measured times: a CSV with one duration a line, for the law `empirical(talk.csv, unit s)`.

Somebody exports the talk times of last month. Each of them is drawn again as often as it was measured, so mean, spread
and quantiles are those of the file, and no law has to be fitted. Nothing is smoothed, for
whoever smooths changes the mean.
"""

from __future__ import annotations

import math
import re
from itertools import accumulate, groupby
from pathlib import Path

from sim.errors import Problem, shown
from sim.scenario import units
from sim.scenario.distributions import Knots
from sim.scenario.tables.csv_files import Cell, Numbers, content_of, first_problems, sheet_of, width_message
from sim.scenario.tables.week_tables import MAX_BYTES

WEIGHTS = ("weight", "weights", "poids", "count", "nombre")
STAND_IN: Knots = ((1.0, 60.0),)
"""What a file that cannot be read stands for, until its problems are reported."""


def read_sample(path: Path, file: str, problems: list[Problem], warnings: list[Problem], unit: str) -> Knots:
    """The times of a CSV upwards, each with the share of those up to it; `problems` says what is wrong with it."""
    text = content_of(path, file, problems, warnings, MAX_BYTES, "draw a sample of the times")
    if text is None:
        return STAND_IN
    found: list[Problem] = []
    knots = _Reader(file, found, unit).knots(text)
    problems += first_problems(found)
    return STAND_IN if found else knots


class _Reader:
    """One CSV. Every method says what is wrong and goes on, so that all of it is said at once."""

    def __init__(self, file: str, problems: list[Problem], unit: str) -> None:
        self.file, self.problems, self.unit = file, problems, unit

    def knots(self, text: str) -> Knots:
        sheet = sheet_of(text)
        rows = sheet.rows
        if not rows:
            self._say(Cell("", 1, 1), "the table is empty; it begins with a line such as seconds, or talk,weight")
            return STAND_IN
        header = rows[0]
        time, weight = self._columns(header)
        unit = self._unit_of(header[time])
        lines: list[tuple[float, float]] = []
        numbers = Numbers(sheet.separator, (cell for row in rows[1:] for cell in row))
        for row in rows[1:]:
            if len(row) != len(header):
                self._say(row[0], width_message(row, header, sheet.separator))
            else:
                often = self._number(row[weight], numbers) if weight >= 0 else 1.0
                lines.append((self._time(row[time], unit, numbers), often))
        total = math.fsum(often for _, often in lines)
        if not self.problems and total <= 0.0:
            self._say(header[0], "no time in the table; at least one with a weight above 0 is wanted")
        if self.problems:
            return STAND_IN
        times = [(at, math.fsum(often for _, often in same)) for at, same in groupby(sorted(lines), lambda one: one[0])]
        times = [(at, often) for at, often in times if often > 0.0]
        ends = [min(end / total, 1.0) for end in accumulate(often for _, often in times)]
        ends[-1] = 1.0
        return tuple((end, at) for end, (at, _) in zip(ends, times, strict=True))

    def _columns(self, header: list[Cell]) -> tuple[int, int]:
        """The columns of the times and of the weights, the latter -1 where there is none."""
        weights = [i for i, cell in enumerate(header) if units.plain(cell.text) in WEIGHTS]
        times = [i for i in range(len(header)) if i not in weights]
        for extra in weights[1:] + times[1:]:
            message = (
                f"{shown(header[extra].text)} is one column too many; allowed: one of times, and one headed 'weight'"
            )
            self._say(header[extra], message)
        if not times:
            self._say(header[0], "a column of times is wanted, headed e.g. seconds or minutes")
        if times and re.fullmatch("[0-9.,]+", header[times[0]].text):
            self._say(header[times[0]], "the first line is a heading, e.g. seconds")
        return (times or [0])[0], (weights or [-1])[0]

    def _unit_of(self, cell: Cell) -> str:
        """The unit of bare numbers: said by the law or by the heading, and by both alike."""
        words = [word for word in units.plain(cell.text).split() if word in _UNITS]
        headed = _UNITS[words[-1]] if words else ""
        if self.unit and headed and units.SECONDS[headed] != units.SECONDS[self.unit]:
            self._say(cell, f"the column is in {shown(headed)}, the law says {shown(self.unit)}; drop one of the two")
        return self.unit or headed

    def _time(self, cell: Cell, unit: str, numbers: Numbers) -> float:
        """Seconds of a bare number, or of a time with its unit."""
        if re.search("[a-zA-Z]", cell.text):
            try:
                return units.duration(cell.text)
            except ValueError as error:
                self._say(cell, str(error))
                return 0.0
        if not unit:
            remedy = "head the column seconds or minutes, or write 'unit s' in the law"
            self._say(cell, f"{shown(cell.text)} has no unit; {remedy}")
            return 0.0
        seconds = self._number(cell, numbers) * units.SECONDS[unit]
        if seconds > units.LONGEST_S:
            self._say(cell, f"{shown(cell.text)} is longer than a century")
        return seconds

    def _number(self, cell: Cell, numbers: Numbers) -> float:
        try:
            if cell.text.endswith("%"):
                raise ValueError(f"a number without a % sign is wanted, not {shown(cell.text)}")
            return numbers.of(cell)
        except ValueError as error:
            self._say(cell, str(error))
            return 0.0

    def _say(self, cell: Cell, message: str) -> None:
        self.problems.append(Problem(self.file, cell.line, cell.column, "", message))


_UNITS = {**{word: word for word in units.SECONDS}, "secondes": "s", "seconde": "s", "heures": "h", "heure": "h",
          "jours": "day"}  # fmt: skip
