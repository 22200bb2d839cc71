"""What happens in the core when a contact comes, waits or goes, and when the staff changes.

Every decision is a rule of the rooms, called in the same order as the reference's processes call it.
"""

from __future__ import annotations

from sim import channels, routing
from sim.engines.clock import CHASES, order_of
from sim.engines.core.heap import push
from sim.engines.core.patience_heap import runs_out
from sim.engines.core.timers import comes_back, free_slot, join, let_guide_go, sends, will_come
from sim.engines.core.working import group_looks_for_work, put_aside_for, start, take_rarely
from sim.model import counting, hours, queues
from sim.model.arrays import (
    CALL_BACK,
    CHASE,
    CLOSING,
    ESCAPE,
    HEADS,
    IN_FRONT,
    NOT_AT_ALL,
    PAUSING,
    RETRY,
    RINGING,
    SHARES,
)
from sim.model.customers import arrivals, returning
from sim.model.people import duty
from sim.rules import rule

# ---- coming to the service ------------------------------------------------------------------------------


@rule
def is_on_the_way(plan, floor, heap, stream, c, now):
    """The contact that an order brings about comes later, or after the end of the run."""
    at = now + arrivals.delay_of(plan, stream, floor.contact[c])
    if at < plan.horizon:
        will_come(plan, floor, heap, c, at)
    else:
        free_slot(floor, heap, c)


@rule
def is_known_beforehand(plan, stream, source, contact, now):
    """What is known of the customer beforehand: since when they wait, or how long their conversation lasts."""
    if source.is_stock == arrivals.WITH_TALK:
        returning.set_recorded_talk(stream, contact, source.talk_s)
    else:
        returning.set_waiting_since(contact, now - arrivals.age_of(plan, stream, contact))


@rule
def come(plan, floor, tally, log, heap, stream, c, now):
    """A contact comes: for the first time, out of the self-service, or back to a conversation or a call-back."""
    contact = floor.contact[c]
    if contact.state == PAUSING:
        go_on(plan, floor, tally, heap, stream, c, now)
        return
    if contact.state != IN_FRONT:
        channels.register_arrival(plan, floor, stream, c, now)
        counting.count_attempt(plan, tally, contact)
    if contact.in_front == 1 and not get_through(plan, floor, tally, log, heap, stream, c, now):
        return
    knock(plan, floor, tally, log, heap, stream, c, now)


@rule
def get_through(plan, floor, tally, log, heap, stream, c, now):
    """The self-service, before it and after it. Returns whether the customer asks for an agent now."""
    contact = floor.contact[c]
    if contact.state != IN_FRONT:
        if not queues.take_trunk_in_front(plan, floor, contact):
            turn_away(plan, floor, tally, log, heap, stream, c, True, now)
            return False
        delay = channels.time_in_front(plan, stream, contact)
        if delay > 0.0:
            contact.state = IN_FRONT
            will_come(plan, floor, heap, c, now + delay)
            return False
    contact.in_front = 0
    counting.count_entry(tally, contact)
    if channels.is_contained(plan, stream, contact):
        go_home_contained(plan, floor, tally, log, heap, stream, c, now)
        return False
    contact.queued = now
    return True


@rule
def go_home_contained(plan, floor, tally, log, heap, stream, c, now):
    """The self-service has sent the customer home; some were not helped and will be back."""
    contact = floor.contact[c]
    queues.free_trunk(plan, floor, contact)
    delay = returning.escape_delay(plan, stream, contact)
    counting.count_contained(plan, tally, log, contact, now, delay < 0.0)
    comes_back(plan, floor, heap, stream, c, plan.type[contact.type].escape, ESCAPE, delay, now)
    free_slot(floor, heap, c)


