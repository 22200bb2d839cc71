"""What must fit together among people: skills with contact types, groups with sites, heads with schedules.

A group that speaks of `billling`, a partner who gets 30 % of the e-mails and has nobody to read them: each
value is right by itself, and the floor makes no sense. A type that nobody can
serve is a mistake of the file, not an experiment. Its customers would wait for ever, and every average with
them.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from sim.errors import shown
from sim.scenario.checks.design_check import UNPRINTABLE, DesignCheck
from sim.scenario.checks.staffing import skills_of
from sim.scenario.keys import KeyPath
from sim.scenario.scenario import IN_HOUSE, TOTAL
from sim.scenario.units import nearest


def names_can_be_printed(check: DesignCheck) -> None:
    for part, names in _names(check):
        for name in names:
            if not name.strip() or not name.isprintable():
                check.report((part, name), UNPRINTABLE, at_key=True)
    if TOTAL in check.centre.contacts:
        message = f"'{TOTAL}' means all types together; give the type another name"
        check.report(("contacts", TOTAL), message, at_key=True)


def _names(check: DesignCheck) -> Iterator[tuple[str, list[str]]]:
    yield "contacts", list(check.centre.contacts)
    yield "groups", list(check.centre.groups)
    yield "sites", list(check.centre.sites)


def skills_are_of_known_types(check: DesignCheck) -> None:
    known = check.centre.contacts
    for name, group in check.centre.groups.items():
        path: KeyPath = ("groups", name, "skills")
        if not group.skills:
            check.report(path, f"the group can do nothing; give it a skill, e.g. {{{next(iter(known))}: {{}}}}")
        for skill in group.skills:
            if skill not in known:
                allowed = f"allowed: {', '.join(known)}{nearest(skill, known)}"
                check.report((*path, skill), f"'{skill}' is no contact type; {allowed}", ("contacts",), at_key=True)


def types_are_served(check: DesignCheck) -> None:
    needs = [("groups", name, "skills") for name in check.centre.groups]
    needs += [("sites", name, "capacity") for name in check.centre.sites]
    known = check.centre.contacts
    skills = {skill for group in check.centre.groups.values() for skill in skills_of(group)}
    meant = {name for skill in skills - set(known) for name in get_close_matches(skill, known, 1)}
    for name in known:
        if name not in skills | meant:  # a misspelt skill is reported by itself
            message = f"nobody can serve '{name}'; give a group the skill, e.g. skills: {{{name}: {{}}}}"
            check.report(("contacts", name), message, *needs, at_key=True)


def groups_are_at_known_sites(check: DesignCheck) -> None:
    known = list(dict.fromkeys([IN_HOUSE, *check.centre.sites]))
    for name, group in check.centre.groups.items():
        if group.site not in known:
            message = f"'{group.site}' is no site; allowed: {', '.join(known)}{nearest(group.site, known)}"
            check.report(("groups", name, "site"), message, ("sites",))


def groups_have_people(check: DesignCheck) -> None:
    for name, group in check.centre.groups.items():
        agents, schedule = ("groups", name, "agents"), ("groups", name, "schedule")
        torn = any(check.has_refused_part(("groups", name, word)) for word in ("shifts", "people"))
        if group.agents is None and group.schedule is None and not group.shifts and not group.people and not torn:
            message = "how many people? write agents, e.g. 'agents: 12', or a schedule, or shifts"
            check.report(("groups", name), message, agents, schedule, at_key=True)
        table = check.tables.get(group.schedule or "")
        if table is None:
            continue
        if table.per_cent and group.agents is None:
            check.report(schedule, f"{shown(group.schedule)} is in per cent; write `agents`, the whole", agents)
        if table.per_cent and table.greatest() > 1.0:
            most = f"{table.greatest() * 100:.6g} %"
            check.report(schedule, f"{shown(group.schedule)} has {most} of the agents on duty; allowed: up to 100 %")
        if not table.per_cent and group.agents is not None:
            remedy = "drop one of them (in a design, null takes it away), or write the schedule in per cent"
            message = f"{group.agents} agents, but {shown(group.schedule)} gives the heads already; {remedy}"
            check.report(check.newest(schedule, agents), message, schedule, agents)


def chats_fit_the_group(check: DesignCheck) -> None:
    for name, group in check.centre.groups.items():
        path: KeyPath = ("groups", name, "chats")
        chats, known = group.chats, check.centre.contacts
        if chats.slower and len(chats.slower) != chats.at_once:
            wanted = f"one value for each of 1 to {chats.at_once} open conversations (at_once)"
            check.report((*path, "slower"), f"{len(chats.slower)} values; wanted: {wanted}", (*path, "at_once"))
        channels = {known[skill].channel for skill in group.skills if skill in known}
        needs = [("groups", name, "skills"), *(("contacts", skill, "channel") for skill in group.skills)]
        if chats.at_once > 1 and "chat" not in channels and all(skill in known for skill in group.skills):
            message = f"{chats.at_once} at once, but the group has no skill for a chat; drop it, or add the skill"
            check.report((*path, "at_once"), message, *needs)
        if chats.together is not None and "chat" not in channels and all(skill in known for skill in group.skills):
            message = f"{chats.together} together, but the group has no skill for a chat; drop it, or add the skill"
            check.report((*path, "together"), message, *needs)
        if chats.fill_to > chats.at_once:
            message = f"an agent cannot be filled up to {chats.fill_to} of {chats.at_once} at once; allowed: up to "
            check.report((*path, "fill_to"), f"{message}{chats.at_once} (at_once)", (*path, "at_once"))


def skills_have_a_meaning(check: DesignCheck) -> None:
    """Shares of those who come back need a time after which they do; a handover needs two agents."""
    for name, group in check.centre.groups.items():
        for skill, how in group.skills.items():
            path: KeyPath = ("groups", name, "skills", skill)
            contact = check.centre.contacts.get(skill)
            if how.repeats is not None and contact is not None and contact.returns.unresolved is None:
                back = f"contacts.{skill}.returns.unresolved"
                message = f"nothing says when the unresolved come back; write {back}"
                check.report_idle((*path, "repeats"), message, ("contacts", skill, "returns", "unresolved"))
            if how.transfer is not None and how.transfer.kind == "cold" and how.transfer.handover.mean_s > 0:
                message = "nobody is there to hand over in a cold transfer; write kind: warm"
                check.report_idle((*path, "transfer", "handover"), message, needs=((*path, "transfer", "kind"),))
