"""What must fit together in time: the run, and how long everything takes.

A talk of three weeks is a slip of the keyboard; customers who try again in the very instant they gave up would stop
the clock. The one surprising decision: "never" is a law like any other for patience, and nonsense everywhere else.
"""

from __future__ import annotations

from collections.abc import Iterator

from sim import writing
from sim.crosschecks.look import Look, Path
from sim.scenario import Centre
from sim.units import DAY_SECONDS, Law

LONGEST_HANDLING_S = DAY_SECONDS
LONGEST_PATIENCE_S = 30 * DAY_SECONDS
LONGEST_PICK_UP_S = 3600
LONGEST_ABSENCE_S = 366 * DAY_SECONDS
LONGEST_RUN_S = 3660 * DAY_SECONDS


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
        message = f"'{writing.duration(width)}' does not divide a day; allowed: 1 min to 1 day, e.g. 15 min, 1 h"
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
        if contact.volume.per_order is not None:
            yield (*path, "volume", "per_order", "after"), contact.volume.per_order.after, LONGEST_ABSENCE_S
        if contact.backlog is not None:
            yield (*path, "backlog", "age"), contact.backlog.age, LONGEST_ABSENCE_S
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
