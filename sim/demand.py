"""ROOM: demand. When the next customer of each type comes.

Each type has a *source*. It begins every day afresh: its own count of customers, its own random factor. So a change
of one day's volume moves no customer of another day. The one surprising decision: a source always knows its next
customer, and only that one; nothing is drawn ahead, so memory does not grow with the horizon.
"""

from __future__ import annotations

import math

from sim import streams
from sim.draws import drawn, ln
from sim.hours import DAY
from sim.jit import rare_rule, rule


@rare_rule
def looks_ahead(plan, floor, stream):
    """The start: every source looks for its first customer."""
    for kind in range(plan.type.shape[0]):
        begin_day(plan, floor.source[kind], stream, kind, 0)
        next_customer(plan, floor.source[kind], stream, kind)


@rare_rule
def begin_day(plan, source, stream, kind, day):
    """A source starts a day: its own count of customers, its own random factor."""
    t = plan.demand[kind]
    source.day = day
    source.number = 0
    source.slot = 0
    source.clock = day * DAY
    source.factor = 1.0
    if t.day_factor >= 0:
        source.factor = drawn(plan, t.day_factor, streams.of_day(stream, t.word, day))


@rule
def next_customer(plan, source, stream, kind):
    """Move a source to its next customer: the instant, and the key that carries the customer's luck.

    A Poisson process whose rate is constant within a slot: a unit exponential is used up by rate times time.
    Each day begins afresh, so a change of one day's volume moves no customer of another day.
    """
    t = plan.demand[kind]
    while True:
        if source.clock >= plan.horizon:
            source.at = math.inf
            return
        u, source.key_0, source.key_1 = streams.arrival(stream, t.word, source.day, source.number)
        if t.spacing > 0.0:
            found = spaced(plan, source, kind)
        else:
            found = poisson(plan, source, kind, -ln(u))
        if found:
            source.number = source.number + 1
            return
        begin_day(plan, source, stream, kind, source.day + 1)


@rule
def poisson(plan, source, kind, patience_of_process):
    """Use up the exponential along the rest of the day; False if the day ends first."""
    todo = patience_of_process
    base = ((plan.weekday + source.day) % 7) * plan.slots_a_day
    while source.slot < plan.slots_a_day:
        rate = plan.rate[kind, base + source.slot] * source.factor
        end = source.day * DAY + (source.slot + 1) * plan.slot
        exposure = rate * (end - source.clock)
        if exposure > todo:
            source.clock = min(source.clock + todo / rate, end)
            source.at = source.clock
            return source.at < plan.horizon or past_the_end(source)
        todo = todo - exposure
        source.clock = end
        source.slot = source.slot + 1
    return False


@rule
def past_the_end(source):
    """The next customer would come after the horizon: there is none."""
    source.at = math.inf
    source.clock = math.inf
    return True


@rare_rule
def spaced(plan, source, kind):
    """Evenly spaced customers: the first when the hours of demand begin, then one each spacing while they last."""
    base = ((plan.weekday + source.day) % 7) * plan.slots_a_day
    while source.slot < plan.slots_a_day:
        end = source.day * DAY + (source.slot + 1) * plan.slot
        if plan.rate[kind, base + source.slot] > 0.0:
            if source.clock < end:
                source.at = source.clock
                source.clock = source.clock + plan.demand[kind].spacing
                return source.at < plan.horizon or past_the_end(source)
        else:
            source.clock = end
        source.slot = source.slot + 1
    return False
