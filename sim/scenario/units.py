"""Words with units, as people write them: "4 min", "1 h 30", "15 %", "08:30", "weibull(2 min, shape 1.2)".

A scenario file is read by managers, so a number never stands without its unit. `talk: 4` is refused:
four what? A duration is a *text* in the file and a float of seconds
inside, and nothing in between, so no unit can get lost on the way.

Every function takes what the file held and returns plain numbers, or raises `ValueError` with one line
that says what was found and what is allowed. The way back, from numbers to such texts, is `sim.scenario.format_values`.
"""

from __future__ import annotations

import re
import unicodedata
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, NamedTuple

from sim.errors import shown

SECONDS = {
    "s": 1.0, "sec": 1.0, "second": 1.0, "seconds": 1.0,
    "min": 60.0, "minute": 60.0, "minutes": 60.0,
    "h": 3600.0, "hour": 3600.0, "hours": 3600.0,
    "d": 86400.0, "day": 86400.0, "days": 86400.0, "j": 86400.0,
    "w": 604800.0, "week": 604800.0, "weeks": 604800.0,
}  # fmt: skip
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SPELLED = {
    **{day: number for number, day in enumerate(DAYS)}, **{day: number for number, day in enumerate(_DAY_NAMES)},
    "tues": 1, "weds": 2, "thur": 3, "thurs": 3,
    "lun": 0, "mar": 1, "mer": 2, "jeu": 3, "ven": 4, "sam": 5, "dim": 6, "merc": 2, "vend": 4,
    "lundi": 0, "mardi": 1, "mercredi": 2, "jeudi": 3, "vendredi": 4, "samedi": 5, "dimanche": 6,
}  # fmt: skip
"""Days as English and French people write them."""
_EVERY_DAY = ("all", "every day", "daily", "tous", "tous les jours", "chaque jour")
_SATURDAY_AND_SUNDAY = ("weekend", "week end")
RANGE = re.compile(r"\s*[-\u2013]\s*|\s+(?:to|a|au)\s+")
"""What stands between the first and the last day, or month, of a range."""
HOLIDAYS = "holidays"
_HOLIDAYS = (HOLIDAYS, "public holidays", "jours feries", "feries", "jour ferie", "ferie")
DAY_SECONDS = 86400
LONGEST_S = 36_600 * DAY_SECONDS

_PART = re.compile(r"\s*([0-9]+(?:[.,][0-9]+)?)\s*([a-z]+)", re.IGNORECASE)
_HOURS_MINUTES = re.compile(r"([0-9]+)\s*h\s*([0-5][0-9])", re.IGNORECASE)
NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?")
_RATE = re.compile(r"([0-9]+(?:[.,][0-9]+)?)\s*(?:/|per\s|par\s|an?\s)\s*([a-z]+)", re.IGNORECASE)
_CLOCK = re.compile(r"([0-9]{1,2}) ?(?::|h) ?([0-9]{2})?(?::00)?")


