"""What must fit together in how long everything takes.

A talk of three weeks is a slip of the keyboard; customers who try again in the very instant they gave up would
stop the clock. The nouns are walked, not listed, so a law that is added to them is
looked at from its first day.
"""

from __future__ import annotations

import math
from typing import Any

from pydantic import BaseModel

from sim.scenario import format_values
from sim.scenario.checks.design_check import DesignCheck
from sim.scenario.distributions import Law
from sim.scenario.keys import KeyPath
from sim.scenario.units import DAY_SECONDS

_HOUR, _MONTH, _YEAR = 3600, 30 * DAY_SECONDS, 366 * DAY_SECONDS
LONGEST = {
    "talk": DAY_SECONDS, "wrap_up": DAY_SECONDS, "handover": DAY_SECONDS, "takes": DAY_SECONDS, "pick_up": _HOUR,
    "dialling": _HOUR, "again_after": _MONTH, "patience": _MONTH, "turn_patience": _MONTH, "after": _YEAR, "gap": _YEAR,
    "age": _YEAR, "late": DAY_SECONDS, "length": DAY_SECONDS, "tenure": 50 * _YEAR,
}  # fmt: skip
"""Longest mean of a law, by its key."""
LONGEST_DURATION = {
    "resuming": DAY_SECONDS, "above": _MONTH, "promise": _MONTH, "urgent": _MONTH, "head_start": _YEAR,
    "urgent_after": _YEAR, "expires": _YEAR,
}  # fmt: skip
"""Longest duration that is no law, by its key."""
FOR_EVER = ("patience", "turn_patience", "tenure")
"""Keys for which `never` has a meaning."""


def laws_fit_their_place(check: DesignCheck) -> None:
    """No time that never ends where an end is needed, and none that is absurd."""
    for path, value in leaves(check.centre):
        key = str(path[-1])
        if isinstance(value, Law):
            if value.mean_s < math.inf:
                _not_longer(check, path, value.mean_s, LONGEST[key], "a mean of ")
            elif key not in FOR_EVER:
                check.report(path, "'never' is allowed for patience only; write a duration or a law")
        elif isinstance(value, float) and key in LONGEST_DURATION:
            _not_longer(check, path, value, LONGEST_DURATION[key], "")


def _not_longer(check: DesignCheck, path: KeyPath, seconds: float, longest: float, what: str) -> None:
    if seconds > longest:
        given = format_values.duration(float(round(seconds)))
        check.report(path, f"{what}{given} is too long; allowed: up to {format_values.duration(longest)}")


def leaves(top: BaseModel) -> list[tuple[KeyPath, Any]]:
    """Every value of a noun and of those within that is no mapping itself, with its path; in no order."""
    found: list[tuple[KeyPath, Any]] = []
    pending: list[tuple[KeyPath, dict[str, Any]]] = [((), vars(top))]
    while pending:
        path, entries = pending.pop()
        for key, value in entries.items():
            if isinstance(value, BaseModel):
                pending.append(((*path, key), vars(value)))
            elif isinstance(value, dict):
                pending.append(((*path, key), value))
            else:
                found.append(((*path, key), value))
    return found


def customers_take_time(check: DesignCheck) -> None:
    """Turns of a conversation, attempts to call back and asking elsewhere must not be without any time between."""
    for name, contact in check.centre.contacts.items():
        path: KeyPath = ("contacts", name)
        turns, offer, chase = contact.turns, contact.call_back, contact.chase
        if turns is not None and is_nothing(turns.gap) and _some_talk_is_nothing(check, name):
            message = "a gap of 0 s between answers of 0 s would never let time pass; write e.g. 'exponential(1 h)'"
            check.report((*path, "turns", "gap"), message, (*path, "handling", "talk"))
        if offer is not None and is_nothing(offer.again_after) and is_nothing(offer.dialling):
            message = "attempts of 0 s, 0 s apart, would never let time pass; write e.g. '30 min'"
            check.report((*path, "call_back", "again_after"), message, (*path, "call_back", "dialling"))
        if chase is not None and is_nothing(chase.after):
            check.report((*path, "chase", "after"), "nobody chases an answer after 0 s; write e.g. '1 day'")


def is_nothing(law: Law) -> bool:
    """Whether the law always gives 0 s."""
    return law.mean_s == 0.0


def _some_talk_is_nothing(check: DesignCheck, name: str) -> bool:
    norm = check.centre.contacts[name].handling
    skills = [group.skills[name] for group in check.centre.groups.values() if name in group.skills]
    return any(is_nothing((skill.handling or norm).talk) for skill in skills)
