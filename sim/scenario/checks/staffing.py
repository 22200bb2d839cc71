"""Whether somebody is there: opened hours of calls and chats against the people on the schedule.

A door that opens at eight and a shift that begins at nine are each right by themselves; for an hour a day customers
ring a bell that nobody can hear, and every average pays for it. Heads are counted as
scheduled, before shrinkage, and one is enough. Too few people is a result; nobody at all is a slip of the file,
unless the type says `unstaffed: accept`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import groupby

from sim.scenario import format_values
from sim.scenario.calendar import nights
from sim.scenario.calendar.time_zones import offsets
from sim.scenario.checks.design_check import DesignCheck
from sim.scenario.checks.run_length import run_seconds
from sim.scenario.keys import KeyPath
from sim.scenario.nouns.sites import zone_of
from sim.scenario.scenario import DEFERRED, IN_HOUSE, Contact, Group
from sim.scenario.units import DAY_SECONDS, Week

WEEK_SECONDS = 7 * DAY_SECONDS
ACCEPTED_S = 3600
"""Less than this a week may be unstaffed: the five minutes between two shifts."""
NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

Span = tuple[int, int]
"""From and to, in seconds after Monday 00:00."""


def opened_hours_are_staffed(check: DesignCheck) -> None:
    run = run_seconds(check.centre)
    skills = {skill for group in check.centre.groups.values() for skill in skills_of(group)}
    if run is None or skills - set(check.centre.contacts):  # a misspelt skill is reported by itself
        return
    within, clocks = of_run(check, run), _clocks(check, run)
    on_duty = {key: _staffed(check, group) for key, group in check.centre.groups.items()}
    for name, contact in check.centre.contacts.items():
        able = [key for key in check.centre.groups if _serves(check, key, name)]
        staffed = [on_duty[key] for key in able]
        if contact.channel in DEFERRED or contact.unstaffed == "accept" or not able or None in staffed:
            continue
        opened = common(spans(opening_of(check, contact)), within)
        sites = [check.centre.groups[key].site for key in able]
        pairs = list(zip(staffed, sites, strict=True))
        gaps = [
            (without(opened, together(s for one, site in pairs for s in moved(one, ahead[site]))), since)
            for since, ahead in clocks
        ]
        empty, since = max(gaps, key=lambda gap: seconds_of(gap[0]))
        total = seconds_of(empty)
        if total < ACCEPTED_S:
            continue
        hours = f"{total / 3600:.4g} h a week in all"
        remedy = "shorten its opening, put somebody on the schedule, or write 'unstaffed: accept'"
        from_then = f" from {since} on" if since > check.centre.calendar.start else ""
        message = f"nobody on duty can serve '{name}' on {_named(empty[0])}{from_then} ({hours}); {remedy}"
        check.report(("contacts", name), message, *_needs(check, name, contact), at_key=True)


def _needs(check: DesignCheck, name: str, contact: Contact) -> list[KeyPath]:
    """Everything the answer rests on."""
    found: list[KeyPath] = [("calendar", word) for word in ("opening", "start", "days", "length")]
    found += [("contacts", name, word) for word in ("channel", "opening")] + [("channels", contact.channel, "opening")]
    of_groups = ("agents", "schedule", "skills", "site", "shifts")
    found += [("groups", key, word) for key in check.centre.groups for word in of_groups]
    of_sites = ("hours", "country", "time_zone", "capacity")
    found += [("sites", site, word) for site in check.centre.sites for word in of_sites]
    return found + [("sites", site, "share", name) for site in check.centre.sites]


def opening_of(check: DesignCheck, contact: Contact) -> Week:
    """Opening hours of a type: its own, its channel's, or everybody's."""
    rules = check.centre.channels.get(contact.channel)
    return contact.opening or (rules.opening if rules else None) or check.centre.calendar.opening


def skills_of(group: Group) -> set[str]:
    """What somebody of the group can take."""
    return {*group.skills, *(skill for person in group.people.values() for skill in person.skills or {})}


def _serves(check: DesignCheck, group: str, name: str) -> bool:
    """Whether the group can take anything of the type's flow, as the sites share it out."""
    one = check.centre.groups[group]
    sites = {site for site, rules in check.centre.sites.items() if rules.greatest_share(name) > 0 and site != IN_HOUSE}
    return name in skills_of(one) and (not sites or one.site in sites | {IN_HOUSE})


