"""Whether demand meets an open door: the part of a volume that lies outside the opening hours of its type.

Customers at a shut door are in no answer rate, so a profile that begins an hour too early flatters every figure. Here
it is found from the file alone; chance is left aside, and public holidays where the file does not count by date. One in
a hundred is let pass, for somebody always calls a minute before eight.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from itertools import count, pairwise
from operator import itemgetter

from sim.errors import shown
from sim.scenario.calendar import nights, periods
from sim.scenario.calendar.dates import holidays_between
from sim.scenario.checks.design_check import DesignCheck
from sim.scenario.checks.outside_the_run import RUN, days_of, opening_of_volume
from sim.scenario.checks.replayed_records import records_of
from sim.scenario.checks.run_length import run_seconds
from sim.scenario.checks.staffing import Span, common, of_run, opening_of, seconds_of, without
from sim.scenario.keys import KeyPath
from sim.scenario.nouns.demand import Volume
from sim.scenario.scenario import DEFERRED, Records
from sim.scenario.units import DAY_SECONDS, Week, days_named

MOST = 0.01
KINDS = 28
"""Of days: see `_kinds`."""
Part = tuple[Span, float]
"""A span of the week and the contacts that come in it, in any measure."""


def doors_are_open_to_demand(check: DesignCheck) -> None:
    """More than one in a hundred of a type's contacts outside its opening hours is reported."""
    run, days = run_seconds(check.centre), days_of(check)
    if run is None or days is None:
        return
    records = {path[:-1]: found for path, _, _, found in records_of(check)}
    for name, contact in check.centre.contacts.items():
        path: KeyPath = ("contacts", name, "volume")
        if contact.channel in DEFERRED or contact.outside_hours == "next_opening":
            continue
        volume, where = contact.volume, path
        if volume.per_order is not None:
            where = ("orders", volume.per_order.of, "volume")
            orders = check.centre.orders.get(volume.per_order.of)
            if orders is None or volume.per_order.after.mean_s > 0:
                continue
            volume = orders.volume
        hours = volume.hours or opening_of_volume(check, where)
        if path in records:
            parts = _of_records(check, records[path], days, volume, hours)
        elif volume.rates is not None:
            parts = list(_of_rates(check, volume.rates, run))
        else:
            parts = [
                (span, size * seconds_of([span]) / seconds_of([whole]))
                for whole, size in _shape(check, volume, hours)
                for span in common([whole], of_run(check, run))
            ]
        opening = opening_of(check, contact)
        opened = [
            (kind * DAY_SECONDS + begin, kind * DAY_SECONDS + end)
            for kind in range(KINDS)
            for begin, end in nights.opened(opening, kind)
        ]
        came = sum(size for _, size in parts)
        shut = sum(size * seconds_of(without([span], opened)) / seconds_of([span]) for span, size in parts)
        if shut > MOST * came:
            text = f"{100 * shut / came:.0f} % of {shown(name)} come outside its opening hours and find the doors shut"
            remedy = "widen opening, narrow hours or profile, or write 'outside_hours: next_opening'"
            needs: list[KeyPath] = [
                ("calendar", "opening"),
                ("contacts", name, "opening"),
                ("contacts", name, "channel"),
            ]
            needs += [("channels", contact.channel, "opening"), (*where, "hours"), (*where, "profile"), where]
            check.warn(path, f"{text}; {remedy}", *needs, *RUN)


def _shape(check: DesignCheck, volume: Volume, hours: Week) -> list[Part]:
    """How a volume lies in the week."""
    weights = dict.fromkeys(range(7), 1.0)
    if volume.weekdays is not None:
        weights = {day: weight for key, weight in volume.weekdays.items() for day in _days(key)}
    by_day = [
        (span, size * weights.get(day, 0.0)) for day in range(7) for span, size in _of_kind(check, volume, hours, day)
    ]
    return [(span, size) for span, size in by_day if size > 0]


