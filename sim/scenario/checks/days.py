"""What must fit together in the calendar, and in what the days of several types have in common.

Hours for holidays in a file that knows of no holiday are a mistake, for whoever wrote
them believes that they do something.
"""

from __future__ import annotations

from collections.abc import Iterator

from sim.errors import shown
from sim.scenario.calendar.dates import place_is_known
from sim.scenario.checks.design_check import DesignCheck
from sim.scenario.checks.volumes import volumes_of
from sim.scenario.day_correlations import Impossible, mixtures, names_of
from sim.scenario.keys import KeyPath
from sim.scenario.units import Week, nearest


def the_country_is_known(check: DesignCheck) -> None:
    country = check.centre.calendar.country
    if country is not None:
        try:
            place_is_known(country)
        except ValueError as error:
            check.report(("calendar", "country"), str(error))


def holidays_are_known(check: DesignCheck) -> None:
    calendar = check.centre.calendar
    if calendar.country or calendar.holidays:
        return
    text = "which days are public holidays is not said; write calendar.country, e.g. FR, or calendar.holidays"
    needs: tuple[KeyPath, KeyPath] = ("calendar", "country"), ("calendar", "holidays")
    for path, week in _weeks(check):
        if week is not None and len(week) > 7:
            check.report(path, text, *needs)
    for path, volume in volumes_of(check):
        if volume.holidays is not None:
            check.report((*path, "holidays"), text, *needs)
    for path, name in _tables(check):
        table = check.tables.get(name or "")
        if table is not None and len(table.values) > 7:
            check.report(path, f"{shown(name)} has a column of holidays, but {text}", *needs)


def _tables(check: DesignCheck) -> Iterator[tuple[KeyPath, str | None]]:
    """Tables of the week that stand where only the calendar could know of holidays."""
    for path, volume in volumes_of(check):
        yield (*path, "profile"), volume.profile
    for name, group in check.centre.groups.items():
        site = check.centre.sites.get(group.site)
        if site is None or not (site.country or site.holidays):
            yield ("groups", name, "schedule"), group.schedule


def _weeks(check: DesignCheck) -> Iterator[tuple[KeyPath, Week | None]]:
    centre = check.centre
    yield ("calendar", "opening"), centre.calendar.opening
    for channel, rules in centre.channels.items():
        yield ("channels", channel, "opening"), rules.opening
    for name, contact in centre.contacts.items():
        yield ("contacts", name, "opening"), contact.opening
    for path, volume in volumes_of(check):
        yield (*path, "hours"), volume.hours
    for name, site in centre.sites.items():
        if not (site.country or site.holidays):
            yield ("sites", name, "hours"), site.hours


def correlated_days_are_of_types(check: DesignCheck) -> None:
    contacts, root = check.centre.contacts, ("busyness", "correlation")
    seen: set[frozenset[str]] = set()
    for a, others in check.centre.busyness.correlation.items():
        for b in others:
            path: KeyPath = (*root, a, b)
            for name, where in ((a, (*root, a)), (b, path)):
                if name not in contacts:
                    message = f"{shown(name)} is not a contact type; there is: {', '.join(contacts)}"
                    check.report(where, f"{message}{nearest(name, contacts)}", ("contacts",), at_key=True)
                elif contacts[name].volume.day_factor_cv == 0:
                    need: KeyPath = ("contacts", name, "volume", "day_factor_cv")
                    message = f"the days of {shown(name)} do not vary; give contacts.{name}.volume a day_factor_cv"
                    check.report(where, message, need, at_key=True)
            if a == b:
                check.report(path, f"{shown(a)} goes along with itself in any case; name another type", at_key=True)
            elif frozenset((a, b)) in seen:
                check.report(path, f"{a} and {b} are named twice; keep one of the two", at_key=True)
            seen.add(frozenset((a, b)))


def correlations_are_possible(check: DesignCheck) -> None:
    busyness, path = check.centre.busyness, ("busyness", "correlation")
    pairs = [(a, b) for a, others in busyness.correlation.items() for b in others]
    if any(a == b for a, b in pairs) or len({frozenset(pair) for pair in pairs}) < len(pairs):
        return
    found = mixtures(busyness)
    if isinstance(found, Impossible):
        clear = f"no days can have these correlations: {found.name} is at odds with {found.other} and what both share"
        unsaid = "pairs that are not named have none" if len(names_of(busyness)) > 2 else "lower one of them"
        check.report(path, f"{clear}; {unsaid}")
