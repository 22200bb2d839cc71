"""What is written down when something happens to a contact: sums for the indicators, a row for the log.

Each figure is counted once, here, for both engines. A contact belongs to the interval in which it *arrived*,
also when it is answered an hour later; contacts that arrive in the warm-up (bin -1) are not counted at all.
What must hold at the end of every run, type by type and interval by interval:
offered = answered + abandoned + left + still waiting.
"""

from __future__ import annotations

import math

from sim.model.arrays import (
    ABANDONED,
    ANSWERED,
    BLOCKED,
    CALL_BACK,
    CHASE,
    CONTAINED,
    EMAIL,
    ESCAPE,
    FORWARD,
    FRESH,
    LEFT,
    REPEAT,
    REPLIES,
    WAITS_ANSWERED,
    WAITS_OTHERS,
)
from sim.model.backlog import count_overdue
from sim.model.contact_log import wait_bin, write_row
from sim.model.hours import opened_seconds
from sim.rules import rule

# ---- in front -----------------------------------------------------------------------------------------


@rule
def count_attempt(plan, tally, contact):
    """A contact reached the service, from outside or from within."""
    if contact.bin < 0:
        return
    flow = tally.flow[contact.queue, contact.bin]
    if contact.via == FRESH:
        flow.attempts += 1.0
        flow.requests += 1.0
    else:
        count_follower(flow, contact)


@rule
def count_follower(flow, contact):
    """A contact that follows another one."""
    if contact.via == FORWARD:
        flow.handed_in += 1.0
    elif contact.via == CALL_BACK:
        flow.called_back += 1.0
    else:
        flow.attempts += 1.0
        if contact.via == REPEAT:
            flow.repeated += 1.0
        elif contact.via == ESCAPE:
            flow.escaped += 1.0
        elif contact.via == CHASE:
            flow.chased += 1.0
        else:
            flow.retried += 1.0


@rule
def count_entry(tally, contact):
    """The customer is through with the self-service, helped or not."""
    if contact.bin >= 0:
        tally.flow[contact.queue, contact.bin].entries += 1.0


@rule
def count_contained(world, contact, helped):
    """The self-service sent the customer home, helped or not."""
    now = world.now
    contact.ended = now
    contact.resolved = int(helped)
    if contact.bin >= 0:
        flow = world.tally.flow[contact.queue, contact.bin]
        flow.contained += 1.0
        if helped and contact.beside == 0:
            flow.helped += 1.0
            if contact.attempt == 1:
                flow.at_first += 1.0
    write_row(world.log, contact, CONTAINED, now, math.nan)


@rule
def count_blocked(world, contact, busy):
    """A shut door, or (busy) no trunk line or no place in the queue left."""
    if contact.bin >= 0:
        flow = world.tally.flow[contact.queue, contact.bin]
        flow.blocked += 1.0
        if busy:
            flow.busy += 1.0
    write_row(world.log, contact, BLOCKED, world.now, math.nan)


@rule
def count_offered(plan, tally, contact):
    """A contact was let in and asks for an agent; who is called back did so before."""
    if contact.bin >= 0 and contact.via != CALL_BACK:
        tally.flow[contact.queue, contact.bin].offered += 1.0


@rule
def count_delayed(plan, tally, contact):
    """No agent could take it at once."""
    if contact.bin >= 0 and contact.via != CALL_BACK:
        tally.flow[contact.queue, contact.bin].delayed += 1.0


# ---- answered -----------------------------------------------------------------------------------------


