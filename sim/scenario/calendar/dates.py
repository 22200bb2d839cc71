"""The calendar: months, named days, public holidays.

The florist's year has four days, and one of them moves: Mother's Day is the last Sunday of May in France, the second
one in Belgium, and a week later in France when it meets Pentecost. So the file says `mothers-day` and this module
knows the date. Public holidays come from a library, and it is imported only when their
dates are wanted. Whoever only checks a file does not wait for it, unless the file names a rare country or a region.
"""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from threading import RLock
from typing import Any

from sim.errors import shown
from sim.scenario.units import RANGE, bare, nearest, plain

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAMES = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
                "november", "december")  # fmt: skip
_SPELLED = {
    **{name: number for number, name in enumerate(MONTHS)},
    **{name: number for number, name in enumerate(_MONTH_NAMES)},
    "sept": 8, "janv": 0, "janvier": 0, "fev": 1, "fevr": 1, "fevrier": 1, "mars": 2, "avr": 3, "avril": 3, "mai": 4,
    "juin": 5, "juil": 6, "juillet": 6, "aout": 7, "septembre": 8, "octobre": 9, "novembre": 10, "decembre": 11,
}  # fmt: skip
"""Months as English and French people write them."""
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NAMED = re.compile(r"([a-z]+(?:-[a-z]+)*)(?:\s*([+-]\s*[0-9]{1,3}))?")
_SPAN = re.compile(r" (?:to|au|a) ")
_ONE = dt.timedelta(days=1)
_READING = RLock()


def months_named(text: str) -> list[int]:
    """Numbers of months (January 1) from "dec", "jul-aug", "nov-feb", in English or French ("nov-déc")."""
    first, *more = RANGE.split(bare(text), maxsplit=1)
    begin, end = _month(first, text), _month(more[0] if more else first, text)
    return [(begin + i) % 12 + 1 for i in range((end - begin) % 12 + 1)]


def _month(word: str, text: str) -> int:
    name = plain(word)
    if name in _SPELLED:
        return _SPELLED[name]
    allowed = f"{', '.join(MONTHS)}, or a range such as jul-aug"
    raise ValueError(f"{shown(text)} is not a month; allowed: {allowed}{nearest(name, (*MONTHS, *_MONTH_NAMES))}")


# ---- named days -----------------------------------------------------------------------------------------------


def easter(year: int) -> dt.date:
    """Easter Sunday of the Gregorian calendar (Meeus, Jones, Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    m = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return dt.date(year, month, day + 1)


def nth(year: int, month: int, weekday: int, number: int) -> dt.date:
    """The `number`-th such weekday of a month, or the last one for -1."""
    if number < 0:
        after = dt.date(year + month // 12, month % 12 + 1, 1)
        return after - dt.timedelta(days=(after.weekday() - weekday - 1) % 7 + 1)
    first = dt.date(year, month, 1)
    return first + dt.timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))


def mothers_day(year: int, country: str) -> dt.date:
    """In France and where the file names no country: the last Sunday of May, unless it is Pentecost."""
    if country in ("GB", "IE"):
        return easter(year) - 21 * _ONE
    if country in ("ES", "PT", "HU", "RO", "LT"):
        return nth(year, 5, 6, 1)
    if country == "PL":
        return dt.date(year, 5, 26)
    if country in ("", "FR", "MA", "DZ", "TN", "SE"):
        last = nth(year, 5, 6, -1)
        return last + 7 * _ONE if country in ("", "FR") and last == easter(year) + 49 * _ONE else last
    return nth(year, 5, 6, 2)


def fathers_day(year: int, country: str) -> dt.date:
    """The third Sunday of June, but for countries with a day of their own."""
    if country == "DE":
        return easter(year) + 39 * _ONE
    if country in ("ES", "IT", "PT"):
        return dt.date(year, 3, 19)
    return nth(year, 6, 6, 2 if country in ("BE", "AT") else 3)


def _fixed(month: int, day: int) -> Callable[[int, str], dt.date]:
    return lambda year, country: dt.date(year, month, day)


def _from_easter(days: int) -> Callable[[int, str], dt.date]:
    return lambda year, country: easter(year) + days * _ONE


NAMED: dict[str, Callable[[int, str], dt.date]] = {
    "new-years-day": _fixed(1, 1), "epiphany": _fixed(1, 6), "valentines-day": _fixed(2, 14),
    "grandmothers-day": lambda year, country: nth(year, 3, 6, 1), "womens-day": _fixed(3, 8),
    "good-friday": _from_easter(-2), "easter": _from_easter(0), "easter-monday": _from_easter(1),
    "labour-day": _fixed(5, 1), "ascension-day": _from_easter(39), "pentecost": _from_easter(49),
    "whit-monday": _from_easter(50), "mothers-day": mothers_day, "fathers-day": fathers_day,
    "bastille-day": _fixed(7, 14), "halloween": _fixed(10, 31), "all-saints-day": _fixed(11, 1),
    "singles-day": _fixed(11, 11), "black-friday": lambda year, country: nth(year, 11, 3, 4) + _ONE,
    "cyber-monday": lambda year, country: nth(year, 11, 3, 4) + 4 * _ONE,
    "saint-nicholas-day": _fixed(12, 6), "christmas-eve": _fixed(12, 24), "christmas-day": _fixed(12, 25),
    "boxing-day": _fixed(12, 26), "new-years-eve": _fixed(12, 31),
}  # fmt: skip

_IN_FRENCH = {
    "jour-de-l-an": "new-years-day", "epiphanie": "epiphany", "saint-valentin": "valentines-day",
    "fete-des-grands-meres": "grandmothers-day", "vendredi-saint": "good-friday", "paques": "easter",
    "lundi-de-paques": "easter-monday", "fete-du-travail": "labour-day", "ascension": "ascension-day",
    "pentecote": "pentecost", "lundi-de-pentecote": "whit-monday", "fete-des-meres": "mothers-day",
    "fete-des-peres": "fathers-day", "fete-nationale": "bastille-day", "toussaint": "all-saints-day",
    "saint-nicolas": "saint-nicholas-day", "veille-de-noel": "christmas-eve", "noel": "christmas-day",
    "saint-sylvestre": "new-years-eve",
}  # fmt: skip


# ---- peaks ------------------------------------------------------------------------------------------------------


def peak_dates(text: str, country: str, first: dt.date, last: dt.date) -> set[dt.date]:
    """Days from `first` to `last` that a key of `volume.peaks` names: "2024-12-24", "mothers-day -1", "2024-11-25 to
    2024-11-29", "black-friday to cyber-monday"; a `ValueError` says what is allowed."""
    begin, *more = (part.strip() for part in _SPAN.split(bare(text), maxsplit=1))
    to, end = bool(more), more[0] if more else ""
    found: set[dt.date] = set()
    for year in range(first.year - 1, last.year + 2):
        a = _day_of(begin, year, country, text)
        b = _day_of(end, year, country, text) if to else a
        if b < a and not _DATE.fullmatch(end) and not _DATE.fullmatch(begin):
            b = _day_of(end, year + 1, country, text)  # christmas-eve to new-years-day
        if b < a:
            raise ValueError(f"{shown(text)} ends before it begins")
        a, b = max(a, first), min(b, last)
        found.update(a + i * _ONE for i in range((b - a).days + 1))
    return found


