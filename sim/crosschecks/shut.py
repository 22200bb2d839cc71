"""Whether demand meets an open door: the part of a volume that lies outside the opening hours of its type.

Customers at a shut door are in no answer rate, so a profile that begins an hour too early flatters every figure. Here
it is told from the file alone, public holidays and chance left aside. The one surprising decision: one in a hundred is
let pass, for somebody always calls a minute before eight.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from sim.crosschecks.demand import run_seconds
from sim.crosschecks.look import Look, Path
from sim.crosschecks.played import records_of
from sim.crosschecks.staffing import Span, common, of_run, opening_of, seconds_of, spans, without
from sim.crosschecks.unmet import RUN, days_of, opening_of_volume
from sim.errors import shown
from sim.nouns.demand import Volume
from sim.scenario import DEFERRED, Records
from sim.units import DAY_SECONDS, Week, days_named

MOST = 0.01
Part = tuple[Span, float]
"""A span of the week and the contacts that come in it, in any measure."""


def doors_are_open_to_demand(look: Look) -> None:
    """More than one in a hundred of a type's contacts outside its opening hours is told."""
    run, days = run_seconds(look.centre), days_of(look)
    if run is None or days is None:
        return
    records = {path[:-1]: found for path, _, _, found in records_of(look)}
    for name, contact in look.centre.contacts.items():
        path: Path = ("contacts", name, "volume")
        if contact.channel in DEFERRED or contact.outside_hours == "next_opening":
            continue
        volume, where = contact.volume, path
        if volume.per_order is not None:
            where = ("orders", volume.per_order.of, "volume")
            orders = look.centre.orders.get(volume.per_order.of)
            if orders is None or volume.per_order.after.mean_s > 0:
                continue
            volume = orders.volume
        hours = volume.hours or opening_of_volume(look, where)
        if path in records:
            parts = list(_of_records(records[path], days, _shape(look, volume, hours)))
        else:
            parts = [
                (span, size * seconds_of([span]) / seconds_of([whole]))
                for whole, size in _shape(look, volume, hours)
                for span in common([whole], of_run(look, run))
            ]
        opened = spans(opening_of(look, contact))
        came = sum(size for _, size in parts)
        shut = sum(size * seconds_of(without([span], opened)) / seconds_of([span]) for span, size in parts)
        if shut > MOST * came:
            told = f"{100 * shut / came:.0f} % of {shown(name)} come outside its opening hours and find the doors shut"
            remedy = "widen opening, narrow hours or profile, or write 'outside_hours: next_opening'"
            needs: list[Path] = [("calendar", "opening"), ("contacts", name, "opening"), ("contacts", name, "channel")]
            needs += [("channels", contact.channel, "opening"), (*where, "hours"), (*where, "profile"), where]
            look.warn(path, f"{told}; {remedy}", *needs, *RUN)


def _shape(look: Look, volume: Volume, hours: Week) -> list[Part]:
    """How a volume lies in the week."""
    table = look.tables.get(volume.profile or "")
    windows = spans(hours)
    if table is None:
        parts = [(span, float(seconds_of([span]))) for span in windows]
    else:
        rows = [
            ((begin, begin + table.step_s), value)
            for day, values in enumerate(table.values[:7])
            for row, value in enumerate(values)
            if value > 0 and (begin := day * DAY_SECONDS + table.first_s + row * table.step_s) >= 0
        ]
        parts = rows
        if volume.hours is not None:
            parts = [
                (part, value * seconds_of([part]) / table.step_s)
                for span, value in rows
                for part in common([span], windows)
            ]
    weights = dict.fromkeys(range(7), 1.0)
    if volume.weekdays is not None:
        weights = {day: weight for key, weight in volume.weekdays.items() for day in _days(key)}
    by_day = [
        (part, size * seconds_of([part]) / seconds_of([span]) * weights.get(day, 0.0))
        for span, size in parts
        for day in range(span[0] // DAY_SECONDS, (span[1] - 1) // DAY_SECONDS + 1)
        for part in common([span], [(day * DAY_SECONDS, (day + 1) * DAY_SECONDS)])
    ]
    return [(span, size) for span, size in by_day if size > 0]


def _days(key: str) -> list[int]:
    try:
        return days_named(key)
    except ValueError:
        return []


def _of_records(records: Records, run: tuple[dt.date, dt.date], shape: list[Part]) -> Iterator[Part]:
    """The lines in the run, those of the same time of the week together; totals of days spread as they will be."""
    first, last = run[0].toordinal(), run[1].toordinal()
    sizes: Counter[tuple[int, int, int]] = Counter()
    for day, second, width, contacts in records.rows:
        if first <= day <= last:
            weekday = dt.date.fromordinal(day).weekday()
            begin = int(second // 60) * 60
            sizes[weekday, begin, max(60, int(width))] += contacts  # type: ignore[assignment]
    by_day = {day: [part for part in shape if part[0][0] // DAY_SECONDS == day] for day in range(7)}
    for (weekday, second, width), contacts in sizes.items():
        there = by_day[weekday]
        total = sum(size for _, size in there)
        if second == 0 and width == DAY_SECONDS and total > 0:
            yield from ((span, size / total * contacts) for span, size in there)
        else:
            begin = weekday * DAY_SECONDS + second
            yield (begin, begin + width), float(contacts)