def _of_kind(check: DesignCheck, volume: Volume, hours: Week, kind: int) -> list[Part]:
    """How a volume lies in a kind of day, which stands at its number in the week of all kinds (`nights.opened`)."""
    table, midnight = check.tables.get(volume.profile or ""), kind * DAY_SECONDS
    windows = [(midnight + begin, midnight + end) for begin, end in nights.opened(hours, kind)]
    if table is None:
        return [(span, float(seconds_of([span]))) for span in windows]
    on_holidays = nights.is_holiday(kind) and len(table.values) > 7
    values = table.values[7 if on_holidays else kind % 7]
    rows = [
        ((midnight + begin, midnight + begin + table.step_s), value)
        for begin, value in zip(count(table.first_s, table.step_s), values, strict=False)
        if value > 0
    ]
    if volume.hours is None:
        return rows
    return [
        (part, value * seconds_of([part]) / table.step_s) for span, value in rows for part in common([span], windows)
    ]


def _days(key: str) -> list[int]:
    try:
        return days_named(key)
    except ValueError:
        return []


def _of_records(
    check: DesignCheck, records: Records, run: tuple[dt.date, dt.date], volume: Volume, hours: Week
) -> list[Part]:
    """The lines in the run, those alike together, on the kinds of their days; totals of days spread as they will be."""
    kind_of = _kinds(check, run)
    sizes: Counter[tuple[tuple[int, ...], int, int]] = Counter()
    for day, second, width, contacts in records.rows:
        length = max(60, int(width))
        kinds = tuple(kind_of.get(day + after, -1) for after in range(-(-(int(second) + length) // DAY_SECONDS)))
        sizes[kinds, int(second // 60) * 60, length] += contacts  # type: ignore[assignment]
    found: list[Part] = []
    for (kinds, second, length), contacts in sizes.items():
        ends = second + length
        edges = [(second if at == 0 else 0, min(ends - at * DAY_SECONDS, DAY_SECONDS)) for at in range(len(kinds))]
        parts = [(kind * DAY_SECONDS + a, kind * DAY_SECONDS + b) for kind, (a, b) in zip(kinds, edges, strict=True)]
        laid = [(span, float(span[1] - span[0])) for span in parts]
        if second == 0 and length % DAY_SECONDS == 0:
            laid = [part for kind in kinds if kind >= 0 for part in _of_kind(check, volume, hours, kind)] or laid
        total = sum(size for _, size in laid)
        found += [(span, size / total * contacts) for span, size in laid if span[0] >= 0]
    return found


def _of_rates(check: DesignCheck, rates: dict[str, float], run: float) -> Iterator[Part]:
    """The contacts of rates that change at any instant, day by day."""
    calendar, steps = check.centre.calendar, []
    kind_of = _kinds(check, (calendar.start, calendar.start + dt.timedelta(days=int(run // DAY_SECONDS))))
    first, start = calendar.start.toordinal(), dt.datetime.combine(calendar.start, dt.time())
    for text, an_hour in rates.items():
        when = periods.instant(text)
        at = (when - start).total_seconds() if isinstance(when, dt.datetime) else when
        steps.append((min(max(at, 0.0), run), an_hour))
    for (at, an_hour), (until, _) in pairwise([*sorted(steps, key=itemgetter(0)), (run, 0.0)]):
        while an_hour > 0 and until - at >= 1.0:
            day = int(at // DAY_SECONDS)
            ends = min(until, (day + 1.0) * DAY_SECONDS)
            begin = (kind_of[first + day] - day) * DAY_SECONDS
            yield (begin + int(at), begin + max(int(ends), int(at) + 1)), an_hour * (ends - at)
            at = ends


def _kinds(check: DesignCheck, run: tuple[dt.date, dt.date]) -> dict[int, int]:
    """The kind of every day of the run: the weekday, 7 more on a holiday, 14 more after one."""
    calendar, a_day = check.centre.calendar, dt.timedelta(days=1)
    try:
        holidays = {
            one.toordinal() for one in holidays_between(calendar.country, calendar.holidays, run[0] - a_day, run[1])
        }
    except (ValueError, OverflowError):
        holidays = set()
    return {
        day: (day - 1) % 7 + 7 * (day in holidays) + 14 * (day - 1 in holidays)
        for day in range(run[0].toordinal(), run[1].toordinal() + 1)
    }
