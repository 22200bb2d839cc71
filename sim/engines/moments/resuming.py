"""Conversations of several turns and call-backs of several attempts: they pause, and go on."""

from __future__ import annotations

from sim import agents, channels, routing
from sim.engines.moments.answering import take
from sim.engines.moments.interrupting import put_aside_for
from sim.engines.moments.queueing import join_again, set_place
from sim.engines.moments.verbs import come_at
from sim.model import counting, queues
from sim.model.arrays import CALL_BACK, PAUSING
from sim.model.people import duty
from sim.rules import rule


@rule
def finish_turn(world, c):
    """A turn is over; returns whether it was the last. At the first one the number of turns is drawn."""
    contact = world.floor.contact[c]
    if contact.turn == 0:
        channels.begin_conversation(world.plan, world.stream, contact)
    return contact.turn + 1 >= contact.turns


@rule
def pause(world, c, gap):
    """The agent has answered; the customer will be back after the gap, s. Returns the agent."""
    contact = world.floor.contact[c]
    counting.count_pause(world.plan, world.tally, contact, world.now)
    agents.pause_work(world.floor, c, world.now)
    a = contact.agent
    contact.state = PAUSING
    contact.own = a if world.plan.type[contact.type].kept == 1 else -1
    come_at(world, c, world.now + gap)
    return a


@rule
def nobody_picked_up(world, c):
    """An attempt to call back found nobody: once more later, or never. Returns the agent."""
    floor, now = world.floor, world.now
    contact = floor.contact[c]
    counting.count_dialled(world.tally, contact, floor.agent[contact.agent].group, now - contact.began)
    delay = channels.plan_next_try(world.plan, world.stream, contact)
    agents.pause_work(floor, c, now)
    a = contact.agent
    contact.agent = -1
    if delay >= 0.0:
        contact.state = PAUSING
        come_at(world, c, now + delay)
    else:
        counting.count_unreached(world.tally, contact)
        counting.count_left(world, contact)
    return a


@rule
def go_on(world, c):
    """The customer is back in a conversation, or it is time to call back once more."""
    plan, floor, now = world.plan, world.floor, world.now
    contact = floor.contact[c]
    if contact.via != CALL_BACK or contact.pieces > 0:
        channels.begin_turn(plan, world.stream, contact, now)
        contact.place = queues.place_in_queue(plan, world.stream, contact, now)
    else:
        set_place(world, c, contact.queued)
    keeper = contact.own
    if keeper >= 0:
        if not duty.is_staying(plan, floor, keeper):
            contact.own = -1
        elif floor.agent[keeper].level == 0:
            take(world, keeper, c)
            return
    if contact.own < 0:
        a = routing.agent_for(world, c)
        if a >= 0:
            take(world, a, c)
            return
        if plan.type[contact.type].interrupts == 1:
            a = routing.whom_to_interrupt(world, c)
            if a >= 0:
                put_aside_for(world, a, c)
                return
    join_again(world, c)
