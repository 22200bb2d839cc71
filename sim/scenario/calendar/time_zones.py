"""Time zones: what the clocks show at a site when it is nine o'clock in the centre.

Paris and Dakar are an hour apart in winter and two in summer, and the calls follow the clock of Paris. The rules are
those of the IANA database, read by Python's own zoneinfo. The centre's day has 24 hours
on every date, as its schedules have; so when its clocks change at night the difference to other places changes at that
instant, and the hour that is skipped or comes twice is simulated once.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from sim.errors import shown
from sim.scenario.units import DAY_SECONDS, nearest

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

MINUTE = 60
ZONE_OF_COUNTRY = {
    "AT": "Europe/Vienna", "BE": "Europe/Brussels", "BG": "Europe/Sofia", "CH": "Europe/Zurich", "CI": "Africa/Abidjan",
    "CM": "Africa/Douala", "CZ": "Europe/Prague", "DE": "Europe/Berlin", "DK": "Europe/Copenhagen",
    "DZ": "Africa/Algiers", "EG": "Africa/Cairo", "ES": "Europe/Madrid", "FI": "Europe/Helsinki", "FR": "Europe/Paris",
    "GB": "Europe/London", "GR": "Europe/Athens", "HR": "Europe/Zagreb", "HU": "Europe/Budapest", "IE": "Europe/Dublin",
    "IN": "Asia/Kolkata", "IT": "Europe/Rome", "JP": "Asia/Tokyo", "LU": "Europe/Luxembourg", "MA": "Africa/Casablanca",
    "MC": "Europe/Monaco", "MG": "Indian/Antananarivo", "MU": "Indian/Mauritius", "NL": "Europe/Amsterdam",
    "NO": "Europe/Oslo", "PH": "Asia/Manila", "PL": "Europe/Warsaw", "PT": "Europe/Lisbon", "RO": "Europe/Bucharest",
    "SE": "Europe/Stockholm", "SI": "Europe/Ljubljana", "SK": "Europe/Bratislava", "SN": "Africa/Dakar",
    "TN": "Africa/Tunis", "TR": "Europe/Istanbul", "ZA": "Africa/Johannesburg",
}  # fmt: skip
"""Countries with one time zone (islands far away left aside)."""


class Offset(NamedTuple):
    """From this second of the run on the site's clock is ahead of the centre's by so many seconds."""

    at: int
    ahead: int


def zone_of_country(country: str | None) -> str | None:
    """The zone of a country, or of a part of one (DE-BY), where it is known."""
    return ZONE_OF_COUNTRY.get((country or "").partition("-")[0])


@cache
def zone(name: str) -> ZoneInfo:
    """The zone of a name such as Europe/Paris; a `ValueError` says what is wrong."""
    import zoneinfo

    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        known = zoneinfo.available_timezones()
        cities = {one.rpartition("/")[2].lower(): one for one in sorted(known, reverse=True)}
        city = cities.get(name.strip().lower().replace(" ", "_"))
        near = nearest(city or name, known)
        text = "allowed: names of the IANA database, e.g. Europe/Paris" if known else "pip install tzdata brings them"
        raise ValueError(f"{shown(name)} is no time zone that is known here; {text}{near}") from None


@cache
def offsets(centre: str | None, site: str | None, start: dt.date, days: int) -> tuple[Offset, ...]:
    """How far the site's clock is ahead of the centre's, from the first day on, whenever that changes.

    To the minute, in difference and instant. Both clocks changing within one day count as one change.
    """
    if centre is None or site is None or centre == site:
        return (Offset(0, 0),)
    here, there = zone(centre), zone(site)
    midnight = dt.datetime.combine(start, dt.time())
    found = [Offset(0, _ahead(here, there, midnight))]
    for day in range(days):
        begin = day * DAY_SECONDS
        after = _ahead(here, there, midnight + dt.timedelta(days=day + 1))
        if after != found[-1].ahead:
            low, high = begin, begin + DAY_SECONDS
            while high - low > MINUTE:
                middle = (low + high) // 2 // MINUTE * MINUTE
                if _ahead(here, there, midnight + dt.timedelta(seconds=middle)) == found[-1].ahead:
                    low = middle
                else:
                    high = middle
            found.append(Offset(high, after))
    return tuple(found)


class Change(NamedTuple):
    """The clocks are put forward, or back where `by` is negative, when they show this second of the run."""

    at: int
    by: int

    @property
    def span(self) -> tuple[int, int]:
        """From when to when no time exists, or every time exists twice."""
        return min(self.at, self.at + self.by), max(self.at, self.at + self.by)


@cache
def changes(name: str | None, start: dt.date, days: int) -> tuple[Change, ...]:
    """When the clocks of a zone change in so many days from this one, to the minute."""
    if name is None:
        return ()
    here, found = zone(name), []
    for day in range(days):
        low = dt.datetime.combine(start + dt.timedelta(days=day), dt.time(), here).astimezone(dt.UTC)
        high = dt.datetime.combine(start + dt.timedelta(days=day + 1), dt.time(), here).astimezone(dt.UTC)
        before, after = _offset(here, low), _offset(here, high)
        if before == after:
            continue
        while high - low > dt.timedelta(seconds=MINUTE):
            middle = low + (high - low) // 2 // dt.timedelta(seconds=MINUTE) * dt.timedelta(seconds=MINUTE)
            if _offset(here, middle) == before:
                low = middle
            else:
                high = middle
        shown = high.replace(tzinfo=None) + dt.timedelta(seconds=before) - dt.datetime.combine(start, dt.time())
        found.append(Change(int(shown.total_seconds()), after - before))
    return tuple(found)


def _offset(here: ZoneInfo, now: dt.datetime) -> int:
    offset = now.astimezone(here).utcoffset()
    assert offset is not None
    return round(offset.total_seconds() / MINUTE) * MINUTE


def _ahead(here: ZoneInfo, there: ZoneInfo, clock: dt.datetime) -> int:
    """Seconds, in whole minutes, by which the clock there is ahead when the one here shows this time."""
    now = clock.replace(tzinfo=here)
    offsets = now.astimezone(dt.UTC).astimezone(there).utcoffset(), now.utcoffset()
    assert offsets[0] is not None and offsets[1] is not None
    return round((offsets[0] - offsets[1]).total_seconds() / MINUTE) * MINUTE
