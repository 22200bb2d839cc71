"""What must fit together on the floor: skills with contact types, groups with sites, people with hours.

Each value of a file may be right by itself and the floor still make no sense: a group that speaks of
`billling`, a partner who gets 30 % of the e-mails and has nobody to read them, customers who try again in
the very instant they gave up. Each check below is one such question, asked of one design.

The one surprising decision: a type that nobody can serve is a mistake of the file, not an experiment. Its
customers would wait for ever, and every average with them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sim import writing
from sim.designs import problem_at
from sim.errors import Problem, shown
from sim.positions import Node
from sim.scenario import IN_HOUSE, TOTAL, Centre, WeekTable
from sim.units import DAY_SECONDS, DAYS, Law, days_named, nearest

Path = tuple[str | int, ...]
RATES = ("per_week", "per_day", "per_hour", "every")
LONGEST_HANDLING_S = DAY_SECONDS
LONGEST_PATIENCE_S = 30 * DAY_SECONDS
LONGEST_PICK_UP_S = 3600
LONGEST_ABSENCE_S = 366 * DAY_SECONDS
UNPRINTABLE = "a name needs at least one letter and no control characters"
LONGEST_RUN_S = 3660 * DAY_SECONDS


@dataclass(frozen=True)
class Look:
    """One design under examination. `aside` are the paths whose values were refused before."""

    design: str
    centre: Centre
    tree: Node
    aside: frozenset[Path]
    tables: dict[str, WeekTable]
    problems: list[Problem]

    def say(self, path: Path, message: str, *needs: Path, at_key: bool = False) -> None:
        """Reports, unless a value that the report rests on was refused itself."""
        if not any(self.is_aside(one) for one in (path, *needs)):
            self.problems.append(problem_at(self.tree, path, message, at_key))

    def is_aside(self, path: Path) -> bool:
        return any(path[: len(one)] == one for one in self.aside)


def check_floor(look: Look) -> None:
    """Every question about one design."""
    for check in CHECKS:
        check(look)


def calendar_has_one_length(look: Look) -> None:
    calendar, days, length = look.centre.calendar, ("calendar", "days"), ("calendar", "length")
    if calendar.days is None and calendar.length is None:
        message = "how long? write days, e.g. 'days: 28', or length, e.g. 'length: 200 h'"
        look.say(("calendar",), message, days, length)
    if calendar.days is not None and calendar.length is not None:
        look.say(length, "days and length are both given; keep one of them", days)


def calendar_has_whole_intervals(look: Look) -> None:
    width, path = look.centre.calendar.interval, ("calendar", "interval")
    if width < 60 or width > DAY_SECONDS or DAY_SECONDS % width:
        message = (
            f"'{writing.duration(width)}' does not divide a day; allowed: 1 min to 1 day, e.g. 15 min, 1 h"
        )
        look.say(path, message)
    run = run_seconds(look.centre)
    length = ("calendar", "length")
    if run is not None and run > LONGEST_RUN_S:
        look.say(length, f"'{writing.duration(run)}' is too long; allowed: up to 3660 days")
    elif run is not None and run < width:
        need = f"at least one interval ({writing.duration(width)}) is wanted"
        look.say(length, f"the run of '{writing.duration(run)}' is too short; {need}", path)


def run_seconds(centre: Centre) -> float | None:
    """Length of the run; None where the calendar does not say it in one way."""
    calendar = centre.calendar
    if (calendar.days is None) == (calendar.length is None):
        return None
    return calendar.length if calendar.days is None else float(calendar.days * DAY_SECONDS)


def names_can_be_printed(look: Look) -> None:
    for part, names in _names(look):
        for name in names:
            if not name.strip() or not name.isprintable():
                look.say((part, name), UNPRINTABLE, at_key=True)
    if TOTAL in look.centre.contacts:
        message = f"'{TOTAL}' means all types together; give the type another name"
        look.say(("contacts", TOTAL), message, at_key=True)


def _names(look: Look) -> Iterator[tuple[str, list[str]]]:
    yield "contacts", list(look.centre.contacts)
    yield "groups", list(look.centre.groups)
    yield "sites", list(look.centre.sites)


def volumes_have_one_rate(look: Look) -> None:
    for name, contact in look.centre.contacts.items():
        path: Path = ("contacts", name, "volume")
        given = [rate for rate in RATES if getattr(contact.volume, rate) is not None]
        needs = [(*path, rate) for rate in RATES]
        if not given:
            look.say(path, f"how many contacts? write exactly one of {', '.join(RATES)}", *needs)
        elif len(given) > 1:
            remedy = f"keep one of {', '.join(given)} (in a design, null takes the other away)"
            look.say(path, f"{' and '.join(given)} are both given; {remedy}", *needs)
        if contact.volume.profile is not None and given and given[0] in ("per_hour", "every"):
            remedy = "write per_week or per_day, or drop the profile"
            message = f"a profile spreads a week or a day, so it does not go with {given[0]}; {remedy}"
            look.say((*path, "profile"), message)


def weekdays_are_days(look: Look) -> None:
    for name, contact in look.centre.contacts.items():
        path: Path = ("contacts", name, "volume", "weekdays")
        weights = contact.volume.weekdays
        if weights is None:
            continue
        seen: set[int] = set()
        for key, weight in weights.items():
            try:
                days = days_named(key)
            except ValueError as error:
                look.say((*path, key), str(error), at_key=True)
                continue
            twice = [DAYS[day] for day in days if day in seen]
            if twice:
                look.say(
                    (*path, key), f"{', '.join(twice)} named twice; each day has one weight", at_key=True
                )
            seen.update(days)
            if weight < 0:
                look.say((*path, key), f"a weight of at least 0 is wanted, not {weight:g}")
        if not any(weight > 0 for weight in weights.values()):
            look.say(path, "at least one day needs a weight above 0")


def profiles_have_weight(look: Look) -> None:
    for name, contact in look.centre.contacts.items():
        table = look.tables.get(contact.volume.profile or "")
        if table is not None and not any(weight > 0 for day in table.values for weight in day):
            path = ("contacts", name, "volume", "profile")
            look.say(
                path, f"every weight in {shown(contact.volume.profile)} is 0; at least one must be above"
            )


def laws_fit_their_place(look: Look) -> None:
    """No time that never ends where an end is needed, and none that is absurd."""
    for path, law, longest in _laws(look):
        if law.name == "never" and path[-1] != "patience":
            look.say(path, "'never' is allowed for patience only; write a duration or a law")
        elif law.name != "never" and law.mean_s > longest:
            mean = writing.duration(float(round(law.mean_s)))
            look.say(path, f"a mean of {mean} is too long; allowed: up to {writing.duration(longest)}")


def _laws(look: Look) -> Iterator[tuple[Path, Law, float]]:
    yield ("routing", "pick_up"), look.centre.routing.pick_up, LONGEST_PICK_UP_S
    for name, contact in look.centre.contacts.items():
        path: Path = ("contacts", name)
        yield (*path, "handling", "talk"), contact.handling.talk, LONGEST_HANDLING_S
        yield (*path, "handling", "wrap_up"), contact.handling.wrap_up, LONGEST_HANDLING_S
        yield (*path, "patience"), contact.patience, LONGEST_PATIENCE_S
        for reason in ("abandoned", "unresolved"):
            back = getattr(contact.returns, reason)
            if back is not None:
                yield (*path, "returns", reason, "after"), back.after, LONGEST_ABSENCE_S
    for name, group in look.centre.groups.items():
        for skill, how in group.skills.items():
            if how.handling is not None:
                path = ("groups", name, "skills", skill, "handling")
                yield (*path, "talk"), how.handling.talk, LONGEST_HANDLING_S
                yield (*path, "wrap_up"), how.handling.wrap_up, LONGEST_HANDLING_S


def returns_take_time(look: Look) -> None:
    """A customer who is back in the same instant would come back for ever without time passing."""
    for name, contact in look.centre.contacts.items():
        path: Path = ("contacts", name, "returns")
        abandoned, unresolved = contact.returns.abandoned, contact.returns.unresolved
        if abandoned is not None and _is_nothing(abandoned.after):
            message = "a retry after 0 s would never let time pass; write e.g. '5 min'"
            look.say((*path, "abandoned", "after"), message)
        if unresolved is not None and _is_nothing(unresolved.after) and _some_talk_is_nothing(look, name):
            message = "a repeat after 0 s of a talk of 0 s would never let time pass; write e.g. '1 day'"
            look.say((*path, "unresolved", "after"), message, ("contacts", name, "handling", "talk"))


def _is_nothing(law: Law) -> bool:
    return law.name == "deterministic" and law.mean_s == 0.0


def _some_talk_is_nothing(look: Look, name: str) -> bool:
    norm = look.centre.contacts[name].handling
    skills = [group.skills[name] for group in look.centre.groups.values() if name in group.skills]
    return any(_is_nothing((skill.handling or norm).talk) for skill in skills)


def skills_are_of_known_types(look: Look) -> None:
    known = look.centre.contacts
    for name, group in look.centre.groups.items():
        path: Path = ("groups", name, "skills")
        if not group.skills:
            look.say(path, f"the group can do nothing; give it a skill, e.g. {{{next(iter(known))}: {{}}}}")
        for skill in group.skills:
            if skill not in known:
                allowed = f"allowed: {', '.join(known)}{nearest(skill, known)}"
                look.say(
                    (*path, skill), f"'{skill}' is no contact type; {allowed}", ("contacts",), at_key=True
                )


def types_are_served(look: Look) -> None:
    needs = [("groups", name, "skills") for name in look.centre.groups]
    for name in look.centre.contacts:
        if not any(name in group.skills for group in look.centre.groups.values()):
            message = f"nobody can serve '{name}'; give a group the skill, e.g. skills: {{{name}: {{}}}}"
            look.say(("contacts", name), message, *needs, at_key=True)


def groups_are_at_known_sites(look: Look) -> None:
    known = list(dict.fromkeys([IN_HOUSE, *look.centre.sites]))
    for name, group in look.centre.groups.items():
        if group.site not in known:
            message = f"'{group.site}' is no site; allowed: {', '.join(known)}{nearest(group.site, known)}"
            look.say(("groups", name, "site"), message, ("sites",))


def groups_have_people(look: Look) -> None:
    for name, group in look.centre.groups.items():
        agents, schedule = ("groups", name, "agents"), ("groups", name, "schedule")
        if group.agents is None and group.schedule is None:
            message = "how many people? write agents, e.g. 'agents: 12', or a schedule"
            look.say(("groups", name), message, agents, schedule, at_key=True)
        table = look.tables.get(group.schedule or "")
        if table is None:
            continue
        if table.per_cent and group.agents is None:
            look.say(schedule, f"{shown(group.schedule)} is in per cent; write `agents`, the whole", agents)
        if table.per_cent and max(max(day) for day in table.values) > 1.0:
            most = f"{max(max(day) for day in table.values) * 100:.6g} %"
            look.say(
                schedule, f"{shown(group.schedule)} has {most} of the agents on duty; allowed: up to 100 %"
            )
        if not table.per_cent and group.agents is not None:
            remedy = "drop one of them (in a design, null takes it away), or write the schedule in per cent"
            message = f"{group.agents} agents, but {shown(group.schedule)} gives the heads already; {remedy}"
            look.say(agents, message, schedule)


def chats_fit_the_group(look: Look) -> None:
    for name, group in look.centre.groups.items():
        path: Path = ("groups", name, "chats")
        chats, known = group.chats, look.centre.contacts
        if chats.slower and len(chats.slower) != chats.at_once:
            wanted = f"one value for each of 1 to {chats.at_once} open conversations (at_once)"
            look.say((*path, "slower"), f"{len(chats.slower)} values; wanted: {wanted}", (*path, "at_once"))
        channels = {known[skill].channel for skill in group.skills if skill in known}
        needs = [("groups", name, "skills"), *(("contacts", skill, "channel") for skill in group.skills)]
        if chats.at_once > 1 and "chat" not in channels and all(skill in known for skill in group.skills):
            message = (
                f"{chats.at_once} at once, but the group has no skill for a chat; drop it, or add the skill"
            )
            look.say((*path, "at_once"), message, *needs)


def shares_fit_the_flow(look: Look) -> None:
    known, totals = look.centre.contacts, dict.fromkeys(look.centre.contacts, 0.0)
    for site, one in look.centre.sites.items():
        path: Path = ("sites", site, "share")
        if site == IN_HOUSE and one.share:
            look.say(path, "what no other site gets stays in-house; write the shares of the others only")
        groups = [group for group in look.centre.groups.values() if group.site == site]
        skilled = {skill for group in groups for skill in group.skills}
        for name, share in one.share.items():
            if name not in known:
                allowed = f"allowed: {', '.join(known)}{nearest(name, known)}"
                look.say((*path, name), f"'{name}' is no contact type; {allowed}", ("contacts",), at_key=True)
                continue
            totals[name] += share
            if totals[name] > 1.0 + 1e-9:
                total = f"{totals[name] * 100:.6g} %"
                look.say((*path, name), f"the sites together get {total} of '{name}'; allowed: up to 100 %")
            if share > 0 and name not in skilled and site != IN_HOUSE:
                needs = [("groups", group, key) for group in look.centre.groups for key in ("site", "skills")]
                message = f"no group at '{site}' can serve '{name}'; give one the skill, or drop the share"
                look.say((*path, name), message, *needs, at_key=True)


CHECKS: tuple[Callable[[Look], None], ...] = (
    calendar_has_one_length,
    calendar_has_whole_intervals,
    names_can_be_printed,
    volumes_have_one_rate,
    weekdays_are_days,
    profiles_have_weight,
    laws_fit_their_place,
    returns_take_time,
    skills_are_of_known_types,
    types_are_served,
    groups_are_at_known_sites,
    groups_have_people,
    chats_fit_the_group,
    shares_fit_the_flow,
)