@rule
def count_answered(world, contact, group, ring):
    """The conversation began, or goes on after a pause."""
    plan = world.plan
    if contact.pieces > 1 or contact.bin < 0:
        if contact.bin >= 0:
            if contact.turn > 0:
                count_turn_wait(world.tally, contact)
        elif contact.pieces == 1 and plan.type[contact.type].channel >= EMAIL:
            count_overdue(plan, world.tally, contact, contact.answered - ring)
        return
    wait = contact.answered - contact.queued
    flow = world.tally.flow[contact.queue, contact.bin]
    served = world.tally.served[contact.queue, group]
    flow.answered += 1.0
    served.answered += 1.0
    if ring > 0.0:
        flow.ring += ring
        served.ring += ring
    if contact.via == CALL_BACK:
        count_reached_back(flow, served, contact)
        return
    flow.waited += 1.0
    flow.wait_answered += wait
    flow.wait_squared_s += wait * wait
    served.wait_answered += wait
    target = plan.type[contact.type].target_s
    if wait <= target:
        flow.in_time += 1.0
        served.in_time += 1.0
    else:
        flow.excess_s += wait - target
        if plan.type[contact.type].channel >= EMAIL:
            count_overdue(plan, world.tally, contact, contact.answered - ring)
    if wait > world.tally.longest[contact.queue]:
        world.tally.longest[contact.queue] = wait
    world.tally.waits[contact.type, WAITS_ANSWERED, wait_bin(wait)] += 1.0


@rule
def count_reached_back(flow, served, contact):
    """A customer who was promised a call gets it; they did not wait in a queue: their wait is none of the waits."""
    flow.reached_back += 1.0
    served.reached_back += 1.0
    if contact.answered <= contact.promised:
        flow.kept_promises += 1.0


@rule
def count_turn_wait(tally, contact):
    """A customer who came back to the conversation gets the next answer; a turn interrupted counts once."""
    if contact.turn_at >= 0.0:
        flow = tally.flow[contact.queue, contact.bin]
        flow.turn_waits += 1.0
        flow.turn_wait += contact.began - contact.turn_at
        contact.turn_at = -1.0


@rule
def count_reply(plan, tally, contact, now):
    """A deferred contact has its (first) answer."""
    t = plan.type[contact.type]
    if t.clock_target == 1:
        reply = now - contact.arrived
    else:
        reply = opened_seconds(plan, t.calendar, now) - opened_seconds(plan, t.calendar, contact.arrived)
    flow = tally.flow[contact.queue, contact.bin]
    flow.replies += 1.0
    flow.reply_s += reply
    if reply <= t.target_s:
        flow.reply_in_time += 1.0
    tally.waits[contact.type, REPLIES, wait_bin(reply)] += 1.0


@rule
def count_pause(plan, tally, contact, now):
    """A turn of a conversation is over, and another one will come."""
    if contact.bin < 0:
        return
    tally.flow[contact.queue, contact.bin].turns += 1.0
    if contact.turn == 0:
        count_reply(plan, tally, contact, now)


@rule
def count_talk(world, contact, group, resolved, comes_back_in):
    """The conversation ended: the reply is given, the question is settled or not, the customer comes back or not."""
    plan = world.plan
    contact.resolved = int(resolved)
    if contact.bin < 0:
        return
    flow = world.tally.flow[contact.queue, contact.bin]
    served = world.tally.served[contact.queue, group]
    flow.finished += 1.0
    flow.turns += 1.0
    flow.talk += contact.worked
    flow.visits += 1.0
    flow.visit_s += contact.ended - contact.since
    served.finished += 1.0
    served.talk += contact.worked
    if contact.beside == 0:
        first = contact.answers == 0
        if first:
            flow.firsts += 1.0
            if comes_back_in < 0.0 or comes_back_in > plan.observed_s:
                flow.first_quiet += 1.0
        if resolved:
            flow.resolved += 1.0
            served.resolved += 1.0
            if first:
                flow.first_resolved += 1.0
                if contact.attempt == 1:
                    flow.at_first += 1.0
    if plan.type[contact.type].channel >= EMAIL and contact.turn == 0:
        count_reply(plan, world.tally, contact, contact.ended)


@rule
def count_handed_on(plan, tally, contact, group):
    """The first level is done with the contact; the customer goes on to the second."""
    contact.resolved = 0
    if contact.bin < 0:
        return
    flow = tally.flow[contact.queue, contact.bin]
    served = tally.served[contact.queue, group]
    flow.finished += 1.0
    flow.turns += 1.0
    flow.talk += contact.worked
    flow.handed_on += 1.0
    served.finished += 1.0
    served.talk += contact.worked
    served.handed_on += 1.0
    if plan.type[contact.type].channel >= EMAIL and contact.turn == 0:
        count_reply(plan, tally, contact, contact.ended)