@rule
def knock(plan, floor, tally, log, heap, stream, c, now):
    """A contact asks for an agent: a shut door, a busy signal, an agent at once, or the line."""
    contact = floor.contact[c]
    if contact.via != CALL_BACK and not hours.door_is_open(plan, floor, contact.type, now):
        turn_away(plan, floor, tally, log, heap, stream, c, False, now)
        return
    a = -1
    busy = queues.is_without_trunk(plan, floor, contact)
    if not busy:
        a = routing.agent_for(plan, floor, stream, c, now)
        if a < 0 and plan.type[contact.type].interrupts == 1:
            a = routing.whom_to_interrupt(plan, floor, c, now)
        busy = a < 0 and queues.is_without_room(plan, floor, contact)
    if busy:
        turn_away(plan, floor, tally, log, heap, stream, c, True, now)
        return
    counting.count_offered(plan, tally, contact)
    queues.take_trunk(plan, floor, contact)
    if a < 0:
        wait(plan, floor, tally, log, heap, stream, c, now)
        return
    if floor.agent[a].level < 0:
        put_aside_for(plan, floor, tally, heap, stream, a, c, now)
    else:
        start(plan, floor, tally, heap, stream, a, c, now)
    if contact.state == RINGING:
        channels.start_waiting(plan, stream, contact, now)
        if contact.gives_up < contact.due:
            runs_out(heap, contact, c)


@rule
def turn_away(plan, floor, tally, log, heap, stream, c, busy, now):
    """A shut door or a busy signal; some come back."""
    contact = floor.contact[c]
    t = plan.type[contact.type]
    queues.free_trunk(plan, floor, contact)
    counting.count_blocked(plan, tally, log, contact, now, busy)
    let_guide_go(plan, floor, heap, contact, now)
    if busy:
        delay = returning.busy_delay(plan, stream, contact)
        comes_back(plan, floor, heap, stream, c, t.busy, RETRY, delay, now)
    else:
        delay = returning.delay_at_shut_door(plan, stream, contact, now)
        if t.outside == 1:
            sends(plan, floor, heap, stream, c, RETRY, contact.type, delay, now)
        else:
            comes_back(plan, floor, heap, stream, c, t.retry, RETRY, delay, now)
    free_slot(floor, heap, c)


@rule
def wait(plan, floor, tally, log, heap, stream, c, now):
    """Nobody is free: the contact joins the line, unless what it hears of the wait changes the customer's mind."""
    contact = floor.contact[c]
    counting.count_delayed(plan, tally, contact)
    if plan.type[contact.type].predicts != NOT_AT_ALL and contact.via != CALL_BACK:
        ahead = routing.ahead_of(plan, floor, contact)
        predicted = routing.predicted_wait(plan, floor, contact)
        answer = channels.react_to_wait(plan, stream, contact, ahead, predicted)
        if answer != channels.STAYS:
            stay_away(plan, floor, tally, log, heap, stream, c, answer, now)
            return
    channels.start_waiting(plan, stream, contact, now)
    if not contact.place <= now:
        contact.place = queues.place_in_queue(plan, stream, contact, contact.queued)
    join(plan, floor, heap, c, now)
    if contact.gives_up < plan.horizon:
        runs_out(heap, contact, c)
    if contact.chases < plan.horizon:
        push(heap, floor, contact.chases, order_of(CHASES, contact.id, c))


@rule
def stay_away(plan, floor, tally, log, heap, stream, c, answer, now):
    """The customer does not join the line: hangs up at once, or would rather be called back."""
    contact = floor.contact[c]
    queues.free_trunk(plan, floor, contact)
    let_guide_go(plan, floor, heap, contact, now)
    if answer == channels.ACCEPTS:
        counting.count_accepted(tally, log, contact, now)
        contact.place = queues.place_in_queue(plan, stream, contact, contact.queued)
        sends(plan, floor, heap, stream, c, CALL_BACK, contact.type, 0.0, now)
    else:
        counting.count_balked(tally, contact)
        counting.count_abandoned(plan, tally, log, contact, now)
        delay = returning.retry_delay(plan, stream, contact)
        comes_back(plan, floor, heap, stream, c, plan.type[contact.type].retry, RETRY, delay, now)
    free_slot(floor, heap, c)


