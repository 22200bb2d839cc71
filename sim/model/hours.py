"""Time on the plan's grid: which slot it is, what is open, how many opened seconds have passed.

A day has a kind: its weekday, or its weekday as a public holiday. The clock of opened
hours also runs before the start, through plain weekdays, for somebody may have written the Friday before.
"""

from __future__ import annotations

import math

from sim.model.arrays import EMAIL
from sim.rules import rule

DAY = 86400.0


@rule
def week_slot(plan, now):
    """The slot that holds this instant, by the kind of its day."""
    day = int(now / DAY)
    return plan.day_kind[day] * plan.slots_a_day + slot_of_day(plan, day, now)


@rule
def slot_of_day(plan, day, now):
    """The slot of its day that holds this instant."""
    slot = int((now - day * DAY) / plan.slot)
    return min(max(slot, 0), plan.slots_a_day - 1)


@rule
def is_type_open(plan, floor, kind, now):
    """Whether a contact of this type is let in now; e-mails, tasks and messages always are."""
    t = plan.type[kind]
    return t.channel >= EMAIL or plan.open[t.calendar, slot_now(plan, floor, now)] == 1


@rule
def slot_now(plan, floor, now):
    """`week_slot` of the present, looked up once in each slot."""
    counts = floor.counts[0]
    if now >= counts.slot_ends:
        move_to_slot(plan, counts, now)
    return counts.slot


@rule
def move_to_slot(plan, counts, now):
    """The clock has come to another slot."""
    day = int(now / DAY)
    begun = slot_of_day(plan, day, now)
    counts.slot = plan.day_kind[day] * plan.slots_a_day + begun
    counts.slot_ends = day * DAY + (begun + 1) * plan.slot


@rule
def next_opening(plan, calendar, now):
    """First instant after now at which the calendar is open and was not before; infinite if not within a year or so,
    or not within the days that the plan knows."""
    day = int(now / DAY)
    last = min(day + 400, plan.day_kind.shape[0] - 1)
    slot = min(int((now - day * DAY) / plan.slot), plan.slots_a_day - 1)
    while True:
        slot = slot + 1
        if slot == plan.slots_a_day:
            slot = 0
            day = day + 1
            if day > last:
                return math.inf
        if plan.open[calendar, plan.day_kind[day] * plan.slots_a_day + slot] == 1:
            return day * DAY + slot * plan.slot


@rule
def opened_seconds(plan, calendar, now):
    """Opened seconds of a calendar from the Monday of the first week to now; negative before it."""
    at = now + plan.weekday * DAY
    day = int(math.floor(at / DAY))
    rest = at - day * DAY
    kind = day % 7 if day < plan.weekday else plan.day_kind[day - plan.weekday]
    slot = kind * plan.slots_a_day + min(int(rest / plan.slot), plan.slots_a_day - 1)
    weeks = (-day - 1) // 7 if day < 0 else 0
    opened = plan.opened_days[calendar, day + 7 + 7 * weeks] + weeks * plan.opened_days[calendar, 0]
    opened = opened + plan.opened[calendar, slot]
    if plan.open[calendar, slot] == 1:
        opened = opened + (rest - (slot - kind * plan.slots_a_day) * plan.slot)
    return opened


@rule
def due_instant(plan, calendar, begin, seconds):
    """The instant at which so many opened seconds have passed since `begin`; infinite if not within the days the plan
    knows, which are a month more than the run.

    Whole days are skipped at their opened length, then the slot of the last day is found.
    """
    wanted = opened_seconds(plan, calendar, begin) + seconds
    day = int(math.floor(begin / DAY))
    last = plan.day_kind.shape[0] - 2
    while day < last and opened_seconds(plan, calendar, (day + 1) * DAY) < wanted:
        day = day + 1
    for slot in range(plan.slots_a_day):
        end = day * DAY + (slot + 1) * plan.slot
        passed = opened_seconds(plan, calendar, end)
        if passed >= wanted:
            return max(begin, end - (passed - wanted))
    return math.inf