@rule
def count_wrap_up(world, contact, group):
    """The contact is closed; the agent's hands are free of it."""
    wrap_up = world.now - contact.ended
    if contact.bin >= 0 and wrap_up > 0.0:
        world.tally.flow[contact.queue, contact.bin].wrap_up += wrap_up
        world.tally.served[contact.queue, group].wrap_up += wrap_up
    write_row(world.log, contact, ANSWERED, contact.ended, wrap_up)


@rule
def count_broken(tally, contact):
    """The customer left in the middle of the conversation."""
    if contact.bin >= 0:
        tally.flow[contact.queue, contact.bin].broken += 1.0


@rule
def count_expired(tally, contact):
    """The conversation fell silent for too long and was closed."""
    if contact.bin >= 0:
        tally.flow[contact.queue, contact.bin].expired += 1.0


@rule
def count_interrupted(tally, contact):
    """The work was put aside for something more urgent."""
    if contact.bin >= 0:
        tally.flow[contact.queue, contact.bin].interrupted += 1.0


@rule
def count_dialled(tally, contact, group, seconds):
    """An agent called a customer back who did not pick up."""
    if contact.bin >= 0:
        tally.flow[contact.queue, contact.bin].ring += seconds
        tally.served[contact.queue, group].ring += seconds


# ---- not answered -------------------------------------------------------------------------------------


@rule
def count_abandoned(world, contact):
    """The customer gave up."""
    plan, now = world.plan, world.now
    contact.ended = now
    if contact.bin >= 0:
        wait = now - contact.queued
        t = plan.type[contact.type]
        flow = world.tally.flow[contact.queue, contact.bin]
        flow.abandoned += 1.0
        flow.wait_abandoned += wait
        if wait <= t.short_s:
            flow.short += 1.0
        if wait <= t.target_s:
            flow.quick += 1.0
        count_wait_in_vain(world, t, flow, contact, wait)
    if plan.type[contact.type].channel >= EMAIL:
        count_overdue(plan, world.tally, contact, now)
    write_row(world.log, contact, ABANDONED, now, math.nan)


@rule
def count_wait_in_vain(world, t, flow, contact, wait):
    """A wait is over without an answer."""
    flow.waited += 1.0
    flow.wait_squared_s += wait * wait
    if wait > t.target_s:
        flow.excess_s += wait - t.target_s
    if wait > world.tally.longest[contact.queue]:
        world.tally.longest[contact.queue] = wait
    world.tally.waits[contact.type, WAITS_OTHERS, wait_bin(wait)] += 1.0


@rule
def count_balked(tally, contact):
    """The customer who gave up did so at once, on hearing of the wait."""
    if contact.bin >= 0:
        tally.flow[contact.queue, contact.bin].balked += 1.0


@rule
def count_left(world, contact):
    """The contact left the queue otherwise: the doors closed, a call-back failed, it was taken back."""
    plan, now = world.plan, world.now
    contact.ended = now
    if contact.bin >= 0:
        flow = world.tally.flow[contact.queue, contact.bin]
        flow.left += 1.0
        if contact.via != CALL_BACK:
            wait = now - contact.queued
            flow.wait_left += wait
            count_wait_in_vain(world, plan.type[contact.type], flow, contact, wait)
    if plan.type[contact.type].channel >= EMAIL:
        count_overdue(plan, world.tally, contact, now)
    write_row(world.log, contact, LEFT, now, math.nan)


@rule
def count_accepted(world, contact):
    """The customer would rather be called back: the contact ends, and the call-back takes its place in the count."""
    now = world.now
    contact.ended = now
    if contact.bin >= 0:
        world.tally.flow[contact.queue, contact.bin].accepted += 1.0
    write_row(world.log, contact, LEFT, now, math.nan)


@rule
def count_unreached(tally, contact):
    """The last attempt to call back found nobody."""
    if contact.bin >= 0:
        tally.flow[contact.queue, contact.bin].unreached += 1.0


@rule
def count_withdrawn(tally, contact):
    """The customer asks on another channel and takes this contact back."""
    if contact.bin >= 0:
        tally.flow[contact.queue, contact.bin].withdrawn += 1.0
