"""Tables that name dates: staffing that differs from week to week.

The planner's system exports a line for each date and time, `date,from,agents`; a planner by hand makes a column for
each date. Both are one table: here the long form becomes the wide one. A date stands
before the weekday and the holiday that it is, so one column may say what is special about one day.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import NamedTuple

from sim.errors import shown
from sim.scenario.tables.column_headers import is_begin, is_day, is_end
from sim.scenario.tables.csv_files import Cell, width_message
from sim.scenario.tables.instants import Dates

Say = Callable[[Cell, str], None]
_LIKE_A_DATE = re.compile(r"[0-9]+[-/.][0-9]+[-/.][0-9]+")


class _Columns(NamedTuple):
    day: int
    begin: int
    end: int
    value: int


def like_a_date(text: str) -> bool:
    """Whether the name of a column means a date."""
    return _LIKE_A_DATE.match(text) is not None


def dates_of(header: list[Cell], say: Say) -> dict[int, int]:
    """The columns that are headed by a date, with its ordinal."""
    cells = {i: cell for i, cell in enumerate(header) if like_a_date(cell.text)}
    return {i: day for i, day in zip(cells, _read(list(cells.values()), say), strict=True) if day is not None}


def _read(cells: list[Cell], say: Say) -> list[int | None]:
    dates = Dates(cells)
    if dates.problem is not None:
        say(*dates.problem)
        return [None] * len(cells)
    found: list[int | None] = []
    for cell in cells:
        try:
            instant = dates.instant(cell.text)
            if instant.day is None or instant.second is not None:
                raise ValueError(f"a date alone is wanted, e.g. 2025-01-20, not {shown(cell.text)}")
            found.append(instant.day)
        except ValueError as error:
            say(cell, str(error))
            found.append(None)
    return found


def in_columns(rows: list[list[Cell]], separator: str, say: Say) -> list[list[Cell]]:
    """Lines by date and time as lines by time with a column for each date; other tables as they are."""
    header, body = rows[0], rows[1:]
    if not any(is_day(cell.text) for cell in header):
        return rows
    columns = _columns(header, say)
    for row in body:
        if len(row) != len(header):
            say(row[0], width_message(row, header, separator))
            columns = None
    if columns is None:
        return []
    days = _read([row[columns.day] for row in body], say)
    heads: dict[str, dict[int, Cell]] = {}
    lines: dict[str, list[Cell]] = {}
    named: dict[int, Cell] = {}
    for row, day in zip(body, days, strict=True):
        if day is None:
            continue
        begin = row[columns.begin]
        lines.setdefault(begin.text, [begin] if columns.end < 0 else [begin, row[columns.end]])
        named.setdefault(day, row[columns.day])
        if day in heads.setdefault(begin.text, {}):
            say(begin, f"{row[columns.day].text} {begin.text} stands there twice")
        heads[begin.text][day] = row[columns.value]
    nobody = "0 %" if any(row[columns.value].text.endswith("%") for row in body) else "0"
    found = [[header[columns.begin], *([header[columns.end]] if columns.end >= 0 else [])]]
    found[0] += [cell._replace(text=dt.date.fromordinal(day).isoformat()) for day, cell in sorted(named.items())]
    for text in sorted(lines, key=lambda text: text.strip().rjust(8, "0")):
        there = heads[text]
        found.append([*lines[text], *(there.get(day, lines[text][0]._replace(text=nobody)) for day in sorted(named))])
    return found


def _columns(header: list[Cell], say: Say) -> _Columns | None:
    names = [cell.text for cell in header]
    days = [i for i, name in enumerate(names) if is_day(name)]
    ends = [i for i, name in enumerate(names) if is_end(name, names)]
    begins = [i for i, name in enumerate(names) if is_begin(name) and i not in ends]
    values = [i for i in range(len(names)) if i not in (*days, *begins, *ends)]
    if len(days) == len(begins) == len(values) == 1 and len(ends) < 2:
        return _Columns(days[0], begins[0], ends[0] if ends else -1, values[0])
    wanted = "with a column of dates one each of `from` and of heads is wanted, e.g. date,from,agents"
    say(header[days[0]], f"{wanted}; there is: {', '.join(names)}")
    return None
