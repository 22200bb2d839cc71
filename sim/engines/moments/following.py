"""One contact follows another: somebody tries again, comes back with an open question, is sent on, is called back."""

from __future__ import annotations

from sim.engines.moments.verbs import come_at, new_contact
from sim.model.customers import returning
from sim.rules import rule


@rule
def send_follower(world, c, via, kind, delay):
    """Another contact of type `kind` follows contact c after the delay, s; returns it, or -1 if the run ends before."""
    at = world.now + delay
    if at >= world.plan.horizon:
        return -1
    child = new_contact(world)
    contacts = world.floor.contact
    returning.fill_follower(world, contacts[child], contacts[c], via, kind)
    come_at(world, child, at)
    return child


@rule
def come_back(world, c, row, via, delay):
    """The customer of contact c is back after the delay, s (negative: never), perhaps on another channel.

    `row` is that of `plan.back`.
    """
    if delay >= 0.0:
        contacts = world.floor.contact
        kind = returning.type_of_return(world.plan, world.stream, contacts[c], row)
        child = send_follower(world, c, via, kind, delay)
        if child >= 0 and world.plan.back[row].as_before == 1:
            returning.copy_draws(contacts[child], contacts[c])
