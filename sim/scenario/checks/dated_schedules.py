"""Whether a schedule by date fits the run, and stands where dates can be.

On a day that the schedule does not name nobody is there, as in a week without that day; a
warning says so, for the planner whose export ends a week too early will hardly have meant it.
"""

from __future__ import annotations

import datetime as dt

from sim.errors import shown
from sim.scenario.calendar.periods import period
from sim.scenario.checks.design_check import DesignCheck
from sim.scenario.checks.outside_the_run import RUN, days_of
from sim.scenario.checks.volumes import volumes_of
from sim.scenario.keys import KeyPath
from sim.scenario.nouns.people import Group
from sim.scenario.scenario import WeekTable


def dates_stand_in_schedules(check: DesignCheck) -> None:
    """A profile is of the week, and shifts are made from a week."""
    for path, volume in volumes_of(check):
        table = check.tables.get(volume.profile or "")
        if table is not None and table.dates:
            message = f"{shown(volume.profile)} names dates, and a profile is of the week; give counts by date instead"
            check.report((*path, "profile"), message)
    for name, group in check.centre.groups.items():
        table = check.tables.get(group.schedule or "")
        if table is not None and table.dates and group.as_shifts is not None:
            message = f"{shown(group.schedule)} names dates, and shifts are made from a week; name weekdays, or drop it"
            check.report(("groups", name, "as_shifts"), message, ("groups", name, "schedule"), at_key=True)


def dates_meet_the_run(check: DesignCheck) -> None:
    """Dates outside the run alone are a mistake; opened days of the run that no column names are reported."""
    run = days_of(check)
    if run is None:
        return
    days = [run[0] + dt.timedelta(days=i) for i in range((run[1] - run[0]).days + 1)]
    for name, group in check.centre.groups.items():
        table = check.tables.get(group.schedule or "")
        if table is None or not table.dates:
            continue
        path: KeyPath = ("groups", name, "schedule")
        dated = {day for day, _ in table.dates}
        said = f"the run, {run[0]} to {run[1]}"
        if not any(day.toordinal() in dated for day in days):
            first, last = (dt.date.fromordinal(day) for day in (min(dated), max(dated)))
            check.report(path, f"the dates of {shown(group.schedule)}, {first} to {last}, are none of {said}", *RUN)
            continue
        missing = [day for day in days if day.toordinal() not in dated and _is_missed(check, group, table, day)]
        if missing:
            more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
            message = f"{shown(group.schedule)} does not name {missing[0]}{more} of {said}: nobody is there then"
            check.warn(path, f"{message}; add the dates, or columns of weekdays", *RUN)


def _is_missed(check: DesignCheck, group: Group, table: WeekTable, day: dt.date) -> bool:
    """Whether somebody may expect the group on a day: the site is open then, and no weekday column speaks of it."""
    site = check.centre.sites.get(group.site)
    hours = (site.hours if site is not None else None) or check.centre.calendar.opening
    there = group.period is None or period(group.period).has(day)
    return day.weekday() not in table.weekly and bool(hours[day.weekday()]) and there
