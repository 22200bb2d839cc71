"""The lines as they stand: read at the start of each interval, and added up over the time that passes.

Of an e-mail that waits a planner asks whether its answer is overdue. Nobody walks along
the line to look. When somebody begins with a contact, it is known at how many starts of intervals it stood there
overdue; so a backlog of ten thousand costs no more than one of ten.
"""

from __future__ import annotations

import math

from sim.model.arrays import ANSWERED, AWAY, EMAIL, IN_FRONT, NOWHERE, OPEN, WAITS_SO_FAR
from sim.model.contact_log import wait_bin, write_row
from sim.model.hours import due_instant
from sim.model.queues import add_queue_time
from sim.rules import rule


@rule
def begin_interval(plan, floor, tally, number):
    """An interval of the clock begins: the queues are read, and time is added up in another bin."""
    counts = floor.counts[0]
    counts.bin_begins = number * plan.interval
    counts.bin = number % plan.bins
    count_backlog(plan, floor, tally, number, counts.bin_begins)


@rule
def count_backlog(plan, floor, tally, sample, now):
    """The queues as they stand at the start of an interval: how many wait, and for how long together."""
    for q in range(tally.backlog.shape[0]):
        queue = floor.queue[q]
        tally.backlog[q, sample] = queue.length
        tally.ages[q, sample] = queue.length * now - queue.arrivals
    if plan.keeping == 1:
        for a in range(floor.own.shape[0]):
            c = floor.own[a].first
            while c >= 0:
                contact = floor.contact[c]
                tally.backlog[contact.queue, sample] += 1
                tally.ages[contact.queue, sample] += now - contact.arrived
                c = contact.next_in_queue


@rule
def count_overdue(plan, tally, contact, until):
    """A contact stood in a queue until an instant: at how many starts of intervals it was beyond its target."""
    t = plan.type[contact.type]
    if t.clock_target == 1:
        due = contact.arrived + t.target_s
    else:
        due = due_instant(plan, t.calendar, contact.arrived, t.target_s)
    if due < until:
        first = max(math.ceil(plan.warm_up / plan.interval), math.floor(max(due, contact.queued) / plan.interval) + 1)
        tally.overdue[contact.queue] += max(math.floor(until / plan.interval) + 1 - first, 0)


@rule
def close_queues(plan, floor, tally):
    """The horizon: the lengths of the queues, added up over time."""
    for q in range(tally.queue_s.shape[0]):
        add_queue_time(floor.queue[q], plan.horizon)
        tally.queue_s[q] = floor.queue[q].queue_s


@rule
def count_still_here(plan, tally, log, contact):
    """The horizon is reached with this contact in the self-service, in a queue, in conversation or in between."""
    if contact.state == NOWHERE or contact.state == AWAY:
        return
    if contact.state == IN_FRONT:
        if contact.bin >= 0:
            tally.flow[contact.queue, contact.bin].in_front_end += 1.0
        write_row(log, contact, OPEN, math.nan, math.nan)
    elif contact.pieces == 0:
        deferred = plan.type[contact.type].channel >= EMAIL
        if contact.bin >= 0:
            tally.flow[contact.queue, contact.bin].waiting_end += 1.0
            if deferred:
                tally.waits[contact.type, WAITS_SO_FAR, wait_bin(plan.horizon - contact.queued)] += 1.0
        if deferred:
            count_overdue(plan, tally, contact, plan.horizon)
        contact.agent = -1
        write_row(log, contact, OPEN, math.nan, math.nan)
    else:
        write_row(log, contact, ANSWERED, contact.ended, math.nan)