@rule
def go_on(plan, floor, tally, heap, stream, c, now):
    """The customer is back in a conversation, or it is time to call back once more."""
    contact = floor.contact[c]
    if contact.via != CALL_BACK or contact.pieces > 0:
        channels.begin_turn(plan, stream, contact, now)
        contact.place = queues.place_in_queue(plan, stream, contact, now)
    elif not contact.place <= now:
        contact.place = queues.place_in_queue(plan, stream, contact, contact.queued)
    keeper = contact.own
    if keeper >= 0:
        if not duty.is_staying(plan, floor, keeper):
            contact.own = -1
        elif floor.agent[keeper].level == 0:
            take_rarely(plan, floor, tally, heap, stream, keeper, c, now)
            return
    if contact.own < 0:
        a = routing.agent_for(plan, floor, stream, c, now)
        if a >= 0:
            take_rarely(plan, floor, tally, heap, stream, a, c, now)
            return
        if plan.type[contact.type].interrupts == 1:
            a = routing.whom_to_interrupt(plan, floor, c, now)
            if a >= 0:
                put_aside_for(plan, floor, tally, heap, stream, a, c, now)
                return
    join(plan, floor, heap, c, now)


# ---- leaving --------------------------------------------------------------------------------------------


@rule
def give_up(plan, floor, tally, log, heap, stream, c, now):
    """The customer hangs up, in line or while it rings, and may try again; returns the agent who rang, or -1."""
    contact = floor.contact[c]
    a = contact.agent
    contact.agent = -1
    queues.free_trunk(plan, floor, contact)
    if contact.guide >= 0:
        let_guide_go(plan, floor, heap, contact, now)
    counting.count_abandoned(plan, tally, log, contact, now)
    if plan.window > 0.0:
        routing.note_wait(plan, floor, contact, 0.0, now)
    delay = returning.retry_delay(plan, stream, contact)
    comes_back(plan, floor, heap, stream, c, plan.type[contact.type].retry, RETRY, delay, now)
    if contact.state == RINGING:
        return a
    queues.leave_queue(floor, c, now)
    free_slot(floor, heap, c)
    return -1


@rule
def chase(plan, floor, tally, log, heap, stream, c, now):
    """Left unanswered too long, the customer asks on another channel, and perhaps takes this contact back."""
    contact = floor.contact[c]
    t = plan.type[contact.type]
    contact.chases = -1.0
    sends(plan, floor, heap, stream, c, CHASE, t.chase_kind, 0.0, now)
    if t.chase_withdraws == 1:
        queues.leave_queue(floor, c, now)
        queues.free_trunk(plan, floor, contact)
        let_guide_go(plan, floor, heap, contact, now)
        counting.count_withdrawn(tally, contact)
        counting.count_left(plan, tally, log, contact, now)
        free_slot(floor, heap, c)


@rule
def change_staff(plan, floor, tally, log, heap, stream, change, now):
    """A head count changes, the doors of a type close on those in line, or its shares change."""
    if change.what == HEADS:
        g = change.who
        duty.set_heads(plan, floor, tally.people, g, change.heads, now)
        while floor.team[g].present < floor.team[g].heads:
            duty.come_on_duty(plan, floor, g, now)
        group_looks_for_work(plan, floor, tally, heap, stream, g, now)
    elif change.what == SHARES:
        floor.split[change.who] = change.heads
    elif change.what == CLOSING:
        kind = plan.type[change.who]
        for q in range(kind.first_queue, kind.first_queue + kind.queues):
            c = floor.queue[q].first
            while c >= 0:
                after = floor.contact[c].next_in_queue
                if floor.contact[c].pieces == 0:
                    turn_out(plan, floor, tally, log, heap, stream, c, now)
                c = after


@rule
def turn_out(plan, floor, tally, log, heap, stream, c, now):
    """The doors close on a customer in line; some come back."""
    contact = floor.contact[c]
    queues.leave_queue(floor, c, now)
    queues.free_trunk(plan, floor, contact)
    let_guide_go(plan, floor, heap, contact, now)
    counting.count_left(plan, tally, log, contact, now)
    delay = returning.retry_delay(plan, stream, contact)
    comes_back(plan, floor, heap, stream, c, plan.type[contact.type].retry, RETRY, delay, now)
    free_slot(floor, heap, c)
