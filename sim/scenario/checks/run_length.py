"""What must fit together in the calendar: one length, and intervals that divide it.

Results are shown by interval, side by side with those of other days; an interval that does not divide a day would
shift from one day to the next. `days` and `length` are never reconciled, even where they
say the same, for after the next change they will not.
"""

from __future__ import annotations

from sim.scenario import format_values
from sim.scenario.checks.design_check import DesignCheck
from sim.scenario.scenario import Centre
from sim.scenario.units import DAY_SECONDS

LONGEST_RUN_S = 3660 * DAY_SECONDS


def calendar_has_one_length(check: DesignCheck) -> None:
    calendar, days, length = check.centre.calendar, ("calendar", "days"), ("calendar", "length")
    if calendar.days is None and calendar.length is None:
        message = "how long? write days, e.g. 'days: 28', or length, e.g. 'length: 200 h'"
        check.report(("calendar",), message, days, length)
    if calendar.days is not None and calendar.length is not None:
        check.report(length, "days and length are both given; keep one of them", days)


def calendar_has_whole_intervals(check: DesignCheck) -> None:
    width, path = check.centre.calendar.interval, ("calendar", "interval")
    if width < 60 or width > DAY_SECONDS or DAY_SECONDS % width:
        message = f"'{format_values.duration(width)}' does not divide a day; allowed: 1 min to 1 day, e.g. 15 min, 1 h"
        check.report(path, message)
    run = run_seconds(check.centre)
    length = ("calendar", "length")
    if run is not None and run > LONGEST_RUN_S:
        check.report(length, f"'{format_values.duration(run)}' is too long; allowed: up to 3660 days")
    elif run is not None and run < width:
        need = f"at least one interval ({format_values.duration(width)}) is wanted"
        check.report(length, f"the run of '{format_values.duration(run)}' is too short; {need}", path)


def run_seconds(centre: Centre) -> float | None:
    """Length of the run; None where the calendar does not say it in one way."""
    calendar = centre.calendar
    if (calendar.days is None) == (calendar.length is None):
        return None
    return calendar.length if calendar.days is None else float(calendar.days * DAY_SECONDS)
