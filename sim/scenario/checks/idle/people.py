"""Words of groups and rosters that change nothing: overtime that nobody works, skills without a choice, chats alone."""

from __future__ import annotations

from sim.scenario.checks.design_check import DesignCheck
from sim.scenario.checks.idle.facts import said, skills_with_paths, takers, work_ends
from sim.scenario.checks.staffing import skills_of
from sim.scenario.keys import KeyPath
from sim.scenario.nouns.people import Group
from sim.scenario.scenario import CONTACT_RANKS, DEFERRED


def shifts_end(check: DesignCheck) -> None:
    for name, group in check.centre.groups.items():
        path: KeyPath = ("groups", name)
        if said(group, "overtime_up_to") and group.end_of_shift != "overtime":
            message = "nobody stays for those who wait; write end_of_shift: overtime"
            check.report_idle((*path, "overtime_up_to"), message, (*path, "end_of_shift"))
        for word in ("end_of_shift", "overtime_pays"):
            if said(group, word) and not work_ends(check, group):
                message = f"'{name}' is on duty at all hours, so no shift ends; write shifts, or a schedule"
                check.report_idle((*path, word), message, needs=(("calendar", "opening"), (*path, "schedule")))
        if group.end_of_shift == "hand-over" and not _has_deferred(check, group):
            message = f"'{name}' has no e-mail, task or message to hand over; calls and chats are finished in any case"
            check.report_switched_off((*path, "end_of_shift"), message, (*path, "skills"))


def _has_deferred(check: DesignCheck, group: Group) -> bool:
    known = check.centre.contacts
    return any(skill not in known or known[skill].channel in DEFERRED for skill in skills_of(group))


def absences_happen(check: DesignCheck) -> None:
    for name, group in check.centre.groups.items():
        if group.absence is not None and group.absence.share == 0:
            check.report_switched_off(
                ("groups", name, "absence", "share"), "nobody is absent, so 'absence' changes nothing"
            )


def chats_are_several(check: DesignCheck) -> None:
    for name, group in check.centre.groups.items():
        chats, path = group.chats, ("groups", name, "chats")
        for word in ("pace", "fill_to"):
            if said(chats, word) and chats.at_once == 1:
                message = "there is one conversation at a time; write at_once, e.g. 3"
                check.report_idle((*path, word), message, (*path, "at_once"))
        if said(chats, "pace") and chats.at_once > 1 and len({0.0, *chats.slower}) == 1:
            message = "every conversation goes at the same pace; write slower, e.g. [0 %, 20 %]"
            check.report_idle((*path, "pace"), message, (*path, "slower"))
    for name, contact in check.centre.contacts.items():
        able = takers(check, name)
        several = any(check.centre.groups[one].chats.at_once > 1 for one in able)
        if contact.turn_patience.name != "never" and contact.channel == "chat" and able and not several:
            message = f"nobody who takes '{name}' has several conversations; write chats: {{at_once: 2}} in a group"
            wanted = [("groups", one, "chats", "at_once") for one in able]
            check.report_idle(("contacts", name, "turn_patience"), message, *wanted)


def skills_leave_a_choice(check: DesignCheck) -> None:
    for path, kind, skill, group in skills_with_paths(check):
        known = check.centre.contacts.get(kind)
        usual = len(group.skills) if check.centre.routing.specialists_first else 1
        if skill.agent_rank not in (None, usual) and len(takers(check, kind)) == 1:
            message = f"no other group takes '{kind}', so there is no order to ask in"
            check.report_switched_off((*path, "agent_rank"), message, ("groups",))
        given = known is not None and skill.contact_rank not in (None, CONTACT_RANKS[known.channel])
        if given and len(skills_of(group)) == 1:
            message = f"the group takes nothing beside '{kind}', so there is no order to take in"
            check.report_switched_off((*path, "contact_rank"), message, (*path[:2], "skills"))
        if skill.transfer is not None and skill.transfer.share == 0:
            check.report_switched_off(
                (*path, "transfer", "share"), "nobody is handed on, so 'transfer' changes nothing"
            )
        back = known.returns.unresolved if known is not None else None
        if back is not None and skill.repeats not in (None, back.share) and skill.resolves == 1.0:
            message = "every answer of this group resolves the request; write resolves, e.g. 80 %"
            check.report_idle((*path, "repeats"), message, (*path, "resolves"))


CHECKS = (shifts_end, absences_happen, chats_are_several, skills_leave_a_choice)
