"""Work is put aside: for something more urgent, or because the shift is over."""

from __future__ import annotations

from sim import agents, routing
from sim.engines.moments.answering import take
from sim.engines.moments.queueing import join_again, set_place
from sim.model import counting
from sim.rules import rule


@rule
def put_aside_for(world, a, c):
    """Agent a puts work aside and takes contact c; the work goes to another agent or back into its queue.

    It may find a free one, or interrupt in its turn what comes after it; each type once at the most.
    """
    plan = world.plan
    for _ in range(plan.type.shape[0]):
        aside = put_aside(world, a)
        take(world, a, c)
        c = aside
        a = routing.agent_for(world, c)
        if a >= 0:
            take(world, a, c)
            return
        if plan.type[world.floor.contact[c].type].interrupts == 1:
            a = routing.whom_to_interrupt(world, c)
        if a < 0:
            break
    return_to_queue(world, c)


@rule
def hand_work_over(world, a):
    """The shift is over: deferred work in hand goes to a colleague or back into its queue."""
    if not agents.can_hand_over(world.plan, world.floor, a):
        return
    c = put_aside(world, a)
    other = routing.agent_for(world, c)
    if other >= 0:
        take(world, other, c)
    else:
        return_to_queue(world, c)


@rule
def put_aside(world, a):
    """Agent a puts aside the work in hand; returns its contact."""
    c = agents.put_work_aside(world, a)
    counting.count_interrupted(world.tally, world.floor.contact[c])
    return c


@rule
def return_to_queue(world, c):
    """Work that nobody goes on with now waits where it would have waited."""
    contact = world.floor.contact[c]
    contact.own = -1
    set_place(world, c, contact.queued)
    join_again(world, c)
