"""Customers who are back in the same instant: may one go round for ever, and the clock stand still?

Who gets a busy signal and at once tries again may get another, in the same second, as often as they like, for the floor
is what it was. That ends where not everybody tries again, where they come as another type that does not, or where they
must wait. Only what goes on for ever is refused. A share of 90 % that try again at once
makes ten attempts in one instant on average, and then time goes on.
"""

from __future__ import annotations

from typing import NamedTuple

from sim.scenario.checks.design_check import DesignCheck
from sim.scenario.checks.loops import CERTAIN
from sim.scenario.checks.staffing import opening_of
from sim.scenario.distributions import Law
from sim.scenario.keys import KeyPath
from sim.scenario.nouns.customers import Return
from sim.scenario.scenario import DEFERRED, Contact
from sim.scenario.units import ALWAYS


class Again(NamedTuple):
    """A way in which a customer may be back in the same instant: where the file says so, and as what they come."""

    path: KeyPath
    why: str
    follows: dict[str, float]
    """By contact type, the chance that they come as such, at its greatest."""


def nobody_goes_round_for_ever(check: DesignCheck) -> None:
    """Taking away, again and again, every type from which nobody surely comes back at once as one that is left."""
    again = {name: _again(check, name, contact) for name, contact in check.centre.contacts.items()}
    endless = set(again)
    while ending := [name for name in endless if _certain(again[name], endless) is None]:
        endless -= set(ending)
    for name in again:
        found = _certain(again[name], endless) if name in endless else None
        if found is not None and "unresolved" not in found.path:  # answers that bring answers for ever: see `loops`
            remedy = "write a time such as '5 min', a share below 100 %, or returns.most_attempts"
            needs = [("contacts", other) for other in found.follows]
            message = f"{found.why} and back after 0 s, all of them, again and again in the same instant; {remedy}"
            check.report(found.path, message, *needs)


def _certain(ways: list[Again], among: set[str]) -> Again | None:
    return next((one for one in ways if sum(p for name, p in one.follows.items() if name in among) >= CERTAIN), None)


def _again(check: DesignCheck, name: str, contact: Contact) -> list[Again]:
    """Every way of being back at once as a customer of this type."""
    if contact.returns.most_attempts is not None:
        return []
    path: KeyPath = ("contacts", name, "returns")
    gone, busy, unresolved = contact.returns.abandoned, contact.returns.busy, contact.returns.unresolved
    found = []
    if gone is not None and _is_at_once(gone.after):
        shut = contact.channel not in DEFERRED and contact.outside_hours == "blocked"
        if shut and opening_of(check, contact) != ALWAYS:
            found.append(_way(name, (*path, "abandoned", "after"), "turned away at a shut door", gone, 1.0))
        if (chance := _hangs_up_at_once(contact, gone.as_before)) > 0.0:
            found.append(_way(name, (*path, "abandoned", "after"), "gone without a second of waiting", gone, chance))
    turned_away, key = (busy, "busy") if busy is not None else (gone, "abandoned")
    if turned_away is not None and _is_at_once(turned_away.after) and _may_be_busy(check, contact):
        found.append(_way(name, (*path, key, "after"), "turned away by a busy signal", turned_away, 1.0))
    if unresolved is not None and _is_at_once(unresolved.after):
        chance = _unresolved_at_once(check, name)
        found.append(_way(name, (*path, "unresolved", "after"), "answered in 0 s", unresolved, chance))
    return found


def _way(name: str, path: KeyPath, why: str, back: Return, chance: float) -> Again:
    share = chance * (back.share if back.later is None else back.later)
    follows = {other: share * part for other, part in back.becomes.items()}
    follows[name] = follows.get(name, 0.0) + share * (1.0 - sum(back.becomes.values()))
    return Again(path, why, follows)


def _is_at_once(law: Law) -> bool:
    return law.mean_s == 0.0


def _may_be_busy(check: DesignCheck, contact: Contact) -> bool:
    rules = check.centre.channels.get(contact.channel)
    return contact.places is not None or (rules is not None and rules.lines is not None)


def _hangs_up_at_once(contact: Contact, as_before: bool) -> float:
    """The greatest chance to give up as the wait begins; 1, if there is any, of who is as they were before."""
    announcement, balking = contact.announcement, contact.balking
    if announcement is not None and (announcement.leave_if_longer or announcement.patience == 0.0):
        return 1.0
    shares = [] if balking is None else [balking.share or 0.0, *balking.queue.values(), *balking.wait.values()]
    impatient = _nothing(contact.patience)
    return max([*shares, 1.0 if as_before and impatient > 0.0 else impatient])


def _nothing(law: Law) -> float:
    """The chance of exactly 0 s."""
    if law.name == "mixture":
        return sum(weight * _nothing(one) for weight, one in law.knots)
    if law.name in ("quantiles", "empirical"):
        return max((share for share, seconds in law.knots if seconds == 0.0), default=0.0)
    return float(law.mean_s == 0.0)


def _unresolved_at_once(check: DesignCheck, name: str) -> float:
    """The greatest chance, over the groups, that an answer takes no time and settles nothing."""
    norm, found = check.centre.contacts[name].handling, 0.0
    for group in check.centre.groups.values():
        skill = group.skills.get(name)
        if skill is not None:
            handling, kept = skill.handling or norm, 1.0 - (skill.transfer.share if skill.transfer else 0.0)
            if handling.talk.mean_s == 0.0 and handling.wrap_up.mean_s == 0.0:
                found = max(found, kept * (1.0 - skill.resolves) * (skill.repeats is None or skill.repeats))
    return found
