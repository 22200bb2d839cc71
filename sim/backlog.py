"""The lines as they stand: read at the start of each interval, and added up over the time that passes.

Who waits for an answer to an e-mail is in no hurry to be counted; the planner is. So where contacts may be answered
hours later, each of them is looked at: how old it is, and whether its answer is overdue. The one surprising decision:
of calls and chats only the lengths of the lines and the sums of the ages are kept; nobody walks along a line of calls.
"""

from __future__ import annotations

from sim.arrays import AGES, EMAIL
from sim.hours import opened_seconds
from sim.jit import rare_rule, rule
from sim.lines import time_passes
from sim.logbook import wait_bin


@rare_rule
def interval_begins(plan, floor, tally, number):
    """An interval of the clock begins: the lines are read, and the books are open at another page."""
    counts = floor.counts[0]
    counts.page_begins = number * plan.interval
    counts.page = number % plan.bins
    count_backlog(plan, floor, tally, number, counts.page_begins)


@rare_rule
def count_backlog(plan, floor, tally, sample, now):
    """The lines as they stand at the start of an interval: how many wait, and for how long together.

    Where contacts may be answered hours later, each is looked at.
    """
    for lane in range(tally.backlog.shape[0]):
        line = floor.line[lane]
        tally.backlog[lane, sample] = line.length
        tally.ages[lane, sample] = line.length * now - line.arrivals
        if plan.type[plan.lane[lane].type].channel >= EMAIL and now >= plan.warm_up:
            c = line.first
            while c >= 0:
                count_age(plan, tally, floor.contact[c], now)
                c = floor.contact[c].next_in_line
    if plan.keeping == 1:
        for a in range(floor.own.shape[0]):
            c = floor.own[a].first
            while c >= 0:
                contact = floor.contact[c]
                tally.backlog[contact.lane, sample] += 1
                tally.ages[contact.lane, sample] += now - contact.arrived
                if now >= plan.warm_up:
                    count_age(plan, tally, contact, now)
                c = contact.next_in_line


@rule
def count_age(plan, tally, contact, now):
    """A contact of the backlog: how old it is, and whether it should have had its answer; by the target's clock."""
    age = now - contact.arrived
    tally.waits[contact.type, AGES, wait_bin(age)] += 1.0
    t = plan.type[contact.type]
    if age > t.target_s and t.clock_target == 0:
        age = opened_seconds(plan, t.calendar, now) - opened_seconds(plan, t.calendar, contact.arrived)
    if age > t.target_s:
        tally.overdue[contact.lane] += 1.0


@rare_rule
def close_the_lines(plan, floor, tally):
    """The horizon: what the lengths of the lines add up to."""
    for lane in range(tally.queue.shape[0]):
        time_passes(floor.line[lane], plan.horizon)
        tally.queue[lane] = floor.line[lane].queue_s
