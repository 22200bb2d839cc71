"""What must fit together in time: the run, and the volumes.

A volume a day *and* an hour leaves open which of them is meant; a weekday with two weights says nothing. The one
surprising decision: a volume of 0 is a volume, for somebody may want to see what one type does without another.
"""

from __future__ import annotations

from sim import writing
from sim.crosschecks.look import Look, Path
from sim.errors import shown
from sim.scenario import Centre
from sim.units import DAY_SECONDS, DAYS, days_named

RATES = ("per_week", "per_day", "per_hour", "every")
HEAVIEST = 1_000_000
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


def volumes_have_one_rate(look: Look) -> None:
    for name, contact in look.centre.contacts.items():
        path: Path = ("contacts", name, "volume")
        given = [rate for rate in RATES if getattr(contact.volume, rate) is not None]
        needs = [(*path, rate) for rate in RATES]
        if not given:
            look.say(path, f"how many contacts? write exactly one of {', '.join(RATES)}", *needs)
        elif len(given) > 1:
            remedy = f"keep one of {', '.join(given)} (in a design, null takes the other away)"
            clash = look.newest(*((*path, rate) for rate in given))
            look.say(clash, f"{' and '.join(given)} are both given; {remedy}", *needs)
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
                look.say((*path, key), f"{', '.join(twice)} named twice; each day has one weight", at_key=True)
            seen.update(days)
            if not 0 <= weight <= HEAVIEST:
                look.say((*path, key), f"a weight from 0 to {HEAVIEST} is wanted, not {weight:g}")
        if not any(weight > 0 for weight in weights.values()):
            look.say(path, "at least one day needs a weight above 0")


def profiles_have_weight(look: Look) -> None:
    for name, contact in look.centre.contacts.items():
        table = look.tables.get(contact.volume.profile or "")
        if table is not None and not any(weight > 0 for day in table.values for weight in day):
            path = ("contacts", name, "volume", "profile")
            look.say(path, f"every weight in {shown(contact.volume.profile)} is 0; at least one must be above")