def _day_of(word: str, year: int, country: str, text: str) -> dt.date:
    if _DATE.fullmatch(word):
        try:
            return dt.date.fromisoformat(word)
        except ValueError:
            raise ValueError(f"{shown(text)}: there is no day {word}") from None
    named = _NAMED.fullmatch(word)
    name = _IN_FRENCH.get(named[1], named[1]) if named else ""
    if named is None or name not in NAMED:
        allowed = f"a date such as 2024-12-24, two with ' to ' between, or one of {', '.join(NAMED)}, perhaps with days"
        near = nearest(named[1] if named else word, NAMED)
        raise ValueError(f"{shown(text)} is not a day; allowed: {allowed} before or after it (mothers-day -1){near}")
    return NAMED[name](year, country) + int((named[2] or "0").replace(" ", "")) * _ONE


# ---- public holidays ----------------------------------------------------------------------------------------------

WITH_HOLIDAYS = frozenset((
    "AR", "AT", "AU", "BE", "BG", "BR", "CA", "CH", "CI", "CL", "CM", "CN", "CY", "CZ", "DE", "DK", "DZ", "EE", "EG",
    "ES", "FI", "FR", "GB", "GR", "HK", "HR", "HU", "IE", "IN", "IS", "IT", "JP", "KE", "KR", "LI", "LT", "LU", "LV",
    "MA", "MC", "MG", "MT", "MU", "MX", "NG", "NL", "NO", "NZ", "PH", "PL", "PT", "RO", "RS", "RU", "SE", "SG", "SI",
    "SK", "SN", "TN", "TR", "UA", "US", "VN", "ZA",
))  # fmt: skip
"""Countries that the library is known to have, whose name can be checked without reading it."""


def place_is_known(place: str) -> None:
    """A `ValueError` says which places there are, if there are no public holidays of this one."""
    if place not in WITH_HOLIDAYS:
        with _library_of(place):
            pass


@cache
def holidays_of_country(place: str, first_year: int, last_year: int) -> frozenset[dt.date]:
    """Public holidays of a country (FR) or a part of one (DE-BY); a `ValueError` says which there are."""
    country, _, region = place.partition("-")
    with _library_of(place) as library:
        years = range(first_year, last_year + 1)
        return frozenset(library.country_holidays(country, subdiv=region or None, years=years))


@contextmanager
def _library_of(place: str) -> Iterator[Any]:
    """The library, in which there is this place; a `ValueError` where there is none."""
    country, _, region = place.partition("-")
    with _one_country_at_a_time():
        import holidays

        known = getattr(getattr(holidays, country, None), "subdivisions", None)
        if known is None:
            raise ValueError(_no_such_country(country))
        if region and region not in known:
            allowed = ", ".join(known) or "no region"
            raise ValueError(f"{shown(country)} has no region {shown(region)}; allowed: {allowed}")
        yield holidays


def _no_such_country(country: str) -> str:
    import holidays

    known = holidays.list_supported_countries(include_aliases=True)
    alike = sorted(one for one in known if len(one) == 2 and one[0] == country[:1])
    near = f"; did you mean one of {', '.join(alike)}?" if alike else ""
    return f"the holidays of {shown(country)} are not known; allowed: two letters, e.g. FR, BE, CH{near}"


@contextmanager
def _one_country_at_a_time() -> Iterator[None]:
    """While this lasts, asking for a country reads its own file and not those of all 250: a tenth of a second.

    The library has a file a country, but the package they lie in reads them all. So an empty package stands in for it.
    """
    from importlib.util import find_spec, module_from_spec

    name = "holidays.countries"
    with _READING:
        package = None if name in sys.modules else find_spec(name)
        if package is None:
            yield
            return
        sys.modules[name] = module_from_spec(package)
        try:
            yield
        finally:
            del sys.modules[name]


def holidays_between(country: str | None, also: Iterable[dt.date], first: dt.date, last: dt.date) -> Iterator[dt.date]:
    """Public holidays of the country from `first` to `last`, and the file's own, each once."""
    found = set(also)
    if country:
        found |= holidays_of_country(country, first.year, last.year)
    return (day for day in sorted(found) if first <= day <= last)
