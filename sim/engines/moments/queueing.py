"""A contact joins a queue, or joins it again."""

from __future__ import annotations

from sim import routing
from sim.engines.clock import OPENS
from sim.engines.moments.verbs import set_timer, start_patience
from sim.model import queues
from sim.rules import rule


@rule
def join(world, c):
    """The contact stands in a queue: its patience runs, and more groups may take it after a while."""
    queues.join_queue(world.floor, c, world.now)
    start_patience(world, c)
    if world.plan.looks > 0:
        open_further(world, c)


@rule
def open_further(world, c):
    """The next instant at which more groups may take the contact."""
    contact = world.floor.contact[c]
    contact.opens = routing.next_opening(world.plan, contact, world.now)
    set_timer(world, c, OPENS, contact.opens)


@rule
def join_again(world, c):
    """The contact, begun or promised before, waits for whoever may take it next."""
    join(world, c)


@rule
def set_place(world, c, since):
    """The contact's place in its queue, unless it has one: as of somebody who waits since this instant."""
    contact = world.floor.contact[c]
    if not contact.place <= world.now:
        contact.place = queues.place_in_queue(world.plan, world.stream, contact, since)
