"""Words of customers that change nothing: who comes back, how often, and what stands in front of the people."""

from __future__ import annotations

from sim.scenario.checks.design_check import DesignCheck
from sim.scenario.checks.idle.facts import (
    all_resolve,
    is_constant,
    is_live,
    may_be_busy,
    may_be_shut_out,
    may_give_up,
    never_closes,
    returns_of,
    said,
    skills_for,
    skills_with_paths,
    where_it_is_resolved,
)
from sim.scenario.checks.staffing import skills_of
from sim.scenario.keys import KeyPath
from sim.scenario.nouns.customers import Return
from sim.scenario.scenario import Contact


def returns_have_a_cause(check: DesignCheck) -> None:
    """Who comes back was let down before, and comes back."""
    for name, contact in check.centre.contacts.items():
        path: KeyPath = ("contacts", name, "returns")
        returns = contact.returns
        if returns.busy not in (None, returns.abandoned) and not may_be_busy(check, contact):
            message = f"'{name}' never gets a busy signal; write places, or channels.{contact.channel}.lines"
            check.report_idle((*path, "busy"), message)
        lost = may_give_up(check, contact) or may_be_shut_out(check, contact)
        if returns.abandoned is not None and not lost and not (may_be_busy(check, contact) and returns.busy is None):
            message = f"nobody of '{name}' ever goes without an answer; give the type a patience"
            check.report_idle((*path, "abandoned"), message)
        if returns.unresolved is not None and skills_for(check, name) and all_resolve(check, {name}):
            message = f"every answer resolves the request; write resolves in a skill for '{name}', e.g. 80 %"
            check.report_idle((*path, "unresolved"), message, *where_it_is_resolved(check, {name}))
        if said(returns, "most_attempts") and not returns_of(contact):
            message = f"nobody of '{name}' comes back; write returns.abandoned or returns.unresolved"
            check.report_idle((*path, "most_attempts"), message)
        for word in ("abandoned", "busy", "unresolved"):
            back: Return | None = getattr(returns, word)
            if back is not None:
                _return(check, (*path, word), back, contact, word)


def _return(check: DesignCheck, path: KeyPath, back: Return, contact: Contact, word: str) -> None:
    most = contact.returns.most_attempts
    own_shares = [skill.repeats for _, skill in skills_for(check, str(path[1])) if word == "unresolved"]
    comes = back.share > 0 or bool(back.later) or any(own_shares)
    if not comes:
        check.report_switched_off((*path, "share"), "nobody comes back, so all of this changes nothing")
    if back.later not in (None, back.share) and most is not None and most <= 2:
        message = f"with {most} attempts at the most nobody comes back after the second; raise returns.most_attempts"
        check.report_idle((*path, "later"), message)
    if back.as_before and comes:
        _as_before(check, path, contact)


def _as_before(check: DesignCheck, path: KeyPath, contact: Contact) -> None:
    talks = [skill.handling.talk for _, skill in skills_for(check, str(path[1])) if skill.handling is not None]
    if is_constant(contact.patience) and all(is_constant(law) for law in (contact.handling.talk, *talks)):
        message = "patience and conversation are the same for everybody, so nothing is drawn anew; give one a law"
        laws = (("handling", "talk"), ("patience",))
        check.report_idle((*path, "as_before"), message, needs=tuple(("contacts", path[1], *law) for law in laws))


def self_service_does_something(check: DesignCheck) -> None:
    for name, contact in check.centre.contacts.items():
        front, path = contact.self_service, ("contacts", name, "self_service")
        if front is None:
            continue
        if said(front, "harder") and front.wrongly is None:
            message = "nobody comes back from the self-service; write self_service.wrongly"
            check.report_idle((*path, "harder"), message, needs=((*path, "wrongly"),))
        if front.contains == 0 and front.takes.mean_s == 0:
            check.report_switched_off(
                (*path, "contains"), "a self-service that contains nobody and takes no time changes nothing"
            )
        elif front.contains == 0 and front.wrongly is not None:
            check.report_switched_off((*path, "contains"), "nobody is contained, so 'wrongly' changes nothing")
        elif front.wrongly is not None and front.wrongly.share == 0:
            check.report_switched_off((*path, "wrongly", "share"), "nobody comes back, so 'wrongly' changes nothing")


