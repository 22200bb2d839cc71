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
            planned = add_item(floor, a, at, lasts, item.kind)
            planned.paid = item.paid
            planned.fixed = item.fixed
    length = person.ends - person.began
    if crew.grades > 0 and plan.grade[person.grade].off_floor > 0.0:
        lasts = plan.grade[person.grade].off_floor * length
        add_item(floor, a, person.began + seat.spread * (length - lasts), lasts, OFF_FLOOR)
    if crew.coach_s > 0.0 and person.coaching_owed >= crew.coach_block:
        lasts = math.floor(min(person.coaching_owed, 0.5 * length) / crew.coach_block) * crew.coach_block
        if lasts > 0.0:
            person.coaching_owed = person.coaching_owed - lasts
            spread = seat.spread + 0.5 - math.floor(seat.spread + 0.5)
            planned = add_item(floor, a, person.began + spread * (length - lasts), lasts, IN_TRAINING)
            planned.coaching = 1


@rule
def add_item(floor, a, at, length, kind):
    """A new item of the agenda, behind those that begin no later: paid, at no fixed time, no coaching. Returns it."""
    person = floor.person[a]
    i = person.items
    while i > 0 and floor.agenda[a, i - 1].at > at:
        copy_item(floor.agenda[a, i], floor.agenda[a, i - 1])
        i = i - 1
    person.items = person.items + 1
    item = floor.agenda[a, i]
    item.at = at
    item.length = length
    item.kind = kind
    item.paid = 1
    item.fixed = 0
    item.coaching = 0
    return item


@rule
def copy_item(item, other):
    """An item of an agenda becomes what another one is."""
    item.at = other.at
    item.length = other.length
    item.kind = other.kind
    item.paid = other.paid
    item.fixed = other.fixed
    item.coaching = other.coaching


@rule
def next_item(floor, a):
    """When the next item of the agenda is due."""
    person = floor.person[a]
    if person.item >= person.items:
        return math.inf
    return floor.agenda[a, person.item].at
