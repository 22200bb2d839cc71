"""What is written down when something happens to a contact: sums for the indicators, a row for the log.

Each figure is counted once, here, for both engines. A contact belongs to the interval in which it *arrived*,
also when it is answered an hour later; contacts that arrive in the warm-up (bin -1) are not counted at all.
The law that must hold at the end of every run, type by type and interval by interval:
offered = answered + abandoned + left + still waiting.
"""

from __future__ import annotations

import math

from sim.arrays import (
    ABANDONED,
    ANSWERED,
    AWAY,
    BLOCKED,
    EMAIL,
    FIRST_POWER,
    IN_LINE,
    LEFT,
    NOWHERE,
    OPEN,
    RINGING,
    SUB,
    WAIT_BINS,
)
from sim.hours import opened_seconds
from sim.jit import rare_rule, rule


@rule
def count_attempt(plan, tally, contact):
    """A contact reached the service."""
    if contact.bin < 0:
        return
    flow = tally.flow[contact.lane, contact.bin]
    flow.attempts += 1.0
    if contact.attempt == 1:
        flow.requests += 1.0
    elif contact.answers > 0:
        flow.repeated += 1.0
    else:
        flow.retried += 1.0


@rule
def count_blocked(plan, tally, log, contact, now):
    """A shut door."""
    if contact.bin >= 0:
        tally.flow[contact.lane, contact.bin].blocked += 1.0
    write_row(log, contact, BLOCKED, now, math.nan)


@rule
def count_offered(plan, tally, contact):
    """A contact was let in and asks for an agent."""
    if contact.bin >= 0:
        tally.flow[contact.lane, contact.bin].offered += 1.0


@rule
def count_delayed(plan, tally, contact):
    """No agent could take it at once."""
    if contact.bin >= 0:
        tally.flow[contact.lane, contact.bin].delayed += 1.0


@rule
def count_answered(plan, tally, contact, group, ring):
    """The conversation began."""
    if contact.bin < 0:
        return
    wait = contact.answered - contact.queued
    flow = tally.flow[contact.lane, contact.bin]
    served = tally.served[contact.lane, group]
    flow.answered += 1.0
    flow.wait_answered += wait
    flow.ring += ring
    served.answered += 1.0
    served.wait_answered += wait
    served.ring += ring
    if wait <= plan.type[contact.type].target_s:
        flow.in_time += 1.0
        served.in_time += 1.0
    tally.waits[contact.type, wait_bin(wait)] += 1.0


@rule
def count_talk(plan, tally, contact, group, resolved, comes_back_in):
    """The conversation ended: the reply is given, the question is settled or not, the customer comes back or not."""
    if contact.bin < 0:
        return
    flow = tally.flow[contact.lane, contact.bin]
    served = tally.served[contact.lane, group]
    talk = contact.ended - contact.answered
    flow.finished += 1.0
    flow.talk += talk
    served.finished += 1.0
    served.talk += talk
    if contact.answers == 0:
        flow.firsts += 1.0
        if comes_back_in < 0.0 or comes_back_in > plan.observed_s:
            flow.first_quiet += 1.0
    if resolved:
        flow.resolved += 1.0
        served.resolved += 1.0
        if contact.answers == 0:
            flow.first_resolved += 1.0
    t = plan.type[contact.type]
    if t.channel == EMAIL:
        reply = opened_seconds(plan, t.calendar, contact.ended) - opened_seconds(plan, t.calendar, contact.arrived)
        flow.replies += 1.0
        flow.reply_s += reply
        if reply <= t.target_s:
            flow.reply_in_time += 1.0


@rule
def count_wrap_up(plan, tally, log, contact, group, now):
    """The contact is closed; the agent's hands are free of it."""
    wrap_up = now - contact.ended
    if contact.bin >= 0:
        tally.flow[contact.lane, contact.bin].wrap_up += wrap_up
        tally.served[contact.lane, group].wrap_up += wrap_up
    write_row(log, contact, ANSWERED, contact.ended, wrap_up)


@rule
def count_abandoned(plan, tally, log, contact, now):
    """The customer gave up."""
    contact.ended = now
    if contact.bin >= 0:
        wait = now - contact.queued
        t = plan.type[contact.type]
        flow = tally.flow[contact.lane, contact.bin]
        flow.abandoned += 1.0
        flow.wait_abandoned += wait
        if wait <= t.short_s:
            flow.short += 1.0
        if wait <= t.target_s:
            flow.quick += 1.0
        tally.waits[contact.type, wait_bin(wait)] += 1.0
    write_row(log, contact, ABANDONED, now, math.nan)


@rule
def count_left(plan, tally, log, contact, now):
    """The customer had to leave the line: the doors closed."""
    contact.ended = now
    if contact.bin >= 0:
        flow = tally.flow[contact.lane, contact.bin]
        flow.left += 1.0
        flow.wait_left += now - contact.queued
        tally.waits[contact.type, wait_bin(now - contact.queued)] += 1.0
    write_row(log, contact, LEFT, now, math.nan)


@rare_rule
def count_still_here(plan, tally, log, contact):
    """The horizon is reached with this contact in line, ringing, in conversation or being wrapped up."""
    if contact.state == NOWHERE or contact.state == AWAY:
        return
    if contact.state == IN_LINE or contact.state == RINGING:
        if contact.bin >= 0:
            tally.flow[contact.lane, contact.bin].waiting_end += 1.0
        contact.agent = -1
        write_row(log, contact, OPEN, math.nan, math.nan)
    else:
        write_row(log, contact, ANSWERED, contact.ended, math.nan)


@rare_rule
def count_backlog(floor, tally, sample):
    """The lines as they stand at the start of an interval."""
    for lane in range(tally.backlog.shape[0]):
        tally.backlog[lane, sample] = floor.line[lane].length


@rule
def wait_bin(wait):
    """The bin of a wait: 0 for none at all, then SUB bins for each doubling."""
    if wait <= 0.0:
        return 0
    m, e = math.frexp(wait)
    at = 1 + (e - FIRST_POWER) * SUB + int((m - 0.5) * 2.0 * SUB)
    return min(max(at, 1), WAIT_BINS - 1)


@rare_rule
def write_row(log, contact, outcome, now, wrap_up):
    """The contact's row of the log, if a log is kept (a log without rows is none)."""
    if log.shape[0] == 0:
        return
    row = log[contact.id]
    row.parent = contact.parent
    row.attempt = contact.attempt
    row.type = contact.type
    row.outcome = outcome
    row.lane = contact.lane
    row.agent = contact.agent
    row.arrived = contact.arrived
    row.queued = contact.queued
    row.answered = contact.answered
    row.ended = now
    row.waited = (contact.answered if outcome == ANSWERED else now) - contact.queued
    row.talk = now - contact.answered
    row.wrap_up = wrap_up
