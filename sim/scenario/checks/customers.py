"""What must fit together in what customers do: the types they become, and words that mean nothing on their channel.

Who gives up on the line and writes instead needs a type to write to; an e-mail has no wait that a voice could
announce. A word that would change nothing is refused, not ignored, because whoever
wrote it expects a difference and would look for it in the figures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from sim.scenario import units
from sim.scenario.checks.design_check import ALL, DesignCheck
from sim.scenario.keys import KeyPath
from sim.scenario.nouns.customers import ChannelRules
from sim.scenario.nouns.skills import Transfer
from sim.scenario.scenario import DEFERRED, Channel, Contact
from sim.scenario.units import nearest

LIVE: tuple[Channel, ...] = ("call", "chat")
SINGLE: tuple[Channel, ...] = ("call", *DEFERRED)
CALLED = {"call": "calls", "chat": "chats", "email": "e-mails", "task": "tasks", "message": "messages"}


# ---- contact types by name -----------------------------------------------------------------------------------


def types_named_are_known(check: DesignCheck) -> None:
    """Every name that leads to another contact type leads somewhere."""
    known = check.centre.contacts
    for path, wanted, at_key in _types_named(check):
        if wanted not in known:
            allowed = f"allowed: {', '.join(known)}{nearest(wanted, known)}"
            check.report(path, f"'{wanted}' is no contact type; {allowed}", ("contacts",), at_key=at_key)


def _types_named(check: DesignCheck) -> Iterator[tuple[KeyPath, str, bool]]:
    """(path, name, whether the name is a key) of each."""
    for name, contact in check.centre.contacts.items():
        for path, becomes in _becoming(name, contact):
            for other in becomes:
                yield (*path, other), other, True
        if contact.chase is not None:
            yield ("contacts", name, "chase", "becomes"), contact.chase.becomes, False
        for number, other in enumerate(contact.interrupted_by):
            yield ("contacts", name, "interrupted_by", number), other, False
    for name, group in check.centre.groups.items():
        for skill, how in group.skills.items():
            if how.transfer is not None:
                yield from _handed_on(("groups", name, "skills", skill, "transfer", "to"), how.transfer)


def _handed_on(path: KeyPath, transfer: Transfer) -> Iterator[tuple[KeyPath, str, bool]]:
    """The same of a transfer: one type, or several with their shares."""
    if isinstance(transfer.to, str):
        yield path, transfer.to, False
    else:
        for other in transfer.to:
            yield (*path, other), other, True


def _becoming(name: str, contact: Contact) -> Iterator[tuple[KeyPath, dict[str, float]]]:
    """The shares of those who come back as another type, by place."""
    path: KeyPath = ("contacts", name)
    for reason in ("abandoned", "busy", "unresolved"):
        back = getattr(contact.returns, reason)
        if back is not None:
            yield (*path, "returns", reason, "becomes"), back.becomes
    if contact.self_service is not None and contact.self_service.wrongly is not None:
        yield (*path, "self_service", "wrongly", "becomes"), contact.self_service.wrongly.becomes


def types_named_are_others(check: DesignCheck) -> None:
    """Nothing interrupts, chases or hands over to itself."""
    for name, contact in check.centre.contacts.items():
        path: KeyPath = ("contacts", name)
        if contact.chase is not None and contact.chase.becomes == name:
            message = f"'{name}' is the type that was left unanswered; name the one by which they ask again"
            check.report((*path, "chase", "becomes"), message)
        for number, other in enumerate(contact.interrupted_by):
            if other == name:
                message = f"'{name}' cannot interrupt itself; name the types that are more urgent"
                check.report((*path, "interrupted_by", number), message)
    for name, group in check.centre.groups.items():
        for skill, how in group.skills.items():
            path = ("groups", name, "skills", skill, "transfer", "to")
            if how.transfer is not None:
                for where, other, at_key in _handed_on(path, how.transfer):
                    if other == skill:
                        message = f"'{skill}' is handed on as '{skill}' again; name the type of the second level"
                        check.report(where, message, at_key=at_key)


def shares_of_returns_fit(check: DesignCheck) -> None:
    """Those who come back as something else are at most all who come back."""
    for name, contact in check.centre.contacts.items():
        for path, becomes in _becoming(name, contact):
            total = 0.0
            for other, share in becomes.items():
                total += share
                if total > ALL:
                    message = f"{total * 100:.6g} % of those who come back are shared out; allowed: up to 100 %"
                    check.report((*path, other), message)
                    break


def shares_of_transfers_fit(check: DesignCheck) -> None:
    """Those who are handed on to several types are shared out among them, all of them."""
    for name, group in check.centre.groups.items():
        for skill, how in group.skills.items():
            if how.transfer is not None and not isinstance(how.transfer.to, str):
                total = sum(how.transfer.to.values())
                if abs(total - 1.0) > 1e-6:
                    message = f"the shares add up to {total * 100:.6g} %; those who are handed on go somewhere: 100 %"
                    check.report(("groups", name, "skills", skill, "transfer", "to"), message)


# ---- balking -------------------------------------------------------------------------------------------------


def balking_is_said_in_one_way(check: DesignCheck) -> None:
    for name, contact in check.centre.contacts.items():
        balking, path = contact.balking, ("contacts", name, "balking")
        if balking is None:
            continue
        ways = {"share": balking.share is not None, "queue": bool(balking.queue), "wait": bool(balking.wait)}
        given, needs = [way for way in ways if ways[way]], [(*path, way) for way in ways]
        if not given:
            check.report(path, "who hangs up? write exactly one of share, queue, wait", *needs, at_key=True)
        elif len(given) > 1:
            clash = check.newest(*((*path, way) for way in given))
            remedy = f"keep one of {', '.join(given)} (in a design, null takes the other away)"
            check.report(clash, f"{' and '.join(given)} are both given; {remedy}", *needs)


def balking_has_steps(check: DesignCheck) -> None:
    """Steps are whole numbers or durations from 0 on, each written once."""
    for name, contact in check.centre.contacts.items():
        if contact.balking is not None:
            _steps(check, ("contacts", name, "balking", "queue"), list(map(str, contact.balking.queue)), _queue_step)
            _steps(check, ("contacts", name, "balking", "wait"), list(contact.balking.wait), units.duration)


def _queue_step(text: str) -> float:
    if int(text) < 0:
        raise ValueError(f"{text} is fewer than nobody; allowed: 0, 1, 2 ... waiting ahead")
    return float(text)


def _steps(check: DesignCheck, path: KeyPath, keys: list[str], read: Callable[[str], float]) -> None:
    node, there = check.tree.at(path)
    written = list(node.value) if there and isinstance(node.value, dict) else keys
    seen: dict[float, str] = {}
    for key in written:
        if check.is_refused((*path, key)):
            continue
        try:
            step = read(key)
        except ValueError as error:
            check.report((*path, key), str(error), at_key=True)
            continue
        if step in seen:
            check.report((*path, key), f"the step '{seen[step]}' is written twice; keep one of them", at_key=True)
        seen.setdefault(step, key)


def listed(words: list[str]) -> str:
    """ "calls, e-mails and tasks"."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


