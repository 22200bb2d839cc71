"""Words of waiting that change nothing: targets, what is announced, call-backs, priorities, levels of skill."""

from __future__ import annotations

from sim.scenario.checks.design_check import DesignCheck
from sim.scenario.checks.idle.facts import is_live, may_give_up, never_closes, rivals, said, skills_for, takers
from sim.scenario.keys import KeyPath
from sim.scenario.scenario import Contact


def targets_have_their_hours(check: DesignCheck) -> None:
    for name, contact in check.centre.contacts.items():
        path: KeyPath = ("contacts", name)
        if said(contact, "target_hours") and is_live(contact):
            message = f"'target_hours' is for e-mails, tasks and messages only; '{name}' is measured by the clock"
            check.report_idle((*path, "target_hours"), message, needs=((*path, "channel"),))
        elif said(contact, "target_hours") and never_closes(check, contact):
            message = f"'{name}' is open at all hours, so both ways are one"
            check.report_idle((*path, "target_hours"), message, needs=(("calendar", "opening"),))
        if said(contact, "short_abandon") and not may_give_up(check, contact):
            message = f"nobody of '{name}' gives up; give the type a patience"
            check.report_idle((*path, "short_abandon"), message, needs=((*path, "patience"),))


def what_is_told_changes_something(check: DesignCheck) -> None:
    for name, contact in check.centre.contacts.items():
        path: KeyPath = ("contacts", name)
        announcement, balking = contact.announcement, contact.balking
        predicts = contact.call_back is not None or (balking is not None and bool(balking.wait))
        if announcement is not None and is_live(contact):
            at: KeyPath = (*path, "announcement")
            if (
                not announcement.leave_if_longer
                and announcement.patience == 1.0
                and not (announcement.by == "last" and predicts)
            ):
                message = "what is announced changes nobody's mind; write leave_if_longer or patience"
                check.report_idle(at, message, (*at, "leave_if_longer"), (*at, "patience"))
            elif announcement.by == "last" and not announcement.leave_if_longer and not predicts:
                message = "nobody's patience depends on how long the announced wait is; write leave_if_longer"
                check.report_idle((*at, "by"), message, (*at, "leave_if_longer"))
            if announcement.patience != 1.0 and contact.patience.name == "never":
                message = "a factor on a patience that never ends; give the type a patience"
                check.report_idle((*at, "patience"), message, (*path, "patience"))
        if balking is not None and not any((balking.share or 0.0, *balking.queue.values(), *balking.wait.values())):
            check.report_switched_off((*path, "balking"), "nobody hangs up, so 'balking' changes nothing")


def call_backs_are_tried(check: DesignCheck) -> None:
    for name, contact in check.centre.contacts.items():
        offer, path = contact.call_back, ("contacts", name, "call_back")
        if offer is None:
            continue
        if offer.accept == 0:
            check.report_switched_off((*path, "accept"), "nobody accepts, so 'call_back' changes nothing")
        for word in ("dialling", "attempts", "again_after"):
            if said(offer, word) and offer.reached == 1.0:
                message = "everybody picks up at the first attempt; write reached, e.g. 70 %"
                check.report_idle((*path, word), message, (*path, "reached"))
            elif word == "again_after" and said(offer, word) and offer.attempts == 1:
                check.report_idle((*path, word), "there is one attempt only", (*path, "attempts"))


def priorities_have_rivals(check: DesignCheck) -> None:
    """Who goes first is a question between those who wait for the same people.

    An `order` of the line is let pass where there is nobody else, as a policy of the router is: it says how to choose
    wherever there is a choice.
    """
    routing = check.centre.routing
    for name, contact in check.centre.contacts.items():
        path: KeyPath = ("contacts", name, "priority")
        skills = tuple(("groups", group, "skills") for group in check.centre.groups)
        alone = not rivals(check, name, same_rank=True) and bool(takers(check, name))
        for word in ("weight", "head_start"):
            if said(contact.priority, word) and alone:
                message = f"no group takes another type beside '{name}' at the same contact_rank"
                check.report_idle((*path, word), message, needs=skills)
            elif said(contact.priority, word) and routing.contact != "longest-waiting":
                message = f"routing.contact is '{routing.contact}', so this decides between equal scores at the most"
                check.report_switched_off((*path, word), message, ("routing", "contact"))
        by_itself = not rivals(check, name, same_rank=False) and contact.call_back is None
        if said(contact.priority, "urgent_after") and by_itself and takers(check, name):
            message = f"no group takes another type beside '{name}'"
            check.report_idle((*path, "urgent_after"), message, needs=skills)
        _vip(check, path, contact)


def _vip(check: DesignCheck, path: KeyPath, contact: Contact) -> None:
    vip = contact.priority.vip
    if vip is not None and vip.share in (0.0, 1.0):
        who = "nobody goes" if vip.share == 0 else "all go"
        check.report_switched_off(
            (*path, "vip", "share"), f"{who} before the others of their type, so 'vip' changes nothing"
        )
    elif vip is not None and vip.head_start == 0:
        check.report_switched_off(
            (*path, "vip", "head_start"), "nobody goes before the others, so 'vip' changes nothing"
        )


def levels_keep_somebody_out(check: DesignCheck) -> None:
    for name, contact in check.centre.contacts.items():
        able = skills_for(check, name)
        if not contact.levels or not able:
            continue
        least, path = min(skill.level or 0 for _, skill in able), ("contacts", name, "levels")
        if least >= contact.levels[0].level:
            message = f"everybody who takes '{name}' has level {least} or more, so the steps keep nobody out; "
            message += "want a higher level at first"
            check.report_idle(path, message, *((*at, "level") for at, _ in able))


CHECKS = (
    targets_have_their_hours,
    what_is_told_changes_something,
    call_backs_are_tried,
    priorities_have_rivals,
    levels_keep_somebody_out,
)
