"""What must fit together in rosters and careers: shifts with head counts, breaks with shifts, names with groups.

Words that would change nothing are refused. Somebody who writes what beginners lack, in a
group that has no beginners, believes to have said something.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from sim.errors import shown
from sim.scenario import format_values, units
from sim.scenario.calendar import nights
from sim.scenario.calendar.periods import spans as spans_of
from sim.scenario.checks.design_check import ALL, DesignCheck
from sim.scenario.checks.staffing import NAMES, Span, common, opening_of, skills_of, spans, together, without
from sim.scenario.keys import KeyPath
from sim.scenario.nouns.people import Group
from sim.scenario.nouns.rosters import Break, Shift
from sim.scenario.scenario import DEFERRED
from sim.scenario.units import DAY_SECONDS, nearest


def rosters_are_said_in_one_way(check: DesignCheck) -> None:
    for name, group in check.centre.groups.items():
        path: KeyPath = ("groups", name)
        words = [word for word in _ROSTER_WORDS if _is_said(group, word)]
        if group.schedule is not None and words and group.as_shifts is None and not group.shifts:
            message = f"the schedule counts heads, and {words[0]} needs people; write as_shifts: {{}}, or shifts"
            check.report((*path, words[0]), message, (*path, "schedule"), at_key=True)
        if group.schedule is not None and group.shifts:
            both = (*path, "shifts"), (*path, "schedule")
            check.report(check.newest(*both), "shifts and a schedule both say who works when; drop one of them", *both)
        if group.as_shifts is not None and group.schedule is None:
            check.report(
                (*path, "as_shifts"), "no head count to turn into shifts; write a schedule, or shifts", at_key=True
            )
        site = check.centre.sites.get(group.site)
        if group.has_roster and site is not None and site.ramp_up:
            message = f"'{name}' works there by a roster, which does not grow; write a second group with a period"
            check.report(
                ("sites", group.site, "ramp_up"), message, *((*path, word) for word in words), (*path, "shifts")
            )
        if group.has_roster and group.shrinkage > 0.0:
            message = "spread evenly it is for head counts only; write breaks, pauses or absence, or drop it"
            check.report((*path, "shrinkage"), message, *((*path, word) for word in words))


def people_with_a_roster_are_whole(check: DesignCheck) -> None:
    """A head count may be 12.5 on average; somebody with a shift, a level or a tenure is there or is not."""
    for name, group in check.centre.groups.items():
        path: KeyPath = ("groups", name)
        if isinstance(group.agents, float) and group.has_roster and group.schedule is None:
            words = [word for word in (*_ROSTER_WORDS, "shifts") if _is_said(group, word)]
            low = int(group.agents)
            message = f"{group.agents} people; {words[0]} needs whole ones, each with a day of their own"
            remedy = f"write {low} or {low + 1}, or a head count alone"
            check.report((*path, "agents"), f"{message}; {remedy}", *((*path, word) for word in words))


_ROSTER_WORDS = (
    "people", "absence", "pauses", "fatigue", "learning", "forgetting", "coaching", "levels", "turnover", "hats",
    "late", "end_of_shift",
)  # fmt: skip


def _is_said(group: Group, word: str) -> bool:
    value = getattr(group, word)
    if word == "late":
        return bool(group.late.mean_s > 0.0)
    return value != "finish" if word == "end_of_shift" else bool(value)


def outages_are_of_whole_days(check: DesignCheck) -> None:
    """A roster knows days: somebody whose line is cut at noon has no place in it."""
    rostered = {group.site: name for name, group in check.centre.groups.items() if group.has_roster}
    start = check.centre.calendar.start
    for name, site in check.centre.sites.items():
        for number, text in enumerate(site.outages if name in rostered else ()):
            with contextlib.suppress(ValueError):  # what is no time is reported by itself
                if any(begin[1] or end[1] for begin, end in spans_of(text, "", start, start)):
                    message = f"'{rostered[name]}' works there by a roster, which knows whole days; write days"
                    check.report(("sites", name, "outages", number), message, ("groups", rostered[name]))


def shifts_have_their_people(check: DesignCheck) -> None:
    for name, group in check.centre.groups.items():
        path: KeyPath = ("groups", name, "shifts")
        open_ones = [shift for shift, one in group.shifts.items() if one.people is None]
        agents: KeyPath = ("groups", name, "agents")
        for shift in (one for one in open_ones[1:] if not check.has_refused_part((*path, one))):
            message = f"how many people? only one shift, '{open_ones[0]}', can have the rest; write people: 5"
            check.report((*path, shift), message, agents, at_key=True)
        torn = bool(open_ones) and check.has_refused_part((*path, open_ones[0]))
        if len(open_ones) == 1 and group.agents is None and not group.people and not torn:
            check.report(
                (*path, open_ones[0]), "how many people? write people: 5, or agents of the group", agents, at_key=True
            )
        given = sum(shift.people or 0 for shift in group.shifts.values())
        if (
            group.agents is not None
            and group.shifts
            and (given > group.agents or (given < group.agents and not open_ones))
        ):
            message = f"the shifts have {given} people in all, the group {group.agents} agents; make them equal"
            check.report(agents, message, *((*path, shift, "people") for shift in group.shifts))


def breaks_fit_their_shift(check: DesignCheck) -> None:
    for path, one, shift in _breaks(check):
        if (one.at is None) == (one.between is None):
            message = "when? write either at: '12:30' or between: 11:30-14:00"
            check.report(path, message, (*path, "at"), (*path, "between"), at_key=True)
            continue
        if one.between is not None and one.between[1] - one.between[0] < one.length:
            message = f"{format_values.duration(one.length)} does not fit in {format_values.window(one.between)}"
            check.report((*path, "length"), message, (*path, "between"))
        try:
            days = units.days_named(one.days)
        except ValueError as problem:
            check.report((*path, "days"), str(problem))
            continue
        at = one.at if one.at is not None else one.between[0] if one.between else 0
        hours = [one for day in days for one in nights.shifts(shift.hours, day)] if shift is not None else []
        if shift is not None and not any(day[0][0] <= at + by < day[-1][1] for day in hours for by in (0, DAY_SECONDS)):
            message = (
                f"{format_values.clock(at)} is in none of the shift's hours on {shown(one.days)}; move it, or drop it"
            )
            check.report(path, message, (*path[:-2], "hours"), at_key=True)


def _breaks(check: DesignCheck) -> Iterator[tuple[KeyPath, Break, Shift | None]]:
    for name, group in check.centre.groups.items():
        for key, shift in group.shifts.items():
            for i, one in enumerate(shift.breaks):
                yield ("groups", name, "shifts", key, "breaks", i), one, shift
        for i, one in enumerate(group.as_shifts.breaks if group.as_shifts is not None else ()):
            yield ("groups", name, "as_shifts", "breaks", i), one, None


def shifts_are_in_opening_hours(check: DesignCheck) -> None:
    """Whoever serves calls and chats alone has nothing to do while doors are shut; coming a little early is fine."""
    for name, group in check.centre.groups.items():
        site = check.centre.sites.get(group.site)
        known = [check.centre.contacts[skill] for skill in skills_of(group) if skill in check.centre.contacts]
        deferred = any(contact.channel in DEFERRED or contact.call_back for contact in known)
        opened = together(span for contact in known for span in spans(opening_of(check, contact)))
        for key, shift in group.shifts.items():
            path: KeyPath = ("groups", name, "shifts", key, "hours")
            worked = spans(shift.hours)
            if site is not None and site.hours is not None:
                _say_outside(check, path, without(worked, spans(site.hours)), f"the hours of '{group.site}'")
            elif known and not deferred:
                useless = [span for span in worked if not common([span], opened)]
                _say_outside(check, path, useless, "the opening hours of all that the group serves")


def _say_outside(check: DesignCheck, path: KeyPath, outside: list[Span], what: str) -> None:
    if outside:
        day, second = divmod(outside[0][0], DAY_SECONDS)
        upto = min(outside[0][1] - day * DAY_SECONDS, DAY_SECONDS)
        span = f"{NAMES[day]} {format_values.clock(second)}-{format_values.clock(upto)}"
        check.report(path, f"{span} is outside {what}; shorten the shift, or open longer", ("calendar", "opening"))


def people_fit_their_group(check: DesignCheck) -> None:
    for name, group in check.centre.groups.items():
        for who, person in group.people.items():
            path: KeyPath = ("groups", name, "people", who)
            for word, known in (("shift", group.shifts), ("level", group.levels)):
                wanted = getattr(person, word)
                if wanted is not None and wanted not in known:
                    allowed = f"allowed: {', '.join(known)}{nearest(wanted, known)}" if known else f"it has no {word}s"
                    check.report(
                        (*path, word), f"'{wanted}' is no {word} of '{name}'; {allowed}", ("groups", name, f"{word}s")
                    )
            for skill in person.skills or {}:
                if skill not in check.centre.contacts:
                    allowed = f"allowed: {', '.join(check.centre.contacts)}{nearest(skill, check.centre.contacts)}"
                    check.report(
                        (*path, "skills", skill), f"'{skill}' is no contact type; {allowed}", ("contacts",), at_key=True
                    )
            if person.skills is not None and not person.skills:
                check.report((*path, "skills"), "a person who can do nothing; drop the word, or give a skill")


def levels_fit_the_group(check: DesignCheck) -> None:
    for name, group in check.centre.groups.items():
        path: KeyPath = ("groups", name, "levels")
        if not group.levels:
            continue
        many = sum(level.people for level in group.levels.values())
        seats = group.agents
        if seats is None and group.shifts and all(shift.people is not None for shift in group.shifts.values()):
            seats = sum(shift.people or 0 for shift in group.shifts.values())
        if seats is not None and many != seats:
            message = f"{many} people start at these levels, but the group has {seats} agents; make them equal"
            check.report(path, message, ("groups", name, "agents"), ("groups", name, "shifts"), at_key=True)
        whole = (seats or many) + len(group.people)
        for at, (key, level) in enumerate(group.levels.items()):
            if at == 0 and level.after is not None:
                check.report((*path, key, "after"), "nobody is promoted to the lowest level; drop it")
            if level.people > level.at_most * whole * ALL:
                most = f"{format_values.share(level.at_most)} of {whole}"
                check.report(
                    (*path, key, "people"), f"{level.people} are more than at_most, {most}", (*path, key, "at_most")
                )
            elif whole and level.after is not None and int(level.at_most * whole + 1e-9) == 0:
                share = format_values.share(level.at_most)
                most = f"{share} of {whole} people are nobody, so nobody is ever promoted to it"
                check.report_switched_off(
                    (*path, key, "at_most"), most, ("groups", name, "agents"), (*path, key, "after")
                )


def careers_have_a_meaning(check: DesignCheck) -> None:
    for name, group in check.centre.groups.items():
        path: KeyPath = ("groups", name)
        begins = group.turnover is not None or group.tenure.name != "never"
        begins = begins or any(person.tenure is not None for person in group.people.values())
        if group.learning is not None and not begins:
            message = "nobody in the group has anything to learn; write tenure: exponential(200 days), or turnover"
            check.report_idle((*path, "learning"), message, (*path, "tenure"), (*path, "turnover"))
        several = len(skills_of(group)) > 1
        for word in ("hats", "forgetting"):
            if getattr(group, word) is not None and not several:
                check.report_idle((*path, word), "the group has one skill only", needs=((*path, "skills"),))
        if group.fatigue is not None and group.fatigue.absence != 1.0 and group.absence is None:
            message = "a factor on the absence of the group, which has none; write absence: {share: 5 %}"
            check.report_idle((*path, "fatigue", "absence"), message, (*path, "absence"))
        for key, role in group.support.items():
            if (role.one_per is None) == (role.people is None):
                check.report((*path, "support", key), "how many? write either one_per: 12 or people: 3", at_key=True)
