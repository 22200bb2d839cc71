"""Which shift is next, and from when to when it is on the clock of its site.

A shift belongs to the local day on which it begins, and may end on the next one. So what a
night means depends on one day alone, whatever that day is to others.
"""

from __future__ import annotations

import math

from sim.model.arrays import CUT_OFF
from sim.model.chance import streams
from sim.model.people.careers import DAY_S
from sim.rules import rule


@rule
def instant_of(plan, place, day, second):
    """The instant of a second after the midnight of a local day, perhaps beyond that day, by the clock that holds then.

    What the clock shows twice is the first time; what it leaves out is the moment at which it is put forward.
    """
    shown = day * DAY_S + second
    last = plan.local_clock.shape[1] - 1
    k = 0
    while k < last and shown - plan.local_clock[place, k].ahead >= plan.local_clock[place, k + 1].since:
        k = k + 1
    return max(shown - plan.local_clock[place, k].ahead, plan.local_clock[place, k].since)


@rule
def await_shift(world, a, day, row):
    """The next shift: this one of this day or later ones, else the next on the rota; none until the end of the run is
    the end.

    The days before the run are looked at, too, for somewhere the clock may be behind, and a night may have begun.
    """
    plan = world.plan
    person = world.floor.person[a]
    person.at = math.inf
    while day + streams.DAYS_BEFORE < plan.local_kind.shape[1]:
        while row >= 0:
            set_shift(world, person, plan.seat[a].place, day, row)
            if person.began < person.ends:
                person.at = person.began
                return
            row = plan.shift[row].later
        day = day + 1
        row = first_shift(plan, a, day)


@rule
def first_shift(plan, a, day):
    """The row of the first shift of a day, on the clock of the site; -1 for none."""
    if day + streams.DAYS_BEFORE >= plan.local_kind.shape[1]:
        return -1
    kind = plan.local_kind[plan.seat[a].place, day + streams.DAYS_BEFORE]
    if kind < 0:
        return -1
    return plan.rota[a, kind]


@rule
def set_shift(world, person, place, day, row):
    """From when to when a shift is, if it is not over; a night ends at midnight where the site is cut off then."""
    plan = world.plan
    shift = plan.shift[row]
    person.day = day
    person.shift = row
    person.item = shift.first_item
    person.items = shift.items
    person.began = max(instant_of(plan, place, day, shift.begin), world.now)
    person.ends = instant_of(plan, place, day, shift.end)
    tomorrow = day + 1 + streams.DAYS_BEFORE
    if shift.end > DAY_S and tomorrow < plan.local_kind.shape[1] and plan.local_kind[place, tomorrow] == CUT_OFF:
        person.ends = instant_of(plan, place, day, DAY_S)


@rule
def await_next_shift(world, a):
    """The shift after the one that is over, or that nobody works: of the same day, or of a later one."""
    plan = world.plan
    person = world.floor.person[a]
    later = plan.shift[person.shift].later
    if later >= 0:
        await_shift(world, a, person.day, later)
    else:
        await_shift(world, a, person.day + 1, first_shift(plan, a, person.day + 1))


@rule
def next_shift_start(plan, floor, a):
    """When the next shift begins; infinite if it is not on this day or the next."""
    person = floor.person[a]
    day = person.day
    row = plan.shift[person.shift].later
    if row < 0:
        day = day + 1
        row = first_shift(plan, a, day)
    if row < 0:
        return math.inf
    return instant_of(plan, plan.seat[a].place, day, plan.shift[row].begin)