def duration(value: Any) -> float:
    """Seconds from a text such as "45 s", "4 min", "1 h 30", "2 days"; "3,5 min" is accepted."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        raise ValueError(f"a bare number ({value}) has no unit; write e.g. '{value} s' or '{value} min'")
    if not isinstance(value, str):
        raise ValueError(f"a duration such as '4 min' is wanted, not {shown(value)}")
    text = value.strip()
    if not text:
        raise ValueError(f"'{value}' is not a duration; write e.g. '4 min'")
    if NUMBER.fullmatch(text):
        raise ValueError(f"'{value}' has no unit; write e.g. '{text} s' or '{text} min'")
    short = _HOURS_MINUTES.fullmatch(text)
    total = int(short.group(1)[:9]) * 3600.0 + int(short.group(2)) * 60.0 if short else _sum_of_parts(text)
    if total > LONGEST_S:
        raise ValueError(f"{shown(value)} is longer than a century; allowed: up to 36600 days")
    return total


def _sum_of_parts(text: str) -> float:
    at, total = 0, 0.0
    while at < len(text):
        part = _PART.match(text, at)
        if part is None or part.group(2).lower() not in SECONDS:
            near = nearest(part.group(2), SECONDS) if part else ""
            raise ValueError(
                f"{shown(text)} is not a duration; allowed: numbers from 0 with s, min, h, day or week, "
                f"e.g. '1 h 30 min'{near}"
            )
        total += number(part.group(1)) * SECONDS[part.group(2).lower()]
        at = part.end()
    return total


def rate(value: Any) -> float:
    """Contacts an hour from "30 per h", "0.5 per min", "200 / day"."""
    if isinstance(value, float):
        return value
    found = _RATE.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None or found[2].lower() not in SECONDS:
        raise ValueError(f"{shown(value)} is not a rate; write e.g. '30 per h' or '0.5 per min'")
    an_hour = number(found[1]) * (3600.0 / SECONDS[found[2].lower()])
    if an_hour > 1e8:
        raise ValueError(f"{shown(value)} is out of bounds; allowed: up to 100000000 per h")
    return an_hour


def share(value: Any) -> float:
    """A fraction of 1 from "15 %", "0.15" or 0.15. Above 100 % or below 0 it is refused by the field's
    bound."""
    if isinstance(value, bool):
        raise ValueError(f"a share such as '15 %' is wanted, not {shown(value)}")
    if isinstance(value, (int, float)):
        if value > 1:
            raise ValueError(f"{value} is more than the whole; write '{value} %' if per cent is meant")
        return float(value)
    if isinstance(value, str):
        text = value.strip()
        body = text.removesuffix("%").strip()
        if NUMBER.fullmatch(body):
            return number(body) / 100.0 if text.endswith("%") else share(number(body))
    raise ValueError(f"{shown(value)} is not a share; write e.g. '15 %' or 0.15")


def clock(value: Any) -> int:
    """Seconds after midnight from "08:30", "8h30", "24:00"."""
    found = _CLOCK.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise ValueError(f"{shown(value)} is not a time of day; write e.g. '08:30'")
    hours, minutes = int(found.group(1)), int(found.group(2) or 0)
    if hours > 24 or minutes > 59 or (hours == 24 and minutes):
        raise ValueError(f"{shown(value)} is not a time of day; allowed: 00:00 to 24:00")
    return hours * 3600 + minutes * 60


def bare(text: str) -> str:
    """A text in small letters without accents, for words that may be French."""
    letters = unicodedata.normalize("NFKD", text.strip().lower().replace("œ", "oe"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def plain(text: str) -> str:
    """A word as it is compared: small letters without accents, nothing but letters and digits between single spaces."""
    return " ".join(re.sub(r"[^0-9a-z]+", " ", bare(text)).split())


def days_named(text: str) -> list[int]:
    """Weekday numbers (Monday 0) from "mon", "mon-fri", "sat-sun", "all", in English or French ("lun-ven")."""
    word = plain(text)
    if word in _EVERY_DAY:
        return list(range(7))
    if word in _SATURDAY_AND_SUNDAY:
        return [5, 6]
    first, *more = RANGE.split(bare(text), maxsplit=1)
    begin, end = _day(first, text), _day(more[0] if more else first, text)
    return [(begin + i) % 7 for i in range((end - begin) % 7 + 1)]


def _day(word: str, text: str) -> int:
    name = plain(word)
    for spelled in (name, name.removesuffix("s")):
        if spelled in _SPELLED:
            return _SPELLED[spelled]
    allowed = f"{', '.join(DAYS)}, a range such as mon-fri, or all"
    raise ValueError(f"{shown(text)} is not a day; allowed: {allowed}{nearest(name, DAYS)}")


def is_holidays(text: str) -> bool:
    """Whether a key or a column means public holidays."""
    return plain(text) in _HOLIDAYS


Week = tuple[tuple[tuple[int, int], ...], ...]
"""Seven days from Monday, each a tuple of open windows (from, to) in seconds after midnight; perhaps an eighth for
public holidays, whatever their weekday. The last window of a day may end after midnight: 22:00-06:00."""

ALWAYS: Week = tuple((((0, DAY_SECONDS),)) for _ in range(7))


def opening(value: Any) -> Week:
    """Opening hours from "always", "08:00-20:00" (every day) or {mon-fri: 08:00-20:00, holidays: closed}."""
    if _is_always(value):
        return ALWAYS
    if isinstance(value, tuple) and len(value) in (7, 8):
        return value
    if isinstance(value, (str, list)):
        value = {"all": value}
    if not isinstance(value, dict) or not value:
        example = "{mon-fri: 08:00-20:00, sat: 09:00-17:00}"
        raise ValueError(f"{shown(value)} are no opening hours; write e.g. {example} or always")
    week: list[tuple[tuple[int, int], ...]] = [()] * 7
    on_holidays: Week = ()
    for days, windows in value.items():
        if is_holidays(str(days)):
            on_holidays = (_windows(windows),)
        else:
            for day in days_named(str(days)):
                week[day] = _windows(windows)
    for day, windows in enumerate(week):
        after = (day + 1) % 7
        if windows and week[after] and windows[-1][1] > DAY_SECONDS + week[after][0][0]:
            raise ValueError(f"the hours of {DAYS[day]} go on over midnight into those of {DAYS[after]}; shorten one")
    if on_holidays and len(value) == 1:
        named = shown(next(iter(value)))
        raise ValueError(f"hours of {named} alone leave every other day closed; write e.g. mon-fri: 08:00-20:00 too")
    return (*week, *on_holidays)


def _is_always(value: Any) -> bool:
    return isinstance(value, str) and plain(value) in ("always", "toujours")


_DASHES = "-\u2013\u2014"
"""A word processor writes 08:00–18:00 with a longer one."""


def _with_hyphens(text: str) -> str:
    return text.translate(dict.fromkeys(map(ord, _DASHES), "-"))


def _windows(value: Any) -> tuple[tuple[int, int], ...]:
    if value is None:
        raise ValueError("null says nothing of the hours; write e.g. '08:00-20:00' or 'closed'")
    if value is False or (isinstance(value, str) and plain(value) in ("closed", "ferme")):
        return ()
    if _is_always(value):
        return ((0, DAY_SECONDS),)
    texts = value if isinstance(value, list) else str(value).split(",")
    found: list[tuple[int, int]] = []
    for text in texts:
        if not any(dash in str(text) for dash in _DASHES):
            raise ValueError(f"{shown(text)} is no window of opening; write e.g. '08:00-20:00' or 'closed'")
        span = window(str(text))
        if found and span[0] < found[-1][1]:
            raise ValueError(f"the window '{text}' overlaps the one before it; list them in order")
        found.append(span)
    return tuple(found)


def window(value: Any) -> tuple[int, int]:
    """Two times of day, in seconds after midnight, from "11:30-14:00"; the second is beyond 24 h in "22:00-06:00"."""
    if isinstance(value, tuple) and len(value) == 2:
        return value
    begin, dash, end = _with_hyphens(value).partition("-") if isinstance(value, str) else ("", "", "")
    if not dash:
        raise ValueError(f"{shown(value)} is no window; write e.g. '11:30-14:00'")
    opens, closes = clock(begin), clock(end)
    if opens == DAY_SECONDS:
        raise ValueError(f"the window '{value}' opens when the day is over; write it for the next day, from 00:00")
    if opens == closes:
        raise ValueError(f"the window '{value}' has no length; a whole day is 00:00-24:00")
    return opens, closes if closes > opens else closes + DAY_SECONDS


class Target(NamedTuple):
    """A service level promised: this share of contacts within this many seconds."""

    share: float
    within_s: float


def target(value: Any) -> Target:
    """A `Target` from "80 % in 20 s" (also "within")."""
    if isinstance(value, Target):
        return value
    parts = re.split(r"\s+(?:in|within|en)\s+", value.strip()) if isinstance(value, str) else []
    if len(parts) != 2:
        raise ValueError(f"{shown(value)} is not a target; write e.g. '80 % in 20 s'")
    part = share(parts[0])
    if not 0.0 < part <= 1.0:
        raise ValueError(f"{shown(value)} is not a target; the share must be above 0 % and at most 100 %")
    return Target(part, duration(parts[1]))


def nearest(word: str, allowed: Any) -> str:
    """ "; did you mean 'x'?" with the nearest right name, or an empty text."""
    close = closest(str(word), tuple(str(one) for one in allowed))
    return f"; did you mean '{close}'?" if close else ""


@lru_cache(maxsize=1000)
def closest(word: str, allowed: tuple[str, ...]) -> str | None:
    """The allowed name that resembles a word most; None where none does."""
    return next(iter(get_close_matches(word, allowed, n=1, cutoff=0.6)), None)


def number(text: str) -> float:
    return float(text.replace(",", "."))