# ---- words for some channels only ----------------------------------------------------------------------------


class Word(NamedTuple):
    """A word of a contact type that means something on some channels only."""

    key: str
    channels: tuple[Channel, ...]
    given: Callable[[Contact], bool]
    why: str


WORDS = (
    Word("turns", ("message",), lambda c: c.turns is not None, "elsewhere a conversation is held in one go"),
    Word("turn_patience", ("chat",), lambda c: c.turn_patience.name != "never", "nobody else shares an agent"),
    Word("balking", LIVE, lambda c: c.balking is not None, "nobody else hears that there is a wait"),
    Word("announcement", LIVE, lambda c: c.announcement is not None, "nobody else is told a wait"),
    Word("call_back", ("call",), lambda c: c.call_back is not None, "nobody else waits on the telephone"),
    Word("interrupted_by", SINGLE, lambda c: bool(c.interrupted_by), "an agent's other chats go on beside it"),
    Word("places", LIVE, lambda c: c.places is not None, "everything else is always let in"),
)


def words_have_a_meaning(check: DesignCheck) -> None:
    """Nothing is written that would change nothing."""
    for name, contact in check.centre.contacts.items():
        path: KeyPath = ("contacts", name)
        for word in WORDS:
            if word.given(contact) and contact.channel not in word.channels:
                only = listed([CALLED[channel] for channel in word.channels])
                message = f"'{word.key}' is for {only} only ({word.why}), not for {CALLED[contact.channel]}; drop it"
                check.report((*path, word.key), message, (*path, "channel"), at_key=True)
        announced = contact.announcement
        if announced is not None and announced.leave_if_longer and contact.patience.name == "never":
            message = "no wait is longer than a patience that never ends; give the type a patience, or drop this"
            check.report((*path, "announcement", "leave_if_longer"), message, (*path, "patience"))
        if contact.by_hour.patience and contact.patience.name == "never":
            message = "a patience that never ends is the same at every hour; give the type a patience, or drop this"
            check.report((*path, "by_hour", "patience"), message, (*path, "patience"))
    for channel, rules in check.centre.channels.items():
        if channel in DEFERRED and rules.lines is not None:
            message = f"lines are held by calls and chats only; {CALLED[channel]} are always let in; drop it"
            check.report(("channels", channel, "lines"), message, at_key=True)
        elif rules.lines_from != "arrival":
            _lines_are_held_in_front(check, channel, rules)


def _lines_are_held_in_front(check: DesignCheck, channel: Channel, rules: ChannelRules) -> None:
    """From when on a line is held matters where there are lines and a self-service."""
    path: KeyPath = ("channels", channel, "lines_from")
    mine = [name for name, contact in check.centre.contacts.items() if contact.channel == channel]
    if rules.lines is None:
        message = f"without 'lines' nobody is short of a line; write channels.{channel}.lines, or drop it"
        check.report(path, message, ("channels", channel, "lines"), at_key=True)
    elif all(check.centre.contacts[name].self_service is None for name in mine):
        message = f"no {channel} meets a self-service, so its line is held from the arrival on in any case; drop it"
        check.report(path, message, ("contacts",), at_key=True)
