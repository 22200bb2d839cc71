"""Words of the calendar that change nothing: a country whose holidays nobody asks for.

A country and a time zone are often written for the reader. So these are warnings: whoever believes that the doors are
shut on public holidays, or that fewer customers come, hears that they are not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sim.scenario.calendar.time_zones import zone_of_country
from sim.scenario.checks.design_check import DesignCheck
from sim.scenario.checks.volumes import volumes_of
from sim.scenario.units import Week


def holidays_are_asked_for(check: DesignCheck) -> None:
    calendar, sites = check.centre.calendar, check.centre.sites
    if _asks_for_holidays(check):
        return
    text = "no opening, hours, volume or table says what holds on public holidays, so this changes nothing"
    if calendar.holidays:
        check.report_switched_off(("calendar", "holidays"), text)
    abroad = _is_asked_for_the_clock(check)
    if calendar.country is not None and not abroad:
        check.report_switched_off(("calendar", "country"), text)
    for name, site in sites.items():
        if site.holidays:
            check.report_switched_off(("sites", name, "holidays"), text)


def clocks_differ(check: DesignCheck) -> None:
    calendar = check.centre.calendar
    if calendar.time_zone not in (None, zone_of_country(calendar.country)) and not _is_asked_for_the_clock(check):
        message = "no site says another time zone or country, so this changes nothing"
        check.report_switched_off(("calendar", "time_zone"), message, ("sites",))


def _is_asked_for_the_clock(check: DesignCheck) -> bool:
    """Whether another clock is compared with the centre's, or records tell of the night on which clocks change."""
    sites = check.centre.sites.values()
    return bool(check.records) or any(site.time_zone or zone_of_country(site.country) for site in sites)


def _asks_for_holidays(check: DesignCheck) -> bool:
    tables = [check.tables.get(name) for name in _tables(check)]
    asks = any(week is not None and len(week) > 7 for week in _weeks(check))
    asks = asks or any(table is None or len(table.values) > 7 for table in tables)
    asks = asks or any(
        volume.holidays is not None or _names_holidays(volume.peaks or ()) for _, volume in volumes_of(check)
    )
    return asks or any(_names_holidays([*site.ramp_up, *site.outages]) for site in check.centre.sites.values())


def _names_holidays(texts: Iterable[str]) -> bool:
    """Whether one of the days is named and not given by its date: perhaps by a holiday of the country."""
    return any(not any(sign.isdigit() for sign in text) for text in texts)


def _tables(check: DesignCheck) -> Iterator[str]:
    for _, volume in volumes_of(check):
        if volume.profile is not None:
            yield volume.profile
    for group in check.centre.groups.values():
        if group.schedule is not None:
            yield group.schedule


def _weeks(check: DesignCheck) -> Iterator[Week | None]:
    centre = check.centre
    yield centre.calendar.opening
    yield from (rules.opening for rules in centre.channels.values())
    yield from (contact.opening for contact in centre.contacts.values())
    yield from (volume.hours for _, volume in volumes_of(check))
    yield from (site.hours for site in centre.sites.values())
    yield from (shift.hours for group in centre.groups.values() for shift in group.shifts.values())


CHECKS = (holidays_are_asked_for, clocks_differ)
