"""Stretches of the year in the words of the file: "2025-03-01 to 2025-05-31", "from 2025-03-01", "mon-fri 08:00-18:00".

A contract begins in March, a partner is cut off from ten to four, the evenings go to Dakar. Each of these is one text
in the file, and this module says which days and which seconds it means. Everything here
is local time of whoever the text is about, and nothing here knows of time zones.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import NamedTuple

from sim.errors import shown
from sim.scenario.calendar.dates import peak_dates
from sim.scenario.units import DAY_SECONDS, clock, days_named, duration

_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME = r"[0-9]{1,2}(?::|h)[0-9]{2}"
_SPAN = re.compile(rf"({_DATE}) ({_TIME})\s*(?:-|to)\s*(?:({_DATE}) )?({_TIME})")
_WINDOW = re.compile(rf"(?:(.*) )?({_TIME})-({_TIME})")
_INSTANT = re.compile(rf"({_DATE})(?:[ T]([0-9]{{2}}:[0-9]{{2}}(?::[0-9]{{2}})?))?")
_ONE = dt.timedelta(days=1)
ELSE = "else"


class Period(NamedTuple):
    """First and last day, None where there is no end to it."""

    first: dt.date | None
    last: dt.date | None

    def has(self, day: dt.date) -> bool:
        """Whether the day lies within."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


def period(text: str) -> Period:
    """From "from 2025-03-01", "until 2025-05-31", "2025-03-01 to 2025-05-31"."""
    words = text.strip().lower()
    begin, to, end = (part.strip() for part in words.partition(" to "))
    if words.startswith("from ") and not to:
        found = Period(_date(words.removeprefix("from "), text), None)
    elif words.startswith("until ") and not to:
        found = Period(None, _date(words.removeprefix("until "), text))
    else:
        found = Period(_date(begin, text), _date(end if to else begin, text))
    if found.first and found.last and found.last < found.first:
        raise ValueError(f"{shown(text)} ends before it begins")
    return found


def instant(text: str) -> dt.datetime | float:
    """A date with a time of day, "2025-01-20 09:17:30", or seconds from the start, "47 min"."""
    found = _INSTANT.fullmatch(text.strip())
    if found is None:
        return duration(text)
    try:
        return dt.datetime.fromisoformat(f"{found[1]} {found[2] or '00:00'}")
    except ValueError:
        raise ValueError(f"{shown(text)}: there is no such instant; write e.g. 2025-01-20 09:17") from None


def _date(word: str, text: str) -> dt.date:
    try:
        if re.fullmatch(_DATE, word.strip()):
            return dt.date.fromisoformat(word.strip())
    except ValueError:
        raise ValueError(f"{shown(text)}: there is no day {word.strip()}") from None
    allowed = "'from 2025-03-01', 'until 2025-05-31' or '2025-03-01 to 2025-05-31'"
    raise ValueError(f"{shown(text)} is no period; allowed: {allowed}")


# ---- outages --------------------------------------------------------------------------------------------------


class Span(NamedTuple):
    """From and to, each a day and seconds after its midnight; the end does not belong to it."""

    begin: tuple[dt.date, int]
    end: tuple[dt.date, int]


def spans(text: str, country: str, first: dt.date, last: dt.date) -> list[Span]:
    """When an outage is: days as in `volume.peaks`, of those from `first` to `last`, or "2025-06-02 10:00 to 16:00"."""
    timed = _SPAN.fullmatch(text.strip().lower())
    if timed is None:
        days = sorted(peak_dates(text, country, first, last))
        return [Span((day, 0), (day + _ONE, 0)) for day in days]
    begin = (_date(timed[1], text), clock(timed[2]))
    end = (_date(timed[3] or timed[1], text), clock(timed[4]))
    if end <= begin:
        raise ValueError(f"{shown(text)} ends before it begins")
    return [Span(begin, end)]


# ---- growing for a peak -----------------------------------------------------------------------------------------


def day_of_stretch(dates: Iterable[dt.date]) -> dict[dt.date, int]:
    """Each day with its number (from 1) among the days in a row to which it belongs."""
    found: dict[dt.date, int] = {}
    for day in sorted(dates):
        found[day] = found.get(day - _ONE, 0) + 1
    return found


# ---- hours of a share --------------------------------------------------------------------------------------------


class When(NamedTuple):
    """When a share holds: days of the week and a window of each, or a period; everything None is always."""

    days: frozenset[int] | None = None
    window: tuple[int, int] | None = None
    period: Period | None = None

    def has(self, day: dt.date, second: int) -> bool:
        """Whether it holds at this second of the day."""
        return (self.period is None or self.period.has(day)) and self.holds(day.weekday(), second)

    def holds(self, weekday: int, second: int) -> bool:
        """Whether it holds at a second of a weekday, of any week; a night belongs to the day on which it begins."""
        begin, end = self.window or (0, DAY_SECONDS)
        over_midnight = end < begin and second < end
        begun = (weekday - 1) % 7 if over_midnight else weekday
        if self.days is not None and begun not in self.days:
            return False
        return over_midnight or begin <= second < (end if end > begin else DAY_SECONDS)


def when(text: str) -> When:
    """From "08:00-18:00", "sat-sun", "mon-fri 08:00-18:00", "from 2025-03-01", or "else"."""
    words = text.strip().lower()
    if words == ELSE:
        return When()
    windowed = _WINDOW.fullmatch(words)
    if windowed is not None:
        window = (clock(windowed[2]), clock(windowed[3]))
        if window[0] == window[1] or window[0] == DAY_SECONDS:
            raise ValueError(f"the window {shown(text)} has no length; a whole day is 00:00-24:00")
        return When(frozenset(days_named(windowed[1])) if windowed[1] else None, window)
    if re.search(_DATE, words):
        return When(period=period(text))
    try:
        return When(frozenset(days_named(words)))
    except ValueError:
        allowed = "hours (08:00-18:00), days (sat-sun), both (mon-fri 08:00-18:00), a period (from 2025-03-01), else"
        raise ValueError(f"{shown(text)} does not say when; allowed: {allowed}") from None


def first_that_fits(parts: dict[str, float], weekday: int, second: int, otherwise: float) -> float:
    """What holds at a second of a weekday, of rules without periods."""
    for text, part in parts.items():
        if when(text).holds(weekday, second):
            return part
    return otherwise


def edges(times: Iterable[When]) -> list[int]:
    """Seconds of the day at which some of these begin or end, midnight among them."""
    found = {0}
    for one in times:
        found |= set(one.window or ())
    return sorted(found - {DAY_SECONDS})
