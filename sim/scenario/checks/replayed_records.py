"""Whether records fit the run that plays them again: its days, its opened hours, its clock.

Somebody exports a year and runs March, or exports March and runs until May; both may be meant, so both are reported. An
hour that the clocks skip cannot have had a contact, so a table that has some is refused.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sim.errors import shown
from sim.scenario import format_values
from sim.scenario.calendar import time_zones
from sim.scenario.checks.design_check import DesignCheck
from sim.scenario.checks.outside_the_run import RUN, days_of, opening_of_volume
from sim.scenario.checks.volumes import volumes_of
from sim.scenario.keys import KeyPath
from sim.scenario.nouns.demand import Volume
from sim.scenario.nouns.sites import zone_of
from sim.scenario.scenario import RECORDS, Counts, Records, records_key
from sim.scenario.units import DAY_SECONDS

CLOCK: tuple[KeyPath, ...] = (("calendar", "time_zone"), ("calendar", "country"))
Row = tuple[int, float, float, float]


def records_of(check: DesignCheck) -> Iterator[tuple[KeyPath, Volume, str, Records]]:
    """Every volume that has records: its path with the word, the volume, how a message calls them, the records."""
    for path, volume in volumes_of(check):
        for kind in RECORDS:
            named = getattr(volume, kind)
            records = check.records.get(records_key(kind, named)) if named else None
            if records is not None:
                name = named.file if isinstance(named, Counts) else named
                yield (*path, kind), volume, shown(name), records


def records_meet_the_run(check: DesignCheck) -> None:
    run = days_of(check)
    if run is None:
        return
    first = run[0].toordinal()
    calendar = check.centre.calendar
    last = first + (calendar.length or (calendar.days or 0) * DAY_SECONDS) / DAY_SECONDS
    for path, _, name, records in records_of(check):
        days = [row[0] + row[1] / DAY_SECONDS for row in records.rows]
        ends = [at + row[2] / DAY_SECONDS for at, row in zip(days, records.rows, strict=True)]
        inside = [at < last and (first <= at or first < end) for at, end in zip(days, ends, strict=True)]
        if not any(inside):
            message = f"no line of {name} lies in the run, which begins {calendar.start}"
            check.report(path, f"{message}; see calendar.start and calendar.days", *RUN)
            continue
        if not any(row[3] for row, here in zip(records.rows, inside, strict=True) if here):
            check.warn(path, f"every line of {name} in the run counts 0 contacts", *RUN)
        outside = inside.count(False)
        if outside:
            lost = sum(row[3] for row, here in zip(records.rows, inside, strict=True) if not here)
            said = f"{outside} of {len(inside)} lines of {name}, with {lost:g} contacts, lie outside the run"
            check.warn(path, f"{said} ({run[0]} to {run[1]}) and count for nothing", *RUN)


def records_cover_the_run(check: DesignCheck) -> None:
    """Opened days of the run of which a table does not tell."""
    run = days_of(check)
    if run is None:
        return
    days = range(run[0].toordinal(), run[1].toordinal() + 1)
    for path, volume, name, records in records_of(check):
        recorded = {day for row in records.rows for day in _days(row)}
        hours = volume.hours or opening_of_volume(check, path[:-1])
        missing = [day for day in days if day not in recorded and hours[dt.date.fromordinal(day).weekday()]]
        if missing and recorded.intersection(days):
            since = str(dt.date.fromordinal(missing[0]))
            which = f"{len(missing)} opened days of the run, the first {since}" if len(missing) > 1 else since
            check.warn(path, f"{name} has no line for {which}; nobody comes then", *RUN)


def records_fit_the_clock(check: DesignCheck) -> None:
    """An hour that does not exist has no contacts; one that comes twice is simulated once."""
    run, calendar = days_of(check), check.centre.calendar
    found = list(records_of(check))
    if run is None or not found:
        return
    zone = zone_of(calendar, calendar)
    changes = time_zones.changes(zone, run[0], (run[1] - run[0]).days + 1)
    for path, _, name, records in found:
        for change in changes:
            begin, end = change.span
            hour = f"{format_values.clock(begin % DAY_SECONDS)} to {format_values.clock((end - 1) % DAY_SECONDS + 1)}"
            when = f"{run[0] + dt.timedelta(seconds=begin)} from {hour}"
            lost = sum(row[3] for row in records.rows if _lies_in(row, run[0].toordinal(), begin, end))
            if lost and change.by > 0:
                message = f"{name} has {lost:g} contacts on {when}, which the clocks of {zone} skip"
                check.report(path, f"{message}; put them where they were, or take these lines out", *RUN, *CLOCK)
            elif lost:
                message = f"{when} comes twice in {zone} and is simulated once"
                check.warn(path, f"{message}, with all {lost:g} contacts that {name} has then", *RUN, *CLOCK)
        for day, low, high in records.twice:
            date = dt.date.fromordinal(day)
            spans = [one.span for one in time_zones.changes(zone, date, 1) if one.by < 0]
            if not any(span[0] <= low and high < span[1] for span in spans):
                known = "calendar.time_zone could say whether the clocks are put back then"
                known = f"the clocks of {zone} are not put back then" if zone else known
                check.report(path, f"{name} has {date} {format_values.clock(int(low))} twice; {known}", *RUN, *CLOCK)


def _days(row: Row) -> range:
    """Days that a line covers."""
    return range(row[0], row[0] + max(1, int(-(-(row[1] + row[2]) // DAY_SECONDS))))


def _lies_in(row: Row, first: int, begin: int, end: int) -> bool:
    at = (row[0] - first) * DAY_SECONDS + row[1]
    return begin <= at < end and at + row[2] <= end