def conversations_of_several_turns(check: DesignCheck) -> None:
    for name, contact in check.centre.contacts.items():
        path: KeyPath = ("contacts", name)
        if contact.turns is not None and contact.turns.mean == 1.0 and contact.channel == "message":
            check.report_switched_off(
                (*path, "turns", "mean"), "a conversation of one turn has no gap, so 'turns' changes nothing"
            )
        if contact.chase is not None and contact.chase.share == 0:
            check.report_switched_off((*path, "chase", "share"), "nobody asks again, so 'chase' changes nothing")
        if contact.backlog is not None and contact.backlog.contacts == 0:
            check.report_switched_off(
                (*path, "backlog", "contacts"), "nobody waits already, so 'backlog' changes nothing"
            )


def interruptions_meet(check: DesignCheck) -> None:
    """Work is put aside by somebody who can do the other, too."""
    able = [skills_of(group) for group in check.centre.groups.values()]
    for name, contact in check.centre.contacts.items():
        path: KeyPath = ("contacts", name)
        others = {other for other in contact.interrupted_by if other in check.centre.contacts} - {name}
        meets = any(name in kinds and kinds & others for kinds in able)
        for word in ("resume", "resuming"):
            if said(contact, word) and not meets:
                message = f"'{name}' is never put aside; write interrupted_by"
                check.report_idle((*path, word), message, needs=((*path, "interrupted_by"), ("contacts",)))
        if others and not meets:
            message = (
                f"no group takes {' or '.join(map(repr, sorted(others)))} beside '{name}', so nobody puts it aside"
            )
            skills = tuple(("groups", group, "skills") for group in check.centre.groups)
            check.report_idle((*path, "interrupted_by"), message, needs=skills)


def the_last_agent_is_known(check: DesignCheck) -> None:
    """Somebody waits for the agent of before, so there was a contact before that somebody answered."""
    led = _led_by_answers(check)
    for name, contact in check.centre.contacts.items():
        if said(contact, "preferred_agent") and name not in led:
            message = f"nobody of '{name}' was answered before; write returns.unresolved, or a transfer to this type"
            check.report_idle(("contacts", name, "preferred_agent"), message)


def _led_by_answers(check: DesignCheck) -> set[str]:
    """Types in which a customer may come who was answered before."""
    contacts = check.centre.contacts
    led = {name for name, contact in contacts.items() if contact.turns is not None}
    follows = {name: set[str]() for name in contacts}
    for name, contact in contacts.items():
        back = contact.returns.unresolved
        if back is not None and not all_resolve(check, {name}):
            led |= {name, *back.becomes}
        for word in ("abandoned", "busy"):
            other: Return | None = getattr(contact.returns, word)
            follows[name] |= {*(other.becomes if other else ())}
        follows[name] |= {contact.chase.becomes} if contact.chase is not None else set()
    led |= {to for _, _, skill, _ in skills_with_paths(check) if skill.transfer for to in skill.transfer.targets}
    while more := {other for name in led for other in follows.get(name, ())} - led:
        led |= more
    return led


def customers_are_let_in(check: DesignCheck) -> None:
    """What holds for a closed door, or for those still in line when it closes."""
    for name, contact in check.centre.contacts.items():
        path: KeyPath = ("contacts", name)
        others = {"outside_hours": "come to no closed door", "at_close": "stay in the queue at closing time"}
        for word, what in others.items():
            if not said(contact, word):
                continue
            if not is_live(contact):
                message = f"'{word}' is for calls and chats only; others {what}"
                check.report_idle((*path, word), message, needs=((*path, "channel"),))
            elif never_closes(check, contact):
                message = f"'{name}' is open at all hours; write opening"
                check.report_idle((*path, word), message, needs=(("calendar", "opening"),))


CHECKS = (
    returns_have_a_cause,
    self_service_does_something,
    conversations_of_several_turns,
    interruptions_meet,
    the_last_agent_is_known,
    customers_are_let_in,
)
