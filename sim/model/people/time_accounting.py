"""The timesheets of people with a roster: every second off the floor by its kind, every paid second, every wage.

What the core adds up in the currency of the file are wages alone, because they depend on who it was: a beginner or an
expert, within the shift or past its end.
"""

from __future__ import annotations

from sim.model.arrays import LOADED, OVERTIME, PAID, WAGES
from sim.model.people import duty
from sim.rules import rule

HOUR = 3600.0


@rule
def add_paid_time(world, a, person, begin, end):
    """Paid time, and its wage."""
    g = world.plan.seat[a].group
    person.paid_s = person.paid_s + (end - begin)
    duty.add_time(world, g, PAID, begin, end, 1.0)
    duty.add_time(world, g, WAGES, begin, end, person.wage / HOUR)


@rule
def add_presence(world, a):
    """Time on the floor up to now, but for overtime, is paid."""
    now = world.now
    person = world.floor.person[a]
    end = min(now, person.ends)
    if end > person.paid_since:
        add_paid_time(world, a, person, person.paid_since, end)
    person.paid_since = now


@rule
def add_time_off(world, a):
    """Time off the floor up to now."""
    floor, now = world.floor, world.now
    person = floor.person[a]
    floor.spent[a, person.off] = floor.spent[a, person.off] + (now - person.off_since)
    duty.add_time(world, world.plan.seat[a].group, LOADED + person.off, person.off_since, now, 1.0)
    if person.off_paid == 1:
        add_paid_time(world, a, person, person.off_since, now)


@rule
def add_person_overtime(world, a, person):
    """Time past the end of the shift, at its own wage."""
    plan, now = world.plan, world.now
    if now > person.ends:
        g = plan.seat[a].group
        person.overtime_s = person.overtime_s + (now - person.ends)
        duty.add_time(world, g, OVERTIME, person.ends, now, 1.0)
        duty.add_time(world, g, WAGES, person.ends, now, person.wage * plan.crew[g].overtime_pays / HOUR)
