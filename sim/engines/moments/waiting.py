"""Nobody is free: waiting, losing patience, asking elsewhere, and a door that shuts on those who wait."""

from __future__ import annotations

from sim import channels, routing
from sim.engines.clock import CHASES
from sim.engines.moments.answering import release_guide
from sim.engines.moments.following import come_back, send_follower
from sim.engines.moments.queueing import join, set_place
from sim.engines.moments.verbs import end_contact, set_timer
from sim.model import counting, queues
from sim.model.arrays import CALL_BACK, CHASE, NOT_AT_ALL, RETRY, RINGING
from sim.model.customers import returning
from sim.rules import rule


@rule
def wait(world, c):
    """Nobody is free: the contact joins the queue, unless what it hears of the wait changes the customer's mind."""
    plan, floor = world.plan, world.floor
    contact = floor.contact[c]
    counting.count_delayed(plan, world.tally, contact)
    if plan.type[contact.type].predicts != NOT_AT_ALL and contact.via != CALL_BACK:
        ahead = routing.ahead_of(plan, floor, contact)
        predicted = routing.predicted_wait(plan, floor, contact)
        answer = channels.react_to_wait(plan, world.stream, contact, ahead, predicted)
        if answer != channels.STAYS:
            stay_away(world, c, answer)
            return
    channels.start_waiting(plan, world.stream, contact, world.now)
    set_place(world, c, contact.queued)
    join(world, c)
    if contact.chases < plan.horizon:
        set_timer(world, c, CHASES, contact.chases)


@rule
def stay_away(world, c, answer):
    """The customer does not join the queue: hangs up at once, or would rather be called back."""
    contact = world.floor.contact[c]
    queues.free_trunk(world.plan, world.floor, contact)
    release_guide(world, c)
    if answer == channels.ACCEPTS:
        counting.count_accepted(world, contact)
        set_place(world, c, contact.queued)
        send_follower(world, c, CALL_BACK, contact.type, 0.0)
    else:
        counting.count_balked(world.tally, contact)
        counting.count_abandoned(world, contact)
        try_again(world, c)
    end_contact(world, c)


@rule
def give_up(world, c):
    """The customer hangs up, in the queue or while it rings, and may try again; returns the agent who rang, or -1."""
    plan, floor = world.plan, world.floor
    contact = floor.contact[c]
    a = contact.agent
    contact.agent = -1
    queues.free_trunk(plan, floor, contact)
    if contact.guide >= 0:
        release_guide(world, c)
    counting.count_abandoned(world, contact)
    if plan.window > 0.0:
        routing.note_wait(plan, floor, contact, 0.0, world.now)
    try_again(world, c)
    if contact.state == RINGING:
        return a
    queues.leave_queue(floor, c, world.now)
    end_contact(world, c)
    return -1


@rule
def try_again(world, c):
    """A customer who was not answered may try again."""
    plan = world.plan
    contact = world.floor.contact[c]
    delay = returning.retry_delay(plan, world.stream, contact)
    come_back(world, c, plan.type[contact.type].retry, RETRY, delay)


@rule
def chase(world, c):
    """Left unanswered too long, the customer asks on another channel, and perhaps takes this contact back."""
    plan, floor = world.plan, world.floor
    contact = floor.contact[c]
    t = plan.type[contact.type]
    contact.chases = -1.0
    send_follower(world, c, CHASE, t.chase_kind, 0.0)
    if t.chase_withdraws == 1:
        queues.leave_queue(floor, c, world.now)
        queues.free_trunk(plan, floor, contact)
        release_guide(world, c)
        counting.count_withdrawn(world.tally, contact)
        counting.count_left(world, contact)
        end_contact(world, c)


@rule
def shut_door(world, kind):
    """The door of a type shuts: those who wait have to leave, unless somebody has begun with them."""
    floor = world.floor
    t = world.plan.type[kind]
    for q in range(t.first_queue, t.first_queue + t.queues):
        c = floor.queue[q].first
        while c >= 0:
            after = floor.contact[c].next_in_queue
            if floor.contact[c].pieces == 0:
                turn_out(world, c)
            c = after


@rule
def turn_out(world, c):
    """The door shuts on a customer in the queue; some come back."""
    contact = world.floor.contact[c]
    queues.leave_queue(world.floor, c, world.now)
    queues.free_trunk(world.plan, world.floor, contact)
    release_guide(world, c)
    counting.count_left(world, contact)
    try_again(world, c)
    end_contact(world, c)
