"""Time on the plan's grid: which slot of the week it is, what is open, how many opened seconds have passed."""

from __future__ import annotations

import math

from sim.arrays import EMAIL
from sim.jit import rare_rule, rule

DAY = 86400.0
WEEK = 604800.0


@rule
def week_slot(plan, now):
    """The slot of the week (from Monday 00:00) that holds this instant."""
    day = int(now / DAY)
    slot = int((now - day * DAY) / plan.slot)
    slot = min(max(slot, 0), plan.slots_a_day - 1)
    return ((plan.weekday + day) % 7) * plan.slots_a_day + slot


@rule
def door_is_open(plan, kind, now):
    """Whether a contact of this type is let in now; e-mails always are."""
    t = plan.type[kind]
    return t.channel == EMAIL or plan.open[t.calendar, week_slot(plan, now)] == 1


@rare_rule
def next_opening(plan, calendar, now):
    """First instant after now at which the calendar is open and was not before; infinite if never."""
    day = int(now / DAY)
    slot = min(int((now - day * DAY) / plan.slot), plan.slots_a_day - 1)
    for _ in range(8 * plan.slots_a_day):
        slot = slot + 1
        if slot == plan.slots_a_day:
            slot = 0
            day = day + 1
        if plan.open[calendar, ((plan.weekday + day) % 7) * plan.slots_a_day + slot] == 1:
            return day * DAY + slot * plan.slot
    return math.inf


@rule
def opened_seconds(plan, calendar, now):
    """Opened seconds of a calendar from the start of the run to now."""
    weeks = plan.slots_a_day * 7
    at = now + plan.weekday * DAY
    whole = int(at / WEEK)
    rest = at - whole * WEEK
    slot = min(int(rest / plan.slot), weeks - 1)
    opened = whole * plan.opened[calendar, weeks] + plan.opened[calendar, slot]
    if plan.open[calendar, slot] == 1:
        opened = opened + (rest - slot * plan.slot)
    return opened


@rare_rule
def due_instant(plan, calendar, begin, seconds):
    """The instant at which so many opened seconds have passed since `begin`; infinite if a year does not hold them.

    Whole days are skipped at their opened length, then the slot of the last day is found.
    """
    wanted = opened_seconds(plan, calendar, begin) + seconds
    day = int(math.floor(begin / DAY))
    limit = day + 400
    while day < limit and opened_seconds(plan, calendar, (day + 1) * DAY) < wanted:
        day = day + 1
    if day == limit:
        return math.inf
    for slot in range(plan.slots_a_day):
        end = day * DAY + (slot + 1) * plan.slot
        passed = opened_seconds(plan, calendar, end)
        if passed >= wanted:
            return max(begin, end - (passed - wanted))
    return (day + 1) * DAY