def _staffed(check: DesignCheck, group: Group) -> Sequence[Span] | None:
    """When somebody of the group is on the schedule; None where that cannot be known."""
    site = check.centre.sites.get(group.site)
    hours = site.hours if site is not None else None
    if group.shifts:
        worked = {shift.hours for shift in group.shifts.values() if shift.people != 0}
        return together(span for week in worked for span in spans(week))
    if group.people and group.schedule is None:
        return spans(hours or check.centre.calendar.opening)
    if group.schedule is None:
        if group.agents is None:
            return None
        return spans(hours or check.centre.calendar.opening) if group.agents > 0 else []
    table = check.tables.get(group.schedule)
    if table is None or table.dates or (table.per_cent and group.agents is None):
        return None
    whole = (group.agents or 0) if table.per_cent else 1
    rows = (
        (begin, begin + table.step_s)
        for day, values in enumerate(table.values[:7])
        for row, value in enumerate(values)
        if value * whole > 0 and (begin := day * DAY_SECONDS + table.first_s + row * table.step_s) >= 0
    )
    return together(rows) if hours is None else common(together(rows), spans(hours))


def _clocks(check: DesignCheck, run: float) -> list[tuple[dt.date, dict[str, int]]]:
    """Each state of the clocks in the run: since when, and by site the seconds by which it is ahead of the centre."""
    calendar, days = check.centre.calendar, int((run - 1) // DAY_SECONDS) + 1
    ahead = dict.fromkeys((IN_HOUSE, *(group.site for group in check.centre.groups.values())), 0)
    changes = [
        (shift.at, name, shift.ahead)
        for name, site in check.centre.sites.items()
        for shift in offsets(zone_of(calendar, calendar), zone_of(site, calendar), calendar.start, days)
    ]
    found = []
    for at, now in groupby(sorted(changes), key=lambda change: change[0]):
        ahead = ahead | {name: by for _, name, by in now}
        found.append((calendar.start + dt.timedelta(seconds=at), ahead))
    return found or [(calendar.start, ahead)]


def of_run(check: DesignCheck, run: float) -> list[Span]:
    """The part of the week that the run meets."""
    begin = check.centre.calendar.start.weekday() * DAY_SECONDS
    end = begin + int(run)
    if run >= WEEK_SECONDS:
        return [(0, WEEK_SECONDS)]
    return together([(begin, min(end, WEEK_SECONDS)), (0, max(0, end - WEEK_SECONDS))])


def _named(span: Span) -> str:
    """ "Wednesday 14:00-18:00"; what goes on over midnight is written up to there."""
    day = span[0] // DAY_SECONDS
    end = min(span[1] - day * DAY_SECONDS, DAY_SECONDS)
    return f"{NAMES[day]} {format_values.clock(span[0] - day * DAY_SECONDS)}-{format_values.clock(end)}"


# ---- spans of the week ---------------------------------------------------------------------------------------


@cache
def spans(week: Week) -> tuple[Span, ...]:
    """Opening hours as spans of the week."""
    days = [(day * DAY_SECONDS, nights.opened(week[:7], day)) for day in range(7)]
    return tuple(together((begin + a, begin + b) for begin, open_ in days for a, b in open_))


def together(some: Iterable[Span]) -> list[Span]:
    """The spans in order, those that meet or overlap made one."""
    found: list[Span] = []
    for begin, end in sorted(span for span in some if span[0] < span[1]):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((begin, end))
    return found


def moved(some: Sequence[Span] | None, ahead: int) -> list[Span]:
    """Spans by a clock that is ahead, on the centre's clock; what falls out of the week comes in at its other
    end."""
    shifted = [(a - ahead, b - ahead) for a, b in some or ()]
    turned = [(a + by, b + by) for a, b in shifted for by in (-WEEK_SECONDS, 0, WEEK_SECONDS)]
    return common(together(turned), [(0, WEEK_SECONDS)])


def seconds_of(some: Sequence[Span]) -> int:
    """How long they are in all."""
    return sum(end - begin for begin, end in some)


def common(some: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    """What lies in both."""
    return together((max(a, c), min(b, d)) for a, b in some for c, d in others)


def without(some: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    """What lies in the first but not in the second."""
    left = list(some)
    for c, d in others:
        left = [span for a, b in left for span in ((a, min(b, c)), (max(a, d), b)) if span[0] < span[1]]
    return left
