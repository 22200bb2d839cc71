"""How moments speak of time: the verbs, in which the two engines differ.

Python runs what stands here: it asks the reference engine, which the world carries. Compiled code runs the rule of the
core that says it `implements` the verb (`sim.engines.core.timers`).
"""

from __future__ import annotations

from sim.rules import verb


@verb
def new_contact(world):
    """A blank contact, whose life begins with this event; returns its index."""
    return world.events.new_contact()


@verb
def end_contact(world, c):
    """Contact c is over."""
    world.events.end_contact(c)


@verb
def come_at(world, c, at):
    """Contact c comes to the service, or comes back to it, at this instant; journeys are numbered as they begin."""
    world.events.come_at(c, at)


@verb
def start_patience(world, c):
    """From now on contact c waits, or rings, and will give up when its patience ends."""
    world.events.start_patience(c)


@verb
def stop_patience(world, c):
    """Contact c does not wait any more."""
    world.events.stop_patience(c)


@verb
def set_timer(world, c, kind, at):
    """An event of this kind for contact c, which waits, at this instant."""
    world.events.set_timer(c, kind, at)


@verb
def set_timers(world, a):
    """For each contact in the hands of agent a whose next moment has changed, an event at that moment."""
    world.events.set_timers(a)


@verb
def set_duty_timer(world, a):
    """An event at the next moment of the roster of agent a, if that moment has changed."""
    world.events.set_duty_timer(a)
