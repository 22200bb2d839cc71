"""The core's machinery for contacts on the move: slots, timers for those in hand, journeys of those who come back.

A contact is a slot of the floor. The one surprising decision: a timer is never taken back. When a moment changes a new
event is set beside the old one, and the old one is dropped when it comes up and speaks of a moment that is no more.
"""

from __future__ import annotations

from sim import routing
from sim.engines.clock import DUTY, OPENS, PICKS_UP, QUITS, RETURNS, TALK_ENDS, WRAP_UP_ENDS, order_of
from sim.engines.core.heap import push
from sim.engines.core.patience_heap import stays
from sim.model import queues
from sim.model.arrays import HANDING, NOWHERE, RINGING, WRAPPING_UP
from sim.model.customers import returning
from sim.rules import rule


@rule
def take_slot(floor):
    """A free slot for a contact. The loop sees to it that two are free before each event; no event needs more."""
    counts = floor.counts[0]
    counts.free = counts.free - 1
    return floor.free[counts.free]


@rule
def free_slot(floor, heap, c):
    """The contact is over."""
    stays(heap, c)
    counts = floor.counts[0]
    floor.contact[c].state = NOWHERE
    floor.contact[c].id = -1
    floor.free[counts.free] = c
    counts.free = counts.free + 1


@rule
def set_timers(plan, floor, heap, a):
    """Every contact in the agent's hands whose next moment has changed gets a new event."""
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
            push(heap, floor, contact.due, order_of(kind, contact.id, c))
        if contact.quits != contact.quit_timer:
            contact.quit_timer = contact.quits
            if contact.quits < plan.horizon:
                push(heap, floor, contact.quits, order_of(QUITS, contact.id, c))


@rule
def set_duty_timer(plan, floor, heap, a):
    """Somebody with a roster whose next moment has changed gets a new event."""
    person = floor.person[a]
    if person.at != person.timer:
        person.timer = person.at
        if person.at < plan.horizon:
            push(heap, floor, person.at, order_of(DUTY, a, a))


@rule
def join(plan, floor, heap, c, now):
    """The contact stands in line, and something may open to it after a while."""
    queues.join_queue(floor, c, now)
    if plan.looks > 0:
        will_open(plan, floor, heap, c, now)


@rule
def will_open(plan, floor, heap, c, now):
    """The next instant at which more groups may take the contact."""
    contact = floor.contact[c]
    contact.opens = routing.next_opening(plan, contact, now)
    if contact.opens < plan.horizon:
        push(heap, floor, contact.opens, order_of(OPENS, contact.id, c))


@rule
def will_come(plan, floor, heap, c, at):
    """Contact c comes to the service, or comes back to it, at this instant; journeys are numbered as they begin."""
    counts = floor.counts[0]
    number = counts.journeys
    counts.journeys = number + 1
    if at < plan.horizon:
        push(heap, floor, at, order_of(RETURNS, number, c))


@rule
def sends(plan, floor, heap, stream, c, via, kind, delay, now):
    """Out of contact c another one of this kind follows after the delay: a return, a transfer, a call-back ..."""
    if now + delay >= plan.horizon:
        return -1
    child = take_slot(floor)
    returning.fill_follower(plan, stream, floor.contact[child], floor.contact[c], via, kind, now)
    will_come(plan, floor, heap, child, now + delay)
    return child


@rule
def comes_back(plan, floor, heap, stream, c, row, via, delay, now):
    """The customer of contact c will be back after the delay (negative: never), perhaps on another channel."""
    if delay >= 0.0:
        kind = returning.type_of_return(plan, stream, floor.contact[c], row)
        child = sends(plan, floor, heap, stream, c, via, kind, delay, now)
        if child >= 0 and plan.back[row].as_before == 1:
            returning.copy_draws(floor.contact[child], floor.contact[c])


@rule
def let_guide_go(plan, floor, heap, contact, now):
    """The customer whom an agent brought to the second level is gone: that agent can wrap up."""
    if contact.guide >= 0:
        guide = floor.contact[contact.guide]
        guide.state = HANDING
        guide.due = now
        set_timers(plan, floor, heap, guide.agent)
        contact.guide = -1
