"""Days and times as tables write them: `2025-01-20 09:00`, `20/01/2025`, `9h30`, `08:30 AM`, `08:00-08:30`.

In `03/04/2025` nobody can see which is the month, but a whole column usually shows it. A
file in which the month stands first is refused, for whoever reads it later would read it the other way round.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import NamedTuple

from sim.errors import shown
from sim.scenario.tables.csv_files import Cell

_DATE = r"(?:([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})|([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4}))"
_TIME = r"([0-9]{1,2})(?: ?[:h] ?(?:([0-9]{2})(?::([0-9]{2}(?:[.,][0-9]{1,6})?))?)?)? ?([ap]\.?m\.?)?"
_DAY = re.compile(_DATE)
_CLOCK = re.compile(_TIME, re.IGNORECASE)
_INSTANT = re.compile(rf"{_DATE}(?:(?:[ t]+|, ?){_TIME})?", re.IGNORECASE)
_ZONED = re.compile(r".*[0-9] ?(Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2})", re.IGNORECASE)
_SPAN = re.compile(r"(.*[0-9hm.]) ?(?:-|\u2013|\u2014| to | à ) ?([0-9].*)", re.IGNORECASE)


class WrittenInstant(NamedTuple):
    """A day as an ordinal and a second of it, each None where it is not said."""

    day: int | None
    second: float | None


class Dates:
    """How the dates of a file are written; `problem` says at which cell they cannot be read, and why, and `doubt` at
    which they may be read in two ways."""

    def __init__(self, cells: Iterable[Cell]) -> None:
        self.problem: tuple[Cell, str] | None = None
        self.doubt: tuple[Cell, str] | None = None
        self.known: dict[str, int] = {}
        by_day = by_month = either = None
        for cell in cells:
            found = _DAY.match(cell.text)
            if found is None or found[4] is None:
                continue
            first, second = int(found[4]), int(found[5])
            by_day = by_day or (cell if first > 12 else None)
            by_month = by_month or (cell if second > 12 else None)
            either = either or (cell if first != second and max(first, second) <= 12 else None)
        if by_month is not None and by_day is not None:
            said = f"the month stands first here, the day in line {by_day.line}; write year-month-day"
            self.problem = by_month, f"{shown(by_month.text)}: {said}"
        elif by_month is not None:
            found = _DAY.match(by_month.text)
            assert found is not None
            iso = f"{found[6]}-{int(found[4]):02d}-{int(found[5]):02d}"
            said = f"the month stands first in this file; dates are read day first, so write e.g. {iso}"
            self.problem = by_month, f"{shown(by_month.text)}: {said}"
        elif either is not None and by_day is None:
            found = _DAY.match(either.text)
            assert found is not None
            iso = f"{found[6]}-{int(found[5]):02d}-{int(found[4]):02d}"
            said = f"read day first, as {iso}; no date of the file decides it, so write year-month-day to be sure"
            self.doubt = either, f"{shown(either.text)} is {said}"

    def instant(self, text: str, as_end: bool = False) -> WrittenInstant:
        """A day, a time of day or both; only an end may be 24:00. A `ValueError` says what is wrong."""
        found = _INSTANT.fullmatch(text)
        if found is None:
            return WrittenInstant(None, time_of(text, as_end))
        word = text[found.start() : max(found.end(3), found.end(6))]
        if word not in self.known:
            self.known[word] = _ordinal(found, word)
        second = _second(found.groups()[6:], text, as_end) if found[7] is not None else None
        return WrittenInstant(self.known[word], second)


def time_of(text: str, as_end: bool = False) -> float:
    """Seconds after midnight from `09:00`, `9h30`, `09:12:30.5`, `8:30 PM`."""
    found = _CLOCK.fullmatch(text)
    if found is None or (found[4] is None and found.end(1) == len(text)):
        if _ZONED.fullmatch(text):
            raise ValueError(f"{shown(text)} carries a time zone; write the local time of the centre without it")
        raise ValueError(f"{shown(text)} is not an instant; write e.g. 2024-03-04 09:12:30, or 04/03/2024 09:12")
    return _second(found.groups(), text, as_end)


def halves_of(text: str) -> tuple[str, str] | None:
    """The two ends of `08:00-08:30`; None where it is no such span. With a date before, it may be a time zone."""
    found = _SPAN.fullmatch(text)
    if found is None or _DAY.match(text) or not (_CLOCK.fullmatch(found[1].strip()) and _CLOCK.fullmatch(found[2])):
        return None
    return found[1].strip(), found[2]


def _ordinal(found: re.Match[str], word: str) -> int:
    year, month, day = found.group(1, 2, 3) if found[1] is not None else found.group(6, 5, 4)
    try:
        return dt.date(int(year), int(month), int(day)).toordinal()
    except ValueError:
        raise ValueError(f"there is no day {shown(word)}") from None


def _second(parts: tuple[str | None, ...], text: str, as_end: bool) -> float:
    hours, minutes, seconds = (float((part or "0").replace(",", ".")) for part in parts[:3])
    half = (parts[3] or "")[:1].lower()
    if half:
        fits = 1 <= hours <= 12
        hours = hours % 12 + (12 if half == "p" else 0)
    else:
        fits = hours < 24 or (as_end and hours == 24 and minutes == seconds == 0)
    if not fits or minutes >= 60 or seconds >= 60:
        raise ValueError(f"{shown(text)} is not an instant; write e.g. 2024-03-04 09:12:30, or 04/03/2024 09:12")
    return hours * 3600.0 + minutes * 60.0 + seconds
