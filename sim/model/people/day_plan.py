"""The agenda of somebody's day: what is planned off the floor, in order of time.

Lunch and meetings come with the shift; dedicated time with the level somebody has reached; coaching when enough of it
has fallen due. The people of a shift are spread over the windows of their breaks, so that not everybody eats at noon.
"""

from __future__ import annotations

import math

from sim.model.arrays import IN_TRAINING, OFF_FLOOR
from sim.model.people import shifts
from sim.rules import rule


@rule
def make_agenda(plan, floor, a):
    """What is planned today, in order of time: the items of the shift, dedicated time, coaching."""
    person = floor.person[a]
    seat = plan.seat[a]
    crew = plan.crew[seat.group]
    first = person.item
    many = person.items
    person.item = 0
    person.items = 0
    for i in range(first, first + many):
        item = plan.item[i]
        at = shifts.instant_of(plan, seat.place, person.day, item.at)
        at = at + seat.spread * max(0.0, item.window - item.length)
        lasts = item.length
        if at < 0.0:  # before the run, which began within the shift
            lasts = lasts + at
            at = 0.0
        if lasts > 0.0:
            plan_item(floor, a, at, lasts, item.kind, item.paid, item.fixed, 0)
    length = person.ends - person.began
    if crew.grades > 0 and plan.grade[person.grade].off_floor > 0.0:
        lasts = plan.grade[person.grade].off_floor * length
        plan_item(floor, a, person.began + seat.spread * (length - lasts), lasts, OFF_FLOOR, 1, 0, 0)
    if crew.coach_s > 0.0 and person.coaching_owed >= crew.coach_block:
        lasts = math.floor(min(person.coaching_owed, 0.5 * length) / crew.coach_block) * crew.coach_block
        if lasts > 0.0:
            person.coaching_owed = person.coaching_owed - lasts
            spread = seat.spread + 0.5 - math.floor(seat.spread + 0.5)
            plan_item(floor, a, person.began + spread * (length - lasts), lasts, IN_TRAINING, 1, 0, 1)


@rule
def plan_item(floor, a, at, length, kind, paid, fixed, coaching):
    """Put an item on today's agenda, behind those that begin no later."""
    person = floor.person[a]
    i = person.items
    while i > 0 and floor.agenda[a, i - 1].at > at:
        one = floor.agenda[a, i - 1]
        write_item(floor.agenda[a, i], one.at, one.length, one.kind, one.paid, one.fixed, one.coaching)
        i = i - 1
    write_item(floor.agenda[a, i], at, length, kind, paid, fixed, coaching)
    person.items = person.items + 1


@rule
def write_item(item, at, length, kind, paid, fixed, coaching):
    """One item of an agenda."""
    item.at = at
    item.length = length
    item.kind = kind
    item.paid = paid
    item.fixed = fixed
    item.coaching = coaching


@rule
def next_item(floor, a):
    """When the next item of the agenda is due."""
    person = floor.person[a]
    if person.item >= person.items:
        return math.inf
    return floor.agenda[a, person.item].at
