"""Words of demand that meet nothing in the run: December in a January run, a peak on a day without hours.

The file may be right all the same, for a calendar is written for the year and a run takes a month of it; so these
are warnings. A factor of 1 is never warned of, for it says that nothing changes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

from sim.errors import shown
from sim.scenario.calendar.dates import holidays_between, months_named, peak_dates
from sim.scenario.checks.design_check import DesignCheck
from sim.scenario.checks.run_length import run_seconds
from sim.scenario.checks.staffing import opening_of
from sim.scenario.checks.volumes import HOURLY, volumes_of
from sim.scenario.keys import KeyPath
from sim.scenario.nouns.demand import Volume
from sim.scenario.units import DAY_SECONDS, Week, days_named

RUN: tuple[KeyPath, ...] = (("calendar", "start"), ("calendar", "days"), ("calendar", "length"))
PLACE: tuple[KeyPath, ...] = (("calendar", "country"), ("calendar", "holidays"))


def days_of(check: DesignCheck) -> tuple[dt.date, dt.date] | None:
    """The first and the last day of the run; None where the calendar does not say them."""
    run = run_seconds(check.centre)
    if run is None or run <= 0 or any(check.is_refused(path) for path in RUN):
        return None
    start = check.centre.calendar.start
    last = min(int((run - 1e-6) // DAY_SECONDS), (dt.date.max - start).days)
    return start, start + dt.timedelta(days=last)


def opening_of_volume(check: DesignCheck, path: KeyPath) -> Week:
    """The hours in which the demand of a volume arises if it does not say its own."""
    if path[0] == "orders":
        return check.centre.calendar.opening
    return opening_of(check, check.centre.contacts[str(path[1])])


def words_of_the_year_meet_the_run(check: DesignCheck) -> None:
    """Months, peaks and weekdays of a volume that change nothing in this run."""
    run = days_of(check)
    if run is None:
        return
    first, last = run
    length = (last - first).days + 1
    weekdays = {(first.weekday() + day) % 7 for day in range(min(length, 7))}
    many = (last.year - first.year) * 12 + last.month - first.month + 1
    months = {(first.month - 1 + at) % 12 + 1 for at in range(min(many, 12))}
    said = f"the run, {first}" if first == last else f"the run, {first} to {last}"
    for path, volume in volumes_of(check):
        for key, factor in (volume.months or {}).items():
            if factor != 1 and _meets_none(months_named, key, months):
                _warn(check, (*path, "months", key), f"no month of {said}")
        for key in volume.weekdays or {}:
            if _meets_none(days_named, key, weekdays):
                _warn(check, (*path, "weekdays", key), f"no day of {said}")
        if volume.holidays not in (None, 1.0) and not _has_holiday(check, run):
            check.warn(
                (*path, "holidays"), f"there is no public holiday in {said}, so it changes nothing", *RUN, *PLACE
            )
        _peaks(check, path, volume, run, said)


def volumes_have_hours(check: DesignCheck) -> None:
    """A volume without any hour of demand in the run brings nobody, whatever its number."""
    run = days_of(check)
    if run is None:
        return
    length = (run[1] - run[0]).days + 1
    weekdays = {(run[0].weekday() + day) % 7 for day in range(min(length, 7))}
    for path, volume in volumes_of(check):
        amounts = [getattr(volume, rate) for rate in HOURLY]
        hours = volume.hours or opening_of_volume(check, path)
        if not any(amounts) or hours[7:] or check.is_refused((*path, "profile")):
            continue
        busy = weekdays.intersection(demanded_weekdays(check, path, volume))
        if not busy or not _profile_in_hours(check, volume, busy):
            check.warn(path, "no hour of demand lies in the run, so nobody comes", *RUN, (*path, "hours"))
        closed = [key for key in volume.weekdays or {} if _meets_none(days_named, key, _open_days(check, path, volume))]
        for key in closed if busy else ():
            _warn(check, (*path, "weekdays", key), "a day without hours of demand")


def _open_days(check: DesignCheck, path: KeyPath, volume: Volume) -> set[int]:
    return set(demanded_weekdays(check, path, volume.model_copy(update={"weekdays": None})))


def _profile_in_hours(check: DesignCheck, volume: Volume, days: set[int]) -> bool:
    """Whether some row of the profile lies within the hours that cut it."""
    table = check.tables.get(volume.profile or "")
    if table is None or volume.hours is None:
        return True
    return any(
        value > 0 and begin < table.first_s + (row + 1) * table.step_s and table.first_s + row * table.step_s < end
        for day in days
        for begin, end in volume.hours[day]
        for row, value in enumerate(table.values[day])
    )


def _has_holiday(check: DesignCheck, run: tuple[dt.date, dt.date]) -> bool:
    """Whether a public holiday lies in the run; where nobody knows of any, that is reported elsewhere."""
    calendar = check.centre.calendar
    if not calendar.country and not calendar.holidays:
        return True
    try:
        return any(True for _ in holidays_between(calendar.country, calendar.holidays, *run))
    except ValueError:
        return True


def _warn(check: DesignCheck, path: KeyPath, what: str) -> None:
    check.warn(path, f"{shown(str(path[-1]))} is {what}, so it changes nothing", *RUN, at_key=True)


def _meets_none(named: Callable[[str], list[int]], key: str, there: set[int]) -> bool:
    """Whether a key names none of these; one that is no name is reported elsewhere."""
    try:
        return not there.intersection(named(key))
    except ValueError:
        return False


def _peaks(check: DesignCheck, path: KeyPath, volume: Volume, run: tuple[dt.date, dt.date], said: str) -> None:
    country, busy = check.centre.calendar.country or "", set(demanded_weekdays(check, path, volume))
    on_holidays = any(one for one in (volume.hours or opening_of_volume(check, path))[7:])
    for key, factor in (volume.peaks or {}).items():
        try:
            dates = peak_dates(key, country, *run)
        except ValueError:
            continue
        if factor != 1 and not dates:
            _warn(check, (*path, "peaks", key), f"no day of {said}")
        elif factor != 1 and not on_holidays and not any(date.weekday() in busy for date in dates):
            _warn(check, (*path, "peaks", key), "a day without hours of demand")


def demanded_weekdays(check: DesignCheck, path: KeyPath, volume: Volume) -> Iterator[int]:
    """The weekdays on which a volume brings anybody."""
    table = check.tables.get(volume.profile or "")
    hours = volume.hours or opening_of_volume(check, path)
    named: set[int] = set(range(7)) if volume.weekdays is None else set()
    for key, weight in (volume.weekdays or {}).items():
        if weight > 0:
            try:
                named.update(days_named(key))
            except ValueError:
                named = set(range(7))
    for day in range(7):
        open_then = any(table.values[day]) if table is not None else bool(hours[day])
        if day in named and open_then:
            yield day
