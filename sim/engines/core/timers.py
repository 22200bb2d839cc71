"""How the core carries out the verbs: slots for contacts, events for those in hand and for those who come back.

A contact is a slot of the floor. A timer is never taken back. When a moment changes a new
event is set beside the old one, and the old one is dropped when it comes up and speaks of a moment that is no more.
"""

from __future__ import annotations

from sim.engines.clock import DUTY, PICKS_UP, QUITS, RETURNS, TALK_ENDS, WRAP_UP_ENDS, order_of
from sim.engines.core import patience_heap
from sim.engines.core.heap import push
from sim.engines.moments import verbs
from sim.model.arrays import NOWHERE, RINGING, WRAPPING_UP
from sim.rules import implements


@implements(verbs.new_contact)
def take_slot(world):
    """A free slot. The loop sees to it that two are free before each event; no event needs more."""
    counts = world.floor.counts[0]
    counts.free = counts.free - 1
    return world.floor.free[counts.free]


@implements(verbs.end_contact)
def free_slot(world, c):
    """The slot is free; events that speak of it are stale."""
    floor = world.floor
    patience_heap.stays(world.events, c)
    counts = floor.counts[0]
    floor.contact[c].state = NOWHERE
    floor.contact[c].id = -1
    floor.free[counts.free] = c
    counts.free = counts.free + 1


@implements(verbs.come_at)
def push_journey(world, c, at):
    """An event, if the run has not ended by then."""
    counts = world.floor.counts[0]
    number = counts.journeys
    counts.journeys = number + 1
    if at < world.plan.horizon:
        push(world.events, world.floor, at, order_of(RETURNS, number, c))


@implements(verbs.start_patience)
def push_patience(world, c):
    """The contact joins the heap of those who would give up, if its patience ends within the run."""
    contact = world.floor.contact[c]
    if contact.gives_up < world.plan.horizon:
        patience_heap.runs_out(world.events, contact, c)


@implements(verbs.stop_patience)
def drop_patience(world, c):
    """The contact leaves the heap of those who would give up."""
    patience_heap.stays(world.events, c)


@implements(verbs.set_timer)
def push_timer(world, c, kind, at):
    """An event, if the run has not ended by then."""
    if at < world.plan.horizon:
        push(world.events, world.floor, at, order_of(kind, world.floor.contact[c].id, c))


@implements(verbs.set_timers)
def push_timers(world, a):
    """Every contact in the agent's hands whose next moment has changed gets a new event."""
    floor = world.floor
    for i in range(floor.agent[a].open):
        c = floor.hand[a, i]
        contact = floor.contact[c]
        if contact.due != contact.timer:
            contact.timer = contact.due
            kind = TALK_ENDS
            if contact.state == WRAPPING_UP:
                kind = WRAP_UP_ENDS
            elif contact.state == RINGING:
                kind = PICKS_UP
            push(world.events, floor, contact.due, order_of(kind, contact.id, c))
        if contact.quits != contact.quit_timer:
            contact.quit_timer = contact.quits
            if contact.quits < world.plan.horizon:
                push(world.events, floor, contact.quits, order_of(QUITS, contact.id, c))


@implements(verbs.set_duty_timer)
def push_duty(world, a):
    """Somebody with a roster whose next moment has changed gets a new event."""
    person = world.floor.person[a]
    if person.at != person.timer:
        person.timer = person.at
        if person.at < world.plan.horizon:
            push(world.events, world.floor, person.at, order_of(DUTY, a, a))
